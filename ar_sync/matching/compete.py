"""Receipts that claim the same money.

Every receipt is first decided on its own. Then the receipts whose automatic
proposals touch a common item form a component. If all of a component fits into
what is open, all of it stands (several part payments of one invoice). If not, the
feasible choice of receipts with the highest total is taken only when it is ahead of
every other feasible choice by the policy's margin; a tie is never decided by who
came first.

A receipt that took the oldest of several interchangeable items has no claim to that
very one: it gives way, and is asked again when the others are settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from .model import Allocation, Decision, Policy, Verdict
from .pool import Pool

#: Receipts in a component up to which every choice is compared; beyond, a person.
CONTENDERS_MAX = 10


class Settlement(NamedTuple):
    """Decisions that stand (some now for a person) and receipts to be asked again."""

    decisions: list[Decision]
    again: list[int]


def settle_conflicts(decisions: Sequence[Decision], pool: Pool, policy: Policy) -> Settlement:
    """Return what becomes of the automatic decisions of one pass."""
    settled: list[Decision] = []
    again: list[int] = []
    for group in components(decisions):
        if pool.fits(_claims(group)):
            settled += group
            continue
        fixed = [decision for decision in group if not _gives_way(decision)]
        standing = _settled(fixed, pool, policy)
        for decision in group:
            if _gives_way(decision):
                kept = [d for d in standing if d.verdict is Verdict.AUTOMATIC]
                if pool.fits(_claims([*kept, decision])):
                    standing.append(decision)
                else:
                    again.append(decision.receipt_id)
        settled += standing
    assert len(settled) + len(again) == len(decisions)
    return Settlement(settled, again)


def _gives_way(decision: Decision) -> bool:
    assert decision.best is not None
    return any(evidence.code == "oldest_first" for evidence in decision.best.evidence)


def _settled(group: Sequence[Decision], pool: Pool, policy: Policy) -> list[Decision]:
    """Return the group with losing and tied claims turned into reviews."""
    trimmed = _trimmed(group, pool, policy.petty_minor)
    if trimmed is not None:
        return trimmed
    winners = _winners(group, pool, policy.minimum_margin)
    return [
        decision
        if decision.receipt_id in winners
        else replace(decision, verdict=Verdict.REVIEW, reason="competing_receipts", params={}, approvals=1)
        for decision in group
    ]


def components(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """Group decisions that share an item, directly or through others, by receipt id."""
    leader: dict[int, int] = {}

    def find(item_id: int) -> int:
        while leader.setdefault(item_id, item_id) != item_id:
            leader[item_id] = item_id = leader[leader[item_id]]
        return item_id

    ordered = sorted(decisions, key=lambda decision: decision.receipt_id)
    for decision in ordered:
        first, *others = sorted(_items(decision))
        for item_id in others:
            leader[find(item_id)] = find(first)
    groups: dict[int, list[Decision]] = defaultdict(list)
    for decision in ordered:
        groups[find(min(_items(decision)))].append(decision)
    return list(groups.values())


def _items(decision: Decision) -> frozenset[int]:
    assert decision.best is not None
    return decision.best.item_ids


def _claims(decisions: Iterable[Decision]) -> list[Allocation]:
    return [claim for d in decisions if d.best for claim in d.best.claims]


def _trimmed(group: Sequence[Decision], pool: Pool, petty_minor: int) -> list[Decision] | None:
    """Return the group if all of it fits, give or take a rounding of the last claim.

    A rounding that is left over stays the customer's credit.
    """
    if pool.fits(_claims(group)):
        return list(group)
    kept: list[Decision] = []
    for decision in group:
        assert decision.best is not None
        best = decision.best
        if not pool.fits(_claims([*kept, decision])):
            if best.claims != best.allocations:
                return None
            others = _claims(kept)
            parts = tuple(_part(claim, others, pool, petty_minor) for claim in best.allocations)
            if any(part is None for part in parts):
                return None
            given = tuple(part for part in parts if part)
            asked = sum(claim.amount_minor for claim in best.allocations)
            rest = best.unallocated_minor + asked - sum(part.amount_minor for part in given)
            best = replace(best, allocations=given, unallocated_minor=rest)
        kept.append(replace(decision, best=best))
    return kept


def _part(
    claim: Allocation, others: Sequence[Allocation], pool: Pool, petty_minor: int
) -> Allocation | None:
    """Return the claim lowered to what the others leave, if that is only a rounding."""
    taken = sum(other.amount_minor for other in others if other.item_id == claim.item_id)
    left = pool.open_minor(pool.items[claim.item_id]) - taken
    over = claim.amount_minor - left
    if left > 0 and 0 < over <= petty_minor:
        return Allocation(claim.item_id, left)
    return claim if over <= 0 < left else None


def _winners(group: Sequence[Decision], pool: Pool, minimum_margin: float) -> set[int]:
    """Return the ids of the receipts that keep their claim."""
    if len(group) > CONTENDERS_MAX:
        return set()
    scored: list[tuple[float, tuple[int, ...]]] = []
    for size in range(len(group)):
        for chosen in combinations(group, size):
            if pool.fits(_claims(chosen)):
                total = sum(d.best.log_odds for d in chosen if d.best)
                scored.append((total, tuple(d.receipt_id for d in chosen)))
    scored.sort(reverse=True)
    if len(scored) > 1 and scored[0][0] - scored[1][0] < minimum_margin:
        return _undisputed(group, pool)
    return set(scored[0][1])


def _undisputed(group: Sequence[Decision], pool: Pool) -> set[int]:
    """Return the receipts none of whose items is claimed for more than is open."""
    by_item: dict[int, list[Allocation]] = defaultdict(list)
    for allocation in _claims(group):
        by_item[allocation.item_id].append(allocation)
    disputed = {item_id for item_id, claims in by_item.items() if not pool.fits(claims)}
    return {d.receipt_id for d in group if not _items(d) & disputed}
