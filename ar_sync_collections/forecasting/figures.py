"""The figures of receivables, each by its formula. Amounts are in minor units of one currency.

**Ageing.** An item is as old as the days past its due date; what is due today is not late. A customer's own credit that
is applied to nothing is no negative debt of some age: it stands in a column of its own.

>>> ageing([(date(2026, 3, 31), 500), (date(2026, 3, 30), 200), (date(2025, 12, 1), 40)], date(2026, 3, 31))
{'current': 500, '1_30': 200, '31_60': 0, '61_90': 0, '91': 40}

**Days sales outstanding**, simple: receivables / credit sales of a period * its days.

>>> dso(90_000, 180_000, 90)
Decimal('45.0')

**Countback**: receivables are taken to be the last sales. From the month at hand backwards whole months are taken off
and count with their days; the month that is not used up counts in proportion.

>>> dso_countback(90_000, [(50_000, 31), (80_000, 28), (60_000, 31)])
Decimal('45.0')

**Best possible**: the same as simple with only what is not overdue. **Average days delinquent** is the difference.

>>> best_possible_dso(60_000, 180_000, 90), average_days_delinquent(90_000, 60_000, 180_000, 90)
(Decimal('30.0'), Decimal('15.0'))

**Average days late**: days from due date to payment of what was settled in a period, weighted by amount; what was paid
early or in time counts as zero.

>>> average_days_late([(10, 300), (-5, 100)])
Decimal('7.5')

**Collection effectiveness index**: of what could have been collected, the share that was:
``(opening + sales - closing) / (opening + sales - closing not overdue)``, in percent.

>>> collection_effectiveness(100_000, 60_000, 80_000, 50_000)
Decimal('72.7')

**Settled without escalation**: of what was settled in a period after it was overdue or asked for, the share by number
that was not escalated before.

>>> without_escalation(20, 3)
Decimal('85.0')

**Hours saved**: for each kind of work, how often it was done without a person times the minutes that a company says a
person takes for it.

>>> hours_saved({"mail": 120, "reply": 30}, {"mail": 4, "reply": 6})
Decimal('11.0')
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

#: Bucket -> days past the due date, both ends in it; None is unbounded.
AGEING: dict[str, tuple[int | None, int | None]] = {
    "current": (None, 0),
    "1_30": (1, 30),
    "31_60": (31, 60),
    "61_90": (61, 90),
    "91": (91, None),
}
#: Overdue for longer than this is at risk.
AT_RISK_DAYS = 60
TENTH = Decimal("0.1")


def bucket(days_late: int) -> str:
    """Return the bucket of an item that is so many days past its due date."""
    for name, (low, high) in AGEING.items():
        if (low is None or days_late >= low) and (high is None or days_late <= high):
            return name
    raise AssertionError("the buckets leave no gap")


def ageing(items: Iterable[tuple[date, int]], day: date) -> dict[str, int]:
    """Return bucket -> amount, of (due date, open amount)."""
    sums = dict.fromkeys(AGEING, 0)
    for due, amount_minor in items:
        sums[bucket((day - due).days)] += amount_minor
    return sums


def dso(receivable_minor: int, sales_minor: int, days: int) -> Decimal | None:
    """Return days sales outstanding; None where nothing was sold, for then there is no such figure."""
    return _tenths(receivable_minor * days, sales_minor) if sales_minor > 0 else None


def dso_countback(receivable_minor: int, months: Sequence[tuple[int, int]]) -> Decimal | None:
    """Return days sales outstanding by countback.

    :param months: sales and days of each month, the one at hand first (with its days so far). Receivables older than
        all of them count with the average of these months. A month of more credit notes than sales counts as none.
    :return: None where there were no sales in any of them.
    """
    left, days = max(0, receivable_minor), Decimal(0)
    for sales_minor, month_days in months:
        sales_minor = max(0, sales_minor)
        if sales_minor and left <= sales_minor:
            return (days + Decimal(left * month_days) / sales_minor).quantize(TENTH, ROUND_HALF_UP)
        left -= sales_minor
        days += month_days
    sold = sum(max(0, sales_minor) for sales_minor, _days in months)
    if not sold:
        return None
    return (days + Decimal(left) / sold * days).quantize(TENTH, ROUND_HALF_UP)


def best_possible_dso(current_minor: int, sales_minor: int, days: int) -> Decimal | None:
    """Return days sales outstanding if nothing were overdue; None where nothing was sold."""
    return dso(current_minor, sales_minor, days)


def average_days_delinquent(receivable_minor: int, current_minor: int, sales_minor: int, days: int) -> Decimal | None:
    """Return by how many days being overdue lengthens days sales outstanding; None where nothing was sold."""
    actual, best = dso(receivable_minor, sales_minor, days), dso(current_minor, sales_minor, days)
    return None if actual is None or best is None else actual - best


def average_days_late(settled: Iterable[tuple[int, int]]) -> Decimal | None:
    """Return the days late of (days past due, amount), weighted by amount; None of nothing."""
    rows = list(settled)
    return _tenths(sum(max(0, late) * amount for late, amount in rows), sum(amount for _late, amount in rows))


def collection_effectiveness(
    opening_minor: int, sales_minor: int, closing_minor: int, closing_current_minor: int
) -> Decimal | None:
    """Return the index in percent; None where nothing could have been collected."""
    collectable = opening_minor + sales_minor - closing_current_minor
    return _tenths(100 * (opening_minor + sales_minor - closing_minor), collectable) if collectable > 0 else None


def percent(part: int, whole: int) -> Decimal | None:
    """Return the share of ``part`` in percent, with one decimal; None of nothing.

    >>> percent(1, 3), percent(0, 0)
    (Decimal('33.3'), None)
    """
    return _tenths(100 * part, whole)


def without_escalation(chased: int, escalated: int) -> Decimal | None:
    """Return the share in percent of ``chased`` settled items that were not ``escalated``; None of nothing.

    :raise ValueError: where more were escalated than there are.
    """
    if not 0 <= escalated <= chased:
        raise ValueError(f"{escalated} of {chased} items cannot have been escalated")
    return percent(chased - escalated, chased)


def hours_saved(counts: Mapping[str, int], minutes: Mapping[str, int]) -> Decimal:
    """Return the hours of work that a person did not have to do; a kind without minutes counts as none."""
    whole = sum(count * minutes.get(kind, 0) for kind, count in counts.items())
    return (Decimal(whole) / 60).quantize(TENTH, ROUND_HALF_UP)


def _tenths(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else None
