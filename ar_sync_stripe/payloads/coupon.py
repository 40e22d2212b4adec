"""Coupons (docs.stripe.com/api/coupons/object): either a percentage or an amount off, once, for
some months, or for ever.

>>> coupon = read({"id": "10OFF", "object": "coupon", "percent_off": 10.0, "duration": "forever"})
>>> coupon.percent_off, coupon.amount_off_minor, coupon.duration
(Decimal('10.0'), None, 'forever')
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class CouponValues:
    """A coupon. `product_ids` limits it to some products; it is only sent when `applies_to` was
    expanded.
    """

    id: str
    name: str | None
    percent_off: Decimal | None
    amount_off_minor: int | None
    currency: str | None
    duration: str | None
    duration_in_months: int | None
    max_redemptions: int | None
    times_redeemed: int | None
    redeem_by_at: datetime | None
    valid: bool | None
    product_ids: tuple[str, ...]
    created_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> CouponValues:
    """Return the values of a coupon."""
    fields = Fields.of(obj, "coupon", notes)
    percent_off, amount_off_minor = fields.decimal("percent_off"), fields.integer("amount_off")
    if percent_off is None and amount_off_minor is None:
        fields.note_missing("percent_off", "neither percent_off nor amount_off")
    applies_to = fields.inner("applies_to")
    return CouponValues(
        id=fields.required_ident("id"),
        name=fields.text("name"),
        percent_off=percent_off,
        amount_off_minor=amount_off_minor,
        currency=fields.currency(),
        duration=fields.text("duration"),
        duration_in_months=fields.integer("duration_in_months"),
        max_redemptions=fields.integer("max_redemptions"),
        times_redeemed=fields.integer("times_redeemed"),
        redeem_by_at=fields.moment("redeem_by"),
        valid=fields.flag("valid"),
        product_ids=applies_to.texts("products") if applies_to else (),
        created_at=fields.moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
