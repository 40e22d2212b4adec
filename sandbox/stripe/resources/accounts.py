"""Accounts: who one is, and the settings that decide fees and payouts.

Source: https://docs.stripe.com/api/accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.errors import permission_denied
from ..core.render import SHAPERS, Rendered
from ..core.router import Route
from ..core.store import Obj

if TYPE_CHECKING:
    from ..core.context import Context

#: Settings of an account, and what they are unless a scenario says otherwise.
DEFAULT_SETTINGS: dict[str, Any] = {
    "name": "Sandbox Company",
    "country": "US",
    "email": "accounts@sandbox.example",
    "default_currency": "usd",
    "settlement_currencies": ["usd"],
    "payout_interval": "manual",
    "payout_weekly_anchor": "monday",
    "payout_delay_days": 2,
    "invoice_numbering": "customer",
    "deauthorized": False,
}


def open_account(ctx: Context, **settings: Any) -> Obj:
    """Set an account up: its settings, its balance and its face in the API."""
    unknown = set(settings) - set(DEFAULT_SETTINGS)
    if unknown:
        raise ValueError(f"unknown account settings: {sorted(unknown)}")
    row = {**DEFAULT_SETTINGS, **settings}
    ctx.save({"id": "settings", "object": "_settings", **row})
    ctx.save({"id": "balance", "object": "_balance", "pending": {}, "available": {}})
    return ctx.save({"id": ctx.account.id, "object": "account", "created": ctx.now()})


def settings_of(ctx: Context) -> Obj:
    """The settings of the account at hand."""
    return ctx.get("_settings", "settings")


def _shape(ctx: Context, obj: Obj, out: Obj) -> None:
    row = settings_of(ctx)
    out.update(
        business_profile=_profile(row),
        business_type="company",
        capabilities={"card_payments": "active", "transfers": "active"},
        charges_enabled=True,
        controller={"type": "account"},
        country=row["country"],
        default_currency=row["default_currency"],
        details_submitted=True,
        email=row["email"],
        external_accounts=_banks(ctx, row),
        future_requirements=_requirements(),
        metadata={},
        payouts_enabled=True,
        requirements=_requirements(),
        settings=_settings(row),
        tos_acceptance={"date": None, "ip": None, "user_agent": None},
        type="standard",
    )


def _profile(row: Obj) -> dict[str, Any]:
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": None,
        "name": row["name"],
        "product_description": None,
        "support_address": None,
        "support_email": None,
        "support_phone": None,
        "support_url": None,
        "url": None,
    }


def _requirements() -> dict[str, Any]:
    lists = ("currently_due", "errors", "eventually_due", "past_due")
    return {
        "alternatives": [],
        "current_deadline": None,
        "disabled_reason": None,
        "pending_verification": [],
        **{name: [] for name in lists},
    }


def bank_account_id(ctx: Context, currency: str) -> str:
    """The bank account payouts in *currency* go to."""
    return f"ba_{ctx.account.id[5:]}{currency}"


def _banks(ctx: Context, row: Obj) -> dict[str, Any]:
    banks = [
        {
            "id": bank_account_id(ctx, currency),
            "object": "bank_account",
            "account": ctx.account.id,
            "account_holder_name": row["name"],
            "account_holder_type": "company",
            "account_type": None,
            "bank_name": "STRIPE TEST BANK",
            "country": row["country"],
            "currency": currency,
            "default_for_currency": True,
            "fingerprint": f"fp{currency}{ctx.account.id[-6:]}",
            "last4": "6789",
            "metadata": {},
            "routing_number": "110000000",
            "status": "new",
        }
        for currency in row["settlement_currencies"]
    ]
    return {
        "object": "list",
        "data": banks,
        "has_more": False,
        "total_count": len(banks),
        "url": f"/v1/accounts/{ctx.account.id}/external_accounts",
    }


def _settings(row: Obj) -> dict[str, Any]:
    schedule = {
        "delay_days": row["payout_delay_days"],
        "interval": row["payout_interval"],
    }
    if row["payout_interval"] == "weekly":
        schedule["weekly_anchor"] = row["payout_weekly_anchor"]
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {
            "icon": None,
            "logo": None,
            "primary_color": None,
            "secondary_color": None,
        },
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": row["name"], "timezone": "Etc/UTC"},
        "invoices": {
            "default_account_tax_ids": None,
            "hosted_payment_method_save": "always",
        },
        "payments": {
            "statement_descriptor": row["name"].upper()[:22],
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": {
            "debit_negative_balances": True,
            "schedule": schedule,
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {"creditor_id": None},
    }


def retrieve_own(ctx: Context, params: dict[str, Any]) -> Obj:
    """``GET /v1/account``."""
    return ctx.get("account", ctx.account.id)


def retrieve(ctx: Context, params: dict[str, Any], account_id: str) -> Rendered:
    """``GET /v1/accounts/:id``: one's own, or a connected one."""
    engine = ctx.engine
    target = engine.accounts.get((account_id, ctx.livemode))
    own = account_id == ctx.account.id
    if target is None or not (own or ctx.account.id == engine.platform_id):
        raise permission_denied(
            "The provided key does not have access to account "
            f"'{account_id}' (or that account does not exist). Application access "
            "may have been revoked.",
            "account_invalid",
        )
    there = engine.context(target)
    return Rendered(there.render(there.get("account", account_id), ctx.version))


SHAPERS["account"] = _shape

ROUTES = [
    Route("GET", "/v1/account", retrieve_own, {}, "rak_accounts_kyc_basic_read"),
    Route("GET", "/v1/accounts/:id", retrieve, {}, "rak_accounts_kyc_basic_read"),
]
