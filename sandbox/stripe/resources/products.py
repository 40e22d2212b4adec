"""Products. Source: https://docs.stripe.com/api/products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import AnyHash, Bool, ListOf, Metadata, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from .common import deleted, merged_metadata, new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

NAMES = (
    "name", "active", "description", "statement_descriptor", "unit_label", "url",
    "tax_code", "shippable",
)  # fmt: skip


def _schema() -> dict[str, Rule]:
    return {
        "active": Bool(),
        "description": Str(nullable=True),
        "images": ListOf(Str()),
        "metadata": Metadata(),
        "shippable": Bool(),
        "statement_descriptor": Str(22),
        "tax_code": Str(nullable=True),
        "unit_label": Str(12, nullable=True),
        "url": Str(nullable=True),
    }


CREATE: dict[str, Rule] = {
    **_schema(),
    "id": Str(),
    "name": Req(Str()),
    "type": Str(),
    "default_price_data": AnyHash(),
}
UPDATE: dict[str, Rule] = {**_schema(), "name": Str(), "default_price": Str()}
LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "active": Bool(),
    "ids": ListOf(Str()),
    "shippable": Bool(),
    "url": Str(),
    "type": Str(),
}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/products``."""
    wanted = params.get("id")
    if wanted and ctx.find("product", wanted):
        raise invalid(
            f"Product already exists with ID: {wanted}", "id", "resource_already_exists"
        )
    now = ctx.now()
    product: Obj = {
        "id": wanted or ctx.new_id("prod_"),
        "object": "product",
        "active": True,
        "created": now,
        "default_price": None,
        "description": None,
        "images": params.get("images") or [],
        "livemode": ctx.livemode,
        "marketing_features": [],
        "metadata": new_metadata(params),
        "name": None,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": params.get("type", "service"),
        "unit_label": None,
        "updated": now,
        "url": None,
    }
    product.update({name: params[name] for name in NAMES if name in params})
    ctx.create(product, "product.created")
    if params.get("default_price_data"):
        from . import prices

        data = {**params["default_price_data"], "product": product["id"]}
        price = ctx.engine.call(ctx, "POST", "/v1/prices", data)
        assert prices.KIND == price["object"]
        ctx.update(product, "product.updated", default_price=price["id"])
    return product


def retrieve(ctx: Context, params: dict[str, Any], product_id: str) -> Obj:
    """``GET /v1/products/:id``."""
    return ctx.get("product", product_id)


def update(ctx: Context, params: dict[str, Any], product_id: str) -> Obj:
    """``POST /v1/products/:id``."""
    product = ctx.get("product", product_id)
    changes = {name: params[name] for name in NAMES if name in params}
    if "images" in params:
        changes["images"] = params["images"] or []
    if "default_price" in params:
        changes["default_price"] = ctx.get(
            "price", params["default_price"], "default_price"
        )["id"]
    if "metadata" in params:
        changes["metadata"] = merged_metadata(product["metadata"], params["metadata"])
    return ctx.update(product, "product.updated", **changes, updated=ctx.now())


def delete(ctx: Context, params: dict[str, Any], product_id: str) -> Obj:
    """``DELETE /v1/products/:id``: only one without prices."""
    product = ctx.get("product", product_id)
    if ctx.where("price", "product", product_id):
        raise invalid(
            "This product cannot be deleted because it has one or more user-created "
            "prices."
        )
    ctx.emit("product.deleted", product)
    ctx.account.remove(product)
    return deleted(product)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/products``."""

    def keep(row: Obj) -> bool:
        if params.get("ids") and row["id"] not in params["ids"]:
            return False
        names = ("active", "shippable", "url", "type")
        return all(row[n] == params[n] for n in names if n in params)

    return page(ctx.account.table("product"), params, "/v1/products", keep=keep)


EXPANDABLE["product"] = {"default_price": ("price",), "tax_code": ()}

READ, WRITE = "rak_product_read", "rak_product_write"
ROUTES = [
    Route("POST", "/v1/products", create, CREATE, WRITE),
    Route("GET", "/v1/products", index, LIST, READ),
    Route("GET", "/v1/products/:id", retrieve, {}, READ),
    Route("POST", "/v1/products/:id", update, UPDATE, WRITE),
    Route("DELETE", "/v1/products/:id", delete, {}, WRITE),
]
