"""Revenue plans: what a line of an item with a recognition rule earns in which month."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from .money import ZERO, rounded
from .periods import months
from .record import Record, Values
from .store import Store


def is_deferred(store: Store, row: Values) -> bool:
    """Whether a line is recognised over time: the item has a rule and an account, the line has dates."""
    item = store.find("item", row.get("item", ""))
    return bool(
        store.settings.revenue_management
        and item is not None
        and item.get("revenueRecognitionRule")
        and item.get("deferredRevenueAccount")
        and row.get("revRecStartDate")
        and row.get("revRecEndDate")
    )


def plan(store: Store, row: Values) -> list[tuple[Record, Decimal]]:
    """Planned amounts by period; the last takes what rounding left, so that the sum is the line's amount.

    Rule 1 spreads evenly over the periods touched, rule 2 by days.
    """
    start, end = row["revRecStartDate"], row["revRecEndDate"]
    touched = [one for one in months(store) if one.get("startDate") <= end and one.get("endDate") >= start]
    if not touched:
        return []
    item = store.get("item", row["item"])
    if item.get("revenueRecognitionRule") == "2":
        weights = [_days(one, start, end) for one in touched]
    else:
        weights = [1] * len(touched)
    found, left = [], row["amount"]
    for period, weight in zip(touched, weights, strict=True):
        amount = rounded(row["amount"] * weight / Decimal(sum(weights)))
        found.append((period, amount))
        left -= amount
    period, amount = found[-1]
    found[-1] = (period, amount + left)
    return found


def _days(period: Record, start: date, end: date) -> int:
    first, last = max(start, period.get("startDate")), min(end, period.get("endDate"))
    return int((last - first + timedelta(days=1)).days)


def recognised(store: Store, record: Record, day: date) -> tuple[Decimal, Decimal]:
    """What of a document has been earned by the end of the last month before *day*, and what has not."""
    done = deferred = ZERO
    for row in record.rows("itemList"):
        if not is_deferred(store, row):
            continue
        for period, amount in plan(store, row):
            if period.get("endDate") < day:
                done += amount
            else:
                deferred += amount
    return done, deferred
