"""Money that came without Stripe, reported to Stripe (docs.stripe.com/api/payment-record/report-payment).

The record says how much was paid when and by what; attached to an invoice, Stripe counts it as paid too.

>>> payload = payment_record(PaymentFacts("EUR", 5000, 1_782_820_800, "Bank transfer", "BNK1/2026/00007", "cus_1"))
>>> payload["amount_requested"], payload["outcome"], payload["customer_details"]
({'currency': 'eur', 'value': 5000}, 'guaranteed', {'customer': 'cus_1'})
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NAME_MAX, REFERENCE_MAX = 100, 200


@dataclass(frozen=True)
class PaymentFacts:
    """A payment made elsewhere; ``paid_at`` in Unix seconds."""

    currency: str
    amount_minor: int
    paid_at: int
    method: str
    reference: str
    customer: Any = None
    backlink: Mapping[str, str] = field(default_factory=dict)


def payment_record(facts: PaymentFacts) -> dict[str, Any]:
    """Return the report of a payment that has certainly arrived."""
    return {
        "amount_requested": {"currency": facts.currency.lower(), "value": facts.amount_minor},
        "initiated_at": facts.paid_at,
        "outcome": "guaranteed",
        "guaranteed": {"guaranteed_at": facts.paid_at},
        "customer_details": {"customer": facts.customer},
        "payment_method_details": {"type": "custom", "custom": {"display_name": facts.method[:NAME_MAX]}},
        "processor_details": {
            "type": "custom",
            "custom": {"payment_reference": facts.reference[:REFERENCE_MAX] or "-"},
        },
        "description": facts.reference[:REFERENCE_MAX],
        "metadata": dict(facts.backlink),
    }


def refund_report(
    currency: str, amount_minor: int, refunded_at: int, reference: str, backlink: Mapping[str, str]
) -> dict[str, Any]:
    """Return the report that a payment made elsewhere was given back, or never came.

    :param reference: unlike that of any other refund; ``refunded_at`` in Unix seconds.

    >>> refund_report("eur", 5000, 1_782_820_800, "INV/1-7", {})["processor_details"]["custom"]
    {'refund_reference': 'INV/1-7'}
    """
    return {
        "outcome": "refunded",
        "amount": {"currency": currency.lower(), "value": amount_minor},
        "initiated_at": refunded_at,
        "refunded": {"refunded_at": refunded_at},
        "processor_details": {"type": "custom", "custom": {"refund_reference": reference[:REFERENCE_MAX]}},
        "metadata": dict(backlink),
    }
