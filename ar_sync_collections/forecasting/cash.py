"""Expected cash by week from open invoices, with a low and a high.

Each open invoice is spread over the days to come by its customer's :class:`~.delays.Outlook`. On top of that:

- **A promise** is kept with the customer's share of kept promises: that part of the promised amount is expected on the
  promised day, the rest as if nothing had been promised, though not before that day. What is beyond the promised
  amount is not touched. A promise whose day is over says nothing any more.
- **A dispute** moves the contested part, and only that, later by what disputes have taken so far.

**The band.** Payments of different invoices are taken for independent: the variance of a week is the sum of
``amount² p (1 - p)``. Customers and economies are not independent; so the band is as many of these deviations wide
as held 80 % of past weeks (:class:`Width`, found by ``tuning``), and its coverage is checked on others.

>>> from .delays import Curve
>>> sure = Curve(0, (0.5, 1.0), 0.0, 0, 0.01)
>>> monday = date(2026, 3, 2)
>>> item = Open("a", date(2026, 3, 6), 1001, Outlook(sure, date(2026, 3, 6), date(2026, 3, 1)))
>>> weeks = forecast([item], [date(2026, 3, 6), date(2026, 3, 13)]).weeks
>>> [(week.expected_minor, week.low_minor, week.high_minor) for week in weeks]
[(501, 0, 1001), (501, 0, 1001)]
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, sqrt

from .delays import HORIZON_DAYS, Outlook

#: Deviations on each side of a normal distribution's middle 80 %.
NORMAL_WIDTH = 1.2816
BAND_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Promise:
    """What a customer said it will pay, and how far its word has been good."""

    day: date
    amount_minor: int
    kept_share: float


@dataclass(frozen=True, slots=True)
class Open:
    """What is open of an invoice or instalment, and what is known of it.

    :param key: whatever names it to the caller.
    :param outlook: that of the part which is not disputed.
    :param disputed: that of the contested part; needed where ``disputed_minor`` is not zero.
    """

    key: Hashable
    due: date
    residual_minor: int
    outlook: Outlook
    promise: Promise | None = None
    disputed_minor: int = 0
    disputed: Outlook | None = None


@dataclass(frozen=True)
class Width:
    """How wide a band is, in deviations, for a week and for all weeks up to one."""

    week: float = NORMAL_WIDTH
    total: float = NORMAL_WIDTH


@dataclass(frozen=True)
class Week:
    """The cash of one stretch of days; both ends are in it. Totals are from the first day on."""

    start: date
    end: date
    expected_minor: int
    low_minor: int
    high_minor: int
    deviation: float
    promised_minor: int
    disputed_minor: int
    total_minor: int
    total_low_minor: int
    total_high_minor: int
    total_deviation: float


@dataclass(frozen=True)
class Forecast:
    """Weeks in order, and what is expected after the last of them."""

    weeks: tuple[Week, ...]
    open_minor: int
    later_minor: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an open invoice that is paid at once: its amount, and its chance by each week's end."""

    amount_minor: int
    chances: tuple[float, ...]


@dataclass
class _Tally:
    expected: float = 0.0
    variance: float = 0.0
    total_expected: float = 0.0
    total_variance: float = 0.0
    promised_minor: int = 0
    disputed_minor: float = 0.0


def forecast(items: Iterable[Open], ends: Sequence[date], width: Width | None = None) -> Forecast:
    """Add up what is expected in each stretch that ends on one of ``ends``, which rise.

    The first stretch begins on the day after the items were looked at. No items: a forecast of zeros.
    """
    width = width or Width()
    tallies = [_Tally() for _end in ends]
    open_minor, first = 0, ends[0]
    for item in items:
        open_minor += item.residual_minor
        first = item.outlook.seen_on + timedelta(days=1)
        _add(item, ends, tallies)
    starts = [min(first, ends[0]), *(end + timedelta(days=1) for end in ends[:-1])]
    weeks = tuple(
        _week(start, end, tally, open_minor, width) for start, end, tally in zip(starts, ends, tallies, strict=True)
    )
    return Forecast(weeks, open_minor, open_minor - weeks[-1].total_minor)


def _add(item: Open, ends: Sequence[date], tallies: list[_Tally]) -> None:
    for part in _parts(item, ends):
        before = 0.0
        for tally, chance in zip(tallies, part.chances, strict=True):
            step = chance - before
            amount = part.amount_minor
            tally.expected += amount * step
            tally.variance += amount * amount * step * (1.0 - step)
            tally.total_expected += amount * chance
            tally.total_variance += amount * amount * chance * (1.0 - chance)
            before = chance
    _mark(item, ends, tallies)


def _mark(item: Open, ends: Sequence[date], tallies: list[_Tally]) -> None:
    """Say of each week what of it was promised, and what is contested."""
    seen_on = item.outlook.seen_on
    if item.promise and item.promise.day > seen_on:
        for end, tally in zip(ends, tallies, strict=True):
            if item.promise.day <= end:
                tally.promised_minor += min(item.promise.amount_minor, item.residual_minor)
                break
    if item.disputed is not None and item.disputed_minor:
        before = 0.0
        for end, tally in zip(ends, tallies, strict=True):
            chance = item.disputed.chance(end)
            tally.disputed_minor += item.disputed_minor * (chance - before)
            before = chance


def _parts(item: Open, ends: Sequence[date]) -> list[_Part]:
    """Split an invoice into what is contested, what is promised, and the rest."""
    parts = []
    left = item.residual_minor
    if item.disputed is not None and item.disputed_minor:
        contested = min(item.disputed_minor, left)
        left -= contested
        parts.append(_Part(contested, tuple(item.disputed.chance(end) for end in ends)))
    promise = item.promise
    if promise and promise.day > item.outlook.seen_on:
        promised = min(promise.amount_minor, left)
        left -= promised
        parts.append(_Part(promised, tuple(promised_chance(item.outlook, promise, end) for end in ends)))
    if left:
        parts.append(_Part(left, tuple(item.outlook.chance(end) for end in ends)))
    return parts


def promised_chance(outlook: Outlook, promise: Promise, until: date) -> float:
    """Return the chance that something promised is paid by a day: kept on its day, or later as it would be anyway."""
    if until < promise.day:
        return 0.0
    after = Outlook(outlook.curve, outlook.due, promise.day)
    return promise.kept_share + (1.0 - promise.kept_share) * after.chance(until)


def _week(start: date, end: date, tally: _Tally, open_minor: int, width: Width) -> Week:
    deviation, total_deviation = sqrt(tally.variance), sqrt(tally.total_variance)
    low, high = band(tally.expected, deviation, width.week, open_minor)
    total_low, total_high = band(tally.total_expected, total_deviation, width.total, open_minor)
    return Week(
        start,
        end,
        _whole(tally.expected),
        low,
        high,
        deviation,
        tally.promised_minor,
        _whole(tally.disputed_minor),
        _whole(tally.total_expected),
        total_low,
        total_high,
        total_deviation,
    )


def band(expected: float, deviation: float, width: float, most: int) -> tuple[int, int]:
    """Return low and high: never below nothing, nor above all that is open."""
    low = max(0, floor(expected - width * deviation))
    return low, max(low, min(max(most, 0), ceil(expected + width * deviation)))


def _whole(amount: float) -> int:
    return floor(amount + 0.5)


def net_of_credit(residuals_minor: Sequence[int], credit_minor: int) -> list[int]:
    """Return what is left to pay of amounts, oldest first, after a customer's unapplied credit is used up on them.

    >>> net_of_credit([500, 300, 200], 600)
    [0, 200, 200]
    """
    left = max(0, credit_minor)
    found = []
    for residual in residuals_minor:
        used = min(left, max(0, residual))
        left -= used
        found.append(residual - used)
    return found


def shares(amount_minor: int, chances: Sequence[float]) -> list[int]:
    """Spread an amount over weeks by the chance of each week's end, in whole units that never add up to more.

    >>> shares(100, [0.333, 0.667, 0.999])
    [33, 34, 33]
    """
    ends = [_whole(amount_minor * chance) for chance in chances]
    return [end - before for before, end in zip([0, *ends[:-1]], ends, strict=True)]


def expected_by_end(item: Open, ends: Sequence[date]) -> list[int]:
    """Return what of one invoice is expected in each stretch, in whole units."""
    columns = [shares(part.amount_minor, part.chances) for part in _parts(item, ends)]
    return [sum(column) for column in zip(*columns, strict=True)] if columns else [0] * len(ends)


def quantile(item: Open, share: float) -> date:
    """Return the first day by which at least this share of an invoice is expected; a promise is one part of it.

    >>> from .delays import Curve
    >>> outlook = Outlook(Curve(0, (1.0,), 0.0, 0, 0.01), date(2026, 3, 20), date(2026, 3, 1))
    >>> promised = Promise(date(2026, 3, 9), 100, 0.8)
    >>> [str(quantile(Open(1, outlook.due, 100, outlook, promised), share)) for share in (0.5, 0.9)]
    ['2026-03-09', '2026-03-20']
    """
    whole, low, high = item.residual_minor, 0, 1
    while _share_by(item, high) < share * whole and high < HORIZON_DAYS:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _share_by(item, middle) < share * whole else (low, middle)
    return item.outlook.seen_on + timedelta(days=min(high, HORIZON_DAYS))


def _share_by(item: Open, days: int) -> float:
    end = item.outlook.seen_on + timedelta(days=days)
    return sum(part.amount_minor * part.chances[0] for part in _parts(item, [end]))
