"""The one entry: a mail in, what it says out.

>>> from datetime import date
>>> text = "Hi Ann,\\n\\nwe pay EUR 1,200 on Friday.\\n\\n> please pay today"
>>> reading = read(Mail("Re: Reminder", text, {}, "en", date(2026, 3, 11)))
>>> promised = reading.promise
>>> [intent.label for intent in reading.intents if intent.score > 0.8]
['promise']
>>> str(promised.day), str(promised.amount), promised.currency
('2026-03-13', '1200', 'EUR')
>>> promised.quote
'we pay EUR 1,200 on Friday.'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from . import amounts, html_text, language, quoting, references
from .automatic import is_automatic, is_bounce, lowered
from .folding import fold
from .intents import Evidence, label
from .learned import Ruled, decide
from .promises import announced, promise
from .sentences import split
from .statements import Statement, observe
from .values import Amount, Intent, Mail, Promise, Reading

__all__ = ["Amount", "Intent", "Mail", "Promise", "Reading", "read"]

#: Of the new text no more than this is read.
NEW_TEXT_MAX = 8_000
_SUBJECT_MAX = 300
_DOMAIN = re.compile(r"@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_AMERICAN = re.compile(r"\$|(?<!\w)(?:usd|ach|w-?9|checks?|zip|inc|llc|fedwire|routing)(?!\w)")
_BRITISH = re.compile(r"[£€]|(?<!\w)(?:gbp|eur|bacs|chaps|cheques?|vat|ltd|plc|iban|sepa)(?!\w)")


def read(mail: Mail) -> Reading:
    """Return what the mail says. It never raises, whatever the mail holds, and reads a bounded part of a huge one."""
    new_text, ruled = by_rules(mail)
    intents, promised = decide(ruled)
    labels = {intent.label for intent in intents}
    return Reading(
        new_text=new_text,
        language=ruled.language,
        intents=intents,
        promise=promised if "promise" in labels else None,
        returns_on=_returns_on(ruled.statements, ruled.today) if "out_of_office" in labels else None,
        amounts=tuple(Amount(one.value, one.currency, new_text[one.start : one.end]) for one in amounts.find(new_text)),
        references=references.find(new_text),
        is_automatic=ruled.is_automatic,
        is_bounce=ruled.is_bounce,
    )


def by_rules(mail: Mail) -> tuple[str, Ruled]:
    """Return the new text of a mail, and what the rules alone make of it."""
    new_text = _new_text(mail)
    has_words = bool(new_text.strip())
    spoken = language.spoken(new_text if has_words else mail.subject[:_SUBJECT_MAX], mail.language)
    today = mail.received_on
    statements = observe(split(new_text), spoken, today, _month_first(mail, new_text))
    subject = observe(split(mail.subject[:_SUBJECT_MAX]), spoken, today, None)
    bounced = is_bounce(mail.headers, mail.subject, mail.text[:5000] or new_text)
    automatic = bounced or is_automatic(mail.headers, mail.subject, new_text)
    payments = (
        []
        if bounced or _is_absence(statements, subject, automatic)
        else announced(statements, today, is_automatic=automatic)
    )
    promised = promise(statements, payments)
    is_bulk = "list-unsubscribe" in lowered(mail.headers)
    evidence = Evidence(statements, payments, promised, automatic, bounced, subject, new_text, today, is_bulk)
    intents = label(evidence)
    promised = promised if any(intent.label == "promise" for intent in intents) else None
    return new_text, Ruled(statements, subject, intents, promised, spoken[0], today, automatic, bounced)


def _new_text(mail: Mail) -> str:
    """Return the sender's own new text, from the HTML if there is one."""
    headers = lowered(mail.headers)
    own, ours = (_DOMAIN.search(headers.get(name, "")) for name in ("from", "to"))
    domains = (own[1] if own else None, ours[1] if ours else None)
    names = {"sender": _name(headers.get("from", "")), "receiver": _name(headers.get("to", ""))}
    text = mail.text
    if mail.html:
        text = html_text.to_text(mail.html)
        if quoting.points_below(quoting.strip(text, *domains, **names)):
            text = html_text.to_text(mail.html, quotes=True)
    return quoting.strip(text, *domains, **names)[:NEW_TEXT_MAX]


def _name(address: str) -> str:
    """Return the name beside the first address of a header."""
    return address[:_SUBJECT_MAX].split("<")[0].strip(' "') if "<" in address else ""


def _month_first(mail: Mail, text: str) -> bool | None:
    """Tell how the sender writes 04/05, as far as the text and the locale show."""
    hint = (mail.language or "").lower().replace("-", "_")
    if hint in ("en_us", "en_gb", "en_au", "en_ie", "en_nz", "en_in", "en_za"):
        return hint == "en_us"
    folded = fold(text)
    american, british = _AMERICAN.search(folded) is not None, _BRITISH.search(folded) is not None
    return american if american != british else None


def _is_absence(statements: list[Statement], subject: list[Statement], automatic: bool) -> bool:
    return automatic and any(statement.has("out_of_office") for statement in [*subject, *statements])


def _returns_on(statements: Sequence[Statement], today: date) -> date | None:
    """Return the last day that a notice of absence names in the first sentence with a day to come."""
    for statement in statements:
        days = [found.day for found in statement.dates if found.day >= today]
        if days and statement.has("out_of_office", "other_event"):
            return days[-1]
    return next((found.day for statement in statements for found in statement.dates if found.day >= today), None)
