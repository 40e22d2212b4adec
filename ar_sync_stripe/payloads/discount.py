"""Discounts: a coupon applied to a customer, a subscription, an invoice or an item
(docs.stripe.com/api/discounts/object).

Until clover (2025-09-30) the coupon stood in `coupon`, since then in `source.coupon`; in both it
may be an id or the coupon itself.

>>> old = {"id": "di_1", "object": "discount", "coupon": {"id": "10OFF", "object": "coupon",
...     "percent_off": 10}, "start": 0}
>>> new = {"id": "di_1", "object": "discount", "source": {"type": "coupon", "coupon": "10OFF"},
...     "start": 0}
>>> read(old).coupon_id, read(new).coupon_id, read(old).coupon.percent_off, read(new).coupon
('10OFF', '10OFF', Decimal('10'), None)
"""

from dataclasses import dataclass
from datetime import datetime

from . import coupon
from .base import JsonObject, Note
from .coupon import CouponValues
from .fields import Fields


@dataclass(frozen=True, slots=True)
class DiscountValues:
    """A discount; `coupon` is there if it was expanded. The oldest have no id."""

    id: str | None
    coupon_id: str | None
    coupon: CouponValues | None
    promotion_code_id: str | None
    customer_id: str | None
    customer_account_id: str | None
    subscription_id: str | None
    subscription_item_id: str | None
    invoice_id: str | None
    invoice_item_id: str | None
    checkout_session_id: str | None
    start_at: datetime | None
    end_at: datetime | None


def read(obj: JsonObject, notes: list[Note] | None = None) -> DiscountValues:
    """Return the values of a discount."""
    fields = Fields.of(obj, "discount", notes)
    holder = fields.inner("source") or fields
    if not holder.given("coupon"):
        fields.note_missing("source.coupon", "neither source.coupon nor coupon")
    return DiscountValues(
        id=fields.ident("id"),
        coupon_id=holder.ident("coupon"),
        coupon=holder.expanded("coupon", coupon.read),
        promotion_code_id=fields.ident("promotion_code"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        subscription_id=fields.ident("subscription"),
        subscription_item_id=fields.ident("subscription_item"),
        invoice_id=fields.ident("invoice"),
        invoice_item_id=fields.ident("invoice_item"),
        checkout_session_id=fields.ident("checkout_session"),
        start_at=fields.moment("start"),
        end_at=fields.moment("end"),
    )
