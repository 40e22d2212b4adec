"""Whom to call first: points for each thing that speaks for a call, by an open formula.

A customer gets a share of each factor's weight. The weights are the company's; with the default ones, which add up to
a hundred, a score reads like percent. Only what may be asked for counts: an invoice that is promised, disputed, charged
by auto-pay or otherwise left alone brings no points, and who owes nothing else is not on the list.

=========== ======================================================================================= ==================
factor      what speaks for a call                                                                  in full
=========== ======================================================================================= ==================
amount      what is overdue, beside what customers owe here                                         a tenth owe as much
share       what is overdue, beside all that customers owe the company                              a tenth of it
age         days since the oldest of it was due                                                     90 days
habit       days later than the customer usually pays                                               30 days
loss        what the forecast does not expect to come in its thirteen weeks                         all of it
promises    promises broken in twelve months                                                        2
silence     messages since somebody answered                                                        3
dispute     working days to the deadline of a dispute                                               today, or over
task        tasks that wait for a person: a call, a decision, an address that does not work         1
=========== ======================================================================================= ==================

>>> standing = Standing(overdue_minor=50000, large_minor=100000, receivables_minor=1000000, oldest_days=45)
>>> [(point.factor, point.points, point.weight) for point in points(standing, DEFAULT_WEIGHTS)]
[('amount', 13, 25), ('age', 8, 15), ('share', 5, 10)]
>>> score(points(standing, DEFAULT_WEIGHTS))
26
>>> points(Standing(overdue_minor=0, oldest_days=45, tasks=1), DEFAULT_WEIGHTS)
()
>>> [point.factor for point in points(Standing(overdue_minor=0, dispute_days=1), DEFAULT_WEIGHTS)]
['dispute']
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .plan import Item, net

DEFAULT_WEIGHTS = {
    "amount": 25,
    "share": 10,
    "age": 15,
    "habit": 10,
    "loss": 10,
    "promises": 10,
    "silence": 5,
    "dispute": 5,
    "task": 10,
}
AGE_DAYS = 90
HABIT_DAYS = 30
PROMISES = 2
MESSAGES = 3
#: A dispute brings points from so many working days before its deadline.
DISPUTE_DAYS = 5
#: Who owes this part of all receivables is a matter for the management.
LARGE_SHARE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a customer. Amounts in minor units of the company's currency.

    :param overdue_minor: what is overdue and may be asked for, less credits.
    :param large_minor: what a customer owes that nine of ten do not owe; 0: not known.
    :param receivables_minor: all that customers owe the company.
    :param oldest_days: since the oldest of it was due.
    :param usual_days: how late the customer usually pays; None: too little is known.
    :param lost_minor: what the forecast does not expect in its weeks; None: there is no forecast of it.
    :param messages: messages since the last answer.
    :param dispute_days: working days to the nearest deadline of a dispute, negative: over; None: there is none.
    """

    overdue_minor: int
    large_minor: int = 0
    receivables_minor: int = 0
    oldest_days: int = 0
    usual_days: int | None = None
    lost_minor: int | None = None
    broken_promises: int = 0
    messages: int = 0
    dispute_days: int | None = None
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """What one factor brings.

    :param points: of ``weight``, at least one.
    """

    factor: str
    points: int
    weight: int


def may_be_asked(items: Iterable[Item], today: date) -> tuple[int, int]:
    """Return what is overdue and not left alone, less credits, and for how many days the oldest of it.

    >>> late = Item("a", date(2026, 3, 1), 5000, "EUR", worth_minor=5500)
    >>> credit = Item("c", date(2026, 3, 1), -2000, "EUR", worth_minor=-2200)
    >>> may_be_asked([late, credit], date(2026, 3, 11))
    (3300, 10)
    """
    items = tuple(items)
    left = net(items)
    due = [item for item in items if item.due_on < today and not item.hold and left.get(item.key)]
    worth = sum(Fraction(item.worth_minor * left[item.key], item.amount_minor) for item in due)
    return round(worth), max(((today - item.due_on).days for item in due), default=0)


def points(standing: Standing, weights: Mapping[str, int]) -> tuple[Point, ...]:
    """Return what speaks for a call, the weightiest first; nothing where there is nothing to call about."""
    shares = _shares(standing)
    if standing.overdue_minor <= 0:
        shares = {"dispute": shares["dispute"]}
    found = []
    for factor, share in shares.items():
        weight = weights.get(factor, 0)
        if share > 0 and weight > 0:
            found.append(Point(factor, max(1, int(min(share, Fraction(1)) * weight + Fraction(1, 2))), weight))
    order = list(DEFAULT_WEIGHTS)
    return tuple(sorted(found, key=lambda point: (-point.points, order.index(point.factor))))


def score(found: Iterable[Point]) -> int:
    """Return the sum by which customers are ordered."""
    return sum(point.points for point in found)


def _shares(standing: Standing) -> dict[str, Fraction]:
    """Return by factor how much of its weight a customer gets; more than one counts as one."""
    overdue = standing.overdue_minor
    late = standing.oldest_days - standing.usual_days if standing.usual_days is not None else 0
    lost = min(standing.lost_minor or 0, overdue)
    days = standing.dispute_days
    return {
        "amount": _part(overdue, standing.large_minor),
        "share": _part(overdue, standing.receivables_minor) / LARGE_SHARE,
        "age": Fraction(standing.oldest_days, AGE_DAYS),
        "habit": Fraction(max(0, late), HABIT_DAYS),
        "loss": _part(lost, overdue),
        "promises": Fraction(standing.broken_promises, PROMISES),
        "silence": Fraction(standing.messages, MESSAGES),
        "dispute": Fraction(DISPUTE_DAYS - max(0, days), DISPUTE_DAYS) if days is not None else Fraction(0),
        "task": Fraction(standing.tasks),
    }


def _part(amount: int, whole: int) -> Fraction:
    return Fraction(max(0, amount), whole) if whole > 0 else Fraction(0)
