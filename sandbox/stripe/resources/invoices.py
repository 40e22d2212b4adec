"""Invoices: create, change, list.

What happens to them later is in ``invoice_finalize`` and ``invoice_flow``.

Source: https://docs.stripe.com/api/invoices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.clock import DAY_S
from ..core.errors import invalid
from ..core.expand import EXPANDABLE, INCLUDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import (
    AnyHash,
    Bool,
    Currency,
    Enum,
    Hash,
    Int,
    ListOf,
    Metadata,
    Range,
    Req,
    Rule,
    Str,
    Timestamp,
)
from ..core.render import SHAPERS, render_page
from ..core.router import Route
from ..core.store import Obj
from . import coupons, customers, invoice_finalize, invoice_lines, invoice_payments, tax_ids
from .accounts import settings_of
from .common import deleted, merged_metadata, new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

COLLECTION = Enum("charge_automatically", "send_invoice")
UPDATE: dict[str, Rule] = {
    "auto_advance": Bool(),
    "automatically_finalizes_at": Timestamp(),
    "collection_method": COLLECTION,
    "custom_fields": ListOf(Hash({"name": Req(Str(40)), "value": Req(Str(140))}), 4),
    "days_until_due": Int(0),
    "default_payment_method": Str(),
    "default_tax_rates": ListOf(Str()),
    "description": Str(1500, nullable=True),
    "discounts": coupons.discounts_rule(),
    "due_date": Timestamp(),
    "effective_at": Timestamp(nullable=True),
    "footer": Str(nullable=True),
    "metadata": Metadata(),
    "number": Str(nullable=True),
    "payment_settings": AnyHash(),
    "rendering": AnyHash(),
    "statement_descriptor": Str(22),
}
CREATE: dict[str, Rule] = {
    **UPDATE,
    "currency": Currency(),
    "customer": Req(Str()),
    "pending_invoice_items_behavior": Enum("exclude", "include"),
}
LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "collection_method": COLLECTION,
    "customer": Str(),
    "due_date": Range(),
    "status": Enum("draft", "open", "paid", "uncollectible", "void"),
    "subscription": Str(),
}
NO_AUTOMATIC_TAX = {
    "disabled_reason": None,
    "enabled": False,
    "liability": None,
    "provider": None,
    "status": None,
}
NO_PAYMENT_SETTINGS = {
    "default_mandate": None,
    "payment_method_options": None,
    "payment_method_types": None,
}
PLAIN = (
    "auto_advance", "collection_method", "custom_fields", "description", "effective_at",
    "footer", "number", "statement_descriptor", "automatically_finalizes_at",
)  # fmt: skip


def _money_members() -> dict[str, Any]:
    zero = (
        "amount_due", "amount_overpaid", "amount_paid", "amount_remaining",
        "amount_shipping", "post_payment_credit_notes_amount",
        "pre_payment_credit_notes_amount", "starting_balance", "subtotal",
        "subtotal_excluding_tax", "total", "total_excluding_tax",
    )  # fmt: skip
    lists = ("total_discount_amounts", "total_pretax_credit_amounts", "total_taxes")
    return {**dict.fromkeys(zero, 0), **{name: [] for name in lists}}


def _empty_members() -> dict[str, Any]:
    names = (
        "account_tax_ids", "application", "automatically_finalizes_at",
        "confirmation_secret", "custom_fields", "customer_account",
        "default_payment_method", "default_source", "description", "due_date",
        "effective_at", "ending_balance", "footer", "from_invoice",
        "hosted_invoice_url", "invoice_pdf", "last_finalization_error",
        "latest_revision", "next_payment_attempt", "number", "on_behalf_of", "parent",
        "receipt_number", "shipping_cost", "shipping_details", "statement_descriptor",
        "status_details", "test_clock", "threshold_reason",
    )  # fmt: skip
    return dict.fromkeys(names)


def build(ctx: Context, customer: Obj, currency: str, reason: str = "manual") -> Obj:
    """A new draft, not stored."""
    now = ctx.now()
    settings = settings_of(ctx)
    transitions = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    return {
        "id": ctx.new_id("in_"),
        "object": "invoice",
        **_empty_members(),
        **_money_members(),
        "account_country": settings["country"],
        "account_name": settings["name"],
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": NO_AUTOMATIC_TAX,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "customer": customer["id"],
        **snapshot_of_customer(ctx, customer),
        "discounts": [],
        "issuer": {"account": None, "type": "self"},
        "livemode": ctx.livemode,
        "metadata": {},
        "payment_settings": NO_PAYMENT_SETTINGS,
        "period_end": now,
        "period_start": now,
        "rendering": None,
        "status": "draft",
        "status_transitions": dict.fromkeys(transitions),
        "webhooks_delivered_at": now,
        "_default_tax_rates": [],
        "_days_until_due": None,
        "_out_of_band": False,
        "_off_stripe": 0,
        "_subscription": None,
    }


def snapshot_of_customer(ctx: Context, customer: Obj) -> dict[str, Any]:
    """The customer's name and address as an invoice carries them."""
    return {
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": tax_ids.of(ctx, customer["id"]),
    }


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/invoices``."""
    customer = customers.live(ctx, params["customer"])
    currency = (
        params.get("currency")
        or customer["currency"]
        or settings_of(ctx)["default_currency"]
    )
    invoice = build(ctx, customer, currency)
    _apply(ctx, invoice, params)
    invoice["metadata"] = new_metadata(params)
    ctx.save(invoice)
    if params.get("pending_invoice_items_behavior") == "include":
        take_pending(ctx, invoice)
    invoice_lines.recalculate(ctx, invoice)
    ctx.create(invoice, "invoice.created")
    customers.use_currency(ctx, customer, currency)
    invoice_finalize.plan_advance(ctx, invoice)
    return invoice


def take_pending(ctx: Context, invoice: Obj) -> None:
    """Draw the customer's pending items of this currency in."""
    for item in ctx.where("invoiceitem", "customer", invoice["customer"]):
        if item["invoice"] is None and item["currency"] == invoice["currency"]:
            invoice_lines.from_item(ctx, invoice, item)


def _apply(ctx: Context, invoice: Obj, params: dict[str, Any]) -> None:
    """The parameters create and update have in common."""
    if "due_date" in params and "days_until_due" in params:
        raise invalid(
            "You may only specify one of these parameters: days_until_due, due_date.",
            "days_until_due",
        )
    method = params.get("collection_method", invoice["collection_method"])
    timed = {"due_date", "days_until_due"} & set(params)
    if timed and method != "send_invoice":
        raise invalid(
            "You can only set `days_until_due` or `due_date` if `collection_method` "
            "is `send_invoice`.",
            sorted(timed)[0],
        )
    invoice.update({name: params[name] for name in PLAIN if name in params})
    if "due_date" in params:
        invoice.update(due_date=params["due_date"], _days_until_due=None)
    if "days_until_due" in params:
        days = params["days_until_due"]
        due = ctx.now() + days * DAY_S
        invoice.update(due_date=due, _days_until_due=days)
    if method == "send_invoice" and invoice["due_date"] is None:
        raise invalid(
            "If invoices are being sent, you must specify `days_until_due` or "
            "`due_date`.",
            "days_until_due",
            "parameter_missing",
        )
    _apply_links(ctx, invoice, params)


def _apply_links(ctx: Context, invoice: Obj, params: dict[str, Any]) -> None:
    if "default_payment_method" in params:
        method = params["default_payment_method"]
        invoice["default_payment_method"] = ctx.get(
            "payment_method", method, "default_payment_method"
        )["id"]
    if "default_tax_rates" in params:
        invoice["_default_tax_rates"] = [
            {"id": ctx.get("tax_rate", rate, "default_tax_rates")["id"]}
            for rate in params["default_tax_rates"] or []
        ]
    if "discounts" in params:
        owner = {"invoice": invoice["id"], "customer": invoice["customer"]}
        invoice["discounts"] = coupons.redeem(
            ctx, params["discounts"], owner, "discounts"
        )
    for name in ("payment_settings", "rendering"):
        if name in params:
            invoice[name] = {**(invoice[name] or {}), **(params[name] or {})}


def retrieve(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``GET /v1/invoices/:id``."""
    return ctx.get("invoice", invoice_id)


def update(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id``: a draft freely, later only what is not printed."""
    invoice = ctx.get("invoice", invoice_id)
    before = dict(invoice)
    if invoice["status"] != "draft":
        fixed = set(params) - {"metadata", "default_payment_method", "auto_advance"}
        if fixed - {"expand"}:
            raise invalid(
                "Finalized invoices can't be updated in this way: "
                + ", ".join(sorted(fixed)),
                sorted(fixed)[0],
                "invoice_not_editable",
            )
    if "metadata" in params:
        invoice["metadata"] = merged_metadata(invoice["metadata"], params["metadata"])
    _apply(ctx, invoice, params)
    ctx.save(invoice)
    if invoice["status"] == "draft":
        invoice_lines.recalculate(ctx, invoice)
        invoice_finalize.plan_advance(ctx, invoice)
    if invoice != before:
        ctx.emit("invoice.updated", invoice, before)
    return invoice


def delete(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``DELETE /v1/invoices/:id``: drafts only."""
    invoice = ctx.get("invoice", invoice_id)
    if invoice["status"] != "draft":
        raise invalid(
            "You can only delete draft invoices. To void a finalized invoice, use "
            "the void endpoint."
        )
    for line in invoice_lines.of(ctx, invoice):
        item = ctx.find("invoiceitem", line["_item"])
        ctx.account.remove(line)
        if item:
            ctx.account.remove(item)
    ctx.emit("invoice.deleted", invoice)
    ctx.account.remove(invoice)
    return deleted(invoice)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/invoices``."""
    where = None
    for name, path in (("subscription", "_subscription"), ("customer", "customer")):
        if name in params:
            where = (path, params[name])
            break
    due = params.get("due_date") or {}

    def keep(row: Obj) -> bool:
        if due and row["due_date"] is None:
            return False
        for bound, value in due.items():
            date = row["due_date"]
            if not {
                "gt": date > value,
                "gte": date >= value,
                "lt": date < value,
                "lte": date <= value,
            }[bound]:
                return False
        names = ("status", "collection_method", "customer")
        return all(row[n] == params[n] for n in names if n in params)

    table = ctx.account.table("invoice")
    return page(table, params, "/v1/invoices", where=where, keep=keep)


def _shape(ctx: Context, invoice: Obj, out: Obj) -> None:
    out["lines"] = render_page(ctx, invoice_lines.embedded_list(ctx, invoice))
    rates = (ctx.find("tax_rate", r["id"]) for r in invoice["_default_tax_rates"])
    out["default_tax_rates"] = [ctx.render(rate) for rate in rates if rate]
    if invoice["status_transitions"]["finalized_at"]:
        page = f"{ctx.engine.base_url}/pay/invoice/{invoice['id']}"
        out["hosted_invoice_url"] = page
        out["invoice_pdf"] = page + "?pdf=1"


SHAPERS["invoice"] = _shape
INCLUDABLE["invoice", "payments"] = lambda ctx, invoice: render_page(
    ctx, invoice_payments.embedded_list(ctx, invoice)
)
INCLUDABLE["invoice", "amount_paid_off_stripe"] = lambda ctx, invoice: invoice[
    "_off_stripe"
]
INCLUDABLE["invoice", "confirmation_secret"] = invoice_finalize.confirmation_secret
EXPANDABLE["invoice"] = {
    "customer": ("customer",),
    "default_payment_method": ("payment_method",),
    "discounts": ("discount",),
    "total_discount_amounts.discount": ("discount",),
    "total_pretax_credit_amounts.discount": ("discount",),
    "parent.subscription_details.subscription": ("subscription",),
    "payment_intent": ("payment_intent",),
    "charge": ("charge",),
    "subscription": ("subscription",),
    "account_tax_ids": (),
    "application": (),
    "default_source": (),
    "from_invoice.invoice": ("invoice",),
    "latest_revision": ("invoice",),
    "on_behalf_of": (),
    "test_clock": (),
}

READ, WRITE = "rak_invoice_read", "rak_invoice_write"
ROUTES = [
    Route("POST", "/v1/invoices", create, CREATE, WRITE),
    Route("GET", "/v1/invoices", index, LIST, READ),
    Route("GET", "/v1/invoices/:id", retrieve, {}, READ),
    Route("POST", "/v1/invoices/:id", update, UPDATE, WRITE),
    Route("DELETE", "/v1/invoices/:id", delete, {}, WRITE),
]
