"""Subscription schedules: what a subscription will be, phase by phase
(docs.stripe.com/api/subscription_schedules/object).

>>> schedule = read({"id": "sub_sched_1", "object": "subscription_schedule", "status": "active",
...     "created": 0, "customer": "cus_1", "subscription": "sub_1", "end_behavior": "release",
...     "phases": [{"start_date": 0, "end_date": 86400, "currency": "eur",
...                 "items": [{"price": "price_1", "quantity": 2}]}]})
>>> schedule.phases[0].items[0].price_id, schedule.phases[0].items[0].quantity
('price_1', 2)
>>> schedule.phases[0].end_at.day, schedule.end_behavior
(2, 'release')
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class PhaseItem:
    """One price in a phase; before prices it was a plan."""

    price_id: str | None
    quantity: int | None


@dataclass(frozen=True, slots=True)
class Phase:
    """What the subscription is from one moment to another."""

    start_at: datetime | None
    end_at: datetime | None
    currency: str | None
    items: tuple[PhaseItem, ...]
    trial_end_at: datetime | None
    proration_behavior: str | None


@dataclass(frozen=True, slots=True)
class SubscriptionScheduleValues:
    """A schedule with its phases in their order."""

    id: str
    status: str
    customer_id: str | None
    customer_account_id: str | None
    subscription_id: str | None
    end_behavior: str | None
    phases: tuple[Phase, ...]
    current_phase_start_at: datetime | None
    current_phase_end_at: datetime | None
    canceled_at: datetime | None
    completed_at: datetime | None
    released_at: datetime | None
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]


def _read_phase(phase: Fields) -> Phase:
    return Phase(
        start_at=phase.moment("start_date"),
        end_at=phase.moment("end_date"),
        currency=phase.currency(),
        items=tuple(
            PhaseItem(item.ident("price") or item.ident("plan"), item.integer("quantity"))
            for item in phase.items("items")
        ),
        trial_end_at=phase.moment("trial_end"),
        proration_behavior=phase.text("proration_behavior"),
    )


def read(obj: JsonObject, notes: list[Note] | None = None) -> SubscriptionScheduleValues:
    """Return the values of a subscription schedule."""
    fields = Fields.of(obj, "subscription_schedule", notes)
    current = fields.inner("current_phase")
    return SubscriptionScheduleValues(
        id=fields.required_ident("id"),
        status=fields.required_text("status"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        subscription_id=fields.ident("subscription") or fields.ident("released_subscription"),
        end_behavior=fields.text("end_behavior"),
        phases=tuple(_read_phase(phase) for phase in fields.items("phases")),
        current_phase_start_at=current.moment("start_date") if current else None,
        current_phase_end_at=current.moment("end_date") if current else None,
        canceled_at=fields.moment("canceled_at"),
        completed_at=fields.moment("completed_at"),
        released_at=fields.moment("released_at"),
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
