"""Journal entries: balanced, in open periods, with a customer on every receivables line."""

from __future__ import annotations

from . import errors, periods
from .headers import check_account, date_and_period, exchange, number
from .money import ZERO, rounded
from .open_items import receivable
from .rates import base_currency, digits
from .record import Record, Rows, Values
from .resolving import merged_rows
from .store import Store


def create(store: Store, values: Values) -> Values:
    """The stored values of a new journal entry."""
    if store.settings.one_world and not values.get("subsidiary"):
        raise errors.missing(["Subsidiary"], "subsidiary")
    values.setdefault("currency", base_currency(store, values.get("subsidiary")))
    date_and_period(store, values)
    exchange(store, values)
    number(store, "journalEntry", values)
    given = values.get("lineList")
    values["lineList"] = _lines(store, values, [dict(row) for row in given.rows] if isinstance(given, Rows) else [])
    values.setdefault("approved", True)
    return values


def _lines(store: Store, values: Values, rows: list[Values]) -> list[Values]:
    places = digits(store, values["currency"])
    if len(rows) < 2:
        raise errors.user_error("You must enter at least two line items for this transaction.", "line")
    debit = credit = ZERO
    for number_, row in enumerate(rows, 1):
        path = f"line.items[{number_ - 1}]"
        row["line"] = number_
        if not row.get("account"):
            raise errors.missing(["Account"], path)
        check_account(store, values, row["account"], f"{path}.account")
        if receivable(store, row["account"]) and not row.get("entity"):
            raise errors.missing(["Name"], f"{path}.entity")
        for name in ("debit", "credit"):
            if row.get(name) is not None:
                row[name] = rounded(row[name], places)
        if bool(row.get("debit")) == bool(row.get("credit")):
            raise errors.NsError("JE_LINE_MISSING_REQD_DATA", "Enter either a debit or a credit.", path)
        debit += row.get("debit") or ZERO
        credit += row.get("credit") or ZERO
    if debit != credit:
        raise errors.NsError("TRANS_AMTS_UNBALNCD", "The amounts in a transaction must balance.", "line")
    return rows


def update(store: Store, record: Record, values: Values) -> Values:
    """The changed values. :raise NsError: applied, unbalanced or in a closed period."""
    changed = {name for name, value in values.items() if value != record.values.get(name)}
    periods.check_change(store, record, changed)
    both = {**record.values, **values}
    if "lineList" in values:
        if store.links_of(record):
            raise errors.user_error("This journal entry has been applied and cannot be changed.", "line")
        values["lineList"] = _lines(store, both, merged_rows(record.rows("lineList"), values["lineList"], "line"))
    if {"tranDate", "postingPeriod"} & changed:
        if "postingPeriod" not in values:
            both.pop("postingPeriod", None)
        values["postingPeriod"], values["_warning"] = periods.choose(store, both)
    return values


def delete(store: Store, record: Record) -> None:
    """:raise NsError: applied, or in a closed period."""
    periods.check_change(store, record, {"lineList"})
    if store.links_of(record):
        raise errors.NsError("CANT_DELETE_TRANS", "This journal entry has been applied and cannot be deleted.")
