"""How a movement of the Stripe balance is booked.

Every balance transaction is one booking: its net moves the Stripe account, its fee is an expense,
and its gross is the business with whoever the *kind* names. The kind follows from the pair of
`type` and `reporting_category` (docs.stripe.com/reports/balance-transaction-types,
docs.stripe.com/reports/reporting-categories): first by the pair, then by the type, then, for a
type Stripe has added since, by the category. What is in no row is booked to *suspense*, where a
person sees it: the balance ties out all the same.

>>> kind_of("payment", "charge"), kind_of("stripe_fee", None)
('charge', 'fee')
>>> kind_of("adjustment", "dispute"), kind_of("adjustment", "other_adjustment")
('dispute', 'adjustment')
>>> kind_of("refund", "refund"), kind_of("refund", "partial_capture_reversal")
('refund', 'partial_capture_reversal')
>>> kind_of("brand_new_type", "fee"), kind_of("brand_new_type", "brand_new_category")
('fee', 'suspense')

gross - fee = net holds of every booking, or it is refused:

>>> from .balance_transaction import read
>>> moved = {"id": "txn_1", "object": "balance_transaction", "type": "charge", "amount": 1000,
...     "fee": 59, "net": 941, "fee_details": [{"amount": 59, "currency": "usd"}],
...     "currency": "usd", "created": 0}
>>> book(read(moved))
Booking(kind='charge', gross_minor=1000, fee_minor=59, net_minor=941, currency='USD')
>>> book(read({**moved, "net": 940}))
... # doctest: +ELLIPSIS
Traceback (most recent call last):
...
odoo.addons...PayloadError: balance_transaction txn_1: net is 940, but 1000 - 59 is 941
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .balance_transaction import BalanceTransactionValues
from .base import PayloadError

SUSPENSE = "suspense"

# What each kind means to the books, and so which account its gross goes to.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "charge": "a customer paid: receivable",
        "charge_failure": "a payment that had succeeded was taken back by the bank: receivable",
        "partial_capture_reversal": "the part of a hold that was not captured: receivable",
        "refund": "money returned to a customer: receivable",
        "refund_failure": "a refund that did not arrive came back: receivable",
        "dispute": "withdrawn by the customer's bank: disputed receivables",
        "dispute_reversal": "a withdrawal returned, the dispute won: disputed receivables",
        "customer_funds": "bank transfers not yet tied to a customer: unallocated receipts",
        "payout": "sent to the bank: bank in transit",
        "payout_failure": "a payout that was canceled or came back: bank in transit",
        "topup": "added from the bank: bank in transit",
        "topup_reversal": "a top-up that was taken back: bank in transit",
        "fee": "charged by Stripe: fees",
        "tax": "tax on Stripe's fees, or withheld by Stripe: taxes",
        "reserve": "held back or released, still ours: reserves at Stripe",
        "adjustment": "a correction by Stripe without a row of its own: suspense, a person looks",
        "currency_conversion": "moved between two balances of one account: conversion clearing",
        "transfer": "sent to or collected from a connected account: due from connected accounts",
        "transfer_reversal": "a transfer that was returned: due from connected accounts",
        "platform_fee": "earned from connected accounts: fee income",
        "platform_fee_refund": "fee income returned: fee income",
        "issuing": "cards issued through Stripe: card spending",
        "financing": "advances of Stripe Capital and their repayment: loans",
        "contribution": "given to Stripe Climate or bought from it: contributions",
        "balance_payment": "paid to a business out of the Stripe balance: payables",
        "obligation": "settlement between parties of a platform: suspense, a person looks",
        SUSPENSE: "not known to this release: suspense, a person looks",
    }
)

# The same type is different business in different categories.
BY_PAIR: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("adjustment", "charge_failure"): "charge_failure",
        ("adjustment", "currency_conversion"): "currency_conversion",
        ("adjustment", "dispute"): "dispute",
        ("adjustment", "dispute_reversal"): "dispute_reversal",
        ("adjustment", "fee"): "fee",
        ("adjustment", "network_cost"): "fee",
        ("adjustment", "refund_failure"): "refund_failure",
        ("adjustment", "risk_reserved_funds"): "reserve",
        ("adjustment", "tax"): "tax",
        ("payment_refund", "partial_capture_reversal"): "partial_capture_reversal",
        ("refund", "partial_capture_reversal"): "partial_capture_reversal",
        ("application_fee", "fee"): "fee",
        ("application_fee_refund", "fee"): "fee",
    }
)

# Every type the API documents.
BY_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "adjustment": "adjustment",
        "advance": "financing",
        "advance_funding": "financing",
        "anticipation_repayment": "financing",
        "application_fee": "platform_fee",
        "application_fee_refund": "platform_fee_refund",
        "charge": "charge",
        "climate_order_purchase": "contribution",
        "climate_order_refund": "contribution",
        "connect_collection_transfer": "transfer",
        "contribution": "contribution",
        "fee_credit_funding": "fee",
        "inbound_transfer": "topup",
        "inbound_transfer_reversal": "topup_reversal",
        "issuing_authorization_hold": "issuing",
        "issuing_authorization_release": "issuing",
        "issuing_dispute": "issuing",
        "issuing_dispute_provisional_credit": "issuing",
        "issuing_dispute_provisional_credit_reversal": "issuing",
        "issuing_transaction": "issuing",
        "obligation_outbound": "obligation",
        "obligation_reversal_inbound": "obligation",
        "payment": "charge",
        "payment_failure_refund": "charge_failure",
        "payment_network_reserve_hold": "reserve",
        "payment_network_reserve_release": "reserve",
        "payment_refund": "refund",
        "payment_reversal": "charge_failure",
        "payment_unreconciled": "customer_funds",
        "payout": "payout",
        "payout_cancel": "payout_failure",
        "payout_failure": "payout_failure",
        "payout_minimum_balance_hold": "reserve",
        "payout_minimum_balance_release": "reserve",
        "refund": "refund",
        "refund_failure": "refund_failure",
        "reserve_hold": "reserve",
        "reserve_release": "reserve",
        "reserve_transaction": "reserve",
        "reserved_funds": "reserve",
        "stripe_balance_payment_debit": "balance_payment",
        "stripe_balance_payment_debit_reversal": "balance_payment",
        "stripe_fee": "fee",
        "stripe_fx_fee": "fee",
        "tax_fee": "tax",
        "tax_fund": "tax",
        "topup": "topup",
        "topup_reversal": "topup_reversal",
        "transfer": "transfer",
        "transfer_cancel": "transfer_reversal",
        "transfer_failure": "transfer_reversal",
        "transfer_refund": "transfer_reversal",
    }
)

# Only asked for types that are not in BY_TYPE.
BY_CATEGORY: Mapping[str, str] = MappingProxyType(
    {
        "advance": "financing",
        "advance_funding": "financing",
        "anticipation_repayment": "financing",
        "charge": "charge",
        "charge_failure": "charge_failure",
        "climate_order_purchase": "contribution",
        "climate_order_refund": "contribution",
        "connect_collection_transfer": "transfer",
        "connect_reserved_funds": "reserve",
        "contribution": "contribution",
        "currency_conversion": "currency_conversion",
        "dispute": "dispute",
        "dispute_reversal": "dispute_reversal",
        "fee": "fee",
        "financing_paydown": "financing",
        "financing_paydown_reversal": "financing",
        "financing_payout": "financing",
        "financing_payout_reversal": "financing",
        "issuing_authorization_hold": "issuing",
        "issuing_authorization_release": "issuing",
        "issuing_dispute": "issuing",
        "issuing_transaction": "issuing",
        "network_cost": "fee",
        "obligation": "obligation",
        "other_adjustment": "adjustment",
        "partial_capture_reversal": "partial_capture_reversal",
        "payout": "payout",
        "payout_reversal": "payout_failure",
        "platform_earning": "platform_fee",
        "platform_earning_refund": "platform_fee_refund",
        "refund": "refund",
        "refund_failure": "refund_failure",
        "risk_reserved_funds": "reserve",
        "tax": "tax",
        "topup": "topup",
        "topup_reversal": "topup_reversal",
        "transfer": "transfer",
        "transfer_reversal": "transfer_reversal",
        "unreconciled_customer_funds": "customer_funds",
    }
)


@dataclass(frozen=True, slots=True)
class Booking:
    """What a balance transaction does to the books, in minor units of `currency`: `kind` is a key
    of `KINDS`.
    """

    kind: str
    gross_minor: int
    fee_minor: int
    net_minor: int
    currency: str


def kind_of(transaction_type: str, reporting_category: str | None) -> str:
    """Return the kind of booking of a type and category."""
    category = reporting_category or ""
    for found in (
        BY_PAIR.get((transaction_type, category)),
        BY_TYPE.get(transaction_type),
        BY_CATEGORY.get(category),
    ):
        if found is not None:
            return found
    return SUSPENSE


def book(transaction: BalanceTransactionValues) -> Booking:
    """Return the booking of a balance transaction; raise `PayloadError` if its own figures
    contradict each other.
    """
    gross_minor, fee_minor = transaction.amount_minor, transaction.fee_minor
    net_minor = gross_minor - fee_minor
    if net_minor != transaction.net_minor:
        problem = f"is {transaction.net_minor}, but {gross_minor} - {fee_minor} is {net_minor}"
        raise PayloadError("balance_transaction", transaction.id, "net", problem)
    return Booking(
        kind=kind_of(transaction.type, transaction.reporting_category),
        gross_minor=gross_minor,
        fee_minor=fee_minor,
        net_minor=net_minor,
        currency=transaction.currency,
    )
