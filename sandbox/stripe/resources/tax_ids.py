"""Tax ids of customers. Source: https://docs.stripe.com/api/customer_tax_ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.expand import EXPANDABLE
from ..core.listing import LIST, Page, page
from ..core.params import Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from .common import deleted

if TYPE_CHECKING:
    from ..core.context import Context

CREATE: dict[str, Rule] = {"type": Req(Str(20)), "value": Req(Str(100))}


def create(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``POST /v1/customers/:id/tax_ids``."""
    customer = ctx.get("customer", customer_id)
    country = params["value"][:2] if params["type"] == "eu_vat" else params["type"][:2]
    tax_id = {
        "id": ctx.new_id("txi_"),
        "object": "tax_id",
        "country": country.upper(),
        "created": ctx.now(),
        "customer": customer["id"],
        "customer_account": None,
        "livemode": ctx.livemode,
        "owner": {"customer": customer["id"], "type": "customer"},
        "type": params["type"],
        "value": params["value"],
        "verification": {
            "status": "verified",
            "verified_address": None,
            "verified_name": None,
        },
    }
    return ctx.create(tax_id, "customer.tax_id.created")


def of(ctx: Context, customer_id: str) -> list[dict[str, str]]:
    """Type and value of a customer's tax ids, as invoices carry them."""
    rows = ctx.where("tax_id", "customer", customer_id)
    return [{"type": row["type"], "value": row["value"]} for row in rows]


def retrieve(ctx: Context, params: dict[str, Any], customer_id: str, tax_id: str) -> Obj:
    """``GET /v1/customers/:id/tax_ids/:tax_id``."""
    return ctx.get("tax_id", tax_id)


def index(ctx: Context, params: dict[str, Any], customer_id: str) -> Page:
    """``GET /v1/customers/:id/tax_ids``."""
    ctx.get("customer", customer_id)
    url = f"/v1/customers/{customer_id}/tax_ids"
    table = ctx.account.table("tax_id")
    return page(table, params, url, where=("customer", customer_id))


def delete(ctx: Context, params: dict[str, Any], customer_id: str, tax_id: str) -> Obj:
    """``DELETE /v1/customers/:id/tax_ids/:tax_id``."""
    row = ctx.get("tax_id", tax_id)
    ctx.emit("customer.tax_id.deleted", row)
    ctx.account.remove(row)
    return deleted(row)


EXPANDABLE["tax_id"] = {"customer": ("customer",)}

_PATH = "/v1/customers/:id/tax_ids"
ROUTES = [
    Route("POST", _PATH, create, CREATE, "rak_customer_write"),
    Route("GET", _PATH, index, LIST, "rak_customer_read"),
    Route("GET", _PATH + "/:tax_id", retrieve, {}, "rak_customer_read"),
    Route("DELETE", _PATH + "/:tax_id", delete, {}, "rak_customer_write"),
]
