"""The calendar of a subscription: trial, backdated start, anchor, pause, planned end.

Sources: https://docs.stripe.com/billing/subscriptions/billing-cycle,
https://docs.stripe.com/billing/subscriptions/backdating,
https://docs.stripe.com/billing/subscriptions/pause-payment,
https://docs.stripe.com/billing/subscriptions/cancel.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..billing.periods import period_end
from ..core.clock import DAY_S
from ..core.errors import StripeError, invalid
from ..core.money import round_minor
from ..core.scheduler import JOBS
from ..core.store import Obj
from . import invoice_finalize, invoice_flow, subscription_items

if TYPE_CHECKING:
    from ..core.context import Context

TRIAL_MAX_S = 730 * DAY_S


# -- what is refused ----------------------------------------------------------------


def _not_future(name: str, moment: int) -> StripeError:
    return invalid(
        f"Invalid timestamp: {moment}. The `{name}` must be an integer Unix timestamp in the future.", name
    )


def check_create(ctx: Context, params: dict[str, Any], recurring: dict[str, Any]) -> None:
    """:raise StripeError: for moments that do not fit."""
    now = ctx.now()
    check_end(ctx, params)
    if "trial_end" in params and "trial_period_days" in params:
        raise invalid("You may only specify one of these parameters: trial_end, trial_period_days.", "trial_end")
    ends = params.get("trial_end")
    if isinstance(ends, int):
        if ends <= now:
            raise _not_future("trial_end", ends)
        if ends > now + TRIAL_MAX_S:
            raise invalid("Invalid timestamp: can be no more than two years in the future.", "trial_end")
    if params.get("backdate_start_date", now - 1) >= now:
        raise invalid("The `backdate_start_date` must be in the past.", "backdate_start_date")
    anchor = params.get("billing_cycle_anchor")
    if anchor is None:
        return
    if anchor <= now:
        raise _not_future("billing_cycle_anchor", anchor)
    natural = period_end(now, recurring["interval"], recurring["interval_count"])
    if anchor > natural:
        raise invalid(
            f"`billing_cycle_anchor` cannot be later than next natural billing date ({natural}) for plan.",
            "billing_cycle_anchor",
        )


def check_update(ctx: Context, params: dict[str, Any]) -> None:
    """:raise StripeError: for moments that do not fit."""
    check_end(ctx, params)
    resumes = (params.get("pause_collection") or {}).get("resumes_at")
    if resumes is not None and resumes <= ctx.now():
        raise _not_future("pause_collection[resumes_at]", resumes)


def check_end(ctx: Context, params: dict[str, Any]) -> None:
    """:raise StripeError: for an end that is past, or said twice."""
    if params.get("cancel_at") and params.get("cancel_at_period_end"):
        raise invalid(
            "You may only specify one of these parameters: cancel_at, cancel_at_period_end.", "cancel_at"
        )
    if params.get("cancel_at") and params["cancel_at"] <= ctx.now():
        raise _not_future("cancel_at", params["cancel_at"])


# -- periods --------------------------------------------------------------------------


def trial_end(ctx: Context, params: dict[str, Any]) -> int | None:
    """When a trial ends that begins now."""
    if isinstance(params.get("trial_end"), int):
        return int(params["trial_end"])
    days = params.get("trial_period_days")
    return ctx.now() + days * DAY_S if days else None


def last_moment(subscription: Obj, item: Obj) -> int:
    """Until when the present period is billed: a planned end may come first."""
    ends = subscription["cancel_at"]
    if ends and item["current_period_start"] < ends < item["current_period_end"]:
        return int(ends)
    return int(item["current_period_end"])


def periods_of(subscription: Obj, item: Obj) -> Fraction:
    """How many whole periods the present one is worth: 1, unless it was begun, anchored or ends elsewhere."""
    interval, count = subscription["_interval"]
    anchor, cycle = subscription["billing_cycle_anchor"], subscription["_cycle"]
    stop, start = item["current_period_end"], item["current_period_start"]
    found, place = Fraction(0), stop
    while place > start:
        earlier = period_end(anchor, interval, count * (cycle - 1 - int(found)))
        found += Fraction(place - max(start, earlier), place - earlier)
        place = earlier
    cut = last_moment(subscription, item)
    return found * Fraction(cut - start, stop - start) if cut != stop else found


def round_minor_of(value: Fraction) -> int:
    """A whole number of minor units, halves away from zero."""
    return round_minor(Decimal(value.numerator) / Decimal(value.denominator))


# -- the end ----------------------------------------------------------------------------


def plan_end(ctx: Context, subscription: Obj, params: dict[str, Any]) -> None:
    """An end was set, moved or taken back."""
    if "cancellation_details" in params:
        details = params["cancellation_details"]
        subscription["cancellation_details"] = {**subscription["cancellation_details"], **details}
    if not {"cancel_at", "cancel_at_period_end"} & set(params):
        return
    if params.get("cancel_at"):
        subscription.update(cancel_at=params["cancel_at"], cancel_at_period_end=False)
    elif params.get("cancel_at_period_end"):
        items = subscription_items.of(ctx, subscription)
        subscription["cancel_at"] = items[0]["current_period_end"]
    else:
        subscription.update(cancel_at=None, cancel_at_period_end=False)
    ends = subscription["cancel_at"]
    subscription["canceled_at"] = ctx.now() if ends else None
    reason = "cancellation_requested" if ends else None
    subscription["cancellation_details"] = {**subscription["cancellation_details"], "reason": reason}
    if ends:
        ctx.schedule(ends, "subscription.cancel_at", subscription=subscription["id"], due_at=ends)


def cancel_at(ctx: Context, subscription: str, due_at: int) -> None:
    """The planned end has come."""
    from . import subscription_flow

    row = ctx.get("subscription", subscription)
    if row["cancel_at"] == due_at and row["status"] not in ("canceled", "incomplete_expired"):
        subscription_flow.end(ctx, row, "cancellation_requested", {})


# -- pause -------------------------------------------------------------------------------


def plan_resume(ctx: Context, subscription: Obj) -> None:
    """Collection is paused, perhaps until a day."""
    pause = {"resumes_at": None, **subscription["pause_collection"]}
    subscription["pause_collection"] = pause
    if pause["resumes_at"]:
        ctx.schedule(
            pause["resumes_at"], "subscription.resume", subscription=subscription["id"], due_at=pause["resumes_at"]
        )


def resume(ctx: Context, subscription: str, due_at: int) -> None:
    """The day has come on which collection goes on."""
    row = ctx.get("subscription", subscription)
    if (row["pause_collection"] or {}).get("resumes_at") == due_at and row["status"] != "canceled":
        ctx.update(row, "customer.subscription.updated", pause_collection=None)


def put_aside(ctx: Context, invoice: Obj, behavior: str) -> None:
    """What becomes of an invoice that is made while collection is paused."""
    if behavior == "keep_as_draft":
        return
    invoice_finalize.finalize(ctx, invoice)
    if invoice["status"] == "open":
        (invoice_flow.void if behavior == "void" else invoice_flow.mark_uncollectible)(ctx, invoice)


JOBS["subscription.cancel_at"] = cancel_at
JOBS["subscription.resume"] = resume
