"""What a subscription brings in a month.

Each price is counted by its own rhythm: a year is twelve months, a week 12/52 of one, a day
12/365 (docs.stripe.com/billing/subscriptions/analytics counts alike). Usage that is metered is
not known in advance and is no recurring revenue.

>>> from .price import Recurring
>>> yearly = Recurring("year", 1, "licensed", None, None)
>>> monthly_minor(Decimal(1200), Decimal(2), yearly)
Decimal('200')
>>> monthly_minor(Decimal(700), Decimal(1), Recurring("week", 2, "licensed", None, None))
Decimal('1516.666666666666666666666667')
>>> monthly_minor(Decimal(700), Decimal(1), Recurring("fortnight", 1, "licensed", None, None))

Tiers are taken from the whole quantity (`volume`) or filled one after the other (`graduated`).

>>> from .price import Tier
>>> tiers = (Tier(10, Decimal(100), None), Tier(None, Decimal(50), Decimal(200)))
>>> amount_minor(None, Decimal(15), "volume", tiers), amount_minor(None, Decimal(15), "graduated",
...     tiers)
(Decimal('950'), Decimal('1450'))
>>> amount_minor(Decimal(30), Decimal(15), None, ())
Decimal('450')
>>> amount_minor(None, Decimal(15), "volume", ())

A quantity may be divided and rounded before it is priced (`transform_quantity`).

>>> transformed(Decimal(23), TransformQuantity(10, "up")), transformed(Decimal(23),
...     TransformQuantity(10, "down")), transformed(Decimal(23), None)
(Decimal('3'), Decimal('2'), Decimal('23'))

Discounts come off in their order, each of what the one before left, and of the products it is for alone.

>>> parts = [("prod_1", Decimal(100)), ("prod_2", Decimal(50))]
>>> sum(after_discounts(parts, [Off(percent=Decimal(10))]))
Decimal('135.0')
>>> after_discounts(parts, [Off(amount=Decimal(30)), Off(percent=Decimal(50), products=frozenset({"prod_2"}))])
[Decimal('80.0'), Decimal('20.00')]
>>> sum(after_discounts(parts, [Off(amount=Decimal(999))]))
Decimal('0')
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .price import Recurring, Tier, TransformQuantity

# How many of each interval a year has.
PER_YEAR = {"day": 365, "week": 52, "month": 12, "year": 1}
MONTHS = 12
# Of subscriptions in these states money is expected; of those in trial not yet.
EARNING = frozenset({"active", "past_due"})


def transformed(quantity: Decimal, transform: TransformQuantity | None) -> Decimal:
    """Return the quantity that is priced."""
    if transform is None:
        return quantity
    rounding = ROUND_CEILING if transform.round == "up" else ROUND_FLOOR
    return (quantity / transform.divide_by).to_integral_value(rounding)


def _volume(quantity: Decimal, tiers: Sequence[Tier]) -> Decimal:
    """Price the whole quantity by the tier it falls into."""
    for tier in tiers:
        if tier.up_to is None or quantity <= tier.up_to:
            break
    return (tier.unit_amount_minor or 0) * quantity + (tier.flat_amount_minor or 0)


def _graduated(quantity: Decimal, tiers: Sequence[Tier]) -> Decimal:
    """Price each part of the quantity by its own tier."""
    total, below = Decimal(0), Decimal(0)
    for tier in tiers:
        upper = quantity if tier.up_to is None else min(quantity, Decimal(tier.up_to))
        if upper > below or (tier is tiers[0] and not quantity):
            total += (tier.unit_amount_minor or 0) * (upper - below) + (tier.flat_amount_minor or 0)
        below = max(below, upper)
    return total


def amount_minor(
    unit_minor: Decimal | None, quantity: Decimal, tiers_mode: str | None, tiers: Sequence[Tier]
) -> Decimal | None:
    """Return the price of a quantity for one period, in minor units; None where it is not known."""
    if unit_minor is not None:
        return unit_minor * quantity
    if not tiers:
        return None
    return _graduated(quantity, tiers) if tiers_mode == "graduated" else _volume(quantity, tiers)


def monthly_minor(unit_minor: Decimal, quantity: Decimal, rhythm: Recurring) -> Decimal | None:
    """Return what an amount per period makes in a month; None for a rhythm that is not known."""
    per_year = PER_YEAR.get(rhythm.interval or "")
    if per_year is None:
        return None
    return unit_minor * quantity * per_year / (MONTHS * (rhythm.interval_count or 1))


@dataclass(frozen=True)
class Off:
    """What a discount takes off: a percentage, or an amount per month; of some products, or (None) of all."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    products: frozenset[str] | None = None


def after_discounts(parts: Sequence[tuple[str | None, Decimal]], offs: Sequence[Off]) -> list[Decimal]:
    """Return what is left of each part, (product, amount per month), when all discounts are off; never below zero."""
    left = [amount for _product, amount in parts]
    for off in offs:
        hit = [n for n, (product, _amount) in enumerate(parts) if off.products is None or product in off.products]
        base = sum((left[n] for n in hit), Decimal(0))
        if base <= 0:
            continue
        share = off.percent / 100 if off.percent is not None else min(off.amount or Decimal(0), base) / base
        for n in hit:
            left[n] -= left[n] * share
    return left


def is_earning(status: str, is_paused: bool) -> bool:
    """Tell whether a subscription counts: it runs, and its money is collected.

    >>> is_earning("active", False), is_earning("trialing", False), is_earning("active", True)
    (True, False, False)
    """
    return status in EARNING and not is_paused
