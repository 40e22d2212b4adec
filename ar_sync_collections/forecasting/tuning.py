"""What a forecast takes from the company's own past: how fast to forget, and how wide a band has to be.

**Settings.** A few are tried on past month ends. The default stays unless another has a weekly error that is lower by
more than 2 % of it: a smaller gain is chance.

**Width.** The misses of the weeks of the last six month ends, each divided by its deviation, are put in order; the
width is what 80 % of them do not exceed. Few misses prove little: those of twelve more weeks are made up, from a normal
distribution a quarter wider than independent payments would have, because payments are not independent.
Whether a band holds is judged on weeks that came after those it was made from: at each reported month end it has the
width that all month ends before it gave whose four weeks were over.

>>> round(width_of([]), 1), round(width_of([3.0] * 200), 1)
(1.9, 3.0)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

from .backtest import HORIZON, Backtest, Past, run, split
from .cash import BAND_SHARE, Width
from .delays import Settings

CANDIDATES = (
    Settings(),
    Settings(half_life_days=None),
    Settings(half_life_days=365),
    Settings(half_life_days=90),
    Settings(shape_weight=5.0),
    Settings(half_life_days=365, shape_weight=5.0),
)
GAIN_MIN = 0.02
WIDTH_MONTH_ENDS = 6
WIDTH_PRIOR_WEEKS = 12
WIDTH_PRIOR_SPREAD = 1.25
WIDTH_MIN, WIDTH_MAX = 0.5, 6.0


@dataclass(frozen=True)
class Report:
    """How good a forecast is on this past, and what to forecast with from now on.

    :param coverage: share of weeks inside their bands, each band made from what was over before; None without weeks.
    """

    settings: Settings
    tuned: Backtest
    reported: Backtest
    width: Width
    coverage: float | None
    total_coverage: float | None


def report(past: Past, known_until: date, candidates: Sequence[Settings] = CANDIDATES) -> Report:
    """Tune on earlier month ends, report on later ones, and take the width from both."""
    early, late = split(past.invoices, known_until)
    settings = choose(past, early, candidates)
    tuned, reported = run(past, early, settings), run(past, late, settings)
    both = tuned + reported
    weeks: list[bool] = []
    totals: list[bool] = []
    for day in late:
        width = calibrate(both.between(date.min, day - HORIZON))
        of_day = both.between(day - HORIZON, day)
        weeks += of_day.inside(width)
        totals += of_day.totals_inside(width)
    return Report(settings, tuned, reported, calibrate(both), _share(weeks), _share(totals))


def _share(found: list[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def choose(past: Past, days: Sequence[date], candidates: Sequence[Settings] = CANDIDATES) -> Settings:
    """Return the settings that did best on these month ends; the first unless another is clearly better."""
    default = candidates[0]
    errors = {settings: run(past, days, settings, baselines=False).wape() for settings in candidates} if days else {}
    at_default = errors.get(default)
    if at_default is None:
        return default
    best = min(errors, key=lambda settings: errors[settings] or 0.0)
    return best if (errors[best] or 0.0) < at_default * (1 - GAIN_MIN) else default


def calibrate(backtest: Backtest) -> Width:
    """Return the width that held four of five past weeks, and four of five totals."""
    recent = set(sorted({total.day for total in backtest.totals})[-WIDTH_MONTH_ENDS:])
    weeks = [
        abs(trial.expected_minor["ours"] - trial.actual_minor) / trial.deviation
        for trial in backtest.trials
        if trial.deviation > 0 and trial.day in recent
    ]
    totals = [
        abs(total.expected_minor - total.actual_minor) / total.deviation
        for total in backtest.totals
        if total.deviation > 0 and total.day in recent
    ]
    return Width(width_of(weeks), width_of(totals))


def width_of(misses: Sequence[float]) -> float:
    """Return how many deviations hold 80 % of ``misses`` and of those made up."""
    normal = NormalDist(0.0, WIDTH_PRIOR_SPREAD)
    made_up = [normal.inv_cdf(0.5 + (place + 0.5) / WIDTH_PRIOR_WEEKS / 2) for place in range(WIDTH_PRIOR_WEEKS)]
    ordered = sorted([*misses, *made_up])
    found = ordered[min(len(ordered) - 1, int(BAND_SHARE * (len(ordered) + 1)))]
    return min(WIDTH_MAX, max(WIDTH_MIN, found))
