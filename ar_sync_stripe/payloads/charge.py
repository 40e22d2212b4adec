"""Charges: one attempt to take money, and what became of it (docs.stripe.com/api/charges/object).

Since basil a charge does not name its invoice: the way is charge, payment intent, invoice
payment, invoice. Its refunds are only sent when expanded since 2022-11-15; `refunds` is None
where they were not.

>>> new = {"id": "ch_1", "object": "charge", "amount": 1000, "amount_captured": 1000,
...     "amount_refunded": 0, "currency": "eur", "created": 0, "status": "succeeded",
...     "paid": True, "captured": True, "refunded": False, "disputed": False,
...     "payment_intent": "pi_1", "balance_transaction": "txn_1"}
>>> charge = read(new)
>>> charge.payment_intent_id, charge.balance_transaction_id, charge.invoice_id, charge.refunds
('pi_1', 'txn_1', None, None)
>>> read({**new, "invoice": "in_1", "refunds": {"data": [], "has_more": False}}).invoice_id
'in_1'
"""

from dataclasses import dataclass
from datetime import datetime

from . import balance_transaction, refund
from .balance_transaction import BalanceTransactionValues
from .base import JsonObject, Note
from .connect import ConnectDetails, read_connect
from .fields import Fields
from .method_details import BillingDetails, MethodDetails, read_billing, read_details
from .refund import RefundValues


@dataclass(frozen=True, slots=True)
class ChargeFailure:
    """Why a charge failed, or was refused (`outcome`)."""

    code: str | None
    message: str | None
    balance_transaction_id: str | None
    outcome_type: str | None
    outcome_reason: str | None


@dataclass(frozen=True, slots=True)
class ChargeTexts:
    """What payer and payee see of the charge."""

    description: str | None
    statement_descriptor: str | None
    receipt_email: str | None
    receipt_number: str | None
    receipt_url: str | None


@dataclass(frozen=True, slots=True)
class ChargeValues:
    """A charge: `status` is succeeded, pending or failed; a charge that is not captured is only a
    hold.
    """

    id: str
    amount_minor: int
    amount_captured_minor: int | None
    amount_refunded_minor: int | None
    currency: str
    status: str
    paid: bool | None
    captured: bool | None
    refunded: bool | None
    disputed: bool | None
    dispute_id: str | None
    customer_id: str | None
    customer_account_id: str | None
    payment_intent_id: str | None
    invoice_id: str | None
    balance_transaction_id: str | None
    balance_transaction: BalanceTransactionValues | None
    refunds: tuple[RefundValues, ...] | None
    refunds_complete: bool
    payment_method_id: str | None
    method: MethodDetails
    billing: BillingDetails
    failure: ChargeFailure
    texts: ChargeTexts
    connect: ConnectDetails
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]


def _read_failure(fields: Fields) -> ChargeFailure:
    outcome = fields.inner("outcome")
    return ChargeFailure(
        code=fields.text("failure_code"),
        message=fields.text("failure_message"),
        balance_transaction_id=fields.ident("failure_balance_transaction"),
        outcome_type=outcome.text("type") if outcome else None,
        outcome_reason=outcome.text("reason") if outcome else None,
    )


def _read_texts(fields: Fields) -> ChargeTexts:
    return ChargeTexts(
        description=fields.text("description"),
        statement_descriptor=fields.text("calculated_statement_descriptor")
        or fields.text("statement_descriptor"),
        receipt_email=fields.text("receipt_email"),
        receipt_number=fields.text("receipt_number"),
        receipt_url=fields.text("receipt_url"),
    )


def read(obj: JsonObject, notes: list[Note] | None = None) -> ChargeValues:
    """Return the values of a charge."""
    fields = Fields.of(obj, "charge", notes)
    refunds, refunds_complete = fields.nested("refunds", refund.read) or (None, False)
    return ChargeValues(
        id=fields.required_ident("id"),
        amount_minor=fields.required_integer("amount"),
        amount_captured_minor=fields.expected_integer("amount_captured"),
        amount_refunded_minor=fields.expected_integer("amount_refunded"),
        currency=fields.required_currency(),
        status=fields.required_text("status"),
        paid=fields.flag("paid"),
        captured=fields.flag("captured"),
        refunded=fields.flag("refunded"),
        disputed=fields.flag("disputed"),
        dispute_id=fields.ident("dispute"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        payment_intent_id=fields.ident("payment_intent"),
        invoice_id=fields.ident("invoice"),
        balance_transaction_id=fields.ident("balance_transaction"),
        balance_transaction=fields.expanded("balance_transaction", balance_transaction.read),
        refunds=refunds,
        refunds_complete=refunds_complete,
        payment_method_id=fields.ident("payment_method"),
        method=read_details(fields.inner("payment_method_details")),
        billing=read_billing(fields),
        failure=_read_failure(fields),
        texts=_read_texts(fields),
        connect=read_connect(fields),
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
