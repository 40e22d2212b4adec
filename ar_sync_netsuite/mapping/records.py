"""Which mapping is whose: kinds of documents and NetSuite's record types.

>>> records_of("payment"), kinds_of("creditMemo")
(('customerPayment', 'customerDeposit'), ('credit_memo', 'write_off'))
"""

from collections.abc import Iterable

from odoo.addons.ar_sync.protocol.documents import CreditMemo, Customer, Invoice, Payment, Posting, Refund, WriteOff

from . import credit_memo, customer, invoice, payment, refund, write_off
from .context import Reading, Writing
from .draft import Draft
from .fields import Fields

_MODULES = {
    "customer": customer,
    "invoice": invoice,
    "credit_memo": credit_memo,
    "payment": payment,
    "write_off": write_off,
    "refund": refund,
}

#: NetSuite's transaction types: name -> (SuiteQL's code, the word in SOAP's searches).
TRANSACTIONS = {
    "invoice": ("CustInvc", "_invoice"),
    "creditMemo": ("CustCred", "_creditMemo"),
    "customerPayment": ("CustPymt", "_customerPayment"),
    "customerDeposit": ("CustDep", "_customerDeposit"),
    "depositApplication": ("DepAppl", "_depositApplication"),
    "customerRefund": ("CustRfnd", "_customerRefund"),
    "journalEntry": ("Journal", "_journal"),
}


def records_of(kind: str) -> tuple[str, ...]:
    """Return NetSuite's types of a kind."""
    found: tuple[str, ...] = _MODULES[kind].RECORDS
    return found


def kinds_of(record: str) -> tuple[str, ...]:
    """Return the kinds that a type may be."""
    return tuple(kind for kind in _MODULES if record in records_of(kind))


def hidden(missing: Iterable[str]) -> frozenset[str]:
    """Return the kinds of documents of which a role does not see all that may not see these types.

    >>> sorted(hidden(["creditMemo", "deletedRecords"]))
    ['credit_memo', 'write_off']
    """
    return frozenset(kind for record in missing for kind in kinds_of(record) if kind != "customer")


def changes_of(kind: str, names: set[str]) -> set[str]:
    """Return the fields of the record that fields of the document are."""
    changes: dict[str, tuple[str, ...]] = _MODULES[kind].CHANGES
    return {field for name in names for field in changes.get(name, ())}


def changeable(kind: str) -> set[str]:
    """Return the fields of the document that can be changed."""
    return set(_MODULES[kind].CHANGES)


def read(kind: str, fields: Fields, reading: Reading) -> Customer | Posting | None:
    """Return the document of a record; ``None`` where the record is not of this kind. :raise ValueError: unreadable."""
    if fields.record == "creditMemo" and write_off.is_write_off(fields, reading) != (kind == "write_off"):
        return None
    if kind == "payment" and payment.is_vehicle(fields, reading):
        return None
    found: Customer | Posting | None = _MODULES[kind].read(fields, reading)
    return found


def write(document: Customer | Posting, writing: Writing) -> Draft:
    """Return the record of a document; of a write-off the first one. :raise ErpError: it cannot be written."""
    if isinstance(document, Customer):
        return customer.write(document, writing)
    if isinstance(document, Invoice):
        return invoice.write(document, writing)
    if isinstance(document, CreditMemo):
        return credit_memo.write(document, writing)
    if isinstance(document, Payment):
        return payment.write(document, writing)
    if isinstance(document, Refund):
        return refund.write(document, writing)
    if isinstance(document, WriteOff):
        return write_off.write(document, writing)
    raise TypeError(f"nothing is known of {type(document).__name__}")


def kind_of(document: Customer | Posting) -> str:
    """Return the kind of a document."""
    return "customer" if isinstance(document, Customer) else document.kind
