"""The order of changes of one balance.

Stripe's times are whole seconds, and its ids follow no order. What is known of a change is what it
left: a change begins where the one before it ended, and the first begins at nothing. Changes of
one second are steps from balance to balance, and their order is a way that takes each step once
(an Eulerian trail, found as by Hierholzer).

>>> from datetime import datetime
>>> noon = datetime(2026, 1, 1, 12)
>>> ordered([Change("used", noon, 10, 0), Change("granted", noon, -10, -10)])
['granted', 'used']
>>> ordered([Change("c", noon, -5, -5), Change("b", noon, 10, 0), Change("a", noon, -10, -10)])
['a', 'b', 'c']

Where a step is missing, what cannot be placed follows in the order of its ids.

>>> ordered([Change("z", noon, 3, 50), Change("a", noon, -10, -10)])
['a', 'z']
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its id, its second, by how much, and what it left."""

    id: str
    at: datetime
    amount_minor: int
    ending_minor: int

    @property
    def begin_minor(self) -> int:
        """The balance before it."""
        return self.ending_minor - self.amount_minor


def _trail(changes: list[Change], start_minor: int) -> list[str]:
    """Return the changes of one second in a way from ``start_minor`` that takes each step once."""
    steps: dict[int, list[Change]] = {}
    for change in sorted(changes, key=lambda change: change.id, reverse=True):
        steps.setdefault(change.begin_minor, []).append(change)
    found: list[Change] = []
    stack: list[tuple[int, Change | None]] = [(start_minor, None)]
    while stack:
        place, taken = stack[-1]
        if steps.get(place):
            change = steps[place].pop()
            stack.append((change.ending_minor, change))
            continue
        stack.pop()
        if taken is not None:
            found.append(taken)
    left = sorted(change.id for changes_left in steps.values() for change in changes_left)
    return [change.id for change in reversed(found)] + left


def ordered(changes: Iterable[Change]) -> list[str]:
    """Return the ids of all changes of one balance, the first one first."""
    found: list[str] = []
    balance_minor = 0
    rows = sorted(changes, key=lambda change: change.at)
    for _moment, group in groupby(rows, key=lambda change: change.at):  # pylint: disable=bad-builtin-groupby
        same = list(group)
        found += _trail(same, balance_minor)
        balance_minor += sum(change.amount_minor for change in same)
    return found
