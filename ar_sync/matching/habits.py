"""What payers pay at once: everything open, everything due, a month's statement, a payment run."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from .model import OpenItem

#: Day 1 of the calendar was a Monday, with which weeks begin (ISO 8601).
DAYS_A_WEEK = 7


def habits(items: Sequence[OpenItem], day: datetime.date) -> list[tuple[str, list[OpenItem]]]:
    """Return the groups of several items that a payer may pay at once, widest habit first.

    A group can be more than one of these: the first name says most.

    >>> from datetime import date
    >>> owed = [
    ...     OpenItem(n, 1, "EUR", 100, date(2026, month, 3), date(2026, month, due), 42, str(n), ())
    ...     for n, month, due in ((1, 2, 9), (2, 2, 11), (3, 3, 20), (4, 3, 20), (5, 4, 30))
    ... ]
    >>> for code, group in habits(owed, date(2026, 3, 20)):
    ...     print(code, [item.id for item in group])
    amount_total_due [1, 2, 3, 4, 5]
    amount_overdue [1, 2, 3, 4]
    amount_month [1, 2]
    amount_month [3, 4]
    amount_due_day [3, 4]
    amount_due_week [1, 2]
    amount_due_week [3, 4]
    """
    overdue: list[OpenItem] = []
    months: dict[tuple[int, int], list[OpenItem]] = defaultdict(list)
    days: dict[datetime.date, list[OpenItem]] = defaultdict(list)
    weeks: dict[int, list[OpenItem]] = defaultdict(list)
    for item in items:
        months[item.date.year, item.date.month].append(item)
        days[item.due_date or item.date].append(item)
    for due, group in days.items():
        weeks[(due.toordinal() - 1) // DAYS_A_WEEK] += group
        if due <= day:
            overdue += group
    named = [("amount_total_due", list(items)), ("amount_overdue", overdue)]
    named += [("amount_month", group) for group in months.values()]
    named += [("amount_due_day", group) for group in days.values()]
    named += [("amount_due_week", group) for group in weeks.values()]
    return [(code, group) for code, group in named if len(group) > 1]
