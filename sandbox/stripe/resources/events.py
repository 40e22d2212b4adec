"""Events: the feed of changes. Source: https://docs.stripe.com/api/events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import missing_object
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import Bool, ListOf, Rule, Str
from ..core.render import SHAPERS
from ..core.router import Route
from ..core.store import Obj

if TYPE_CHECKING:
    from ..core.context import Context

LIST: dict[str, Rule] = {
    **LIST_CREATED,
    "delivery_success": Bool(),
    "type": Str(),
    "types": ListOf(Str(), 20),
}


def retrieve(ctx: Context, params: dict[str, Any], event_id: str) -> Obj:
    """``GET /v1/events/:id``; 30 days and no longer."""
    event = ctx.get("event", event_id)
    if event["created"] < ctx.engine.events.horizon():
        raise missing_object("event", event_id, "id")
    return event


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/events``: of the last 30 days, newest first."""
    span = dict(params.get("created") or {})
    span["gte"] = max(span.get("gte", 0), ctx.engine.events.horizon())
    types = set(params.get("types") or [])
    if "type" in params:
        types.add(params["type"])
    wildcards = {t[:-1] for t in types if t.endswith("*")}

    def keep(row: Obj) -> bool:
        if types and row["type"] not in types:
            if not any(row["type"].startswith(stem) for stem in wildcards):
                return False
        if "delivery_success" in params:
            return delivered(ctx, row) is params["delivery_success"]
        return True

    table = ctx.account.table("event")
    return page(table, {**params, "created": span}, "/v1/events", keep=keep)


def delivered(ctx: Context, event: Obj) -> bool:
    """Whether every delivery of the event succeeded."""
    return not any(state != "delivered" for state in _states(ctx, event))


def _states(ctx: Context, event: Obj) -> list[str]:
    rows = (ctx.engine.vault.get("_delivery", d) for d in event["_deliveries"])
    return [row["state"] for row in rows if row is not None]


def _shape(ctx: Context, event: Obj, out: Obj) -> None:
    states = _states(ctx, event)
    out["pending_webhooks"] = sum(state in ("pending", "lost") for state in states)


SHAPERS["event"] = _shape

ROUTES = [
    Route("GET", "/v1/events", index, LIST, "rak_event_read"),
    Route("GET", "/v1/events/:id", retrieve, {}, "rak_event_read"),
]
