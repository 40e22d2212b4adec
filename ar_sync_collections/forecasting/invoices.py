"""An invoice as the forecast sees it: what was owed from when, and what settled it on which day.

An invoice in instalments is one ``Invoice`` for each. What a credit note, a write-off or the customer's own credit
settled lowers what is open, and is no cash.

>>> invoice = Invoice(7, date(2026, 1, 1), date(2026, 1, 31), 1000, (
...     Settlement(date(2026, 2, 2), 600), Settlement(date(2026, 2, 9), 400)))
>>> invoice.open_minor(date(2026, 2, 1)), invoice.open_minor(date(2026, 2, 2)), invoice.open_minor(date(2026, 2, 9))
(1000, 400, 0)
>>> invoice.settled_on, invoice.days_late
(datetime.date(2026, 2, 9), 9)
>>> invoice.cash_minor(date(2026, 2, 2), date(2026, 2, 9))
400
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Settlement:
    """What lowered an invoice on a day; negative where a payment was taken back."""

    day: date
    amount_minor: int
    is_cash: bool = True


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a customer owes, or owed.

    :param customer: whose habits it shows; any key.
    :param segment: a group of customers that are alike (a country, a line of business); None where there is none.
    :param was_disputed: whether it was contested at some time. A forecast uses it of settled invoices only.
    """

    customer: Hashable
    issued: date
    due: date
    amount_minor: int
    settlements: tuple[Settlement, ...] = ()
    segment: Hashable = None
    was_disputed: bool = False

    def open_minor(self, day: date) -> int:
        """Return what was open at the end of ``day``; nothing before it was issued."""
        if self.issued > day:
            return 0
        return self.amount_minor - sum(part.amount_minor for part in self.settlements if part.day <= day)

    def cash_minor(self, after: date, until: date) -> int:
        """Return the cash that came after one day until the end of the other."""
        return sum(part.amount_minor for part in self.settlements if part.is_cash and after < part.day <= until)

    @property
    def settled_on(self) -> date | None:
        """Return the day on which nothing was open any more; None while something is."""
        if not self.settlements or sum(part.amount_minor for part in self.settlements) < self.amount_minor:
            return None
        return max(part.day for part in self.settlements)

    @property
    def days_late(self) -> int | None:
        """Return days from the due date to the settlement; negative if early, None while open."""
        settled = self.settled_on
        return None if settled is None else (settled - self.due).days

    @property
    def was_paid(self) -> bool:
        """Tell whether cash settled at least half of it: otherwise its days say nothing about paying."""
        cash = sum(part.amount_minor for part in self.settlements if part.is_cash)
        return 2 * cash >= self.amount_minor
