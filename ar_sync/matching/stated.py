"""Amounts that the source itself states per item: an invoice payment, a line of a remittance advice.

What is stated is allocated, be it the whole, a part or a little less than is open. It is
never more than is open and, all together, never more than came in; where that changes
what was stated, a person looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .differences import granted
from .mentions import Mention
from .model import Allocation, Evidence, OpenItem, Policy, Proposal, Receipt
from .pool import Pool
from .tolerance import DISCOUNT, WriteOff
from .weights import AMOUNT_STATED_BITS


def stated_amounts(mentions: Iterable[Mention], pool: Pool) -> dict[int, int]:
    """Return what is stated per item, or nothing where not every mention is settled by that.

    A reference that several items have means the one that is open for the amount stated.
    """
    stated: dict[int, int] = {}
    silent: list[Mention] = []
    for mention in mentions:
        ids = list(mention.stated)
        if len(ids) > 1:
            ids = [i for i in ids if pool.open_minor(pool.items[i]) == mention.stated[i]]
        if not mention.stated:
            silent.append(mention)
        elif len(ids) == 1:
            stated[ids[0]] = max(mention.stated[ids[0]], stated.get(ids[0], mention.stated[ids[0]]))
        else:
            return {}
    return stated if all(stated.keys() & mention.evidence.keys() for mention in silent) else {}


def as_stated(
    receipt: Receipt, items: Sequence[OpenItem], stated: Mapping[int, int], pool: Pool
) -> list[Allocation]:
    """Allocate the stated amounts, never more than is open or than came in."""
    given = []
    rest = receipt.amount_minor
    for item in sorted(items, key=lambda item: not item.is_credit):
        left = pool.open_minor(item)
        if left < 0:
            amount = max(left, min(stated[item.id], 0) or left)
        else:
            amount = max(min(stated[item.id], left, rest), 0)
        if amount:
            given.append(Allocation(item.id, amount))
            rest -= amount
    return given


def stated_discounts(
    receipt: Receipt, items: Iterable[OpenItem], given: Iterable[Allocation], pool: Pool, policy: Policy
) -> tuple[WriteOff, ...]:
    """Return the discounts that are exactly what the allocations leave open."""
    paid = {allocation.item_id: allocation.amount_minor for allocation in given}
    found = []
    for item in items:
        left = pool.open_minor(item)
        missing = left - paid.get(item.id, 0)
        if missing > 0 and missing == granted(receipt, item, left, policy):
            found.append(WriteOff(item.id, missing, DISCOUNT))
    return tuple(found)


def stated_evidence(receipt: Receipt, items: Iterable[OpenItem], stated: Mapping[int, int]) -> list[Evidence]:
    """Return what is stated per item, and that it is the whole receipt if it is."""
    reasons = [
        Evidence("reference_amount", {"number": item.number, "amount_minor": stated[item.id]}, 0.0) for item in items
    ]
    if sum(stated.values()) == receipt.amount_minor:
        facts: dict[str, str | int] = {"amount_minor": receipt.amount_minor, "currency": receipt.currency}
        reasons.append(Evidence("amount_stated", facts, AMOUNT_STATED_BITS))
    return reasons


def exceeds(found: Proposal, stated: Mapping[int, int]) -> bool:
    """Tell whether more was stated than could be allocated or came in."""
    allocated = sum(allocation.amount_minor for allocation in found.allocations)
    return sum(stated.values()) > allocated + max(found.unallocated_minor, 0)
