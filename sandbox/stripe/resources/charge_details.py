"""The parts of a charge that describe how it was paid and what the bank said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.ids import derive
from ..core.store import Obj
from .test_methods import Decline

if TYPE_CHECKING:
    from ..core.context import Context


def outcome(decline: Decline | None, card: bool) -> dict[str, Any]:
    """``charge.outcome`` (https://docs.stripe.com/declines)."""
    if decline is not None:
        return {
            "advice_code": decline.advice,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "declined_by_network",
            "reason": decline.decline_code or decline.code,
            "risk_level": "normal" if card else "not_assessed",
            "risk_score": 34 if card else None,
            "seller_message": "The bank returned the decline code "
            f"`{decline.decline_code or decline.code}`.",
            "type": "issuer_declined",
        }
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "normal" if card else "not_assessed",
        "risk_score": 21 if card else None,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }


def method_details(ctx: Context, method: Obj, amount: int) -> dict[str, Any]:
    """``charge.payment_method_details``."""
    kind = method["type"]
    if kind == "customer_balance":
        return {"type": kind, kind: {}}
    details = _card(method["card"], amount) if kind == "card" else _debit(method)
    return {"type": kind, kind: details}


def _card(card: dict[str, Any], amount: int) -> dict[str, Any]:
    names = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint")
    return {
        **{name: card[name] for name in names},
        "amount_authorized": amount,
        "authorization_code": derive(f"{card['last4']}{amount}", 6).upper(),
        "extended_authorization": {"status": "disabled"},
        "funding": card["funding"],
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": card["regulated_status"],
        "three_d_secure": None,
        "wallet": None,
    }


def _debit(method: Obj) -> dict[str, Any]:
    details = method[method["type"]]
    names: tuple[str, ...]
    if method["type"] == "us_bank_account":
        names = (
            "account_holder_type", "account_type", "bank_name", "fingerprint", "last4",
            "routing_number",
        )  # fmt: skip
        more = {"expected_debit_date": None, "payment_reference": None}
    else:
        names = ("bank_code", "branch_code", "country", "fingerprint", "last4")
        more = {"expected_debit_date": None}
    return {**{n: details[n] for n in names}, **more, "mandate": None}
