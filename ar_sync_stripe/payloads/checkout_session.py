"""Checkout sessions: a hosted page on which somebody pays, subscribes or saves a method
(docs.stripe.com/api/checkout/sessions/object).

For matching a session is the bridge from our reference to the payment: `client_reference_id` and
the metadata are what we set, and payment intent, invoice or subscription what came of it.

>>> session = read({"id": "cs_1", "object": "checkout.session", "mode": "payment",
...     "payment_status": "paid", "status": "complete", "amount_total": 1000, "currency": "eur",
...     "created": 0, "client_reference_id": "INV/2026/0001", "payment_intent": "pi_1",
...     "customer_details": {"email": "ap@example.com"}})
>>> session.client_reference_id, session.payment_intent_id, session.customer_email
('INV/2026/0001', 'pi_1', 'ap@example.com')
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class CheckoutSessionValues:
    """A checkout session: paid when `payment_status` is paid; in mode setup there are no amounts
    and no currency.
    """

    id: str
    mode: str
    status: str | None
    payment_status: str | None
    currency: str | None
    amount_total_minor: int | None
    amount_subtotal_minor: int | None
    amount_discount_minor: int | None
    amount_shipping_minor: int | None
    amount_tax_minor: int | None
    client_reference_id: str | None
    customer_id: str | None
    customer_account_id: str | None
    customer_email: str | None
    customer_name: str | None
    payment_intent_id: str | None
    setup_intent_id: str | None
    subscription_id: str | None
    invoice_id: str | None
    payment_link_id: str | None
    url: str | None
    created_at: datetime
    expires_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> CheckoutSessionValues:
    """Return the values of a checkout session."""
    fields = Fields.of(obj, "checkout.session", notes)
    mode = fields.required_text("mode")
    amount_total = fields.expected_integer if mode == "payment" else fields.integer
    payer, totals = (fields.inner(key) for key in ("customer_details", "total_details"))
    return CheckoutSessionValues(
        id=fields.required_ident("id"),
        mode=mode,
        status=fields.text("status"),
        payment_status=fields.text("payment_status"),
        currency=fields.currency(),
        amount_total_minor=amount_total("amount_total"),
        amount_subtotal_minor=fields.integer("amount_subtotal"),
        amount_discount_minor=totals.integer("amount_discount") if totals else None,
        amount_shipping_minor=totals.integer("amount_shipping") if totals else None,
        amount_tax_minor=totals.integer("amount_tax") if totals else None,
        client_reference_id=fields.text("client_reference_id"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        customer_email=(payer.text("email") if payer else None) or fields.text("customer_email"),
        customer_name=payer.text("name") if payer else None,
        payment_intent_id=fields.ident("payment_intent"),
        setup_intent_id=fields.ident("setup_intent"),
        subscription_id=fields.ident("subscription"),
        invoice_id=fields.ident("invoice"),
        payment_link_id=fields.ident("payment_link"),
        url=fields.text("url"),
        created_at=fields.required_moment("created"),
        expires_at=fields.moment("expires_at"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
