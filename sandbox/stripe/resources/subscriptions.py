"""Subscriptions: create, change, cancel, list. Billing is in ``subscription_flow``.

Source: https://docs.stripe.com/api/subscriptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, embedded, page
from ..core.params import (
    AnyHash,
    Bool,
    Either,
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
from ..core.render import LEGACY, SHAPERS, drop_new, render_page
from ..core.router import Route
from ..core.store import Obj
from . import coupons, subscription_changes, subscription_flow, subscription_items, subscription_times
from .common import merged_metadata, new_metadata
from .customers import live

if TYPE_CHECKING:
    from ..core.context import Context

FEEDBACK = (
    "customer_service", "low_quality", "missing_features", "other", "switched_service",
    "too_complex", "too_expensive", "unused",
)  # fmt: skip
_SHARED: dict[str, Rule] = {
    "cancel_at_period_end": Bool(),
    "collection_method": Enum("charge_automatically", "send_invoice"),
    "days_until_due": Int(0),
    "default_payment_method": Str(nullable=True),
    "default_tax_rates": ListOf(Str()),
    "description": Str(500, nullable=True),
    "discounts": coupons.discounts_rule(),
    "invoice_settings": AnyHash(),
    "metadata": Metadata(),
    "off_session": Bool(),
    "payment_behavior": Enum(
        "allow_incomplete",
        "default_incomplete",
        "error_if_incomplete",
        "pending_if_incomplete",
    ),
    "payment_settings": AnyHash(),
    "proration_behavior": Enum("always_invoice", "create_prorations", "none"),
}
CREATE: dict[str, Rule] = {
    **_SHARED,
    "backdate_start_date": Timestamp(),
    "billing_cycle_anchor": Timestamp(),
    "cancel_at": Timestamp(),
    "currency": Str(3),
    "customer": Req(Str()),
    "items": Req(ListOf(Hash(subscription_items.ITEM), 20, nullable=False)),
    "trial_end": Either(Enum("now"), Timestamp()),
    "trial_period_days": Int(1),
}
UPDATE: dict[str, Rule] = {
    **_SHARED,
    "cancel_at": Timestamp(nullable=True),
    "cancellation_details": Hash(
        {"comment": Str(nullable=True), "feedback": Enum(*FEEDBACK, nullable=True)}
    ),
    "items": ListOf(
        Hash({**subscription_items.ITEM, "id": Str(), "deleted": Bool()}), 20
    ),
    "pause_collection": Hash(
        {
            "behavior": Req(Enum("keep_as_draft", "mark_uncollectible", "void")),
            "resumes_at": Timestamp(),
        },
        nullable=True,
    ),
    "proration_date": Timestamp(),
}
CANCEL: dict[str, Rule] = {
    "cancellation_details": Hash({"comment": Str(), "feedback": Enum(*FEEDBACK)}),
    "invoice_now": Bool(),
    "prorate": Bool(),
}
STATUSES = (
    "active", "all", "canceled", "ended", "incomplete", "incomplete_expired",
    "past_due", "paused", "trialing", "unpaid",
)  # fmt: skip
LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "collection_method": Enum("charge_automatically", "send_invoice"),
    "customer": Str(),
    "price": Str(),
    "status": Enum(*STATUSES),
}
DEFAULT_PAYMENT_SETTINGS = {
    "payment_method_options": None,
    "payment_method_types": None,
    "save_default_payment_method": "off",
}

NO_AUTOMATIC_TAX = {"disabled_reason": None, "enabled": False, "liability": None}
DEFAULT_INVOICE_SETTINGS = {
    "account_tax_ids": None,
    "custom_fields": None,
    "description": None,
    "footer": None,
    "issuer": {"account": None, "type": "self"},
}
DEFAULT_TRIAL_SETTINGS = {
    "end_behavior": {
        "billing_cycle_anchor": None,
        "missing_payment_method": "create_invoice",
    }
}
CANCELLATION = ("comment", "feedback", "feedback_option", "reason")
#: Members nobody sets at first, and some that nobody sets at all.
EMPTY = (
    "application", "application_fee_percent", "billing_cycle_anchor_config",
    "billing_thresholds", "cancel_at", "canceled_at", "customer_account",
    "days_until_due", "default_payment_method", "default_source", "description",
    "ended_at", "latest_invoice", "next_pending_invoice_item_invoice",
    "on_behalf_of", "pause_collection", "pending_invoice_item_interval",
    "pending_setup_intent", "pending_update", "schedule", "test_clock",
    "transfer_data", "trial_end", "trial_start",
)  # fmt: skip


def _build(ctx: Context, customer: Obj) -> Obj:
    """A new subscription without items, not stored."""
    now = ctx.now()
    return {
        "id": ctx.new_id("sub_"),
        "object": "subscription",
        **dict.fromkeys(EMPTY),
        "automatic_tax": NO_AUTOMATIC_TAX,
        "billing_cycle_anchor": now,
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": now,
        },
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": dict.fromkeys(CANCELLATION),
        "collection_method": "charge_automatically",
        "created": now,
        "currency": None,
        "customer": customer["id"],
        "discounts": [],
        "invoice_settings": DEFAULT_INVOICE_SETTINGS,
        "livemode": ctx.livemode,
        "metadata": {},
        "payment_settings": DEFAULT_PAYMENT_SETTINGS,
        "start_date": now,
        "status": "incomplete",
        "status_details": None,
        "trial_settings": DEFAULT_TRIAL_SETTINGS,
        "_cycle": 0,
        "_default_tax_rates": [],
        "_interval": None,
    }


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/subscriptions``: the first invoice is made and collected at once."""
    customer = live(ctx, params["customer"])
    prices = [
        subscription_items.price_of(ctx, item, f"items[{n}]")
        for n, item in enumerate(params["items"])
    ]
    same_rhythm(prices)
    subscription_items.no_twins(prices)
    for item in params["items"]:
        subscription_items.rates_of(ctx, item)
    subscription_times.check_create(ctx, params, prices[0]["recurring"])
    subscription = _build(ctx, customer)
    subscription["currency"] = prices[0]["currency"]
    subscription["metadata"] = new_metadata(params)
    _apply(ctx, subscription, params)
    _check_collection(subscription)
    if subscription["collection_method"] == "send_invoice":
        pass
    elif params.get("payment_behavior") != "default_incomplete":
        subscription_flow.require_method(ctx, subscription, customer)
    ctx.save(subscription)
    for item, price in zip(params["items"], prices, strict=False):
        subscription_items.build(ctx, subscription, price, item)
    subscription_flow.begin(ctx, subscription, params)
    return subscription


def _check_collection(subscription: Obj) -> None:
    """Days until due belong to invoices that are sent, and only to them."""
    sent, days = subscription["collection_method"] == "send_invoice", subscription["days_until_due"]
    if sent and days is None:
        raise invalid(
            "You must specify `days_until_due` if `collection_method` is "
            "`send_invoice`.",
            "days_until_due",
            "parameter_missing",
        )
    if not sent and days is not None:
        raise invalid(
            "You can only set `days_until_due` if `collection_method` is `send_invoice`.",
            "days_until_due",
        )


def same_rhythm(prices: list[Obj]) -> None:
    """All items of a subscription share currency and interval."""
    rhythms = {
        (p["currency"], p["recurring"]["interval"], p["recurring"]["interval_count"])
        for p in prices
    }
    if len(rhythms) > 1:
        raise invalid(
            "All prices on a subscription must have the same `recurring.interval`, "
            "`recurring.interval_count` and currency.",
            "items",
        )


def _apply(ctx: Context, subscription: Obj, params: dict[str, Any]) -> None:
    names = (
        "cancel_at_period_end", "collection_method", "days_until_due", "description",
        "pause_collection",
    )  # fmt: skip
    subscription.update({name: params[name] for name in names if name in params})
    if "default_payment_method" in params:
        method = params["default_payment_method"]
        subscription["default_payment_method"] = (
            ctx.get("payment_method", method, "default_payment_method")["id"]
            if method
            else None
        )
    if "default_tax_rates" in params:
        subscription["_default_tax_rates"] = [
            ctx.get("tax_rate", rate, "default_tax_rates")["id"]
            for rate in params["default_tax_rates"] or []
        ]
    if "discounts" in params:
        owner = {
            "subscription": subscription["id"],
            "customer": subscription["customer"],
        }
        subscription["discounts"] = coupons.redeem(
            ctx, params["discounts"], owner, "discounts"
        )
    if "payment_settings" in params:
        given = params["payment_settings"] or {}
        subscription["payment_settings"] = {**subscription["payment_settings"], **given}


def retrieve(ctx: Context, params: dict[str, Any], subscription_id: str) -> Obj:
    """``GET /v1/subscriptions/:id``."""
    return ctx.get("subscription", subscription_id)


def update(ctx: Context, params: dict[str, Any], subscription_id: str) -> Obj:
    """``POST /v1/subscriptions/:id``; changes of items count from the next period."""
    subscription = ctx.get("subscription", subscription_id)
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise invalid(
            "A canceled subscription can only update its cancellation_details and "
            "metadata."
        )
    subscription_times.check_update(ctx, params)
    before = dict(subscription)
    if "metadata" in params:
        subscription["metadata"] = merged_metadata(
            subscription["metadata"], params["metadata"]
        )
    if params.get("collection_method") == "charge_automatically":
        params.setdefault("days_until_due", None)
    _apply(ctx, subscription, params)
    _check_collection(subscription)
    if params.get("collection_method") == "charge_automatically":
        customer = ctx.get("customer", subscription["customer"])
        subscription_flow.require_method(ctx, subscription, customer)
    subscription_times.plan_end(ctx, subscription, params)
    if params.get("pause_collection"):
        subscription_times.plan_resume(ctx, subscription)
    if params.get("items"):
        behavior = params.get("proration_behavior", "create_prorations")
        subscription_changes.change_items(ctx, subscription, params["items"], behavior)
    ctx.save(subscription)
    ctx.emit("customer.subscription.updated", subscription, before)
    return subscription


def cancel(ctx: Context, params: dict[str, Any], subscription_id: str) -> Obj:
    """``DELETE /v1/subscriptions/:id``: at once."""
    subscription = ctx.get("subscription", subscription_id)
    if subscription["status"] == "canceled":
        raise invalid(
            f"No such subscription: '{subscription_id}'", "id", "resource_missing"
        )
    details = params.get("cancellation_details") or {}
    if params.get("prorate"):
        subscription_changes.credit_rest(ctx, subscription)
    if params.get("invoice_now"):
        subscription_changes.invoice_pending(ctx, subscription)
    return subscription_flow.end(ctx, subscription, "cancellation_requested", details)


def end(ctx: Context, subscription: Obj) -> Obj:
    """End a subscription because its customer is gone."""
    return subscription_flow.end(ctx, subscription, "cancellation_requested", {})


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/subscriptions``: without the canceled ones unless asked for."""
    status = params.get("status")
    where = ("customer", params["customer"]) if "customer" in params else None

    def keep(row: Obj) -> bool:
        if status is None and row["status"] == "canceled":
            return False
        if status == "ended" and row["status"] not in ("canceled", "incomplete_expired"):
            return False
        if status not in (None, "all", "ended") and row["status"] != status:
            return False
        if params.get("collection_method") not in (None, row["collection_method"]):
            return False
        items = subscription_items.of(ctx, row)
        return params.get("price") in (None, *(item["_price"] for item in items))

    table = ctx.account.table("subscription")
    return page(table, params, "/v1/subscriptions", where=where, keep=keep)


def _shape(ctx: Context, subscription: Obj, out: Obj) -> None:
    items = subscription_items.of(ctx, subscription)
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    out["items"] = render_page(ctx, embedded(items, url))
    rates = (ctx.find("tax_rate", rate) for rate in subscription["_default_tax_rates"])
    out["default_tax_rates"] = [ctx.render(rate) for rate in rates if rate]


def _legacy(ctx: Context, subscription: Obj, out: Obj) -> None:
    """Before basil the period belonged to the subscription."""
    items = subscription_items.of(ctx, subscription)
    out["current_period_start"] = items[0]["current_period_start"] if items else None
    out["current_period_end"] = items[0]["current_period_end"] if items else None
    out["discount"] = None
    for name in ("billing_schedules", "status_details"):
        out.pop(name)
    drop_new(ctx, out, "customer_account", "billing_mode")


SHAPERS["subscription"] = _shape
LEGACY["subscription"] = _legacy
EXPANDABLE["subscription"] = {
    "application": (),
    "customer": ("customer",),
    "default_payment_method": ("payment_method",),
    "default_source": (),
    "discounts": ("discount",),
    "latest_invoice": ("invoice",),
    "on_behalf_of": (),
    "pending_setup_intent": ("setup_intent",),
    "schedule": ("subscription_schedule",),
    "test_clock": (),
}

_PATH = "/v1/subscriptions"
READ, WRITE = "rak_subscription_read", "rak_subscription_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST, READ),
    Route("GET", _PATH + "/:id", retrieve, {}, READ),
    Route("POST", _PATH + "/:id", update, UPDATE, WRITE),
    Route("DELETE", _PATH + "/:id", cancel, CANCEL, WRITE),
]
