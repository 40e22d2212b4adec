"""Subscription schedules: phases that change a subscription when their time comes.

Source: https://docs.stripe.com/api/subscription_schedules. All phases share one rhythm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..billing.periods import period_end
from ..core.errors import invalid, wrong_state
from ..core.expand import EXPANDABLE
from ..core.listing import LIST_CREATED, Page, page
from ..core.params import Enum, Hash, Int, ListOf, Metadata, Req, Rule, Str, Timestamp
from ..core.router import Route
from ..core.scheduler import JOBS
from ..core.store import Obj
from . import subscription_flow, subscription_items, subscriptions
from .common import merged_metadata, new_metadata
from .customers import live

if TYPE_CHECKING:
    from ..core.context import Context

KIND = "subscription_schedule"
OPEN = ("not_started", "active")
PHASE: dict[str, Rule] = {
    "duration": Hash(
        {"interval": Req(Enum("day", "month", "week", "year")), "interval_count": Int(1)}
    ),
    "end_date": Timestamp(),
    "items": Req(ListOf(Hash({"price": Req(Str()), "quantity": Int(0)}), 20, nullable=False)),
    "proration_behavior": Enum("always_invoice", "create_prorations", "none"),
    "start_date": Timestamp(),
}
_END = Enum("cancel", "none", "release", "renew")
_PHASES = ListOf(Hash(PHASE), 10, nullable=False)
CREATE: dict[str, Rule] = {
    "customer": Str(),
    "end_behavior": _END,
    "from_subscription": Str(),
    "metadata": Metadata(),
    "phases": _PHASES,
    "start_date": Timestamp(),
}
UPDATE: dict[str, Rule] = {"end_behavior": _END, "metadata": Metadata(), "phases": _PHASES}
LIST: dict[str, Rule] = {**LIST_CREATED, "customer": Str()}
DEFAULTS = {
    "application_fee_percent": None,
    "automatic_tax": None,
    "billing_cycle_anchor": "automatic",
    "billing_thresholds": None,
    "collection_method": None,
    "default_payment_method": None,
    "description": None,
    "invoice_settings": {
        "account_tax_ids": None,
        "custom_fields": None,
        "days_until_due": None,
        "description": None,
        "footer": None,
        "issuer": {"account": None, "type": "self"},
    },
    "on_behalf_of": None,
    "transfer_data": None,
}


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/subscription_schedules``: of a subscription, or of one that begins with it."""
    subscription = None
    if params.get("from_subscription"):
        subscription = ctx.get("subscription", params["from_subscription"], "from_subscription")
        if subscription["schedule"]:
            raise invalid("The subscription already has a schedule.", "from_subscription")
        given = params.get("phases") or [_present(ctx, subscription)]
        start = subscription_items.of(ctx, subscription)[0]["current_period_start"]
        customer = ctx.get("customer", subscription["customer"])
    else:
        customer = live(ctx, params.get("customer", ""))
        given, start = params.get("phases") or [], params.get("start_date", ctx.now())
    if not given:
        raise invalid("You must pass phases.", "phases", "parameter_missing")
    schedule = _build(ctx, customer, params, _phases(ctx, given, start))
    ctx.create(schedule, "subscription_schedule.created")
    _plan(ctx, schedule)
    if subscription is not None:
        ctx.update(subscription, "customer.subscription.updated", schedule=schedule["id"])
        _enter(ctx, schedule, 0, subscription)
    elif start <= ctx.now():
        begin(ctx, schedule["id"])
    return schedule


def _build(ctx: Context, customer: Obj, params: dict[str, Any], phases: list[Obj]) -> Obj:
    now = ctx.now()
    empty = (
        "application", "canceled_at", "completed_at", "current_phase", "customer_account",
        "released_at", "released_subscription", "subscription", "test_clock",
    )  # fmt: skip
    return {
        "id": ctx.new_id("sub_sched_"),
        "object": KIND,
        **dict.fromkeys(empty),
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": now,
        },
        "created": now,
        "customer": customer["id"],
        "default_settings": DEFAULTS,
        "end_behavior": params.get("end_behavior", "release"),
        "livemode": ctx.livemode,
        "metadata": new_metadata(params),
        "pause_schedules": [],
        "phases": phases,
        "status": "not_started",
        "_plan": 0,
    }


def _present(ctx: Context, subscription: Obj) -> dict[str, Any]:
    items = subscription_items.of(ctx, subscription)
    return {
        "items": [{"price": item["_price"], "quantity": item["quantity"]} for item in items],
        "end_date": items[0]["current_period_end"],
    }


def _phases(ctx: Context, given: list[dict[str, Any]], start: int) -> list[Obj]:
    """Phases with their moments, one after the other."""
    found: list[Obj] = []
    for number, phase in enumerate(given):
        prices = [ctx.get("price", item["price"], f"phases[{number}]") for item in phase["items"]]
        subscriptions.same_rhythm(prices)
        end = _end_of(phase, prices[0]["recurring"], start)
        if end <= start:
            raise invalid("A phase must end after it begins.", f"phases[{number}][end_date]")
        found.append(_phase(phase, prices[0]["currency"], start, end))
        start = end
    return found


def _end_of(phase: dict[str, Any], rhythm: dict[str, Any], start: int) -> int:
    if "end_date" in phase:
        return int(phase["end_date"])
    lasts = phase.get("duration") or rhythm
    return period_end(start, lasts["interval"], lasts.get("interval_count", 1))


def _phase(phase: dict[str, Any], currency: str, start: int, end: int) -> Obj:
    return {
        "add_invoice_items": [],
        **dict.fromkeys(
            (
                "application_fee_percent", "automatic_tax", "billing_thresholds",
                "default_payment_method", "default_tax_rates", "description",
                "invoice_settings", "on_behalf_of", "transfer_data", "trial", "trial_end",
            )
        ),
        "currency": currency,
        "discounts": [],
        "end_date": end,
        "items": [
            {
                "billing_thresholds": None,
                "discounts": [],
                "metadata": {},
                "plan": item["price"],
                "price": item["price"],
                "quantity": item.get("quantity", 1),
                "tax_rates": [],
            }
            for item in phase["items"]
        ],
        "metadata": {},
        "proration_behavior": phase.get("proration_behavior", "create_prorations"),
        "start_date": start,
    }  # fmt: skip


# -- time -------------------------------------------------------------------------


def _plan(ctx: Context, schedule: Obj) -> None:
    """Have each phase to come entered, and the end kept. Ahead of the renewals of the same moment."""
    number = schedule["_plan"] + 1
    ctx.update(schedule, _plan=number)
    args = {"schedule": schedule["id"], "plan": number}
    for place, phase in enumerate(schedule["phases"]):
        if phase["start_date"] > ctx.now():
            ctx.schedule(phase["start_date"], "schedule.enter", place=place, **args)
    ctx.schedule(schedule["phases"][-1]["end_date"], "schedule.end", **args)


def begin(ctx: Context, schedule_id: str) -> None:
    """The first phase begins: a subscription is made."""
    schedule = ctx.get(KIND, schedule_id)
    phase = schedule["phases"][0]
    items = [{"price": item["price"], "quantity": item["quantity"]} for item in phase["items"]]
    subscription = subscriptions.create(
        ctx, {"customer": schedule["customer"], "items": items}
    )
    ctx.update(subscription, schedule=schedule_id)
    _enter(ctx, schedule, 0, subscription)


def enter(ctx: Context, schedule: str, plan: int, place: int) -> None:
    """A phase's time has come."""
    row = ctx.get(KIND, schedule)
    if row["status"] not in OPEN or row["_plan"] != plan:
        return
    if row["subscription"] is None:
        begin(ctx, schedule)
        return
    subscription = ctx.get("subscription", row["subscription"])
    if subscription["status"] == "canceled":
        return
    _change_items(ctx, subscription, row["phases"][place]["items"])
    _enter(ctx, row, place, subscription)
    ctx.emit("customer.subscription.updated", subscription)


def _enter(ctx: Context, schedule: Obj, place: int, subscription: Obj) -> None:
    phase = schedule["phases"][place]
    current = {"end_date": phase["end_date"], "start_date": phase["start_date"]}
    ctx.update(
        schedule,
        "subscription_schedule.updated",
        status="active",
        subscription=subscription["id"],
        current_phase=current,
    )


def _change_items(ctx: Context, subscription: Obj, wanted: list[Obj]) -> None:
    """Give the subscription the items of a phase."""
    present = subscription_items.of(ctx, subscription)
    for number, item in enumerate(wanted):
        given: dict[str, Any] = {"price": item["price"], "quantity": item["quantity"]}
        if number < len(present):
            given["id"] = present[number]["id"]
        subscription_items.change(ctx, subscription, given)
    for item in present[len(wanted) :]:
        subscription_items.change(ctx, subscription, {"id": item["id"], "deleted": True})


def end(ctx: Context, schedule: str, plan: int) -> None:
    """After the last phase the subscription goes on, or ends."""
    row = ctx.get(KIND, schedule)
    if row["status"] != "active" or row["_plan"] != plan:
        return
    subscription = ctx.get("subscription", row["subscription"])
    if row["end_behavior"] == "cancel":
        ctx.update(
            row, "subscription_schedule.completed", status="completed",
            completed_at=ctx.now(), current_phase=None,
        )  # fmt: skip
        if subscription["status"] != "canceled":
            subscription_flow.end(ctx, subscription, "cancellation_requested", {})
        return
    _release(ctx, row)


def _release(ctx: Context, schedule: Obj) -> Obj:
    subscription = ctx.find("subscription", schedule["subscription"])
    if subscription is not None:
        ctx.update(subscription, "customer.subscription.updated", schedule=None)
    return ctx.update(
        schedule,
        "subscription_schedule.released",
        status="released",
        released_at=ctx.now(),
        released_subscription=schedule["subscription"],
        subscription=None,
        current_phase=None,
    )


# -- endpoints ----------------------------------------------------------------------


def _open(ctx: Context, schedule_id: str) -> Obj:
    schedule = ctx.get(KIND, schedule_id)
    if schedule["status"] not in OPEN:
        raise wrong_state(
            f"You cannot change a subscription schedule that is {schedule['status']}."
        )
    return schedule


def retrieve(ctx: Context, params: dict[str, Any], schedule_id: str) -> Obj:
    """``GET /v1/subscription_schedules/:id``."""
    return ctx.get(KIND, schedule_id)


def update(ctx: Context, params: dict[str, Any], schedule_id: str) -> Obj:
    """``POST /v1/subscription_schedules/:id``: new phases replace all of them."""
    schedule = _open(ctx, schedule_id)
    changes: dict[str, Any] = {}
    if "end_behavior" in params:
        changes["end_behavior"] = params["end_behavior"]
    if "metadata" in params:
        changes["metadata"] = merged_metadata(schedule["metadata"], params["metadata"])
    if "phases" in params:
        start = schedule["phases"][0]["start_date"]
        changes["phases"] = _phases(ctx, params["phases"], start)
    ctx.update(schedule, "subscription_schedule.updated", **changes)
    if "phases" in params:
        _plan(ctx, schedule)
    return schedule


def release(ctx: Context, params: dict[str, Any], schedule_id: str) -> Obj:
    """``POST /v1/subscription_schedules/:id/release``: the subscription stays as it is."""
    return _release(ctx, _open(ctx, schedule_id))


def cancel(ctx: Context, params: dict[str, Any], schedule_id: str) -> Obj:
    """``POST /v1/subscription_schedules/:id/cancel``: with its subscription."""
    schedule = _open(ctx, schedule_id)
    subscription = ctx.find("subscription", schedule["subscription"])
    if subscription is not None and subscription["status"] != "canceled":
        subscription_flow.end(ctx, subscription, "cancellation_requested", {})
    return ctx.update(
        schedule, "subscription_schedule.canceled", status="canceled",
        canceled_at=ctx.now(), current_phase=None,
    )  # fmt: skip


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/subscription_schedules``."""
    where = ("customer", params["customer"]) if "customer" in params else None
    return page(ctx.account.table(KIND), params, "/v1/subscription_schedules", where=where)


JOBS["schedule.enter"] = enter
JOBS["schedule.end"] = end
EXPANDABLE[KIND] = {"customer": ("customer",), "subscription": ("subscription",)}

_PATH = "/v1/subscription_schedules"
READ, WRITE = "rak_subscription_read", "rak_subscription_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST, READ),
    Route("GET", _PATH + "/:id", retrieve, {}, READ),
    Route("POST", _PATH + "/:id", update, UPDATE, WRITE),
    Route("POST", _PATH + "/:id/release", release, {}, WRITE),
    Route("POST", _PATH + "/:id/cancel", cancel, {}, WRITE),
]
