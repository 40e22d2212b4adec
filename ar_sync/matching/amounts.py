"""What the amount of a receipt says about the items it is held against."""

from __future__ import annotations

from collections.abc import Sequence

from .model import Evidence, OpenItem, Receipt
from .pool import Pool
from .weights import (
    AMOUNT_EXACT_BITS,
    AMOUNT_OVER_BITS,
    AMOUNT_PARTIAL_BITS,
    AMOUNT_SHORT_BITS,
)


def amount_evidence(receipt: Receipt, items: Sequence[OpenItem], pool: Pool) -> Evidence:
    """Compare the receipt with what is open on the items together."""
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
        return Evidence(code, params, AMOUNT_EXACT_BITS)
    if total < receipt.amount_minor:
        return Evidence("amount_over", params, AMOUNT_OVER_BITS)
    if len(items) == 1:
        return Evidence("amount_partial", params, AMOUNT_PARTIAL_BITS)
    return Evidence("amount_short", params, AMOUNT_SHORT_BITS)
