"""Second step: invoice numbers and structured references in the text.

The items named are put together so that they explain the amount:

- a set of named items that adds up to the receipt, credits included, wins; a name
  that the set leaves out counts against it;
- one item named and less than its residual received is a part payment;
- more received than is open, or several items named that do not add up, is for a
  person, with the oldest items paid first in the proposal.

A reference that can mean several items (a purchase order on five invoices) is
settled by the amount or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .amounts import amount_evidence
from .mentions import Mention, mentions_in_text, worst_obstacle
from .model import Allocation, Evidence, OpenItem, Params, Policy, Proposal, Receipt
from .pool import Pool
from .proposals import NOTHING, Finding, proposal, ranked, spread
from .sets import exact_sums
from .weights import IGNORED_BITS, SECOND_REFERENCE_BITS

#: Named items up to which every subset is tried; beyond, all of them or nothing.
NAMED_MAX = 16
#: Subsets that add up which are kept; two would do to see that they are not unique.
SOLUTIONS_MAX = 6


def find_by_references(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return what the references in the receipt's text say."""
    mentions = mentions_in_text(receipt, pool, policy)
    if not mentions:
        return NOTHING
    blocked = worst_obstacle(m for m in mentions if m.is_strong)
    usable = [mention for mention in mentions if mention.evidence]
    if not usable:
        blocked = blocked or worst_obstacle(mentions)
        assert blocked is not None
        return Finding((), blocked[0], blocked[1])
    items = _named_items(usable, pool)
    proposals = [
        _proposal(receipt, chosen, usable, items, pool)
        for chosen in _exact_choices(receipt, items, usable, pool)
    ]
    if proposals:
        best_first = ranked(proposals)
        return Finding(best_first, blocked and blocked[0], blocked[1] if blocked else {})
    return _inexact(receipt, usable, items, pool, policy, blocked)


def _named_items(mentions: Iterable[Mention], pool: Pool) -> list[OpenItem]:
    named = {item_id for mention in mentions for item_id in mention.evidence}
    return sorted((pool.items[item_id] for item_id in named), key=lambda i: i.age_order)


def _exact_choices(
    receipt: Receipt, items: Sequence[OpenItem], mentions: Sequence[Mention], pool: Pool
) -> list[list[OpenItem]]:
    """Return the sets of named items that add up to the receipt."""
    if sum(pool.open_minor(item) for item in items) == receipt.amount_minor:
        return [list(items)]
    if len(items) > NAMED_MAX:
        return []
    classes: dict[object, list[OpenItem]] = defaultdict(list)
    for item in items:
        named_by = tuple(n for n, m in enumerate(mentions) if item.id in m.evidence)
        twin = (item.partner_id,) if item.partner_id is not None else (None, item.id)
        classes[pool.open_minor(item), named_by, twin].append(item)
    members = list(classes.values())
    amounts = [(pool.open_minor(group[0]), len(group)) for group in members]
    sums = exact_sums(amounts, receipt.amount_minor, len(items), SOLUTIONS_MAX)
    return [
        [item for group, count in zip(members, counts) for item in group[:count]]
        for counts in sums.solutions
    ]


def _inexact(
    receipt: Receipt,
    mentions: Sequence[Mention],
    items: Sequence[OpenItem],
    pool: Pool,
    policy: Policy,
    blocked: tuple[str, Params] | None,
) -> Finding:
    """Return part payments, overpayments and sums that do not fit."""
    if all(len(mention.evidence) == 1 for mention in mentions):
        choices = [list(items)]
    elif len(mentions) == 1:
        choices = [[item] for item in items]
    else:
        choices = [list(items)]
    proposals = ranked(
        _proposal(receipt, chosen, mentions, items, pool) for chosen in choices
    )
    best = proposals[0]
    flaw = blocked[0] if blocked else _flaw(best, choices[0], policy)
    return Finding(proposals, flaw, blocked[1] if blocked else {}, ends=False)


def _flaw(best: Proposal, chosen: Sequence[OpenItem], policy: Policy) -> str | None:
    if best.unallocated_minor:
        return "over_residual"
    if len(chosen) > 1:
        return "references_disagree"
    return None if policy.allow_partial else "partial_not_allowed"


def _proposal(
    receipt: Receipt,
    chosen: Sequence[OpenItem],
    mentions: Sequence[Mention],
    items: Sequence[OpenItem],
    pool: Pool,
) -> Proposal:
    """Return the proposal for these items with the evidence of every mention."""
    ids = {item.id for item in chosen}
    reasons: list[Evidence] = []
    for item in chosen:
        reasons += _evidence_for(item, mentions)
    for mention in mentions:
        if not ids & mention.evidence.keys():
            number = pool.items[min(mention.evidence)].number
            reasons.append(Evidence("reference_ignored", {"number": number}, IGNORED_BITS))
    if _has_twin(chosen, items, mentions, pool):
        reasons.append(Evidence("oldest_first", {}, 0.0))
    reasons.append(amount_evidence(receipt, chosen, pool))
    opened = [pool.open_minor(item) for item in chosen]
    allocations = spread(receipt.amount_minor, chosen, opened)
    return proposal(receipt, allocations, reasons)


def _evidence_for(item: OpenItem, mentions: Sequence[Mention]) -> list[Evidence]:
    """Return the strongest mention in full and a second one at its lesser weight."""
    found = [m.evidence[item.id] for m in mentions if item.id in m.evidence]
    found.sort(key=lambda evidence: -evidence.log_odds)
    second = [
        Evidence(e.code, e.params, min(e.log_odds, SECOND_REFERENCE_BITS))
        for e in found[1:2]
    ]
    return found[:1] + second


def _has_twin(
    chosen: Sequence[OpenItem],
    items: Sequence[OpenItem],
    mentions: Sequence[Mention],
    pool: Pool,
) -> bool:
    """Tell whether an item left out is like one taken: same customer, amount, names."""

    def likeness(item: OpenItem) -> object:
        named_by = [n for n, m in enumerate(mentions) if item.id in m.evidence]
        return item.partner_id, pool.open_minor(item), named_by

    taken = [likeness(item) for item in chosen if item.partner_id is not None]
    left_out = [item for item in items if item not in chosen]
    return any(likeness(item) in taken for item in left_out)
