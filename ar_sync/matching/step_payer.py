"""Third step: the payer is known, and the amount fits what the payer owes.

What is looked for among the payer's open items:

- the items the text names, misspelt numbers included, alone or completed by others;
- one item, or a set of a few, that is open for exactly the amount;
- everything open, everything overdue, a month's invoices, or what is due on a day or in a week;
- the same less discounts, a bank's fee or a small deduction (:mod:`.shortfalls`);
- a part payment of one item that the text names with a slip of the pen.

An exact amount is worth what it is unlikely to be met by chance: the more sets of
that size there are and the rounder the amount, the less it says
(:func:`.weights.chance_bits`). A number in the text that looks like ours and is not
open speaks against every explanation by amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import comb, log2

from .case import Case
from .habits import habits
from .model import Evidence, OpenItem, Policy, Proposal, Receipt
from .payer import account_is_new
from .pool import Pool
from .proposals import NOTHING, Finding, ranked
from .reading import read_closely
from .shortfalls import short_group, short_sets
from .step_currency import payer_across
from .step_references import NAMED_MAX, exact_proposals, inexact_flaw
from .weights import AMOUNT_FREE_BITS, FREE_ITEM_BITS, PAYER_BITS, SEARCH_BITS_MIN, chance_bits

SOLUTIONS_MAX = 4
#: Items that may complete a set of named ones.
COMPLETION_MAX = 3


def find_by_payer(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return what payer and amount say about the receipt."""
    items = pool.of_payer(receipt, policy)
    found = _in_own_currency(receipt, items, pool, policy) if items else NOTHING
    if not found.proposals and receipt.rates:
        return payer_across(receipt, pool, policy)
    return found


def _in_own_currency(receipt: Receipt, items: Sequence[OpenItem], pool: Pool, policy: Policy) -> Finding:
    case = Case(receipt, read_closely(receipt, items, pool, policy), pool, policy)
    proposals = [*_named_proposals(case, items), *_structured(case, items)]
    best = max((found.log_odds for found in proposals), default=0.0)
    worthwhile = best - policy.minimum_margin - PAYER_BITS
    found = ranked([*proposals, *_free_sets(case, items, worthwhile), *short_sets(case, items, worthwhile)])
    if not found:
        return NOTHING
    named = {item.id for item in case.reading.named(pool)}
    blocked = case.reading.obstacle
    if blocked and not (found[0].item_ids <= named and not flaw_of(found[0], policy)):
        return Finding(found, blocked[0], blocked[1], ends=False)
    return Finding(found, flaw_of(found[0], policy) or payer_flaw(receipt, pool, policy), ends=False)


def payer_flaw(receipt: Receipt, pool: Pool, policy: Policy) -> str | None:
    """Return why what the payer owes may not be posted by its amount, if it may not."""
    payer = pool.payers.get(receipt.id)
    if payer is not None and not payer.is_certain:
        return "payer_uncertain"
    return "account_new" if policy.known_account_only and account_is_new(receipt) else None


def flaw_of(best: Proposal, policy: Policy) -> str | None:
    """Return why the best explanation needs a person, if it does."""
    codes = {evidence.code for evidence in best.evidence}
    if {"oldest_first", "reference_stranger"} <= codes:
        return "two_explanations"
    return inexact_flaw(best, policy)


def _named_proposals(case: Case, items: Sequence[OpenItem]) -> Iterator[Proposal]:
    """Yield explanations that start from what the text names."""
    named = case.reading.named(case.pool)
    if not named:
        return
    exact = exact_proposals(case, named)
    yield from exact
    if not exact:
        for item in named:
            told, write_offs = case.amount([item])
            reasons = [*told, *_one_of_many(case, item, len(items))]
            yield case.proposal([item], named, reasons, write_offs=write_offs)
    likely = _likeliest(case)
    rest = case.receipt.amount_minor - case.total(likely)
    if rest > 0 and len(likely) <= NAMED_MAX:
        others = [item for item in items if item not in likely]
        size = _size_max(case.receipt.amount_minor, len(others), COMPLETION_MAX)
        for added in case.exact_sets(others, rest, size, SOLUTIONS_MAX):
            amount = _free_evidence(case, added, len(others))
            yield case.proposal([*likely, *added], items, amount)
    elif len(likely) > 1:
        yield case.proposal(likely, named)


def _one_of_many(case: Case, item: OpenItem, candidates: int) -> tuple[Evidence, ...]:
    """Return that an item which only a slip of the pen singles out is one of many."""
    if any(
        mention.evidence[item.id].code != "reference_fuzzy"
        for mention in case.reading.mentions
        if item.id in mention.evidence
    ):
        return ()
    return (Evidence("one_of_many", {"count": candidates}, -log2(candidates)),)


def _likeliest(case: Case) -> list[OpenItem]:
    """Return the item each mention most probably means."""
    best = {
        max(mention.evidence.items(), key=lambda pair: (pair[1].log_odds, -pair[0]))[0]
        for mention in case.reading.mentions
    }
    return [case.pool.items[item_id] for item_id in sorted(best)]


def _free_sets(case: Case, items: Sequence[OpenItem], worthwhile: float) -> list[Proposal]:
    """Return sets that only the amount speaks for.

    :param worthwhile: bits below which such a set could not rival what is known.
    """
    amount = case.receipt.amount_minor
    size = _size_max(amount, len(items), case.policy.set_size_max, worthwhile)
    return [
        case.proposal(chosen, items, _free_evidence(case, chosen, len(items)))
        for chosen in case.exact_sets(items, amount, size, SOLUTIONS_MAX)
    ]


def _size_max(amount_minor: int, count: int, most: int, worthwhile: float = 0.0) -> int:
    """Return the largest set whose exact sum still says enough."""
    for size in range(2, most + 1):
        ways = comb(count, size)
        if not ways:
            return size - 1
        bits = chance_bits(amount_minor, ways, AMOUNT_FREE_BITS)
        if bits < max(SEARCH_BITS_MIN, worthwhile):
            return size - 1
    return most


def _free_evidence(case: Case, chosen: Sequence[OpenItem], candidates: int) -> tuple[Evidence, ...]:
    """Return what an exact sum of these out of so many items is worth."""
    amount = case.receipt.amount_minor
    ways = comb(max(candidates, len(chosen)), len(chosen))
    bits = chance_bits(amount, ways, AMOUNT_FREE_BITS) + FREE_ITEM_BITS * (len(chosen) - 1)
    return _amount_and_payer(case, "amount_free", chosen, candidates, bits)


def _amount_and_payer(
    case: Case, code: str, chosen: Sequence[OpenItem], candidates: int, bits: float
) -> tuple[Evidence, ...]:
    params: dict[str, str | int] = {
        "amount_minor": case.receipt.amount_minor,
        "currency": case.receipt.currency,
        "count": len(chosen),
        "candidates": candidates,
    }
    return Evidence(code, params, bits), *case.payer_evidence


def _structured(case: Case, items: Sequence[OpenItem]) -> Iterator[Proposal]:
    """Yield all open, all overdue, a month's invoices and what falls due together, where it fits."""
    groups = habits(items, case.receipt.date)
    may_be_short = bool(case.policy.tolerances) or any(item.discount_until for item in items)
    for code, group in groups:
        if case.total(group) == case.receipt.amount_minor:
            bits = chance_bits(case.receipt.amount_minor, len(groups), AMOUNT_FREE_BITS)
            yield case.proposal(group, items, _amount_and_payer(case, code, group, len(items), bits))
        elif may_be_short:
            yield from short_group(case, code, group, items, len(groups))
