"""Third step, second part: several receipts of one payer that pay one item together.

Part payments often come days apart, and each alone fits nothing. Receipts of one
payer within a few weeks of each other that make exactly what is open on an item
explain each other. As with sets of items, the sum is worth what it is unlikely to be
met by chance, given how many groups and items there are; a misspelt number in one of
the texts adds to it for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

from .case import Case
from .model import Evidence, OpenItem, Policy, Proposal, Receipt
from .pool import Pool
from .proposals import Finding, ranked
from .reading import Reading, read_closely
from .step_payer import find_by_payer, flaw_of, payer_flaw
from .weights import AMOUNT_FREE_BITS, FREE_ITEM_BITS, chance_bits

#: Receipts that may pay one item together, and how many are looked at with each.
TOGETHER_MAX = 4
NEIGHBOURS_MAX = 9


class Group(NamedTuple):
    """Receipts that make exactly what is open on one item."""

    receipts: tuple[Receipt, ...]
    item: OpenItem
    candidates: int
    ways: int


def find_in_groups(
    receipts: Sequence[Receipt],
    pool: Pool,
    policy: Policy,
    known: Mapping[int, Finding],
) -> dict[int, Finding]:
    """Return what the undecided receipts say alone and together, by receipt id.

    :param known: what they say alone, where that was asked already.
    """
    findings = {
        receipt.id: known.get(receipt.id) or find_by_payer(receipt, pool, policy)
        for receipt in receipts
    }
    members = {receipt.id: receipt for receipt in receipts}
    by_payer: dict[tuple[int, str, int], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.partner_id is not None:
            key = (receipt.company_id, receipt.currency, receipt.partner_id)
            by_payer[key].append(receipt)
    for together in by_payer.values():
        together.sort(key=lambda receipt: (receipt.date, receipt.id))
        groups = list(_groups(together, pool, policy))
        readings = _readings(groups, pool, policy)
        for receipt_id, proposals in _proposals(groups, readings, pool, policy).items():
            found = ranked([*findings[receipt_id].proposals, *proposals])
            uncertain = payer_flaw(members[receipt_id], pool, policy)
            flaw, params = readings[receipt_id].obstacle or (flaw_of(found[0], policy) or uncertain, {})
            findings[receipt_id] = Finding(found, flaw, params, ends=False)
    return findings


def _readings(groups: Iterable[Group], pool: Pool, policy: Policy) -> dict[int, Reading]:
    """Return the reading of every receipt in the groups."""
    members = {receipt.id: receipt for group in groups for receipt in group.receipts}
    return {
        receipt.id: read_closely(receipt, pool.of_payer(receipt, policy), pool, policy)
        for receipt in members.values()
    }


def _groups(receipts: Sequence[Receipt], pool: Pool, policy: Policy) -> Iterator[Group]:
    """Yield every group that makes the open amount of an item, earliest receipt first."""
    for place, first in enumerate(receipts):
        items = pool.of_payer(first, policy)
        by_amount: dict[int, list[OpenItem]] = defaultdict(list)
        for item in items:
            by_amount[pool.open_minor(item)].append(item)
        later = [
            receipt
            for receipt in receipts[place + 1 : place + 1 + NEIGHBOURS_MAX]
            if (receipt.date - first.date).days <= policy.days_together_max
        ]
        for size in range(1, min(TOGETHER_MAX - 1, len(later)) + 1):
            ways = len(items) * comb(len(later), size)
            for others in combinations(later, size):
                members = (first, *others)
                total = sum(receipt.amount_minor for receipt in members)
                for item in by_amount.get(total, ()):
                    yield Group(members, item, len(items), ways)


def _proposals(
    groups: Sequence[Group], readings: Mapping[int, Reading], pool: Pool, policy: Policy
) -> Mapping[int, list[Proposal]]:
    """Return the proposals for each receipt that the groups make."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    for group in groups:
        for receipt in group.receipts:
            case = Case(receipt, readings[receipt.id], pool, policy)
            amount = _evidence(group, case, readings)
            found[receipt.id].append(case.proposal([group.item], [group.item], amount))
    return found


def _evidence(group: Group, case: Case, readings: Mapping[int, Reading]) -> tuple[Evidence, ...]:
    receipt = case.receipt
    total = case.pool.open_minor(group.item)
    params: dict[str, str | int] = {
        "count": len(group.receipts) - 1,
        "residual_minor": total,
        "currency": receipt.currency,
        "number": group.item.number,
    }
    bits = chance_bits(total, group.ways, AMOUNT_FREE_BITS)
    bits += FREE_ITEM_BITS * (len(group.receipts) - 1)
    named = [
        evidence
        for other in group.receipts
        if other.id != receipt.id
        for mention in readings[other.id].mentions
        for item_id, evidence in mention.evidence.items()
        if item_id == group.item.id
    ]
    support = max((evidence.log_odds for evidence in named), default=0.0)
    companions: dict[str, str | int] = {"number": group.item.number, "count": len(named)}
    return (
        Evidence("amount_group", params, bits),
        *case.payer_evidence,
        *([Evidence("group_named", companions, support)] if named else []),
    )
