"""What happens to a payment intent: confirmed, refused, processing, captured.

Source: https://docs.stripe.com/payments/paymentintents/lifecycle. The functions
here change intents and charges; ``payment_intents`` has the endpoints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.clock import DAY_S
from ..core.errors import StripeError, invalid, wrong_state
from ..core.hooks import fire
from ..core.scheduler import JOBS
from ..core.store import Obj
from ..ledger.balance import settlement_date
from . import charges
from .payment_methods import decline_error, materialize, test_method
from .test_methods import AUTHENTICATION_REQUIRED, Decline, TestMethod

if TYPE_CHECKING:
    from ..core.context import Context

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
#: Business days until a bank debit is known to have worked.
DEBIT_DAYS = {"us_bank_account": 4, "sepa_debit": 6}


def unexpected_state(intent: Obj, doing: str) -> StripeError:
    """The 400 for a step the intent's status does not allow."""
    return wrong_state(
        f"You cannot {doing} this PaymentIntent because it has a status of "
        f"{intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=intent,
    )


def choose_method(ctx: Context, intent: Obj, method_id: str) -> Obj:
    """Set the payment method of an intent. :raise StripeError: when it does not fit."""
    method = materialize(ctx, method_id)
    owner = method["customer"]
    if owner is not None and owner != intent["customer"]:
        if intent["customer"] is None:
            raise invalid(
                f"The PaymentMethod {method['id']} belongs to the Customer {owner}. "
                "Please include the Customer in the `customer` parameter on the "
                "PaymentIntent.",
                "payment_method",
            )
        raise invalid(
            f"The PaymentMethod {method['id']} does not belong to the Customer "
            f"{intent['customer']}.",
            "payment_method",
        )
    if intent["currency"] == "usd" or method["type"] != "us_bank_account":
        intent["payment_method"] = method["id"]
        return method
    raise invalid(
        "The currency provided is invalid for payments with us_bank_account. The "
        f"currency must be usd, not {intent['currency']}.",
        "currency",
        "payment_intent_invalid_currency",
    )


def confirm(
    ctx: Context, intent: Obj, off_session: bool, error_on_action: bool = False
) -> Obj:
    """Try to collect. :raise StripeError: 402 when the payment is refused."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(intent, "confirm")
    if intent["payment_method"] is None:
        raise wrong_state(
            "You cannot confirm this PaymentIntent because it's missing a payment "
            "method. You can either update the PaymentIntent with a payment method "
            "and then confirm it again, or confirm it again directly with a payment "
            "method or ConfirmationToken.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    method = ctx.get("payment_method", intent["payment_method"], "payment_method")
    kind = test_method(method)
    if needs_authentication(kind, method, off_session):
        if off_session:
            return refuse(ctx, intent, method, AUTHENTICATION_REQUIRED)
        return _ask(ctx, intent, method, error_on_action)
    return collect(ctx, intent, method)


def needs_authentication(kind: TestMethod, method: Obj, off_session: bool) -> bool:
    """Whether the bank wants to see the customer."""
    if kind.authenticate == "always":
        return True
    return kind.authenticate == "unless_set_up" and not (
        off_session and method["_set_up"]
    )


def _ask(ctx: Context, intent: Obj, method: Obj, error_instead: bool) -> Obj:
    """The customer has to act; nothing has been collected."""
    if error_instead:
        raise decline_error(
            AUTHENTICATION_REQUIRED, payment_intent=intent, payment_method=method
        )
    action = {
        "redirect_to_url": {
            "return_url": intent["_return_url"],
            "url": f"{ctx.engine.base_url}/pay/authenticate/{intent['id']}",
        },
        "type": "redirect_to_url",
    }
    ctx.update(intent, status="requires_action", next_action=action)
    ctx.emit("payment_intent.requires_action", intent)
    return intent


def collect(ctx: Context, intent: Obj, method: Obj) -> Obj:
    """Charge the method: at once for cards, in some days for bank debits."""
    decline = test_method(method).decline
    if method["type"] != "card":
        return _start_debit(ctx, intent, method)
    if decline is not None:
        return refuse(ctx, intent, method, decline)
    charge = charges.attempt(ctx, intent, method, "succeeded")
    intent.update(
        latest_charge=charge["id"], last_payment_error=None, next_action=None
    )
    if intent["capture_method"] == "manual":
        ctx.update(
            intent, status="requires_capture", amount_capturable=intent["amount"]
        )
        ctx.emit("payment_intent.amount_capturable_updated", intent)
        return intent
    return succeed(ctx, intent, charge["amount"])


def succeed(ctx: Context, intent: Obj, amount: int) -> Obj:
    """The money has been collected."""
    ctx.update(intent, status="succeeded", amount_received=amount, amount_capturable=0)
    _keep_method(ctx, intent)
    ctx.emit("payment_intent.succeeded", intent)
    fire("payment.succeeded", ctx, intent)
    return intent


def _keep_method(ctx: Context, intent: Obj) -> None:
    """``setup_future_usage``: the method now belongs to the customer."""
    method = ctx.find("payment_method", intent["payment_method"])
    if not intent["setup_future_usage"] or method is None:
        return
    method["_set_up"] = True
    if intent["customer"] and method["customer"] is None:
        ctx.update(method, customer=intent["customer"])
        ctx.emit("payment_method.attached", method)
    ctx.save(method)


def refuse(ctx: Context, intent: Obj, method: Obj, decline: Decline) -> Obj:
    """Record the refusal and raise it as a 402."""
    charge = charges.attempt(ctx, intent, method, "failed", decline)
    failed(ctx, intent, method, decline, charge["id"])
    raise decline_error(
        decline,
        charge=charge["id"],
        payment_intent=intent,
        payment_method=method,
    )


def failed(
    ctx: Context, intent: Obj, method: Obj, decline: Decline, charge_id: str
) -> None:
    """The intent goes back to the start, with the reason on it."""
    slug = decline.code.replace("_", "-")
    ctx.update(
        intent,
        status="requires_payment_method",
        payment_method=None,
        latest_charge=charge_id,
        next_action=None,
        last_payment_error={
            "advice_code": decline.advice,
            "charge": charge_id,
            "code": decline.code,
            "decline_code": decline.decline_code,
            "doc_url": f"https://stripe.com/docs/error-codes/{slug}",
            "message": decline.message,
            "payment_method": ctx.render(method),
            "type": "card_error",
        },
    )
    ctx.emit("payment_intent.payment_failed", intent)
    fire("payment.failed", ctx, intent)


def _start_debit(ctx: Context, intent: Obj, method: Obj) -> Obj:
    charge = charges.attempt(ctx, intent, method, "pending")
    ctx.update(
        intent,
        status="processing",
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    ctx.emit("payment_intent.processing", intent)
    fire("payment.processing", ctx, intent)
    due = settlement_date(ctx.now(), DEBIT_DAYS[method["type"]]) + DAY_S // 2
    ctx.schedule(due, "payment.settle", intent=intent["id"])
    return intent


def settle_debit(ctx: Context, intent: str) -> None:
    """The bank has answered a debit."""
    row = ctx.get("payment_intent", intent)
    if row["status"] != "processing":
        return
    charge = ctx.get("charge", row["latest_charge"])
    method = ctx.get("payment_method", charge["payment_method"])
    decline = test_method(method).decline
    if decline is None:
        charges.succeed(ctx, charge, method)
        succeed(ctx, row, charge["amount"])
        return
    charges.fail(ctx, charge, decline)
    failed(ctx, row, method, decline, charge["id"])


def complete_action(ctx: Context, intent: Obj, succeeds: bool) -> Obj:
    """The customer has authenticated, or failed to (control API)."""
    if intent["status"] != "requires_action":
        raise unexpected_state(intent, "complete the next action of")
    method = ctx.get("payment_method", intent["payment_method"])
    if succeeds:
        method["_set_up"] = True
        return collect(ctx, ctx.save(intent), ctx.save(method))
    decline = Decline(
        "payment_intent_authentication_failure",
        None,
        "The provided PaymentMethod has failed authentication.",
    )
    charge = charges.attempt(ctx, intent, method, "failed", decline)
    failed(ctx, intent, method, decline, charge["id"])
    return intent


def capture(ctx: Context, intent: Obj, amount: int | None) -> Obj:
    """Take the money of an authorised payment."""
    if intent["status"] != "requires_capture":
        raise unexpected_state(intent, "capture")
    amount = intent["amount_capturable"] if amount is None else amount
    if not 0 < amount <= intent["amount_capturable"]:
        raise invalid(
            "The capture amount must be greater than 0 and at most the capturable "
            f"amount of {intent['amount_capturable']}.",
            "amount_to_capture",
            "amount_too_large",
        )
    charge = ctx.get("charge", intent["latest_charge"])
    method = ctx.get("payment_method", charge["payment_method"])
    charges.capture(ctx, charge, method, amount)
    return succeed(ctx, intent, amount)


def cancel(ctx: Context, intent: Obj, reason: str | None) -> Obj:
    """Give up collecting."""
    if intent["status"] not in (*CONFIRMABLE, "requires_capture", "processing"):
        raise unexpected_state(intent, "cancel")
    changes: dict[str, Any] = {
        "status": "canceled",
        "canceled_at": ctx.now(),
        "cancellation_reason": reason,
        "next_action": None,
        "amount_capturable": 0,
    }
    if intent["status"] == "processing":
        charge = ctx.get("charge", intent["latest_charge"])
        charges.fail(ctx, charge, Decline("canceled", None, "The payment was canceled."))
    ctx.update(intent, **changes)
    ctx.emit("payment_intent.canceled", intent)
    fire("payment.canceled", ctx, intent)
    return intent


JOBS["payment.settle"] = settle_debit
