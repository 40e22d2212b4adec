"""Lines of an invoice, and the totals that follow from them.

Sources: https://docs.stripe.com/api/invoice-line-item,
https://docs.stripe.com/api/invoices/add_lines.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..billing import totals
from ..core.errors import invalid, wrong_state
from ..core.expand import EXPANDABLE
from ..core.listing import LIST, Page, embedded, page
from ..core.params import (
    Bool,
    Hash,
    Int,
    ListOf,
    Metadata,
    Number,
    Req,
    Rule,
    Str,
    Timestamp,
)
from ..core.router import Route
from ..core.store import Obj
from . import coupons, customers, invoice_items
from .common import merged_metadata

if TYPE_CHECKING:
    from ..core.context import Context

_RATE_DATA: dict[str, Rule] = {
    "country": Str(2),
    "description": Str(),
    "display_name": Req(Str(50)),
    "inclusive": Req(Bool()),
    "jurisdiction": Str(50),
    "percentage": Req(Number(4)),
    "state": Str(),
    "tax_type": Str(),
}
_PRODUCT_DATA = Hash({"name": Req(Str()), "description": Str(), "metadata": Metadata()})
TAX_AMOUNT: dict[str, Rule] = {
    "amount": Req(Int()),
    "tax_rate_data": Req(Hash(_RATE_DATA)),
    "taxability_reason": Str(),
    "taxable_amount": Req(Int()),
}
LINE: dict[str, Rule] = {
    "amount": Int(),
    "description": Str(nullable=True),
    "discountable": Bool(),
    "discounts": coupons.discounts_rule(),
    "metadata": Metadata(),
    "period": Hash({"end": Req(Timestamp()), "start": Req(Timestamp())}),
    "price_data": Hash({**invoice_items.PRICE_DATA, "product_data": _PRODUCT_DATA}),
    "pricing": Hash({"price": Str()}),
    "quantity": Int(0),
    "quantity_decimal": Number(12),
    "tax_amounts": ListOf(Hash(TAX_AMOUNT), 20),
    "tax_rates": ListOf(Str()),
}
ADD: dict[str, Rule] = {
    "invoice_metadata": Metadata(),
    "lines": Req(ListOf(Hash({**LINE, "invoice_item": Str()}), 250, nullable=False)),
}
UPDATE: dict[str, Rule] = {
    "invoice_metadata": Metadata(),
    "lines": Req(ListOf(Hash({**LINE, "id": Req(Str())}), 250, nullable=False)),
}
REMOVE: dict[str, Rule] = {
    "invoice_metadata": Metadata(),
    "lines": Req(
        ListOf(Hash({"behavior": Req(Str()), "id": Req(Str())}), 250, nullable=False)
    ),
}


def of(ctx: Context, invoice: Obj) -> list[Obj]:
    """All lines of an invoice, in order."""
    return ctx.where("line_item", "invoice", invoice["id"])


def embedded_list(ctx: Context, invoice: Obj) -> Page:
    """The first ten lines, as every invoice carries them."""
    return embedded(of(ctx, invoice), f"/v1/invoices/{invoice['id']}/lines")


def from_item(ctx: Context, invoice: Obj, item: Obj) -> Obj:
    """The line an invoice item becomes."""
    line = {
        "id": ctx.new_id("il_"),
        "object": "line_item",
        "amount": item["amount"],
        "currency": item["currency"],
        "description": item["description"],
        "discount_amounts": [],
        "discountable": item["discountable"],
        "discounts": item["discounts"],
        "invoice": invoice["id"],
        "livemode": ctx.livemode,
        "metadata": item["metadata"],
        "parent": _parent(item),
        "period": item["period"],
        "pretax_credit_amounts": [],
        "pricing": item["pricing"],
        "quantity": item["quantity"],
        "quantity_decimal": item["quantity_decimal"],
        "subscription": (item["_line_parent"] or {}).get("subscription"),
        "subtotal": item["amount"],
        "taxes": [],
        "_item": item["id"],
        "_tax_rates": item["_tax_rates"],
        "_tax_amounts": item["_tax_amounts"],
    }
    if item["invoice"] != invoice["id"]:
        ctx.update(item, invoice=invoice["id"])
    return ctx.create(line)


def _parent(item: Obj) -> dict[str, Any]:
    details = item["_line_parent"]
    if details is not None:
        return {
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        }
    return {
        "invoice_item_details": {
            "invoice_item": item["id"],
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": None,
        },
        "subscription_item_details": None,
        "type": "invoice_item_details",
    }


# -- totals -------------------------------------------------------------------


def recalculate(ctx: Context, invoice: Obj) -> None:
    """Work the totals of a draft out again after any change."""
    lines = of(ctx, invoice)
    exempt = _exemption(ctx, invoice)
    defaults = [rate["id"] for rate in invoice["_default_tax_rates"]]
    result = totals.compute(
        [_line_input(ctx, line, defaults, exempt) for line in lines],
        tuple(_discount(ctx, d) for d in invoice["discounts"]),
    )
    for line, worked in zip(lines, result.lines, strict=False):
        _store_line(ctx, line, worked)
    total = result.total
    ctx.update(
        invoice,
        subtotal=result.subtotal,
        subtotal_excluding_tax=result.subtotal_excluding_tax,
        total=total,
        total_excluding_tax=result.total_excluding_tax,
        total_discount_amounts=_amounts(result.discounts),
        total_pretax_credit_amounts=_pretax(result.discounts),
        total_taxes=[_tax_member(tax) for tax in result.taxes],
        amount_due=max(total, 0),
        amount_remaining=max(total, 0),
    )


def _exemption(ctx: Context, invoice: Obj) -> str | None:
    reasons = {"exempt": "customer_exempt", "reverse": "reverse_charge"}
    return reasons.get(invoice["customer_tax_exempt"] or "none")


def _line_input(
    ctx: Context, line: Obj, defaults: list[str], exempt: str | None
) -> totals.Line:
    rates = line["_tax_rates"] or defaults
    fixed = line["_tax_amounts"]
    return totals.Line(
        amount=line["amount"],
        discountable=line["discountable"],
        discounts=tuple(_discount(ctx, d) for d in line["discounts"]),
        taxes=tuple(tax_of(ctx, rate, exempt) for rate in rates),
        fixed=None
        if fixed is None
        else tuple(
            totals.TaxAmount(
                f["rate"], f["amount"], f["taxable"], f["inclusive"], f["reason"]
            )
            for f in fixed
        ),
    )


def _discount(ctx: Context, discount_id: str) -> totals.Discount:
    return discount_of(coupons.coupon_of(ctx, discount_id), discount_id)


def discount_of(coupon: Obj, name: str) -> totals.Discount:
    """A coupon as the arithmetic sees it, under the *name* of its discount."""
    percent = coupon["percent_off"]
    exact = None if percent is None else Decimal(str(percent))
    return totals.Discount(name, exact, coupon["amount_off"])


def tax_of(ctx: Context, rate_id: str, exempt: str | None) -> totals.Tax:
    """A tax rate as the arithmetic sees it; *exempt* says why nothing is due."""
    rate = ctx.get("tax_rate", rate_id, "tax_rates")
    return totals.Tax(rate_id, Decimal(rate["_exact"]), rate["inclusive"], exempt)


def _store_line(ctx: Context, line: Obj, worked: totals.LineResult) -> None:
    ctx.update(
        line,
        discount_amounts=_amounts(worked.discounts),
        pretax_credit_amounts=_pretax(worked.discounts),
        taxes=[_tax_member(tax) for tax in worked.taxes],
    )


def _amounts(pairs: list[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"amount": amount, "discount": name} for name, amount in pairs]


def _pretax(pairs: list[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"amount": a, "discount": name, "type": "discount"} for name, a in pairs]


def _tax_member(tax: totals.TaxAmount) -> dict[str, Any]:
    return {
        "amount": tax.amount,
        "tax_behavior": "inclusive" if tax.inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": tax.rate_id},
        "taxability_reason": tax.reason or "not_available",
        "taxable_amount": tax.taxable,
        "type": "tax_rate_details",
    }


# -- endpoints ------------------------------------------------------------------


def draft(ctx: Context, invoice_id: str) -> Obj:
    """An invoice that may still be changed. :raise StripeError: otherwise."""
    invoice = ctx.get("invoice", invoice_id)
    if invoice["status"] != "draft":
        raise wrong_state(
            "This invoice is no longer editable: only drafts can be changed "
            f"(its status is {invoice['status']}).",
            code="invoice_not_editable",
        )
    return invoice


def index(ctx: Context, params: dict[str, Any], invoice_id: str) -> Page:
    """``GET /v1/invoices/:id/lines``, in the invoice's order."""
    invoice = ctx.get("invoice", invoice_id)
    rows = of(ctx, invoice)
    url = f"/v1/invoices/{invoice_id}/lines"
    return page(Ordered(rows), params, url, label="line item")  # type: ignore[arg-type]


class Ordered:
    """Lines are listed oldest first; this makes them a table read from the end."""

    kind = "line_item"

    def __init__(self, rows: list[Obj]) -> None:
        self._rows = rows[::-1]
        self.place = {row["id"]: place for place, row in enumerate(self._rows)}

    def span(self, low: int | None, high: int | None) -> tuple[int, int]:
        """Every line: lists of lines know no ``created``."""
        return 0, len(self._rows)

    def walk(self, first: int, last: int, newest_first: bool = True) -> Any:
        """Lines of a half-open range of places."""
        part = self._rows[first:last]
        return reversed(part) if newest_first else iter(part)


def add(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/add_lines``."""
    invoice = draft(ctx, invoice_id)
    customer = customers.live(ctx, invoice["customer"])
    for position, given in enumerate(params["lines"]):
        where = f"lines[{position}]"
        if given.get("invoice_item"):
            item = ctx.get("invoiceitem", given["invoice_item"], f"{where}[invoice_item]")
        else:
            item = invoice_items.build(
                ctx, customer, invoice["currency"], given, invoice, where
            )
        from_item(ctx, invoice, item)
    return _changed(ctx, invoice, params)


def _changed(ctx: Context, invoice: Obj, params: dict[str, Any]) -> Obj:
    before = dict(invoice)
    if "invoice_metadata" in params:
        invoice["metadata"] = merged_metadata(
            invoice["metadata"], params["invoice_metadata"]
        )
    recalculate(ctx, invoice)
    ctx.emit("invoice.updated", invoice, before)
    return invoice


def update_many(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/update_lines``."""
    invoice = draft(ctx, invoice_id)
    for position, given in enumerate(params["lines"]):
        line = _line(ctx, invoice, given["id"], f"lines[{position}][id]")
        _alter(ctx, invoice, line, given, f"lines[{position}]")
    return _changed(ctx, invoice, params)


def update(ctx: Context, params: dict[str, Any], invoice_id: str, line_id: str) -> Obj:
    """``POST /v1/invoices/:id/lines/:line``."""
    invoice = draft(ctx, invoice_id)
    line = _line(ctx, invoice, line_id, "id")
    _alter(ctx, invoice, line, params, "")
    _changed(ctx, invoice, {})
    return line


def _line(ctx: Context, invoice: Obj, line_id: str, param: str) -> Obj:
    line = ctx.get("line_item", line_id, param)
    if line["invoice"] != invoice["id"]:
        raise invalid(
            f"The line item {line_id} does not belong to invoice {invoice['id']}.", param
        )
    return line


def _alter(
    ctx: Context, invoice: Obj, line: Obj, given: dict[str, Any], where: str
) -> None:
    """Change a line through its invoice item, which stays in step."""
    item = ctx.get("invoiceitem", line["_item"])
    invoice_items.alter(ctx, item, given, where)
    shared = (
        "amount", "description", "discountable", "discounts", "metadata", "period",
        "pricing", "quantity", "quantity_decimal", "_tax_rates", "_tax_amounts",
    )  # fmt: skip
    changes = {name: item[name] for name in shared}
    ctx.update(line, **changes, subtotal=item["amount"])


def remove(ctx: Context, params: dict[str, Any], invoice_id: str) -> Obj:
    """``POST /v1/invoices/:id/remove_lines``."""
    invoice = draft(ctx, invoice_id)
    for position, given in enumerate(params["lines"]):
        line = _line(ctx, invoice, given["id"], f"lines[{position}][id]")
        item = ctx.get("invoiceitem", line["_item"])
        ctx.account.remove(line)
        if given["behavior"] == "unassign":
            ctx.update(item, invoice=None)
        else:
            ctx.emit("invoiceitem.deleted", item)
            ctx.account.remove(item)
    return _changed(ctx, invoice, params)


EXPANDABLE["line_item"] = {
    "discounts": ("discount",),
    "discount_amounts.discount": ("discount",),
    "pricing.price_details.price": ("price",),
    "subscription": ("subscription",),
    "pretax_credit_amounts.discount": ("discount",),
}

READ, WRITE = "rak_invoice_read", "rak_invoice_write"
ROUTES = [
    Route("GET", "/v1/invoices/:id/lines", index, LIST, READ),
    Route("POST", "/v1/invoices/:id/lines/:line", update, LINE, WRITE),
    Route("POST", "/v1/invoices/:id/add_lines", add, ADD, WRITE),
    Route("POST", "/v1/invoices/:id/update_lines", update_many, UPDATE, WRITE),
    Route("POST", "/v1/invoices/:id/remove_lines", remove, REMOVE, WRITE),
]
