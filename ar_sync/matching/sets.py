"""Which items add up to an amount: an exact search that counts its solutions.

Items that are interchangeable (same customer, same amount) come as one class with
a count, because which of them is taken is a matter of policy, not of truth. The
search stops at ``limit`` solutions: all that matters is whether there is one or
more. It also stops after ``work_max`` steps; the result then is not *complete* and
must not be taken for unique.

>>> exact_sums([(500, 1), (300, 2), (200, 1)], 800, size_max=5, limit=2)
Sums(solutions=[(1, 1, 0), (0, 2, 1)], complete=False)
>>> exact_sums([(500, 1), (300, 2), (-100, 1)], 500, size_max=3, limit=9)
Sums(solutions=[(1, 0, 0), (0, 2, 1)], complete=True)
>>> exact_sums([(1, 1)] * 5, 4, size_max=3, limit=9)
Sums(solutions=[], complete=True)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

WORK_MAX = 20_000


class Sums(NamedTuple):
    """Solutions as a count per class, fewest items first; complete when none is missing."""

    solutions: list[tuple[int, ...]]
    complete: bool


class _Search:
    """One depth-first search over classes in falling order of amount."""

    def __init__(self, classes: Sequence[tuple[int, int]], limit: int, work: int) -> None:
        self.order = sorted(range(len(classes)), key=lambda place: -classes[place][0])
        self.amounts = [classes[place][0] for place in self.order]
        self.left = [classes[place][1] for place in self.order]
        self.places: dict[int, list[int]] = defaultdict(list)
        for place, amount in enumerate(self.amounts):
            self.places[amount].append(place)
        self.limit = limit
        self.work = work
        self.found: list[tuple[int, ...]] = []

    def run(self, start: int, rest: int, slots: int, chosen: tuple[int, ...]) -> None:
        """Add every way to make ``rest`` of ``slots`` items from ``start`` on."""
        if slots == 1:
            self._finish(start, rest, chosen)
            return
        smallest = self.amounts[-1] * (slots - 1)
        for place in range(start, len(self.amounts)):
            amount = self.amounts[place]
            if self.stopped or amount * slots < rest:
                return
            if amount + smallest > rest or not self.left[place]:
                continue
            self.work -= 1
            self.left[place] -= 1
            self.run(place, rest - amount, slots - 1, (*chosen, place))
            self.left[place] += 1

    @property
    def stopped(self) -> bool:
        """Tell whether the limit of solutions or of work is reached."""
        return self.work <= 0 or len(self.found) >= self.limit

    def _finish(self, start: int, rest: int, chosen: tuple[int, ...]) -> None:
        for place in self.places.get(rest, ()):
            if place >= start and self.left[place]:
                self.found.append(self._counts((*chosen, place)))

    def _counts(self, chosen: tuple[int, ...]) -> tuple[int, ...]:
        counts = [0] * len(self.order)
        for place in chosen:
            counts[self.order[place]] += 1
        return tuple(counts)


def exact_sums(
    classes: Sequence[tuple[int, int]],
    target: int,
    size_max: int,
    limit: int,
    work_max: int = WORK_MAX,
) -> Sums:
    """Return the ways to make ``target`` from at most ``size_max`` items.

    :param classes: ``(amount_minor, count)``; credits have negative amounts.
    :param limit: solutions after which the search ends.
    """
    search = _Search(classes, limit, work_max)
    available = sum(count for _, count in classes)
    for size in range(1, min(size_max, available) + 1):
        if search.stopped:
            break
        search.run(0, target, size, ())
    return Sums(search.found[:limit], not search.stopped)
