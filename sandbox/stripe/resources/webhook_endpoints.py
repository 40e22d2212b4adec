"""Webhook endpoints. Source: https://docs.stripe.com/api/webhook_endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..core import versions
from ..core.errors import invalid
from ..core.http import is_loopback
from ..core.listing import LIST, Page, page
from ..core.params import Bool, ListOf, Metadata, Req, Rule, Str
from ..core.router import Route
from ..core.store import Obj
from .common import deleted, merged_metadata, new_metadata

if TYPE_CHECKING:
    from ..core.context import Context

#: https://docs.stripe.com/webhooks: at most 16 endpoints an account.
MAX_ENDPOINTS = 16

CREATE: dict[str, Rule] = {
    "api_version": Str(),
    "connect": Bool(),
    "description": Str(nullable=True),
    "enabled_events": Req(ListOf(Str(), nullable=False)),
    "metadata": Metadata(),
    "url": Req(Str()),
}
UPDATE: dict[str, Rule] = {
    "description": Str(nullable=True),
    "disabled": Bool(),
    "enabled_events": ListOf(Str(), nullable=False),
    "metadata": Metadata(),
    "url": Str(),
}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/webhook_endpoints``: the only answer that carries the secret."""
    if len(ctx.account.table("webhook_endpoint")) >= MAX_ENDPOINTS:
        raise invalid(
            f"You have reached the maximum of {MAX_ENDPOINTS} test webhook endpoints."
        )
    _check_url(ctx, params["url"])
    if "api_version" in params:
        versions.check(params["api_version"], "api_version")
    secret = ctx.engine.ids.new("whsec_", 32)
    endpoint: Obj = {
        "id": ctx.new_id("we_"),
        "object": "webhook_endpoint",
        "api_version": params.get("api_version"),
        "application": None,
        "created": ctx.now(),
        "description": params.get("description"),
        "enabled_events": params["enabled_events"],
        "livemode": ctx.livemode,
        "metadata": new_metadata(params),
        "status": "enabled",
        "url": params["url"],
        "_connect": params.get("connect", False),
        "_secrets": [{"secret": secret, "expires_at": None}],
    }
    ctx.create(endpoint)
    return {**endpoint, "secret": secret}


def _check_url(ctx: Context, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url")
    if ctx.livemode and parts.scheme != "https" and not is_loopback(parts.hostname):
        raise invalid("Invalid URL: URLs in live mode must begin with https.", "url")


def retrieve(ctx: Context, params: dict[str, Any], endpoint_id: str) -> Obj:
    """``GET /v1/webhook_endpoints/:id``."""
    return ctx.get("webhook_endpoint", endpoint_id)


def update(ctx: Context, params: dict[str, Any], endpoint_id: str) -> Obj:
    """``POST /v1/webhook_endpoints/:id``."""
    endpoint = ctx.get("webhook_endpoint", endpoint_id)
    names = ("description", "enabled_events", "url")
    changes: dict[str, Any] = {n: params[n] for n in names if n in params}
    if "url" in changes:
        _check_url(ctx, changes["url"])
    if "disabled" in params:
        changes["status"] = "disabled" if params["disabled"] else "enabled"
    if "metadata" in params:
        changes["metadata"] = merged_metadata(endpoint["metadata"], params["metadata"])
    return ctx.update(endpoint, **changes)


def delete(ctx: Context, params: dict[str, Any], endpoint_id: str) -> Obj:
    """``DELETE /v1/webhook_endpoints/:id``."""
    endpoint = ctx.get("webhook_endpoint", endpoint_id)
    ctx.account.remove(endpoint)
    return deleted(endpoint)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/webhook_endpoints``."""
    table = ctx.account.table("webhook_endpoint")
    return page(table, params, "/v1/webhook_endpoints")


def roll(ctx: Context, endpoint_id: str, overlap_s: int) -> str:
    """Make a new signing secret; the old one stays valid for *overlap_s* seconds.

    Stripe does this in the dashboard only, so it is a step of the control API.
    """
    endpoint = ctx.get("webhook_endpoint", endpoint_id)
    secret = ctx.engine.ids.new("whsec_", 32)
    limit = ctx.now() + overlap_s
    kept = [
        {**item, "expires_at": min(item["expires_at"] or limit, limit)}
        for item in endpoint["_secrets"]
    ]
    ctx.update(endpoint, _secrets=[{"secret": secret, "expires_at": None}, *kept])
    return secret


READ, WRITE = "rak_webhook_read", "rak_webhook_write"
ROUTES = [
    Route("POST", "/v1/webhook_endpoints", create, CREATE, WRITE),
    Route("GET", "/v1/webhook_endpoints", index, LIST, READ),
    Route("GET", "/v1/webhook_endpoints/:id", retrieve, {}, READ),
    Route("POST", "/v1/webhook_endpoints/:id", update, UPDATE, WRITE),
    Route("DELETE", "/v1/webhook_endpoints/:id", delete, {}, WRITE),
]
