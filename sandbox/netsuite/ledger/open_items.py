"""Open amounts: what is still to be paid, and what is still to be used.

Debits (invoices, refunds, a journal's debit to receivables) are paid; credits (payments, credit
memos, deposit applications, deposits, a journal's credit) are used. An application ties one of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .money import ZERO
from .record import Record, Values
from .store import Store

_TOTALS = {"customerPayment": "payment", "customerDeposit": "payment"}


def receivable(store: Store, account: str | None) -> bool:
    """Whether an account is one of receivables."""
    found = store.find("account", account) if account else None
    return found is not None and found.get("acctType") == "_accountsReceivable"


def journal_line(store: Store, journal: Record, customer: str | None = None) -> Values | None:
    """The one line of a journal that stands in receivables for a customer, or None."""
    found = [
        row
        for row in journal.rows("lineList")
        if row.get("entity") and receivable(store, row.get("account")) and customer in (None, row["entity"])
    ]
    return found[0] if len(found) == 1 else None


def total(store: Store, record: Record) -> Decimal:
    """What the transaction is for, in its currency; positive on either side."""
    if record.kind == "journalEntry":
        line = journal_line(store, record)
        return (line.get("debit") or line.get("credit") or ZERO) if line else ZERO
    return Decimal(record.get(_TOTALS.get(record.kind, "total"), ZERO))


def is_debit(store: Store, record: Record) -> bool:
    """Whether the transaction is there to be paid."""
    if record.kind == "journalEntry":
        line = journal_line(store, record)
        return bool(line and line.get("debit"))
    return record.kind in ("invoice", "customerRefund")


def is_credit(store: Store, record: Record) -> bool:
    """Whether the transaction is there to pay invoices with."""
    if record.kind == "journalEntry":
        line = journal_line(store, record)
        return bool(line and line.get("credit"))
    return record.kind in ("creditMemo", "customerPayment", "depositApplication")


def paid(store: Store, record: Record) -> Decimal:
    """What has been applied to a debit, discounts included."""
    links = (store.links[key] for key in store.by_debit.get(record.id, ()))
    return sum((link.amount + link.discount for link in links), ZERO)


def used(store: Store, record: Record) -> Decimal:
    """What of a credit has been applied."""
    return sum((store.links[key].amount for key in store.by_credit.get(record.id, ())), ZERO)


def due(store: Store, record: Record) -> Decimal:
    """What of a debit is still to be paid."""
    return total(store, record) - paid(store, record)


def unused(store: Store, record: Record) -> Decimal:
    """What of a credit is still to be used."""
    return total(store, record) - used(store, record)


def account_of(store: Store, record: Record) -> str:
    """The receivables account a transaction stands in."""
    if record.kind == "journalEntry":
        line = journal_line(store, record)
        return str(line["account"]) if line else ""
    return str(record.get("arAcct") or record.get("account") or "")


def customer_of(store: Store, record: Record) -> str:
    """Whose transaction it is."""
    if record.kind == "journalEntry":
        line = journal_line(store, record)
        return str(line["entity"]) if line else ""
    return store.payer(record)


def of_customers(store: Store, keys: Iterable[str]) -> list[Record]:
    """All transactions of these customers, oldest first; journals by their lines."""
    wanted = set(keys)
    found = [
        record
        for key in wanted
        for number in store.by_customer.get(key, ())
        if (record := store.find("transaction", number))
    ]
    for journal in store.tables["journalEntry"].values():
        if customer_of(store, journal) in wanted:
            found.append(journal)
    return sorted(found, key=lambda one: (one.get("tranDate"), int(one.id)))


def balance(store: Store, customer: str, currency: str | None = None) -> Decimal:
    """What a customer owes, in one currency or in all of them added up (as NetSuite's base fields do)."""
    if store.balances[0] != store.writes:
        store.balances = (store.writes, {})
    known = store.balances[1]
    if (customer, currency) not in known:
        known[customer, currency] = _balance(store, customer, currency)
    return known[customer, currency]


def _balance(store: Store, customer: str, currency: str | None) -> Decimal:
    result = ZERO
    for record in of_customers(store, [customer]):
        if currency and record.get("currency") != currency:
            continue
        if record.get("pendingApproval"):
            continue
        if is_debit(store, record):
            result += due(store, record)
        elif is_credit(store, record):
            result -= unused(store, record)
    return result
