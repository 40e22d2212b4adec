"""Changes of a customer's credit balance (docs.stripe.com/api/customer_balance_transactions).

A negative amount is in the customer's favour: it will lower the next invoice. They never change.

>>> change = read({"id": "cbtxn_1", "object": "customer_balance_transaction", "amount": -500,
...     "ending_balance": -500, "currency": "eur", "customer": "cus_1", "created": 0,
...     "type": "adjustment", "invoice": None, "credit_note": None})
>>> change.amount_minor, change.type, change.invoice_id
(-500, 'adjustment', None)
"""

from dataclasses import dataclass
from datetime import datetime

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class CustomerBalanceTransactionValues:
    """One change, what it left, and the invoice or credit note that made it."""

    id: str
    customer_id: str
    customer_account_id: str | None
    currency: str
    amount_minor: int
    ending_balance_minor: int | None
    type: str
    description: str | None
    invoice_id: str | None
    credit_note_id: str | None
    checkout_session_id: str | None
    created_at: datetime
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> CustomerBalanceTransactionValues:
    """Return the values of a change of a customer's balance."""
    fields = Fields.of(obj, "customer_balance_transaction", notes)
    return CustomerBalanceTransactionValues(
        id=fields.required_ident("id"),
        customer_id=fields.required_ident("customer"),
        customer_account_id=fields.text("customer_account"),
        currency=fields.required_currency(),
        amount_minor=fields.required_integer("amount"),
        ending_balance_minor=fields.expected_integer("ending_balance"),
        type=fields.required_text("type"),
        description=fields.text("description"),
        invoice_id=fields.ident("invoice"),
        credit_note_id=fields.ident("credit_note"),
        checkout_session_id=fields.ident("checkout_session"),
        created_at=fields.required_moment("created"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
