"""What the amount of a receipt says about the items it is held against."""

from __future__ import annotations

from collections.abc import Sequence

from .model import Evidence, OpenItem, Policy, Receipt
from .pool import Pool
from .weights import (
    AMOUNT_DEDUCTION_BITS,
    AMOUNT_EXACT_BITS,
    AMOUNT_OVER_BITS,
    AMOUNT_PARTIAL_BITS,
    AMOUNT_PETTY_BITS,
    AMOUNT_SHORT_BITS,
    chance_bits,
)


def amount_evidence(
    receipt: Receipt, items: Sequence[OpenItem], pool: Pool, policy: Policy
) -> Evidence:
    """Compare the receipt with what is open on the named items together."""
    total = sum(pool.open_minor(item) for item in items)
    params: dict[str, str | int] = {
        "amount_minor": receipt.amount_minor,
        "currency": receipt.currency,
        "residual_minor": total,
        "rest_minor": abs(receipt.amount_minor - total),
        "count": len(items),
    }
    if total == receipt.amount_minor:
        code = "amount_exact" if len(items) == 1 else "amount_sum"
        bits = chance_bits(receipt.amount_minor, 1, AMOUNT_EXACT_BITS)
        return Evidence(code, params, bits)
    if 0 < receipt.amount_minor - total <= policy.petty_minor:
        return Evidence("amount_petty", params, AMOUNT_PETTY_BITS)
    if total < receipt.amount_minor:
        return Evidence("amount_over", params, AMOUNT_OVER_BITS)
    if len(items) == 1:
        return Evidence("amount_partial", params, AMOUNT_PARTIAL_BITS)
    if is_deduction(total - receipt.amount_minor, total, policy):
        return Evidence("amount_deduction", params, AMOUNT_DEDUCTION_BITS)
    return Evidence("amount_short", params, AMOUNT_SHORT_BITS)


def is_deduction(missing_minor: int, total_minor: int, policy: Policy) -> bool:
    """Tell whether so little is missing that all the items are meant to be paid."""
    return 0 < missing_minor * 1000 <= total_minor * policy.short_max_per_mille
