"""Setup intents: saving a way to pay for later, without a payment
(docs.stripe.com/api/setup_intents/object).

>>> intent = read({"id": "seti_1", "object": "setup_intent", "status": "succeeded", "created": 0,
...     "customer": "cus_1", "payment_method": {"id": "pm_1", "object": "payment_method"},
...     "usage": "off_session"})
>>> intent.status, intent.payment_method_id, intent.usage, intent.error_code
('succeeded', 'pm_1', 'off_session', None)
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class SetupIntentValues:
    """A setup intent, and what went wrong with its last attempt."""

    id: str
    status: str
    customer_id: str | None
    customer_account_id: str | None
    payment_method_id: str | None
    method_types: tuple[str, ...]
    mandate_id: str | None
    usage: str | None
    description: str | None
    cancellation_reason: str | None
    error_code: str | None
    error_message: str | None
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> SetupIntentValues:
    """Return the values of a setup intent."""
    fields = Fields.of(obj, "setup_intent", notes)
    error = fields.inner("last_setup_error")
    return SetupIntentValues(
        id=fields.required_ident("id"),
        status=fields.required_text("status"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        payment_method_id=fields.ident("payment_method"),
        method_types=fields.texts("payment_method_types"),
        mandate_id=fields.ident("mandate"),
        usage=fields.text("usage"),
        description=fields.text("description"),
        cancellation_reason=fields.text("cancellation_reason"),
        error_code=(error.text("decline_code") or error.text("code")) if error else None,
        error_message=error.text("message") if error else None,
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
