"""Invoice payments: what ties a payment to an invoice since basil
(docs.stripe.com/api/invoice-payment/object).

Older versions have no such object; there the invoice names its one `payment_intent` or `charge`
itself (see `invoice`).

>>> payment = read({"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1",
...     "amount_paid": 400, "amount_requested": 1000, "currency": "eur", "created": 0,
...     "status": "paid", "is_default": True, "payment": {"type": "payment_intent",
...     "payment_intent": "pi_1"}})
>>> payment.payment_type, payment.payment_intent_id
('payment_intent', 'pi_1')
>>> payment.amount_paid_minor, payment.amount_requested_minor
(400, 1000)
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class InvoicePaymentValues:
    """One payment attached to one invoice: `status` is open, paid or canceled;
    `amount_paid_minor` is None until it is paid.

    Exactly one of the three payment ids is set: `charge_id` only where there is no payment
    intent, `payment_record_id` for money that did not come through Stripe.
    """

    id: str
    invoice_id: str
    status: str
    currency: str
    amount_paid_minor: int | None
    amount_requested_minor: int | None
    payment_type: str | None
    payment_intent_id: str | None
    charge_id: str | None
    payment_record_id: str | None
    is_default: bool | None
    created_at: datetime
    paid_at: datetime | None
    canceled_at: datetime | None
    livemode: bool | None


def read(obj: JsonObject, notes: list[Note] | None = None) -> InvoicePaymentValues:
    """Return the values of an invoice payment."""
    fields = Fields.of(obj, "invoice_payment", notes)
    status = fields.required_text("status")
    amount_paid = fields.expected_integer if status == "paid" else fields.integer
    payment = fields.inner("payment")
    ids = {
        key: payment.ident(key) if payment else None
        for key in ("payment_intent", "charge", "payment_record")
    }
    if not any(ids.values()):
        fields.note_missing("payment", "no payment intent, charge or payment record")
    moments = fields.inner("status_transitions")
    return InvoicePaymentValues(
        id=fields.required_ident("id"),
        invoice_id=fields.required_ident("invoice"),
        status=status,
        currency=fields.required_currency(),
        amount_paid_minor=amount_paid("amount_paid"),
        amount_requested_minor=fields.expected_integer("amount_requested"),
        payment_type=payment.text("type") if payment else None,
        payment_intent_id=ids["payment_intent"],
        charge_id=ids["charge"],
        payment_record_id=ids["payment_record"],
        is_default=fields.flag("is_default"),
        created_at=fields.required_moment("created"),
        paid_at=moments.moment("paid_at") if moments else None,
        canceled_at=moments.moment("canceled_at") if moments else None,
        livemode=fields.flag("livemode"),
    )
