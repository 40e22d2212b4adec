"""Money as integers of minor units, and fair shares of it.

>>> minor(12.34, 2), minor(-0.005, 3), minor(1500.0, 0)
(1234, -5, 1500)
>>> major(1234, 2)
Decimal('12.34')
>>> spread(100, [1, 1, 1])
[34, 33, 33]
>>> spread(-100, [50, 25, 25])
[-50, -25, -25]
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def minor(amount: float | Decimal, decimal_places: int) -> int:
    """Return ``amount`` (major units, as Odoo keeps it) in minor units of ``decimal_places``."""
    scaled = Decimal(str(amount)).scaleb(decimal_places)
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def major(amount_minor: int, decimal_places: int) -> Decimal:
    """Return minor units as an exact decimal of major units."""
    return Decimal(amount_minor).scaleb(-decimal_places)


def spread(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Share ``total_minor`` in proportion to non-negative ``weights``; the shares add up exactly.

    What rounding leaves goes one unit each to the largest remainders, the first of equals first.
    All weights zero: everything goes to the first. Raise ``ValueError`` for no or negative weights.
    """
    if not weights or min(weights) < 0:
        raise ValueError("spread needs at least one weight and none below zero")
    whole = sum(weights)
    if not whole:
        return [total_minor] + [0] * (len(weights) - 1)
    sign = -1 if total_minor < 0 else 1
    parts = [divmod(abs(total_minor) * weight, whole) for weight in weights]
    shares = [part for part, _ in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: -parts[index][1])
    for index in by_remainder[: abs(total_minor) - sum(shares)]:
        shares[index] += 1
    return [sign * share for share in shares]
