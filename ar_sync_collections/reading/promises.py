"""Promises of payment: when, how much, and which words say so.

A date is one of a promise unless the words around it say otherwise: it is past, belongs to something else, is asked for
or proposed, depends on something, is in doubt or a "not before". A sum alone is a promise where the sentence commits
to pay it. The first payment that is announced is the promise; its sum is the one beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from . import amounts
from .date_phrases import Found
from .statements import Statement, governor, is_past, pays_beside
from .values import Promise

_TOTAL = re.compile(
    r"(?<!\w)(?:total|summe|gesamt\w*|totaal\w*|totale?|suma|importe total|montant total|sum|"
    r"zahlbetrag|betrag|importe|montant|amount)(?!\w)"
)
#: A date that was named before and came to nothing.
_SAID = re.compile(
    r"(?<!\w)(?:said|told you|promised|announced|dije|dijimos|habia dicho|annonce|avais dit|"
    r"gesagt|zugesagt|angekundigt|versprochen hatte|"
    r"beloofd had|gezegd|had beloofd)(?!\w)"
)
_PAST_TENSE = re.compile(
    r"(?<!\w)(?:was|were|had|did|have|has|habe|hatte|hatten|wurde|wurden|war|waren|ai|avons|avez|"
    r"ont|etait|hemos|habia|fue|heb|hebben|"
    r"heeft|werd|werden)(?!\w)"
)
_BEFORE = re.compile(r"(?<!\w)(?:before|avant|antes del?|vor(?: dem)?|voor)(?: (?:le|the|de|den|el))? {0,2}$")
_NOT = re.compile(
    r"(?<!\w)(?:not|nothing|never|nicht|nichts|nix|kein\w*|pas|rien|no|nada|niet|niets|geen)(?! "
    r"(?:later|spater|plus tard|mas tarde))(?!\w)|n't"
)
#: "He is back on Monday and pays then."
_THEN = re.compile(
    r"(?<!\w)(?:that day|the same day|then|dann|an dem tag|am selben tag|ce jour-la|alors|ese dia|"
    r"ese mismo dia|entonces|die dag|dan)(?!\w)"
)
#: What a date is the date of, when it stands right before it: "the invoice of 3 May", "due on", "since".
_DATED = re.compile(
    r"(?<!\w)(?:dated|since|seit|depuis|desde|sinds|ago|datiert|datee du|fechada|gedateerd|last|"
    r"an?|un|una|ein|einem|einen|een|every|each|jeden|chaque|cada|elke|letzten|letzte[rn]?|vorige|"
    r"verleden|pasado|dernier)"
    r"(?: (?:the|dem|den|le|el|de|am))? $"
)
_GONE = re.compile(r"^ ?(?:dernier|passe|pasado|pasada|derniere|last|jl|j\.l\.|jongstleden)(?!\w)")


_ALREADY = re.compile(
    r"(?<!\w)(?:already|schon (?:im|am|letzte|mal)|bereits (?:im|am|seit)|deja|reeds|only today|"
    r"only just|ya (?:en|el|hemos))(?!\w)"
)


@dataclass(frozen=True)
class Announced:
    """A payment that the mail announces; the numbers are those of its sentence and its place there."""

    number: int
    place: int
    found: Found | None
    amount: amounts.Found | None


def announced(statements: Sequence[Statement], today: date, *, is_automatic: bool = False) -> list[Announced]:
    """Return the payments that the mail announces, in the order of the text.

    Of an automatic mail a date counts only where words of paying govern it.
    """
    made: list[Announced] = []
    beside: list[Announced] = []
    has_paid = asks_for_arrival(statements) is not None
    if has_paid:
        statements = [
            replace(one, dates=tuple(day for day in one.dates if day.kind not in _EITHER_WAY)) for one in statements
        ]
    for number, statement in enumerate(statements):
        has_paid = has_paid or statement.has("past")
        if is_proposal(statement):
            continue
        days = [found for found in statement.dates if is_promised(statement, found, today)]
        if has_paid:
            days = [found for found in days if not _is_arrival(statement, found)]
        if is_automatic:
            days = [
                found
                for found in days
                if (governor(statement, found) == "pay" or statement.has("remittance"))
                and not statement.has("out_of_office")
            ]
        for found in days:
            made.append(Announced(number, found.start, found, sum_beside(statement, found)))
            if pays_beside(statement, found):
                beside.append(made[-1])
        if not days and not statement.dates:
            sums = [Announced(number, one.start, None, one) for one in _sums_committed(statement)[:1]]
            made += sums
            beside += sums
    return beside or made


def asks_for_arrival(statements: Sequence[Statement]) -> Statement | None:
    """Return the sentence that asks whether a payment has not arrived: it was made then."""
    return next((one for one in statements if one.asks and _NOT_ARRIVED.search(one.sentence.folded)), None)


def dated_past(statements: Sequence[Statement], today: date) -> Statement | None:
    """Return the first sentence of a payment whose date has passed: "transfer of 3 March, reference 4711"."""
    for statement in statements:
        gone = [found for found in statement.dates if is_past(found, today)]
        is_paid = any(governor(statement, found) == "pay" for found in gone) and not _is_denied(statement)
        if gone and (statement.has("remittance") or is_paid):
            return statement
    return None


def _is_denied(statement: Statement) -> bool:
    return is_proposal(statement) or statement.has(
        "unpaid", "block", "commit", "dispute", "document", "hardship", "legal"
    )


def _is_arrival(statement: Statement, found: Found) -> bool:
    """Tell whether a date is the one on which money already sent arrives."""
    start, end = statement.clause(found.start)
    return any(hit.start < end and hit.end > start for hit in statement.of("arrival"))


def is_proposal(statement: Statement) -> bool:
    """Tell whether the sentence asks for something or waits for consent: nothing in it is promised."""
    return statement.asks or statement.has("consent", "plan")


def is_promised(statement: Statement, found: Found, today: date) -> bool:
    """Tell whether the words around a date make it the day of a payment that is announced."""
    ruled_by = governor(statement, found)
    if is_past(found, today) or ruled_by == "past":
        return False
    if statement.has("out_of_office") and ruled_by != "pay":
        return False
    if ruled_by == "other" and not (_THEN.search(statement.sentence.folded, found.end) and statement.has("pay")):
        return False
    start, end = statement.clause(found.start)
    if _ALREADY.search(statement.sentence.folded, start, end) or _SAID.search(statement.sentence.folded):
        return False
    if not ruled_by and _PAST_TENSE.search(statement.sentence.folded, start, end):
        return False
    if found.kind == "bare span" and ruled_by != "pay":
        return False
    ahead = statement.sentence.folded[: found.start]
    if _DATED.search(ahead) or _GONE.match(statement.sentence.folded[found.end :]):
        return False
    return not is_blocked(statement, found)


def is_blocked(statement: Statement, found: Found) -> bool:
    """Tell whether a condition, a doubt or a "not before" takes the promise back."""
    start, end = statement.clause(found.start)
    for hit in statement.of("block"):
        is_near = hit.start < end and hit.end > start
        if hit.rule == "block.condition" and (is_near or statement.clause(hit.start)[0] + 4 >= hit.start):
            return True
        if hit.rule == "block.doubt" and is_near:
            return True
        if hit.rule == "block.notbefore" and is_near and -60 <= found.start - hit.end <= 20:
            return True
    ahead = statement.sentence.folded[max(0, found.start - 20) : found.start]
    return bool(_BEFORE.search(ahead) and _NOT.search(statement.sentence.folded, start, end))


def sum_beside(statement: Statement, found: Found) -> amounts.Found | None:
    """Return the sum nearest to a date, unless it belongs to another date or to what was paid."""
    best: amounts.Found | None = None
    nearest = 10_000
    for one in statement.amounts:
        gap = _gap(statement, one, found)
        if any(_gap(statement, one, other) < gap for other in statement.dates) or _is_of_past(statement, one):
            continue
        distance = gap + (1000 if one.currency is None else 0)
        if distance < nearest:
            best, nearest = one, distance
    return best


def _gap(statement: Statement, one: amounts.Found, found: Found) -> int:
    """Return how far a sum is from a date; one in another clause is farther."""
    start, end = statement.clause(one.start)
    return max(one.start - found.end, found.start - one.end) + (0 if start <= found.start < end else 60)


def _is_of_past(statement: Statement, one: amounts.Found) -> bool:
    start, end = statement.clause(one.start)
    return any(hit.start < end and hit.end > start for hit in statement.of("past"))


def _sums_committed(statement: Statement) -> list[amounts.Found]:
    if not statement.has("commit") or statement.has("past", "block", "dispute", "hardship"):
        return []
    return [one for one in statement.amounts if one.currency is not None or statement.has("pay")]


def promise(statements: Sequence[Statement], made: Sequence[Announced]) -> Promise | None:
    """Return the first payment that is announced, with the day and the sum that sentences beside it may add."""
    if not made:
        return None
    first = made[0]
    found, amount, number = first.found, first.amount, first.number
    if amount is None:
        amount = _total(statements, first)
    for other in made[1:]:
        if other.number - number <= 1 and found is None and other.found is not None and other.amount is None:
            found, number = other.found, other.number
        elif other.number - number <= 1 and amount is None and other.found is None and other.number != number:
            amount = other.amount
    statement = statements[first.number]
    precision = found.precision if found else "day"
    certain = bool(found and found.certain) and not statement.has("block")
    rule = f"promise.{found.kind.replace(' ', '_')}" if found else "promise.amount"
    currency = amount.currency if amount else None
    if amount and currency is None:
        currency = _only_currency(statements)
    return Promise(
        found.day if found else None,
        amount.value if amount else None,
        currency,
        precision,
        statement.sentence.text,
        rule,
        certain,
    )


def _only_currency(statements: Sequence[Statement]) -> str | None:
    """Return the currency of the mail if it names exactly one."""
    named = {one.currency for statement in statements for one in statement.amounts if one.currency}
    codes = {code.upper() for statement in statements for code in _CODE.findall(statement.sentence.folded)}
    return (named | codes).pop() if len(named | codes) == 1 else None


#: Phrases that name a day gone by as well as one to come.
_EITHER_WAY = ("weekday", "day", "this weekday")
_NOT_ARRIVED = re.compile(
    r"(?:\bnot\b|n't|nicht|\bpas\b|\bno\b|niet).{0,40}(?:turned up|arrived|received|\bgot\b|"
    r"angekommen|eingegangen|erhalten|\bda\b|recu|arrive|"
    r"llegad|recibid|ontvangen|binnen|aangekomen)|(?:ontvangen|binnen|aangekomen|arrive|recu).{0,20}(?:niet|pas)"
)
_CODE = re.compile(r"(?<!\w)(eur|usd|gbp|chf)(?!\w)")


def _total(statements: Sequence[Statement], first: Announced) -> amounts.Found | None:
    """Return the sum of a payment advice: its total, or the only sum of the lines after the date."""
    if not any(statement.has("remittance") for statement in statements):
        return None
    lines = statements[first.number :]
    totals = [
        statement.amounts[-1] for statement in lines if statement.amounts and _TOTAL.search(statement.sentence.folded)
    ]
    if totals:
        return totals[-1]
    sums = [one for statement in lines for one in statement.amounts if one.currency]
    return sums[0] if len({one.value for one in sums}) == 1 else None
