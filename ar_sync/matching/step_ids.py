"""First step: identifiers given by a machine.

An invoice payment, payment intent, charge, checkout session, payment transaction or
end-to-end id ties a receipt to items without any guess. Where the source states the
amount per item, that amount is allocated; where it does not, the items must add up
to the receipt, or be one item that the receipt pays in part or in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .amounts import amount_evidence
from .differences import by_item, compared
from .mentions import mentions_by_id, worst_obstacle
from .model import Allocation, Evidence, OpenItem, Params, Policy, Proposal, Receipt
from .pool import Pool
from .proposals import NOTHING, Finding, proposal, spread
from .stated import as_stated, exceeds, stated_discounts
from .step_currency import ids_across
from .tolerance import WriteOff


def find_by_ids(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return what the identifiers say about the receipt."""
    mentions = mentions_by_id(receipt, pool, policy)
    if not mentions:
        return NOTHING
    evidence: dict[int, Evidence] = {}
    stated: dict[int, int] = {}
    for mention in mentions:
        for item_id, reason in mention.evidence.items():
            evidence.setdefault(item_id, reason)
        for item_id, amount in mention.stated.items():
            stated[item_id] = max(amount, stated.get(item_id, amount))
    blocked = worst_obstacle(mentions)
    if not evidence:
        across = ids_across(receipt, pool, policy) if receipt.rates else NOTHING
        if across.proposals:
            return across
        assert blocked is not None
        return Finding((), blocked[0], blocked[1])
    items = [pool.items[item_id] for item_id in evidence]
    items.sort(key=lambda item: item.age_order)
    found = _proposal(receipt, items, stated, evidence, pool, policy)
    flaw = (blocked and blocked[0]) or _flaw(found, items, stated, pool, policy)
    return Finding((found,), flaw, (blocked[1] if blocked else {}))


def _proposal(
    receipt: Receipt,
    items: list[OpenItem],
    stated: Mapping[int, int],
    evidence: Mapping[int, Evidence],
    pool: Pool,
    policy: Policy,
) -> Proposal:
    if len(stated) == len(items):
        allocations = as_stated(receipt, items, stated, pool)
        write_offs = stated_discounts(receipt, items, allocations, pool, policy)
        amount = [amount_evidence(receipt, items, pool, policy)]
    else:
        amount, write_offs = compared(receipt, items, pool, policy)
        opened = _after(write_offs, items, pool)
        allocations = spread(receipt.amount_minor, items, opened)
    reasons = [evidence[item.id] for item in items]
    for item in items:
        if item.id in stated:
            params: Params = {"number": item.number, "amount_minor": stated[item.id]}
            reasons.append(Evidence("id_amount", params, 0.0))
    return proposal(receipt, allocations, [*reasons, *amount], write_offs)


def _after(write_offs: Iterable[WriteOff], items: Iterable[OpenItem], pool: Pool) -> list[int]:
    """Return what is open on each item once so much is written off."""
    given_up = by_item(write_offs)
    return [pool.open_minor(item) - given_up.get(item.id, 0) for item in items]


def _flaw(
    found: Proposal,
    items: list[OpenItem],
    stated: Mapping[int, int],
    pool: Pool,
    policy: Policy,
) -> str | None:
    """Return why a person must look at what the identifiers say, if one must."""
    if len(stated) == len(items) and exceeds(found, stated):
        return "ids_disagree"
    if found.unallocated_minor > policy.petty_minor:
        return None if policy.allow_overpayment else "over_residual"
    if any(evidence.code == "discount_late" for evidence in found.evidence):
        return "discount_late"
    opened = _after(found.write_offs, items, pool)
    in_full = {Allocation(item.id, left) for item, left in zip(items, opened, strict=True)}
    if len(stated) == len(items) or in_full == set(found.allocations):
        return None
    if len(items) > 1:
        return "ids_disagree"
    return None if policy.allow_partial else "partial_not_allowed"
