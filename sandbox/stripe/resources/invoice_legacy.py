"""Invoices, lines and items as API versions before basil showed them.

Source: https://docs.stripe.com/changelog/basil and answers recorded at older
versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.render import LEGACY, drop_new
from ..core.router import Route
from ..core.store import Obj
from . import prices

if TYPE_CHECKING:
    from ..core.context import Context


def _invoice(ctx: Context, invoice: Obj, out: Obj) -> None:
    """``paid``, ``charge``, ``payment_intent``, ``subscription``, ``tax`` and so on."""
    intent = _intent(ctx, invoice)
    parent = (invoice["parent"] or {}).get("subscription_details")
    taxes = out["total_taxes"]
    out.pop("status_details")
    drop_new(ctx, out, "total_taxes", "parent", "amount_overpaid", "customer_account")
    drop_new(ctx, out, "confirmation_secret", "total_pretax_credit_amounts")
    out.update(
        application_fee_amount=None,
        charge=intent["latest_charge"] if intent else None,
        discount=None,
        paid=invoice["status"] == "paid",
        paid_out_of_band=invoice["_out_of_band"],
        payment_intent=intent["id"] if intent else None,
        quote=None,
        subscription=invoice["_subscription"],
        subscription_details={"metadata": parent["metadata"] if parent else None},
        tax=sum(tax["amount"] for tax in taxes) if taxes else None,
        total_tax_amounts=[_tax_amount(tax) for tax in taxes],
        transfer_data=None,
    )


def _intent(ctx: Context, invoice: Obj) -> Obj | None:
    """The invoice's own intent; the first attached one when that was dropped."""
    rows = ctx.where("invoice_payment", "invoice", invoice["id"])
    rows = [row for row in rows if "payment_intent" in row["payment"]]
    rows.sort(key=lambda row: (row["status"] == "canceled", not row["is_default"]))
    if not rows:
        return None
    return ctx.find("payment_intent", rows[0]["payment"]["payment_intent"])


def _tax_amount(tax: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": tax["amount"],
        "inclusive": tax["tax_behavior"] == "inclusive",
        "tax_rate": tax["tax_rate_details"]["tax_rate"],
        "taxability_reason": tax["taxability_reason"],
        "taxable_amount": tax["taxable_amount"],
    }


def _price_of(ctx: Context, pricing: dict[str, Any] | None) -> Obj | None:
    if pricing is None:
        return None
    return ctx.find("price", pricing["price_details"]["price"])


def _line(ctx: Context, line: Obj, out: Obj) -> None:
    """``price``, ``plan``, ``type``, ``proration``, ``tax_amounts``."""
    price = _price_of(ctx, line["pricing"])
    details = line["parent"]["subscription_item_details"]
    taxes = out["taxes"]
    drop_new(ctx, out, "taxes", "parent", "pricing", "pretax_credit_amounts")
    for name in ("quantity_decimal", "subtotal"):
        out.pop(name)
    rates = (ctx.find("tax_rate", rate) for rate in line["_tax_rates"])
    excluded = sum(t["amount"] for t in taxes if t["tax_behavior"] == "inclusive")
    out.update(
        amount_excluding_tax=line["amount"] - excluded,
        invoice_item=None if details else line["_item"],
        plan=prices.as_plan(price) if price and price["recurring"] else None,
        price=ctx.render(price) if price else None,
        proration=False,
        proration_details={"credited_items": None},
        subscription=details["subscription"] if details else None,
        tax_amounts=[_tax_amount(tax) for tax in taxes],
        tax_rates=[ctx.render(rate) for rate in rates if rate],
        type="subscription" if details else "invoiceitem",
        unit_amount_excluding_tax=price["unit_amount_decimal"] if price else None,
    )
    if details:
        out["subscription_item"] = details["subscription_item"]


def _item(ctx: Context, item: Obj, out: Obj) -> None:
    """``price``, ``plan``, ``unit_amount``, ``subscription``."""
    price = _price_of(ctx, item["pricing"])
    drop_new(ctx, out, "pricing", "parent", "customer_account")
    for name in ("quantity_decimal", "net_amount", "frozen_fields", "invoicing_rules"):
        out.pop(name)
    out.pop("proration_details")
    out.update(
        plan=None,
        price=ctx.render(price) if price else None,
        subscription=None,
        unit_amount=price["unit_amount"] if price else None,
        unit_amount_decimal=price["unit_amount_decimal"] if price else None,
    )


LEGACY["invoice"] = _invoice
LEGACY["line_item"] = _line
LEGACY["invoiceitem"] = _item

ROUTES: list[Route] = []
