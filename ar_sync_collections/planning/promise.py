"""Whether promises to pay were kept, from what was applied to the invoices that they are for.

The ledger decides and nobody's memory: what reduced the promised invoices since the promise was made, and by which
day. Promises for the same invoices share the money, the earliest first: who promises two halves keeps the first with
the first half. What was credited was not owed, so it lowers what was to be paid. Money that is in the ledger with a day
in time counts whenever it was entered, so a late bank statement breaks no promise.

>>> half = Promised(1, frozenset({7}), Decimal(50), "USD", date(2026, 3, 10), 0, Decimal(0))
>>> rest = Promised(2, frozenset({7}), Decimal(50), "USD", date(2026, 3, 20), 0, Decimal(50))
>>> paid = Application(1, 7, date(2026, 3, 9), True, {"USD": Decimal(50)})
>>> found = judge([half, rest], [paid], date(2026, 3, 9))
>>> found[1].state, found[2].state
('kept', 'open')
>>> judge([half, rest], [paid], date(2026, 3, 21))[2].state
'broken'
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

ONE = Fraction(1)


@dataclass(frozen=True)
class Application:
    """One thing that reduced what was open of an invoice.

    :param key: grows with each application that is made.
    :param item: the invoice.
    :param day: the day of the money in the ledger, not the day on which somebody entered it.
    :param is_money: false for credit notes and what was written off.
    :param worth: the amount in each currency in which it may be asked for.
    """

    key: int
    item: int
    day: date
    is_money: bool
    worth: Mapping[str, Decimal]


@dataclass(frozen=True)
class Promised:
    """One promise that somebody may keep.

    :param until: the last day on which money is in time, grace included.
    :param made_after: the last application that was there when it was made; later ones count.
    :param open_now: what is open of its invoices now, in ``currency``.
    :param unit: the smallest amount of the currency.
    """

    key: int
    items: frozenset[int]
    amount: Decimal
    currency: str
    until: date
    made_after: int
    open_now: Decimal
    unit: Decimal = Decimal("0.01")


@dataclass(frozen=True)
class Verdict:
    """What became of a promise.

    :param state: ``open``, ``kept``, ``partly`` or ``broken`` (nothing came), or ``credited``: nothing is owed any
        more, and nothing was paid.
    :param paid: what was paid in time, at most what was to be paid.
    :param due: what was to be paid: the amount, or what was owed where that is less.
    :param kept_on: the day of the money with which it was kept.
    """

    state: str
    paid: Decimal
    due: Decimal
    kept_on: date | None = None


def judge(promises: Iterable[Promised], applications: Sequence[Application], today: date) -> dict[int, Verdict]:
    """Return by key what became of promises of one customer.

    :param today: the customer's own day.
    """
    left = {application.key: ONE for application in applications}
    in_order = sorted(applications, key=lambda application: (application.day, application.key))
    return {
        promise.key: _judge(promise, in_order, left, today)
        for promise in sorted(promises, key=lambda promise: (promise.until, promise.key))
    }


def _judge(promise: Promised, applications: Sequence[Application], left: dict[int, Fraction], today: date) -> Verdict:
    since = [row for row in applications if row.item in promise.items and row.key > promise.made_after]
    money = [row for row in since if row.is_money]
    owed = promise.open_now + sum((_value(row, left, promise) for row in money), Decimal(0))
    due = min(promise.amount, owed)
    in_time = [row for row in money if row.day <= promise.until]
    paid, kept_on = _take(promise, in_time, left, due)
    has_kept = paid > 0 and (paid >= due or (promise.open_now <= 0 and len(in_time) == len(money)))
    if has_kept:
        return Verdict("kept", paid, due, kept_on)
    if due < promise.unit:
        return Verdict("credited", Decimal(0), Decimal(0))
    if today <= promise.until:
        return Verdict("open", paid, due)
    return Verdict("partly" if paid else "broken", paid, due)


def _value(row: Application, left: Mapping[int, Fraction], promise: Promised) -> Decimal:
    """Return what is left of an application, in the promise's currency."""
    share = left[row.key]
    value = row.worth[promise.currency] * share.numerator / share.denominator
    return value.quantize(promise.unit, ROUND_HALF_UP)


def _take(
    promise: Promised, rows: Iterable[Application], left: dict[int, Fraction], due: Decimal
) -> tuple[Decimal, date | None]:
    """Take what keeps the promise from the money, the earliest first; return how much, and the last day of it."""
    paid, day = Decimal(0), None
    for row in rows:
        value = _value(row, left, promise)
        taken = min(value, due - paid)
        if taken <= 0:
            continue
        left[row.key] = left[row.key] * (ONE - Fraction(taken) / Fraction(value))
        paid, day = paid + taken, row.day
    return paid, day
