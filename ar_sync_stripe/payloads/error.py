"""Stripe's errors, as a response body or inside an object, and what to do about them
(docs.stripe.com/api/errors).

The class follows from the HTTP status, the type and the code, and is one of three: *transient*
(send the same again later), *permanent* (the request is wrong: fix the data) and *needs_person*
(the key, the account or the payer has to do something).

>>> def respond(status, **error):
...     return read({"error": error}, status)
>>> respond(402, type="card_error", code="card_declined",
...     decline_code="insufficient_funds").error_class
'needs_person'
>>> respond(429, type="invalid_request_error",
...     code="rate_limit").error_class, respond(503).error_class
('transient', 'transient')
>>> respond(400, type="invalid_request_error", code="resource_missing",
...     param="customer").error_class
'permanent'
>>> respond(429, type="invalid_request_error", code="lock_timeout").code, respond(401).error_class
('lock_timeout', 'needs_person')
>>> read({"error": "invalid_grant", "error_description": "Code expired"}, 400).code
'invalid_grant'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .base import JsonObject, Note
from .fields import Fields

TRANSIENT = "transient"
PERMANENT = "permanent"
NEEDS_PERSON = "needs_person"

# Codes first: 429 is also a locked object, 409 also an idempotency key in use
# (docs.stripe.com/error-codes, docs.stripe.com/rate-limits).
BY_CODE: Mapping[str, str] = MappingProxyType(
    {
        "rate_limit": TRANSIENT,
        "lock_timeout": TRANSIENT,
        "idempotency_key_in_use": TRANSIENT,
        "authentication_required": NEEDS_PERSON,
        "card_declined": NEEDS_PERSON,
        "expired_card": NEEDS_PERSON,
        "payment_intent_mandate_invalid": NEEDS_PERSON,
        "debit_not_authorized": NEEDS_PERSON,
        "balance_insufficient": NEEDS_PERSON,
    }
)
BY_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "api_error": TRANSIENT,
        "card_error": NEEDS_PERSON,
        "authentication_error": NEEDS_PERSON,
        "idempotency_error": PERMANENT,
        "rate_limit_error": TRANSIENT,
    }
)
BY_STATUS: Mapping[int, str] = MappingProxyType(
    {
        401: NEEDS_PERSON,
        402: NEEDS_PERSON,
        403: NEEDS_PERSON,
        409: TRANSIENT,
        424: TRANSIENT,
        429: TRANSIENT,
    }
)


@dataclass(frozen=True, slots=True)
class StripeErrorValues:
    """An error of Stripe: `error_class` says what to do, `code` and `decline_code` why, `param`
    which field is wrong.

    `advice_code` is the issuer's word on trying again
    (docs.stripe.com/declines/codes#retrying-issuer-declines).
    """

    error_class: str
    type: str | None
    code: str | None
    decline_code: str | None
    advice_code: str | None
    network_decline_code: str | None
    message: str | None
    param: str | None
    charge_id: str | None
    payment_intent_id: str | None
    payment_intent_status: str | None
    payment_method_id: str | None
    setup_intent_id: str | None
    doc_url: str | None
    request_log_url: str | None
    status: int | None


def classify(status: int | None, error_type: str | None, code: str | None) -> str:
    """Return what to do about an error: `transient`, `permanent` or `needs_person`."""
    for found in (
        BY_CODE.get(code or ""),
        BY_TYPE.get(error_type or ""),
        BY_STATUS.get(status or 0),
    ):
        if found is not None:
            return found
    return TRANSIENT if status is not None and status >= 500 else PERMANENT


def read_error(fields: Fields, status: int | None = None) -> StripeErrorValues:
    """Return the values of an error object (`error`, `last_payment_error`,
    `last_finalization_error`).
    """
    intent = fields.inner("payment_intent")
    error_type, code = fields.text("type"), fields.text("code")
    return StripeErrorValues(
        error_class=classify(status, error_type, code),
        type=error_type,
        code=code,
        decline_code=fields.text("decline_code"),
        advice_code=fields.text("advice_code"),
        network_decline_code=fields.text("network_decline_code"),
        message=fields.text("message"),
        param=fields.text("param"),
        charge_id=fields.ident("charge"),
        payment_intent_id=fields.ident("payment_intent"),
        payment_intent_status=intent.text("status") if intent else None,
        payment_method_id=fields.ident("payment_method"),
        setup_intent_id=fields.ident("setup_intent"),
        doc_url=fields.text("doc_url"),
        request_log_url=fields.text("request_log_url"),
        status=status,
    )


def read(obj: JsonObject, status: int, notes: list[Note] | None = None) -> StripeErrorValues:
    """Return the values of an error response.

    A body without an `error` object still is an error: a proxy's page or the plain words of OAuth
    (docs.stripe.com/connect/oauth-reference).
    """
    fields = Fields(obj, "error", notes)
    inner = fields.inner("error")
    if inner is not None:
        return read_error(inner, status)
    plain = {
        "code": fields.text("error"),
        "message": fields.text("error_description"),
        "type": None,
    }
    return read_error(Fields(plain, "error", notes), status)
