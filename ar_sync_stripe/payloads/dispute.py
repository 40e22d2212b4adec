"""Disputes: the customer's bank takes a charge back (docs.stripe.com/api/disputes/object,
docs.stripe.com/disputes/how-disputes-work).

Stripe withdraws the amount and a fee by a first balance transaction, and returns the amount by a
second one if the dispute is won. An inquiry (`warning_*`) withdraws nothing. What moved is in the
balance transactions, never in the status:

>>> moved = {"object": "balance_transaction", "type": "adjustment",
...     "reporting_category": "dispute", "currency": "eur", "created": 0}
>>> dispute = read({"id": "dp_1", "object": "dispute", "amount": 1000, "currency": "eur",
...     "created": 0, "charge": "ch_1", "status": "needs_response", "reason": "fraudulent",
...     "evidence_details": {"due_by": 86400}, "balance_transactions": [{**moved, "id": "txn_1",
...     "amount": -1000, "fee": 1500, "net": -2500, "fee_details": [{"amount": 1500,
...     "currency": "eur"}]}]})
>>> dispute.withdrawn_minor, dispute.evidence_due_at.day
(2500, 2)
"""

from dataclasses import dataclass
from datetime import datetime

from . import balance_transaction
from .balance_transaction import BalanceTransactionValues
from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class DisputeValues:
    """A dispute with the movements it caused so far; `evidence_due_at` is the last moment to
    answer.
    """

    id: str
    amount_minor: int
    currency: str
    status: str
    reason: str | None
    network_reason_code: str | None
    charge_id: str
    payment_intent_id: str | None
    balance_transactions: tuple[BalanceTransactionValues, ...]
    is_charge_refundable: bool | None
    has_evidence: bool | None
    submission_count: int | None
    evidence_due_at: datetime | None
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]

    @property
    def withdrawn_minor(self) -> int:
        """What the dispute cost the balance so far, fees included, in minor units of the
        balance's currency.
        """
        return -sum(moved.net_minor for moved in self.balance_transactions)


def read(obj: JsonObject, notes: list[Note] | None = None) -> DisputeValues:
    """Return the values of a dispute."""
    fields = Fields.of(obj, "dispute", notes)
    if not fields.given("balance_transactions"):
        fields.note_missing("balance_transactions")
    evidence = fields.inner("evidence_details")
    return DisputeValues(
        id=fields.required_ident("id"),
        amount_minor=fields.required_integer("amount"),
        currency=fields.required_currency(),
        status=fields.required_text("status"),
        reason=fields.text("reason"),
        network_reason_code=fields.text("network_reason_code"),
        charge_id=fields.required_ident("charge"),
        payment_intent_id=fields.ident("payment_intent"),
        balance_transactions=fields.objects("balance_transactions", balance_transaction.read),
        is_charge_refundable=fields.flag("is_charge_refundable"),
        has_evidence=evidence.flag("has_evidence") if evidence else None,
        submission_count=evidence.integer("submission_count") if evidence else None,
        evidence_due_at=evidence.moment("due_by") if evidence else None,
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
