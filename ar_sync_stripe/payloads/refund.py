"""Refunds (docs.stripe.com/api/refunds/object). One that succeeded can still fail days later; the
money is then given back by its `failure_balance_transaction`
(docs.stripe.com/refunds#failed-refunds).

>>> refund = read({"id": "re_1", "object": "refund", "amount": 300, "currency": "eur",
...     "created": 0, "charge": "ch_1", "payment_intent": "pi_1", "balance_transaction": "txn_2",
...     "status": "succeeded"})
>>> refund.amount_minor, refund.charge_id, refund.balance_transaction_id, refund.balance_transaction
(300, 'ch_1', 'txn_2', None)
"""

from dataclasses import dataclass
from datetime import datetime

from . import balance_transaction
from .balance_transaction import BalanceTransactionValues
from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class RefundValues:
    """A refund: `status` is pending, requires_action, succeeded, failed or canceled, and None in
    the oldest objects.
    """

    id: str
    amount_minor: int
    currency: str
    status: str | None
    charge_id: str | None
    payment_intent_id: str | None
    customer_id: str | None
    customer_account_id: str | None
    balance_transaction_id: str | None
    balance_transaction: BalanceTransactionValues | None
    failure_balance_transaction_id: str | None
    failure_reason: str | None
    pending_reason: str | None
    reason: str | None
    description: str | None
    destination_type: str | None
    destination_reference: str | None
    receipt_number: str | None
    transfer_reversal_id: str | None
    created_at: datetime
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> RefundValues:
    """Return the values of a refund."""
    fields = Fields.of(obj, "refund", notes)
    if not fields.given("charge") and not fields.given("payment_intent"):
        fields.note_missing("charge", "neither charge nor payment_intent")
    destination = fields.inner("destination_details")
    destination_type = destination.text("type") if destination else None
    details = destination.inner(destination_type) if destination and destination_type else None
    return RefundValues(
        id=fields.required_ident("id"),
        amount_minor=fields.required_integer("amount"),
        currency=fields.required_currency(),
        status=fields.text("status"),
        charge_id=fields.ident("charge"),
        payment_intent_id=fields.ident("payment_intent"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        balance_transaction_id=fields.ident("balance_transaction"),
        balance_transaction=fields.expanded("balance_transaction", balance_transaction.read),
        failure_balance_transaction_id=fields.ident("failure_balance_transaction"),
        failure_reason=fields.text("failure_reason"),
        pending_reason=fields.text("pending_reason"),
        reason=fields.text("reason"),
        description=fields.text("description"),
        destination_type=destination_type,
        destination_reference=details.text("reference") if details else None,
        receipt_number=fields.text("receipt_number"),
        transfer_reversal_id=fields.ident("transfer_reversal"),
        created_at=fields.required_moment("created"),
        metadata=fields.metadata(),
    )
