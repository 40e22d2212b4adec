"""Days that are over, played again: which messages a sequence would have sent, and how soon money came after.

>>> from datetime import date
>>> steps = (Step("first", 3), Step("second", 10))
>>> bill = History("a", date(2026, 1, 2), date(2026, 2, 2), 5000, "EUR", payments=((date(2026, 2, 12), 5000),))
>>> calendar = Calendar.around(date(2026, 2, 1))
>>> sent = replay((bill,), Customer((), steps), calendar, date(2026, 1, 1), date(2026, 3, 31))
>>> [(message.day, message.step, message.covered, message.paid_within_days) for message in sent]
[(datetime.date(2026, 2, 5), 'first', ('a',), 7)]
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from odoo.addons.ar_sync.protocol.days import Calendar

from .plan import Customer, Item, Step, decide, reached_after

__all__ = ["Calendar", "Customer", "History", "Message", "Step", "replay"]


@dataclass(frozen=True, slots=True)
class History:
    """One document as it went: an invoice (positive), a credit note or a payment (negative), and how it was settled.

    :param payments: (day, amount in minor units, with the document's sign) of each settlement.
    :param worth_minor: the whole document in the company's currency.
    """

    key: str
    issued_on: date
    due_on: date
    amount_minor: int
    currency: str
    payments: tuple[tuple[date, int], ...] = ()
    worth_minor: int = 0
    credits: str = ""

    def open_on(self, day: date) -> int:
        """Return what was open at the end of ``day``: what came in on the day stops that day's message."""
        if self.issued_on > day:
            return 0
        return self.amount_minor - sum(amount for paid_on, amount in self.payments if paid_on <= day)

    def settled_on(self) -> date | None:
        """Return the day on which it was settled; None where it is open."""
        total = 0
        for paid_on, amount in sorted(self.payments):
            total += amount
            if total == self.amount_minor:
                return paid_on
        return None


@dataclass(frozen=True, slots=True)
class Message:
    """One message that would have been sent.

    :param paid_within_days: how many days later the first of its invoices was settled; None where none was.
    """

    day: date
    step: str
    channel: str
    covered: tuple[str, ...]
    worth_minor: int
    paid_within_days: int | None


def replay(
    histories: Iterable[History], customer: Customer, calendar: Calendar, first: date, last: date
) -> tuple[Message, ...]:
    """Return the messages of the business days from ``first`` to ``last``; nobody had been written to before.

    What a person would have paused, promised or disputed is not known of the past, so more is sent here than would have
    been. ``customer`` has the steps, the facts of today and the limits; its items are replaced.
    """
    rows = tuple(sorted(histories, key=lambda row: row.key))
    told: dict[str, tuple[int, date]] = {}
    told_on: date | None = None
    messages = []
    for day in _days(rows, customer, calendar, first, last):
        items = tuple(_item(row, amount, told) for row in rows if (amount := row.open_on(day)))
        verdict = decide(replace(customer, items=items, told_on=told_on), day, calendar)
        if verdict.code != "act" or verdict.step is None:
            continue
        told_on = day
        by_key = {item.key: item for item in items}
        for key in verdict.covered:
            reached = reached_after(by_key[key], verdict.step, customer.steps or (), day, calendar)
            if key not in told or told[key][0] < reached:
                told[key] = reached, day
        messages.append(_message(day, verdict.step, verdict.covered, rows, by_key))
    return tuple(messages)


def _days(rows: Iterable[History], customer: Customer, calendar: Calendar, first: date, last: date) -> Iterator[date]:
    """Return the business days on which something can be due."""
    least = min((step.offset for step in customer.steps or ()), default=0)
    begin = min((calendar.shift(row.due_on, least) for row in rows if row.amount_minor > 0), default=last)
    place = calendar.place(max(first, begin))
    while place < len(calendar.days) and calendar.at(place) <= last:
        yield calendar.at(place)
        place += 1


def _item(row: History, amount_minor: int, told: dict[str, tuple[int, date]]) -> Item:
    reached, told_on = told.get(row.key, (None, None))
    worth = row.worth_minor * amount_minor // row.amount_minor
    return Item(
        row.key, row.due_on, amount_minor, row.currency, worth, reached=reached, told_on=told_on, credits=row.credits
    )


def _message(
    day: date, step: Step, covered: tuple[str, ...], rows: Iterable[History], items: dict[str, Item]
) -> Message:
    settled = [found for row in rows if row.key in covered and (found := row.settled_on())]
    within = min(((paid_on - day).days for paid_on in settled), default=None)
    return Message(day, step.key, step.channel, covered, sum(items[key].worth_minor for key in covered), within)
