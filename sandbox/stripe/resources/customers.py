"""Customers, and the balance Stripe keeps for each of them.

Sources: https://docs.stripe.com/api/customers,
https://docs.stripe.com/billing/customer/balance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid, missing_object
from ..core.expand import EXPANDABLE, INCLUDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import AnyHash, Enum, Hash, Int, ListOf, Metadata, Req, Rule, Str
from ..core.render import LEGACY, SHAPERS, drop_new, render_page
from ..core.router import Route
from ..core.store import Obj
from . import tax_ids
from .common import (
    address,
    address_rule,
    deleted,
    merged_metadata,
    new_metadata,
    shipping,
    shipping_rule,
)

if TYPE_CHECKING:
    from ..core.context import Context

TEXTS = ("name", "email", "phone", "description", "business_name", "individual_name")


def _schema() -> dict[str, Rule]:
    return {
        **{name: Str(5000, nullable=True) for name in TEXTS},
        "address": address_rule(),
        "shipping": shipping_rule(),
        "balance": Int(),
        "metadata": Metadata(),
        "invoice_prefix": Str(12),
        "next_invoice_sequence": Int(1),
        "preferred_locales": ListOf(Str()),
        "tax_exempt": Enum("exempt", "none", "reverse", nullable=True),
        "invoice_settings": Hash(
            {
                "default_payment_method": Str(nullable=True),
                "footer": Str(nullable=True),
                "custom_fields": AnyHash(),
            }
        ),
    }


UPDATE = _schema()
CREATE: dict[str, Rule] = {
    **_schema(),
    "payment_method": Str(),
    "tax_id_data": ListOf(Hash({"type": Req(Str()), "value": Req(Str())})),
}
LIST: dict[str, Rule] = {**LIST_CREATED, "email": Str()}
EMPTY = (
    "address", "currency", "customer_account", "default_source", "description",
    "discount", "email", "name", "phone", "shipping", "test_clock",
)  # fmt: skip


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/customers``."""
    customer: Obj = {
        "id": ctx.new_id("cus_"),
        "object": "customer",
        **dict.fromkeys(EMPTY),
        "balance": 0,
        "created": ctx.now(),
        "delinquent": False,
        "invoice_prefix": ctx.engine.ids.token(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": ctx.livemode,
        "metadata": {},
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
        "_credit": {},
    }
    customer.update(_changes(ctx, customer, params))
    customer["metadata"] = new_metadata(params)
    ctx.create(customer, "customer.created")
    if params.get("payment_method"):
        from . import payment_methods

        payment_methods.attach_to(ctx, params["payment_method"], customer)
    for item in params.get("tax_id_data") or []:
        tax_ids.create(ctx, item, customer["id"])
    return customer


def _changes(ctx: Context, customer: Obj, params: dict[str, Any]) -> dict[str, Any]:
    changes = {name: params[name] for name in TEXTS if name in params}
    for name in ("balance", "invoice_prefix", "next_invoice_sequence"):
        if name in params:
            changes[name] = params[name]
    if "address" in params:
        changes["address"] = address(params["address"])
    if "shipping" in params:
        changes["shipping"] = shipping(params["shipping"])
    if "preferred_locales" in params:
        changes["preferred_locales"] = params["preferred_locales"] or []
    if "tax_exempt" in params:
        changes["tax_exempt"] = params["tax_exempt"] or "none"
    if "invoice_settings" in params:
        given = params["invoice_settings"]
        method = given.get("default_payment_method")
        if method:
            _own_method(ctx, customer, method)
        changes["invoice_settings"] = {**customer["invoice_settings"], **given}
    if "balance" in params:
        currency = customer["currency"] or "usd"
        changes["_credit"] = {**customer["_credit"], currency: params["balance"]}
    return changes


def _own_method(ctx: Context, customer: Obj, method_id: str) -> None:
    method = ctx.get(
        "payment_method", method_id, "invoice_settings[default_payment_method]"
    )
    if method["customer"] != customer["id"]:
        raise invalid(
            "The customer does not have a payment method with the ID "
            f"{method_id}. The payment method must be attached to the customer.",
            "invoice_settings[default_payment_method]",
            "resource_missing",
        )


def live(ctx: Context, customer_id: str, param: str | None = "customer") -> Obj:
    """A customer that has not been deleted. :raise StripeError: otherwise."""
    customer = ctx.get("customer", customer_id, param)
    if customer.get("deleted"):
        raise missing_object(
            "customer", customer_id, param, 404 if param == "id" else 400
        )
    return customer


def retrieve(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``GET /v1/customers/:id``; a deleted one answers with its stub."""
    return ctx.get("customer", customer_id)


def update(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``POST /v1/customers/:id``."""
    customer = live(ctx, customer_id, "id")
    changes = _changes(ctx, customer, params)
    if "metadata" in params:
        changes["metadata"] = merged_metadata(customer["metadata"], params["metadata"])
    return ctx.update(customer, "customer.updated", **changes)


def delete(ctx: Context, params: dict[str, Any], customer_id: str) -> Obj:
    """``DELETE /v1/customers/:id``: the stub stays, subscriptions end."""
    from . import subscriptions

    customer = live(ctx, customer_id, "id")
    for subscription in ctx.where("subscription", "customer", customer_id):
        if subscription["status"] != "canceled":
            subscriptions.end(ctx, subscription)
    ctx.emit("customer.deleted", customer)
    for method in ctx.where("payment_method", "customer", customer_id):
        ctx.update(method, customer=None)
    stub = deleted(customer)
    customer.clear()
    customer.update(stub)
    return ctx.save(customer)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/customers``; deleted ones are not listed."""
    where = ("email", params["email"]) if "email" in params else None
    return page(
        ctx.account.table("customer"),
        params,
        "/v1/customers",
        where=where,
        keep=lambda row: not row.get("deleted"),
    )


def use_currency(ctx: Context, customer: Obj, currency: str) -> None:
    """The first invoice decides the currency of a customer."""
    if customer.get("currency") is None:
        ctx.update(customer, "customer.updated", currency=currency)


def _shape(ctx: Context, customer: Obj, out: Obj) -> None:
    out["invoice_credit_balance"] = {k: v for k, v in customer["_credit"].items() if v}


def _legacy(ctx: Context, customer: Obj, out: Obj) -> None:
    drop_new(ctx, out, "customer_account", "business_name", "individual_name")


def _subscriptions(ctx: Context, customer: Obj) -> Any:
    rows = ctx.where("subscription", "customer", customer["id"])
    rows = [row for row in rows if row["status"] != "canceled"]
    url = f"/v1/customers/{customer['id']}/subscriptions"
    return render_page(ctx, Page(rows[::-1], False, url, len(rows)))


def _tax_ids(ctx: Context, customer: Obj) -> Any:
    rows = ctx.where("tax_id", "customer", customer["id"])
    url = f"/v1/customers/{customer['id']}/tax_ids"
    return render_page(ctx, Page(rows[::-1], False, url, len(rows)))


def _tax(ctx: Context, customer: Obj) -> dict[str, Any]:
    known = (customer["address"] or {}).get("country")
    return {
        "automatic_tax": "supported" if known else "unrecognized_location",
        "ip_address": None,
        "location": {"country": known, "source": "billing_address", "state": None}
        if known
        else None,
        "provider": "stripe",
    }


def _sources(ctx: Context, customer: Obj) -> Any:
    """Cards saved the old way; this sandbox has none."""
    url = f"/v1/customers/{customer['id']}/sources"
    return render_page(ctx, Page([], False, url, 0))


SHAPERS["customer"] = _shape
LEGACY["customer"] = _legacy
EXPANDABLE["customer"] = {
    "invoice_settings.default_payment_method": ("payment_method",),
    "default_source": (),
    "test_clock": (),
}
INCLUDABLE["customer", "subscriptions"] = _subscriptions
INCLUDABLE["customer", "tax_ids"] = _tax_ids
INCLUDABLE["customer", "tax"] = _tax
INCLUDABLE["customer", "sources"] = _sources

READ, WRITE = "rak_customer_read", "rak_customer_write"
ROUTES = [
    Route("POST", "/v1/customers", create, CREATE, WRITE),
    Route("GET", "/v1/customers", index, LIST, READ),
    Route("GET", "/v1/customers/:id", retrieve, {}, READ),
    Route("POST", "/v1/customers/:id", update, UPDATE, WRITE),
    Route("DELETE", "/v1/customers/:id", delete, {}, WRITE),
]
