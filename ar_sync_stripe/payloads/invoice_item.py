"""Invoice items: what waits for the next invoice, or made a line of one
(docs.stripe.com/api/invoiceitems/object).

The shapes are those of invoice lines, see `invoice_line`; `date` is when the item was created.

>>> item = read({"id": "ii_1", "object": "invoiceitem", "amount": 1900, "currency": "eur",
...     "customer": "cus_1", "date": 0, "quantity": 1, "pricing": {"unit_amount_decimal": "1900",
...     "price_details": {"price": "price_1", "product": "prod_1"}}})
>>> item.amount_minor, item.pricing.price_id, item.invoice_id
(1900, 'price_1', None)
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import JsonObject, Note
from .fields import Fields
from .invoice_line import LineOrigin, LinePricing, read_origin, read_pricing, read_quantity


@dataclass(frozen=True, slots=True)
class InvoiceItemValues:
    """An invoice item; it waits as long as `invoice_id` is None."""

    id: str
    invoice_id: str | None
    customer_id: str | None
    customer_account_id: str | None
    currency: str
    description: str | None
    amount_minor: int
    quantity: Decimal | None
    pricing: LinePricing
    origin: LineOrigin
    discountable: bool | None
    discount_ids: tuple[str, ...]
    tax_rate_ids: tuple[str, ...]
    period_start_at: datetime | None
    period_end_at: datetime | None
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> InvoiceItemValues:
    """Return the values of an invoice item."""
    fields = Fields.of(obj, "invoiceitem", notes)
    period = fields.inner("period")
    return InvoiceItemValues(
        id=fields.required_ident("id"),
        invoice_id=fields.ident("invoice"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        currency=fields.required_currency(),
        description=fields.text("description"),
        amount_minor=fields.required_integer("amount"),
        quantity=read_quantity(fields),
        pricing=read_pricing(fields),
        origin=read_origin(fields),
        discountable=fields.flag("discountable"),
        discount_ids=fields.idents("discounts"),
        tax_rate_ids=fields.idents("tax_rates"),
        period_start_at=period.moment("start") if period else None,
        period_end_at=period.moment("end") if period else None,
        created_at=fields.required_moment("date"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
