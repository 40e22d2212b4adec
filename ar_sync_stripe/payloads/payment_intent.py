"""Payment intents: one sum to be collected, through as many charges as it takes
(docs.stripe.com/api/payment_intents/object).

Until 2022-11-15 the charges stood in `charges`; since then the last one is in `latest_charge`, an
id unless expanded. `charges` holds those that were sent, `latest_charge_id` the last one in
either shape. Since basil an intent does not name its invoice.

>>> new = {"id": "pi_1", "object": "payment_intent", "amount": 1000, "amount_received": 1000,
...     "currency": "eur", "created": 0, "status": "succeeded", "latest_charge": "ch_1"}
>>> charge = {"id": "ch_1", "object": "charge", "amount": 1000, "amount_captured": 1000,
...     "amount_refunded": 0, "currency": "eur", "created": 0, "status": "succeeded"}
>>> old = {**new, "charges": {"data": [charge], "has_more": False}, "invoice": "in_1"}
>>> del old["latest_charge"]
>>> read(new).latest_charge_id, read(new).charges, read(new).invoice_id
('ch_1', (), None)
>>> read(old).latest_charge_id, read(old).charges[0].id, read(old).invoice_id
('ch_1', 'ch_1', 'in_1')

The client secret is not read: who has it can complete the payment.
"""

from dataclasses import dataclass
from datetime import datetime

from . import charge
from .base import JsonObject, Note
from .charge import ChargeValues
from .connect import ConnectDetails, read_connect
from .error import StripeErrorValues, read_error
from .fields import Fields


@dataclass(frozen=True, slots=True)
class PaymentIntentValues:
    """A payment intent: it has been paid when `status` is succeeded, and may take days at
    processing.
    """

    id: str
    amount_minor: int
    amount_received_minor: int | None
    amount_capturable_minor: int | None
    currency: str
    status: str
    customer_id: str | None
    customer_account_id: str | None
    invoice_id: str | None
    latest_charge_id: str | None
    charges: tuple[ChargeValues, ...]
    payment_method_id: str | None
    payment_method_types: tuple[str, ...]
    payment_record_id: str | None
    order_reference: str | None
    description: str | None
    statement_descriptor: str | None
    receipt_email: str | None
    capture_method: str | None
    confirmation_method: str | None
    setup_future_usage: str | None
    next_action_type: str | None
    last_error: StripeErrorValues | None
    cancellation_reason: str | None
    presentment_amount_minor: int | None
    presentment_currency: str | None
    connect: ConnectDetails
    created_at: datetime
    canceled_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def _read_charges(fields: Fields) -> tuple[ChargeValues, ...]:
    latest = fields.expanded("latest_charge", charge.read)
    charges, _complete = fields.nested("charges", charge.read) or ((), True)
    return (latest,) if latest else charges


def _read_latest_charge_id(fields: Fields, charges: tuple[ChargeValues, ...]) -> str | None:
    """Return the last charge; an old list is sorted newest first, like all of Stripe's lists."""
    return fields.ident("latest_charge") or (charges[0].id if charges else None)


def read(obj: JsonObject, notes: list[Note] | None = None) -> PaymentIntentValues:
    """Return the values of a payment intent."""
    fields = Fields.of(obj, "payment_intent", notes)
    charges = _read_charges(fields)
    last_error, next_action = fields.inner("last_payment_error"), fields.inner("next_action")
    order, presentment = fields.inner("payment_details"), fields.inner("presentment_details")
    return PaymentIntentValues(
        id=fields.required_ident("id"),
        amount_minor=fields.required_integer("amount"),
        amount_received_minor=fields.expected_integer("amount_received"),
        amount_capturable_minor=fields.integer("amount_capturable"),
        currency=fields.required_currency(),
        status=fields.required_text("status"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        invoice_id=fields.ident("invoice"),
        latest_charge_id=_read_latest_charge_id(fields, charges),
        charges=charges,
        payment_method_id=fields.ident("payment_method"),
        payment_method_types=fields.texts("payment_method_types"),
        payment_record_id=fields.ident("payment_record"),
        order_reference=order.text("order_reference") if order else None,
        description=fields.text("description"),
        statement_descriptor=fields.text("statement_descriptor"),
        receipt_email=fields.text("receipt_email"),
        capture_method=fields.text("capture_method"),
        confirmation_method=fields.text("confirmation_method"),
        setup_future_usage=fields.text("setup_future_usage"),
        next_action_type=next_action.text("type") if next_action else None,
        last_error=read_error(last_error, 402) if last_error else None,
        cancellation_reason=fields.text("cancellation_reason"),
        presentment_amount_minor=presentment.integer("presentment_amount") if presentment else None,
        presentment_currency=presentment.currency("presentment_currency") if presentment else None,
        connect=read_connect(fields),
        created_at=fields.required_moment("created"),
        canceled_at=fields.moment("canceled_at"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
