"""Invoice payments: which payment paid how much of which invoice.

Source: https://docs.stripe.com/api/invoice-payment. They exist since basil.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, embedded, page
from ..core.params import Enum, Hash, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from ..core.versions import BASIL

if TYPE_CHECKING:
    from ..core.context import Context

LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "invoice": Str(),
    "payment": Hash(
        {
            "payment_intent": Str(),
            "payment_record": Str(),
            "type": Req(Enum("payment_intent", "payment_record")),
        }
    ),
    "status": Enum("open", "paid", "canceled"),
}


def link(
    ctx: Context, invoice: Obj, kind: str, payment_id: str, amount: int, default: bool
) -> Obj:
    """Tie a payment to an invoice; nothing has been paid by that."""
    payment: Obj = {
        "id": ctx.new_id("inpay_"),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": amount,
        "created": ctx.now(),
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": default,
        "livemode": ctx.livemode,
        "payment": {kind: payment_id, "type": kind},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    return ctx.create(payment)


def mark_paid(ctx: Context, payment: Obj, amount: int) -> None:
    """The payment has come through."""
    moments = {**payment["status_transitions"], "paid_at": ctx.now()}
    ctx.update(payment, status="paid", amount_paid=amount, status_transitions=moments)
    ctx.emit("invoice_payment.paid", payment)


def cancel(ctx: Context, payment: Obj) -> None:
    """The payment will not come."""
    moments = {**payment["status_transitions"], "canceled_at": ctx.now()}
    ctx.update(payment, status="canceled", status_transitions=moments)


def detach(ctx: Context, payment: Obj) -> Obj:
    """Somebody takes a payment off its invoice: the invoice owes the amount again, the money stays with the customer.

    The dashboard does so; the API has no call for it. A paid invoice keeps its payments.
    """
    invoice = ctx.get("invoice", payment["invoice"])
    if payment["status"] != "paid" or invoice["status"] != "open":
        raise invalid("Only a payment of an invoice that is still open can be detached.")
    before = dict(invoice)
    amount = payment["amount_paid"]
    cancel(ctx, payment)
    ctx.update(
        invoice, amount_paid=invoice["amount_paid"] - amount, amount_remaining=invoice["amount_remaining"] + amount
    )
    ctx.emit("invoice_payment.detached", payment)
    ctx.emit("invoice.updated", invoice, before)
    return payment


def of(ctx: Context, invoice: Obj) -> list[Obj]:
    """All payments of an invoice, oldest first."""
    return ctx.where("invoice_payment", "invoice", invoice["id"])


def default_of(ctx: Context, invoice: Obj) -> Obj | None:
    """The payment Stripe made for the invoice itself, if it is still open."""
    for payment in of(ctx, invoice):
        if payment["is_default"] and payment["status"] == "open":
            return payment
    return None


def embedded_list(ctx: Context, invoice: Obj) -> Page:
    """``invoice.payments``, when asked for."""
    page_ = embedded(of(ctx, invoice)[::-1], "/v1/invoice_payments")
    page_.total_count = None
    return page_


def retrieve(ctx: Context, params: dict[str, Any], payment_id: str) -> Obj:
    """``GET /v1/invoice_payments/:id``."""
    return ctx.get("invoice_payment", payment_id)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/invoice_payments``, by invoice or by payment."""
    where = ("invoice", params["invoice"]) if "invoice" in params else None
    wanted = params.get("payment")
    if wanted is not None:
        kind = wanted["type"]
        if kind not in wanted:
            raise invalid(
                f"You must pass payment[{kind}] when payment[type] is {kind}.",
                f"payment[{kind}]",
                "parameter_missing",
            )
        where = where or (f"payment.{kind}", wanted[kind])

    def keep(row: Obj) -> bool:
        if wanted is not None and row["payment"].get(wanted["type"]) != wanted.get(
            wanted["type"]
        ):
            return False
        return params.get("status") in (None, row["status"])

    table = ctx.account.table("invoice_payment")
    return page(table, params, "/v1/invoice_payments", where=where, keep=keep)


EXPANDABLE["invoice_payment"] = {
    "invoice": ("invoice",),
    "payment.charge": ("charge",),
    "payment.payment_intent": ("payment_intent",),
    "payment.payment_record": ("payment_record",),
}

READ = "rak_invoice_read"
ROUTES = [
    Route("GET", "/v1/invoice_payments", index, LIST, READ, BASIL),
    Route("GET", "/v1/invoice_payments/:id", retrieve, {}, READ, BASIL),
]
