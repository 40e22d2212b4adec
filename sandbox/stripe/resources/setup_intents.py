"""Setup intents and mandates: saving a way to pay for later.

Sources: https://docs.stripe.com/api/setup_intents,
https://docs.stripe.com/api/mandates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import StripeError, wrong_state
from ..core.expand import EXPANDABLE
from ..core.hooks import fire
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import AnyHash, Bool, Enum, Hash, ListOf, Metadata, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from .common import merged_metadata, new_metadata
from .customers import live
from .payment_intents import refuse_method_types
from .payment_methods import decline_error, materialize, test_method

if TYPE_CHECKING:
    from ..core.context import Context

CONFIRM: dict[str, Rule] = {
    "mandate_data": AnyHash(),
    "payment_method": Str(),
    "payment_method_options": AnyHash(),
    "return_url": Str(),
}
UPDATE: dict[str, Rule] = {
    "allowed_payment_method_types": ListOf(Str()),
    "customer": Str(),
    "description": Str(nullable=True),
    "excluded_payment_method_types": ListOf(Str()),
    "metadata": Metadata(),
    "payment_method": Str(),
    "payment_method_options": AnyHash(),
    "payment_method_types": ListOf(Str()),
}
CREATE: dict[str, Rule] = {
    **UPDATE,
    **CONFIRM,
    "attach_to_self": Bool(),
    "automatic_payment_methods": Hash(
        {"allow_redirects": Enum("always", "never"), "enabled": Req(Bool())}
    ),
    "confirm": Bool(),
    "usage": Enum("off_session", "on_session"),
}
CANCEL: dict[str, Rule] = {
    "cancellation_reason": Enum("abandoned", "duplicate", "requested_by_customer")
}
LIST: dict[str, Rule] = {**LIST_CREATED, "customer": Str(), "payment_method": Str()}
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


def build(ctx: Context, customer: str | None, usage: str = "off_session") -> Obj:
    """A new setup intent, not stored."""
    intent_id = ctx.new_id("seti_")
    return {
        "id": intent_id,
        "object": "setup_intent",
        "allowed_payment_method_types": None,
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": f"{intent_id}_secret_{ctx.engine.ids.token(25)}",
        "created": ctx.now(),
        "customer": customer,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": ctx.livemode,
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": usage,
    }


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/setup_intents``."""
    refuse_method_types(ctx, params)
    if "customer" in params:
        live(ctx, params["customer"])
    usage = params.get("usage", "off_session")
    intent = build(ctx, params.get("customer"), usage)
    intent["metadata"] = new_metadata(params)
    _apply(ctx, intent, params)
    ctx.create(intent, "setup_intent.created")
    return confirm_now(ctx, intent) if params.get("confirm") else intent


def _apply(ctx: Context, intent: Obj, params: dict[str, Any]) -> None:
    names = ("description", "allowed_payment_method_types", "excluded_payment_method_types")
    intent.update({name: params[name] for name in names if name in params})
    if "automatic_payment_methods" in params:
        intent["automatic_payment_methods"] = params["automatic_payment_methods"]
    if params.get("payment_method"):
        method = materialize(ctx, params["payment_method"])
        intent["payment_method"] = method["id"]
        if method["type"] not in intent["payment_method_types"]:
            types = [*intent["payment_method_types"], method["type"]]
            intent["payment_method_types"] = types
        intent["status"] = "requires_confirmation"


def confirm_now(ctx: Context, intent: Obj) -> Obj:
    """Save the method. :raise StripeError: 402 when the bank refuses."""
    if intent["status"] not in OPEN or intent["payment_method"] is None:
        raise wrong_state(
            "You cannot confirm this SetupIntent because it has a status of "
            f"{intent['status']} or is missing a payment method.",
            code="setup_intent_unexpected_state",
            setup_intent=intent,
        )
    method = ctx.get("payment_method", intent["payment_method"])
    kind = test_method(method)
    if kind.attach_fails and kind.decline:
        raise _refused(ctx, intent, method)
    if kind.authenticate and not method["_set_up"]:
        action = {
            "redirect_to_url": {
                "return_url": None,
                "url": f"https://hooks.stripe.com/3d_secure_2/hosted?intent={intent['id']}",
            },
            "type": "redirect_to_url",
        }
        ctx.update(intent, status="requires_action", next_action=action)
        ctx.emit("setup_intent.requires_action", intent)
        return intent
    return succeed(ctx, intent, method)


def _refused(ctx: Context, intent: Obj, method: Obj) -> StripeError:
    decline = test_method(method).decline
    assert decline is not None
    problem = {
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "payment_method": ctx.render(method),
        "type": "card_error",
    }
    ctx.update(
        intent,
        status="requires_payment_method",
        payment_method=None,
        last_setup_error=problem,
    )
    ctx.emit("setup_intent.setup_failed", intent)
    return decline_error(decline, setup_intent=intent, payment_method=method)


def succeed(ctx: Context, intent: Obj, method: Obj) -> Obj:
    """The method is saved, and belongs to the customer."""
    if intent["customer"] and method["customer"] is None:
        ctx.update(method, customer=intent["customer"])
        ctx.emit("payment_method.attached", method)
    ctx.update(method, _set_up=intent["usage"] == "off_session")
    mandate = _mandate(ctx, method) if method["type"] != "card" else None
    ctx.update(
        intent,
        status="succeeded",
        next_action=None,
        last_setup_error=None,
        mandate=mandate["id"] if mandate else None,
    )
    ctx.emit("setup_intent.succeeded", intent)
    fire("setup.succeeded", ctx, intent)
    return intent


def _mandate(ctx: Context, method: Obj) -> Obj:
    """The customer's permission to debit, which bank debits need."""
    return ctx.create(
        {
            "id": ctx.new_id("mandate_"),
            "object": "mandate",
            "customer_acceptance": {
                "accepted_at": ctx.now(),
                "online": {"ip_address": "127.0.0.1", "user_agent": "sandbox"},
                "type": "online",
            },
            "livemode": ctx.livemode,
            "multi_use": {},
            "payment_method": method["id"],
            "payment_method_details": _mandate_details(method),
            "status": "active",
            "type": "multi_use",
        },
        "mandate.updated",
    )


def _mandate_details(method: Obj) -> dict[str, Any]:
    if method["type"] == "us_bank_account":
        return {"type": "us_bank_account", "us_bank_account": {}}
    details = {"reference": method["id"][-12:].upper(), "url": "https://hooks.stripe.com/"}
    return {"type": method["type"], method["type"]: details}


def retrieve(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``GET /v1/setup_intents/:id``."""
    return ctx.get("setup_intent", intent_id, "intent")


def update(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``POST /v1/setup_intents/:id``."""
    refuse_method_types(ctx, params)
    intent = ctx.get("setup_intent", intent_id, "intent")
    changed = dict(intent)
    if "customer" in params:
        changed["customer"] = live(ctx, params["customer"])["id"]
    if "metadata" in params:
        changed["metadata"] = merged_metadata(intent["metadata"], params["metadata"])
    _apply(ctx, changed, params)
    return ctx.update(intent, **changed)


def confirm(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``POST /v1/setup_intents/:id/confirm``."""
    intent = ctx.get("setup_intent", intent_id, "intent")
    if intent["status"] in OPEN:
        _apply(ctx, intent, params)
    return confirm_now(ctx, intent)


def cancel(ctx: Context, params: dict[str, Any], intent_id: str) -> Obj:
    """``POST /v1/setup_intents/:id/cancel``."""
    intent = ctx.get("setup_intent", intent_id, "intent")
    if intent["status"] not in OPEN:
        raise wrong_state(
            "You cannot cancel this SetupIntent because it has a status of "
            f"{intent['status']}.",
            code="setup_intent_unexpected_state",
            setup_intent=intent,
        )
    reason = params.get("cancellation_reason")
    ctx.update(intent, status="canceled", cancellation_reason=reason)
    ctx.emit("setup_intent.canceled", intent)
    return intent


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/setup_intents``."""
    where = ("customer", params["customer"]) if "customer" in params else None
    return page(
        ctx.account.table("setup_intent"),
        params,
        "/v1/setup_intents",
        where=where,
        keep=lambda row: params.get("payment_method") in (None, row["payment_method"]),
    )


def retrieve_mandate(ctx: Context, params: dict[str, Any], mandate_id: str) -> Obj:
    """``GET /v1/mandates/:id``."""
    return ctx.get("mandate", mandate_id)


EXPANDABLE["setup_intent"] = {
    "application": (),
    "customer": ("customer",),
    "latest_attempt": (),
    "mandate": ("mandate",),
    "on_behalf_of": (),
    "payment_method": ("payment_method",),
    "single_use_mandate": ("mandate",),
}
EXPANDABLE["mandate"] = {"payment_method": ("payment_method",)}

_PATH = "/v1/setup_intents"
READ, WRITE = "rak_setup_intent_read", "rak_setup_intent_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST, READ),
    Route("GET", _PATH + "/:id", retrieve, {"client_secret": Str()}, READ),
    Route("POST", _PATH + "/:id", update, UPDATE, WRITE),
    Route("POST", _PATH + "/:id/confirm", confirm, CONFIRM, WRITE),
    Route("POST", _PATH + "/:id/cancel", cancel, CANCEL, WRITE),
    Route("GET", "/v1/mandates/:id", retrieve_mandate, {}, READ),
]
