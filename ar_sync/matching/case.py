"""One receipt under examination: what it could pay and what speaks for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .differences import by_item, compared
from .model import Evidence, OpenItem, Policy, Proposal, Receipt
from .pool import Pool
from .proposals import proposal, spread
from .reading import Reading
from .sets import exact_sums
from .tolerance import WriteOff
from .weights import EARLY_BITS, PAYER_BITS


class Case:
    """A receipt, the reading of its text and the state of the run."""

    def __init__(self, receipt: Receipt, reading: Reading, pool: Pool, policy: Policy) -> None:
        self.receipt = receipt
        self.reading = reading
        self.pool = pool
        self.policy = policy
        self._named = {item_id for m in reading.mentions for item_id in m.evidence}

    def total(self, items: Iterable[OpenItem]) -> int:
        """Return what is open on the items together, credits taken off."""
        return self.pool.total(items)

    def classes(self, items: Iterable[OpenItem]) -> list[list[OpenItem]]:
        """Group items that are interchangeable.

        Interchangeable are items of one known customer with the same open amount
        that the text names in the same way, and on which the same may be deducted.
        """
        groups: dict[object, list[OpenItem]] = defaultdict(list)
        for item in items:
            named = self.reading.signature(item) if item.id in self._named else ()
            unowned = item.id if item.partner_id is None else None
            opened = self.pool.open_minor(item)
            terms = (item.discount(opened), item.discount_until) if item.discount_until else ()
            groups[opened, named, item.partner_id, unowned, terms].append(item)
        return list(groups.values())

    @staticmethod
    def oldest(group: Sequence[OpenItem], count: int) -> Sequence[OpenItem]:
        """Return so many of interchangeable items, the oldest ones."""
        if count in (0, len(group)):
            return group[:count]
        return sorted(group, key=lambda item: item.age_order)[:count]

    def exact_sets(
        self, items: Sequence[OpenItem], target_minor: int, size_max: int, limit: int
    ) -> list[list[OpenItem]]:
        """Return sets that add up to the target, smallest first, no more than ``limit``."""
        members = self.classes(items)
        amounts = [(self.pool.open_minor(group[0]), len(group)) for group in members]
        sums = exact_sums(amounts, target_minor, size_max, limit)
        return [
            [
                item
                for group, count in zip(members, counts, strict=True)
                for item in self.oldest(group, count)
            ]
            for counts in sums.solutions
        ]

    @property
    def payer_evidence(self) -> tuple[Evidence, ...]:
        """What speaks for the payer: the rail, or the signs."""
        payer = self.pool.payers.get(self.receipt.id)
        return payer.evidence if payer is not None else (Evidence("payer_known", {}, PAYER_BITS),)

    def amount(self, items: Sequence[OpenItem]) -> tuple[list[Evidence], tuple[WriteOff, ...]]:
        """Return what the amount says of named items, and what it leaves to be written off."""
        return compared(self.receipt, items, self.pool, self.policy)

    def proposal(
        self,
        chosen: Sequence[OpenItem],
        candidates: Iterable[OpenItem],
        amount: Iterable[Evidence] = (),
        less: Mapping[int, int] | None = None,
        write_offs: tuple[WriteOff, ...] = (),
    ) -> Proposal:
        """Return the proposal to pay these items with all evidence for and against.

        :param candidates: the items they were chosen from.
        :param amount: what the amount says; compared with the named items if empty.
        :param less: per item what is not paid, where that is more than the write-offs.
        :param write_offs: what is given up.
        """
        ordered = sorted(chosen, key=lambda item: item.age_order)
        reasons = self.reading.evidence(ordered)
        for item in ordered:
            if item.date > self.receipt.date:
                reasons.append(Evidence("early", {"number": item.number}, EARLY_BITS))
        if self._has_twin(ordered, candidates):
            reasons.append(Evidence("oldest_first", {}, 0.0))
        told = list(amount)
        if not told:
            told, write_offs = self.amount(ordered)
        reasons += told
        unpaid = less if less is not None else by_item(write_offs)
        opened = [self.pool.open_minor(item) - unpaid.get(item.id, 0) for item in ordered]
        allocations = spread(self.receipt.amount_minor, ordered, opened)
        return proposal(self.receipt, allocations, reasons, write_offs)

    def _has_twin(self, chosen: Sequence[OpenItem], candidates: Iterable[OpenItem]) -> bool:
        """Tell whether an item left out is interchangeable with one taken."""
        taken = {item.id for item in chosen}
        amounts = {self.pool.open_minor(item) for item in chosen}
        alike = [
            item for item in candidates if item.id in taken or self.pool.open_minor(item) in amounts
        ]
        for group in self.classes(alike):
            if 0 < sum(item.id in taken for item in group) < len(group):
                return True
        return False
