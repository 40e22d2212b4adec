"""Third step, inside the search: sets of the payer's items for which less was paid.

The same sets as for exact amounts, with what may be missing from them: each item with or
without its early-payment discount, a known fee of a bank, or a sum that is short by no more
than a tolerance. Each of these explains more amounts than an exact sum does, so each is
worth less, and a set that would say too little is not searched for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import comb

from .case import Case
from .differences import Difference, difference, difference_evidence, is_late
from .model import Evidence, OpenItem, Proposal
from .sets import NEAR_SIZE_MAX, exact_sums, near_sums
from .tolerance import DISCOUNT, WriteOff
from .weights import (
    AMOUNT_FREE_BITS,
    DISCOUNT_LATE_BITS,
    FREE_ITEM_BITS,
    SEARCH_BITS_MIN,
    TOLERATED_FREE_BITS,
    chance_bits,
)

SOLUTIONS_MAX = 4


def net_sets(
    case: Case, items: Sequence[OpenItem], size_max: int
) -> Iterator[tuple[list[OpenItem], dict[int, int]]]:
    """Yield sets that make the receipt when some items are paid less their discount.

    With each set what is not paid per item.
    """
    if not any(item.discount_until for item in items):
        return
    groups = case.classes(items)
    opened = [case.pool.open_minor(group[0]) for group in groups]
    nets = [(place, group[0].discount(opened[place])) for place, group in enumerate(groups)]
    nets = [(place, minor) for place, minor in nets if minor]
    amounts = [(minor, len(group)) for minor, group in zip(opened, groups, strict=True)]
    amounts += [(opened[place] - minor, len(groups[place])) for place, minor in nets]

    def allowed(counts: tuple[int, ...]) -> bool:
        taken = counts[len(groups) :]
        fits = (counts[place] + count <= len(groups[place]) for (place, _), count in zip(nets, taken, strict=True))
        return any(taken) and all(fits)

    sums = exact_sums(amounts, case.receipt.amount_minor, size_max, SOLUTIONS_MAX, allowed)
    for counts in sums.solutions:
        net = {place: (count, minor) for (place, minor), count in zip(nets, counts[len(groups) :], strict=True)}
        chosen: list[OpenItem] = []
        less: dict[int, int] = {}
        for place, group in enumerate(groups):
            count, minor = net.get(place, (0, 0))
            taken = case.oldest(group, counts[place] + count)
            chosen += taken
            less.update({item.id: minor for item in taken[:count]})
        yield chosen, less


def net_proposals(case: Case, items: Sequence[OpenItem], size_max: int, free: bool) -> Iterator[Proposal]:
    """Yield the proposals with early-payment discounts; a late one is told and not written off.

    :param free: only amount and payer speak for the items, the text does not.
    """
    for chosen, less in net_sets(case, items, size_max):
        late = [i for i in chosen if i.id in less and is_late(case.receipt, i, case.policy)]
        gone = {item.id for item in late}
        write_offs = tuple(
            WriteOff(item_id, minor, DISCOUNT) for item_id, minor in sorted(less.items()) if item_id not in gone
        )
        rest = sum(less[item.id] for item in late)
        facts: dict[str, str | int] = {"rest_minor": rest, "currency": case.receipt.currency}
        reasons = [Evidence("discount_late", facts, DISCOUNT_LATE_BITS)] if late else []
        ways = 2 ** sum(item.discount_until is not None for item in chosen)
        found = Difference(write_offs or (WriteOff(late[0].id, rest, DISCOUNT),), ways)
        reasons += _evidence(case, chosen, len(items), found) if free else difference_evidence(case.receipt, found)
        yield case.proposal(chosen, items, reasons, less, write_offs)


def short_sets(case: Case, items: Sequence[OpenItem], worthwhile: float) -> Iterator[Proposal]:
    """Yield sets that only amount and payer speak for, short by a discount, fee or deduction."""
    if any(item.discount_until for item in items):
        yield from net_proposals(case, items, _size_max(case, items, 2, worthwhile), free=True)
    for tolerance in case.policy.tolerances.values():
        currency, amount = case.receipt.currency, case.receipt.amount_minor
        fees = tolerance.known_minor.get(currency, ())
        for fee in fees:
            size = _size_max(case, items, len(fees), worthwhile)
            for chosen in case.exact_sets(items, amount + fee, size, SOLUTIONS_MAX):
                yield from _short(case, chosen, items)
        most = tolerance.cap_minor.get(currency, 0)
        if most and tolerance.per_mille:
            size = min(NEAR_SIZE_MAX, _size_max(case, items, most, worthwhile))
            for chosen in near_sets(case, items, most, size):
                yield from _short(case, chosen, items)


def near_sets(case: Case, items: Sequence[OpenItem], most_minor: int, size_max: int) -> Iterator[list[OpenItem]]:
    """Yield sets that are more than the receipt by no more than an amount."""
    groups = case.classes(items)
    amounts = [(case.pool.open_minor(group[0]), len(group)) for group in groups]
    low = case.receipt.amount_minor + 1
    for counts in near_sums(amounts, low, low + most_minor - 1, size_max, SOLUTIONS_MAX):
        yield [i for group, count in zip(groups, counts, strict=True) for i in case.oldest(group, count)]


def short_group(
    case: Case, code: str, group: Sequence[OpenItem], items: Sequence[OpenItem], ways: int
) -> list[Proposal]:
    """Return the proposal that a group which payers pay at once is short for a reason."""
    found = difference(case.receipt, group, case.pool, case.policy)
    if found is None:
        return []
    bits = chance_bits(case.receipt.amount_minor, ways * found.width, AMOUNT_FREE_BITS) + _doubt(found)
    facts: dict[str, str | int] = {
        "amount_minor": case.total(group),
        "currency": case.receipt.currency,
        "count": len(group),
    }
    reasons = [Evidence(code, facts, bits), *_told(case, found), *case.payer_evidence]
    return [case.proposal(group, items, reasons, write_offs=found.write_offs)]


def _short(case: Case, chosen: list[OpenItem], items: Sequence[OpenItem]) -> Iterator[Proposal]:
    found = difference(case.receipt, chosen, case.pool, case.policy)
    if found is not None:
        yield case.proposal(chosen, items, _evidence(case, chosen, len(items), found), write_offs=found.write_offs)


def _told(case: Case, found: Difference) -> list[Evidence]:
    """Return the reasons' sentences without a weight of their own."""
    return [Evidence(e.code, e.params, 0.0) for e in difference_evidence(case.receipt, found)]


def _evidence(case: Case, chosen: Sequence[OpenItem], candidates: int, found: Difference) -> list[Evidence]:
    """Return what a set of so many items is worth that is short for a reason."""
    ways = comb(max(candidates, len(chosen)), len(chosen)) * found.width
    bits = chance_bits(case.receipt.amount_minor, ways, AMOUNT_FREE_BITS) + FREE_ITEM_BITS * (len(chosen) - 1)
    bits += _doubt(found)
    first, *others = _told(case, found)
    return [Evidence(first.code, first.params, bits), *others, *case.payer_evidence]


def _doubt(found: Difference) -> float:
    """Return what it costs that nothing but a tolerance explains the amount."""
    return 0.0 if all(reason == DISCOUNT for reason, _ in found.reasons) else TOLERATED_FREE_BITS


def _size_max(case: Case, items: Sequence[OpenItem], width: int, worthwhile: float) -> int:
    """Return the largest set that still says enough when so many amounts would have fitted."""
    for size in range(2, case.policy.set_size_max + 1):
        ways = comb(len(items), size) * max(width, 1)
        if not ways or chance_bits(case.receipt.amount_minor, ways, AMOUNT_FREE_BITS) < max(
            SEARCH_BITS_MIN, worthwhile
        ):
            return size - 1
    return case.policy.set_size_max
