"""From records of the ledger to rows of SuiteQL's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ..ledger import open_items, revenue, view
from ..ledger.money import ZERO, base
from ..ledger.posting import Posting, postings
from ..ledger.record import Deleted, Link, Note, Record
from ..ledger.shapes import CODES, LABELS
from ..ledger.store import Store, name_of
from .tables import ACCOUNT_TYPES, ITEM_TYPES, TYPE_IDS

Row = dict[str, Any]
PACIFIC = ZoneInfo("America/Los_Angeles")


def moment(seconds: float | None) -> str | None:
    """A moment as the tables keep it: Pacific time, to the second."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).astimezone(PACIFIC).strftime("%Y-%m-%d %H:%M:%S")


_PLAIN: dict[type, Callable[[Any], Any]] = {
    bool: lambda value: "T" if value else "F",
    Decimal: float,
    date: lambda value: value.isoformat(),
    list: lambda value: ", ".join(map(str, value)),
}


def plain(value: Any) -> Any:
    """A value as SQLite keeps it; truths are T and F."""
    convert = _PLAIN.get(type(value))
    return convert(value) if convert else value


def transaction(store: Store, record: Record) -> Row:
    """The row of ``transaction``."""
    code = CODES[record.kind]
    letter = view.status_of(store, record)
    debit = record.kind in ("invoice", "customerPayment", "customerDeposit", "deposit", "journalEntry")
    total = open_items.total(store, record)
    row: Row = {
        "id": int(record.id),
        "transactionnumber": f"{code.upper()}{int(record.id):06d}",
        "trandisplayname": name_of(record),
        "externalid": record.external_id or None,
        "type": code,
        "type__": LABELS[record.kind],
        "recordtype": record.kind.lower(),
        "abbrevtype": code.upper()[:6],
        "entity": open_items.customer_of(store, record) or None,
        "createddate": moment(record.created),
        "lastmodifieddate": moment(record.modified),
        "foreigntotal": total if debit else -total,
        "status": letter,
        "status__": f"{LABELS[record.kind]} : {view.STATUS[record.kind, letter]}",
        "status__c": f"{code}:{letter}",
        "voided": bool(record.get("voided")),
        "posting": not record.get("pendingApproval"),
        "source": store.source,
        "isreversal": False,
    }
    for name in ("tranId", "tranDate", "dueDate", "currency", "exchangeRate", "postingPeriod", "memo", "otherRefNum",
                 "terms", "paymentMethod", "approvalStatus"):  # fmt: skip
        row[name.lower()] = record.get(name)
    row.update(_amounts(store, record))
    row.update({name: value for name, (_, value) in record.custom.items()})
    return row


def _amounts(store: Store, record: Record) -> Row:
    if record.kind == "invoice":
        paid = open_items.paid(store, record)
        return {"foreignamountpaid": paid, "foreignamountunpaid": open_items.total(store, record) - paid}
    if record.kind in ("customerPayment", "creditMemo", "customerDeposit", "depositApplication"):
        used = open_items.used(store, record)
        return {
            "foreignpaymentamountused": used,
            "foreignpaymentamountunused": open_items.total(store, record) - used,
        }
    return {}


def lines(store: Store, record: Record) -> Iterator[tuple[Row, Row | None]]:
    """Rows of ``transactionline`` and their rows of ``transactionaccountingline``."""
    found = postings(store, record)
    if not found:
        yield _line(record, Posting(0, "", ZERO, ZERO)), None
        return
    for posting in found:
        yield _line(record, posting), _accounting(store, record, posting)


def _line(record: Record, posting: Posting) -> Row:
    given = posting.row or {}
    row: Row = {
        "id": posting.line,
        "uniquekey": int(record.id) * 1000 + posting.line,
        "transaction": int(record.id),
        "linesequencenumber": posting.line,
        "mainline": posting.line == 0,
        "taxline": posting.tax,
        "foreignamount": posting.amount,
        "netamount": posting.base,
        "debitforeignamount": posting.amount if posting.amount > 0 else None,
        "creditforeignamount": -posting.amount if posting.amount < 0 else None,
        "item": given.get("item"),
        "rate": float(given["rate"]) if given.get("rate") else None,
        "quantity": -given["quantity"] if given.get("quantity") and record.kind == "invoice" else given.get("quantity"),
        "memo": given.get("description") or given.get("memo") or record.get("memo"),
        "subsidiary": record.get("subsidiary"),
        "entity": given.get("entity") or record.get("entity") or record.get("customer"),
        "createdfrom": record.get("createdFrom"),
        "revrecstartdate": given.get("revRecStartDate"),
        "revrecenddate": given.get("revRecEndDate"),
        "taxcode": given.get("taxCode"),
        "expenseaccount": posting.account or None,
        "iscogs": False,
        "donotdisplayline": False,
        "linelastmodifieddate": moment(record.modified),
    }
    for name in ("department", "class", "location"):
        row[name] = given.get(name) or record.get(name)
    row.update({name: value for name, (_, value) in (given.get("customFieldList") or {}).items()})
    return row


def _accounting(store: Store, record: Record, posting: Posting) -> Row:
    account = store.get("account", posting.account)
    row: Row = {
        "transaction": int(record.id),
        "transactionline": posting.line,
        "accountingbook": 1,
        "account": int(posting.account),
        "amount": posting.base,
        "debit": posting.base if posting.base > 0 else None,
        "credit": -posting.base if posting.base < 0 else None,
        "netamount": posting.base,
        "posting": True,
        "exchangerate": record.get("exchangeRate"),
        "accounttype": ACCOUNT_TYPES[account.get("acctType")][0],
        "lastmodifieddate": moment(record.modified),
    }
    if posting.line == 0:
        rate = Decimal(record.get("exchangeRate", 1))
        if record.kind == "invoice":
            row["amountpaid"] = base(open_items.paid(store, record), rate)
            row["amountunpaid"] = base(open_items.due(store, record), rate)
        elif record.kind in ("creditMemo", "customerPayment", "customerDeposit", "depositApplication"):
            row["paymentamountused"] = base(open_items.used(store, record), rate)
            row["paymentamountunused"] = base(open_items.unused(store, record), rate)
    return row


def link(store: Store, one: Link) -> Row:
    """The row of both link tables: the invoice comes before what pays it."""
    before, after = store.get("transaction", one.debit), store.get("transaction", one.credit)
    kind = "Payment"
    if before.kind == "customerRefund":
        before, after, kind = after, before, "CustRefund"
    elif before.kind == "depositApplication":
        before, after, kind = after, before, "DepAppl"
    return {
        "previousdoc": int(before.id),
        "previousline": 0,
        "previousdate": before.get("tranDate"),
        "previoustype": CODES[before.kind],
        "nextdoc": int(after.id),
        "nextline": 1 if after.kind == "customerPayment" else 0,
        "nextdate": after.get("tranDate"),
        "nexttype": CODES[after.kind],
        "linktype": kind,
        "foreignamount": one.amount,
        "discount": one.discount or None,
        "lastmodifieddate": moment(max(before.modified, after.modified)),
        "link__": one.id,
    }


def deleted(number: int, one: Deleted) -> Row:
    """The row of ``deletedrecord``."""
    return {
        "recordid": int(one.id),
        "name": one.name,
        "type": CODES.get(one.kind, one.kind),
        "recordtypeid": TYPE_IDS.get(one.kind, -1),
        "deleteddate": moment(one.moment),
        "deletedby": 1,
        "context": "SOAP Web Services",
        "iscustomlist": False,
        "iscustomrecord": False,
        "iscustomtransaction": False,
    }


def note(number: int, one: Note) -> Row:
    """The row of ``systemnote``."""
    return {
        "id": number,
        "recordid": int(one.id),
        "recordtypeid": TYPE_IDS.get(one.kind, -1),
        "record": one.kind,
        "field": one.name.upper(),
        "oldvalue": one.old,
        "newvalue": one.new,
        "date": moment(one.moment),
        "name": 1,
        "context": one.source,
    }


def entry(store: Store, record: Record) -> Row:
    """The row of a list or of a customer: fields by their names in lower case, and what else there is."""
    row: Row = {name.lower(): value for name, value in record.values.items() if not isinstance(value, dict)}
    row.update(id=int(record.id), externalid=record.external_id or None, lastmodifieddate=moment(record.modified))
    row["fullname"] = name_of(record)
    if record.kind == "customer":
        row.update(datecreated=moment(record.created), entitytitle=name_of(record))
        row.update({name: value for name, (_, value) in record.custom.items()})
    elif record.kind == "account":
        row["accttype"], row["accttype__"] = ACCOUNT_TYPES[record.get("acctType")]
        row.update(accountsearchdisplayname=name_of(record), displaynamewithhierarchy=name_of(record))
        row["accountsearchdisplaynamecopy"] = record.get("acctName")
    elif record.kind == "accountingPeriod":
        row["isposting"] = not (record.get("isQuarter") or record.get("isYear"))
        row["isinactive"] = False
        row["closedondate"] = (moment(record.get("closedOnDate")) or "")[:10] or None
    elif record.kind in ITEM_TYPES:
        row["itemtype"] = ITEM_TYPES[record.kind]
    elif record.kind == "currency":
        row["currencyprecision"] = 0 if record.get("currencyPrecision") == "_zero" else 2
    if "subsidiarylist" in row:
        row["subsidiary"] = row["subsidiarylist"]
    return row


def revenue_rows(store: Store, record: Record) -> Iterator[tuple[str, Row]]:
    """Rows of elements, plans and planned amounts of a document's lines, by table."""
    for given in record.rows("itemList"):
        if record.get("voided") or not revenue.is_deferred(store, given):
            continue
        sign = 1 if record.kind == "invoice" else -1
        key = int(record.id) * 1000 + given["line"]
        item = store.get("item", given["item"])
        common = {
            "id": key,
            "item": given["item"],
            "revenuerecognitionrule": item.get("revenueRecognitionRule"),
            "revrecstartdate": given["revRecStartDate"],
            "revrecenddate": given["revRecEndDate"],
        }
        accounts = {
            "deferralaccount": item.get("deferredRevenueAccount"),
            "recognitionaccount": item.get("incomeAccount"),
        }
        yield "revenueelement", {
            **common, **accounts, "source": int(record.id), "sourceline": given["line"],
            "referenceid": f"{LABELS[record.kind]}_{record.id}_{given['line']}", "salesamount": sign * given["amount"],
            "currency": record.get("currency"), "elementdate": record.get("tranDate"),
        }  # fmt: skip
        yield "revenueplan", {
            **common, "recordnumber": f"RP{key}", "createdfrom": key, "amount": sign * given["amount"],
            "status": "IN_PROGRESS", "holdrevenuerecognition": False, "exchangerate": record.get("exchangeRate"),
            "revenueplantype": "ACTUAL",
        }  # fmt: skip
        today = view.today(store)
        for number, (period, amount) in enumerate(revenue.plan(store, given), 1):
            yield "plannedrevenue", {
                **accounts, "id": key * 1000 + number, "revenueplan": key, "amount": sign * amount,
                "plannedperiod": period.id, "isrecognized": period.get("endDate") < today,
            }  # fmt: skip
