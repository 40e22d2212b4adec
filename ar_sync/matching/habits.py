"""What payers pay at once: everything open, everything due, a month's statement, a payment run."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from .model import OpenItem


def habits(items: Sequence[OpenItem], day: datetime.date) -> list[tuple[str, list[OpenItem]]]:
    """Return the groups of several items that a payer may pay at once, each once.

    A group that is more than one of these has the first name: the one that says most.

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
    """
    named: list[tuple[str, list[OpenItem]]] = [
        ("amount_total_due", list(items)),
        ("amount_overdue", [item for item in items if (item.due_date or item.date) <= day]),
    ]
    by: dict[str, dict[object, list[OpenItem]]] = {
        "amount_month": defaultdict(list),
        "amount_due_day": defaultdict(list),
        "amount_due_week": defaultdict(list),
    }
    for item in items:
        due = item.due_date or item.date
        by["amount_month"][item.date.year, item.date.month].append(item)
        by["amount_due_day"][due].append(item)
        by["amount_due_week"][tuple(due.isocalendar())[:2]].append(item)
    named += [(code, group) for code, groups in by.items() for group in groups.values()]
    found: dict[tuple[int, ...], tuple[str, list[OpenItem]]] = {}
    for code, group in named:
        if len(group) > 1:
            found.setdefault(tuple(item.id for item in group), (code, group))
    return list(found.values())
