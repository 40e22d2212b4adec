"""What can be done to an invoice: finalize, pay, attach, send, void, write off.

Source: https://docs.stripe.com/api/invoices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid, wrong_state
from ..core.params import Bool, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from ..core.versions import BASIL
from . import invoice_finalize, invoice_flow, invoice_payments

if TYPE_CHECKING:
    from ..core.context import Context

FINALIZE: dict[str, Rule] = {"auto_advance": Bool()}
PAY: dict[str, Rule] = {
    "mandate": Str(nullable=True),
    "off_session": Bool(),
    "paid_out_of_band": Bool(),
    "payment_method": Str(),
}
ATTACH: dict[str, Rule] = {"payment_intent": Str(), "payment_record": Str()}


def finalize(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/finalize``."""
    invoice = ctx.get("invoice", invoice_id)
    if "auto_advance" in params:
        invoice["auto_advance"] = params["auto_advance"]
    return invoice_finalize.finalize(ctx, invoice)


def pay(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/pay``; a draft is finalized first."""
    invoice = ctx.get("invoice", invoice_id)
    invoice_flow.payable(invoice)
    if invoice["status"] == "draft":
        invoice_finalize.finalize(ctx, invoice)
    if invoice["status"] == "paid":
        return invoice
    if params.get("paid_out_of_band"):
        return invoice_flow.pay_out_of_band(ctx, invoice)
    return invoice_flow.pay(
        ctx, invoice, params.get("payment_method"), params.get("off_session", True)
    )


def send(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/send``; nothing leaves this machine."""
    invoice = ctx.get("invoice", invoice_id)
    if invoice["collection_method"] != "send_invoice":
        raise invalid(
            "You can only manually send an invoice if its collection method is "
            "'send_invoice'."
        )
    if invoice["status"] == "draft":
        invoice_finalize.finalize(ctx, invoice)
    ctx.emit("invoice.sent", invoice)
    return invoice


def void(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/void``."""
    return invoice_flow.void(ctx, ctx.get("invoice", invoice_id))


def mark_uncollectible(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/mark_uncollectible``."""
    return invoice_flow.mark_uncollectible(ctx, ctx.get("invoice", invoice_id))


def attach_payment(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/attach_payment``: a payment made elsewhere.

    A payment that has already succeeded is credited at once; otherwise when it
    does.
    """
    invoice = ctx.get("invoice", invoice_id)
    if invoice["status"] not in ("open", "uncollectible"):
        raise wrong_state(
            "You can only attach a payment to an open invoice. This invoice has a "
            f"status of {invoice['status']}.",
            code="invoice_not_open",
        )
    if ("payment_intent" in params) == ("payment_record" in params):
        raise invalid(
            "You must pass exactly one of payment_intent or payment_record.",
            "payment_intent",
            "parameter_missing",
        )
    if "payment_record" in params:
        return _attach_record(ctx, invoice, params["payment_record"])
    return _attach_intent(ctx, invoice, params["payment_intent"])


def _attach_intent(ctx: Context, invoice: Obj, intent_id: str) -> Obj:
    intent = ctx.get("payment_intent", intent_id, "payment_intent")
    if intent["currency"] != invoice["currency"]:
        raise invalid(
            f"The PaymentIntent's currency ({intent['currency']}) does not match the "
            f"invoice's currency ({invoice['currency']}).",
            "payment_intent",
        )
    if intent["customer"] not in (None, invoice["customer"]):
        raise invalid(
            "The PaymentIntent belongs to another customer than the invoice.",
            "payment_intent",
        )
    rows = ctx.where("invoice_payment", "payment.payment_intent", intent_id)
    if any(row["status"] != "canceled" for row in rows):
        raise invalid(
            f"The PaymentIntent {intent_id} is already attached to an invoice.",
            "payment_intent",
        )
    payment = invoice_payments.link(
        ctx, invoice, "payment_intent", intent_id, intent["amount"], False
    )
    if intent["status"] == "succeeded":
        invoice_payments.mark_paid(ctx, payment, intent["amount_received"])
        invoice_flow.credit(ctx, invoice, intent["amount_received"])
    return invoice


def _attach_record(ctx: Context, invoice: Obj, record_id: str) -> Obj:
    record = ctx.get("payment_record", record_id, "payment_record")
    amount = record["amount_guaranteed"]["value"]
    payment = invoice_payments.link(
        ctx, invoice, "payment_record", record_id, amount, False
    )
    invoice_payments.mark_paid(ctx, payment, amount)
    invoice["_off_stripe"] += amount
    return invoice_flow.credit(ctx, invoice, amount)


WRITE = "rak_invoice_write"
_PATH = "/v1/invoices/:id"
ROUTES = [
    Route("POST", _PATH + "/finalize", finalize, FINALIZE, WRITE),
    Route("POST", _PATH + "/pay", pay, PAY, WRITE),
    Route("POST", _PATH + "/send", send, {}, WRITE),
    Route("POST", _PATH + "/void", void, {}, WRITE),
    Route("POST", _PATH + "/mark_uncollectible", mark_uncollectible, {}, WRITE),
    Route("POST", _PATH + "/attach_payment", attach_payment, ATTACH, WRITE, BASIL),
]
