"""The forecast made again at past month ends, with what was known then, beside what came.

At each month end the invoices open at its end are forecast for four weeks of seven days, by each of three methods:

- ``due_date``: everything is paid on its due date, what is overdue tomorrow.
- ``customer_median``: everything is paid as many days from its due date as is the median of the customer's settled
  invoices (that of the company's for a customer without one); if that day is over, tomorrow.
- ``ours``: :mod:`~.delays` and :mod:`~.cash`.

What came is the cash of those same invoices in those weeks. Invoices settled later are open; settlements, and
delays learnt from them, count from their day on. Promises and disputes of that time are left out, unless the caller
knows since when they existed: a flag without a day could not have been known.

- **Weekly error (WAPE)**: the sum of |forecast - actual| over all weeks, divided by the sum of actuals.
- **Four-week bias**: the sum of (forecast - actual) over all month ends, divided by the sum of actuals; negative says
  that too little was expected. *Off by* is the same with each month end's difference taken without its sign.
- **Coverage**: the share of weeks whose actual lies between low and high; 80 % is meant.

>>> month_ends(date(2026, 1, 15), date(2026, 3, 31))
[datetime.date(2026, 1, 31), datetime.date(2026, 2, 28), datetime.date(2026, 3, 31)]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from .cash import Open, Width, band, forecast
from .delays import History, Settings, fit
from .invoices import Invoice

WEEKS = 4
DAYS_PER_WEEK = 7
HORIZON = timedelta(days=WEEKS * DAYS_PER_WEEK)
METHODS = ("due_date", "customer_median", "ours")
#: A company's past is long enough to be judged after a year; a shorter one is cut in halves.
WARM_UP_DAYS = 365
#: Before so many days there is nothing to learn from.
LEARN_DAYS = 60


@dataclass(frozen=True)
class Trial:
    """One week of one month end: what each method expected, and what came."""

    day: date
    week: int
    actual_minor: int
    expected_minor: dict[str, int]
    deviation: float
    open_minor: int


@dataclass(frozen=True)
class Total:
    """The four weeks of one month end together, by our method."""

    day: date
    actual_minor: int
    expected_minor: int
    deviation: float
    open_minor: int


@dataclass(frozen=True)
class Backtest:
    """Weeks and totals of several month ends."""

    trials: tuple[Trial, ...]
    totals: tuple[Total, ...]

    def wape(self, method: str = "ours") -> float | None:
        """Return the weekly error; None where no cash came."""
        actual = sum(trial.actual_minor for trial in self.trials)
        error = sum(abs(trial.expected_minor[method] - trial.actual_minor) for trial in self.trials)
        return error / actual if actual > 0 else None

    def bias(self, method: str = "ours") -> float | None:
        """Return the four-week bias; None where no cash came."""
        actual = sum(trial.actual_minor for trial in self.trials)
        return sum(self._misses(method).values()) / actual if actual > 0 else None

    def off_by(self, method: str = "ours") -> float | None:
        """Return the mean size of a month end's four-week miss; None where no cash came."""
        actual = sum(trial.actual_minor for trial in self.trials)
        return sum(map(abs, self._misses(method).values())) / actual if actual > 0 else None

    def _misses(self, method: str) -> dict[date, int]:
        misses: dict[date, int] = defaultdict(int)
        for trial in self.trials:
            misses[trial.day] += trial.expected_minor[method] - trial.actual_minor
        return misses

    def inside(self, width: Width) -> list[bool]:
        """Tell of each week whether what came lies in a band of this width."""
        return [covers(trial, trial.expected_minor["ours"], width.week) for trial in self.trials]

    def totals_inside(self, width: Width) -> list[bool]:
        """Tell the same of each total of four weeks."""
        return [covers(total, total.expected_minor, width.total) for total in self.totals]

    def between(self, after: date, until: date) -> Backtest:
        """Return the part whose month ends lie after one day and until the other."""
        return Backtest(
            tuple(trial for trial in self.trials if after < trial.day <= until),
            tuple(total for total in self.totals if after < total.day <= until),
        )

    def __add__(self, other: Backtest) -> Backtest:
        return Backtest(self.trials + other.trials, self.totals + other.totals)


def covers(found: Trial | Total, expected_minor: int, width: float) -> bool:
    """Tell whether what came lies in the band around what was expected."""
    low, high = band(expected_minor, found.deviation, width, found.open_minor)
    return low <= found.actual_minor <= high


def month_ends(first: date, last: date) -> list[date]:
    """Return the last days of months from ``first`` to ``last``, both included."""
    ends: list[date] = []
    year, month = first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = date(year, month, 1) - timedelta(days=1)
        if end > last:
            return ends
        ends.append(end)


def split(invoices: Sequence[Invoice], known_until: date) -> tuple[list[date], list[date]]:
    """Return the month ends to tune on and those to report on: all that is tuned on was over before the first of those.

    Reported are month ends a year or more after the first invoice (where less than a year and three months is known:
    in the later half) whose four weeks are known; tuned on are those before, from the third month on.
    """
    if not invoices:
        return [], []
    first = min(invoice.issued for invoice in invoices)
    ends = month_ends(first, known_until - HORIZON)
    warm = first + timedelta(days=WARM_UP_DAYS)
    reported = [end for end in ends if end >= warm]
    if len(reported) < 3:
        reported = ends[len(ends) // 2 :]
    if not reported:
        return [], []
    start = first + timedelta(days=LEARN_DAYS)
    tuned = [end for end in ends if start <= end <= reported[0] - HORIZON]
    return tuned, reported


class Past:
    """Invoices prepared for looking at them as of many days.

    :param history: what is learnt from, where it is more than these invoices: those in other currencies too.
    """

    def __init__(self, invoices: Sequence[Invoice], history: History | None = None) -> None:
        self.invoices = invoices
        self.history = history or History(invoices)
        self._ends = [invoice.settled_on or date.max for invoice in invoices]

    def open(self, day: date) -> list[tuple[Invoice, int]]:
        """Return what was open at the end of a day, with how much; a customer's own credit is none of it."""
        found = []
        for invoice, settled in zip(self.invoices, self._ends, strict=True):
            if invoice.issued <= day < settled:
                residual = invoice.open_minor(day)
                if residual > 0:
                    found.append((invoice, residual))
        return found


def run(past: Past, days: Iterable[date], settings: Settings | None = None, *, baselines: bool = True) -> Backtest:
    """Forecast at the end of each of ``days`` and compare with what came.

    :param baselines: also by the two simpler methods; tuning does without.
    """
    trials: list[Trial] = []
    totals: list[Total] = []
    for day in days:
        found, total = _at(past, day, settings, baselines)
        trials += found
        totals.append(total)
    return Backtest(tuple(trials), tuple(totals))


def _at(past: Past, day: date, settings: Settings | None, baselines: bool) -> tuple[list[Trial], Total]:
    items = past.open(day)
    ends = [day + timedelta(days=DAYS_PER_WEEK * week) for week in range(1, WEEKS + 1)]
    actual = [0] * WEEKS
    for invoice, _residual in items:
        _add_cash(invoice, day, actual)
    delays = fit(past.history, day, settings)
    opened = [
        Open(None, invoice.due, residual, delays.at(invoice.customer, invoice.segment, invoice.due, day))
        for invoice, residual in items
    ]
    ours = forecast(opened, ends)
    expected: dict[str, list[int]] = {"ours": [week.expected_minor for week in ours.weeks]}
    if baselines:
        expected["due_date"] = _by_day(((invoice.due, residual) for invoice, residual in items), day)
        expected["customer_median"] = _by_day(_median_days(past, items, day), day)
    trials = [
        Trial(
            day,
            week,
            actual[week],
            {method: values[week] for method, values in expected.items()},
            ours.weeks[week].deviation,
            ours.open_minor,
        )
        for week in range(WEEKS)
    ]
    last = ours.weeks[-1]
    return trials, Total(day, sum(actual), last.total_minor, last.total_deviation, ours.open_minor)


def _add_cash(invoice: Invoice, day: date, actual: list[int]) -> None:
    for part in invoice.settlements:
        week = ((part.day - day).days - 1) // DAYS_PER_WEEK
        if part.is_cash and 0 <= week < WEEKS:
            actual[week] += part.amount_minor


def _by_day(expected: Iterable[tuple[date, int]], day: date) -> list[int]:
    """Add up amounts by week; a day that is over is tomorrow."""
    weeks = [0] * WEEKS
    for on, amount in expected:
        week = max(0, (on - day).days - 1) // DAYS_PER_WEEK
        if week < WEEKS:
            weeks[week] += amount
    return weeks


def _median_days(past: Past, items: list[tuple[Invoice, int]], day: date) -> list[tuple[date, int]]:
    by_customer: dict[Hashable, list[int]] = defaultdict(list)
    rows = past.history.settled(day.toordinal())
    for row in rows:
        by_customer[row.customer].append(row.settled - row.due)
    company = median(row.settled - row.due for row in rows) if rows else 0
    medians = {customer: median(values) for customer, values in by_customer.items()}
    return [
        (invoice.due + timedelta(days=round(medians.get(invoice.customer, company))), residual)
        for invoice, residual in items
    ]
