"""Which charges a customer's open invoices make: one for each invoice, or one for each day, and why some make none.

>>> items = [Item("a", date(2026, 7, 4), 5000, "USD"), Item("b", date(2026, 7, 6), 700, "USD")]
>>> terms = Terms(rule="following", combine=True)
>>> [(row.day, row.amount_minor, row.keys) for row in plan(items, terms).charges]
[(datetime.date(2026, 7, 6), 5700, ('a', 'b'))]
>>> [row.keys for row in plan(items, Terms(rule="following")).charges]
[('a',), ('b',)]

What is charged in time for its discount is charged less the discount; where the terms say so, it is charged in time:

>>> early = Item("d", date(2026, 7, 30), 10000, "USD", discount_minor=200, discount_until=date(2026, 7, 12))
>>> [(str(row.day), row.amount_minor) for row in plan([early], terms).charges]
[('2026-07-30', 10000)]
>>> [(str(row.day), row.amount_minor) for row in plan([early], Terms(take_discounts=True)).charges]
[('2026-07-10', 9800)]

A credit is used before money is asked for, the oldest invoice first:

>>> found = plan([*items, Item("c", date(2026, 7, 1), -1000, "USD")], terms)
>>> [(row.amount_minor, row.keys) for row in found.charges], found.credits
([(4700, ('a', 'b'))], (('c', 'a', 1000),))
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import date

from odoo.addons.ar_sync.protocol.days import WEEKEND

from .days import charge_day


@dataclass(frozen=True, slots=True)
class Item:
    """One open document of the customer: what is owed (positive), or a credit note (negative).

    :param key: what it is called here.
    :param alone: it is charged by itself, even where charges are combined.
    :param is_recurring: it comes from a subscription or a recurring order.
    :param obstacle: why it must not be charged; empty where it may.
    :param discount_minor: what is taken off where it is charged by ``discount_until``.
    """

    key: str
    due_on: date
    amount_minor: int
    currency: str
    alone: bool = False
    is_recurring: bool = False
    obstacle: str = ""
    discount_minor: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What customer and company agreed.

    :param currencies: what the way to pay can be charged in; empty means any.
    :param from_day: no charge is planned before it: today, or the day after the notice's days.
    :param take_discounts: what has a discount is charged in time for it, if that is before its day.
    """

    rule: str = "following"
    combine: bool = False
    only_recurring: bool = False
    currencies: frozenset[str] = frozenset()
    holidays: Set[date] = frozenset()
    weekend: Set[int] = WEEKEND
    from_day: date = date.min
    take_discounts: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge to come. ``parts`` are (key, amount in minor units), oldest first."""

    day: date
    currency: str
    parts: tuple[tuple[str, int], ...]

    @property
    def amount_minor(self) -> int:
        return sum(amount for _key, amount in self.parts)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key, _amount in self.parts)


@dataclass(frozen=True, slots=True)
class Plan:
    """Charges by day; credits to be used first, as (credit, invoice, amount); (key, why) of what is left out."""

    charges: tuple[Charge, ...]
    credits: tuple[tuple[str, str, int], ...] = ()
    left_out: tuple[tuple[str, str], ...] = field(default=())


def plan(items: Iterable[Item], terms: Terms) -> Plan:
    """Return what is to be charged. The order of the items plays no part."""
    ordered = sorted(items, key=lambda item: (item.due_on, item.key))
    owed = [item for item in ordered if item.amount_minor > 0]
    given = [item for item in ordered if item.amount_minor < 0]
    left_out = [(item.key, why) for item in owed if (why := _why_not(item, terms))]
    refused = {key for key, _why in left_out}
    wanted, used = _net([item for item in owed if item.key not in refused], given)
    groups: dict[tuple[date, str, str], list[tuple[str, int]]] = {}
    for item in wanted:
        day = _day(item, terms)
        together = terms.combine and not item.alone
        part = (item.key, item.amount_minor - _discount(item, day))
        groups.setdefault((day, item.currency, "" if together else item.key), []).append(part)
    charges = [Charge(day, currency, tuple(parts)) for (day, currency, _key), parts in groups.items()]
    return Plan(tuple(sorted(charges, key=lambda row: (row.day, row.keys))), tuple(used), tuple(left_out))


def _day(item: Item, terms: Terms) -> date:
    """Return the day on which an item is charged."""
    day = charge_day(max(item.due_on, terms.from_day), terms.rule, terms.holidays, terms.weekend)
    # What is brought forward to a day that is over is charged on the first day on which it can be.
    if day < terms.from_day:
        day = charge_day(terms.from_day, "following", terms.holidays, terms.weekend)
    if terms.take_discounts and item.discount_minor and item.discount_until:
        in_time = charge_day(item.discount_until, "preceding", terms.holidays, terms.weekend)
        if terms.from_day <= in_time < day:
            return in_time
    return day


def _discount(item: Item, day: date) -> int:
    """Return what is taken off an item that is charged on ``day``; never all of it."""
    in_time = item.discount_until is not None and day <= item.discount_until
    return item.discount_minor if in_time and item.discount_minor < item.amount_minor else 0


def _why_not(item: Item, terms: Terms) -> str:
    if item.obstacle:
        return item.obstacle
    if terms.only_recurring and not item.is_recurring:
        return "not_recurring"
    if terms.currencies and item.currency not in terms.currencies:
        return "currency"
    return ""


def _net(owed: list[Item], given: list[Item]) -> tuple[list[Item], list[tuple[str, str, int]]]:
    """Use credits for what is owed in the same currency, oldest first on both sides."""
    left = {item.key: -item.amount_minor for item in given}
    used: list[tuple[str, str, int]] = []
    wanted: list[Item] = []
    for item in owed:
        amount = item.amount_minor
        for credit in given:
            part = min(amount, left[credit.key])
            if credit.currency == item.currency and part:
                used.append((credit.key, item.key, part))
                left[credit.key] -= part
                amount -= part
        if amount:
            # No discount is granted on what was settled in part.
            whole = amount == item.amount_minor
            wanted.append(item if whole else replace(item, amount_minor=amount, discount_minor=0))
    return wanted, used


def month_room(cap_minor: int, charged_minor: int) -> int | None:
    """Return what may still be charged this month; None where there is no cap.

    >>> month_room(10000, 7000), month_room(10000, 12000), month_room(0, 5)
    (3000, 0, None)
    """
    return max(0, cap_minor - charged_minor) if cap_minor else None
