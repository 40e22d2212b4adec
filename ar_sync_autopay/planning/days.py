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
from datetime import date

from odoo.addons.ar_sync.protocol.days import WEEKEND, nearest

RULES = ("unadjusted", "following", "modified_following", "preceding")


def charge_day(due_on: date, rule: str, holidays: Set[date] = frozenset(), weekend: Set[int] = WEEKEND) -> date:
    """Return the day on which what is due on ``due_on`` is charged.

    :param rule: one of ``RULES``.
    :raise ValueError: for another rule.
    """
    if rule not in RULES:
        raise ValueError(f"no such rule: {rule}")
    if rule == "unadjusted":
        return due_on
    moved = nearest(due_on, -1 if rule == "preceding" else 1, holidays, weekend)
    if rule == "modified_following" and moved.month != due_on.month:
        return nearest(due_on, -1, holidays, weekend)
    return moved
