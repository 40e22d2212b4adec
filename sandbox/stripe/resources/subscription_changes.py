"""Changes of items in the middle of a period: what is credited, what is charged, and when it is billed.

Source: https://docs.stripe.com/billing/subscriptions/prorations, and for another interval
https://docs.stripe.com/billing/subscriptions/change-price#changing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..core.errors import StripeError, invalid
from ..core.store import Obj
from . import invoice_finalize, invoice_flow, invoice_items, subscription_flow, subscription_items
from .subscription_times import round_minor_of

if TYPE_CHECKING:
    from ..core.context import Context


def change_items(ctx: Context, subscription: Obj, given: list[dict[str, Any]], behavior: str) -> None:
    """Change, add and remove items; what of the present period was billed is settled as *behavior* says."""
    before = {item["id"]: dict(item) for item in subscription_items.of(ctx, subscription)}
    prices = _checked(ctx, subscription, before, given)
    for item, price in zip(given, prices, strict=True):
        subscription_items.change(ctx, subscription, item, price)
    after = subscription_items.of(ctx, subscription)
    kept_prices = [ctx.get("price", item["_price"]) for item in after]
    rhythm = [kept_prices[0]["recurring"][name] for name in ("interval", "interval_count")]
    turned = rhythm != subscription["_interval"]
    if behavior != "none" and subscription["status"] not in ("trialing", "incomplete"):
        kept = {item["id"]: item for item in after}
        _settle(ctx, subscription, before, {} if turned else kept, everything=turned)
    if turned:
        _begin_anew(ctx, subscription, rhythm)
    elif behavior == "always_invoice":
        invoice_pending(ctx, subscription)


def _checked(
    ctx: Context, subscription: Obj, before: dict[str, Obj], given: list[dict[str, Any]]
) -> list[Obj | None]:
    """The price each change names, none where it names none.

    :raise StripeError: for a change that cannot be, before anything is changed.
    """
    from . import subscriptions

    kept = {item_id: ctx.get("price", item["_price"]) for item_id, item in before.items()}
    found: list[Obj | None] = []
    for number, item in enumerate(given):
        subscription_items.rates_of(ctx, item)
        names = "price" in item or "price_data" in item
        price = subscription_items.price_of(ctx, item, f"items[{number}]") if names or "id" not in item else None
        found.append(price)
        if "id" in item:
            subscription_items.own(ctx, subscription, item["id"])
        if item.get("deleted"):
            kept.pop(item["id"], None)
        elif price is not None:
            kept[item.get("id", f"new {number}")] = price
    prices = list(kept.values())
    if not prices:
        raise invalid(
            "A subscription must have at least one active plan. In order to delete "
            "the subscription entirely use the cancel endpoint.",
            "items",
        )
    if any(price["currency"] != subscription["currency"] for price in prices):
        raise invalid("All prices on a subscription must have its currency.", "items")
    subscriptions.same_rhythm(prices)
    subscription_items.no_twins(prices)
    return found


def _settle(
    ctx: Context, subscription: Obj, before: dict[str, Obj], after: dict[str, Obj], everything: bool
) -> None:
    """Credit what was changed or is gone, charge what it became or is new."""
    names = ("_price", "quantity")
    for item_id, item in before.items():
        other = after.get(item_id)
        if everything or other is None or any(item[name] != other[name] for name in names):
            _prorate(ctx, subscription, item, -1)
            if other is not None:
                _prorate(ctx, subscription, other, 1)
    for item_id, item in after.items():
        if item_id not in before:
            _prorate(ctx, subscription, item, 1)


def _prorate(ctx: Context, subscription: Obj, item: Obj, sign: int) -> None:
    """A pending invoice item for the rest of the period."""
    start, stop, now = item["current_period_start"], item["current_period_end"], ctx.now()
    if not start <= now < stop or not item["quantity"]:
        return
    price = ctx.get("price", item["_price"])
    unit = Fraction(price["unit_amount_decimal"] or "0")
    amount = sign * round_minor_of(unit * item["quantity"] * Fraction(stop - now, stop - start))
    words = "Remaining" if sign > 0 else "Unused"
    parent = {
        "invoice_item": None,
        "proration": True,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    given = {
        "pricing": {"price": price["id"]},
        "quantity": item["quantity"],
        "description": f"{words} time on {subscription_flow.describe(ctx, price, item['quantity'])}",
        "period": {"end": stop, "start": now},
        "tax_rates": item["_tax_rates"],
    }
    customer = ctx.get("customer", subscription["customer"])
    made = invoice_items.build(ctx, customer, subscription["currency"], given, None, "", parent)
    ctx.update(made, amount=amount, net_amount=amount, proration=True)
    ctx.update(made, _line_parent={**parent, "invoice_item": made["id"]})


def _begin_anew(ctx: Context, subscription: Obj, rhythm: list[Any]) -> None:
    """Another interval: a period begins now, and is billed at once."""
    subscription.update(_interval=rhythm, billing_cycle_anchor=ctx.now())
    subscription_flow.begin_period(ctx, subscription)
    _collect(ctx, subscription, subscription_flow.make_invoice(ctx, subscription, "subscription_update"))


def credit_rest(ctx: Context, subscription: Obj) -> None:
    """Credit what is left of the present period."""
    for item in subscription_items.of(ctx, subscription):
        _prorate(ctx, subscription, item, -1)


def invoice_pending(ctx: Context, subscription: Obj) -> None:
    """Bill what is pending now, if anything is."""
    pending = ctx.where("invoiceitem", "customer", subscription["customer"])
    if any(item["invoice"] is None and item["currency"] == subscription["currency"] for item in pending):
        invoice = subscription_flow.make_invoice(ctx, subscription, "subscription_update", with_items=False)
        _collect(ctx, subscription, invoice)


def _collect(ctx: Context, subscription: Obj, invoice: Obj) -> None:
    invoice_finalize.finalize(ctx, invoice)
    if subscription["collection_method"] == "send_invoice" or invoice["status"] != "open":
        return
    ctx.update(invoice, auto_advance=True)
    try:
        invoice_flow.pay(ctx, invoice, None, off_session=True)
    except StripeError:
        return
