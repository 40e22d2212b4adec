"""Payment methods: the cards, accounts and wallets a customer can be charged by
(docs.stripe.com/api/payment_methods/object).

Only what a person recognises them by is read; Stripe sends no full number.

>>> method = read({"id": "pm_1", "object": "payment_method", "type": "sepa_debit", "created": 0,
...     "customer": "cus_1", "sepa_debit": {"last4": "3000", "country": "DE"},
...     "billing_details": {"name": "Jenny"}})
>>> method.type, method.details.last4, method.billing.name, method.customer_id
('sepa_debit', '3000', 'Jenny', 'cus_1')
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields
from .method_details import BillingDetails, MethodDetails, read_billing, read_details


@dataclass(frozen=True, slots=True)
class PaymentMethodValues:
    """A payment method; one without a customer cannot be charged again."""

    id: str
    type: str
    customer_id: str | None
    customer_account_id: str | None
    details: MethodDetails
    billing: BillingDetails
    allow_redisplay: str | None
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> PaymentMethodValues:
    """Return the values of a payment method."""
    fields = Fields.of(obj, "payment_method", notes)
    return PaymentMethodValues(
        id=fields.required_ident("id"),
        type=fields.required_text("type"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        details=read_details(fields),
        billing=read_billing(fields),
        allow_redisplay=fields.text("allow_redisplay"),
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
