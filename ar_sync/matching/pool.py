"""The open items of one run, found by key, payer or amount, and what is left of them.

The pool is the only state of a run: :meth:`Pool.take` lowers what is open on an
item when a receipt is decided, so that a later receipt of the same run cannot use
the same money again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from .fuzzy import Nearby, Numbers, forms
from .model import KINDS, Allocation, Key, OpenItem, Policy, Receipt
from .payer import Payer

KeyCounts = Mapping[tuple[str, str], int]


class Pool:
    """Open items of one run, indexed.

    :param items: each id once; raises ValueError otherwise.
    :param key_counts: how many open items carry a ``(kind, value)`` in the whole
        database, where ``items`` is only what was fetched for this run.
    """

    def __init__(self, items: Sequence[OpenItem], key_counts: KeyCounts) -> None:
        self.items = {item.id: item for item in items}
        if len(self.items) != len(items):
            raise ValueError("an open item was handed in twice")
        self.size = sum(item.is_open for item in items)
        self._open = {item.id: item.residual_minor for item in items}
        self._counts = key_counts
        self._by_key: dict[int, dict[str, dict[str, list[OpenItem]]]] = {}
        self._by_payer: dict[tuple[int, str, int], list[OpenItem]] = defaultdict(list)
        self._sorted: set[tuple[int, str, int]] = set()
        self._by_amount: dict[tuple[int, str, int], set[int]] | None = None
        self._nearby: tuple[tuple[int, str, int], Nearby] | None = None
        self._numbers: dict[int, Numbers] = {}
        self._forms: dict[int, list[str]] = {}
        #: Who paid, where only signs tell it, by receipt id.
        self.payers: dict[int, Payer] = {}
        for item in items:
            self._index(item)

    def _index(self, item: OpenItem) -> None:
        kinds = self._by_key.setdefault(item.company_id, {})
        for key in item.keys:
            by_value = kinds.setdefault(key.kind, {})
            if key.value in by_value:
                by_value[key.value].append(item)
            else:
                by_value[key.value] = [item]
        if item.partner_id is not None:
            self._by_payer[item.company_id, item.currency, item.partner_id].append(item)

    def known(self, company_id: int, keys: Iterable[Key]) -> list[Key]:
        """Return those of the keys that any of the company's items has."""
        kinds = self._by_key.get(company_id, {})
        return [key for key in keys if key.kind in KINDS and key.value in kinds.get(key.kind, ())]

    def find(self, company_id: int, key: Key) -> list[tuple[OpenItem, Key]]:
        """Return the company's items with that key and their own key, by item id."""
        return [
            (item, own)
            for item in sorted(self._with(company_id, key), key=lambda item: item.id)
            for own in item.keys
            if own.value == key.value and own.kind == key.kind
        ]

    def count(self, company_id: int, key: Key) -> int:
        """Return how many open items carry the key, at least those in this run."""
        known = self._counts.get((key.kind, key.value), 0)
        return max(known, sum(item.is_open for item in self._with(company_id, key)), 1)

    def _with(self, company_id: int, key: Key) -> Sequence[OpenItem]:
        return self._by_key.get(company_id, {}).get(key.kind, {}).get(key.value, ())

    def open_minor(self, item: OpenItem) -> int:
        """Return what is still open on the item at this point of the run."""
        return self._open[item.id]

    def total(self, items: Iterable[OpenItem]) -> int:
        """Return what is open on the items together, credits taken off."""
        opened = self._open
        return sum([opened[item.id] for item in items])

    def of_payer(self, receipt: Receipt, policy: Policy) -> list[OpenItem]:
        """Return what the known payer owes in the receipt's currency, by date and id.

        Only items of the time in which an amount alone may speak for them.
        """
        if receipt.partner_id is None:
            return []
        key = (receipt.company_id, receipt.currency, receipt.partner_id)
        items = self._by_payer.get(key, [])
        if key not in self._sorted:
            items.sort(key=lambda item: (item.date, item.id))
            self._sorted.add(key)
        first = receipt.date - timedelta(days=policy.days_back_max)
        last = receipt.date + timedelta(days=policy.days_early_max)
        start = bisect_left(items, first, key=lambda item: item.date)
        end = bisect_right(items, last, key=lambda item: item.date)
        opened = self._open
        return [item for item in items[start:end] if opened[item.id]]

    def of_amount(self, receipt: Receipt) -> list[OpenItem]:
        """Return the items whose open amount is exactly the receipt's, by id."""
        if self._by_amount is None:
            self._by_amount = defaultdict(set)
            for item in self.items.values():
                self._by_amount[self._amount_key(item)].add(item.id)
        key = (receipt.company_id, receipt.currency, receipt.amount_minor)
        return [self.items[item_id] for item_id in sorted(self._by_amount.get(key, ()))]

    def nearby(self, company_id: int, currency: str, partner_id: int) -> Nearby:
        """Return the index of a payer's open numbers for misspelt ones.

        Only the last payer's index is kept: receipts are asked payer by payer.
        """
        key = (company_id, currency, partner_id)
        if self._nearby is None or self._nearby[0] != key:
            owed = self._by_payer.get(key, ())
            self._nearby = key, Nearby((item for item in owed if self._open[item.id]), self.forms)
        return self._nearby[1]

    def numbers(self, company_id: int) -> Numbers:
        """Return what the numbers of a company's items look like."""
        if company_id not in self._numbers:
            self._numbers[company_id] = Numbers(
                form
                for item in self.items.values()
                if item.company_id == company_id
                for form in self.forms(item)
            )
        return self._numbers[company_id]

    def forms(self, item: OpenItem) -> list[str]:
        """Return the written forms of an item's numbers that a slip may start from."""
        known = self._forms.get(item.id)
        if known is None:
            known = self._forms[item.id] = forms(item)
        return known

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
        self._by_amount = None

    def _amount_key(self, item: OpenItem) -> tuple[int, str, int]:
        return item.company_id, item.currency, self._open[item.id]

    def _covers(self, item_id: int, amount_minor: int) -> bool:
        left = self._open[item_id]
        if left < 0:
            return left <= amount_minor <= 0
        return 0 <= amount_minor <= left
