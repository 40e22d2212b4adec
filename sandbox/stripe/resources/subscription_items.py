"""Items of a subscription: what is billed, how many, for which period.

Source: https://docs.stripe.com/api/subscription_items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import invalid
from ..core.expand import EXPANDABLE
from ..core.listing import LIST, Page, page
from ..core.params import Enum, Hash, Int, ListOf, Metadata, Number, Req, Rule, Str
from ..core.render import LEGACY, SHAPERS, drop_new
from ..core.router import Route
from ..core.store import Obj
from . import coupons, prices
from .common import deleted, merged_metadata, new_metadata
from .invoice_lines import Ordered

if TYPE_CHECKING:
    from ..core.context import Context

ITEM: dict[str, Rule] = {
    "discounts": coupons.discounts_rule(),
    "metadata": Metadata(),
    "price": Str(),
    "price_data": Hash(
        {
            "currency": Req(Str(3)),
            "product": Req(Str()),
            "recurring": Req(Hash(prices.RECURRING)),
            "tax_behavior": Enum("exclusive", "inclusive", "unspecified"),
            "unit_amount": Int(),
            "unit_amount_decimal": Number(),
        }
    ),
    "quantity": Int(0),
    "tax_rates": ListOf(Str()),
}
CREATE: dict[str, Rule] = {**ITEM, "subscription": Req(Str())}
LIST_OF: dict[str, Rule] = {**LIST, "subscription": Req(Str())}


def price_of(ctx: Context, item: dict[str, Any], where: str) -> Obj:
    """The recurring price an item names or describes."""
    if "price_data" in item:
        data = {**item["price_data"], "active": False}
        product = ctx.get("product", data["product"], f"{where}[price_data][product]")
        return ctx.create(prices.build(ctx, data, product["id"]))
    price = ctx.get("price", item.get("price"), f"{where}[price]")
    if price["recurring"] is None:
        raise invalid(
            "The price specified is set to `type=one_time` but this field only "
            "accepts prices with `type=recurring`.",
            f"{where}[price]",
        )
    if not price["active"]:
        raise invalid(
            "The price specified is inactive. This field only accepts active prices.",
            f"{where}[price]",
        )
    return price


def no_twins(prices_used: list[Obj]) -> None:
    """A subscription has each price once."""
    seen: set[str] = set()
    for price in prices_used:
        if price["id"] in seen:
            raise invalid(
                "Cannot add multiple subscription items with the same plan: "
                f"`{price['id']}`.",
                "items",
            )
        seen.add(price["id"])


def rates_of(ctx: Context, given: dict[str, Any]) -> list[str]:
    """The tax rates an item names: active, and all of them included or all added."""
    rates = [ctx.get("tax_rate", rate, "items[tax_rates]") for rate in given.get("tax_rates") or []]
    if any(not rate["active"] for rate in rates):
        raise invalid("You cannot add inactive tax rates to a subscription item.", "items[tax_rates]")
    if len({rate["inclusive"] for rate in rates}) > 1:
        raise invalid(
            "All tax rates of an item must be either inclusive or exclusive.", "items[tax_rates]"
        )
    return [str(rate["id"]) for rate in rates]


def build(ctx: Context, subscription: Obj, price: Obj, given: dict[str, Any]) -> Obj:
    """A stored item of a subscription."""
    item: Obj = {
        "id": ctx.new_id("si_"),
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": ctx.now(),
        "current_period_end": ctx.now(),
        "current_period_start": ctx.now(),
        "current_trial": None,
        "discounts": [],
        "metadata": new_metadata(given),
        "quantity": given.get("quantity", 1),
        "subscription": subscription["id"],
        "_price": price["id"],
        "_tax_rates": rates_of(ctx, given),
    }
    return ctx.create(item)


def of(ctx: Context, subscription: Obj) -> list[Obj]:
    """The items of a subscription, in order."""
    return ctx.where("subscription_item", "subscription", subscription["id"])


def own(ctx: Context, subscription: Obj, item_id: str) -> Obj:
    """An item of this subscription. :raise StripeError: for any other."""
    item = ctx.get("subscription_item", item_id, "items[id]")
    if item["subscription"] != subscription["id"]:
        raise invalid(f"The subscription item {item_id} does not belong to this subscription.", "items[id]")
    return item


def change(
    ctx: Context, subscription: Obj, given: dict[str, Any], price: Obj | None = None
) -> Obj | None:
    """One member of ``items[]`` of an update: change, remove or add."""
    if price is None and ("id" not in given or "price" in given or "price_data" in given):
        price = price_of(ctx, given, "items")
    if "id" not in given:
        assert price is not None
        first = of(ctx, subscription)[0]
        item = build(ctx, subscription, price, given)
        names = ("current_period_start", "current_period_end")
        return ctx.update(item, **{name: first[name] for name in names})
    item = own(ctx, subscription, given["id"])
    if given.get("deleted"):
        ctx.account.remove(item)
        return None
    changes: dict[str, Any] = {}
    if "quantity" in given:
        changes["quantity"] = given["quantity"]
    if price is not None:
        changes["_price"] = price["id"]
    if "tax_rates" in given:
        changes["_tax_rates"] = rates_of(ctx, given)
    if "metadata" in given:
        changes["metadata"] = merged_metadata(item["metadata"], given["metadata"])
    return ctx.update(item, **changes)


def create(ctx: Context, params: dict[str, Any]) -> Obj:
    """``POST /v1/subscription_items``."""
    subscription = ctx.get("subscription", params["subscription"], "subscription")
    item = change(ctx, subscription, {k: v for k, v in params.items() if k != "id"})
    assert item is not None
    ctx.emit("customer.subscription.updated", subscription)
    return item


def retrieve(ctx: Context, params: dict[str, Any], item_id: str) -> Obj:
    """``GET /v1/subscription_items/:id``."""
    return ctx.get("subscription_item", item_id)


def update(ctx: Context, params: dict[str, Any], item_id: str) -> Obj:
    """``POST /v1/subscription_items/:id``."""
    item = ctx.get("subscription_item", item_id)
    subscription = ctx.get("subscription", item["subscription"])
    change(ctx, subscription, {**params, "id": item_id})
    ctx.emit("customer.subscription.updated", subscription)
    return item


def delete(ctx: Context, params: dict[str, Any], item_id: str) -> Obj:
    """``DELETE /v1/subscription_items/:id``."""
    item = ctx.get("subscription_item", item_id)
    subscription = ctx.get("subscription", item["subscription"])
    if len(of(ctx, subscription)) == 1:
        raise invalid(
            "A subscription must have at least one active plan. In order to delete "
            "the subscription entirely use the cancel endpoint."
        )
    ctx.account.remove(item)
    ctx.emit("customer.subscription.updated", subscription)
    return deleted(item)


def index(ctx: Context, params: dict[str, Any]) -> Page:
    """``GET /v1/subscription_items?subscription=``, in the order of the subscription."""
    subscription = ctx.get("subscription", params["subscription"], "subscription")
    rows = Ordered(of(ctx, subscription))
    return page(rows, params, "/v1/subscription_items", label="item")  # type: ignore[arg-type]


def _shape(ctx: Context, item: Obj, out: Obj) -> None:
    price = ctx.get("price", item["_price"])
    out["price"] = ctx.render(price)
    out["plan"] = prices.as_plan(price)
    rates = (ctx.find("tax_rate", rate) for rate in item["_tax_rates"])
    out["tax_rates"] = [ctx.render(rate) for rate in rates if rate]


def _legacy(ctx: Context, item: Obj, out: Obj) -> None:
    """Before basil items had no period of their own."""
    drop_new(ctx, out, "current_period_start", "current_period_end", "billed_until")
    out.pop("current_trial")


SHAPERS["subscription_item"] = _shape
LEGACY["subscription_item"] = _legacy
EXPANDABLE["subscription_item"] = {"discounts": ("discount",)}

_PATH = "/v1/subscription_items"
READ, WRITE = "rak_subscription_read", "rak_subscription_write"
ROUTES = [
    Route("POST", _PATH, create, CREATE, WRITE),
    Route("GET", _PATH, index, LIST_OF, READ),
    Route("GET", _PATH + "/:id", retrieve, {}, READ),
    Route("POST", _PATH + "/:id", update, ITEM, WRITE),
    Route("DELETE", _PATH + "/:id", delete, {}, WRITE),
]
