"""What Stripe keeps: processing, conversion, dispute and bank debit fees.

The figures are the published standard prices (https://stripe.com/pricing) of
the account's settlement currency.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..core.money import round_minor

#: Settlement currency -> (percent, fixed minor units) for cards.
CARD_FEES: dict[str, tuple[Decimal, int]] = {
    "usd": (Decimal("2.9"), 30),
    "eur": (Decimal("1.5"), 25),
    "gbp": (Decimal("1.5"), 20),
    "cad": (Decimal("2.9"), 30),
    "aud": (Decimal("1.7"), 30),
    "chf": (Decimal("2.9"), 30),
    "jpy": (Decimal("3.6"), 0),
}
_OTHER_CARD_FEE = (Decimal("2.9"), 30)
#: Bank debits: percent and the most it may come to, in minor units.
DEBIT_FEES: dict[str, tuple[Decimal, int]] = {
    "us_bank_account": (Decimal("0.8"), 500),
    "sepa_debit": (Decimal("0.8"), 600),
    "customer_balance": (Decimal("0.5"), 500),
}
#: Kept when the charge's currency is not one the account settles in.
CONVERSION_PERCENT = Decimal("1")
#: Instant payouts.
INSTANT_PERCENT = Decimal("1")
DISPUTE_FEES = {"usd": 1500, "eur": 2000, "gbp": 2000, "jpy": 1300}


def detail(amount: int, currency: str, description: str) -> dict[str, Any]:
    """One member of ``fee_details``."""
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": description,
        "type": "stripe_fee",
    }


def charge_fees(
    amount: int, currency: str, method_type: str, converted: bool
) -> list[dict[str, Any]]:
    """Fees on a payment of *amount* in the settlement *currency*.

    >>> [d["amount"] for d in charge_fees(1000, "usd", "card", False)]
    [59]
    """
    if method_type in DEBIT_FEES:
        percent, most = DEBIT_FEES[method_type]
        fee = min(round_minor(amount * percent / 100), most)
    else:
        percent, fixed = CARD_FEES.get(currency, _OTHER_CARD_FEE)
        fee = round_minor(amount * percent / 100) + fixed
    details = [detail(fee, currency, "Stripe processing fees")]
    if converted:
        extra = round_minor(amount * CONVERSION_PERCENT / 100)
        details.append(detail(extra, currency, "Stripe currency conversion fee"))
    return details


def dispute_fees(currency: str) -> list[dict[str, Any]]:
    """The fee for receiving a dispute."""
    return [detail(DISPUTE_FEES.get(currency, 1500), currency, "Dispute fee")]


def instant_payout_fees(amount: int, currency: str) -> list[dict[str, Any]]:
    """The fee for money within minutes (https://docs.stripe.com/payouts/instant-payouts).

    >>> [d["amount"] for d in instant_payout_fees(10_000, "usd")]
    [100]
    """
    fee = max(round_minor(amount * INSTANT_PERCENT / 100), 50)
    return [detail(fee, currency, "Instant payout fee")]
