"""Subscription items: one price in a subscription
(docs.stripe.com/api/subscription_items/object).

Since basil each item has its period; before, the period was the subscription's and None here (see
`subscription`). An old item may have a plan and no price.

>>> item = read({"id": "si_1", "object": "subscription_item", "quantity": 3,
...     "subscription": "sub_1", "current_period_start": 0, "current_period_end": 86400,
...     "price": {"id": "price_1", "object": "price", "currency": "eur", "unit_amount": 500,
...     "product": "prod_1"}})
>>> item.price_id, item.product_id, item.quantity, item.current_period_end_at.day
('price_1', 'prod_1', 3, 2)
"""

from dataclasses import dataclass
from datetime import datetime

from . import price
from .base import JsonObject, Note
from .fields import Fields
from .price import PriceValues


@dataclass(frozen=True, slots=True)
class SubscriptionItemValues:
    """An item; `quantity` is None for metered prices."""

    id: str
    subscription_id: str | None
    price_id: str | None
    product_id: str | None
    price: PriceValues | None
    quantity: int | None
    current_period_start_at: datetime | None
    current_period_end_at: datetime | None
    tax_rate_ids: tuple[str, ...]
    discount_ids: tuple[str, ...]
    created_at: datetime | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> SubscriptionItemValues:
    """Return the values of a subscription item."""
    fields = Fields.of(obj, "subscription_item", notes)
    values = fields.expanded("price", price.read) or fields.expanded("plan", price.read_plan)
    price_id = fields.ident("price") or fields.ident("plan")
    if price_id is None:
        fields.note_missing("price", "neither price nor plan")
    return SubscriptionItemValues(
        id=fields.required_ident("id"),
        subscription_id=fields.ident("subscription"),
        price_id=price_id,
        product_id=values.product_id if values else None,
        price=values,
        quantity=fields.integer("quantity"),
        current_period_start_at=fields.moment("current_period_start"),
        current_period_end_at=fields.moment("current_period_end"),
        tax_rate_ids=fields.idents("tax_rates"),
        discount_ids=fields.idents("discounts"),
        created_at=fields.moment("created"),
        metadata=fields.metadata(),
    )
