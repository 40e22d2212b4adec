"""Business days: which days people and banks work, and counting in them.

>>> friday, saturday, monday = date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 2)
>>> is_business_day(friday), is_business_day(saturday), is_business_day(monday, {monday})
(True, False, False)
>>> nearest(saturday, 1), nearest(saturday, -1)
(datetime.date(2026, 11, 2), datetime.date(2026, 10, 30))

A calendar counts without walking from day to day. A day off counts as the next business day:

>>> calendar = Calendar.around(date(2026, 10, 30))
>>> calendar.shift(saturday, 0), calendar.shift(saturday, 1), calendar.shift(saturday, -1)
(datetime.date(2026, 11, 2), datetime.date(2026, 11, 3), datetime.date(2026, 10, 30))
>>> calendar.between(friday, monday), calendar.between(monday, friday)
(1, -1)
"""

from bisect import bisect_left
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

#: Saturday and Sunday, as ``date.weekday`` counts.
WEEKEND = frozenset({5, 6})
#: No calendar has so many holidays in a row; a wrong one must not have us look for ever.
DAYS_MAX = 31
#: How far a calendar reaches to either side; what is further away counts as its end.
REACH_DAYS = 800


def is_business_day(day: date, holidays: Set[date] = frozenset(), weekend: Set[int] = WEEKEND) -> bool:
    """Tell whether banks and people work on ``day``."""
    return day.weekday() not in weekend and day not in holidays


def nearest(day: date, step: int, holidays: Set[date] = frozenset(), weekend: Set[int] = WEEKEND) -> date:
    """Return ``day``, or the nearest business day after (``step`` 1) or before it (-1); itself where there is none."""
    for distance in range(DAYS_MAX):
        moved = day + timedelta(days=step * distance)
        if is_business_day(moved, holidays, weekend):
            return moved
    return day


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of some years, in order; never empty."""

    days: tuple[date, ...]

    @classmethod
    def around(cls, day: date, holidays: Set[date] = frozenset(), weekend: Set[int] = WEEKEND) -> "Calendar":
        """Return the years around ``day``. A week that is all weekend counts as all business days."""
        weekend = weekend if len(weekend) < 7 else frozenset()
        around = (day + timedelta(days=distance) for distance in range(-REACH_DAYS, REACH_DAYS + 1))
        return cls(tuple(other for other in around if is_business_day(other, holidays, weekend)))

    def place(self, day: date) -> int:
        """Return the place of ``day``, or of the next business day."""
        return min(bisect_left(self.days, day), len(self.days) - 1)

    def at(self, place: int) -> date:
        """Return the day at a place; beyond the calendar's end, its last one."""
        return self.days[max(0, min(place, len(self.days) - 1))]

    def shift(self, day: date, business_days: int) -> date:
        """Return the day so many business days after ``day`` (before it, where negative)."""
        return self.at(self.place(day) + business_days)

    def between(self, first: date, last: date) -> int:
        """Return how many business days ``last`` is after ``first``."""
        return self.place(last) - self.place(first)

    def has(self, day: date) -> bool:
        """Tell whether ``day`` is a business day."""
        return self.days[self.place(day)] == day
