"""Coupons, and the discounts that carry them.

Sources: https://docs.stripe.com/api/coupons, https://docs.stripe.com/api/discounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import (
    Currency,
    Enum,
    Hash,
    Int,
    ListOf,
    Metadata,
    Number,
    Rule,
    Str,
    Timestamp,
)
from ..core.render import SHAPERS
from ..core.router import Route
from ..core.store import Obj
from ..core.versions import CLOVER, before
from .common import apply, deleted, new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

CREATE: dict[str, Rule] = {
    "amount_off": Int(1),
    "currency": Currency(),
    "duration": Enum("forever", "once", "repeating"),
    "duration_in_months": Int(1),
    "id": Str(),
    "max_redemptions": Int(1),
    "metadata": Metadata(),
    "name": Str(40),
    "percent_off": Number(),
    "redeem_by": Timestamp(),
}
UPDATE: dict[str, Rule] = {"metadata": Metadata(), "name": Str(40)}


def discounts_rule() -> Rule:
    """``discounts[]`` of an invoice or a line."""
    return ListOf(Hash({"coupon": Str(), "discount": Str(), "promotion_code": Str()}))


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/coupons``."""
    if ("amount_off" in params) == ("percent_off" in params):
        raise invalid(
            "You must pass either percent_off or amount_off.", "percent_off"
        )
    if "amount_off" in params and "currency" not in params:
        raise invalid("You must pass currency when passing amount_off", "currency")
    percent = params.get("percent_off")
    coupon = {
        "id": params.get("id") or ctx.engine.ids.token(8),
        "object": "coupon",
        "amount_off": params.get("amount_off"),
        "created": ctx.now(),
        "currency": params.get("currency"),
        "duration": params.get("duration", "once"),
        "duration_in_months": params.get("duration_in_months"),
        "livemode": ctx.livemode,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": new_metadata(params),
        "name": params.get("name"),
        "percent_off": None if percent is None else float(percent),
        "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }
    return ctx.create(coupon, "coupon.created")


def retrieve(ctx: Context, params: dict[str, Any], coupon_id: str) -> Obj:
    """``GET /v1/coupons/:id``."""
    return ctx.get("coupon", coupon_id)


def update(ctx: Context, params: dict[str, Any], coupon_id: str) -> Obj:
    """``POST /v1/coupons/:id``."""
    return apply(ctx, ctx.get("coupon", coupon_id), params, ("name",), "coupon.updated")


def delete(ctx: Context, params: dict[str, Any], coupon_id: str) -> Obj:
    """``DELETE /v1/coupons/:id``."""
    coupon = ctx.get("coupon", coupon_id)
    ctx.emit("coupon.deleted", coupon)
    ctx.account.remove(coupon)
    return deleted(coupon)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/coupons``."""
    return page(ctx.account.table("coupon"), params, "/v1/coupons")


def redeem(
    ctx: Context, given: list[dict[str, Any]] | None, owner: dict[str, Any], where: str
) -> list[str]:
    """Turn ``discounts[]`` into discounts of an invoice or line.

    :param owner: members of the discount that say what it belongs to.
    :param where: the parameter, for errors.
    :return: ids of the discounts, old and new.
    """
    ids = []
    for position, item in enumerate(given or []):
        if item.get("discount"):
            ids.append(ctx.get("discount", item["discount"], where)["id"])
            continue
        if item.get("promotion_code"):
            code = ctx.get("promotion_code", item["promotion_code"], where)
            ctx.update(code, times_redeemed=code["times_redeemed"] + 1)
            item = {"coupon": code["promotion"]["coupon"]}
            owner = {**owner, "promotion_code": code["id"]}
        param = f"{where}[{position}][coupon]"
        coupon = ctx.get("coupon", item.get("coupon"), param)
        ids.append(_new_discount(ctx, coupon, owner)["id"])
    return ids


def _new_discount(ctx: Context, coupon: Obj, owner: dict[str, Any]) -> Obj:
    ctx.update(coupon, times_redeemed=coupon["times_redeemed"] + 1)
    return ctx.save(
        {
            "id": ctx.new_id("di_"),
            "object": "discount",
            "checkout_session": None,
            "customer": None,
            "customer_account": None,
            "end": None,
            "invoice": None,
            "invoice_item": None,
            "promotion_code": None,
            "source": {"coupon": coupon["id"], "type": "coupon"},
            "start": ctx.now(),
            "subscription": None,
            "subscription_item": None,
            **owner,
        }
    )


def coupon_of(ctx: Context, discount_id: str) -> Obj:
    """The coupon behind a discount."""
    discount = ctx.get("discount", discount_id, "discounts")
    return ctx.get("coupon", discount["source"]["coupon"], "coupon")


def _shape_discount(ctx: Context, discount: Obj, out: Obj) -> None:
    """Before clover a discount carried its coupon whole."""
    if before(ctx.version, CLOVER):
        coupon = ctx.find("coupon", discount["source"]["coupon"])
        out["coupon"] = ctx.render(coupon) if coupon else None
        del out["source"]


SHAPERS["discount"] = _shape_discount
EXPANDABLE["discount"] = {
    "source.coupon": ("coupon",),
    "customer": ("customer",),
    "promotion_code": ("promotion_code",),
}

READ, WRITE = "rak_coupon_read", "rak_coupon_write"
ROUTES = [
    Route("POST", "/v1/coupons", create, CREATE, WRITE),
    Route("GET", "/v1/coupons", index, LIST_CREATED, READ),
    Route("GET", "/v1/coupons/:id", retrieve, {}, READ),
    Route("POST", "/v1/coupons/:id", update, UPDATE, WRITE),
    Route("DELETE", "/v1/coupons/:id", delete, {}, WRITE),
]
