"""From rows of SuiteQL to records, by SOAP's names, so that one mapping reads both.

SuiteQL tells amounts of lines as they were posted: what was earned is a credit and below zero. The tax of a document
is in lines of its own; it is shared among the lines that are taxed, in proportion to what they owe, so that the sum is
exact.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from odoo.addons.ar_sync.protocol.money import minor, spread

from .fields import ZERO, Fields, Ref, rounded
from .lists import LISTS
from .records import TRANSACTIONS

Row = Mapping[str, Any]
_BY_CODE = {code: record for record, (code, _) in TRANSACTIONS.items()}
_BY_NAME = {record.lower(): record for record in TRANSACTIONS}
RECEIVABLE, BANKS = "AcctRec", ("Bank", "CredCard")


def record_of(code: str) -> str:
    """Return the type behind SuiteQL's code (``CustInvc``) or name (``invoice``); empty for any other."""
    return _BY_CODE.get(code) or _BY_NAME.get(code.lower(), "")


def entry(kind: str, row: Row, zone: str, record: str = "") -> Fields:
    """Return an entry of a list."""
    names = LISTS[kind].columns
    values: dict[str, Any] = {}
    for column, value in row.items():
        values[names.get(column.rstrip("_"), column)] = value
    if "modified_" in row:
        values["lastModifiedDate"] = row["modified_"]
    return Fields(record or kind, str(row["id"]), str(row.get("externalid") or ""), values, zone)


def transactions(
    heads: Iterable[Row],
    lines: Iterable[Row],
    links: Iterable[Row],
    rates: Mapping[str, Decimal],
    zone: str,
) -> list[Fields]:
    """Return records.

    :param links: what the records are applied to; of deposits, of their applications, named by the deposit.
    :param rates: of tax codes, in per cent.
    """
    by_owner: defaultdict[str, list[Row]] = defaultdict(list)
    applied: defaultdict[str, list[Row]] = defaultdict(list)
    for line in lines:
        by_owner[str(line["transaction"])].append(line)
    for link in links:
        applied[str(link["nextdoc"])].append(link)
    return [_record(head, by_owner[str(head["id"])], applied[str(head["id"])], rates, zone) for head in heads]


def _record(head: Row, lines: list[Row], links: list[Row], rates: Mapping[str, Decimal], zone: str) -> Fields:
    """Return a record; one with an amount that is none is told when it is read, and keeps no other from being read."""
    try:
        return _assembled(head, lines, links, rates, zone)
    except InvalidOperation:
        words = "an amount of it is no number"
        values = {"currency": head.get("currency"), "total": words, "payment": words, "tranDate": words}
        record = record_of(str(head.get("recordtype", "")))
        return Fields(record, str(head["id"]), str(head.get("externalid") or ""), values, zone)


def _assembled(head: Row, lines: list[Row], links: list[Row], rates: Mapping[str, Decimal], zone: str) -> Fields:
    record = record_of(str(head.get("recordtype", "")))
    total = abs(Decimal(str(head.get("foreigntotal") or 0)))
    main = next((line for line in lines if line.get("mainline") == "T"), {})
    receivable = next((line for line in lines if line.get("accounttype") == RECEIVABLE), {})
    values: dict[str, Any] = {
        "tranId": head.get("tranid"),
        "tranDate": head.get("trandate_"),
        "dueDate": head.get("duedate_"),
        "lastModifiedDate": head.get("modified_"),
        "entity": head.get("entity"),
        "customer": head.get("entity"),
        "total": total,
        "payment": total,
        "amountRemaining": head.get("foreignamountunpaid"),
        "unapplied": head.get("foreignpaymentamountunused"),
        "arAcct": receivable.get("account"),
        "subsidiary": main.get("subsidiary")
        or next((line["subsidiary"] for line in lines if "subsidiary" in line), None),
        "createdFrom": main.get("createdfrom"),
        "paymentMethod": head.get("paymentmethod"),
        "exchangeRate": head.get("exchangerate"),
        "applyList": tuple(_applied(link) for link in links),
        **{name: head.get(name) for name in ("currency", "voided", "memo", "terms")},
    }
    if record in ("customerPayment", "customerDeposit", "customerRefund"):
        is_bank = main.get("accounttype") in BANKS
        values["account"] = main.get("account") if is_bank or record == "customerRefund" else None
        values["undepFunds"] = "F" if is_bank else "T"
    else:
        values["account"] = receivable.get("account")
    if record in ("invoice", "creditMemo"):
        values["itemList"] = _items(record, total, lines, rates)
    if record == "journalEntry":
        values["lineList"] = tuple(_journal_line(line) for line in lines)
    return Fields(record, str(head["id"]), str(head.get("externalid") or ""), values, zone)


def _applied(link: Row) -> Fields:
    amount, discount = Decimal(str(link.get("foreignamount") or 0)), Decimal(str(link.get("discount") or 0))
    return Fields("", "", "", {"doc": str(link["previousdoc"]), "amount": abs(amount), "disc": abs(discount)})


def _items(record: str, total: Decimal, lines: list[Row], rates: Mapping[str, Decimal]) -> tuple[Fields, ...]:
    sign = -1 if record == "invoice" else 1
    rows = [line for line in lines if line.get("item") and line.get("mainline") != "T" and line.get("taxline") != "T"]
    amounts = [sign * Decimal(str(row.get("foreignamount") or 0)) for row in rows]
    taxes = _shares(total - sum(amounts, ZERO), rows, amounts, rates)
    return tuple(_item(row, amount, tax) for row, amount, tax in zip(rows, amounts, taxes, strict=True))


def _shares(tax: Decimal, rows: list[Row], amounts: list[Decimal], rates: Mapping[str, Decimal]) -> list[Decimal]:
    """Return the tax of each line; in hundredths of the smallest unit it would be finer than any currency."""
    if not rows or not tax:
        return [ZERO for _ in rows]
    weights = []
    for row, amount in zip(rows, amounts, strict=True):
        rate = rates.get(str(row.get("taxcode") or ""), ZERO)
        weights.append(abs(int(rounded(amount * rate, 0) * 100)))
    if not any(weights):
        weights = [abs(minor(amount, 2)) for amount in amounts]
    digits = max(0, -int(tax.normalize().as_tuple().exponent))
    return [Decimal(part).scaleb(-digits) for part in spread(minor(tax, digits), weights)]


def _item(row: Row, amount: Decimal, tax: Decimal) -> Fields:
    names = {"item": "item", "quantity": "quantity", "rate": "rate", "memo": "description", "department": "department"}
    values: dict[str, Any] = {name: row.get(column) for column, name in names.items()}
    values.update(amount=amount, tax1Amt=tax, taxCode=row.get("taxcode"))
    values.update(revRecStartDate=row.get("begins_"), revRecEndDate=row.get("ends_"))
    values["class"] = row.get("class")
    return Fields("", "", "", values)


def _journal_line(row: Row) -> Fields:
    amount = Decimal(str(row.get("foreignamount") or 0))
    values = {
        "account": row.get("account"),
        "entity": row.get("entity"),
        "debit": amount if amount > 0 else None,
        "credit": -amount if amount < 0 else None,
        "isReceivable": row.get("accounttype") == RECEIVABLE,
    }
    return Fields("", "", "", values)


def resource(record: str, body: Mapping[str, Any], zone: str) -> Fields:
    """Return a record as the record service has it: references are objects with an id, lists have items."""
    values = {name: _resource_value(value) for name, value in body.items() if name != "links"}
    return Fields(record, str(body.get("id", "")), str(body.get("externalId") or ""), values, zone)


def _resource_value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "items" in value:
        return tuple(resource("", row, "UTC") for row in value["items"] if isinstance(row, dict))
    return Ref(str(value["id"]), str(value.get("refName") or "")) if "id" in value else None
