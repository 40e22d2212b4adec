"""Prices, and the plans they replaced (docs.stripe.com/api/prices/object,
docs.stripe.com/api/plans/object).

The unit amount is in minor units and may have up to twelve places; it is None for tiers and for
prices the customer chooses. A plan is the same thing in older words: `amount` for `unit_amount`,
the recurrence not nested.

>>> price = read({"id": "price_1", "object": "price", "currency": "usd", "product": "prod_1",
...     "unit_amount": None, "unit_amount_decimal": "0.05", "type": "recurring",
...     "recurring": {"interval": "month", "interval_count": 1}})
>>> price.unit_amount_minor, price.product_id, price.recurring.interval
(Decimal('0.05'), 'prod_1', 'month')
>>> plan = read_plan({"id": "gold", "object": "plan", "currency": "usd", "product": "prod_1",
...     "amount": 2500, "interval": "month"})
>>> plan.unit_amount_minor, plan.type, plan.recurring.interval
(Decimal('2500'), 'recurring', 'month')
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class Recurring:
    """How often a price is billed: every `interval_count` intervals (day, week, month, year), by
    licence or by meter.
    """

    interval: str | None
    interval_count: int | None
    usage_type: str | None
    meter_id: str | None
    trial_period_days: int | None


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a tiered price; `up_to` None is the last one."""

    up_to: int | None
    unit_amount_minor: Decimal | None
    flat_amount_minor: Decimal | None


@dataclass(frozen=True, slots=True)
class TransformQuantity:
    """The quantity is divided and rounded (`up` or `down`) before it is multiplied."""

    divide_by: int
    round: str | None


@dataclass(frozen=True, slots=True)
class PriceValues:
    """A price. `unit_amounts_minor` by other currencies and `tiers` are only sent when expanded."""

    id: str
    product_id: str | None
    currency: str
    type: str | None
    active: bool | None
    billing_scheme: str | None
    unit_amount_minor: Decimal | None
    unit_amounts_minor: dict[str, Decimal]
    customer_chooses: bool
    tax_behavior: str | None
    recurring: Recurring | None
    tiers_mode: str | None
    tiers: tuple[Tier, ...]
    transform_quantity: TransformQuantity | None
    nickname: str | None
    lookup_key: str | None
    created_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def _amount(fields: Fields, key: str) -> Decimal | None:
    exact = fields.decimal(f"{key}_decimal")
    return exact if exact is not None else fields.decimal(key)


def _read_recurring(inner: Fields | None) -> Recurring | None:
    if inner is None:
        return None
    return Recurring(
        interval=inner.text("interval"),
        interval_count=inner.integer("interval_count"),
        usage_type=inner.text("usage_type"),
        meter_id=inner.text("meter"),
        trial_period_days=inner.integer("trial_period_days"),
    )


def _read_tiers(fields: Fields) -> tuple[Tier, ...]:
    return tuple(
        Tier(item.integer("up_to"), _amount(item, "unit_amount"), _amount(item, "flat_amount"))
        for item in fields.items("tiers")
    )


def _read_transform(inner: Fields | None) -> TransformQuantity | None:
    if inner is None:
        return None
    return TransformQuantity(inner.required_integer("divide_by"), inner.text("round"))


def _read_other_currencies(fields: Fields) -> dict[str, Decimal]:
    options = fields.inner("currency_options")
    inners = {code: options.inner(code) for code in options.data} if options else {}
    amounts = {
        code.upper(): _amount(inner, "unit_amount") for code, inner in inners.items() if inner
    }
    return {code: amount for code, amount in amounts.items() if amount is not None}


def _build(
    fields: Fields, amount_key: str, kind: str | None, recurring: Recurring | None, transform: str
) -> PriceValues:
    unit_amount_minor = _amount(fields, amount_key)
    customer_chooses = fields.given("custom_unit_amount")
    if (
        unit_amount_minor is None
        and fields.text("billing_scheme") != "tiered"
        and not customer_chooses
    ):
        fields.note_missing(amount_key)
    return PriceValues(
        id=fields.required_ident("id"),
        product_id=fields.ident("product"),
        currency=fields.required_currency(),
        type=kind,
        active=fields.flag("active"),
        billing_scheme=fields.text("billing_scheme"),
        unit_amount_minor=unit_amount_minor,
        unit_amounts_minor=_read_other_currencies(fields),
        customer_chooses=customer_chooses,
        tax_behavior=fields.text("tax_behavior"),
        recurring=recurring,
        tiers_mode=fields.text("tiers_mode"),
        tiers=_read_tiers(fields),
        transform_quantity=_read_transform(fields.inner(transform)),
        nickname=fields.text("nickname"),
        lookup_key=fields.text("lookup_key"),
        created_at=fields.moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )


def read(obj: JsonObject, notes: list[Note] | None = None) -> PriceValues:
    """Return the values of a price."""
    fields = Fields.of(obj, "price", notes)
    recurring = _read_recurring(fields.inner("recurring"))
    return _build(fields, "unit_amount", fields.text("type"), recurring, "transform_quantity")


def read_plan(obj: JsonObject, notes: list[Note] | None = None) -> PriceValues:
    """Return the values of a plan, as the price it is."""
    fields = Fields.of(obj, "plan", notes)
    return _build(fields, "amount", "recurring", _read_recurring(fields), "transform_usage")
