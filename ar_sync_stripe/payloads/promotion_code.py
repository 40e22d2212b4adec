"""Promotion codes: what a customer types in to get a coupon
(docs.stripe.com/api/promotion_codes/object).

Until clover (2025-09-30) the coupon stood in `coupon`, since then in `promotion.coupon`.

>>> head = {"id": "promo_1", "object": "promotion_code", "code": "SPRING", "active": True}
>>> old = read({**head, "coupon": {"id": "10OFF", "object": "coupon", "percent_off": 10}})
>>> new = read({**head, "promotion": {"type": "coupon", "coupon": "10OFF"}})
>>> old == new, new.code, new.coupon_id
(True, 'SPRING', '10OFF')
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class PromotionCodeValues:
    """A promotion code; one with a customer is for that customer only."""

    id: str
    code: str
    coupon_id: str | None
    active: bool | None
    customer_id: str | None
    customer_account_id: str | None
    expires_at: datetime | None
    max_redemptions: int | None
    times_redeemed: int | None
    first_time_only: bool | None
    minimum_minor: int | None
    minimum_currency: str | None
    created_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> PromotionCodeValues:
    """Return the values of a promotion code."""
    fields = Fields.of(obj, "promotion_code", notes)
    holder = fields.inner("promotion") or fields
    if not holder.given("coupon"):
        fields.note_missing("promotion.coupon", "neither promotion.coupon nor coupon")
    limits = fields.inner("restrictions")
    return PromotionCodeValues(
        id=fields.required_ident("id"),
        code=fields.required_text("code"),
        coupon_id=holder.ident("coupon"),
        active=fields.flag("active"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        expires_at=fields.moment("expires_at"),
        max_redemptions=fields.integer("max_redemptions"),
        times_redeemed=fields.integer("times_redeemed"),
        first_time_only=limits.flag("first_time_transaction") if limits else None,
        minimum_minor=limits.integer("minimum_amount") if limits else None,
        minimum_currency=limits.currency("minimum_amount_currency") if limits else None,
        created_at=fields.moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
