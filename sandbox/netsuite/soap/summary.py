"""``getPostingTransactionSummary``: what was posted, by period, account and whatever else is asked for.

It is SuiteTalk's only way to the balance of a control account. Amounts are in the subsidiary's currency,
debits positive; the balance of an account is the sum over its periods.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

from ..ledger import errors, open_items
from ..ledger.errors import NsError
from ..ledger.money import ZERO, java_double
from ..ledger.posting import Posting, postings
from ..ledger.record import Record
from ..ledger.store import Store
from .names import Element, children, first, local, text_of
from .reader import ref_of
from .work import CORE, Work

#: What can be asked for, in the schema's order, and the type it refers to.
FIELDS = {
    "period": "accountingPeriod",
    "account": "account",
    "item": "item",
    "entity": "customer",
    "department": "department",
    "class": "classification",
    "location": "location",
    "subsidiary": "subsidiary",
}
PAGE = 1000


def get_posting_summary(work: Work, body: Element, reply: Element) -> None:
    """A page of sums."""
    result = work.names.child(reply, CORE, "getPostingTransactionSummaryResult")
    index = int(text_of(body, "pageIndex") or 1)
    try:
        if "postingSummary" in work.token.missing:
            raise errors.permission("Reports -> Financial Statements")
        found = _sums(work.store, _wanted(first(body, "fields")), _filters(first(body, "filters")))
        pages = math.ceil(len(found) / PAGE)
        if index < 1 or (index > 1 and index > pages):
            raise NsError("INVALID_PAGE_PARAM", f"Invalid page index {index}.")
    except NsError as error:
        work.status(result, error)
        return
    work.status(result)
    for name, value in (("totalRecords", len(found)), ("pageSize", PAGE), ("totalPages", pages), ("pageIndex", index)):
        work.names.child(result, CORE, name, str(value))
    work.names.child(result, CORE, "operationId", work.request_id)
    if not found:
        return
    block = work.names.child(result, CORE, "postingTransactionSummaryList")
    for key, amount in sorted(found.items(), key=str)[(index - 1) * PAGE : index * PAGE]:
        row = work.names.child(block, CORE, "postingTransactionSummary")
        for field, found_key in key:
            if found_key:
                work.writer().reference(work.names.child(row, CORE, field), FIELDS[field], found_key)
        work.names.child(row, CORE, "amount", java_double(amount))


def _wanted(block: Element | None) -> list[str]:
    """The fields to group by, in the schema's order. :raise NsError: none, or one that is not offered."""
    named = children(block) if block is not None else []
    asked = {local(one) for one in named if (one.text or "").strip() in ("true", "1")}
    if not asked - {"book"}:
        raise NsError("INVALID_SEARCH_CRITERIA", "At least one field is required.")
    if unknown := asked - set(FIELDS) - {"book"}:
        raise NsError("INVALID_SEARCH_FIELD_NAME", f"{sorted(unknown)[0]} is not offered here.")
    return [name for name in FIELDS if name in asked]


def _filters(block: Element | None) -> dict[str, set[str]]:
    if block is None:
        return {}
    return {local(one): {ref_of(ref).internal_id for ref in children(one)} for one in children(block)}


def _value(store: Store, record: Record, line: Posting, name: str) -> str:
    """What a line is grouped by."""
    row = line.row or {}
    if name == "account":
        return line.account
    if name == "period":
        return str(record.get("postingPeriod") or "")
    if name == "entity":
        return str(row.get("entity") or open_items.customer_of(store, record))
    if name in ("department", "class", "location"):
        return str(row.get(name) or record.get(name) or "")
    return str((row.get("item") if name == "item" else record.get(name)) or "")


def _sums(store: Store, wanted: list[str], filters: dict[str, set[str]]) -> dict[tuple[tuple[str, str], ...], Decimal]:
    found: dict[tuple[tuple[str, str], ...], Decimal] = {}
    for record in store.all("transaction"):
        for line in postings(store, record):
            if all(_value(store, record, line, name) in keys for name, keys in filters.items() if name in FIELDS):
                key = tuple((name, _value(store, record, line, name)) for name in wanted)
                found[key] = found.get(key, ZERO) + line.base
    return {key: amount for key, amount in found.items() if amount}


OPERATIONS: dict[str, Callable[[Work, Element, Element], None]] = {"getPostingTransactionSummary": get_posting_summary}
