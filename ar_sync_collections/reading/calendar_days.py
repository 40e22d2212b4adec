"""Which day a phrase means, by the rules of the labels: nothing is moved for holidays or weekends.

Every function takes the day on which the mail was written and returns a day; those that cannot, return None.

>>> wednesday = date(2026, 3, 11)
>>> str(weekday_after(wednesday, 4)), str(weekday_in_week(wednesday, 4, 1)), str(workdays_later(wednesday, 5))
('2026-03-13', '2026-03-20', '2026-03-18')
>>> str(part_of_month(2026, 3, "lastwork")), str(part_of_month(2024, 2, "end")), str(part_of_month(2026, 6, "start"))
('2026-03-31', '2024-02-29', '2026-06-05')
>>> str(next_day_of_month(date(2026, 1, 30), 30)), str(next_day_of_month(date(2026, 1, 31), 30))
('2026-01-30', '2026-03-30')
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

#: Farther away than this nobody promises anything: the text means something else.
_DAYS_AHEAD_MAX, _DAYS_BACK_MAX = 800, 2200

#: Two readings of 04/05 are told apart by nearness when one of them is within so many days.
_NEAR_DAYS = 75

#: Days of a month that its parts stand for; 0 is the last one.
_PART_DAYS = {"start": 5, "mid": 15, "end": 0, "week1": 7, "week2": 14, "week3": 21, "week4": 28}


def shifted(day: date, days: int) -> date | None:
    """Return the day so many days later; None beyond the calendar's end."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def made(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_sane(day: date | None, today: date) -> bool:
    """Tell whether a mail of today can mean this day."""
    return day is not None and -_DAYS_BACK_MAX <= (day - today).days <= _DAYS_AHEAD_MAX


def weekday_after(today: date, weekday: int) -> date | None:
    """Return the next such weekday strictly after today."""
    return shifted(today, (weekday - today.weekday() - 1) % 7 + 1)


def weekday_in_week(today: date, weekday: int, weeks: int) -> date | None:
    """Return the weekday of this week (0), the following one (1) and so on; weeks begin on Monday."""
    return shifted(today, weekday - today.weekday() + 7 * weeks)


def friday_of_this_week(today: date) -> date | None:
    """Return Friday of this week; on a weekend, of the coming one."""
    return weekday_in_week(today, 4, 1 if today.weekday() > 4 else 0)


def workdays_later(today: date, count: int) -> date | None:
    """Return the day after so many days from Monday to Friday."""
    day: date | None = today
    for _step in range(min(count, 400)):
        while day is not None:
            day = shifted(day, 1)
            if day is None or day.weekday() < 5:
                break
    return day


def months_later(today: date, count: int) -> date | None:
    """Return the same day so many months later, or the last of that month."""
    month = today.month - 1 + count
    year = today.year + month // 12
    if not date.min.year <= year <= date.max.year:
        return None
    month = month % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def next_day_of_month(today: date, day: int, months: int | None = None) -> date | None:
    """Return the next such day of a month on or after today; or that of the month so many months ahead."""
    for ahead in (months,) if months is not None else range(4):
        first = months_later(today.replace(day=1), ahead)
        found = made(first.year, first.month, day) if first else None
        if found and (months is not None or found >= today):
            return found
    return None


def day_and_month(today: date, day: int, month: int, year: int | None) -> date | None:
    """Return the date; without a year, the next one on or after today."""
    if year is not None:
        return made(year + 2000 if year < 100 else year, month, day)
    for ahead in range(5):
        found = made(today.year + ahead, month, day)
        if found and found >= today:
            return found
    return None


def part_of_month(year: int, month: int, part: str) -> date | None:
    """Return the day that a part of a month stands for: ``end``, ``mid``, ``start``, ``week1``, ``lastwork`` …"""
    if not date.min.year <= year <= date.max.year:
        return None
    last = date(year, month, calendar.monthrange(year, month)[1])
    if part in _PART_DAYS:
        return last.replace(day=_PART_DAYS[part] or last.day)
    if part == "firstwork":
        first = last.replace(day=1)
        return first if first.weekday() < 5 else first.replace(day=8 - first.weekday())
    back = max(0, last.weekday() - 4) if part == "lastwork" else (last.weekday() - 4) % 7
    return last.replace(day=last.day - back)


def month_ahead(today: date, month: int, part: str) -> date | None:
    """Return a part of the named month: of this year, or of the next where it has passed."""
    found = part_of_month(today.year, month, part)
    return found if found and found >= today else part_of_month(today.year + 1, month, part)


def nth_weekday(day: date, weekday: int, count: int) -> date | None:
    """Return the weekday of the day's month that comes as the count says, the last one for 0.

    >>> str(nth_weekday(date(2026, 4, 20), 0, 1)), str(nth_weekday(date(2026, 4, 20), 3, 0))
    ('2026-04-06', '2026-04-30')
    """
    if count:
        first = weekday_after(day.replace(day=1) - timedelta(days=1), weekday) if day.toordinal() > 31 else None
        return shifted(first, 7 * (count - 1)) if first else None
    last = part_of_month(day.year, day.month, "end")
    return shifted(last, -((last.weekday() - weekday) % 7)) if last else None


def part_of_week(today: date, weeks: int, part: str) -> date | None:
    """Return a part of a week: its Friday, and its Wednesday for the middle."""
    if part == "mid":
        return weekday_in_week(today, 2, weeks)
    return friday_of_this_week(today) if not weeks else weekday_in_week(today, 4, weeks)


def numbered_week(today: date, week: int) -> date | None:
    """Return Friday of the ISO week with this number, this year or, once it has passed, next year."""
    for year in (today.year, today.year + 1):
        try:
            found = date.fromisocalendar(year, week, 5)
        except ValueError:
            continue
        if (found - today).days >= -4:
            return found
    return None


def in_either_order(
    today: date, first: int, second: int, year: int | None, month_first: bool | None
) -> tuple[date | None, bool]:
    """Return the date of two numbers, and whether they can be read in one way only.

    ``month_first`` tells the order, None: unknown; then the reading that is near is taken, or the day first.

    >>> in_either_order(date(2026, 3, 11), 4, 15, None, None), in_either_order(date(2026, 3, 11), 4, 1, 2026, None)
    ((datetime.date(2026, 4, 15), True), (datetime.date(2026, 4, 1), False))
    """
    if first > 12 and second > 12:
        return None, False
    is_certain = first > 12 or second > 12 or first == second or month_first is False
    if second > 12 or first > 12:
        month_first = second > 12
    ways = [day_and_month(today, first, second, year), day_and_month(today, second, first, year)]
    if month_first is None:
        near = [day for day in ways if day and 0 <= (day - today).days <= _NEAR_DAYS]
        return (near[0] if len(near) == 1 else ways[0]), is_certain
    return ways[int(month_first)], is_certain
