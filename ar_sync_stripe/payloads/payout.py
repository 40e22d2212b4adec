"""Payouts: money sent from the Stripe balance to the bank (docs.stripe.com/api/payouts/object,
docs.stripe.com/payouts/reconciliation).

Only an *automatic* payout can be decomposed into balance transactions, and only once
`reconciliation_status` is completed. A payout that shows paid may still fail within five business
days; the money comes back by `failure_balance_transaction_id`. A reversal is a payout of its own
that names the `original_payout_id`. `arrival_date` is a day in UTC.

>>> payout = read({"id": "po_1", "object": "payout", "amount": 94100, "currency": "eur",
...     "created": 0, "arrival_date": 172800, "status": "paid", "automatic": True,
...     "balance_transaction": "txn_9", "reconciliation_status": "completed",
...     "trace_id": {"status": "supported", "value": "123"}, "destination": "ba_1"})
>>> payout.arrival_date.isoformat(), payout.trace_id, payout.can_be_decomposed
('1970-01-03', '123', True)
"""

from dataclasses import dataclass
from datetime import date, datetime

from . import balance_transaction
from .balance_transaction import BalanceTransactionValues
from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class PayoutDestination:
    """Where a payout went; the bank's name and last digits are known if it was expanded."""

    id: str | None
    type: str | None
    bank_name: str | None
    last4: str | None


@dataclass(frozen=True, slots=True)
class PayoutFailure:
    """Why a payout did not arrive, and the balance transaction that gave the money back."""

    code: str | None
    message: str | None
    balance_transaction_id: str | None


@dataclass(frozen=True, slots=True)
class PayoutValues:
    """A payout: `status` is pending, in_transit, paid, failed or canceled; a negative amount is
    taken from the bank.
    """

    id: str
    amount_minor: int
    currency: str
    status: str
    automatic: bool | None
    method: str | None
    source_type: str | None
    balance_transaction_id: str | None
    balance_transaction: BalanceTransactionValues | None
    failure: PayoutFailure
    original_payout_id: str | None
    reversed_by_id: str | None
    reconciliation_status: str | None
    trace_id: str | None
    trace_status: str | None
    destination: PayoutDestination
    application_fee_minor: int | None
    description: str | None
    statement_descriptor: str | None
    created_at: datetime
    arrival_date: date | None
    livemode: bool | None
    metadata: dict[str, str]

    @property
    def can_be_decomposed(self) -> bool:
        """Whether Stripe lists the balance transactions this payout is made of."""
        return self.automatic is True and self.reconciliation_status == "completed"


def _read_failure(fields: Fields) -> PayoutFailure:
    return PayoutFailure(
        code=fields.text("failure_code"),
        message=fields.text("failure_message"),
        balance_transaction_id=fields.ident("failure_balance_transaction"),
    )


def _read_destination(fields: Fields) -> PayoutDestination:
    inner = fields.inner("destination")
    return PayoutDestination(
        id=fields.ident("destination"),
        type=fields.text("type"),
        bank_name=inner.text("bank_name") if inner else None,
        last4=inner.text("last4") if inner else None,
    )


def read(obj: JsonObject, notes: list[Note] | None = None) -> PayoutValues:
    """Return the values of a payout. Before 2023 there is no `reconciliation_status`: it is None
    and nothing is decomposed.
    """
    fields = Fields.of(obj, "payout", notes)
    trace = fields.inner("trace_id")
    arrival_at = fields.moment("arrival_date")
    if arrival_at is None:
        fields.note_missing("arrival_date")
    automatic = fields.flag("automatic")
    if automatic is None:
        fields.note_missing("automatic")
    return PayoutValues(
        id=fields.required_ident("id"),
        amount_minor=fields.required_integer("amount"),
        currency=fields.required_currency(),
        status=fields.required_text("status"),
        automatic=automatic,
        method=fields.text("method"),
        source_type=fields.text("source_type"),
        balance_transaction_id=fields.ident("balance_transaction"),
        balance_transaction=fields.expanded("balance_transaction", balance_transaction.read),
        failure=_read_failure(fields),
        original_payout_id=fields.ident("original_payout"),
        reversed_by_id=fields.ident("reversed_by"),
        reconciliation_status=fields.text("reconciliation_status"),
        trace_id=trace.text("value") if trace else None,
        trace_status=trace.text("status") if trace else None,
        destination=_read_destination(fields),
        application_fee_minor=fields.integer("application_fee_amount"),
        description=fields.text("description"),
        statement_descriptor=fields.text("statement_descriptor"),
        created_at=fields.required_moment("created"),
        arrival_date=arrival_at.date() if arrival_at else None,
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
