"""The life of an invoice from open to paid, void or uncollectible.

Source: https://docs.stripe.com/invoicing/overview#status-transitions. The functions
here change invoices; ``invoice_actions`` has the endpoints, ``invoice_finalize``
what happens before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import StripeError, invalid, wrong_state
from ..core.hooks import fire, on
from ..core.store import Obj
from . import customer_balance, invoice_payments, payment_flow

if TYPE_CHECKING:
    from ..core.context import Context

def moment(invoice: Obj, name: str, now: int) -> dict[str, Any]:
    """``status_transitions`` with one more moment."""
    return {**invoice["status_transitions"], name: now}


# -- payment ------------------------------------------------------------------


def payable(invoice: Obj) -> None:
    """:raise StripeError: unless the invoice can still be paid."""
    if invoice["status"] == "paid":
        raise wrong_state("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] == "void":
        raise wrong_state("Invoice is void and cannot be paid.", code="invoice_not_open")


def pay(
    ctx: Context,
    invoice: Obj,
    method_id: str | None,
    off_session: bool = True,
    authenticated: bool = False,
) -> Obj:
    """Collect what remains. :raise StripeError: 402 if refused.

    :param authenticated: the customer is present and the bank is content.
    """
    payable(invoice)
    chosen = method_id or _saved_method(ctx, invoice)
    intent = _intent_to_confirm(ctx, invoice)
    method = payment_flow.choose_method(ctx, intent, chosen)
    if method["type"] not in intent["payment_method_types"]:
        types = [*intent["payment_method_types"], method["type"]]
        intent["payment_method_types"] = types
    attempts = invoice["attempt_count"] + 1
    ctx.update(invoice, attempt_count=attempts, attempted=True)
    if authenticated:
        payment_flow.collect(ctx, intent, method)
        return invoice
    payment_flow.confirm(ctx, intent, off_session)
    if intent["status"] == "requires_action":
        raise StripeError(
            402,
            "Payment for this invoice requires additional user action before it can "
            "be completed successfully.",
            type="card_error",
            code="invoice_payment_intent_requires_action",
            payment_intent=intent,
        )
    return invoice


def _intent_to_confirm(ctx: Context, invoice: Obj) -> Obj:
    payment = invoice_payments.default_of(ctx, invoice)
    if payment is None:
        raise wrong_state("This invoice has no open payment to confirm.")
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    if intent["status"] == "processing":
        raise wrong_state(
            "A payment for this invoice is already processing.",
            code="invoice_payment_intent_requires_action",
        )
    return intent


def _saved_method(ctx: Context, invoice: Obj) -> str:
    customer = ctx.get("customer", invoice["customer"])
    candidates = [invoice["default_payment_method"]]
    if invoice["_subscription"]:
        subscription = ctx.get("subscription", invoice["_subscription"])
        candidates.append(subscription["default_payment_method"])
    if not customer.get("deleted"):
        candidates.append(customer["invoice_settings"]["default_payment_method"])
    for method_id in candidates:
        if method_id:
            return str(method_id)
    raise invalid(
        "This customer has no attached payment source or default payment method. "
        "Please consider adding a default payment method.",
        code="resource_missing",
    )


def pay_out_of_band(ctx: Context, invoice: Obj) -> Obj:
    """Paid elsewhere: nothing is collected here."""
    payable(invoice)
    _drop_default_payment(ctx, invoice)
    invoice["_out_of_band"] = True
    invoice["_off_stripe"] += invoice["amount_remaining"]
    return credit(ctx, invoice, invoice["amount_remaining"])


def credit(ctx: Context, invoice: Obj, amount: int) -> Obj:
    """*amount* has been paid; more than what remained becomes customer credit."""
    before = dict(invoice)
    applied = min(amount, invoice["amount_remaining"])
    excess = amount - applied
    invoice.update(
        amount_paid=invoice["amount_paid"] + applied,
        amount_remaining=invoice["amount_remaining"] - applied,
        amount_overpaid=invoice["amount_overpaid"] + excess,
        attempted=True,
    )
    if excess:
        customer = ctx.get("customer", invoice["customer"])
        customer_balance.change(
            ctx,
            customer,
            invoice["currency"],
            -excess,
            "invoice_overpaid",
            invoice=invoice["id"],
            description="Overpayment",
        )
        ctx.emit("invoice.overpaid", invoice)
    ctx.save(invoice)
    if invoice["amount_remaining"] == 0 and invoice["status"] in ("open", "uncollectible"):
        return settle(ctx, invoice, before)
    ctx.emit("invoice.updated", invoice, before)
    resize_default_payment(ctx, invoice)
    return invoice


def resize_default_payment(ctx: Context, invoice: Obj) -> None:
    """The payment Stripe made for the invoice asks for what remains, and no more."""
    payment = invoice_payments.default_of(ctx, invoice)
    amount = invoice["amount_remaining"]
    if payment is None or amount <= 0:
        return
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    if intent["status"] in payment_flow.CONFIRMABLE:
        ctx.update(intent, amount=amount)
        ctx.update(payment, amount_requested=amount)


def settle(ctx: Context, invoice: Obj, before: Obj | None = None) -> Obj:
    """Nothing remains: the invoice is paid."""
    before = before or dict(invoice)
    ctx.update(
        invoice,
        status="paid",
        attempted=True,
        auto_advance=False,
        next_payment_attempt=None,
        status_transitions=moment(invoice, "paid_at", ctx.now()),
    )
    _drop_default_payment(ctx, invoice)
    ctx.emit("invoice.updated", invoice, before)
    ctx.emit("invoice.paid", invoice)
    ctx.emit("invoice.payment_succeeded", invoice)
    fire("invoice.paid", ctx, invoice)
    return invoice


def _drop_default_payment(ctx: Context, invoice: Obj) -> None:
    payment = invoice_payments.default_of(ctx, invoice)
    if payment is None:
        return
    invoice_payments.cancel(ctx, payment)
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    if intent["status"] in payment_flow.CONFIRMABLE:
        payment_flow.cancel(ctx, intent, "void_invoice")


@on("payment.succeeded")
def _payment_succeeded(ctx: Context, intent: Obj) -> None:
    rows = ctx.where("invoice_payment", "payment.payment_intent", intent["id"])
    for payment in rows:
        if payment["status"] == "open":
            invoice = ctx.get("invoice", payment["invoice"])
            invoice_payments.mark_paid(ctx, payment, intent["amount_received"])
            credit(ctx, invoice, intent["amount_received"])


@on("payment.failed")
def _payment_failed(ctx: Context, intent: Obj) -> None:
    rows = ctx.where("invoice_payment", "payment.payment_intent", intent["id"])
    for payment in rows:
        invoice = ctx.get("invoice", payment["invoice"])
        if payment["is_default"] and invoice["status"] == "open":
            ctx.emit("invoice.payment_failed", invoice)
            fire("invoice.payment_failed", ctx, invoice)


# -- the other ends ---------------------------------------------------------------


def void(ctx: Context, invoice: Obj) -> Obj:
    """Declare the invoice never issued."""
    if invoice["status"] not in ("open", "uncollectible"):
        raise wrong_state(
            "You can only void an open or uncollectible invoice. This invoice has a "
            f"status of {invoice['status']}.",
            code="invoice_not_open",
        )
    _drop_default_payment(ctx, invoice)
    _unapply_credit(ctx, invoice)
    return _end(ctx, invoice, "void", "voided_at", "invoice.voided")


def _unapply_credit(ctx: Context, invoice: Obj) -> None:
    """Credit that the invoice took up goes back to the customer."""
    used = (invoice["ending_balance"] or 0) - (invoice["starting_balance"] or 0)
    if used > 0:
        customer = ctx.get("customer", invoice["customer"])
        customer_balance.change(
            ctx, customer, invoice["currency"], -used, "unapplied_from_invoice", invoice=invoice["id"]
        )


def mark_uncollectible(ctx: Context, invoice: Obj) -> Obj:
    """Give the invoice up; it can still be paid or voided."""
    if invoice["status"] != "open":
        raise wrong_state(
            "You can only mark an open invoice as uncollectible. This invoice has a "
            f"status of {invoice['status']}.",
            code="invoice_not_open",
        )
    event = "invoice.marked_uncollectible"
    return _end(ctx, invoice, "uncollectible", "marked_uncollectible_at", event)


def _end(ctx: Context, invoice: Obj, status: str, stamp: str, event: str) -> Obj:
    transitions = moment(invoice, stamp, ctx.now())
    ctx.update(
        invoice,
        "invoice.updated",
        status=status,
        auto_advance=False,
        next_payment_attempt=None,
        status_transitions=transitions,
    )
    ctx.emit(event, invoice)
    return invoice
