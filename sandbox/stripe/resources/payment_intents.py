"""Payment intents. Source: https://docs.stripe.com/api/payment_intents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.money import check_charge_amount
from ..core.params import (
    AnyHash,
    Bool,
    Currency,
    Either,
    Enum,
    Hash,
    Int,
    ListOf,
    Metadata,
    Req,
    Rule,
    Str,
)
from ..core.render import LEGACY, drop_new, render_page
from ..core.router import Route
from ..core.store import Obj
from ..core.versions import ENDIVE, EXPANDABLE_REFUNDS, before
from . import payment_flow
from .common import merged_metadata, new_metadata, shipping, shipping_rule
from .customers import live

if TYPE_CHECKING:
    from ..core.context import Context

_TYPES = ListOf(Str())
CONFIRM: dict[str, Rule] = {
    "error_on_requires_action": Bool(),
    "mandate": Str(),
    "mandate_data": AnyHash(),
    "off_session": Either(Bool(), Enum("one_off", "recurring")),
    "payment_method": Str(),
    "payment_method_options": AnyHash(),
    "payment_method_types": _TYPES,
    "receipt_email": Str(nullable=True),
    "return_url": Str(),
    "setup_future_usage": Enum("off_session", "on_session", nullable=True),
    "shipping": shipping_rule(tracked=True),
}
UPDATE: dict[str, Rule] = {
    "allowed_payment_method_types": _TYPES,
    "amount": Int(),
    "currency": Currency(),
    "customer": Str(),
    "description": Str(1000, nullable=True),
    "excluded_payment_method_types": _TYPES,
    "metadata": Metadata(),
    "payment_details": Hash(
        {"customer_reference": Str(25), "order_reference": Str(25)}
    ),
    "payment_method": Str(),
    "payment_method_options": AnyHash(),
    "payment_method_types": _TYPES,
    "receipt_email": Str(nullable=True),
    "setup_future_usage": Enum("off_session", "on_session", nullable=True),
    "shipping": shipping_rule(tracked=True),
    "statement_descriptor": Str(22),
    "statement_descriptor_suffix": Str(22),
    "transfer_group": Str(),
}
CREATE: dict[str, Rule] = {
    **UPDATE,
    **CONFIRM,
    "amount": Req(Int()),
    "automatic_payment_methods": Hash(
        {"allow_redirects": Enum("always", "never"), "enabled": Req(Bool())}
    ),
    "capture_method": Enum("automatic", "automatic_async", "manual"),
    "confirm": Bool(),
    "confirmation_method": Enum("automatic", "manual"),
    "currency": Req(Currency()),
}
CAPTURE: dict[str, Rule] = {
    "amount_to_capture": Int(1),
    "final_capture": Bool(),
    "metadata": Metadata(),
    "statement_descriptor": Str(22),
}
CANCEL: dict[str, Rule] = {
    "cancellation_reason": Enum(
        "abandoned", "duplicate", "fraudulent", "requested_by_customer"
    )
}
LIST: dict[str, Rule] = {**LIST_CREATED, "customer": Str()}

#: Members of an intent about which nothing has been decided.
EMPTY = (
    "allowed_payment_method_types", "application", "application_fee_amount",
    "automatic_payment_methods", "canceled_at", "cancellation_reason",
    "customer_account", "description", "excluded_payment_method_types",
    "last_payment_error", "latest_charge", "next_action", "on_behalf_of",
    "payment_method", "payment_method_configuration_details", "payment_record",
    "processing", "receipt_email", "review", "setup_future_usage", "shipping",
    "source", "statement_descriptor", "statement_descriptor_suffix", "transfer_data",
    "transfer_group", "_return_url",
)  # fmt: skip
TEXTS = (
    "description", "receipt_email", "setup_future_usage", "statement_descriptor",
    "statement_descriptor_suffix", "transfer_group", "allowed_payment_method_types",
    "excluded_payment_method_types",
)  # fmt: skip


def refuse_method_types(ctx: Context, params: dict[str, Any]) -> None:
    """Since endive the list of types is chosen by Stripe alone."""
    if "payment_method_types" in params and not before(ctx.version, ENDIVE):
        raise invalid(
            "The `payment_method_types` parameter is no longer supported. Use dynamic "
            "payment methods, `allowed_payment_method_types` or "
            "`excluded_payment_method_types` instead.",
            "payment_method_types",
            "payment_method_types_no_longer_supported",
        )


def build(ctx: Context, amount: int, currency: str, customer: str | None) -> Obj:
    """A new intent with nothing decided yet, not stored."""
    intent_id = ctx.new_id("pi_")
    return {
        "id": intent_id,
        "object": "payment_intent",
        **dict.fromkeys(EMPTY),
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic",
        "client_secret": f"{intent_id}_secret_{ctx.engine.ids.token(25)}",
        "confirmation_method": "automatic",
        "created": ctx.now(),
        "currency": currency,
        "customer": customer,
        "livemode": ctx.livemode,
        "metadata": {},
        "payment_details": {"customer_reference": None, "order_reference": None},
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/payment_intents``."""
    refuse_method_types(ctx, params)
    check_charge_amount(params["amount"], params["currency"])
    customer = params.get("customer")
    if customer is not None:
        live(ctx, customer)
    if params.get("off_session") and not params.get("confirm"):
        raise invalid(
            "`off_session` can only be set when `confirm` is true.", "off_session"
        )
    intent = build(ctx, params["amount"], params["currency"], customer)
    for name in ("capture_method", "confirmation_method", "automatic_payment_methods"):
        if name in params:
            intent[name] = params[name]
    if not before(ctx.version, ENDIVE) and "automatic_payment_methods" not in params:
        intent["automatic_payment_methods"] = {
            "allow_redirects": "always",
            "enabled": True,
        }
    intent["metadata"] = new_metadata(params)
    _apply(ctx, intent, params)
    ctx.create(intent, "payment_intent.created")
    if params.get("confirm"):
        return _confirm(ctx, intent, params)
    return intent


def _apply(ctx: Context, intent: Obj, params: dict[str, Any]) -> None:
    """The parameters that create, update and confirm have in common."""
    intent.update({name: params[name] for name in TEXTS if name in params})
    if "shipping" in params:
        intent["shipping"] = shipping(params["shipping"])
    if "return_url" in params:
        intent["_return_url"] = params["return_url"]
    if "payment_details" in params:
        details = {**intent["payment_details"], **params["payment_details"]}
        intent["payment_details"] = details
    if "payment_method_options" in params:
        intent["payment_method_options"] = params["payment_method_options"] or {}
    if params.get("payment_method"):
        method = payment_flow.choose_method(ctx, intent, params["payment_method"])
        types = intent["payment_method_types"]
        if method["type"] not in types:
            intent["payment_method_types"] = [*types, method["type"]]
        if intent["status"] == "requires_payment_method":
            intent["status"] = "requires_confirmation"


def _confirm(ctx: Context, intent: Obj, params: dict[str, Any]) -> Obj:
    off_session = params.get("off_session") not in (None, False)
    return payment_flow.confirm(
        ctx, intent, off_session, params.get("error_on_requires_action", False)
    )


def retrieve(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``GET /v1/payment_intents/:id``."""
    return ctx.get("payment_intent", intent_id, "intent")


def update(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``POST /v1/payment_intents/:id``."""
    refuse_method_types(ctx, params)
    intent = ctx.get("payment_intent", intent_id, "intent")
    fixed = {"amount", "currency", "customer", "payment_method"} & set(params)
    if fixed and intent["status"] not in payment_flow.CONFIRMABLE:
        raise invalid(
            "This PaymentIntent's " + f"{sorted(fixed)[0]} could not be updated because "
            f"it has a status of {intent['status']}.",
            sorted(fixed)[0],
            "payment_intent_unexpected_state",
            payment_intent=intent,
        )
    changed = dict(intent)
    if fixed & {"amount", "currency"}:
        changed.update({n: params[n] for n in ("amount", "currency") if n in params})
        check_charge_amount(changed["amount"], changed["currency"])
    if "customer" in params:
        changed["customer"] = live(ctx, params["customer"])["id"]
    if "metadata" in params:
        changed["metadata"] = merged_metadata(intent["metadata"], params["metadata"])
    _apply(ctx, changed, params)
    return ctx.update(intent, **changed)


def confirm(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``POST /v1/payment_intents/:id/confirm``."""
    refuse_method_types(ctx, params)
    intent = ctx.get("payment_intent", intent_id, "intent")
    if intent["status"] in payment_flow.CONFIRMABLE:
        _apply(ctx, intent, params)
    return _confirm(ctx, intent, params)


def capture(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``POST /v1/payment_intents/:id/capture``."""
    intent = ctx.get("payment_intent", intent_id, "intent")
    if "metadata" in params:
        intent["metadata"] = merged_metadata(intent["metadata"], params["metadata"])
    return payment_flow.capture(ctx, intent, params.get("amount_to_capture"))


def cancel(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``POST /v1/payment_intents/:id/cancel``."""
    intent = ctx.get("payment_intent", intent_id, "intent")
    if ctx.where("invoice_payment", "payment.payment_intent", intent_id):
        raise invalid(
            "You cannot cancel this PaymentIntent because it was created by an "
            "invoice. Void the invoice instead.",
            code="payment_intent_unexpected_state",
        )
    return payment_flow.cancel(ctx, intent, params.get("cancellation_reason"))


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/payment_intents``."""
    where = ("customer", params["customer"]) if "customer" in params else None
    table = ctx.account.table("payment_intent")
    return page(table, params, "/v1/payment_intents", where=where)


def _legacy(ctx: Context, intent: Obj, out: Obj) -> None:
    """Before basil an intent knew its invoice."""
    rows = ctx.where("invoice_payment", "payment.payment_intent", intent["id"])
    out["invoice"] = rows[0]["invoice"] if rows else None
    for name in ("allowed_payment_method_types", "payment_record"):
        out.pop(name)
    drop_new(ctx, out, "customer_account", "excluded_payment_method_types")
    if before(ctx.version, EXPANDABLE_REFUNDS):
        charges = ctx.where("charge", "payment_intent", intent["id"])[::-1]
        url = f"/v1/charges?payment_intent={intent['id']}"
        out["charges"] = render_page(ctx, Page(charges, False, url, len(charges)))


LEGACY["payment_intent"] = _legacy
EXPANDABLE["payment_intent"] = {
    "customer": ("customer",),
    "latest_charge": ("charge",),
    "payment_method": ("payment_method",),
    "invoice": ("invoice",),
    "application": (),
    "on_behalf_of": (),
    "payment_record": ("payment_record",),
    "review": (),
    "source": (),
}

_PATH = "/v1/payment_intents"
READ, WRITE = "rak_payment_intent_read", "rak_payment_intent_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST, READ),
    Route("GET", _PATH + "/:id", retrieve, {"client_secret": Str()}, READ),
    Route("POST", _PATH + "/:id", update, UPDATE, WRITE),
    Route("POST", _PATH + "/:id/confirm", confirm, CONFIRM, WRITE),
    Route("POST", _PATH + "/:id/capture", capture, CAPTURE, WRITE),
    Route("POST", _PATH + "/:id/cancel", cancel, CANCEL, WRITE),
]
