"""Invoice items: what will be, or is, a line of an invoice.

Source: https://docs.stripe.com/api/invoiceitems.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.money import round_minor
from ..core.params import (
    Bool,
    Currency,
    Enum,
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
from ..core.render import SHAPERS
from ..core.router import Route
from ..core.store import Obj
from . import coupons, prices
from .common import deleted, merged_metadata, new_metadata
from .customers import live

if TYPE_CHECKING:
    from ..core.context import Context

PRICE_DATA: dict[str, Rule] = {
    "currency": Currency(),
    "product": Str(),
    "tax_behavior": Enum("exclusive", "inclusive", "unspecified"),
    "unit_amount": Int(),
    "unit_amount_decimal": Number(),
}
UPDATE: dict[str, Rule] = {
    "amount": Int(),
    "description": Str(nullable=True),
    "discountable": Bool(),
    "discounts": coupons.discounts_rule(),
    "metadata": Metadata(),
    "period": Hash({"end": Req(Timestamp()), "start": Req(Timestamp())}),
    "price_data": Hash(PRICE_DATA),
    "pricing": Hash({"price": Str()}),
    "quantity": Int(0),
    "quantity_decimal": Number(12),
    "tax_rates": ListOf(Str()),
    "unit_amount_decimal": Number(),
}
CREATE: dict[str, Rule] = {
    **UPDATE,
    "currency": Currency(),
    "customer": Req(Str()),
    "invoice": Str(),
}
LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "customer": Str(),
    "invoice": Str(),
    "pending": Bool(),
}
EMPTY = (
    "customer_account", "description", "parent", "pricing", "proration_details",
    "test_clock", "_tax_amounts", "_unit",
)  # fmt: skip


def build(
    ctx: Context,
    customer: Obj,
    currency: str,
    params: dict[str, Any],
    invoice: Obj | None,
    where: str = "",
    line_parent: dict[str, Any] | None = None,
) -> Obj:
    """A stored invoice item.

    :param where: the parameter *params* came in, for errors.
    :param line_parent: ``subscription_item_details`` of the line it will become.
    """
    now = ctx.now()
    item: Obj = {
        "id": ctx.new_id("ii_"),
        "object": "invoiceitem",
        "amount": 0,
        "currency": currency,
        "customer": customer["id"],
        **dict.fromkeys(EMPTY),
        "date": now,
        "discountable": params.get("discountable", True),
        "discounts": [],
        "frozen_fields": [],
        "invoice": invoice["id"] if invoice else None,
        "invoicing_rules": [],
        "livemode": ctx.livemode,
        "metadata": new_metadata(params),
        "net_amount": 0,
        "period": {"end": now, "start": now},
        "proration": False,
        "quantity": 1,
        "quantity_decimal": "1",
        "_line_parent": line_parent,
        "_tax_rates": [],
    }
    alter(ctx, item, {k: v for k, v in params.items() if k != "metadata"}, where)
    return ctx.create(item, "invoiceitem.created" if line_parent is None else None)


def alter(ctx: Context, item: Obj, given: dict[str, Any], where: str) -> None:
    """Apply the parameters of a create or update to an item."""

    def param(name: str) -> str:
        return f"{where}[{name}]" if where else name

    if "metadata" in given:
        item["metadata"] = merged_metadata(item["metadata"], given["metadata"])
    for name in ("description", "discountable", "period"):
        if name in given:
            item[name] = given[name]
    if "discounts" in given:
        owner = {"invoice_item": item["id"], "customer": item["customer"]}
        item["discounts"] = coupons.redeem(
            ctx, given["discounts"], owner, param("discounts")
        )
    _price(ctx, item, given, param)
    if "tax_rates" in given:
        rates = given["tax_rates"] or []
        item["_tax_rates"] = [
            ctx.get("tax_rate", r, param("tax_rates"))["id"] for r in rates
        ]
    if "tax_amounts" in given:
        item["_tax_amounts"] = _tax_amounts(ctx, given["tax_amounts"])
    ctx.save(item)


def _price(ctx: Context, item: Obj, given: dict[str, Any], param: Any) -> None:
    """Quantity, price and amount: one of three ways to say what it costs."""
    ways = [n for n in ("amount", "pricing", "price_data") if n in given]
    if len(ways) > 1:
        raise invalid(
            f"You may only specify one of these parameters: {', '.join(ways)}.",
            param(ways[1]),
        )
    if "quantity" in given or "quantity_decimal" in given:
        quantity = Decimal(given.get("quantity_decimal", given.get("quantity", 1)))
        item["quantity_decimal"] = format(quantity.normalize(), "f")
        item["quantity"] = max(int(quantity), 1 if quantity else 0)
    if "pricing" in given:
        price = ctx.get("price", given["pricing"].get("price"), param("pricing][price"))
        _use(item, price, param)
    elif "price_data" in given:
        _use(item, _inline(ctx, item, given["price_data"], param), param)
    elif "amount" in given:
        quantity = Decimal(item["quantity_decimal"]) or Decimal(1)
        unit = Decimal(given["amount"]) / quantity
        _use(item, _adhoc(ctx, item["currency"], unit), param)
        item["amount"] = item["net_amount"] = given["amount"]
        return
    elif "unit_amount_decimal" in given:
        price = _adhoc(ctx, item["currency"], given["unit_amount_decimal"])
        _use(item, price, param)
    if item["_unit"] is not None:
        amount = round_minor(Decimal(item["_unit"]) * Decimal(item["quantity_decimal"]))
        item["amount"] = item["net_amount"] = amount


def _use(item: Obj, price: Obj, param: Any) -> None:
    if price["currency"] != item["currency"]:
        raise invalid(
            f"The price specified uses the currency {price['currency']}, but the "
            f"invoice item uses {item['currency']}.",
            param("pricing"),
        )
    item["_unit"] = price["unit_amount_decimal"]
    item["pricing"] = {
        "price_details": {"price": price["id"], "product": price["product"]},
        "type": "price_details",
        "unit_amount_decimal": price["unit_amount_decimal"],
    }


def _inline(ctx: Context, item: Obj, data: dict[str, Any], param: Any) -> Obj:
    """``price_data``: a price made on the spot, not for use elsewhere."""
    if "product" in data:
        product_id = ctx.get("product", data["product"], param("price_data][product"))[
            "id"
        ]
    elif "product_data" in data:
        product_id = ctx.engine.call(
            ctx, "POST", "/v1/products", {**data["product_data"], "active": False}
        )["id"]
    else:
        raise invalid(
            "You must specify either product or product_data.",
            param("price_data"),
            "parameter_missing",
        )
    members = {**data, "currency": data.get("currency", item["currency"])}
    return ctx.create(prices.build(ctx, {**members, "active": False}, product_id))


def _adhoc(ctx: Context, currency: str, unit: Decimal) -> Obj:
    """The price Stripe makes of a bare amount."""
    product_id = f"prod_adhoc{ctx.account.id[-6:]}"
    if ctx.find("product", product_id) is None:
        data = {"id": product_id, "name": "One-off charge", "active": False}
        ctx.engine.call(ctx, "POST", "/v1/products", data)
    rounded = round(unit, 12)
    members = {"currency": currency, "unit_amount_decimal": rounded, "active": False}
    return ctx.create(prices.build(ctx, members, product_id))


def _tax_amounts(
    ctx: Context, given: list[dict[str, Any]] | None
) -> list[dict[str, Any]] | None:
    """Tax worked out by the caller, to the cent (``tax_amounts``)."""
    if given is None:
        return None
    return [
        {
            "rate": _rate_for(ctx, item["tax_rate_data"])["id"],
            "amount": item["amount"],
            "taxable": item["taxable_amount"],
            "inclusive": item["tax_rate_data"]["inclusive"],
            "reason": item.get("taxability_reason"),
        }
        for item in given
    ]


def _rate_for(ctx: Context, data: dict[str, Any]) -> Obj:
    """The rate of this name and percentage; made when there is none."""
    for rate in ctx.account.table("tax_rate").rows.values():
        if (
            rate["display_name"] == data["display_name"]
            and Decimal(rate["_exact"]) == data["percentage"]
            and rate["inclusive"] == data["inclusive"]
        ):
            return rate
    made: Obj = ctx.engine.call(ctx, "POST", "/v1/tax_rates", {**data, "active": False})
    return made


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/invoiceitems``: pending, or at once on a draft invoice."""
    from . import invoice_lines

    customer = live(ctx, params["customer"])
    invoice = None
    if "invoice" in params:
        ctx.get("invoice", params["invoice"], "invoice")
        invoice = invoice_lines.draft(ctx, params["invoice"])
    currency = params.get("currency") or _currency(ctx, customer, invoice, params)
    if invoice is not None and currency != invoice["currency"]:
        raise invalid(
            f"The invoice uses {invoice['currency']}, the item {currency}.", "currency"
        )
    given = {k: v for k, v in params.items() if k not in ("customer", "invoice", "currency")}
    item = build(ctx, customer, currency, given, invoice)
    if invoice is not None:
        invoice_lines.from_item(ctx, invoice, item)
        invoice_lines.recalculate(ctx, invoice)
    return item


def _currency(
    ctx: Context, customer: Obj, invoice: Obj | None, params: dict[str, Any]
) -> str:
    if invoice is not None:
        return str(invoice["currency"])
    price = ctx.find("price", (params.get("pricing") or {}).get("price"))
    if price is not None:
        return str(price["currency"])
    from .accounts import settings_of

    return str(customer["currency"] or settings_of(ctx)["default_currency"])


def retrieve(ctx: Context, params: dict[str, Any], item_id: str) -> Obj:
    """``GET /v1/invoiceitems/:id``."""
    return ctx.get("invoiceitem", item_id)


def update(ctx: Context, params: dict[str, Any], item_id: str) -> Obj:
    """``POST /v1/invoiceitems/:id``: until its invoice is finalized."""
    from . import invoice_lines

    item = ctx.get("invoiceitem", item_id)
    lines = []
    if item["invoice"]:
        invoice = invoice_lines.draft(ctx, item["invoice"])
        lines = [x for x in invoice_lines.of(ctx, invoice) if x["_item"] == item_id]
    if lines:
        invoice_lines.update(ctx, params, item["invoice"], lines[0]["id"])
    else:
        alter(ctx, item, params, "")
    return item


def delete(ctx: Context, params: dict[str, Any], item_id: str) -> Obj:
    """``DELETE /v1/invoiceitems/:id``."""
    from . import invoice_lines

    item = ctx.get("invoiceitem", item_id)
    if item["invoice"]:
        invoice = invoice_lines.draft(ctx, item["invoice"])
        for line in invoice_lines.of(ctx, invoice):
            if line["_item"] == item_id:
                ctx.account.remove(line)
        invoice_lines.recalculate(ctx, invoice)
    ctx.emit("invoiceitem.deleted", item)
    ctx.account.remove(item)
    return deleted(item)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/invoiceitems``."""
    where = None
    for name in ("invoice", "customer"):
        if name in params:
            where = (name, params[name])
            break

    def keep(row: Obj) -> bool:
        pending = params.get("pending")
        return pending is None or pending == (row["invoice"] is None)

    table = ctx.account.table("invoiceitem")
    return page(table, params, "/v1/invoiceitems", where=where, keep=keep)


def _shape(ctx: Context, item: Obj, out: Obj) -> None:
    rates = (ctx.find("tax_rate", rate) for rate in item["_tax_rates"])
    out["tax_rates"] = [ctx.render(rate) for rate in rates if rate]


SHAPERS["invoiceitem"] = _shape
EXPANDABLE["invoiceitem"] = {
    "customer": ("customer",),
    "discounts": ("discount",),
    "invoice": ("invoice",),
    "pricing.price_details.price": ("price",),
    "test_clock": (),
}

READ, WRITE = "rak_invoice_read", "rak_invoice_write"
ROUTES = [
    Route("POST", "/v1/invoiceitems", create, CREATE, WRITE),
    Route("GET", "/v1/invoiceitems", index, LIST, READ),
    Route("GET", "/v1/invoiceitems/:id", retrieve, {}, READ),
    Route("POST", "/v1/invoiceitems/:id", update, UPDATE, WRITE),
    Route("DELETE", "/v1/invoiceitems/:id", delete, {}, WRITE),
]
