"""A receipt in one currency for items in another, within the first three steps.

Asked only where nothing in the receipt's own currency fits and the source gives a rate. The
receipt is converted and read again; what is named (or owed by the payer) must be open for
the converted amount, give or take the policy's tolerance for the exchange. That is a
proposal for a person. It may be posted where the source states the amount for every item,
in one currency or the other, and the two agree.

Each item is settled in its own currency; the receipt is shared out among the items in
proportion, the last one taking what rounding leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from math import log2

from .case import Case
from .mentions import Mention, mentions_by_id
from .model import Allocation, Evidence, OpenItem, Policy, Proposal, Receipt
from .pool import Pool
from .proposals import NOTHING, Finding, proposal, ranked
from .reading import Reading, read, read_closely
from .stated import stated_amounts
from .weights import AMOUNT_EXCHANGE_BITS, AMOUNT_FREE_BITS, chance_bits

#: Items of a payer in one other currency that are looked at.
OWED_MAX = 200


def ids_across(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return what the identifiers name in other currencies."""
    return _named(receipt, pool, policy, lambda told: Reading(_usable(told, pool, policy)))


def references_across(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return what the text names in other currencies."""
    return _named(receipt, pool, policy, lambda told: read(told, pool, policy))


def payer_across(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return what the payer owes in other currencies for about the amount: one item, or all."""
    found: list[Proposal] = []
    for told in _converted(receipt):
        items = pool.of_payer(told, policy)[:OWED_MAX]
        if not items:
            continue
        case = Case(told, read_closely(told, items, pool, policy), pool, policy)
        whole = [items] if len(items) > 1 else []
        for chosen in [*([item] for item in items), *whole]:
            if _is_near(case.total(chosen), told.amount_minor, policy):
                width = max(1, 2 * told.amount_minor * policy.exchange_per_mille // 1000)
                bits = chance_bits(told.amount_minor, width * (len(items) + 1), AMOUNT_FREE_BITS)
                reasons = [_exchange(receipt, told, max(bits, -log2(len(items) + 1))), *case.payer_evidence]
                found += _settled(receipt, case, chosen, reasons)
    return Finding(ranked(found), "currency_differs", ends=False) if found else NOTHING


def _usable(told: Receipt, pool: Pool, policy: Policy) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions_by_id(told, pool, policy) if mention.evidence)


def _converted(receipt: Receipt) -> Iterator[Receipt]:
    """Yield the receipt in each other currency that it has a rate for."""
    keys = tuple(
        replace(key, currency=receipt.currency) if key.amount_minor is not None and not key.currency else key
        for key in receipt.keys
    )
    for currency, rate in sorted(receipt.rates.items()):
        amount = _times(receipt.amount_minor, rate)
        if currency != receipt.currency and amount > 0:
            yield replace(receipt, currency=currency, amount_minor=amount, keys=keys)


def _times(amount_minor: int, rate: Decimal) -> int:
    return int((amount_minor * rate).to_integral_value(ROUND_HALF_UP))


def _is_near(amount_minor: int, other_minor: int, policy: Policy) -> bool:
    """Tell whether two amounts differ by no more than an exchange explains."""
    apart = abs(amount_minor - other_minor)
    return amount_minor > 0 and apart * 1000 <= other_minor * policy.exchange_per_mille


def _named(receipt: Receipt, pool: Pool, policy: Policy, read_it: Callable[[Receipt], Reading]) -> Finding:
    """Return what is named in the one other currency in which anything is."""
    for told in _converted(receipt):
        case = Case(told, read_it(told), pool, policy)
        items = case.reading.named(pool)
        if items and not case.reading.foreign:
            return _as_stated(receipt, case, items) or _as_converted(receipt, case, items)
    return NOTHING


def _as_converted(receipt: Receipt, case: Case, items: Sequence[OpenItem]) -> Finding:
    """Return the named items that are open for about the converted amount, for a person."""
    choices = [items] if len(items) == 1 else [items, *([item] for item in items)]
    near = [chosen for chosen in choices if _is_near(case.total(chosen), case.receipt.amount_minor, case.policy)]
    reason = _exchange(receipt, case.receipt, AMOUNT_EXCHANGE_BITS)
    found = ranked(p for chosen in near for p in _settled(receipt, case, chosen, [reason]))
    return Finding(found, "currency_differs", {"number": items[0].number}) if found else NOTHING


def _settled(
    receipt: Receipt, case: Case, chosen: Sequence[OpenItem], reasons: Sequence[Evidence]
) -> list[Proposal]:
    """Return the proposal that settles all of the items, unless a share is too small to be paid."""
    settled = {item.id: case.pool.open_minor(item) for item in chosen}
    shares = _shares(receipt.amount_minor, settled)
    if not all(shares.values()):
        return []
    given = [Allocation(item_id, shares[item_id], settled[item_id]) for item_id in settled]
    return [proposal(receipt, given, [*case.reading.evidence(chosen), *reasons])]


def _shares(amount_minor: int, settled: Mapping[int, int]) -> dict[int, int]:
    """Share out an amount in proportion; the last item takes what rounding leaves.

    >>> _shares(100, {1: 30, 2: 30, 3: 30})
    {1: 33, 2: 33, 3: 34}
    """
    total = sum(settled.values())
    *first, last = settled
    shares = {item_id: _times(amount_minor, Decimal(settled[item_id]) / total) for item_id in first}
    return {**shares, last: amount_minor - sum(shares.values())}


def _as_stated(receipt: Receipt, case: Case, items: Sequence[OpenItem]) -> Finding | None:
    """Return the amounts that the source states per item, where it states all of them.

    What is stated in the items' currency must make the converted receipt; what is stated
    in the receipt's must make the receipt, and settles an item that is open for about that.
    """
    theirs = stated_amounts(case.reading.mentions, case.pool)
    ours = _stated_in(receipt.currency, case)
    if theirs.keys() == {item.id for item in items}:
        given = theirs
        shares = _shares(receipt.amount_minor, theirs) if sum(theirs.values()) > 0 else {}
        agree = _is_near(sum(theirs.values()), case.receipt.amount_minor, case.policy)
    elif ours.keys() == {item.id for item in items}:
        shares = ours
        given = {item.id: _given(case, item, ours[item.id], receipt.rates[case.receipt.currency]) for item in items}
        agree = sum(ours.values()) == receipt.amount_minor
    else:
        return None
    fits = all(_is_open_for(case, item, given[item.id]) and shares.get(item.id) for item in items)
    if not (agree and fits):
        return None
    reasons = [*case.reading.evidence(items), _exchange(receipt, case.receipt, AMOUNT_EXCHANGE_BITS)]
    for item in items:
        facts: dict[str, str | int] = {"number": item.number, "amount_minor": shares[item.id]}
        reasons.append(Evidence("reference_amount", facts, 0.0))
    allocations = [Allocation(item.id, shares[item.id], given[item.id]) for item in items]
    owners = {item.partner_id for item in items}
    return Finding((proposal(receipt, allocations, reasons),), "several_customers" if len(owners) > 1 else None)


def _stated_in(currency: str, case: Case) -> dict[int, int]:
    """Return what is stated in the receipt's own currency per item, where each names one item."""
    found: dict[int, int] = {}
    for mention in case.reading.mentions:
        if mention.key.currency == currency and mention.key.amount_minor and len(mention.evidence) == 1:
            found[next(iter(mention.evidence))] = mention.key.amount_minor
    return found


def _given(case: Case, item: OpenItem, amount_minor: int, rate: Decimal) -> int:
    """Return what an amount of the receipt settles of an item: all of it if that is about right."""
    converted, left = _times(amount_minor, rate), case.pool.open_minor(item)
    return left if _is_near(abs(left), abs(converted), case.policy) and (left > 0) == (converted > 0) else converted


def _is_open_for(case: Case, item: OpenItem, amount_minor: int) -> bool:
    left = case.pool.open_minor(item)
    return left <= amount_minor < 0 or 0 < amount_minor <= left


def _exchange(receipt: Receipt, told: Receipt, bits: float) -> Evidence:
    facts: dict[str, str | int] = {
        "amount_minor": receipt.amount_minor,
        "currency": receipt.currency,
        "other": told.currency,
        "rate": str(receipt.rates[told.currency]),
    }
    return Evidence("amount_exchange", facts, bits)
