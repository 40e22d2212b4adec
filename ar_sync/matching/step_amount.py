"""Last step: an item somewhere is open for exactly this amount.

This is a help for the person who decides and nothing more: an amount alone is never
posted, whatever the policy says.
"""

from __future__ import annotations

from .case import Case
from .mentions import obstacle
from .model import Evidence, Policy, Receipt
from .pool import Pool
from .proposals import NOTHING, Finding, ranked
from .reading import read
from .weights import AMOUNT_FREE_BITS, chance_bits

#: More items of the same amount than this say nothing about any of them.
ALIKE_MAX = 20


def find_by_amount(receipt: Receipt, pool: Pool, policy: Policy) -> Finding:
    """Return the items that are open for exactly the receipt's amount."""
    items = [
        item
        for item in pool.of_amount(receipt)
        if obstacle(receipt, item, pool, policy) is None
        and (receipt.date - item.date).days <= policy.days_back_max
    ]
    if not 0 < len(items) <= ALIKE_MAX:
        return NOTHING
    case = Case(receipt, read(receipt, pool, policy), pool, policy)
    params: dict[str, str | int] = {
        "amount_minor": receipt.amount_minor,
        "currency": receipt.currency,
        "count": len(items),
    }
    bits = chance_bits(receipt.amount_minor, pool.size, AMOUNT_FREE_BITS)
    amount = (Evidence("amount_alone", params, bits),)
    return Finding(ranked(case.proposal([item], [item], amount) for item in items), ends=False)
