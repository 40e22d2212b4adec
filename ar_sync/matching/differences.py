"""Less was paid than is open, and it is all of it nevertheless.

Reasons, in the order in which they are looked for:

- the early-payment discount that stands on the items and is still granted on the
  receipt's date, on all of them or on the only choice of them that fits;
- a bank's fee or a small deduction within the company's tolerance for it, alone or
  after the discounts; it is written off on the newest item.

What a reason is worth depends on its *width*: how many amounts it would have explained as
well. A discount explains one, a list of known fees a few, a tolerance of 5.00 five hundred.
A discount taken after its term is told, written off is nothing: a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from .amounts import amount_evidence
from .model import Evidence, OpenItem, Policy, Receipt
from .pool import Pool
from .sets import SIZE_MAX, exact_sums
from .tolerance import DISCOUNT, TOLERATED, WriteOff
from .weights import AMOUNT_EXACT_BITS, AMOUNT_TOLERATED_BITS, chance_bits

CODES = {DISCOUNT: "amount_discount", "bank_fee": "amount_bank_fee", "deduction": "amount_tolerated"}


class Difference(NamedTuple):
    """What is given up so that the items are settled, and how much else would have fitted."""

    write_offs: tuple[WriteOff, ...]
    width: int

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Each reason once with its amount, in order."""
        return [
            (reason, sum(w.amount_minor for w in self.write_offs if w.reason == reason))
            for reason in dict.fromkeys(w.reason for w in self.write_offs)
        ]


def granted(receipt: Receipt, item: OpenItem, open_minor: int, policy: Policy) -> int:
    """Return the discount that the receipt may still take on an item."""
    return 0 if is_late(receipt, item, policy) else item.discount(open_minor)


def is_late(receipt: Receipt, item: OpenItem, policy: Policy) -> bool:
    """Tell whether the term of the item's discount, if it has one, is over."""
    grace = timedelta(days=policy.discount_grace_days)
    return item.discount_until is not None and receipt.date > item.discount_until + grace


def difference(receipt: Receipt, items: Sequence[OpenItem], pool: Pool, policy: Policy) -> Difference | None:
    """Return why the receipt settles all of the items although it is less, or None."""
    missing = pool.total(items) - receipt.amount_minor
    if missing <= 0:
        return None
    offered = [(item, granted(receipt, item, pool.open_minor(item), policy)) for item in items]
    discounts = [WriteOff(item.id, minor, DISCOUNT) for item, minor in offered if minor]
    taken = _taken(discounts, missing)
    if taken:
        return Difference(tuple(taken), 2 ** min(len(discounts), 20) if len(taken) < len(discounts) else 1)
    for before in (discounts, []) if discounts else ([],):
        found = _tolerated(receipt, items, before, missing, pool, policy)
        if found:
            return found
    return None


def _taken(discounts: Sequence[WriteOff], missing_minor: int) -> list[WriteOff]:
    """Return the discounts that make what is missing: all of them, or the only such choice."""
    if sum(discount.amount_minor for discount in discounts) == missing_minor:
        return list(discounts)
    sums = exact_sums([(discount.amount_minor, 1) for discount in discounts], missing_minor, SIZE_MAX, 1)
    if not sums.complete or not sums.solutions:
        return []
    return [discount for discount, count in zip(discounts, sums.solutions[0], strict=True) if count]


def _tolerated(
    receipt: Receipt, items: Sequence[OpenItem], before: list[WriteOff], missing_minor: int, pool: Pool, policy: Policy
) -> Difference | None:
    """Return the tolerance that explains what is missing after some discounts."""
    rest = missing_minor - sum(discount.amount_minor for discount in before)
    total = receipt.amount_minor + rest
    less = {discount.item_id: discount.amount_minor for discount in before}
    for reason in TOLERATED:
        tolerance = policy.tolerances.get(reason)
        if tolerance and tolerance.fits(rest, total, receipt.currency):
            for item in sorted(items, key=lambda item: item.age_order, reverse=True):
                if pool.open_minor(item) - less.get(item.id, 0) > rest:
                    width = tolerance.width(rest, total, receipt.currency)
                    return Difference((*before, WriteOff(item.id, rest, reason)), width)
    return None


def difference_evidence(receipt: Receipt, found: Difference) -> Iterator[Evidence]:
    """Yield a sentence for each reason; the first one has the weight of the amount."""
    exact = all(reason == DISCOUNT for reason, _ in found.reasons)
    most = AMOUNT_EXACT_BITS if exact else AMOUNT_TOLERATED_BITS
    bits = max(0.0, chance_bits(receipt.amount_minor, found.width, most))
    for reason, amount in found.reasons:
        yield Evidence(CODES[reason], {"rest_minor": amount, "currency": receipt.currency}, bits)
        bits = 0.0


def late_discount(receipt: Receipt, items: Sequence[OpenItem], pool: Pool, policy: Policy) -> Evidence | None:
    """Return that the payer took discounts whose term is over, if that is what is missing."""
    missing = pool.total(items) - receipt.amount_minor
    wanted = sum(item.discount(pool.open_minor(item)) for item in items)
    if not wanted or wanted != missing or not any(is_late(receipt, item, policy) for item in items):
        return None
    return Evidence("discount_late", {"rest_minor": missing, "currency": receipt.currency}, 0.0)


def compared(
    receipt: Receipt, items: Sequence[OpenItem], pool: Pool, policy: Policy
) -> tuple[list[Evidence], tuple[WriteOff, ...]]:
    """Return what the amount says of named items, and what it leaves to be written off."""
    if not policy.tolerances and not any(item.discount_until for item in items):
        return [amount_evidence(receipt, items, pool, policy)], ()
    found = difference(receipt, items, pool, policy)
    if found:
        return list(difference_evidence(receipt, found)), found.write_offs
    late = late_discount(receipt, items, pool, policy)
    reasons = [amount_evidence(receipt, items, pool, policy)]
    return [*reasons, late] if late else reasons, ()


def by_item(write_offs: Iterable[WriteOff]) -> dict[int, int]:
    """Return what is given up per item."""
    given_up: dict[int, int] = defaultdict(int)
    for write_off in write_offs:
        given_up[write_off.item_id] += write_off.amount_minor
    return given_up
