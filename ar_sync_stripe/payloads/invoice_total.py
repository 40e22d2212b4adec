"""How an invoice's total comes about, and the shipping that is part of it.

    total = lines - discounts - billing credits + shipping + exclusive taxes

with the lines' amounts before any discount, and all discounts, of items and of the invoice
(docs.stripe.com/api/invoices/object: `subtotal` already holds the item discounts, which is why it
is not the start of this sum).

>>> explained = explain_total(total_minor=1140, lines_minor=1000, discounts_minor=50,
...     credits_minor=0, taxes=(), tax_minor=190, shipping=None)
>>> explained.tax_minor, explained.unexplained_minor
(190, 0)

Stripe does not say whether an invoice's taxes hold the tax on its shipping, so shipping is tried
with and without its tax, and what explains the total is taken; so is a `tax` of a version that
did not tell inclusive from exclusive taxes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .amounts import TaxAmount, read_taxes
from .fields import Fields


@dataclass(frozen=True, slots=True)
class ShippingCost:
    """What shipping adds to an invoice or credit note, before and after its taxes."""

    subtotal_minor: int
    tax_minor: int
    total_minor: int
    shipping_rate_id: str | None
    taxes: tuple[TaxAmount, ...]


@dataclass(frozen=True, slots=True)
class TotalExplained:
    """The parts of a total, and what is left over; `tax_minor` is what the taxes add to the
    lines.
    """

    lines_minor: int
    discounts_minor: int
    credits_minor: int
    shipping_minor: int
    tax_minor: int
    unexplained_minor: int


def read_shipping(fields: Fields) -> ShippingCost | None:
    """Return the shipping cost (`shipping_cost`), or None."""
    inner = fields.inner("shipping_cost")
    if inner is None:
        return None
    return ShippingCost(
        subtotal_minor=inner.required_integer("amount_subtotal"),
        tax_minor=inner.required_integer("amount_tax"),
        total_minor=inner.required_integer("amount_total"),
        shipping_rate_id=inner.ident("shipping_rate"),
        taxes=read_taxes(inner, "taxes", "taxes") or (),
    )


def _added_taxes(taxes: Sequence[TaxAmount], tax_minor: int | None) -> list[int]:
    """Return what the taxes may add: the exclusive ones, or, where only their sum is known, all
    or nothing of it.
    """
    if taxes:
        return [sum(tax.amount_minor for tax in taxes if not tax.inclusive)]
    return [tax_minor or 0, 0]


def explain_total(
    *,
    total_minor: int,
    lines_minor: int,
    discounts_minor: int,
    credits_minor: int,
    taxes: Sequence[TaxAmount],
    tax_minor: int | None,
    shipping: ShippingCost | None,
) -> TotalExplained:
    """Return the parts of a total, in the reading of shipping and tax that leaves the least
    unexplained.
    """
    shippings = [shipping.total_minor, shipping.subtotal_minor] if shipping else [0]
    explanations = [
        TotalExplained(
            lines_minor=lines_minor,
            discounts_minor=discounts_minor,
            credits_minor=credits_minor,
            shipping_minor=shipping_minor,
            tax_minor=added_minor,
            unexplained_minor=total_minor
            - (lines_minor - discounts_minor - credits_minor + shipping_minor + added_minor),
        )
        for shipping_minor in shippings
        for added_minor in _added_taxes(taxes, tax_minor)
    ]
    return min(explanations, key=lambda explained: abs(explained.unexplained_minor))
