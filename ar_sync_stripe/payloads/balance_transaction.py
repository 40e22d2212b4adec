"""Balance transactions: every movement of the Stripe balance
(docs.stripe.com/api/balance_transactions/object).

`amount_minor` is gross, `fee_minor` what Stripe and others kept of it, `net_minor` what the
balance moved by, all in the currency of the balance, which need not be that of the charge
(`exchange_rate`). How each is booked is the matter of `ledger`. It does not name the payout it
left with: that is learned by listing with `payout=` (docs.stripe.com/payouts/reconciliation).

>>> moved = read({"id": "txn_1", "object": "balance_transaction", "type": "charge",
...     "reporting_category": "charge", "source": "ch_1", "amount": 1000, "fee": 59, "net": 941,
...     "currency": "usd", "created": 0, "available_on": 86400, "status": "pending",
...     "fee_details": [{"amount": 59, "currency": "usd", "type": "stripe_fee",
...     "description": "Stripe processing fees"}]})
>>> moved.amount_minor, moved.fee_minor, moved.net_minor, moved.source_id, moved.fees[0].type
(1000, 59, 941, 'ch_1', 'stripe_fee')
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class FeeValues:
    """One part of a fee: `type` is stripe_fee, application_fee, tax, withheld_tax or
    payment_method_passthrough_fee.
    """

    amount_minor: int
    currency: str
    type: str | None
    description: str | None
    application_id: str | None


@dataclass(frozen=True, slots=True)
class BalanceTransactionValues:
    """One movement of one balance. `source_type` is known if the source was expanded;
    `balance_type` None means payments.
    """

    id: str
    type: str
    reporting_category: str | None
    balance_type: str | None
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    exchange_rate: Decimal | None
    fees: tuple[FeeValues, ...]
    source_id: str | None
    source_type: str | None
    description: str | None
    status: str | None
    created_at: datetime
    available_at: datetime | None


def _read_fee(item: Fields) -> FeeValues:
    return FeeValues(
        amount_minor=item.required_integer("amount"),
        currency=item.required_currency(),
        type=item.text("type"),
        description=item.text("description"),
        application_id=item.ident("application"),
    )


def read(obj: JsonObject, notes: list[Note] | None = None) -> BalanceTransactionValues:
    """Return the values of a balance transaction, and note fee details that are not the fee."""
    fields = Fields.of(obj, "balance_transaction", notes)
    fee_minor = fields.required_integer("fee")
    fees = tuple(_read_fee(item) for item in fields.items("fee_details"))
    if sum(fee.amount_minor for fee in fees) != fee_minor:
        fields.note_misread("fee_details", f"they do not add up to the fee of {fee_minor}")
    source = fields.inner("source")
    return BalanceTransactionValues(
        id=fields.required_ident("id"),
        type=fields.required_text("type"),
        reporting_category=fields.text("reporting_category"),
        balance_type=fields.text("balance_type"),
        amount_minor=fields.required_integer("amount"),
        fee_minor=fee_minor,
        net_minor=fields.required_integer("net"),
        currency=fields.required_currency(),
        exchange_rate=fields.decimal("exchange_rate"),
        fees=fees,
        source_id=fields.ident("source"),
        source_type=source.text("object") if source else None,
        description=fields.text("description"),
        status=fields.text("status"),
        created_at=fields.required_moment("created"),
        available_at=fields.moment("available_on"),
    )
