"""``search``: criteria on customers, transactions and lists; pages that die after a while."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..ledger import open_items, shapes, view
from ..ledger.errors import NsError
from ..ledger.record import Record
from ..ledger.store import Store, name_of
from . import faults
from .names import Element, Names, children, first, local, text_of, type_of
from .reader import ref_of, search_days

#: Search types and what they look through.
TYPES = {
    "CustomerSearch": "customer",
    "TransactionSearch": "transaction",
    "AccountSearch": "account",
    "SubsidiarySearch": "subsidiary",
    "AccountingPeriodSearch": "accountingPeriod",
    "TermSearch": "term",
    "PaymentMethodSearch": "paymentMethod",
    "DepartmentSearch": "department",
    "ClassificationSearch": "classification",
    "LocationSearch": "location",
    "SalesTaxItemSearch": "salesTaxItem",
    "ItemSearch": "item",
}

_TYPE_VALUES = {
    "_invoice": "invoice",
    "_creditMemo": "creditMemo",
    "_customerPayment": "customerPayment",
    "_customerRefund": "customerRefund",
    "_customerDeposit": "customerDeposit",
    "_depositApplication": "depositApplication",
    "_deposit": "deposit",
    "_journal": "journalEntry",
}

_STATUS_WORDS = {
    "invoice": "_invoice",
    "creditMemo": "_creditMemo",
    "customerPayment": "_payment",
    "customerRefund": "_customerRefund",
    "customerDeposit": "_customerDeposit",
    "journalEntry": "_journal",
}

Test = Callable[[Any], bool]


@dataclass
class Kept:
    """A search whose further pages can still be asked for."""

    keys: list[tuple[str, str]]
    size: int
    touched: float
    bare: bool


class Searches:
    """Searches under way, by id."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, Kept] = {}

    def keep(self, search_id: str, found: list[Record], size: int, bare: bool) -> Kept:
        """Remember what a search found, as it was."""
        kept = Kept([(one.kind, one.id) for one in found], size, self._store.clock.time(), bare)
        self._kept[search_id] = kept
        return kept

    def get(self, search_id: str) -> Kept:
        """:raise NsError: unknown, or idle for too long."""
        kept = self._kept.get(search_id)
        now = self._store.clock.time()
        if kept is None or now - kept.touched > self._store.settings.search_idle_s:
            self._kept.pop(search_id, None)
            raise NsError("INVALID_SEARCH_MORE", "Your search has expired. Please run it again.")
        kept.touched = now
        return kept

    def forget(self) -> None:
        """All searches die, as after a restart of NetSuite's servers."""
        self._kept.clear()


def run(store: Store, names: Names, element: Element, zone: str) -> list[Record]:
    """The records a ``searchRecord`` asks for, by internal id.

    :raise SoapFault: a search type or an element that is not known.
    :raise NsError: an operator or value that does not fit.
    """
    uri, name = type_of(element)
    basic = element
    if name.endswith("SearchBasic"):
        name = name.removesuffix("Basic")
    else:
        if any(local(one) != "basic" for one in children(element)):
            joined = ", ".join(local(one) for one in children(element) if local(one) != "basic")
            raise faults.malformed(f"joins are not offered here: {joined}")
        inner = first(element, "basic")
        basic = inner if inner is not None else element
    kind = TYPES.get(name)
    if kind is None:
        raise faults.malformed(f"could not find deserializer for type {name}")
    tests = [_test(store, kind, one, zone) for one in children(basic)]
    return [record for record in store.all(kind) if all(test(record) for test in tests)]


def _test(store: Store, kind: str, element: Element, zone: str) -> Test:
    name = local(element)
    if name == "customFieldList":
        raise faults.malformed("criteria on custom fields are not offered here")
    read = _reading(store, kind, name)
    criterion = type_of(element)[1] or _criterion_of(kind, name)
    operator = element.get("operator") or ""
    if criterion in ("SearchMultiSelectField", "SearchEnumMultiSelectField"):
        return _selection(element, operator, read, criterion, store, kind)
    if criterion == "SearchDateField":
        return _dates(element, operator, read, zone)
    if criterion == "SearchBooleanField":
        wanted = text_of(element, "searchValue") in ("true", "1")
        return lambda record: bool(read(record)) is wanted
    if criterion == "SearchStringField":
        return _strings(element, operator, read)
    return _numbers(element, operator, read)


_DATES = {"lastModifiedDate", "tranDate", "dateCreated", "dueDate", "startDate", "endDate", "closedOnDate"}
_ENUMS = {"type", "status", "acctType", "stage"}
_BOOLS = {"isInactive", "mainLine", "voided", "posting", "closed", "arLocked", "allLocked", "isAdjust", "isQuarter",
          "isYear", "taxLine", "shipping", "cogs", "isPerson"}  # fmt: skip
_STRINGS = {"tranId", "entityId", "email", "companyName", "externalIdString", "memo", "otherRefNum", "name", "number",
            "periodName", "phone", "displayName", "itemId", "memoMain"}  # fmt: skip
_NUMBERS = {"internalIdNumber", "amount", "amountRemaining", "amountPaid", "fxAmount", "balance", "total",
            "totalAmount"}  # fmt: skip
_REFS = {"internalId", "entity", "subsidiary", "currency", "account", "externalId", "postingPeriod", "parent", "terms",
         "paymentMethod", "createdFrom", "item", "department", "class", "appliedToTransaction",
         "applyingTransaction"}  # fmt: skip


def _criterion_of(kind: str, name: str) -> str:
    """The schema's type of a criterion, for senders that leave ``xsi:type`` out (it is optional)."""
    if name in _DATES:
        return "SearchDateField"
    if name in _BOOLS:
        return "SearchBooleanField"
    if name in _STRINGS:
        return "SearchStringField"
    if name in _NUMBERS:
        return "SearchLongField" if name == "internalIdNumber" else "SearchDoubleField"
    if name in _ENUMS:
        return "SearchEnumMultiSelectField"
    if name in _REFS:
        return "SearchMultiSelectField"
    raise faults.malformed(f"the criterion {name} is not offered here")


def _reading(store: Store, kind: str, name: str) -> Callable[[Record], Any]:
    """How the value of a criterion is read from a record."""
    special: dict[str, Callable[[Record], Any]] = {
        "internalId": lambda one: one.id,
        "internalIdNumber": lambda one: int(one.id),
        "externalId": lambda one: one.external_id or None,
        "externalIdString": lambda one: one.external_id,
        "lastModifiedDate": lambda one: one.modified,
        "dateCreated": lambda one: one.created,
        "type": lambda one: one.get("acctType") if kind == "account" else one.kind,
        "status": lambda one: status_word(store, one),
        "entity": lambda one: open_items.customer_of(store, one) or None,
        "mainLine": lambda one: True,
        "taxLine": lambda one: False,
        "shipping": lambda one: False,
        "cogs": lambda one: False,
        "posting": lambda one: not one.get("pendingApproval"),
        "voided": lambda one: bool(one.get("voided")),
        "amount": lambda one: open_items.total(store, one),
        "totalAmount": lambda one: open_items.total(store, one),
        "fxAmount": lambda one: open_items.total(store, one),
        "amountRemaining": lambda one: left_of(store, one),
        "amountPaid": lambda one: open_items.paid(store, one),
        "account": lambda one: open_items.account_of(store, one),
        "name": lambda one: name_of(one),
        "number": lambda one: one.get("acctNumber", ""),
        "balance": lambda one: open_items.balance(store, one.id),
        "appliedToTransaction": lambda one: [store.links[k].debit for k in store.by_credit.get(one.id, ())],
        "applyingTransaction": lambda one: [store.links[k].credit for k in store.by_debit.get(one.id, ())],
        "item": lambda one: [row.get("item") for row in one.rows("itemList")],
        "subsidiary": lambda one: one.get("subsidiary") or one.get("subsidiaryList"),
        "memoMain": lambda one: one.get("memo", ""),
    }
    return special.get(name, lambda one: one.get(name))


def left_of(store: Store, record: Record) -> Any:
    """What is open of a transaction, on either side."""
    return open_items.due(store, record) if open_items.is_debit(store, record) else open_items.unused(store, record)


def status_word(store: Store, record: Record) -> str:
    """A transaction's status as the search's enumeration has it (``_invoicePaidInFull``)."""
    letter = view.status_of(store, record)
    words = view.STATUS[record.kind, letter].title().replace(" ", "").replace("ForP", "forP")
    if record.kind == "journalEntry":
        words = "ApprovedForPosting" if letter == "B" else "PendingApproval"
    return _STATUS_WORDS.get(record.kind, f"_{record.kind}") + words


def _selection(
    element: Element, operator: str, read: Callable[[Record], Any], criterion: str, store: Store, kind: str
) -> Test:
    if operator not in ("anyOf", "noneOf"):
        raise NsError("INVALID_SEARCH_OPERATOR", f"Invalid search operator {operator}.")
    wanted: set[Any] = set()
    for one in children(element):
        if criterion == "SearchEnumMultiSelectField":
            word = (one.text or "").strip()
            wanted.add(_TYPE_VALUES.get(word, word))
        else:
            ref = ref_of(one)
            wanted.add(ref.internal_id or ref.external_id)
    if not wanted:
        raise NsError("INVALID_SEARCH_VALUE", "A search value is required.")
    if kind == "transaction" and local(element) == "entity":
        wanted = {key if store.find("customer", key) else _by_external(store, key) for key in wanted}

    def test(record: Record) -> bool:
        value = read(record)
        values = value if isinstance(value, list) else [value]
        hit = any(one in wanted for one in values)
        return hit if operator == "anyOf" else not hit

    return test


def _by_external(store: Store, key: str) -> str:
    found = store.by_external_id("customer", key)
    return found.id if found else key


def _dates(element: Element, operator: str, read: Callable[[Record], Any], zone: str) -> Test:
    if text_of(element, "predefinedSearchValue"):
        raise faults.malformed("predefined dates are not offered here")
    moments, days = search_days(element, zone)
    if operator in ("empty", "notEmpty"):
        return lambda record: (read(record) is None) == (operator == "empty")
    if not moments:
        raise NsError("INVALID_SEARCH_VALUE", "A search value is required.")

    def test(record: Record) -> bool:
        value = read(record)
        if value is None:
            return False
        bounds: list[Any] = days if isinstance(value, date) else moments
        return compare(operator, value, bounds)

    return test


def compare(operator: str, value: Any, bounds: list[Any]) -> bool:
    low, high = bounds[0], bounds[-1]
    tests = {
        "after": value > low,
        "before": value < low,
        "on": value == low,
        "onOrAfter": value >= low,
        "onOrBefore": value <= low,
        "notAfter": value <= low,
        "notBefore": value >= low,
        "notOn": value != low,
        "notOnOrAfter": value < low,
        "notOnOrBefore": value > low,
        "within": low <= value <= high,
        "notWithin": not low <= value <= high,
        "equalTo": value == low,
        "notEqualTo": value != low,
        "greaterThan": value > low,
        "greaterThanOrEqualTo": value >= low,
        "lessThan": value < low,
        "lessThanOrEqualTo": value <= low,
        "between": low <= value <= high,
        "notBetween": not low <= value <= high,
        "notGreaterThan": value <= low,
        "notLessThan": value >= low,
    }
    if operator not in tests:
        raise NsError("INVALID_SEARCH_OPERATOR", f"Invalid search operator {operator}.")
    return bool(tests[operator])


def _numbers(element: Element, operator: str, read: Callable[[Record], Any]) -> Test:
    bounds = [Decimal(t) for name in ("searchValue", "searchValue2") if (t := text_of(element, name)) is not None]
    if operator in ("empty", "notEmpty"):
        return lambda record: (read(record) is None) == (operator == "empty")
    if not bounds:
        raise NsError("INVALID_SEARCH_VALUE", "A search value is required.")

    def test(record: Record) -> bool:
        value = read(record)
        return value is not None and compare(operator, value, bounds)

    return test


def _strings(element: Element, operator: str, read: Callable[[Record], Any]) -> Test:
    wanted = (text_of(element, "searchValue") or "").lower()

    def value_of(record: Record) -> str:
        return str(read(record) or "").lower()

    tests: dict[str, Callable[[Record], bool]] = {
        "is": lambda one: value_of(one) == wanted,
        "isNot": lambda one: value_of(one) != wanted,
        "contains": lambda one: wanted in value_of(one),
        "doesNotContain": lambda one: wanted not in value_of(one),
        "startsWith": lambda one: value_of(one).startswith(wanted),
        "doesNotStartWith": lambda one: not value_of(one).startswith(wanted),
        "empty": lambda one: not value_of(one),
        "notEmpty": lambda one: bool(value_of(one)),
        "hasKeywords": lambda one: all(word in value_of(one) for word in re.split(r"\s+", wanted)),
    }
    if operator not in tests:
        raise NsError("INVALID_SEARCH_OPERATOR", f"Invalid search operator {operator}.")
    return tests[operator]


def kinds_of(element: Element) -> tuple[str, ...]:
    """The record types a search may bring, for permissions and faults."""
    kind = TYPES.get(type_of(element)[1].removesuffix("Basic"))
    return shapes.TRANSACTION_TYPES if kind == "transaction" else (kind or "",)
