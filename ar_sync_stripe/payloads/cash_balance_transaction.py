"""Movements of a customer's cash balance: bank transfers that came in, and where they went
(docs.stripe.com/api/cash_balance_transactions).

A positive amount adds to what the customer has waiting. Only what is applied to a payment reaches
the account's own balance, with a charge and its balance transaction.

>>> head = {"object": "customer_cash_balance_transaction", "currency": "usd", "customer": "cus_1",
...     "created": 0}
>>> funded = read({**head, "id": "ccsbtxn_1", "type": "funded", "net_amount": 500,
...     "ending_balance": 500, "funded": {"bank_transfer": {"reference": "NWI-0001",
...     "type": "us_bank_transfer", "us_bank_transfer": {"network": "ach",
...     "sender_name": "ACME INC"}}}})
>>> funded.transfer.reference, funded.transfer.network, funded.transfer.sender_name
('NWI-0001', 'ach', 'ACME INC')
>>> used = read({**head, "id": "ccsbtxn_2", "type": "applied_to_payment", "net_amount": -500,
...     "ending_balance": 0, "applied_to_payment": {"payment_intent": "pi_1"}})
>>> used.payment_intent_id, used.transfer
('pi_1', None)
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields

# Where the payment, refund or movement stands that a movement of each type is about.
PAYMENT_HOLDERS = ("applied_to_payment", "unapplied_from_payment")
MOVEMENT_HOLDERS = ("transferred_to_balance", "adjusted_for_overdraft")


@dataclass(frozen=True, slots=True)
class BankTransfer:
    """A bank transfer as the sender's bank described it."""

    type: str | None
    reference: str | None
    sender_name: str | None
    network: str | None
    sender_bank: str | None
    sender_last4: str | None


@dataclass(frozen=True, slots=True)
class CashBalanceTransactionValues:
    """One movement of a customer's cash balance."""

    id: str
    customer_id: str
    customer_account_id: str | None
    currency: str
    net_minor: int
    ending_balance_minor: int | None
    type: str
    transfer: BankTransfer | None
    payment_intent_id: str | None
    refund_id: str | None
    balance_transaction_id: str | None
    created_at: datetime
    livemode: bool | None


def _read_transfer(fields: Fields) -> BankTransfer | None:
    funded = fields.inner("funded")
    transfer = funded.inner("bank_transfer") if funded else None
    if transfer is None:
        return None
    kind = transfer.text("type")
    details = (transfer.inner(kind) if kind else None) or Fields({}, fields.object_type)
    return BankTransfer(
        type=kind,
        reference=transfer.text("reference"),
        sender_name=details.text("sender_name"),
        network=details.text("network"),
        sender_bank=details.text("bic") or details.text("sender_bank"),
        sender_last4=details.text("iban_last4") or details.text("account_number_last4"),
    )


def _first(fields: Fields, holders: tuple[str, ...], key: str) -> str | None:
    """Return the id in the first of these parts that is there."""
    found = (inner.ident(key) for inner in map(fields.inner, holders) if inner is not None)
    return next(found, None)


def read(obj: JsonObject, notes: list[Note] | None = None) -> CashBalanceTransactionValues:
    """Return the values of a movement of a cash balance."""
    fields = Fields.of(obj, "customer_cash_balance_transaction", notes)
    return CashBalanceTransactionValues(
        id=fields.required_ident("id"),
        customer_id=fields.required_ident("customer"),
        customer_account_id=fields.text("customer_account"),
        currency=fields.required_currency(),
        net_minor=fields.required_integer("net_amount"),
        ending_balance_minor=fields.expected_integer("ending_balance"),
        type=fields.required_text("type"),
        transfer=_read_transfer(fields),
        payment_intent_id=_first(fields, PAYMENT_HOLDERS, "payment_intent"),
        refund_id=_first(fields, ("refunded_from_payment",), "refund"),
        balance_transaction_id=_first(fields, MOVEMENT_HOLDERS, "balance_transaction"),
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
    )
