"""From draft to open: by hand, or by itself an hour later.

Source: https://docs.stripe.com/invoicing/integration/automatic-advancement-collection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.errors import StripeError, wrong_state
from ..core.scheduler import JOBS
from ..core.store import Obj
from . import customer_balance, invoice_flow, invoice_payments, payment_intents
from .accounts import settings_of

if TYPE_CHECKING:
    from ..core.context import Context

#: How long an automatic draft waits before it is finalized.
DRAFT_WAIT_S = 3600
#: Days after a failed automatic attempt at which it is tried again.
RETRY_DAYS = (3, 5, 7)


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
        status_transitions=invoice_flow.moment(invoice, "finalized_at", now),
    )
    _apply_credit(ctx, invoice, customer)
    ctx.save(invoice)
    ctx.emit("invoice.finalized", invoice)
    ctx.emit("invoice.updated", invoice, before)
    if invoice["amount_due"] == 0:
        return invoice_flow.settle(ctx, invoice)
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


# -- by itself -----------------------------------------------------------------


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
        invoice_flow.pay(ctx, row, None, off_session=True)
    except StripeError:
        tries = row["attempt_count"]
        if tries <= len(RETRY_DAYS) and tries > 0:
            moment = ctx.now() + RETRY_DAYS[tries - 1] * 86_400
            ctx.update(row, "invoice.updated", next_payment_attempt=moment)
            ctx.schedule(moment, "invoice.collect", invoice=invoice)
        else:
            ctx.update(row, "invoice.updated", next_payment_attempt=None)


JOBS.update(
    {
        "invoice.advance": advance,
        "invoice.collect": collect,
        "invoice.overdue": overdue,
    }
)
