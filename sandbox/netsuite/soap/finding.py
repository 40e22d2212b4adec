"""Operations that find: search and its pages, deleted records."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..ledger import errors, shapes
from ..ledger.errors import NsError
from ..ledger.record import Deleted
from . import faults, searching
from .envelope import number
from .names import Element, children, first, text_of
from .reader import search_days
from .values import moment_text
from .work import CORE, Work, record_ref


def search(work: Work, body: Element, reply: Element) -> None:
    """The first page of a search."""
    result = work.names.child(reply, CORE, "searchResult")
    element = first(body, "searchRecord")
    if element is None:
        raise faults.malformed("searchRecord is missing")
    size = number(work.call.header, "searchPreferences", "pageSize") or 1000
    bare = _bare(work)
    try:
        for kind in searching.kinds_of(element):
            if kind in work.token.missing and kind not in shapes.TRANSACTION_TYPES:
                work.permit(kind)
        if not 5 <= size <= work.engine.settings.search_page_max:
            raise NsError("INVALID_SEARCH_PAGE_SIZE", f"The page size {size} is not between 5 and 1000.")
        found = searching.run(work.store, work.names, element, work.zone)
    except NsError as error:
        work.status(result, error)
        return
    found = [one for one in found if one.kind not in work.token.missing]
    kept = work.engine.searches.keep(work.request_id, found, size, bare)
    _page(work, result, kept, 1, work.request_id)


def _bare(work: Work) -> bool:
    """Body fields only is the default of ``searchPreferences``: sublists are left out."""
    header = work.call.header
    block = None if header is None else first(header, "searchPreferences")
    found = None if block is None else text_of(block, "bodyFieldsOnly")
    return found not in ("false", "0")


def search_more(work: Work, body: Element, reply: Element) -> None:
    """A further page."""
    result = work.names.child(reply, CORE, "searchResult")
    search_id, index = text_of(body, "searchId") or "", int(text_of(body, "pageIndex") or 0)
    try:
        kept = work.engine.searches.get(search_id)
        if not 1 <= index <= max(1, math.ceil(len(kept.keys) / kept.size)):
            raise NsError("INVALID_SEARCH_PAGE_INDEX", f"Invalid page index {index}.")
    except NsError as error:
        work.status(result, error)
        return
    _page(work, result, kept, index, search_id)


def _page(work: Work, result: Element, kept: searching.Kept, index: int, search_id: str) -> None:
    work.status(result)
    total = len(kept.keys)
    pages = math.ceil(total / kept.size)
    for name, value in (
        ("totalRecords", total),
        ("pageSize", kept.size),
        ("totalPages", pages),
        ("pageIndex", index),
        ("searchId", search_id),
    ):
        work.names.child(result, CORE, name, str(value))
    block = work.names.child(result, CORE, "recordList")
    writer = work.writer(kept.bare)
    for kind, key in kept.keys[(index - 1) * kept.size : index * kept.size]:
        record = work.store.find(kind, key)
        if record is not None:
            writer.record(block, CORE, record)


def get_deleted(work: Work, body: Element, reply: Element) -> None:
    """Records deleted in a time."""
    result = work.names.child(reply, CORE, "getDeletedResult")
    index = int(text_of(body, "pageIndex") or 1)
    try:
        if "deletedRecords" in work.token.missing:
            raise errors.permission("Setup -> Deleted Records")
        found = _deleted(work, first(body, "getDeletedFilter"))
        pages = math.ceil(len(found) / 1000)
        if index < 1 or (index > 1 and index > pages):
            raise NsError("INVALID_PAGE_PARAM", f"Invalid page index {index}.")
    except NsError as error:
        work.status(result, error)
        return
    work.status(result)
    for name, value in (("totalRecords", len(found)), ("pageSize", 1000), ("totalPages", pages), ("pageIndex", index)):
        work.names.child(result, CORE, name, str(value))
    block = work.names.child(result, CORE, "deletedRecordList")
    for one in found[(index - 1) * 1000 : index * 1000]:
        row = work.names.child(block, CORE, "deletedRecord")
        work.names.child(row, CORE, "deletedDate", moment_text(one.moment))
        ref = record_ref(work.names, row, CORE, "record")
        ref.set("internalId", one.id)
        if one.external_id:
            ref.set("externalId", one.external_id)
        ref.set("type", one.kind)
        work.names.child(ref, CORE, "name", one.name)


def _deleted(work: Work, block: Element | None) -> list[Deleted]:
    if block is None:
        raise NsError("INVALID_SEARCH_CRITERIA", "A filter is required.")
    found = sorted(work.store.deleted, key=lambda one: one.moment)
    types = first(block, "type")
    if types is not None:
        wanted = {(one.text or "").strip() for one in children(types)}
        keep = types.get("operator") != "noneOf"
        found = [one for one in found if (one.kind in wanted) == keep]
    dates = first(block, "deletedDate")
    if dates is not None:
        bounds, _ = search_days(dates, work.zone)
        operator = dates.get("operator") or ""
        found = [one for one in found if searching.compare(operator, one.moment, bounds)]
    return found


OPERATIONS: dict[str, Callable[[Work, Element, Element], None]] = {
    "search": search,
    "searchMoreWithId": search_more,
    "getDeleted": get_deleted,
}
