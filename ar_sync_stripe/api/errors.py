"""Stripe's refusals as errors of the suite: what happened and what to do, in the user's words."""

import stripe

from odoo.addons.ar_sync.protocol.errors import (
    AccessLost,
    NeedsPerson,
    OutcomeUnknown,
    Permanent,
    SyncError,
    Transient,
)

KEY_REMEDY = "Make a key in Stripe's dashboard under Developers > API keys and enter it on the connection."

REVOKED_REMEDY = "What was read stays. Connect the same account again to go on where it stopped."
PLATFORM_REMEDY = "Ask who runs Odoo to put the platform's current secret key into its settings."
READ_ONLY = "This connection may only read: it was allowed with the scope read only, so nothing is sent."
READ_ONLY_REMEDY = "Disconnect, choose Read and write, and connect the same account again."


class AccountRevoked(AccessLost):
    """The account's owner, or Stripe, took our access to the account away; the platform's key is not the matter."""


class Declined(NeedsPerson):
    """The bank, or Stripe on its behalf, refused to move the money. Nothing was taken.

    :param decline_code: the bank's reason, where it gave one.
    :param advice_code: Stripe's advice (docs.stripe.com/declines/codes).
    :param payment_intent_id: the payment that was refused.
    """

    is_decline = True

    def __init__(self, message: str, code: str = "", decline_code="", advice_code="", payment_intent_id="") -> None:
        super().__init__(message, "See the decline code on the payment.", code)
        self.decline_code = decline_code
        self.advice_code = advice_code
        self.payment_intent_id = payment_intent_id

    @classmethod
    def of(cls, error: dict, payment_intent_id: str = "") -> "Declined":
        """Return the refusal that an error in an answer, or in a payment, tells of."""
        intent = error.get("payment_intent")
        return cls(
            f"The payment was declined: {error.get('message') or ''}".strip(),
            str(error.get("code") or ""),
            str(error.get("decline_code") or ""),
            str(error.get("advice_code") or ""),
            payment_intent_id or (intent.get("id", "") if isinstance(intent, dict) else ""),
        )


def translate(error: Exception, path: str, is_write: bool) -> SyncError:
    """Return the error of the suite for what the library raised while calling ``path``."""
    if isinstance(error, stripe.StripeError):
        return _translate_stripe(error, path, is_write)
    return _lost(f"Stripe could not be reached for {path}: {type(error).__name__}.", is_write)


def _lost(message: str, is_write: bool) -> SyncError:
    """After a write nobody knows whether it took effect."""
    return OutcomeUnknown(message) if is_write else Transient(message)


def _translate_stripe(error: stripe.StripeError, path: str, is_write: bool) -> SyncError:
    status, code = error.http_status, error.code or ""
    words = (error.user_message or str(error)).strip()
    if isinstance(error, stripe.APIConnectionError) or status is None:
        return _lost(f"The connection to Stripe broke while calling {path}.", is_write)
    if status in (401, 403) and _code_in_body(error) == "account_invalid":
        return AccountRevoked("Stripe no longer lets us into this account.", REVOKED_REMEDY, "key")
    if status == 401:
        return AccessLost(f"Stripe does not accept the key: {words}", KEY_REMEDY, "key")
    if status == 403:
        return AccessLost(
            f"The key may not use {path}: {words}",
            "Add the permission to the restricted key in Stripe's dashboard, then resume the connection.",
            code or "permission",
        )
    if status == 429 or code in ("rate_limit", "lock_timeout"):
        return Transient("Stripe is limiting requests.", code="rate_limit", retry_after_s=retry_after_s(error.headers))
    if status == 409:
        return Transient(f"Stripe is working on the same request: {words}", code=code)
    if status >= 500:
        return _lost(f"Stripe failed with status {status} on {path}.", is_write)
    if status == 402:
        return Declined.of({"message": words, "code": code, **_error_in_body(error)})
    return Permanent(f"Stripe refused {path}: {words}", "Correct the record, then try again.", code)


def _error_in_body(error: stripe.StripeError) -> dict:
    """Return the error in Stripe's answer: the library keeps only some of its values."""
    body = error.json_body if isinstance(error.json_body, dict) else {}
    inner = body.get("error")
    return inner if isinstance(inner, dict) else {}


def _code_in_body(error: stripe.StripeError) -> str:
    """Return the code in Stripe's answer: for 401 and 403 the library leaves it out of its error."""
    return str(_error_in_body(error).get("code") or "")


def retry_after_s(headers) -> float | None:
    """Return the ``Retry-After`` header in seconds, if there is a usable one."""
    value = (headers or {}).get("Retry-After") or (headers or {}).get("retry-after")
    try:
        return min(600.0, max(0.0, float(value)))
    except (TypeError, ValueError):
        return None
