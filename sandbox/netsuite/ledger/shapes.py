"""Every shape by name, and which types share a table of internal ids."""

from __future__ import annotations

from . import shapes_lists, shapes_transactions
from .fields import Shape

RECORDS: dict[str, Shape] = {**shapes_lists.LISTS, **shapes_transactions.TRANSACTIONS}
ROWS: dict[str, Shape] = {**shapes_lists.ROWS, **shapes_transactions.ROWS}
TRANSACTION_TYPES = tuple(shapes_transactions.TRANSACTIONS)
ITEM_TYPES = shapes_lists.ITEM_TYPES
BY_TYPE_NAME: dict[str, Shape] = {one.type_name: one for one in RECORDS.values()}

#: SuiteQL's and SOAP search's codes of transaction types.
CODES = {
    "invoice": "CustInvc",
    "creditMemo": "CustCred",
    "customerPayment": "CustPymt",
    "customerRefund": "CustRfnd",
    "customerDeposit": "CustDep",
    "depositApplication": "DepAppl",
    "deposit": "Deposit",
    "journalEntry": "Journal",
}

#: Names of transaction types as screens and applications show them.
LABELS = {
    "invoice": "Invoice",
    "creditMemo": "Credit Memo",
    "customerPayment": "Payment",
    "customerRefund": "Customer Refund",
    "customerDeposit": "Customer Deposit",
    "depositApplication": "Deposit Application",
    "deposit": "Deposit",
    "journalEntry": "Journal",
}


def sequence_of(kind: str) -> str:
    """The sequence a type draws its internal ids from: transactions share one, as items do."""
    if kind in TRANSACTION_TYPES:
        return "transaction"
    return "item" if kind in ITEM_TYPES else kind
