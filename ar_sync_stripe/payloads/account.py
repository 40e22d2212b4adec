"""Accounts: whose Stripe it is, and what it may do (docs.stripe.com/api/accounts/object).

`payout_interval` manual means that payouts are made by hand and cannot be decomposed
(docs.stripe.com/payouts/reconciliation).

>>> account = read({"id": "acct_1", "object": "account", "country": "DE",
...     "default_currency": "eur", "charges_enabled": True,
...     "settings": {"payouts": {"schedule": {"interval": "daily", "delay_days": 7}},
...     "dashboard": {"display_name": "Northwind", "timezone": "Europe/Berlin"}}})
>>> account.default_currency, account.payout_interval, account.display_name
('EUR', 'daily', 'Northwind')
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class AccountValues:
    """A Stripe account. It does not say whether it is live or test: its key does."""

    id: str
    type: str | None
    country: str | None
    default_currency: str | None
    email: str | None
    business_name: str | None
    display_name: str | None
    timezone: str | None
    statement_descriptor: str | None
    charges_enabled: bool | None
    payouts_enabled: bool | None
    details_submitted: bool | None
    payout_interval: str | None
    payout_delay_days: int | None
    created_at: datetime | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> AccountValues:
    """Return the values of an account. A restricted key sees less of it than a secret key: what
    it hides is None.
    """
    fields = Fields.of(obj, "account", notes)
    nothing = Fields({}, "account")
    settings = fields.inner("settings") or nothing
    dashboard, payments, payouts = (
        settings.inner(key) or nothing for key in ("dashboard", "payments", "payouts")
    )
    schedule = payouts.inner("schedule") or nothing
    profile = fields.inner("business_profile") or nothing
    return AccountValues(
        id=fields.required_ident("id"),
        type=fields.text("type"),
        country=fields.text("country"),
        default_currency=fields.currency("default_currency"),
        email=fields.text("email"),
        business_name=profile.text("name"),
        display_name=dashboard.text("display_name"),
        timezone=dashboard.text("timezone"),
        statement_descriptor=payments.text("statement_descriptor"),
        charges_enabled=fields.flag("charges_enabled"),
        payouts_enabled=fields.flag("payouts_enabled"),
        details_submitted=fields.flag("details_submitted"),
        payout_interval=schedule.text("interval"),
        payout_delay_days=schedule.integer("delay_days"),
        created_at=fields.moment("created"),
        metadata=fields.metadata(),
    )
