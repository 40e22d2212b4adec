"""Promotion codes: what a customer types in to get a coupon.

Source: https://docs.stripe.com/api/promotion_codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import Bool, Currency, Enum, Hash, Int, Metadata, Req, Rule, Str, Timestamp
from ..core.render import SHAPERS
from ..core.router import Route
from ..core.store import Obj
from ..core.versions import CLOVER, before
from .common import apply, new_metadata
from .customers import live

if TYPE_CHECKING:
    from ..core.context import Context

KIND = "promotion_code"
CREATE: dict[str, Rule] = {
    "active": Bool(),
    "code": Str(500),
    "customer": Str(),
    "expires_at": Timestamp(),
    "max_redemptions": Int(1),
    "metadata": Metadata(),
    "promotion": Req(Hash({"coupon": Req(Str()), "type": Req(Enum("coupon"))})),
    "restrictions": Hash(
        {
            "first_time_transaction": Bool(),
            "minimum_amount": Int(1),
            "minimum_amount_currency": Currency(),
        }
    ),
}
UPDATE: dict[str, Rule] = {"active": Bool(), "metadata": Metadata()}
LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "active": Bool(),
    "code": Str(),
    "coupon": Str(),
    "customer": Str(),
}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/promotion_codes``."""
    coupon = ctx.get("coupon", params["promotion"]["coupon"], "promotion[coupon]")
    if params.get("customer"):
        live(ctx, params["customer"])
    text = params.get("code") or ctx.engine.ids.token(8).upper()
    if any(row["code"] == text and row["active"] for row in _all(ctx)):
        raise invalid(f"An active promotion code with `code: {text}` already exists.", "code")
    limits = params.get("restrictions") or {}
    code: Obj = {
        "id": ctx.new_id("promo_"),
        "object": KIND,
        "active": params.get("active", True),
        "code": text,
        "created": ctx.now(),
        "customer": params.get("customer"),
        "customer_account": None,
        "expires_at": params.get("expires_at"),
        "livemode": ctx.livemode,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": new_metadata(params),
        "promotion": {"coupon": coupon["id"], "type": "coupon"},
        "restrictions": {
            "first_time_transaction": limits.get("first_time_transaction", False),
            "minimum_amount": limits.get("minimum_amount"),
            "minimum_amount_currency": limits.get("minimum_amount_currency"),
        },
        "times_redeemed": 0,
    }
    return ctx.create(code, "promotion_code.created")


def _all(ctx: Context) -> list[Obj]:
    return list(ctx.account.table(KIND).rows.values())


def retrieve(ctx: Context, params: dict[str, Any], code_id: str) -> Obj:
    """``GET /v1/promotion_codes/:id``."""
    return ctx.get(KIND, code_id)


def update(ctx: Context, params: dict[str, Any], code_id: str) -> Obj:
    """``POST /v1/promotion_codes/:id``."""
    return apply(ctx, ctx.get(KIND, code_id), params, ("active",), "promotion_code.updated")


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/promotion_codes``."""
    wanted = {name: params[name] for name in ("active", "code", "customer") if name in params}

    def keep(row: Obj) -> bool:
        if params.get("coupon") not in (None, row["promotion"]["coupon"]):
            return False
        return all(row[name] == value for name, value in wanted.items())

    return page(ctx.account.table(KIND), params, "/v1/promotion_codes", keep=keep)


def _shape(ctx: Context, code: Obj, out: Obj) -> None:
    """Before clover a code carried its coupon whole."""
    if before(ctx.version, CLOVER):
        coupon = ctx.find("coupon", code["promotion"]["coupon"])
        out["coupon"] = ctx.render(coupon) if coupon else None
        del out["promotion"]


SHAPERS[KIND] = _shape
EXPANDABLE[KIND] = {"promotion.coupon": ("coupon",), "customer": ("customer",)}

READ, WRITE = "rak_promotion_code_read", "rak_promotion_code_write"
ROUTES = [
    Route("POST", "/v1/promotion_codes", create, CREATE, WRITE),
    Route("GET", "/v1/promotion_codes", index, LIST, READ),
    Route("GET", "/v1/promotion_codes/:id", retrieve, {}, READ),
    Route("POST", "/v1/promotion_codes/:id", update, UPDATE, WRITE),
]
