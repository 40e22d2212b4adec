"""Tax rates. Source: https://docs.stripe.com/api/tax_rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.listing import LIST_CREATED, Page, page
from ..core.params import Bool, Metadata, Number, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from .common import apply, new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

NAMES = ("active", "country", "description", "display_name", "jurisdiction", "state")
UPDATE: dict[str, Rule] = {
    "active": Bool(),
    "country": Str(2),
    "description": Str(),
    "display_name": Str(50),
    "jurisdiction": Str(50),
    "metadata": Metadata(),
    "state": Str(),
    "tax_type": Str(),
}
CREATE: dict[str, Rule] = {
    **UPDATE,
    "display_name": Req(Str(50)),
    "inclusive": Req(Bool()),
    "percentage": Req(Number(4)),
}
LIST: dict[str, Rule] = {**LIST_CREATED, "active": Bool(), "inclusive": Bool()}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/tax_rates``; the percentage never changes afterwards."""
    percentage: Decimal = params["percentage"]
    rate = {
        "id": ctx.new_id("txr_"),
        "object": "tax_rate",
        "active": params.get("active", True),
        "country": params.get("country"),
        "created": ctx.now(),
        "description": params.get("description"),
        "display_name": params["display_name"],
        "effective_percentage": float(percentage),
        "flat_amount": None,
        "inclusive": params["inclusive"],
        "jurisdiction": params.get("jurisdiction"),
        "jurisdiction_level": None,
        "livemode": ctx.livemode,
        "metadata": new_metadata(params),
        "percentage": float(percentage),
        "rate_type": "percentage",
        "state": params.get("state"),
        "tax_type": params.get("tax_type"),
        "_exact": str(percentage),
    }
    return ctx.create(rate, "tax_rate.created")


def retrieve(ctx: Context, params: dict[str, Any], rate_id: str) -> Obj:
    """``GET /v1/tax_rates/:id``."""
    return ctx.get("tax_rate", rate_id)


def update(ctx: Context, params: dict[str, Any], rate_id: str) -> Obj:
    """``POST /v1/tax_rates/:id``."""
    rate = ctx.get("tax_rate", rate_id)
    return apply(ctx, rate, params, (*NAMES, "tax_type"), "tax_rate.updated")


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/tax_rates``."""
    names = [name for name in ("active", "inclusive") if name in params]
    return page(
        ctx.account.table("tax_rate"),
        params,
        "/v1/tax_rates",
        keep=lambda row: all(row[n] == params[n] for n in names),
    )


READ, WRITE = "rak_tax_rate_read", "rak_tax_rate_write"
ROUTES = [
    Route("POST", "/v1/tax_rates", create, CREATE, WRITE),
    Route("GET", "/v1/tax_rates", index, LIST, READ),
    Route("GET", "/v1/tax_rates/:id", retrieve, {}, READ),
    Route("POST", "/v1/tax_rates/:id", update, UPDATE, WRITE),
]
