"""The open items of one run, found by key, payer or amount, and what is left of them.

The pool is the only state of a run: :meth:`Pool.take` lowers what is open on an
item when a receipt is decided, so that a later receipt of the same run cannot use
the same money again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .model import Allocation, Key, OpenItem

KeyCounts = Mapping[tuple[str, str], int]


class Pool:
    """Open items of one run, indexed.

    :param items: each id once; raises ValueError otherwise.
    :param key_counts: how many open items carry a ``(kind, value)`` in the whole
        database, where ``items`` is only what was fetched for this run.
    """

    def __init__(self, items: Sequence[OpenItem], key_counts: KeyCounts) -> None:
        self.items = {item.id: item for item in sorted(items, key=lambda i: i.age_order)}
        if len(self.items) != len(items):
            raise ValueError("an open item was handed in twice")
        self._open = {item.id: item.residual_minor for item in items}
        self._counts = key_counts
        self._by_key: dict[tuple[int, str, str], list[tuple[OpenItem, Key]]]
        self._by_key = defaultdict(list)
        for item in self.items.values():
            for key in item.keys:
                self._by_key[item.company_id, key.kind, key.value].append((item, key))

    def find(self, company_id: int, key: Key) -> Sequence[tuple[OpenItem, Key]]:
        """Return the company's items with that key, oldest first, and their own key."""
        return self._by_key.get((company_id, key.kind, key.value), ())

    def count(self, company_id: int, key: Key) -> int:
        """Return how many open items carry the key, at least those in this run."""
        known = self._counts.get((key.kind, key.value), 0)
        return max(known, len(self.find(company_id, key)), 1)

    def open_minor(self, item: OpenItem) -> int:
        """Return what is still open on the item at this point of the run."""
        return self._open[item.id]

    def fits(self, allocations: Iterable[Allocation]) -> bool:
        """Tell whether these amounts are still open, credits included."""
        asked: dict[int, int] = defaultdict(int)
        for allocation in allocations:
            asked[allocation.item_id] += allocation.amount_minor
        return all(self._covers(item_id, amount) for item_id, amount in asked.items())

    def take(self, allocations: Iterable[Allocation]) -> None:
        """Lower what is open; the amounts must fit."""
        for allocation in allocations:
            assert self._covers(allocation.item_id, allocation.amount_minor)
            self._open[allocation.item_id] -= allocation.amount_minor

    def _covers(self, item_id: int, amount_minor: int) -> bool:
        left = self._open[item_id]
        if left < 0:
            return left <= amount_minor <= 0
        return 0 <= amount_minor <= left
