"""Invoice lines, in the shapes before and after basil
(docs.stripe.com/api/invoice-line-item/object).

| what           | until 2025-02-24.acacia          | since 2025-03-31.basil                       |
|----------------|----------------------------------|----------------------------------------------|
| price, product | `price` or `plan`, whole objects | `pricing.price_details`, ids                 |
| unit amount    | `price.unit_amount_decimal`      | `pricing.unit_amount_decimal`                |
| its origin     | `type`, `invoice_item`, …        | `parent.{invoice,subscription}_item_details` |
| proration      | `proration`, `proration_details` | within `parent`                              |
| taxes          | `tax_amounts`, `tax_rates`       | `taxes`                                      |
| quantity       | `quantity`                       | `quantity_decimal` (2026), `quantity`        |

`amount_minor` is before discounts, before exclusive taxes and with inclusive ones. It rules:
quantity x unit amount may differ from it in trials, prorations and tiers.

>>> line = read({"id": "il_1", "object": "line_item", "amount": 1000, "currency": "usd",
...     "quantity": 2, "taxes": [], "parent": {"type": "subscription_item_details",
...     "subscription_item_details": {"subscription": "sub_1", "subscription_item": "si_1",
...     "proration": False}}, "pricing": {"unit_amount_decimal": "500",
...     "price_details": {"price": "price_1", "product": "prod_1"}}})
>>> line.quantity, line.unit_amount_minor, line.price_id, line.product_id, line.subscription_item_id
(Decimal('2'), Decimal('500'), 'price_1', 'prod_1', 'si_1')
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .amounts import (
    CreditAmount,
    DiscountAmount,
    Rates,
    TaxAmount,
    read_credits,
    read_discounts,
    read_rates,
    read_taxes,
)
from .base import JsonObject, Note
from .fields import Fields

PARENT_TYPES = {"invoiceitem": "invoice_item_details", "subscription": "subscription_item_details"}


@dataclass(frozen=True, slots=True)
class LineOrigin:
    """What put a line on its invoice: an invoice item or a subscription item; `type` is the new
    shape's word for it.
    """

    type: str | None
    subscription_id: str | None
    subscription_item_id: str | None
    invoice_item_id: str | None
    proration: bool
    credited_invoice_id: str | None


@dataclass(frozen=True, slots=True)
class LinePricing:
    """What was sold at which unit amount, in minor units with up to twelve places."""

    unit_amount_minor: Decimal | None
    price_id: str | None
    product_id: str | None


@dataclass(frozen=True, slots=True)
class InvoiceLineValues:
    """A line of an invoice; the fields of origin and pricing are reachable at the line itself."""

    id: str
    invoice_id: str | None
    currency: str
    description: str | None
    amount_minor: int
    subtotal_minor: int | None
    quantity: Decimal | None
    pricing: LinePricing
    origin: LineOrigin
    period_start_at: datetime | None
    period_end_at: datetime | None
    discountable: bool | None
    discounts: tuple[DiscountAmount, ...]
    discount_ids: tuple[str, ...]
    credits: tuple[CreditAmount, ...]
    taxes: tuple[TaxAmount, ...]
    livemode: bool | None
    metadata: dict[str, str]

    @property
    def unit_amount_minor(self) -> Decimal | None:
        """The unit amount in minor units."""
        return self.pricing.unit_amount_minor

    @property
    def price_id(self) -> str | None:
        """The price, or in old shapes the plan, that was sold."""
        return self.pricing.price_id

    @property
    def product_id(self) -> str | None:
        """The product that was sold."""
        return self.pricing.product_id

    @property
    def subscription_id(self) -> str | None:
        """The subscription the line bills."""
        return self.origin.subscription_id

    @property
    def subscription_item_id(self) -> str | None:
        """The subscription item the line bills."""
        return self.origin.subscription_item_id

    @property
    def invoice_item_id(self) -> str | None:
        """The invoice item the line was made from."""
        return self.origin.invoice_item_id

    @property
    def proration(self) -> bool:
        """Whether the line corrects a period for a change within it."""
        return self.origin.proration

    @property
    def discount_minor(self) -> int:
        """What all discounts take off this line."""
        return sum(discount.amount_minor for discount in self.discounts)


def _read_old_origin(fields: Fields) -> LineOrigin:
    said = fields.text("type")
    credited = _credited_invoice(fields)
    return LineOrigin(
        type=PARENT_TYPES.get(said, said) if said else None,
        subscription_id=fields.ident("subscription"),
        subscription_item_id=fields.ident("subscription_item"),
        invoice_item_id=fields.ident("invoice_item"),
        proration=fields.flag("proration") or False,
        credited_invoice_id=credited,
    )


def _credited_invoice(fields: Fields) -> str | None:
    details = fields.inner("proration_details")
    items = details.inner("credited_items") if details else None
    return items.ident("invoice") if items else None


def read_origin(fields: Fields) -> LineOrigin:
    """Return what put a line, or an invoice item, where it is."""
    parent = fields.inner("parent")
    kind = parent.text("type") if parent else None
    details = parent.inner(kind) if parent and kind else None
    if details is None:
        return _read_old_origin(fields)
    return LineOrigin(
        type=kind,
        subscription_id=details.ident("subscription") or fields.ident("subscription"),
        subscription_item_id=details.ident("subscription_item"),
        invoice_item_id=details.ident("invoice_item"),
        proration=details.flag("proration") or False,
        credited_invoice_id=_credited_invoice(details),
    )


def _read_old_pricing(fields: Fields) -> LinePricing:
    """Return price and product from `price`, or from the older `plan`, which counts in `amount`
    instead of `unit_amount`.
    """
    key, amount_key = ("price", "unit_amount") if fields.given("price") else ("plan", "amount")
    holder = fields.inner(key)
    if holder is None:
        return LinePricing(fields.decimal("unit_amount_decimal"), fields.ident(key), None)
    unit_amount_minor = holder.decimal(f"{amount_key}_decimal")
    if unit_amount_minor is None:
        unit_amount_minor = holder.decimal(amount_key)
    return LinePricing(unit_amount_minor, fields.ident(key), holder.ident("product"))


def read_pricing(fields: Fields) -> LinePricing:
    """Return what was sold at which unit amount, from either shape."""
    pricing = fields.inner("pricing")
    if pricing is None:
        return _read_old_pricing(fields)
    details = pricing.inner("price_details")
    return LinePricing(
        unit_amount_minor=pricing.decimal("unit_amount_decimal"),
        price_id=details.ident("price") if details else None,
        product_id=details.ident("product") if details else None,
    )


def read_quantity(fields: Fields) -> Decimal | None:
    """Return the quantity, with its decimals where they are sent."""
    exact = fields.decimal("quantity_decimal")
    return exact if exact is not None else fields.decimal("quantity")


def read(
    obj: JsonObject, notes: list[Note] | None = None, rates: Rates | None = None
) -> InvoiceLineValues:
    """Return the values of an invoice line. `rates` are known tax rates by id, to give its taxes
    their percentage.
    """
    fields = Fields.of(obj, "line_item", notes)
    period = fields.inner("period")
    taxes = read_taxes(
        fields, "taxes", "tax_amounts", {**(rates or {}), **read_rates(fields, "tax_rates")}
    )
    if taxes is None:
        fields.note_missing("taxes", "neither taxes nor tax_amounts")
    return InvoiceLineValues(
        id=fields.required_ident("id"),
        invoice_id=fields.ident("invoice"),
        currency=fields.required_currency(),
        description=fields.text("description"),
        amount_minor=fields.required_integer("amount"),
        subtotal_minor=fields.integer("subtotal"),
        quantity=read_quantity(fields),
        pricing=read_pricing(fields),
        origin=read_origin(fields),
        period_start_at=period.moment("start") if period else None,
        period_end_at=period.moment("end") if period else None,
        discountable=fields.flag("discountable"),
        discounts=read_discounts(fields, "discount_amounts"),
        discount_ids=fields.idents("discounts"),
        credits=read_credits(fields, "pretax_credit_amounts"),
        taxes=taxes or (),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
