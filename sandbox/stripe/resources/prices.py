"""Prices: amount and currency never change. Source: https://docs.stripe.com/api/prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE, INCLUDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import (
    Bool,
    Currency,
    Either,
    Enum,
    Hash,
    Int,
    ListOf,
    Metadata,
    Number,
    Req,
    Rule,
    Str,
)
from ..core.router import Route
from ..core.store import Obj
from .common import merged_metadata, new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

KIND = "price"

RECURRING: dict[str, Rule] = {
    "interval": Req(Enum("day", "month", "week", "year")),
    "interval_count": Int(1),
}
TIER: dict[str, Rule] = {
    "flat_amount": Int(),
    "unit_amount": Int(),
    "up_to": Req(Either(Int(1), Enum("inf"))),
}
_TAX_BEHAVIOR = Enum("exclusive", "inclusive", "unspecified")
CREATE: dict[str, Rule] = {
    "active": Bool(),
    "billing_scheme": Enum("per_unit", "tiered"),
    "currency": Req(Currency()),
    "lookup_key": Str(200),
    "metadata": Metadata(),
    "nickname": Str(),
    "product": Str(),
    "product_data": Hash({"name": Req(Str()), "metadata": Metadata()}),
    "recurring": Hash({**RECURRING, "usage_type": Enum("licensed", "metered")}),
    "tax_behavior": _TAX_BEHAVIOR,
    "tiers": ListOf(Hash(TIER), 100),
    "tiers_mode": Enum("graduated", "volume"),
    "transfer_lookup_key": Bool(),
    "unit_amount": Int(),
    "unit_amount_decimal": Number(),
}
UPDATE: dict[str, Rule] = {
    "active": Bool(),
    "lookup_key": Str(200, nullable=True),
    "metadata": Metadata(),
    "nickname": Str(nullable=True),
    "tax_behavior": _TAX_BEHAVIOR,
    "transfer_lookup_key": Bool(),
}
LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "active": Bool(),
    "currency": Currency(),
    "lookup_keys": ListOf(Str(), 10),
    "product": Str(),
    "recurring": Hash({"interval": Str(), "usage_type": Str()}),
    "type": Enum("one_time", "recurring"),
}


def build(ctx: Context, params: dict[str, Any], product_id: str) -> Obj:
    """A new price of *product_id*, not yet stored."""
    recurring = params.get("recurring")
    return {
        "id": ctx.new_id("price_"),
        "object": KIND,
        "active": params.get("active", True),
        "billing_scheme": params.get("billing_scheme", "per_unit"),
        "created": ctx.now(),
        "currency": params["currency"],
        "custom_unit_amount": None,
        "livemode": ctx.livemode,
        "lookup_key": params.get("lookup_key"),
        "metadata": new_metadata(params),
        "nickname": params.get("nickname"),
        "product": product_id,
        "recurring": None
        if recurring is None
        else {
            "interval": recurring["interval"],
            "interval_count": recurring.get("interval_count", 1),
            "meter": None,
            "trial_period_days": None,
            "usage_type": recurring.get("usage_type", "licensed"),
        },
        "tax_behavior": params.get("tax_behavior", "unspecified"),
        "tiers_mode": params.get("tiers_mode"),
        "transform_quantity": None,
        "_tiers": [_tier(tier) for tier in params.get("tiers") or []],
        "type": "one_time" if recurring is None else "recurring",
        **unit_amounts(params),
    }


def unit_amounts(params: dict[str, Any]) -> dict[str, Any]:
    """``unit_amount`` and ``unit_amount_decimal``: the former None if not whole."""
    if "unit_amount" in params and "unit_amount_decimal" in params:
        raise invalid(
            "You may only specify one of these parameters: unit_amount, "
            "unit_amount_decimal.",
            "unit_amount",
        )
    exact = params.get("unit_amount_decimal", params.get("unit_amount"))
    if params.get("billing_scheme") == "tiered" and params.get("tiers"):
        return {"unit_amount": None, "unit_amount_decimal": None}
    if exact is None:
        raise invalid(
            "You must specify either `unit_amount` or `unit_amount_decimal` when "
            "`billing_scheme=per_unit`.",
            "unit_amount",
            "parameter_missing",
        )
    exact = Decimal(exact)
    whole = exact == exact.to_integral_value()
    text = str(int(exact)) if whole else format(exact.normalize(), "f")
    return {"unit_amount": int(exact) if whole else None, "unit_amount_decimal": text}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/prices``."""
    if ("product" in params) == ("product_data" in params):
        raise invalid(
            "You must specify exactly one of product or product_data.",
            "product",
            "parameter_missing",
        )
    if "product" in params:
        product_id = ctx.get("product", params["product"], "product")["id"]
    else:
        data = params["product_data"]
        product_id = ctx.engine.call(ctx, "POST", "/v1/products", data)["id"]
    _take_lookup_key(ctx, params)
    return ctx.create(build(ctx, params, product_id), "price.created")


def _take_lookup_key(ctx: Context, params: dict[str, Any], own: str = "") -> None:
    """A lookup key belongs to one price; it may be taken over on request."""
    key = params.get("lookup_key")
    if not key:
        return
    for row in ctx.account.table(KIND).rows.values():
        if row["lookup_key"] == key and row["id"] != own:
            if not params.get("transfer_lookup_key"):
                raise invalid(
                    f"A price (`{row['id']}`) already uses that lookup key.",
                    "lookup_key",
                )
            ctx.update(row, "price.updated", lookup_key=None)


def retrieve(ctx: Context, params: dict[str, Any], price_id: str) -> Obj:
    """``GET /v1/prices/:id``."""
    return ctx.get(KIND, price_id)


def update(ctx: Context, params: dict[str, Any], price_id: str) -> Obj:
    """``POST /v1/prices/:id``."""
    price = ctx.get(KIND, price_id)
    _take_lookup_key(ctx, params, price_id)
    names = ("active", "lookup_key", "nickname", "tax_behavior")
    changes = {name: params[name] for name in names if name in params}
    if changes.get("tax_behavior") not in (None, price["tax_behavior"]) and (
        price["tax_behavior"] != "unspecified"
    ):
        raise invalid(
            "tax_behavior cannot be changed once it has been set.", "tax_behavior"
        )
    if "metadata" in params:
        changes["metadata"] = merged_metadata(price["metadata"], params["metadata"])
    return ctx.update(price, "price.updated", **changes)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/prices``."""

    def keep(row: Obj) -> bool:
        if params.get("lookup_keys") and row["lookup_key"] not in params["lookup_keys"]:
            return False
        for name, value in params.get("recurring", {}).items():
            if (row["recurring"] or {}).get(name) != value:
                return False
        names = ("active", "currency", "type")
        return all(row[n] == params[n] for n in names if n in params)

    where = ("product", params["product"]) if "product" in params else None
    table = ctx.account.table(KIND)
    return page(table, params, "/v1/prices", where=where, keep=keep)


def as_plan(price: Obj) -> Obj:
    """The plan every recurring price also is, for the shapes that still show it."""
    recurring = price["recurring"] or {}
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring.get("interval", "month"),
        "interval_count": recurring.get("interval_count", 1),
        "livemode": price["livemode"],
        "metadata": price["metadata"],
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": price["tiers_mode"],
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": recurring.get("usage_type", "licensed"),
    }


def _tier(given: dict[str, Any]) -> dict[str, Any]:
    """One tier as it is shown, once it is asked for."""
    unit, flat = given.get("unit_amount"), given.get("flat_amount")
    return {
        "flat_amount": flat,
        "flat_amount_decimal": None if flat is None else str(flat),
        "unit_amount": unit,
        "unit_amount_decimal": None if unit is None else str(unit),
        "up_to": None if given["up_to"] == "inf" else given["up_to"],
    }


def _tiers_of(ctx: Context, price: Obj) -> list[dict[str, Any]] | None:
    """``price.tiers``, when asked for."""
    return price.get("_tiers") or None


INCLUDABLE[KIND, "tiers"] = _tiers_of
EXPANDABLE[KIND] = {"product": ("product",)}
EXPANDABLE["plan"] = {"product": ("product",)}

READ, WRITE = "rak_plan_read", "rak_plan_write"
ROUTES = [
    Route("POST", "/v1/prices", create, CREATE, WRITE),
    Route("GET", "/v1/prices", index, LIST, READ),
    Route("GET", "/v1/prices/:id", retrieve, {}, READ),
    Route("POST", "/v1/prices/:id", update, UPDATE, WRITE),
]
