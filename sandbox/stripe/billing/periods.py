"""Billing periods: a month after the 31st is the last day of the next month.

Source: https://docs.stripe.com/billing/subscriptions/billing-cycle.

>>> from datetime import datetime, timezone
>>> anchor = int(datetime(2026, 1, 31, 12, tzinfo=timezone.utc).timestamp())
>>> [datetime.fromtimestamp(period_end(anchor, "month", n), timezone.utc).day
...  for n in (1, 2, 3)]
[28, 31, 30]
"""

from __future__ import annotations

import calendar
from datetime import datetime, timezone

DAY_S = 86_400


def period_end(anchor: int, interval: str, count: int) -> int:
    """The moment *count* intervals after the *anchor*.

    :param interval: ``day``, ``week``, ``month`` or ``year``.
    """
    if interval == "day":
        return anchor + count * DAY_S
    if interval == "week":
        return anchor + count * 7 * DAY_S
    months = count * (12 if interval == "year" else 1)
    start = datetime.fromtimestamp(anchor, timezone.utc)
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    moved = start.replace(year=year, month=month + 1, day=min(start.day, last))
    return int(moved.timestamp())
