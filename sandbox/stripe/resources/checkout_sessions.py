"""Checkout sessions: a page of Stripe's on which a customer pays or saves a card.

Source: https://docs.stripe.com/api/checkout/sessions. What happens when the
customer is done is in ``checkout_flow``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.clock import DAY_S
from ..core.errors import invalid
from ..core.expand import EXPANDABLE, INCLUDABLE
from ..core.listing import LIST, LIST_CREATED, Page, page
from ..core.params import (
    AnyHash,
    Bool,
    Currency,
    Enum,
    Hash,
    Int,
    ListOf,
    Metadata,
    Req,
    Rule,
    Str,
    Timestamp,
)
from ..core.render import SHAPERS, render_page
from ..core.router import Route
from ..core.store import Obj
from . import checkout_flow, checkout_items
from .common import merged_metadata, new_metadata
from .customers import live
from .payment_intents import refuse_method_types

if TYPE_CHECKING:
    from ..core.context import Context

CREATE: dict[str, Rule] = {
    "adaptive_pricing": Hash({"enabled": Bool()}),
    "allow_promotion_codes": Bool(),
    "allowed_payment_method_types": ListOf(Str()),
    "billing_address_collection": Enum("auto", "required"),
    "cancel_url": Str(),
    "client_reference_id": Str(200),
    "consent_collection": AnyHash(),
    "currency": Currency(),
    "custom_text": AnyHash(),
    "customer": Str(),
    "customer_creation": Enum("always", "if_required"),
    "customer_email": Str(800),
    "customer_update": AnyHash(),
    "discounts": ListOf(Hash({"coupon": Str(), "promotion_code": Str()}), 1),
    "excluded_payment_method_types": ListOf(Str()),
    "expires_at": Timestamp(),
    "invoice_creation": Hash({"enabled": Req(Bool()), "invoice_data": AnyHash()}),
    "line_items": ListOf(Hash(checkout_items.ITEM), 100),
    "locale": Str(),
    "metadata": Metadata(),
    "mode": Enum("payment", "setup", "subscription"),
    "payment_intent_data": Hash(
        {
            "capture_method": Enum("automatic", "automatic_async", "manual"),
            "description": Str(1000),
            "metadata": Metadata(),
            "receipt_email": Str(),
            "setup_future_usage": Enum("off_session", "on_session"),
            "statement_descriptor": Str(22),
            "transfer_group": Str(),
        }
    ),
    "payment_method_collection": Enum("always", "if_required"),
    "payment_method_options": AnyHash(),
    "payment_method_types": ListOf(Str()),
    "phone_number_collection": Hash({"enabled": Req(Bool())}),
    "redirect_on_completion": Enum("always", "if_required", "never"),
    "return_url": Str(),
    "saved_payment_method_options": AnyHash(),
    "setup_intent_data": Hash({"description": Str(1000), "metadata": Metadata()}),
    "submit_type": Enum("auto", "book", "donate", "pay", "subscribe"),
    "subscription_data": Hash(
        {
            "default_tax_rates": ListOf(Str()),
            "description": Str(500),
            "metadata": Metadata(),
            "trial_period_days": Int(1),
        }
    ),
    "success_url": Str(),
    "tax_id_collection": AnyHash(),
    "ui_mode": Enum("elements", "embedded_page", "form", "hosted_page"),
}
UPDATE: dict[str, Rule] = {"metadata": Metadata()}
LIST_OF: dict[str, Rule] = {
    **LIST_CREATED,
    "customer": Str(),
    "payment_intent": Str(),
    "status": Enum("complete", "expired", "open"),
    "subscription": Str(),
}
PLAIN = (
    "allow_promotion_codes", "allowed_payment_method_types",
    "billing_address_collection", "cancel_url", "client_reference_id",
    "consent_collection", "customer", "customer_creation", "customer_email",
    "excluded_payment_method_types", "locale", "return_url", "submit_type",
    "success_url",
)  # fmt: skip
NO_AUTOMATIC_TAX = dict.fromkeys(("liability", "provider", "status")) | {
    "enabled": False
}
TEXTS = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
EMPTY = (
    *PLAIN, "after_expiration", "amount_subtotal", "amount_total", "branding_settings",
    "client_secret", "collected_information", "consent", "currency",
    "currency_conversion", "customer_account", "customer_details", "discounts",
    "integration_identifier", "invoice", "invoice_creation", "managed_payments",
    "origin_context", "payment_intent", "payment_link", "payment_method_collection",
    "payment_method_configuration_details", "payment_method_options", "permissions",
    "recovered_from", "redirect_on_completion", "saved_payment_method_options",
    "setup_intent", "shipping_address_collection", "shipping_cost", "subscription",
    "total_details", "wallet_options",
)  # fmt: skip


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/checkout/sessions``."""
    refuse_method_types(ctx, params)
    mode = params.get("mode", "payment")
    _check(ctx, params, mode)
    now = ctx.now()
    mark = "live" if ctx.livemode else "test"
    session: Obj = {
        "id": ctx.engine.ids.new(f"cs_{mark}_", 58),
        "object": "checkout.session",
        **dict.fromkeys(EMPTY),
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": NO_AUTOMATIC_TAX,
        "created": now,
        "custom_fields": [],
        "custom_text": dict.fromkeys(TEXTS),
        "discounts": [],
        "expires_at": params.get("expires_at", now + DAY_S),
        "livemode": ctx.livemode,
        "metadata": new_metadata(params),
        "mode": mode,
        "payment_method_types": ["card"],
        "payment_status": "unpaid" if mode != "setup" else "no_payment_required",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "ui_mode": params.get("ui_mode", "hosted_page"),
        "_data": {
            "payment_intent": params.get("payment_intent_data") or {},
            "setup_intent": params.get("setup_intent_data") or {},
            "subscription": params.get("subscription_data") or {},
        },
    }
    session.update({name: params[name] for name in PLAIN if name in params})
    _fill(ctx, session, params)
    ctx.create(session)
    ctx.schedule(session["expires_at"], "checkout.expire", session=session["id"])
    return session


def _check(ctx: Context, params: dict[str, Any], mode: str) -> None:
    if "customer" in params:
        live(ctx, params["customer"])
    if mode == "setup":
        if "currency" not in params:
            raise invalid(
                "You must provide currency in setup mode.", "currency", "parameter_missing"
            )
    elif not params.get("line_items"):
        raise invalid(
            f"Missing required param: line_items in {mode} mode.",
            "line_items",
            "parameter_missing",
        )
    if params.get("ui_mode", "hosted_page") == "hosted_page" and not params.get("success_url"):
        raise invalid(
            "Missing required param: success_url.", "success_url", "parameter_missing"
        )


def _fill(ctx: Context, session: Obj, params: dict[str, Any]) -> None:
    """Amounts, and what depends on the mode."""
    mode = session["mode"]
    if "invoice_creation" in params:
        session["invoice_creation"] = {
            "enabled": params["invoice_creation"]["enabled"],
            "invoice_data": checkout_items.EMPTY_INVOICE_DATA,
        }
    if "custom_text" in params:
        session["custom_text"] = {**session["custom_text"], **params["custom_text"]}
    if mode != "setup":
        session["payment_method_collection"] = params.get(
            "payment_method_collection", "always" if mode == "subscription" else "if_required"
        )
        checkout_items.fill(ctx, session, params)
    else:
        session["currency"] = params["currency"]
    customer = ctx.find("customer", session["customer"])
    email = session["customer_email"] or (customer or {}).get("email")
    if email:
        session["customer_details"] = checkout_flow.details(customer, email)


def retrieve(ctx: Context, params: dict[str, Any], session_id: str) -> Obj:
    """``GET /v1/checkout/sessions/:id``."""
    return ctx.get("checkout.session", session_id)


def update(ctx: Context, params: dict[str, Any], session_id: str) -> Obj:
    """``POST /v1/checkout/sessions/:id``."""
    session = ctx.get("checkout.session", session_id)
    metadata = merged_metadata(session["metadata"], params.get("metadata") or {})
    return ctx.update(session, metadata=metadata)


def expire(ctx: Context, params: dict[str, Any], session_id: str) -> Obj:
    """``POST /v1/checkout/sessions/:id/expire``."""
    session = ctx.get("checkout.session", session_id)
    if session["status"] != "open":
        raise invalid(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This "
            f"Checkout Session has a status of `{session['status']}`."
        )
    return checkout_flow.expire(ctx, session)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/checkout/sessions``."""
    where = None
    for name in ("payment_intent", "subscription", "customer"):
        if name in params:
            where = (name, params[name])
            break
    return page(
        ctx.account.table("checkout.session"),
        params,
        "/v1/checkout/sessions",
        where=where,
        keep=lambda row: params.get("status") in (None, row["status"]),
    )


def index_items(ctx: Context, params: dict[str, Any], session_id: str) -> Page:
    """``GET /v1/checkout/sessions/:id/line_items``."""
    ctx.get("checkout.session", session_id)
    return page(
        ctx.account.table("item"),
        params,
        f"/v1/checkout/sessions/{session_id}/line_items",
        where=("_session", session_id),
    )


def _shape(ctx: Context, session: Obj, out: Obj) -> None:
    """The page is this sandbox's own, as long as the session is open."""
    hosted = session["status"] == "open" and session["ui_mode"] == "hosted_page"
    base = ctx.engine.base_url
    out["url"] = f"{base}/pay/checkout/{session['id']}" if hosted else None


def _items(ctx: Context, session: Obj) -> Any:
    rows = ctx.where("item", "_session", session["id"])
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return render_page(ctx, Page(rows[:100], False, url))


SHAPERS["checkout.session"] = _shape
INCLUDABLE["checkout.session", "line_items"] = _items
EXPANDABLE["checkout.session"] = {
    "customer": ("customer",),
    "discounts.coupon": ("coupon",),
    "invoice": ("invoice",),
    "payment_intent": ("payment_intent",),
    "payment_link": (),
    "setup_intent": ("setup_intent",),
    "subscription": ("subscription",),
}

_PATH = "/v1/checkout/sessions"
READ, WRITE = "rak_checkout_session_read", "rak_checkout_session_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST_OF, READ),
    Route("GET", _PATH + "/:id", retrieve, {}, READ),
    Route("POST", _PATH + "/:id", update, UPDATE, WRITE),
    Route("POST", _PATH + "/:id/expire", expire, {}, WRITE),
    Route("GET", _PATH + "/:id/line_items", index_items, LIST, READ),
]
