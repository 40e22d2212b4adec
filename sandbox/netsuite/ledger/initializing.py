"""``initialize``: a record made from another, filled in but not saved."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from . import errors, open_items
from .applying import matches
from .documents import compute
from .headers import complete
from .money import ZERO
from .record import Record, Values
from .shapes import LABELS
from .store import Store

ALLOWED = {
    ("customerPayment", "invoice"),
    ("customerPayment", "customer"),
    ("creditMemo", "invoice"),
    ("creditMemo", "customer"),
    ("invoice", "customer"),
    ("customerRefund", "creditMemo"),
    ("customerRefund", "customer"),
    ("customerRefund", "customerPayment"),
    ("customerRefund", "customerDeposit"),
    ("depositApplication", "customerDeposit"),
}


def initialized(store: Store, kind: str, source_kind: str, key: str) -> Values:
    """The values of a new *kind* from a source. :raise NsError: it cannot be made from that."""
    if (kind, source_kind) not in ALLOWED:
        raise errors.NsError("INVALID_INITIALIZE_REF", f"You can not initialize {kind} from {source_kind}.")
    source = store.find(source_kind, key)
    if source is None:
        raise errors.NsError("INVALID_INITIALIZE_REF", f"You can not initialize {kind}: invalid reference {key}.")
    if source_kind == "invoice" and (source.get("voided") or open_items.due(store, source) <= 0):
        if kind == "customerPayment":
            raise errors.NsError("INVALID_INITIALIZE_REF", f"You can not initialize {kind}: invalid reference {key}.")
    values = _head(store, kind, source)
    if kind == "customerPayment":
        _payment(store, values, source)
    elif kind in ("creditMemo", "invoice"):
        _document(store, kind, values, source)
    elif kind == "customerRefund":
        values["applyList"] = _lines(store, values, kind, open_items.is_credit, open_items.unused, source)
    else:
        values["deposit"] = source.id
        values["applyList"] = _lines(store, values, kind, open_items.is_debit, open_items.due, None)
    values.pop("_warning", None)
    values.pop("tranId", None)
    return {name: value for name, value in values.items() if value is not None}


def _head(store: Store, kind: str, source: Record) -> Values:
    who = "entity" if kind in ("invoice", "creditMemo") else "customer"
    where = "account" if kind in ("invoice", "creditMemo") else "arAcct"
    if source.kind == "customer":
        values: Values = {who: source.id}
    else:
        values = {who: store.payer(source), where: open_items.account_of(store, source) or None}
        for name in ("subsidiary", "currency", "department", "class", "location"):
            values[name] = source.get(name)
    values = {name: value for name, value in values.items() if value is not None}
    if source.kind == "customerDeposit":
        values.pop("arAcct", None)
    numbers = dict(store.next_ids)
    complete(store, kind, values, who, where)
    store.next_ids.clear()
    store.next_ids.update(numbers)
    return values


def _payment(store: Store, values: Values, source: Record) -> None:
    values["undepFunds"] = True
    values["autoApply"] = False
    rows = _lines(store, values, "customerPayment", open_items.is_debit, open_items.due, source)
    values["applyList"] = rows
    values["payment"] = sum((row["amount"] for row in rows if row["apply"]), ZERO)
    values["applied"], values["unapplied"] = values["payment"], ZERO


def _document(store: Store, kind: str, values: Values, source: Record) -> None:
    if source.kind != "invoice":
        return
    values["createdFrom"] = source.id
    names = ("grossAmt", "taxAmount")
    values["itemList"] = [
        {name: value for name, value in row.items() if name not in names} for row in source.rows("itemList")
    ]
    compute(store, values, values["itemList"])
    left = open_items.due(store, source)
    if left > 0:
        row = _row(store, source, left, applied=True)
        row["amount"] = min(left, values["total"])
        values["applyList"] = [row]


def _lines(
    store: Store,
    values: Values,
    kind: str,
    accepts: Callable[[Store, Record], bool],
    opened: Callable[[Store, Record], Decimal],
    chosen: Record | None,
) -> list[Values]:
    """Everything that could be applied; the source is ticked."""
    owner = Record(kind, "0", values)
    payer = store.payer(owner)
    found = []
    for record in open_items.of_customers(store, [payer]):
        if accepts(store, record) and opened(store, record) > 0 and matches(store, owner, record):
            ticked = chosen is not None and record.id == chosen.id
            found.append(_row(store, record, opened(store, record), applied=ticked))
    return found


def _row(store: Store, record: Record, left: object, *, applied: bool) -> Values:
    return {
        "apply": applied,
        "doc": record.id,
        "line": 0,
        "applyDate": record.get("tranDate"),
        "type": LABELS[record.kind],
        "refNum": record.get("tranId"),
        "total": open_items.total(store, record),
        "due": left,
        "currency": store.name_of("currency", record.get("currency")),
        "amount": left if applied else ZERO,
    }
