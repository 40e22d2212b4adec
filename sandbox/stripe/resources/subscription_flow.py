"""How subscriptions are billed: first invoice, renewals, failures, the end.

Sources: https://docs.stripe.com/billing/subscriptions/overview,
https://docs.stripe.com/billing/invoices/subscription.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..billing.periods import period_end
from ..core.clock import DAY_S
from ..core.errors import StripeError, invalid
from ..core.hooks import on
from ..core.money import major
from ..core.scheduler import JOBS
from ..core.store import Obj
from . import (
    invoice_finalize,
    invoice_flow,
    invoice_items,
    invoice_lines,
    invoices,
    subscription_items,
    subscription_times,
)

if TYPE_CHECKING:
    from ..core.context import Context

#: How long a first payment may stay open before the subscription is given up.
INCOMPLETE_S = 23 * 3600


def require_method(ctx: Context, subscription: Obj, customer: Obj) -> None:
    """:raise StripeError: when nothing could be charged."""
    if (
        subscription["default_payment_method"]
        or customer["invoice_settings"]["default_payment_method"]
    ):
        return
    raise invalid(
        "This customer has no attached payment source or default payment method. "
        "Please consider adding a default payment method. For more information, "
        "visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting.",
        code="resource_missing",
    )


def begin(ctx: Context, subscription: Obj, params: dict[str, Any]) -> None:
    """Start billing: a trial, or the first invoice now."""
    items = subscription_items.of(ctx, subscription)
    recurring = ctx.get("price", items[0]["_price"])["recurring"]
    subscription["_interval"] = [recurring["interval"], recurring["interval_count"]]
    trial_end = subscription_times.trial_end(ctx, params)
    subscription["start_date"] = params.get("backdate_start_date", ctx.now())
    if trial_end:
        _begin_trial(ctx, subscription, trial_end)
    elif "billing_cycle_anchor" in params:
        subscription["billing_cycle_anchor"] = params["billing_cycle_anchor"]
        _set_period(ctx, subscription, 0)
    else:
        _set_period(ctx, subscription, 1)
    subscription_times.plan_end(ctx, subscription, params)
    free = "billing_cycle_anchor" in params and params.get("proration_behavior") == "none"
    sent = subscription["collection_method"] == "send_invoice"
    if (free or sent) and not trial_end:
        subscription["status"] = "active"
    ctx.create(subscription, "customer.subscription.created")
    _plan_renewal(ctx, subscription)
    if not trial_end and not free:
        _first_invoice(ctx, subscription, params.get("payment_behavior"))


def _begin_trial(ctx: Context, subscription: Obj, end_: int) -> None:
    now = ctx.now()
    subscription.update(
        status="trialing", trial_start=now, trial_end=end_, billing_cycle_anchor=end_
    )
    for item in subscription_items.of(ctx, subscription):
        ctx.update(item, current_period_start=now, current_period_end=end_)


def _set_period(ctx: Context, subscription: Obj, cycle: int) -> None:
    interval, count = subscription["_interval"]
    anchor = subscription["billing_cycle_anchor"]
    start = period_end(anchor, interval, count * (cycle - 1)) if cycle else subscription["start_date"]
    if cycle == 1 and subscription["status"] == "incomplete":
        start = min(start, subscription["start_date"])
    end_ = period_end(anchor, interval, count * cycle)
    subscription["_cycle"] = cycle
    for item in subscription_items.of(ctx, subscription):
        ctx.update(item, current_period_start=start, current_period_end=end_)


def begin_period(ctx: Context, subscription: Obj) -> None:
    """The first period of a rhythm begins at the anchor."""
    subscription["start_date"] = min(subscription["start_date"], subscription["billing_cycle_anchor"])
    _set_period(ctx, subscription, 1)
    ctx.save(subscription)
    _plan_renewal(ctx, subscription)


def _plan_renewal(ctx: Context, subscription: Obj) -> None:
    due = subscription_items.of(ctx, subscription)[0]["current_period_end"]
    ctx.schedule(due, "subscription.renew", subscription=subscription["id"], due_at=due)


def _first_invoice(ctx: Context, subscription: Obj, behavior: str | None) -> None:
    """The first invoice is finalized and collected before the answer; one that is e-mailed stays a draft for an hour.

    Source: https://docs.stripe.com/billing/invoices/subscription.
    """
    invoice = make_invoice(ctx, subscription, "subscription_create")
    if subscription["collection_method"] == "send_invoice":
        ctx.update(invoice, auto_advance=True)
        invoice_finalize.plan_advance(ctx, invoice)
        return
    invoice_finalize.finalize(ctx, invoice)
    if invoice["status"] == "paid":
        return
    ctx.schedule(
        ctx.now() + INCOMPLETE_S, "subscription.expire", subscription=subscription["id"]
    )
    if behavior == "default_incomplete":
        return
    try:
        invoice_flow.pay(ctx, invoice, None, off_session=True)
    except StripeError:
        if behavior == "error_if_incomplete":
            raise


def make_invoice(
    ctx: Context, subscription: Obj, reason: str, with_items: bool = True
) -> Obj:
    """A draft with what is pending and, but for a change, a line for each item and its present period."""
    customer = ctx.get("customer", subscription["customer"])
    invoice = invoices.build(ctx, customer, subscription["currency"], reason)
    items = subscription_items.of(ctx, subscription)
    invoice.update(
        collection_method=subscription["collection_method"],
        discounts=subscription["discounts"],
        parent={
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        _subscription=subscription["id"],
        _default_tax_rates=[{"id": r} for r in subscription["_default_tax_rates"]],
    )
    if subscription["collection_method"] == "send_invoice":
        invoice["due_date"] = ctx.now() + subscription["days_until_due"] * DAY_S
    ctx.save(invoice)
    for item in items if with_items else ():
        _add_line(ctx, invoice, customer, subscription, item)
    invoices.take_pending(ctx, invoice)
    invoice_lines.recalculate(ctx, invoice)
    ctx.create(invoice, "invoice.created")
    ctx.update(subscription, latest_invoice=invoice["id"])
    return invoice


def _add_line(
    ctx: Context, invoice: Obj, customer: Obj, subscription: Obj, item: Obj
) -> None:
    price = ctx.get("price", item["_price"])
    stop = subscription_times.last_moment(subscription, item)
    parent = {
        "invoice_item": None,
        "proration": subscription_times.periods_of(subscription, item) != 1,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    given = {
        "pricing": {"price": price["id"]},
        "quantity": item["quantity"],
        "description": describe(ctx, price, item["quantity"]),
        "period": {
            "end": stop,
            "start": item["current_period_start"],
        },
        "tax_rates": item["_tax_rates"],
    }
    made = invoice_items.build(
        ctx, customer, subscription["currency"], given, invoice, "", parent
    )
    share = subscription_times.periods_of(subscription, item)
    if share != 1:
        worth = subscription_times.round_minor_of(Fraction(made["amount"]) * share)
        ctx.update(made, amount=worth, net_amount=worth)
    invoice_lines.from_item(ctx, invoice, made)


def describe(ctx: Context, price: Obj, quantity: int) -> str:
    product = ctx.get("product", price["product"])
    unit = major(price["unit_amount"] or 0, price["currency"])
    interval = price["recurring"]["interval"]
    currency = price["currency"].upper()
    return f"{quantity} × {product['name']} (at {unit} {currency} / {interval})"


def renew(ctx: Context, subscription: str, due_at: int) -> None:
    """The period is over: the next one begins, with an invoice."""
    row = ctx.get("subscription", subscription)
    items = subscription_items.of(ctx, row)
    if row["status"] in ("canceled", "incomplete", "incomplete_expired"):
        return
    if not items or items[0]["current_period_end"] != due_at:
        return
    if row["cancel_at_period_end"] or (row["cancel_at"] or due_at + 1) <= due_at:
        end(ctx, row, "cancellation_requested", {})
        return
    before = dict(row)
    _set_period(ctx, row, row["_cycle"] + 1)
    if row["status"] == "trialing":
        row["status"] = "active"
    ctx.save(row)
    _plan_renewal(ctx, row)
    invoice = make_invoice(ctx, row, "subscription_cycle")
    if row["pause_collection"] is None:
        ctx.update(invoice, auto_advance=True)
        invoice_finalize.plan_advance(ctx, invoice)
    else:
        subscription_times.put_aside(ctx, invoice, row["pause_collection"]["behavior"])
    ctx.emit("customer.subscription.updated", row, before)


def end(
    ctx: Context, subscription: Obj, reason: str, details: dict[str, Any]
) -> Obj:
    """The subscription is over; open drafts of it go."""
    now = ctx.now()
    if subscription["status"] == "canceled":
        return subscription
    ctx.update(
        subscription,
        status="canceled",
        ended_at=now,
        canceled_at=subscription["canceled_at"] or now,
        cancellation_details={
            **subscription["cancellation_details"],
            **details,
            "reason": reason,
        },
    )
    for invoice in ctx.where("invoice", "_subscription", subscription["id"]):
        if invoice["status"] == "draft":
            ctx.update(invoice, auto_advance=False)
    ctx.emit("customer.subscription.deleted", subscription)
    return subscription


def expire(ctx: Context, subscription: str) -> None:
    """A first invoice that was never paid ends the subscription."""
    row = ctx.get("subscription", subscription)
    if row["status"] != "incomplete":
        return
    ctx.update(
        row, "customer.subscription.updated", status="incomplete_expired", ended_at=ctx.now()
    )
    invoice = ctx.get("invoice", row["latest_invoice"])
    if invoice["status"] == "open":
        invoice_flow.void(ctx, invoice)


@on("invoice.paid")
def _paid(ctx: Context, invoice: Obj) -> None:
    row = ctx.find("subscription", invoice["_subscription"])
    if row is not None and row["status"] in ("incomplete", "past_due", "unpaid"):
        ctx.update(row, "customer.subscription.updated", status="active")


@on("invoice.payment_failed")
def _failed(ctx: Context, invoice: Obj) -> None:
    row = ctx.find("subscription", invoice["_subscription"])
    if row is not None and row["status"] == "active":
        ctx.update(row, "customer.subscription.updated", status="past_due")


JOBS["subscription.renew"] = renew
JOBS["subscription.expire"] = expire
