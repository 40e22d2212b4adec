"""The day of a charge: the due date, moved where it is no business day.

The conventions are those of banks (ISDA 2006 definitions, section 4.12): *following* is the next business day,
*modified following* the next one unless that is in another month, *preceding* the one before.

>>> saturday = date(2026, 10, 31)
>>> charge_day(saturday, "following"), charge_day(saturday, "modified_following")
(datetime.date(2026, 11, 2), datetime.date(2026, 10, 30))
>>> charge_day(saturday, "preceding"), charge_day(saturday, "unadjusted")
(datetime.date(2026, 10, 30), datetime.date(2026, 10, 31))
>>> charge_day(date(2026, 12, 25), "following", frozenset({date(2026, 12, 25)}))
datetime.date(2026, 12, 28)
"""

from collections.abc import Set
from datetime import date, timedelta

RULES = ("unadjusted", "following", "modified_following", "preceding")
#: Saturday and Sunday, as ``date.weekday`` counts.
WEEKEND = frozenset({5, 6})
#: No calendar has so many holidays in a row; a wrong one must not have us look for ever.
DAYS_MAX = 31


def is_business_day(day: date, holidays: Set[date] = frozenset(), weekend: Set[int] = WEEKEND) -> bool:
    """Tell whether banks and people work on ``day``."""
    return day.weekday() not in weekend and day not in holidays


def charge_day(due_on: date, rule: str, holidays: Set[date] = frozenset(), weekend: Set[int] = WEEKEND) -> date:
    """Return the day on which what is due on ``due_on`` is charged.

    :param rule: one of ``RULES``.
    :raise ValueError: for another rule.
    """
    if rule not in RULES:
        raise ValueError(f"no such rule: {rule}")
    if rule == "unadjusted":
        return due_on
    moved = _move(due_on, -1 if rule == "preceding" else 1, holidays, weekend)
    if rule == "modified_following" and moved.month != due_on.month:
        return _move(due_on, -1, holidays, weekend)
    return moved


def _move(day: date, step: int, holidays: Set[date], weekend: Set[int]) -> date:
    for distance in range(DAYS_MAX):
        moved = day + timedelta(days=step * distance)
        if is_business_day(moved, holidays, weekend):
            return moved
    return day
