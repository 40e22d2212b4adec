"""What of a language model's answer counts: only what the mail itself bears out.

A label must be one of ours, its words must stand in the mail, a sum must be written there, and a day must be a day that
the words can mean. Everything else is left out, and it is said what and why.

>>> from datetime import date
>>> mail = "Hello,\\nwe will transfer EUR 1,200.50 next\\nTuesday."
>>> found = check(
...     '{"statements": [{"label": "promise", "quote": "we will transfer EUR 1,200.50 next Tuesday"},'
...     ' {"label": "legal", "quote": "we will sue you"}], "promise": {"quote": "we will transfer EUR 1,200.50",'
...     ' "date": "2026-03-17", "date_words": "next Tuesday", "amount_words": "EUR 1,200.50"}}',
...     "Re: Reminder", mail, ("en",), date(2026, 3, 11))
>>> [(said.label, said.quote) for said in found.statements]
[('promise', 'we will transfer EUR 1,200.50 next\\nTuesday')]
>>> found.day.isoformat(), str(found.amount), found.currency
('2026-03-17', '1200.50', 'EUR')
>>> [(left.code, left.words) for left in found.left_out]
[('quote', 'legal: we will sue you')]
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..reading import amounts, dates
from ..reading.values import LABELS
from .question import COVER, MESSAGES

#: What only headers tell; a model has not seen them.
_NOT_ASKED = ("bounce",)
_KNOWN = frozenset(LABELS) - frozenset(_NOT_ASKED)
STATEMENTS_MAX = 12
ANSWER_MAX = 20_000
_QUOTE_MAX = 600
_WORDS_MAX = 160
_LEFT_OUT_MAX = 12
#: A promised day is no earlier and no later than so many days from the day of the mail.
_DAYS_BACK, _DAYS_AHEAD = 0, 400
_FENCED = re.compile(r"\A\s*```(?:json)?\s*(?P<inside>.*?)\s*```\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """One thing that the mail says, with the mail's own words."""

    label: str
    quote: str


@dataclass(frozen=True)
class LeftOut:
    """Something of the answer that does not count. ``code``: answer, label, quote, date, amount or many."""

    code: str
    words: str


@dataclass(frozen=True)
class Checked:
    """What counts. ``day`` and ``amount`` are of the promise, whose words are ``promise_quote``."""

    statements: tuple[Said, ...] = ()
    promise_quote: str = ""
    day: date | None = None
    amount: Decimal | None = None
    currency: str | None = None
    left_out: tuple[LeftOut, ...] = ()


def answer_text(style: str, data: object) -> str:
    """Return what the model said, from the service's answer.

    :raise ValueError: it has not the shape of such an answer.
    """
    try:
        if style == MESSAGES:
            blocks = data["content"]  # type: ignore[index]
            text = "".join(block["text"] for block in blocks if block["type"] == "text")
        else:
            text = data["choices"][0]["message"]["content"]  # type: ignore[index]
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("no answer of a language model") from error
    if not isinstance(text, str):
        raise ValueError("no answer of a language model")
    return text[:ANSWER_MAX]


def check(answer: str, subject: str, new_text: str, languages: Sequence[str], received_on: date) -> Checked:
    """Return what of ``answer`` the mail bears out. It never raises, whatever the answer holds."""
    left: list[LeftOut] = []
    found = _loaded(answer)
    if found is None:
        return Checked(left_out=(LeftOut("answer", _short(answer)),))
    places = (new_text, subject)
    statements = _statements(found.get("statements"), places, left)
    promised = found.get("promise")
    if not isinstance(promised, Mapping):
        return Checked(tuple(statements), left_out=tuple(left))
    quote = _in_mail(promised.get("quote"), places)
    if not quote:
        left.append(LeftOut("quote", f"promise: {_short(promised.get('quote'))}"))
        return Checked(tuple(statements), left_out=tuple(left))
    day = _day(promised, places, languages, received_on, left)
    amount, currency = _amount(promised.get("amount_words"), places, left)
    if day or amount:
        statements = _with_promise(statements, quote)
    return Checked(tuple(statements), quote, day, amount, currency, tuple(left[:_LEFT_OUT_MAX]))


def _loaded(answer: str) -> Mapping[str, Any] | None:
    fenced = _FENCED.match(answer)
    try:
        found = json.loads(fenced["inside"] if fenced else answer)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _statements(rows: object, places: Sequence[str], left: list[LeftOut]) -> list[Said]:
    """Return the statements whose label is ours and whose words are the mail's, each label once."""
    kept: dict[str, Said] = {}
    given = rows if isinstance(rows, list) else []
    for row in given[:STATEMENTS_MAX]:
        label, words = (row.get("label"), row.get("quote")) if isinstance(row, Mapping) else (None, row)
        if not isinstance(label, str) or label not in _KNOWN:
            left.append(LeftOut("label", _short(label)))
            continue
        quote = _in_mail(words, places)
        if not quote:
            left.append(LeftOut("quote", f"{label}: {_short(words)}"))
        else:
            kept.setdefault(label, Said(label, quote))
    if len(given) > STATEMENTS_MAX:
        left.append(LeftOut("many", str(len(given))))
    return list(kept.values())


def _with_promise(statements: list[Said], quote: str) -> list[Said]:
    """Return the statements with that of the promise among them."""
    return statements if any(said.label == "promise" for said in statements) else [Said("promise", quote), *statements]


def _in_mail(words: object, places: Sequence[str]) -> str:
    """Return the mail's own words that ``words`` copies, empty where there are none; only white space may differ.

    A cover stands for any sign: what was covered is shown as the customer wrote it.
    """
    if not isinstance(words, str) or not words.strip(f"{COVER} \n\t") or len(words) > _QUOTE_MAX:
        return ""
    pieces = [re.escape(piece).replace(re.escape(COVER), ".") for piece in words.split()]
    copied = re.compile(r"(?<!\w)" + r"\s+".join(pieces) + r"(?!\w)")
    return next((match[0] for place in places if (match := copied.search(place))), "")


def _day(
    promised: Mapping[str, Any], places: Sequence[str], languages: Sequence[str], today: date, left: list[LeftOut]
) -> date | None:
    """Return the promised day: its words stand in the mail, and our own grammar reads no other day in them."""
    given = promised.get("date")
    if given is None:
        return None
    words = _in_mail(promised.get("date_words"), places)
    try:
        day = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        day = None
    read = {found.day for found in dates.find(words, languages, today)} if words else set()
    is_near = day is not None and timedelta(-_DAYS_BACK) <= day - today <= timedelta(_DAYS_AHEAD)
    if not words or not is_near or (read and day not in read):
        left.append(LeftOut("date", f"{_short(given)}: {_short(promised.get('date_words'))}"))
        return None
    return day


def _amount(words: object, places: Sequence[str], left: list[LeftOut]) -> tuple[Decimal | None, str | None]:
    """Return the sum that stands in the mail, as our own reader reads it."""
    if words is None:
        return None, None
    quote = _in_mail(words, places)
    found = amounts.find(quote, bare=True) if quote else []
    if len(found) == 1:
        return found[0].value, found[0].currency
    if quote.isascii() and quote.isdigit() and 0 < int(quote) < 10**9:
        return Decimal(quote), None
    left.append(LeftOut("amount", _short(words)))
    return None, None


def _short(words: object) -> str:
    text = " ".join(str(words).split())
    return text if len(text) <= _WORDS_MAX else text[: _WORDS_MAX - 1] + "…"
