"""A record as it is read: what is stored and what follows from the rest of the books."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from . import applying, entities, open_items
from .money import ZERO
from .record import Record, Values
from .revenue import recognised
from .shapes import LABELS
from .store import Store

STATUS = {
    ("invoice", "A"): "Open",
    ("invoice", "B"): "Paid In Full",
    ("invoice", "D"): "Pending Approval",
    ("invoice", "V"): "Voided",
    ("creditMemo", "A"): "Open",
    ("creditMemo", "B"): "Fully Applied",
    ("creditMemo", "V"): "Voided",
    ("customerPayment", "B"): "Not Deposited",
    ("customerPayment", "C"): "Deposited",
    ("customerPayment", "V"): "Voided",
    ("customerRefund", "R"): "Refunded",
    ("customerRefund", "V"): "Voided",
    ("customerDeposit", "B"): "Not Deposited",
    ("customerDeposit", "C"): "Deposited",
    ("customerDeposit", "D"): "Fully Applied",
    ("depositApplication", "A"): "Applied",
    ("deposit", "A"): "Deposited",
    ("journalEntry", "B"): "Approved for Posting",
    ("journalEntry", "A"): "Pending Approval",
}


def today(store: Store) -> date:
    """The account's day."""
    return datetime.fromtimestamp(store.clock.time(), ZoneInfo(store.settings.user_time_zone)).date()


def status_of(store: Store, record: Record) -> str:
    """The letter of a transaction's status, as SuiteQL shows it."""
    if record.get("voided"):
        return "V"
    if record.kind == "invoice":
        if record.get("pendingApproval"):
            return "D"
        return "B" if open_items.due(store, record) <= 0 else "A"
    if record.kind == "creditMemo":
        return "B" if open_items.unused(store, record) <= 0 else "A"
    if record.kind in ("customerPayment", "customerDeposit"):
        if record.kind == "customerDeposit" and open_items.unused(store, record) <= 0:
            return "D"
        return "C" if record.get("deposited") or not record.get("undepFunds") else "B"
    if record.kind == "journalEntry":
        return "B" if record.get("approved") else "A"
    return "R" if record.kind == "customerRefund" else "A"


def full(store: Store, record: Record) -> Values:
    """Everything a reader sees, by SOAP's field names."""
    values = dict(record.values)
    if record.kind in LABELS:
        _transaction(store, record, values)
    elif record.kind == "customer":
        _customer(store, record, values)
    values.setdefault("createdDate", record.created)
    values.setdefault("dateCreated", record.created)
    values["lastModifiedDate"] = record.modified
    values["customFieldList"] = record.custom
    return values


def _transaction(store: Store, record: Record, values: Values) -> None:
    values["status"] = STATUS[record.kind, status_of(store, record)]
    values["source"] = store.source
    values["transactionNumber"] = f"{record.kind[:4].upper()}{int(record.id):06d}"
    if record.get("currency"):
        values["currencyName"] = store.name_of("currency", record.get("currency"))
    payer = store.payer(record)
    if payer:
        values["balance"] = open_items.balance(store, payer, record.get("currency"))
    kind = record.kind
    if kind in ("invoice", "creditMemo"):
        _document(store, record, values)
    elif kind in ("customerPayment", "depositApplication"):
        values["total"] = open_items.total(store, record)
        values["applied"] = open_items.used(store, record)
        values["unapplied"] = values["total"] - values["applied"]
        values["applyList"] = rows(store, record, "debit")
        if kind == "customerPayment":
            values["pending"] = ZERO
            values["creditList"] = rows(store, record, "credit")
    elif kind == "customerRefund":
        named = rows(store, record, "credit")
        values["applyList"] = [row for row in named if row["type"] != LABELS["customerDeposit"]]
        values["depositList"] = [_as_deposit(row) for row in named if row["type"] == LABELS["customerDeposit"]]
    elif kind == "deposit":
        values["paymentList"] = [_deposited(store, row) for row in record.rows("paymentList")]


def _document(store: Store, record: Record, values: Values) -> None:
    if record.kind == "invoice":
        paid = open_items.paid(store, record)
        values["amountPaid"] = paid
        values["amountRemaining"] = values["total"] - paid
    else:
        used = open_items.used(store, record)
        values.update(applied=used, unapplied=values["total"] - used, amountRemaining=values["total"] - used)
        values["amountPaid"] = used
        values["applyList"] = rows(store, record, "debit")
    done, deferred = recognised(store, record, today(store))
    if done or deferred:
        values.update(recognizedRevenue=done, deferredRevenue=deferred)
        values["revenueStatus"] = "_completed" if not deferred else "_inProgress" if done else "_pending"


def rows(store: Store, record: Record, side: str) -> list[Values]:
    """The applications made through a record, as rows of a list."""
    found = []
    for row in applying.current(store, record, side):
        other = store.get("transaction", row["doc"])
        if other.kind == "depositApplication" and side == "credit":
            continue
        total = open_items.total(store, other)
        left = open_items.due(store, other) if side == "debit" else open_items.unused(store, other)
        row.update(
            line=0,
            type=LABELS[other.kind],
            refNum=other.get("tranId"),
            total=total,
            due=left + row["amount"] + row["disc"],
            currency=store.name_of("currency", other.get("currency")),
            applyDate=other.get("tranDate"),
            creditDate=other.get("tranDate"),
        )
        if not row["disc"]:
            del row["disc"]
        found.append(row)
    if store.settings.show_open_lines and side == "debit":
        found += _open_lines(store, record, {row["doc"] for row in found})
    return found


def _open_lines(store: Store, record: Record, listed: set[str]) -> list[Values]:
    """What a payment or credit could still be applied to: lines that are not ticked."""
    found = []
    for other in open_items.of_customers(store, [store.payer(record)]):
        left = open_items.due(store, other) if open_items.is_debit(store, other) else ZERO
        if left > 0 and other.id not in listed and applying.matches(store, record, other):
            found.append(
                {
                    "doc": other.id,
                    "apply": False,
                    "line": 0,
                    "type": LABELS[other.kind],
                    "refNum": other.get("tranId"),
                    "total": open_items.total(store, other),
                    "due": left,
                    "applyDate": other.get("tranDate"),
                }
            )
    return found


def _as_deposit(row: Values) -> Values:
    return {**row, "depositDate": row["applyDate"], "remaining": row["due"]}


def _deposited(store: Store, row: Values) -> Values:
    other = store.get("transaction", row["id"])
    amount = open_items.total(store, other)
    return {
        "deposit": True,
        "id": other.id,
        "docDate": other.get("tranDate"),
        "type": LABELS[other.kind],
        "docNumber": other.get("tranId"),
        "transactionAmount": amount,
        "paymentAmount": amount,
    }


def _customer(store: Store, record: Record, values: Values) -> None:
    day = today(store)
    own, overdue, held, days = _sums(store, record.id, day)
    family = [record.id, *_below(store, record.id)]
    sums = [_sums(store, key, day) for key in family]
    values.update(
        balance=own,
        overdueBalance=overdue,
        depositBalance=held,
        daysOverdue=days,
        consolBalance=sum((one[0] for one in sums), ZERO),
        consolOverdueBalance=sum((one[1] for one in sums), ZERO),
        consolDepositBalance=sum((one[2] for one in sums), ZERO),
        consolDaysOverdue=max(one[3] for one in sums),
        stage="_customer",
    )
    values["currencyList"] = [
        {**row, "balance": open_items.balance(store, record.id, row["currency"])} for row in record.rows("currencyList")
    ]


def _below(store: Store, key: str) -> list[str]:
    found = entities.children(store, key)
    return found + [low for one in found for low in _below(store, one)]


def _sums(store: Store, key: str, day: date) -> tuple[Decimal, Decimal, Decimal, int]:
    """Balance, overdue, deposits (each converted with the transaction's rate) and days overdue."""
    owed = overdue = held = ZERO
    days = 0
    for one in open_items.of_customers(store, [key]):
        rate = Decimal(one.get("exchangeRate", 1))
        if one.kind == "customerDeposit":
            held += open_items.unused(store, one) * rate
        elif open_items.is_debit(store, one):
            left = open_items.due(store, one) * rate
            owed += left
            late = (day - one.get("dueDate", one.get("tranDate"))).days
            if one.kind == "invoice" and left > 0 and late > 0:
                overdue, days = overdue + left, max(days, late)
        elif open_items.is_credit(store, one):
            owed -= open_items.unused(store, one) * rate
    return owed, overdue, held, days
