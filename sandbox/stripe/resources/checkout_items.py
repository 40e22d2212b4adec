"""What a checkout session sells, and what it comes to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..billing import totals
from ..core.errors import invalid
from ..core.money import round_minor
from ..core.params import Bool, Currency, Hash, Int, ListOf, Metadata, Number, Req, Rule, Str
from ..core.render import SHAPERS
from ..core.store import Obj
from . import prices
from .invoice_lines import discount_of, tax_of

if TYPE_CHECKING:
    from ..core.context import Context

ITEM: dict[str, Rule] = {
    "metadata": Metadata(),
    "price": Str(),
    "price_data": Hash(
        {
            "currency": Req(Currency()),
            "product": Str(),
            "product_data": Hash(
                {"name": Req(Str()), "description": Str(), "metadata": Metadata()}
            ),
            "recurring": Hash(prices.RECURRING),
            "tax_behavior": Str(),
            "unit_amount": Int(),
            "unit_amount_decimal": Number(),
        }
    ),
    "quantity": Int(1),
    "adjustable_quantity": Hash({"enabled": Req(Bool())}),
    "tax_rates": ListOf(Str()),
}
EMPTY_INVOICE_DATA: dict[str, Any] = {
    "account_tax_ids": None,
    "custom_fields": None,
    "description": None,
    "footer": None,
    "issuer": None,
    "metadata": {},
    "rendering_options": None,
}


def fill(ctx: Context, session: Obj, params: dict[str, Any]) -> None:
    """Make the items of a session and add them up, with discount and tax."""
    found = []
    for position, given in enumerate(params["line_items"]):
        price = _price(ctx, given, f"line_items[{position}]")
        _check_mode(session["mode"], price, position)
        found.append((price, given))
    currencies = {price["currency"] for price, _ in found}
    if len(currencies) > 1:
        raise invalid("All line items must have the same currency.", "line_items")
    result = totals.compute(
        [_input(ctx, price, given) for price, given in found],
        _discounts(ctx, session, params.get("discounts") or []),
    )
    for (price, given), worked in zip(found, result.lines, strict=True):
        _item(ctx, session, price, given, worked)
    session.update(
        amount_subtotal=result.subtotal,
        amount_total=result.total,
        currency=currencies.pop(),
        total_details={
            "amount_discount": sum(amount for _, amount in result.discounts),
            "amount_shipping": 0,
            "amount_tax": sum(tax.amount for tax in result.taxes),
        },
    )


def _input(ctx: Context, price: Obj, given: dict[str, Any]) -> totals.Line:
    unit = Decimal(price["unit_amount_decimal"])
    return totals.Line(
        round_minor(unit * given.get("quantity", 1)),
        taxes=tuple(tax_of(ctx, rate, None) for rate in given.get("tax_rates") or []),
    )


def _discounts(
    ctx: Context, session: Obj, given: list[dict[str, Any]]
) -> tuple[totals.Discount, ...]:
    coupons_ = [ctx.get("coupon", item.get("coupon"), "discounts") for item in given]
    session["discounts"] = [
        {"coupon": coupon["id"], "promotion_code": None} for coupon in coupons_
    ]
    return tuple(discount_of(coupon, coupon["id"]) for coupon in coupons_)


def _price(ctx: Context, given: dict[str, Any], where: str) -> Obj:
    if "price" in given:
        return ctx.get("price", given["price"], f"{where}[price]")
    if "price_data" not in given:
        raise invalid(
            "You must specify either price or price_data.", where, "parameter_missing"
        )
    data = dict(given["price_data"])
    product = data.pop("product_data", None)
    if product is not None:
        made = ctx.engine.call(ctx, "POST", "/v1/products", {**product, "active": False})
        product_id = made["id"]
    else:
        product_id = ctx.get("product", data.get("product"), f"{where}[price_data]")["id"]
    return ctx.create(prices.build(ctx, {**data, "active": False}, product_id))


def _check_mode(mode: str, price: Obj, position: int) -> None:
    if mode == "payment" and price["recurring"] is not None:
        raise invalid(
            "You specified `payment` mode but passed a recurring price. Either switch "
            "to `subscription` mode or use only one-time prices.",
            f"line_items[{position}][price]",
        )
    if mode == "subscription" and price["recurring"] is None:
        raise invalid(
            "You must provide at least one recurring price in `subscription` mode when "
            "using prices.",
            f"line_items[{position}][price]",
        )


def _item(
    ctx: Context,
    session: Obj,
    price: Obj,
    given: dict[str, Any],
    worked: totals.LineResult,
) -> Obj:
    extra = sum(tax.amount for tax in worked.taxes if not tax.inclusive)
    return ctx.create(
        {
            "id": ctx.new_id("li_"),
            "object": "item",
            "adjustable_quantity": None,
            "amount_discount": worked.amount - worked.net,
            "amount_subtotal": worked.amount,
            "amount_tax": sum(tax.amount for tax in worked.taxes),
            "amount_total": worked.net + extra,
            "currency": price["currency"],
            "description": ctx.get("product", price["product"])["name"],
            "metadata": {},
            "quantity": given.get("quantity", 1),
            "_price": price["id"],
            "_session": session["id"],
            "_tax_rates": given.get("tax_rates") or [],
        }
    )


def _shape(ctx: Context, item: Obj, out: Obj) -> None:
    out["price"] = ctx.render(ctx.get("price", item["_price"]))


SHAPERS["item"] = _shape
