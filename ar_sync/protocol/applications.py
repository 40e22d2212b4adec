"""What of a settlement was money, what was given up for paying early, and what was given up for other reasons.

The books settle invoices with one sum: 100 of an invoice may be 95 of money, 2 of early-payment discount and 3 that the
bank withheld. An ERP wants the three apart.

>>> parts = [Part("INV/1", Decimal("100"), Decimal("2")), Part("INV/2", Decimal("50"))]
>>> money, given = divide(parts, discount=Decimal("2"), given_up=Decimal("3"))
>>> [(part.target, str(part.amount), str(part.discount)) for part in money]
[('INV/1', '98', '2'), ('INV/2', '47', '0')]
>>> [(part.target, str(part.amount)) for part in given]
[('INV/2', '3')]

An ERP that knows no discounts on a payment hears of them as of anything else that was given up:

>>> money, given = apart(money, given)
>>> [(part.target, str(part.amount)) for part in money], [(part.target, str(part.amount)) for part in given]
([('INV/1', '98'), ('INV/2', '47')], [('INV/2', '3'), ('INV/1', '2')])

What was settled before and what is settled now may be the same document's:

>>> [(part.target, str(part.amount)) for part in joined([Applied("7", Decimal(20)), Applied("7", Decimal(10))])]
[('7', '30')]

What is applied on several days belongs to the month of each. What was applied first is there first, so what is missing
is what came last:

>>> days = [(date(2026, 3, 30), Decimal(40)), (date(2026, 4, 2), Decimal(20))]
>>> [(day.isoformat(), str(amount)) for day, amount in by_day(Decimal(50), days)]
[('2026-03-30', '30'), ('2026-04-02', '20')]
>>> [str(amount) for day, amount in by_day(Decimal(70), days)], by_day(Decimal(5), [])
(['40', '30'], [])

Before applications are set anew, what is there is compared with what was known. What somebody applied there meanwhile
would be taken away, and what somebody took away there would be made again; neither is done unseen. What is there
already as it is wanted, is no matter:

>>> known, wanted = [Applied("7", Decimal(60))], [Applied("7", Decimal(60)), Applied("8", Decimal(40))]
>>> decided_there(known, [Applied("7", Decimal(60)), Applied("9", Decimal(5))], wanted)
('9',)
>>> decided_there(known, [], wanted), decided_there(known, wanted, wanted), decided_there(known, known, [])
(('7',), (), ())

Where several records apply one sum, an attempt that was broken off may have left less than there was:

>>> decided_there(known, [], wanted, is_part=True)
()
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .documents import ZERO, Applied


@dataclass(frozen=True)
class Part:
    """What a settlement took off one document.

    :param offered: the early-payment discount that the document's terms allow; at most this is taken for one.
    """

    target: str
    amount: Decimal
    offered: Decimal = ZERO


def divide(
    parts: Sequence[Part], discount: Decimal = ZERO, given_up: Decimal = ZERO
) -> tuple[tuple[Applied, ...], tuple[Applied, ...]]:
    """Return (what money and discount settle, what is given up for other reasons), in the order of ``parts``.

    A discount goes to the documents that offer one, then to whatever is left. What is given up is taken off the last
    documents: a payment fills the first ones.
    """
    parts = _together(parts)
    discounts = _take([min(part.amount, part.offered) for part in parts], discount)
    rest = discount - sum(discounts, ZERO)
    more = _take([part.amount - taken for part, taken in zip(parts, discounts, strict=True)], rest)
    discounts = [one + other for one, other in zip(discounts, more, strict=True)]
    left = [part.amount - taken for part, taken in zip(parts, discounts, strict=True)]
    lost = list(reversed(_take(list(reversed(left)), given_up)))
    money = [
        Applied(part.target, amount - away, taken)
        for part, amount, away, taken in zip(parts, left, lost, discounts, strict=True)
        if amount - away or taken
    ]
    given = [Applied(part.target, away) for part, away in zip(parts, lost, strict=True) if away]
    return tuple(money), tuple(given)


def apart(money: Sequence[Applied], given: Sequence[Applied]) -> tuple[tuple[Applied, ...], tuple[Applied, ...]]:
    """Return what :func:`divide` returned, with the discounts taken off the money and added to what is given up."""
    lost = {part.target: part.amount for part in given}
    for part in money:
        if part.discount:
            lost[part.target] = lost.get(part.target, ZERO) + part.discount
    left = tuple(Applied(part.target, part.amount) for part in money if part.amount)
    return left, tuple(Applied(target, amount) for target, amount in lost.items())


def joined(applied: Iterable[Applied]) -> tuple[Applied, ...]:
    """Return one application for each document, in the order in which they come."""
    found: dict[str, Applied] = {}
    for part in applied:
        known = found.get(part.target, Applied(part.target, ZERO))
        found[part.target] = Applied(part.target, known.amount + part.amount, known.discount + part.discount)
    return tuple(found.values())


def decided_there(
    known: Iterable[Applied], there: Iterable[Applied], wanted: Iterable[Applied], is_part: bool = False
) -> tuple[str, ...]:
    """Return the documents to which something else was applied in the ERP than was known, and that would be undone.

    :param known: what was applied when both sides last agreed.
    :param is_part: an attempt of ours may have been broken off in the middle.
    """
    sides = [{part.target: part.amount + part.discount for part in joined(of)} for of in (known, there, wanted)]
    found = []
    for target in sorted({*sides[0], *sides[1]}):
        was, is_now, will_be = (of.get(target, ZERO) for of in sides)
        if is_now > max(was, will_be) or (is_now < min(was, will_be) and not is_part):
            found.append(target)
    return tuple(found)


def by_day(amount: Decimal, days: Iterable[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """Return how much of an amount that is still to be applied falls on which day, the first day first.

    :param days: what was applied on which day in all; what goes beyond it falls on the last one.
    """
    known: dict[date, Decimal] = {}
    for day, part in days:
        known[day] = known.get(day, ZERO) + part
    if not known:
        return []
    last = max(known)
    known[last] += max(ZERO, amount - sum(known.values(), ZERO))
    found = []
    for day in sorted(known, reverse=True):
        part = min(amount, known[day])
        amount -= part
        if part:
            found.append((day, part))
    return found[::-1]


def _together(parts: Sequence[Part]) -> list[Part]:
    """Return one part for each document."""
    found: dict[str, Part] = {}
    for part in parts:
        known = found.get(part.target)
        found[part.target] = Part(
            part.target,
            part.amount + (known.amount if known else ZERO),
            max(part.offered, known.offered if known else ZERO),
        )
    return [part for part in found.values() if part.amount]


def _take(room: Sequence[Decimal], amount: Decimal) -> list[Decimal]:
    """Return how much of ``amount`` fits into each place, the first ones first."""
    taken = []
    for space in room:
        taken.append(max(ZERO, min(space, amount)))
        amount -= taken[-1]
    return taken
