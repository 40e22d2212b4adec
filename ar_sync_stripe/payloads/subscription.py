"""Subscriptions (docs.stripe.com/api/subscriptions/object).

The current period was the subscription's until basil and is each item's since
(docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end).
Both places are filled from either shape: an item without a period has that of its subscription,
and a subscription has one if all its items agree on it.

>>> item = {"id": "si_1", "object": "subscription_item", "price": {"id": "price_1",
...     "object": "price", "currency": "eur", "unit_amount": 5}}
>>> head = {"id": "sub_1", "object": "subscription", "status": "active", "created": 0,
...     "currency": "eur", "customer": "cus_1"}
>>> period = {"current_period_start": 0, "current_period_end": 86400}
>>> old = read({**head, **period, "items": {"data": [item], "has_more": False}})
>>> new = read({**head, "items": {"data": [{**item, **period}], "has_more": False}})
>>> old == new, new.current_period_end_at.day, old.items[0].current_period_end_at.day
(True, 2, 2)
"""

from dataclasses import dataclass, replace
from datetime import datetime

from . import discount, subscription_item
from .base import JsonObject, Note
from .discount import DiscountValues
from .fields import Fields
from .subscription_item import SubscriptionItemValues


@dataclass(frozen=True, slots=True)
class SubscriptionDates:
    """When the subscription starts, is billed and ends."""

    created_at: datetime
    start_at: datetime | None
    billing_cycle_anchor_at: datetime | None
    trial_start_at: datetime | None
    trial_end_at: datetime | None
    cancel_at: datetime | None
    canceled_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SubscriptionValues:
    """A subscription with its items; `pause_behavior` is set while collection is paused.
    `discounts` are there where they were expanded.
    """

    id: str
    status: str
    customer_id: str | None
    customer_account_id: str | None
    currency: str | None
    description: str | None
    collection_method: str | None
    days_until_due: int | None
    cancel_at_period_end: bool | None
    pause_behavior: str | None
    latest_invoice_id: str | None
    default_payment_method_id: str | None
    schedule_id: str | None
    discount_ids: tuple[str, ...]
    discounts: tuple[DiscountValues, ...]
    dates: SubscriptionDates
    current_period_start_at: datetime | None
    current_period_end_at: datetime | None
    items: tuple[SubscriptionItemValues, ...]
    items_complete: bool
    livemode: bool | None
    metadata: dict[str, str]


def _read_dates(fields: Fields) -> SubscriptionDates:
    return SubscriptionDates(
        created_at=fields.required_moment("created"),
        start_at=fields.moment("start_date"),
        billing_cycle_anchor_at=fields.moment("billing_cycle_anchor"),
        trial_start_at=fields.moment("trial_start"),
        trial_end_at=fields.moment("trial_end"),
        cancel_at=fields.moment("cancel_at"),
        canceled_at=fields.moment("canceled_at"),
        ended_at=fields.moment("ended_at"),
    )


def _read_items(fields: Fields) -> tuple[tuple[SubscriptionItemValues, ...], bool]:
    """Return the items, each with a period."""
    items, complete = fields.nested("items", subscription_item.read) or ((), False)
    start_at, end_at = fields.moment("current_period_start"), fields.moment("current_period_end")
    return tuple(
        replace(
            item,
            current_period_start_at=item.current_period_start_at or start_at,
            current_period_end_at=item.current_period_end_at or end_at,
        )
        for item in items
    ), complete


def _common(moments: set[datetime | None]) -> datetime | None:
    return moments.pop() if len(moments) == 1 else None


def _read_discount_ids(fields: Fields) -> tuple[str, ...]:
    single = fields.ident("discount")
    return fields.idents("discounts") or ((single,) if single else ())


def read(obj: JsonObject, notes: list[Note] | None = None) -> SubscriptionValues:
    """Return the values of a subscription."""
    fields = Fields.of(obj, "subscription", notes)
    items, items_complete = _read_items(fields)
    pause = fields.inner("pause_collection")
    return SubscriptionValues(
        id=fields.required_ident("id"),
        status=fields.required_text("status"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        currency=fields.currency(),
        description=fields.text("description"),
        collection_method=fields.text("collection_method"),
        days_until_due=fields.integer("days_until_due"),
        cancel_at_period_end=fields.flag("cancel_at_period_end"),
        pause_behavior=pause.text("behavior") if pause else None,
        latest_invoice_id=fields.ident("latest_invoice"),
        default_payment_method_id=fields.ident("default_payment_method"),
        schedule_id=fields.ident("schedule"),
        discount_ids=_read_discount_ids(fields),
        discounts=fields.objects("discounts", discount.read),
        dates=_read_dates(fields),
        current_period_start_at=_common({item.current_period_start_at for item in items}),
        current_period_end_at=_common({item.current_period_end_at for item in items}),
        items=items,
        items_complete=items_complete,
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
