"""Which items add up to an amount: an exact search that counts its solutions.

Items that are interchangeable (same customer, same amount) come as one class with
a count, because which of them is taken is a matter of policy, not of truth. The
search stops at ``limit`` solutions: all that matters is whether there is one or
more; the result then is not *complete*.

>>> exact_sums([(500, 1), (300, 2), (200, 1)], 800, size_max=5, limit=1)
Sums(solutions=[(1, 1, 0)], complete=False)
>>> exact_sums([(500, 1), (300, 2), (-100, 1)], 500, size_max=3, limit=9)
Sums(solutions=[(1, 0, 0), (0, 2, 1)], complete=True)
>>> exact_sums([(1, 1)] * 5, 4, size_max=3, limit=9)
Sums(solutions=[], complete=True)

Up to five items are found by meeting in the middle: the sums of all pairs are made
once, and a set of four is two of them. The cost of a miss is the square of the number
of amounts (the cube for five), all of it in set look-ups.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

#: Larger sets are not searched for: too many of them add up by chance.
SIZE_MAX = 5
#: The same where a sum need not be exact: many more of them add up.
NEAR_SIZE_MAX = 3
#: Solutions looked at when some of them are not allowed.
LOOKED_AT_MAX = 2000


class Sums(NamedTuple):
    """Solutions as a count per class, fewest items first; complete when none is missing."""

    solutions: list[tuple[int, ...]]
    complete: bool


class _Search:
    """One search; amounts are distinct here, classes of one amount come back at the end."""

    def __init__(self, classes: Sequence[tuple[int, int]], target: int) -> None:
        self.classes = classes
        self.places: dict[int, list[int]] = defaultdict(list)
        has_credits = any(amount < 0 for amount, _ in classes)
        for place, (amount, _) in enumerate(classes):
            if amount <= target or has_credits:
                self.places[amount].append(place)
        self.amounts = sorted(self.places)
        self._pair_sums: set[int] | None = None

    def solutions(self, target: int, size_max: int) -> Iterator[tuple[int, ...]]:
        """Yield every solution once, fewest items first."""
        for size in range(1, size_max + 1):
            seen = set()
            for chosen in self._multisets(target, size):
                ordered = tuple(sorted(chosen))
                if ordered not in seen:
                    seen.add(ordered)
                    yield from self._expanded(ordered)

    def _multisets(self, target: int, size: int) -> Iterator[tuple[int, ...]]:
        """Yield amounts that add up, some of them more than once."""
        if size == 1:
            if target in self.places:
                yield (target,)
        elif size == 2:
            yield from self._pairs(target)
        elif size == 4:
            sums = self.pair_sums
            for half in [h for h in sums if 2 * h <= target and target - h in sums]:
                for one, two in product(self._pairs(half), self._pairs(target - half)):
                    yield (*one, *two)
        else:
            amounts = self.amounts
            if size == 3:
                sums = self.pair_sums
                amounts = [amount for amount in amounts if target - amount in sums]
            for amount in amounts:
                for rest in self._multisets(target - amount, size - 1):
                    yield (amount, *rest)

    @property
    def pair_sums(self) -> set[int]:
        """The sums of all pairs, an amount with itself included."""
        if self._pair_sums is None:
            amounts = self.amounts
            self._pair_sums = {
                one + two for place, one in enumerate(amounts) for two in amounts[place:]
            }
        return self._pair_sums

    def _pairs(self, target: int) -> Iterator[tuple[int, int]]:
        for one in self.amounts:
            if one <= target - one and target - one in self.places:
                yield one, target - one

    def _expanded(self, amounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Yield the solutions with these amounts as counts per class."""
        options = [
            [
                dict(zip(self.places[amount], split, strict=False))
                for split in self._splits(amount, count)
            ]
            for amount, count in Counter(amounts).items()
        ]
        for choice in product(*options):
            counts = [0] * len(self.classes)
            for part in choice:
                for place, count in part.items():
                    counts[place] = count
            yield tuple(counts)

    def _splits(self, amount: int, count: int) -> Iterator[tuple[int, ...]]:
        """Yield the ways to take so many items from the classes of one amount."""
        available = [range(self.classes[place][1] + 1) for place in self.places[amount]]
        return (split for split in product(*available) if sum(split) == count)


def exact_sums(
    classes: Sequence[tuple[int, int]],
    target: int,
    size_max: int,
    limit: int,
    allowed: Callable[[tuple[int, ...]], bool] | None = None,
) -> Sums:
    """Return the ways to make ``target`` from at most ``size_max`` items.

    :param classes: ``(amount_minor, count)``; credits have negative amounts.
    :param size_max: at most :data:`SIZE_MAX`.
    :param limit: solutions after which the search ends.
    :param allowed: tells which solutions count, where not all of them do.
    """
    search = _Search(classes, target)
    size_max = min(size_max, SIZE_MAX, sum(count for _, count in classes))
    solutions = search.solutions(target, size_max)
    if allowed is not None:
        solutions = filter(allowed, islice(solutions, LOOKED_AT_MAX))
    found = list(islice(solutions, limit + 1))
    return Sums(found[:limit], len(found) <= limit)


def near_sums(
    classes: Sequence[tuple[int, int]], low: int, high: int, size_max: int, limit: int
) -> list[tuple[int, ...]]:
    """Return ways to make an amount between two, both included, from positive amounts.

    >>> near_sums([(500, 1), (300, 2), (210, 1), (-100, 1)], 505, 605, size_max=2, limit=9)
    [(0, 1, 1, 0), (0, 2, 0, 0)]

    :param classes: ``(amount_minor, count)``; credits are left out.
    :param size_max: at most :data:`NEAR_SIZE_MAX`.
    """
    units = sorted((amount, place) for place, (amount, count) in enumerate(classes) if amount > 0 for _ in range(count))
    found: dict[tuple[int, ...], None] = {}
    for size in range(1, min(size_max, NEAR_SIZE_MAX) + 1):
        for chosen in _near(units, 0, low, high, size):
            used = Counter(place for _, place in chosen)
            found[tuple(used[place] for place in range(len(classes)))] = None
            if len(found) == limit:
                return list(found)
    return list(found)


def _near(
    units: Sequence[tuple[int, int]], start: int, low: int, high: int, size: int
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield so many of the units, in order of amount, that add up to between two amounts."""
    if size == 1:
        first = bisect_left(units, (low, -1), start)
        for unit in units[first : bisect_right(units, (high, len(units)), start)]:
            yield (unit,)
        return
    for place in range(start, len(units)):
        amount = units[place][0]
        if amount * size > high:
            return
        for rest in _near(units, place + 1, low - amount, high - amount, size - 1):
            yield (units[place], *rest)
