"""How late customers pay: a distribution of days past the due date for each, and what is left of it at some age.

What is observed are settled invoices: days from the due date to the settlement (negative if early). A customer's
distribution is a mixture, and every part of it is an average that can be followed with a pencil:

1. **Place.** The mean delay, shrunk: a customer with observations of total weight *W* and mean *m* is placed at
   ``(W m + k s) / (W + k)``, with *s* the place of its segment, itself shrunk in the same way towards the company's.
   ``k`` is ``Settings.place_weight``.
2. **Spread.** The standard deviation around the place, its square shrunk towards the company's with
   ``Settings.spread_weight``.
3. **Shape.** All invoices of the company, each as (delay - place) / spread of its customer, are one pool. Put at the
   customer's place and stretched to its spread, the pool counts as ``Settings.shape_weight`` observations beside the
   customer's own.
4. **Stuck.** A delay of more than ``Settings.stuck_days`` beyond the company's place is no habit, it is another kind
   of thing. Such invoices are kept out of 1 to 3. Their share, shrunk in the same way, is the chance that an invoice
   gets stuck; and those that are stuck are settled at a constant daily rate, which is observed.

An observation weighs ``0.5 ** (days since its settlement / half life)``. A company without a past is placed at the
due date, give or take ten days, with the weight of five observations.

**Age.** An invoice that is open on a day was not paid before: the distribution is cut there and what is left is
scaled to one. A disputed one is moved later by the days that disputed invoices took longer than their customers'
others (shrunk towards twenty days).

>>> from .invoices import Settlement
>>> past = [
...     Invoice("a", date(2026, 1, day), date(2026, 2, day), 100, (Settlement(date(2026, 2, day + 9), 100),))
...     for day in range(1, 16)
... ]
>>> delays = fit(History(past), date(2026, 3, 1))
>>> fresh = delays.at("a", None, date(2026, 3, 1), date(2026, 3, 1))
>>> fresh.quantile(0.5)
datetime.date(2026, 3, 10)
>>> round(fresh.chance(date(2026, 3, 4)), 2), round(fresh.chance(date(2026, 3, 14)), 2)
(0.0, 0.99)
>>> late = delays.at("a", None, date(2026, 2, 1), date(2026, 3, 1))
>>> late.quantile(0.5) > date(2026, 3, 1)
True
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil, exp, log1p, sqrt

from .invoices import Invoice

#: The company's prior: where a company without any past is placed, and the weight of saying so in observations.
PRIOR_PLACE_DAYS = 0.0
PRIOR_SPREAD_DAYS = 10.0
PRIOR_WEIGHT = 5.0
#: No spread is less: days are whole.
SPREAD_MIN_DAYS = 0.5
#: The pool's grain and reach, in spreads.
GRAIN = 0.1
REACH = 6.0
#: The share of stuck invoices of a company without a past, and the days after which one of them is settled.
PRIOR_STUCK_SHARE = 0.01
STUCK_PRIOR_WEIGHT = 20.0
STUCK_SHARE_WEIGHT = 10.0
PRIOR_STUCK_PERIOD_DAYS = 90.0
#: What a dispute adds, before anything is known, and the weight of saying so in observations.
PRIOR_DISPUTE_DAYS = 20.0
PRIOR_DISPUTE_WEIGHT = 5.0
#: Nobody can plan with a later day, and dates end.
HORIZON_DAYS = 3650


@dataclass(frozen=True)
class Settings:
    """How much the past, the segment and the company weigh. Weights are counted in observations."""

    half_life_days: int | None = 180
    place_weight: float = 1.0
    spread_weight: float = 5.0
    shape_weight: float = 20.0
    stuck_days: int = 60


@dataclass(frozen=True, slots=True)
class _Row:
    settled: int
    issued: int
    due: int
    customer: Hashable
    segment: Hashable
    was_disputed: bool
    was_paid: bool


class History:
    """Invoices in the order of their settlement, so that any day's knowledge is a slice of them."""

    def __init__(self, invoices: Iterable[Invoice]) -> None:
        self._rows = sorted((_row(invoice) for invoice in invoices), key=lambda row: row.settled)
        self._days = [row.settled for row in self._rows]

    def settled(self, day: int) -> list[_Row]:
        """Return what was settled by cash until the end of a day (an ordinal)."""
        return [row for row in self._rows[: bisect_right(self._days, day)] if row.was_paid]

    def open(self, day: int) -> list[_Row]:
        """Return what was open at the end of a day (an ordinal)."""
        return [row for row in self._rows[bisect_right(self._days, day) :] if row.issued <= day]


def _row(invoice: Invoice) -> _Row:
    settled = invoice.settled_on
    return _Row(
        settled.toordinal() if settled else date.max.toordinal(),
        invoice.issued.toordinal(),
        invoice.due.toordinal(),
        invoice.customer,
        invoice.segment,
        invoice.was_disputed,
        invoice.was_paid,
    )


@dataclass(frozen=True)
class Curve:
    """A distribution of days past the due date: a table of what is paid by each, and a part that is stuck.

    :param first: the day past due to which the first number of ``paid`` belongs.
    :param paid: the share paid until the end of each day, of invoices that do not get stuck; ends with 1.
    :param stuck_from: from which day past due those that are stuck are settled at ``stuck_rate`` a day.
    """

    first: int
    paid: tuple[float, ...]
    stuck_share: float
    stuck_from: int
    stuck_rate: float

    def left(self, days_late: int) -> float:
        """Return the share still open at the end of a day past due: above zero for every day."""
        place = days_late - self.first
        open_share = 1.0 if place < 0 else 0.0 if place >= len(self.paid) else 1.0 - self.paid[place]
        stuck = exp(-self.stuck_rate * max(0, days_late - self.stuck_from))
        return (1.0 - self.stuck_share) * open_share + self.stuck_share * stuck


@dataclass(frozen=True)
class Outlook:
    """When one open invoice will be paid, as seen at the end of a day."""

    curve: Curve
    due: date
    seen_on: date

    def chance(self, until: date) -> float:
        """Return the chance that it is paid after the day of looking and until the end of ``until``."""
        if until <= self.seen_on:
            return 0.0
        left = self.curve.left((self.seen_on - self.due).days)
        if not left:  # Older than a float can tell: only what is stuck is left of it.
            return 1.0 - exp(-self.curve.stuck_rate * (until - self.seen_on).days) if self.curve.stuck_share else 1.0
        return 1.0 - self.curve.left((until - self.due).days) / left

    def quantile(self, share: float) -> date:
        """Return the first day by which it is paid with at least this chance (below 1)."""
        low, high = 0, 1
        while self._short(high, share) and high < HORIZON_DAYS:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._short(middle, share) else (low, middle)
        return self.seen_on + timedelta(days=min(high, HORIZON_DAYS))

    def _short(self, days: int, share: float) -> bool:
        return self.chance(self.seen_on + timedelta(days=days)) < share


@dataclass
class _Sum:
    """Weighted observations of one customer: how many, their sum, and themselves."""

    weight: float = 0.0
    total: float = 0.0
    stuck: float = 0.0
    values: dict[int, float] | None = None

    def add(self, days: int, weight: float) -> None:
        self.weight += weight
        self.total += weight * days
        if self.values is None:
            self.values = defaultdict(float)
        self.values[days] += weight

    def squares(self, place: float) -> float:
        return sum(weight * (days - place) ** 2 for days, weight in (self.values or {}).items())


class Delays:
    """What was known about customers' delays at the end of a day. Made by :func:`fit`."""

    def __init__(self, history: History, day: date, settings: Settings) -> None:
        self.day = day
        self.settings = settings
        self._customers: dict[Hashable, _Sum] = defaultdict(_Sum)
        self._segment_of: dict[Hashable, Hashable] = {}
        self._curves: dict[tuple[bool, Hashable], Curve] = {}
        settled = history.settled(day.toordinal())
        weigh = _weights(day.toordinal(), settings.half_life_days)
        weights = [weigh(row.settled) for row in settled]
        self._limit = self._stuck_limit(settled, weights)
        self._count(settled, weights)
        self._count_stuck(settled, weights, history.open(day.toordinal()))
        self._place_all()
        self._pool_all()
        self._count_disputes(settled, weights)

    # === WHAT IS OBSERVED === #

    def _stuck_limit(self, settled: list[_Row], weights: list[float]) -> int:
        """Return from how many days past due an invoice is stuck, beyond the company's median."""
        lates = sorted((row.settled - row.due, weight) for row, weight in zip(settled, weights, strict=True))
        half, run = sum(weights) / 2, 0.0
        median = 0
        for late, weight in lates:
            run += weight
            if run >= half:
                median = late
                break
        return median + self.settings.stuck_days

    def _count(self, settled: list[_Row], weights: list[float]) -> None:
        for row, weight in zip(settled, weights, strict=True):
            late = row.settled - row.due
            if late <= self._limit:
                self._customers[row.customer].add(late, weight)
                self._segment_of[row.customer] = row.segment

    def _count_stuck(self, settled: list[_Row], weights: list[float], still_open: list[_Row]) -> None:
        today = self.day.toordinal()
        events, exposure, all_stuck = 0.0, 0.0, 0.0
        for row, weight in zip(settled, weights, strict=True):
            beyond = row.settled - row.due - self._limit
            if beyond > 0:
                events, exposure, all_stuck = events + weight, exposure + weight * beyond, all_stuck + weight
                self._customers[row.customer].stuck += weight
        for row in still_open:
            beyond = today - row.due - self._limit
            if beyond > 0:
                exposure, all_stuck = exposure + beyond, all_stuck + 1
                self._customers[row.customer].stuck += 1
        rate = (events + 1.0) / (exposure + PRIOR_STUCK_PERIOD_DAYS)
        self._stuck_rate = -log1p(-min(rate, 0.5))
        seen = sum(weights) + all_stuck - events
        self._stuck_share = (all_stuck + STUCK_PRIOR_WEIGHT * PRIOR_STUCK_SHARE) / (seen + STUCK_PRIOR_WEIGHT)

    def _count_disputes(self, settled: list[_Row], weights: list[float]) -> None:
        """Learn what a dispute adds: disputed invoices against the mean of their customers' others."""
        others: dict[Hashable, _Sum] = defaultdict(_Sum)
        for row, weight in zip(settled, weights, strict=True):
            if not row.was_disputed and row.settled - row.due <= self._limit:
                others[row.customer].add(row.settled - row.due, weight)
        total, count = PRIOR_DISPUTE_DAYS * PRIOR_DISPUTE_WEIGHT, PRIOR_DISPUTE_WEIGHT
        for row, weight in zip(settled, weights, strict=True):
            other = others.get(row.customer)
            if row.was_disputed and other is not None:
                total += weight * (row.settled - row.due - other.total / other.weight)
                count += weight
        self.dispute_days = max(0, round(total / count))

    # === PLACE, SPREAD, SHAPE === #

    def _place_all(self) -> None:
        sums = self._customers.values()
        weight = sum(one.weight for one in sums) + PRIOR_WEIGHT
        self._place = (sum(one.total for one in sums) + PRIOR_WEIGHT * PRIOR_PLACE_DAYS) / weight
        segments: dict[Hashable, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for customer, one in self._customers.items():
            found = segments[self._segment_of.get(customer)]
            found[0] += one.weight
            found[1] += one.total
        self._segments = {
            segment: self._shrunk(of_weight, total, self._place) for segment, (of_weight, total) in segments.items()
        }
        self._places = {customer: self._place_of(customer, None) for customer in self._customers}
        squares = sum(one.squares(self._places[customer]) for customer, one in self._customers.items())
        self._variance = (squares + PRIOR_WEIGHT * PRIOR_SPREAD_DAYS**2) / weight

    def _shrunk(self, weight: float, total: float, towards: float) -> float:
        return (total + self.settings.place_weight * towards) / (weight + self.settings.place_weight)

    def _place_of(self, customer: Hashable, segment: Hashable) -> float:
        segment = self._segment_of.get(customer, segment)
        towards = self._segments.get(segment, self._place)
        one = self._customers.get(customer)
        return self._shrunk(one.weight, one.total, towards) if one else towards

    def _spread_of(self, customer: Hashable, place: float) -> float:
        one = self._customers.get(customer)
        weight, squares = (one.weight, one.squares(place)) if one else (0.0, 0.0)
        shrink = self.settings.spread_weight
        if not weight + shrink:
            return sqrt(self._variance)
        return max(SPREAD_MIN_DAYS, sqrt((squares + shrink * self._variance) / (weight + shrink)))

    def _pool_all(self) -> None:
        """Make the company's shape: shares of scaled delays, on a grid."""
        pool: dict[int, float] = defaultdict(float)
        bound = round(REACH / GRAIN)
        for step in range(-round(3 / GRAIN), round(3 / GRAIN) + 1):
            pool[step] += PRIOR_WEIGHT * GRAIN * 0.4 * exp(-((step * GRAIN) ** 2) / 2)
        for customer, one in self._customers.items():
            place = self._places[customer]
            scale = self._spread_of(customer, place) * GRAIN
            for days, weight in (one.values or {}).items():
                pool[max(-bound, min(bound, round((days - place) / scale)))] += weight
        whole = sum(pool.values())
        self._pool = [(step * GRAIN, weight / whole) for step, weight in sorted(pool.items())]

    # === ANSWERS === #

    def at(
        self, customer: Hashable, segment: Hashable, due: date, seen_on: date, *, is_disputed: bool = False
    ) -> Outlook:
        """Return when an invoice that is open at the end of ``seen_on`` will be paid."""
        moved = timedelta(days=self.dispute_days if is_disputed else 0)
        return Outlook(self.curve(customer, segment), due + moved, seen_on)

    def curve(self, customer: Hashable, segment: Hashable = None) -> Curve:
        """Return a customer's distribution; that of its segment or of the company for one without a past."""
        is_known = customer in self._customers
        key = (is_known, customer if is_known else segment)
        if key not in self._curves:
            self._curves[key] = self._make_curve(customer, segment)
        return self._curves[key]

    def _make_curve(self, customer: Hashable, segment: Hashable) -> Curve:
        place = self._place_of(customer, segment)
        spread = self._spread_of(customer, place)
        one = self._customers.get(customer) or _Sum()
        days: dict[int, float] = defaultdict(float)
        for days_late, weight in (one.values or {}).items():
            days[days_late] += weight
        for scaled, weight in self._pool:
            days[round(place + spread * scaled)] += self.settings.shape_weight * weight
        first, last = min(days), max(days)
        sums = list(accumulate(days.get(day, 0.0) for day in range(first, last + 1)))
        shrink = STUCK_SHARE_WEIGHT
        share = (one.stuck + shrink * self._stuck_share) / (one.weight + one.stuck + shrink)
        paid = tuple(total / sums[-1] for total in sums[:-1]) + (1.0,)
        return Curve(first, paid, min(share, 0.99), ceil(place + spread), self._stuck_rate)


def fit(history: History, day: date, settings: Settings | None = None) -> Delays:
    """Learn from what was known at the end of ``day``, and from nothing later."""
    return Delays(history, day, settings or Settings())


class _Weights(dict[int, float]):
    """Day of settlement -> weight, each computed once."""

    def __init__(self, today: int, half_life_days: int | None) -> None:
        self._today, self._half_life_days = today, half_life_days

    def __missing__(self, day: int) -> float:
        weight = 1.0
        if self._half_life_days:
            weight = float(0.5 ** ((self._today - day) / self._half_life_days))
        self[day] = weight
        return weight

    def __call__(self, day: int) -> float:
        return self[day]


def _weights(today: int, half_life_days: int | None) -> _Weights:
    return _Weights(today, half_life_days)
