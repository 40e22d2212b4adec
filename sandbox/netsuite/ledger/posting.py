"""What a transaction does to the general ledger: lines of accounts in its currency and in the books' own.

Debits are positive. Receivables are relieved at the rate of what is paid; the difference to the
payment's own rate is a realised gain or loss, so that a paid invoice leaves nothing in receivables.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from . import open_items, revenue
from .money import ZERO, base
from .record import Record, Values
from .store import Store


@dataclass(frozen=True)
class Posting:
    """One line. *line* 0 is the main line."""

    line: int
    account: str
    amount: Decimal
    base: Decimal
    row: Values | None = None
    tax: bool = False


def special(store: Store, role: str) -> str:
    """An account the system itself posts to, by its role."""
    for account in store.tables["account"].values():
        if account.get("role") == role:
            return account.id
    raise LookupError(role)


def postings(store: Store, record: Record) -> list[Posting]:
    """The lines of a transaction; none for one that is void or waits for approval."""
    if record.get("voided") or record.get("pendingApproval"):
        return []
    kind = record.kind
    if kind in ("invoice", "creditMemo"):
        return _document(store, record)
    if kind == "customerPayment":
        return _payment(store, record)
    if kind == "journalEntry":
        return _journal(record)
    if kind == "deposit":
        undeposited = special(store, "undeposited")
        return _pair(record, record.get("account"), undeposited, record.get("total"))
    if kind == "customerDeposit":
        money = record.get("account") or special(store, "undeposited")
        return _pair(record, money, special(store, "deposits"), record.get("payment"))
    if kind == "depositApplication":
        return _relief(store, record, special(store, "deposits"))
    return _refund(store, record)


def _rate(record: Record) -> Decimal:
    return Decimal(record.get("exchangeRate", 1))


def _pair(record: Record, debit: str, credit: str, amount: Decimal) -> list[Posting]:
    own = base(amount, _rate(record))
    return [Posting(0, debit, amount, own), Posting(1, credit, -amount, -own)]


def _document(store: Store, record: Record) -> list[Posting]:
    """Income, deferred revenue and tax against receivables; the main line takes the rounding."""
    sign, rate = (1, _rate(record)) if record.kind == "invoice" else (-1, _rate(record))
    lines: list[Posting] = []
    for row in record.rows("itemList"):
        item = store.get("item", row["item"])
        deferred = revenue.is_deferred(store, row)
        account = item.get("deferredRevenueAccount") if deferred else item.get("incomeAccount")
        lines.append(Posting(row["line"], account, -sign * row["amount"], -sign * base(row["amount"], rate), row))
    tax = record.get("taxTotal", ZERO)
    if tax:
        number = len(lines) + 1
        lines.append(Posting(number, special(store, "tax"), -sign * tax, -sign * base(tax, rate), tax=True))
    total = sign * record.get("total")
    main = Posting(0, record.get("account"), total, -sum((line.base for line in lines), ZERO))
    result = [main, *lines]
    if record.kind == "creditMemo":
        result += _difference(store, record, len(result))
    return result


def _difference(store: Store, record: Record, number: int) -> list[Posting]:
    """Gain or loss of a credit applied at another rate than its own."""
    own, variance = _rate(record), ZERO
    for key in sorted(store.by_credit.get(record.id, ())):
        link = store.links[key]
        debit = store.get("transaction", link.debit)
        if debit.kind != "customerRefund":
            variance += base(link.amount, _rate(debit)) - base(link.amount, own)
    if not variance:
        return []
    account = open_items.account_of(store, record)
    return [
        Posting(number, account, ZERO, -variance),
        Posting(number + 1, special(store, "fx"), ZERO, variance),
    ]


def _payment(store: Store, record: Record) -> list[Posting]:
    """Money and discounts against receivables at the invoices' rates."""
    amount, rate = record.get("payment", ZERO), _rate(record)
    money = record.get("account") or special(store, "undeposited")
    lines = [Posting(0, money, amount, base(amount, rate))]
    discount = discount_base = settled = settled_base = ZERO
    for key in sorted(store.by_credit.get(record.id, ())):
        link = store.links[key]
        debit = store.get("transaction", link.debit)
        at = rate if debit.kind == "customerRefund" else _rate(debit)
        discount += link.discount
        discount_base += base(link.discount, at)
        settled += link.amount + link.discount
        settled_base += base(link.amount + link.discount, at)
    rest = amount + discount - settled
    receivable_base = settled_base + base(rest, rate)
    lines.append(Posting(1, record.get("arAcct"), -(settled + rest), -receivable_base))
    if discount:
        lines.append(Posting(2, special(store, "discount"), discount, discount_base))
    return _balanced(store, lines)


def _relief(store: Store, record: Record, other: str) -> list[Posting]:
    """Receivables relieved by a deposit application."""
    amount, rate = record.get("total"), _rate(record)
    settled = ZERO
    for key in sorted(store.by_credit.get(record.id, ())):
        link = store.links[key]
        settled += base(link.amount, _rate(store.get("transaction", link.debit)))
    lines = [Posting(0, record.get("arAcct"), -amount, -settled), Posting(1, other, amount, base(amount, rate))]
    return _balanced(store, lines)


def _refund(store: Store, record: Record) -> list[Posting]:
    """Money out against what was owed to the customer, at the rates it was owed at."""
    amount, rate = record.get("total"), _rate(record)
    lines = [Posting(0, record.get("account"), -amount, -base(amount, rate))]
    for number, key in enumerate(sorted(store.by_debit.get(record.id, ())), 1):
        link = store.links[key]
        credit = store.get("transaction", link.credit)
        account = special(store, "deposits") if credit.kind == "customerDeposit" else record.get("arAcct")
        lines.append(Posting(number, account, link.amount, base(link.amount, _rate(credit))))
    return _balanced(store, lines)


def _balanced(store: Store, lines: list[Posting]) -> list[Posting]:
    """Lines with the realised gain or loss that is missing."""
    gap = sum((line.base for line in lines), ZERO)
    if gap:
        lines.append(Posting(len(lines), special(store, "fx"), ZERO, -gap))
    return lines


def _journal(record: Record) -> list[Posting]:
    rate, lines = _rate(record), []
    for number, row in enumerate(record.rows("lineList")):
        amount = (row.get("debit") or ZERO) - (row.get("credit") or ZERO)
        lines.append(Posting(number, row["account"], amount, base(amount, rate), row))
    gap = sum((line.base for line in lines), ZERO)
    if gap:
        last = lines[-1]
        lines[-1] = Posting(last.line, last.account, last.amount, last.base - gap, last.row)
    return lines


def trial_balance(store: Store, currency: str | None = None) -> dict[str, Decimal]:
    """Balances of all accounts in the books' currencies (or of one currency, in it), by account id."""
    found: dict[str, Decimal] = {}
    for record in store.all("transaction"):
        if currency and record.get("currency") != currency:
            continue
        for line in postings(store, record):
            found[line.account] = found.get(line.account, ZERO) + (line.amount if currency else line.base)
    return {key: value for key, value in found.items() if value}
