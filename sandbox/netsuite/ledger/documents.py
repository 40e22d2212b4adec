"""Invoices and credit memos: lines, tax, totals, due dates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from . import errors, open_items, periods
from .headers import complete, recheck
from .money import ZERO, decimal_of, rounded
from .rates import digits, in_subsidiary
from .record import Record, Rows, Values
from .resolving import check_mandatory, merged_rows
from .store import Store

HUNDRED = Decimal(100)


def create(store: Store, kind: str, values: Values) -> Values:
    """The stored values of a new invoice or credit memo, applications left aside."""
    _take_over(store, values)
    if not values.get("entity"):
        raise errors.missing(["Customer"])
    complete(store, kind, values, "entity", "account")
    given = values.get("itemList")
    rows = [dict(row) for row in given.rows] if isinstance(given, Rows) else []
    if not rows:
        raise errors.user_error("You must enter at least one line item for this transaction.", "item")
    check_mandatory(store, values)
    if kind == "invoice":
        _due(store, values)
        if store.settings.approval_routing:
            values.setdefault("approvalStatus", "1")
            values["pendingApproval"] = values["approvalStatus"] != "2"
    compute(store, values, rows)
    return values


def update(store: Store, record: Record, values: Values) -> Values:
    """The changed values. :raise NsError: period, applications or values do not allow it."""
    _check_frozen(store, record, values)
    changed = {name for name, value in values.items() if value != record.values.get(name)}
    periods.check_change(store, record, changed)
    both = {**record.values, **values}
    if {"entity", "subsidiary", "currency", "account"} & changed:
        recheck(store, both, "entity", "account")
    if values.get("tranDate") and "postingPeriod" not in values:
        both.pop("postingPeriod", None)
    if {"tranDate", "postingPeriod"} & changed:
        values["postingPeriod"], values["_warning"] = periods.choose(store, both)
    if "terms" in changed and "dueDate" not in values and record.kind == "invoice":
        both.pop("dueDate", None)
        _due(store, both)
        values["dueDate"] = both["dueDate"]
    if isinstance(values.get("itemList"), Rows) or {"taxItem", "taxRate", "currency"} & changed:
        given = values.get("itemList")
        rows = merged_rows(record.rows("itemList"), given, "line") if given else record.rows("itemList")
        both["itemList"] = rows
        compute(store, both, [dict(row) for row in rows])
        for name in ("itemList", "subTotal", "taxTotal", "total", "discountTotal"):
            values[name] = both[name]
        side = open_items.paid if record.kind == "invoice" else open_items.used
        applied = side(store, record)
        if values["total"] < applied:
            raise errors.user_error(
                f"The total {values['total']} cannot be less than the amount {applied} that has been applied.", "item"
            )
    if "approvalStatus" in values:
        values["pendingApproval"] = store.settings.approval_routing and values["approvalStatus"] != "2"
    return values


def _check_frozen(store: Store, record: Record, values: Values) -> None:
    if record.get("voided"):
        raise errors.NsError("CANT_MODIFY_VOID_TRANS", "This transaction has been voided and cannot be changed.")
    if not store.links_of(record):
        return
    for name in ("entity", "currency", "account", "subsidiary"):
        if name in values and values[name] != record.get(name):
            raise errors.user_error(f"You cannot change {name} of a transaction that has been applied.", name)


def _take_over(store: Store, values: Values) -> None:
    """What a transaction made from another takes from it."""
    source = values.get("createdFrom")
    if not source:
        return
    origin = store.get("transaction", source)
    for name in ("entity", "subsidiary", "currency", "exchangeRate", "account", "department", "class", "location"):
        if origin.get(name) is not None:
            values.setdefault(name, origin.get(name))
    if values["entity"] != origin.get("entity"):
        raise errors.NsError("INVALID_FLD_VALUE", "The customer differs from that of the source.", "entity")
    if "itemList" not in values:
        names = ("line", "grossAmt", "taxAmount", "orderLine")
        rows = [{k: v for k, v in row.items() if k not in names} for row in origin.rows("itemList")]
        values["itemList"] = Rows(rows)


def _due(store: Store, values: Values) -> None:
    customer = store.get("customer", values["entity"])
    if "terms" not in values and customer.get("terms"):
        values["terms"] = customer.get("terms")
    if values.get("dueDate"):
        return
    values["dueDate"] = due_date(store, values.get("terms"), values["tranDate"])


def due_date(store: Store, terms: str | None, day: date) -> date:
    """When an invoice of *day* is due."""
    days = store.get("term", terms).get("daysUntilNetDue", 0) if terms else 0
    return day + timedelta(days=int(days))


def compute(store: Store, values: Values, rows: list[Values]) -> None:
    """Amounts of the lines and the totals."""
    places = digits(store, values["currency"])
    sub_total = tax_total = discount = ZERO
    for number, row in enumerate(rows, 1):
        path = f"item.items[{number - 1}]"
        _line(store, values, row, places, path)
        row["line"] = number
        sub_total += row["amount"]
        tax_total += row["tax1Amt"]
    if values.get("taxItem") and not any(row.get("taxCode") for row in rows):
        tax_total = _header_tax(store, values, rows, places)
    values.update(itemList=rows, subTotal=sub_total, taxTotal=tax_total, discountTotal=discount)
    values["total"] = sub_total + tax_total
    if values["total"] < 0:
        raise errors.user_error("The total of this transaction cannot be negative.", "item")


def _line(store: Store, values: Values, row: Values, places: int, path: str) -> None:
    item = store.find("item", row["item"]) if row.get("item") else None
    if item is None:
        raise errors.missing(["Item"], path)
    if item.get("isInactive") or not in_subsidiary(store, item, values.get("subsidiary")):
        raise errors.invalid_reference("item", item.id, values.get("subsidiary"), f"{path}.item")
    for name in ("department", "class", "location"):
        if not row.get(name) and values.get(name):
            row[name] = values[name]
    quantity = row.get("quantity")
    if quantity is None:
        quantity = row["quantity"] = Decimal(1)
    if row.get("amount") is None:
        row["amount"] = quantity * _rate(row, path)
    row["amount"] = rounded(row["amount"], places)
    if not row.get("rate"):
        row["rate"] = str(rounded(row["amount"] / quantity, 8).normalize()) if quantity else "0"
    _tax(store, values, row, item, places, path)
    _revenue(row, item, path)


def _rate(row: Values, path: str) -> Decimal:
    text = str(row.get("rate") or "")
    if not text:
        raise errors.missing(["Amount"], path)
    try:
        return decimal_of(text)
    except ValueError:
        raise errors.invalid_value(text, "rate", f"{path}.rate") from None


def _tax(store: Store, values: Values, row: Values, item: Record, places: int, path: str) -> None:
    code = row.get("taxCode")
    if not code and not values.get("taxItem") and item.get("salesTaxCode"):
        code = row["taxCode"] = item.get("salesTaxCode")
    given = row.get("tax1Amt")
    row["tax1Amt"] = ZERO
    if code:
        record = store.get("salesTaxItem", code)
        if not in_subsidiary(store, record, values.get("subsidiary")):
            raise errors.invalid_reference("taxCode", code, values.get("subsidiary"), f"{path}.taxCode")
        rate = row["taxRate1"] = percent(record)
        row["tax1Amt"] = rounded(given if given is not None else row["amount"] * rate / HUNDRED, places)
    row["grossAmt"] = row["amount"] + row["tax1Amt"]


def percent(tax_code: Record) -> Decimal:
    """The rate of a tax code, stored as ``8.25%``."""
    return decimal_of(str(tax_code.get("rate", "0")).rstrip("%"))


def _header_tax(store: Store, values: Values, rows: list[Values], places: int) -> Decimal:
    rate = values.get("taxRate")
    if rate is None:
        rate = values["taxRate"] = percent(store.get("salesTaxItem", values["taxItem"]))
    taxable = sum((row["amount"] for row in rows if row.get("isTaxable", True)), ZERO)
    return rounded(taxable * rate / HUNDRED, places)


def _revenue(row: Values, item: Record, path: str) -> None:
    start, end = row.get("revRecStartDate"), row.get("revRecEndDate")
    if start and end and end < start:
        raise errors.NsError("INVALID_FLD_VALUE", "The end date is before the start date.", f"{path}.revRecEndDate")
    if item.get("revenueRecognitionRule") and item.get("deferredRevenueAccount"):
        row.setdefault("deferRevRec", False)


def delete(store: Store, record: Record) -> None:
    """:raise NsError: the transaction is applied, or its period is closed."""
    periods.check_change(store, record, {"total"})
    side = store.by_debit if record.kind == "invoice" else store.by_credit
    if side.get(record.id):
        raise errors.NsError(
            "CANT_DELETE_TRANS",
            "This transaction cannot be deleted because it is linked to by one or more transactions.",
        )
