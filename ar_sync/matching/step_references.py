"""Second step: invoice numbers and structured references in the text.

The items named are put together so that they explain the amount:

- amounts that a remittance advice states per item are followed, parts included;
- a set of named items that adds up to the receipt, credits included, wins; a name
  that the set leaves out counts against it;
- the same with the early-payment discounts that stand on the items;
- less by no more than a tolerance is all of it, and the rest is written off;
- one item named and less than its residual received is a part payment; several
  named and very little missing is a deduction;
- more received than is open, or several items named that do not add up, is for a
  person, with the oldest items paid first in the proposal.

A reference that can mean several items (a purchase order on five invoices) is
settled by the amount or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .case import Case
from .model import OpenItem, Policy, Proposal, Receipt
from .pool import Pool
from .proposals import NOTHING, Finding, proposal, ranked
from .reading import read
from .sets import SIZE_MAX
from .shortfalls import net_proposals
from .stated import as_stated, exceeds, stated_amounts, stated_discounts, stated_evidence
from .step_currency import references_across
from .weights import AMOUNT_EXACT_BITS, RIVAL_BITS_MIN, chance_bits

#: Named items up to which subsets are tried; beyond, all of them or nothing.
NAMED_MAX = 24
#: Subsets that add up which are kept; two would do to see that they are not unique.
SOLUTIONS_MAX = 6


def find_by_references(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return what the references in the receipt's text say."""
    case = Case(receipt, read(receipt, pool, policy), pool, policy)
    blocked = case.reading.obstacle
    if not case.reading.mentions:
        across = references_across(receipt, pool, policy) if receipt.rates else NOTHING
        if across.proposals:
            return across
        return Finding((), blocked[0], blocked[1], ends=False) if blocked else NOTHING
    items = case.reading.named(pool)
    stated = stated_amounts(case.reading.mentions, pool)
    if any(stated.values()) and not blocked:
        return _as_stated(case, stated)
    exact = ranked(exact_proposals(case, items))
    if exact:
        flaw = _several_customers(exact[0], pool) or inexact_flaw(exact[0], policy)
        return Finding(exact, flaw, ends=False)
    choices = _inexact_choices(case, items)
    rivals = _rivals(case, items)
    found = ranked([*(case.proposal(chosen, items) for chosen in choices), *rivals])
    if blocked:
        return Finding(found, blocked[0], blocked[1], ends=False)
    flaw = _several_customers(found[0], pool) or inexact_flaw(found[0], policy)
    if rivals and not flaw:
        return Finding(found, "two_explanations")
    return Finding(found, flaw, ends=False)


def _as_stated(case: Case, stated: Mapping[int, int]) -> Finding:
    """Return what a remittance advice says, which states an amount for every item."""
    pool, policy = case.pool, case.policy
    items = sorted((pool.items[item_id] for item_id in stated), key=lambda item: item.age_order)
    allocations = as_stated(case.receipt, items, stated, pool)
    write_offs = stated_discounts(case.receipt, items, allocations, pool, policy)
    reasons = [*case.reading.evidence(items), *stated_evidence(case.receipt, items, stated)]
    found = proposal(case.receipt, allocations, reasons, write_offs)
    if exceeds(found, stated):
        return Finding((found,), "references_disagree")
    return Finding((found,), _several_customers(found, pool) or inexact_flaw(found, policy))


def _several_customers(best: Proposal, pool: Pool) -> str | None:
    """Tell when a receipt would pay items of more than one customer."""
    owners = {pool.items[item_id].partner_id for item_id in best.item_ids}
    return "several_customers" if len(owners) > 1 else None


def _rivals(case: Case, named: Sequence[OpenItem]) -> list[Proposal]:
    """Return other items of the known payer that the receipt would pay exactly.

    A part payment of one invoice and the exact amount of another: a person decides,
    unless so round an amount is open by chance.
    """
    amount = case.receipt.amount_minor
    owed = case.pool.of_payer(case.receipt, case.policy)
    exact = [i for i in owed if case.pool.open_minor(i) == amount and i not in named]
    if not exact or chance_bits(amount, len(owed), AMOUNT_EXACT_BITS) < RIVAL_BITS_MIN:
        return []
    return [case.proposal([item], [item]) for item in exact]


def exact_proposals(case: Case, items: Sequence[OpenItem]) -> list[Proposal]:
    """Return the sets of named items that are exactly paid, with or without their discounts."""
    paid = [case.proposal(chosen, items) for chosen in exact_choices(case, items)]
    if len(items) <= NAMED_MAX:
        paid += net_proposals(case, items, SIZE_MAX, free=False)
    return paid


def exact_choices(case: Case, items: Sequence[OpenItem]) -> list[list[OpenItem]]:
    """Return the sets of named items that add up to the receipt.

    All of them, a few of them, or all but a few.
    """
    target, total = case.receipt.amount_minor, case.total(items)
    if total == target:
        return [list(items)]
    if len(items) > NAMED_MAX:
        return []
    chosen = case.exact_sets(items, target, SIZE_MAX, SOLUTIONS_MAX)
    if len(items) > SIZE_MAX:
        left_out = case.exact_sets(items, total - target, SIZE_MAX, SOLUTIONS_MAX)
        chosen += [[item for item in items if item not in few] for few in left_out]
    return chosen


def _inexact_choices(case: Case, items: Sequence[OpenItem]) -> list[list[OpenItem]]:
    """Return all named items together, or each alone when one name means several."""
    if len(case.reading.mentions) == 1:
        return [[item] for item in items]
    return [list(items)]


def inexact_flaw(best: Proposal, policy: Policy) -> str | None:
    """Return why a proposal that does not add up needs a person, if it does."""
    if best.unallocated_minor > policy.petty_minor:
        return "over_residual"
    codes = {evidence.code for evidence in best.evidence}
    if "discount_late" in codes:
        return "discount_late"
    if "amount_short" in codes:
        return "references_disagree"
    if "amount_partial" in codes and not policy.allow_partial:
        return "partial_not_allowed"
    return None
