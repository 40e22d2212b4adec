"""The life of an invoice: draft, open, paid, void, uncollectible.

Source: https://docs.stripe.com/invoicing/overview#status-transitions. The functions
here change invoices; ``invoice_actions`` has the endpoints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import StripeError, invalid, wrong_state
from ..core.hooks import fire, on
from ..core.scheduler import JOBS
from ..core.store import Obj
from . import customer_balance, invoice_payments, payment_flow, payment_intents
from .accounts import settings_of

if TYPE_CHECKING:
    from ..core.context import Context

#: How long an automatic draft waits before it is finalized.
DRAFT_WAIT_S = 3600
#: Days after a failed automatic attempt at which it is tried again.
RETRY_DAYS = (3, 5, 7)


def _moment(invoice: Obj, name: str, now: int) -> dict[str, Any]:
    return {**invoice["status_transitions"], name: now}


def plan_advance(ctx: Context, invoice: Obj) -> None:
    """``auto_advance``: finalize by itself, an hour from now or when asked for."""
    if not invoice["auto_advance"] or invoice["status"] != "draft":
        return
    moment = invoice["automatically_finalizes_at"] or ctx.now() + DRAFT_WAIT_S
    invoice["automatically_finalizes_at"] = moment
    ctx.save(invoice)
    ctx.schedule(moment, "invoice.advance", invoice=invoice["id"])


def advance(ctx: Context, invoice: str) -> None:
    """Finalize an automatic draft and try to collect."""
    row = ctx.find("invoice", invoice)
    if row is None or row["status"] != "draft" or not row["auto_advance"]:
        return
    if row["automatically_finalizes_at"] > ctx.now():
        return
    finalize(ctx, row)
    if row["collection_method"] == "charge_automatically":
        collect(ctx, row["id"])
    elif row["status"] == "open":
        ctx.emit("invoice.sent", row)


def collect(ctx: Context, invoice: str) -> None:
    """One automatic attempt; a failure plans the next one."""
    row = ctx.get("invoice", invoice)
    if row["status"] != "open" or not row["auto_advance"]:
        return
    try:
        pay(ctx, row, None, off_session=True)
    except StripeError:
        tries = row["attempt_count"]
        if tries <= len(RETRY_DAYS) and tries > 0:
            moment = ctx.now() + RETRY_DAYS[tries - 1] * 86_400
            ctx.update(row, "invoice.updated", next_payment_attempt=moment)
            ctx.schedule(moment, "invoice.collect", invoice=invoice)
        else:
            ctx.update(row, "invoice.updated", next_payment_attempt=None)


# -- finalization -------------------------------------------------------------


def finalize(ctx: Context, invoice: Obj) -> Obj:
    """Number the invoice, apply credit, and make the payment that is to pay it."""
    if invoice["status"] != "draft":
        raise wrong_state(
            f"This invoice is already finalized, it has a status of "
            f"{invoice['status']}.",
            code="invoice_not_editable",
        )
    if not ctx.where("line_item", "invoice", invoice["id"]):
        raise wrong_state(
            "You can't finalize an invoice that has no line items.",
            code="invoice_no_customer_line_items",
        )
    now = ctx.now()
    customer = ctx.get("customer", invoice["customer"])
    before = dict(invoice)
    invoice.update(
        number=invoice["number"] or _number(ctx, customer),
        status="open",
        effective_at=invoice["effective_at"] or now,
        automatically_finalizes_at=None,
        status_transitions=_moment(invoice, "finalized_at", now),
    )
    _apply_credit(ctx, invoice, customer)
    ctx.save(invoice)
    ctx.emit("invoice.finalized", invoice)
    ctx.emit("invoice.updated", invoice, before)
    if invoice["amount_due"] == 0:
        return settle(ctx, invoice)
    _make_default_payment(ctx, invoice)
    if invoice["due_date"]:
        ctx.schedule(invoice["due_date"], "invoice.overdue", invoice=invoice["id"])
    return invoice


def _number(ctx: Context, customer: Obj) -> str:
    """The next number, of the customer's or of the account's sequence."""
    settings = settings_of(ctx)
    if settings["invoice_numbering"] == "customer":
        sequence = customer["next_invoice_sequence"]
        ctx.update(customer, "customer.updated", next_invoice_sequence=sequence + 1)
        return f"{customer['invoice_prefix']}-{sequence:04d}"
    sequence = settings.get("next_invoice_number", 1)
    ctx.update(settings, next_invoice_number=sequence + 1)
    return f"{settings['invoice_numbering']}-{sequence:04d}"


def _apply_credit(ctx: Context, invoice: Obj, customer: Obj) -> None:
    """The customer's balance reduces (or a negative total raises) what is due."""
    start = customer_balance.of(customer, invoice["currency"])
    total = invoice["total"]
    if total < 0:
        used = total
    else:
        used = -max(-total, start) if start < 0 else 0
    if used:
        kind = "applied_to_invoice" if used > 0 else "adjustment"
        customer_balance.change(
            ctx, customer, invoice["currency"], used, kind, invoice=invoice["id"]
        )
    due = max(total - max(used, 0), 0)
    invoice.update(
        starting_balance=start if used else 0,
        ending_balance=start + used if used else 0,
        amount_due=due,
        amount_remaining=due,
    )


def _make_default_payment(ctx: Context, invoice: Obj) -> None:
    amount = invoice["amount_due"]
    intent = payment_intents.build(
        ctx, amount, invoice["currency"], invoice["customer"]
    )
    intent["description"] = (
        "Payment for Invoice" if not invoice["_subscription"] else "Subscription update"
    )
    intent["payment_details"] = {
        "customer_reference": None,
        "order_reference": invoice["id"][:25],
    }
    ctx.create(intent, "payment_intent.created")
    invoice_payments.link(ctx, invoice, "payment_intent", intent["id"], amount, True)


def confirmation_secret(ctx: Context, invoice: Obj) -> dict[str, str] | None:
    """The secret a browser needs to pay the invoice."""
    payment = invoice_payments.default_of(ctx, invoice)
    if payment is None:
        return None
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    return {"client_secret": intent["client_secret"], "type": "payment_intent"}


def overdue(ctx: Context, invoice: str) -> None:
    """Announce an invoice that is past its due date."""
    row = ctx.find("invoice", invoice)
    if row is not None and row["status"] == "open" and row["due_date"] <= ctx.now():
        ctx.emit("invoice.overdue", row)


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
    payment = invoice_payments.default_of(ctx, invoice)
    if payment is None:
        raise wrong_state("This invoice has no open payment to confirm.")
    chosen = method_id or _saved_method(ctx, invoice)
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    if intent["status"] == "processing":
        raise wrong_state(
            "A payment for this invoice is already processing.",
            code="invoice_payment_intent_requires_action",
        )
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
            "applied_to_invoice",
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
        status_transitions=_moment(invoice, "paid_at", ctx.now()),
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
    return _end(ctx, invoice, "void", "voided_at", "invoice.voided")


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


def _end(ctx: Context, invoice: Obj, status: str, moment: str, event: str) -> Obj:
    transitions = _moment(invoice, moment, ctx.now())
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


JOBS.update(
    {
        "invoice.advance": advance,
        "invoice.collect": collect,
        "invoice.overdue": overdue,
    }
)
