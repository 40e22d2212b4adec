"""Credit notes: endpoints and lists. What they do to money is in ``credit_flow``.

Source: https://docs.stripe.com/api/credit_notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST, LIST_CREATED, Page, embedded, page
from ..core.params import Enum, Hash, Int, ListOf, Metadata, Number, Req, Rule, Str, Timestamp
from ..core.render import LEGACY, SHAPERS, drop_new, render_page
from ..core.router import Route
from ..core.store import Obj
from . import credit_flow
from .common import apply
from .invoice_lines import Ordered

if TYPE_CHECKING:
    from ..core.context import Context

_TAX_AMOUNT: dict[str, Rule] = {
    "amount": Req(Int()),
    "tax_rate": Req(Str()),
    "taxable_amount": Req(Int()),
}
LINE: dict[str, Rule] = {
    "amount": Int(),
    "description": Str(),
    "invoice_line_item": Str(),
    "metadata": Metadata(),
    "quantity": Int(1),
    "tax_amounts": ListOf(Hash(_TAX_AMOUNT), 20),
    "tax_rates": ListOf(Str()),
    "type": Req(Enum("custom_line_item", "invoice_line_item")),
    "unit_amount": Int(),
    "unit_amount_decimal": Number(),
}
CREATE: dict[str, Rule] = {
    "amount": Int(1),
    "credit_amount": Int(0),
    "effective_at": Timestamp(),
    "email_type": Enum("credit_note", "none"),
    "invoice": Req(Str()),
    "lines": ListOf(Hash(LINE), 250),
    "memo": Str(),
    "metadata": Metadata(),
    "out_of_band_amount": Int(0),
    "reason": Enum(
        "duplicate", "fraudulent", "order_change", "product_unsatisfactory"
    ),
    "refund_amount": Int(0),
    "refunds": ListOf(
        Hash({"amount_refunded": Int(1), "refund": Str(), "type": Str()})
    ),
}
UPDATE: dict[str, Rule] = {"memo": Str(), "metadata": Metadata()}
LIST_OF: dict[str, Rule] = {**LIST_CREATED, "customer": Str(), "invoice": Str()}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/credit_notes``."""
    invoice = ctx.get("invoice", params["invoice"], "invoice")
    if invoice["status"] not in ("open", "paid", "uncollectible"):
        raise invalid(
            "Credit notes can only be created for finalized invoices; this invoice "
            f"has a status of {invoice['status']}.",
            "invoice",
        )
    return credit_flow.issue(ctx, invoice, params)


def lines_of(ctx: Context, note: Obj) -> list[Obj]:
    """The lines of a credit note, in order."""
    return ctx.where("credit_note_line_item", "_credit_note", note["id"])


def retrieve(ctx: Context, params: dict[str, Any], note_id: str) -> Obj:
    """``GET /v1/credit_notes/:id``."""
    return ctx.get("credit_note", note_id)


def update(ctx: Context, params: dict[str, Any], note_id: str) -> Obj:
    """``POST /v1/credit_notes/:id``."""
    note = ctx.get("credit_note", note_id)
    return apply(ctx, note, params, ("memo",), "credit_note.updated")


def void(ctx: Context, params: dict[str, Any], note_id: str) -> Obj:
    """``POST /v1/credit_notes/:id/void``: only while its invoice is open."""
    return credit_flow.void(ctx, ctx.get("credit_note", note_id))


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/credit_notes``."""
    where = None
    for name in ("invoice", "customer"):
        if name in params:
            where = (name, params[name])
            break
    table = ctx.account.table("credit_note")
    return page(table, params, "/v1/credit_notes", where=where)


def index_lines(ctx: Context, params: dict[str, Any], note_id: str) -> Page:
    """``GET /v1/credit_notes/:id/lines``, in the note's order."""
    rows = lines_of(ctx, ctx.get("credit_note", note_id))
    url = f"/v1/credit_notes/{note_id}/lines"
    return page(Ordered(rows), params, url, label="line item")  # type: ignore[arg-type]


def _shape(ctx: Context, note: Obj, out: Obj) -> None:
    lines = lines_of(ctx, note)
    url = f"/v1/credit_notes/{note['id']}/lines"
    out["lines"] = render_page(ctx, embedded(lines, url))


def _legacy(ctx: Context, note: Obj, out: Obj) -> None:
    """Before basil: one refund, ``tax_amounts``."""
    taxes, refunds = out["total_taxes"], out["refunds"]
    drop_new(ctx, out, "total_taxes", "refunds", "customer_account")
    drop_new(ctx, out, "pre_payment_amount", "post_payment_amount")
    out["refund"] = refunds[0]["refund"] if refunds else None
    out["tax_amounts"] = [
        {
            "amount": tax["amount"],
            "inclusive": tax["tax_behavior"] == "inclusive",
            "tax_rate": tax["tax_rate_details"]["tax_rate"],
            "taxability_reason": tax["taxability_reason"],
            "taxable_amount": tax["taxable_amount"],
        }
        for tax in taxes
    ]


def _shape_line(ctx: Context, line: Obj, out: Obj) -> None:
    rates = (ctx.find("tax_rate", rate) for rate in line["_tax_rates"])
    out["tax_rates"] = [ctx.render(rate) for rate in rates if rate]


SHAPERS["credit_note"] = _shape
SHAPERS["credit_note_line_item"] = _shape_line
LEGACY["credit_note"] = _legacy
EXPANDABLE["credit_note"] = {
    "customer": ("customer",),
    "customer_balance_transaction": ("customer_balance_transaction",),
    "discount_amounts.discount": ("discount",),
    "invoice": ("invoice",),
    "refund": ("refund",),
    "refunds.refund": ("refund",),
}

_PATH = "/v1/credit_notes"
READ, WRITE = "rak_credit_note_read", "rak_credit_note_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST_OF, READ),
    Route("GET", _PATH + "/:id", retrieve, {}, READ),
    Route("POST", _PATH + "/:id", update, UPDATE, WRITE),
    Route("POST", _PATH + "/:id/void", void, {}, WRITE),
    Route("GET", _PATH + "/:id/lines", index_lines, LIST, READ),
]
