"""Invoice arithmetic: discounts first, then taxes, rounded line by line.

Source: https://docs.stripe.com/billing/taxes/tax-rates and
https://docs.stripe.com/billing/subscriptions/coupons. Amounts are whole minor
units; halves round away from zero.

>>> rate = Tax("txr_1", Decimal("19"), inclusive=False)
>>> result = compute([Line(1000, taxes=(rate,)), Line(333, taxes=(rate,))])
>>> result.subtotal, result.total, [t.amount for t in result.taxes]
(1333, 1586, [253])
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..core.money import round_minor, spread


@dataclass(frozen=True)
class Discount:
    """A percentage or an amount off; ``id`` names the discount."""

    id: str
    percent: Decimal | None = None
    amount_off: int | None = None


@dataclass(frozen=True)
class Tax:
    """A tax rate; ``exempt`` names the reason why nothing is due."""

    rate_id: str
    percent: Decimal
    inclusive: bool
    exempt: str | None = None


@dataclass(frozen=True)
class TaxAmount:
    """Tax on a line or an invoice, in minor units."""

    rate_id: str
    amount: int
    taxable: int
    inclusive: bool
    reason: str | None = None


@dataclass(frozen=True)
class Line:
    """What is known of a line before the arithmetic.

    :param fixed: tax amounts given by the caller; they are taken as they are.
    """

    amount: int
    discountable: bool = True
    discounts: tuple[Discount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    fixed: tuple[TaxAmount, ...] | None = None


@dataclass
class LineResult:
    """What a line comes to."""

    amount: int
    discounts: list[tuple[str, int]] = field(default_factory=list)
    taxes: list[TaxAmount] = field(default_factory=list)
    own_discount: int = 0

    @property
    def net(self) -> int:
        """After discounts, before exclusive tax."""
        return self.amount - sum(amount for _, amount in self.discounts)


@dataclass
class Result:
    """What an invoice comes to."""

    lines: list[LineResult]
    subtotal: int
    subtotal_excluding_tax: int
    total: int
    total_excluding_tax: int
    discounts: list[tuple[str, int]]
    taxes: list[TaxAmount]


def compute(lines: list[Line], discounts: tuple[Discount, ...] = ()) -> Result:
    """Work out an invoice. *discounts* apply to all discountable lines."""
    results = [_own_discounts(line) for line in lines]
    before = [_taxes(line, result.net) for line, result in zip(lines, results, strict=False)]
    for discount in discounts:
        _apply_to_all(discount, lines, results)
    for line, result in zip(lines, results, strict=False):
        result.taxes = _taxes(line, result.net)
    subtotal = sum(result.amount - result.own_discount for result in results)
    net = sum(result.net for result in results)
    taxes = [tax for result in results for tax in result.taxes]
    return Result(
        lines=results,
        subtotal=subtotal,
        subtotal_excluding_tax=subtotal
        - sum(t.amount for group in before for t in group if t.inclusive),
        total=net + sum(t.amount for t in taxes if not t.inclusive),
        total_excluding_tax=net - sum(t.amount for t in taxes if t.inclusive),
        discounts=_sum_discounts(results),
        taxes=_sum_taxes(taxes),
    )


def _own_discounts(line: Line) -> LineResult:
    result = LineResult(line.amount)
    for discount in line.discounts if line.discountable else ():
        if line.amount > 0:
            off = min(_off(discount, result.net), result.net)
            result.discounts.append((discount.id, off))
    result.own_discount = sum(amount for _, amount in result.discounts)
    return result


def _off(discount: Discount, base: int) -> int:
    if discount.percent is not None:
        return round_minor(base * discount.percent / 100)
    return discount.amount_off or 0


def _apply_to_all(
    discount: Discount, lines: list[Line], results: list[LineResult]
) -> None:
    """Spread an invoice's discount over its lines, in proportion."""
    weights = [
        max(result.net, 0) if line.discountable else 0
        for line, result in zip(lines, results, strict=False)
    ]
    base = sum(weights)
    if base <= 0:
        return
    off = min(_off(discount, base), base)
    for result, share, weight in zip(results, spread(off, weights), weights, strict=False):
        if weight:
            result.discounts.append((discount.id, share))


def _taxes(line: Line, net: int) -> list[TaxAmount]:
    if line.fixed is not None:
        return list(line.fixed)
    inclusive = [t for t in line.taxes if t.inclusive and not t.exempt]
    included = _inclusive(inclusive, net)
    base = net - sum(t.amount for t in included)
    included = [replace(t, taxable=base) for t in included]
    out = []
    for tax in line.taxes:
        if tax.exempt:
            out.append(TaxAmount(tax.rate_id, 0, base, tax.inclusive, tax.exempt))
        elif tax.inclusive:
            out.append(included.pop(0))
        else:
            amount = round_minor(base * tax.percent / 100)
            out.append(TaxAmount(tax.rate_id, amount, base, False))
    return out


def _inclusive(taxes: list[Tax], net: int) -> list[TaxAmount]:
    """Tax contained in *net*: the whole first, then each rate's part of it."""
    together = sum((t.percent for t in taxes), Decimal(0))
    if not together:
        return [TaxAmount(t.rate_id, 0, net, True) for t in taxes]
    whole = round_minor(net - net / (1 + together / 100))
    weights = [int(t.percent.scaleb(4)) for t in taxes]
    parts = spread(whole, weights)
    return [TaxAmount(t.rate_id, part, 0, True) for t, part in zip(taxes, parts, strict=False)]


def _sum_discounts(results: list[LineResult]) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for result in results:
        for name, amount in result.discounts:
            sums[name] = sums.get(name, 0) + amount
    return list(sums.items())


def _sum_taxes(taxes: list[TaxAmount]) -> list[TaxAmount]:
    sums: dict[tuple[str, bool], TaxAmount] = {}
    for tax in taxes:
        key = (tax.rate_id, tax.inclusive)
        if key in sums:
            have = sums[key]
            sums[key] = replace(
                have, amount=have.amount + tax.amount, taxable=have.taxable + tax.taxable
            )
        else:
            sums[key] = tax
    return list(sums.values())
