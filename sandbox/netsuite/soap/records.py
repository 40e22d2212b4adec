"""Operations on records: get, add, update, upsert, delete, initialize, each alone and as a list."""

from __future__ import annotations

from collections.abc import Callable

from ..ledger import initializing, shapes
from ..ledger.errors import NsError
from ..ledger.record import Draft
from . import faults
from .names import Element, children, first, local, text_of
from .reader import ref_of
from .work import MESSAGES, Work

#: Records one request may carry.
LIST_LIMITS = {"addList": 100, "updateList": 100, "upsertList": 100, "deleteList": 100, "getList": 1000}


def _read(work: Work, parent: Element, ref: Element) -> None:
    """One ``readResponse``."""
    response = work.names.child(parent, MESSAGES, "readResponse")
    try:
        kind = ref.get("type") or ""
        if kind not in shapes.RECORDS:
            raise NsError("INVALID_RCRD_TYPE", f"The record type {kind or '(none)'} is not valid here.")
        work.permit(kind)
        record = work.books.locate(Draft(kind, {}, ref.get("internalId") or "", ref.get("externalId") or ""))
    except NsError as error:
        work.status(response, error)
        return
    work.status(response)
    work.writer().record(response, MESSAGES, record)


def get(work: Work, body: Element, reply: Element) -> None:
    """One record."""
    ref = first(body, "baseRef")
    if ref is None:
        raise faults.malformed("baseRef is missing")
    _read(work, reply, ref)


def get_list(work: Work, body: Element, reply: Element) -> None:
    """Several records, each with its own status."""
    block = work.names.child(reply, MESSAGES, "readResponseList")
    refs = children(body)
    _limit("getList", refs)
    for ref in refs:
        _read(work, block, ref)


def _limit(operation: str, found: list[Element]) -> None:
    if len(found) > LIST_LIMITS[operation]:
        raise faults.too_many_records(LIST_LIMITS[operation])


# -- writing ----------------------------------------------------------------------


def _write(work: Work, parent: Element, element: Element, action: str) -> None:
    """One ``writeResponse``."""
    response = work.names.child(parent, MESSAGES, "writeResponse")
    kind, key, external_id = "", element.get("internalId") or "", element.get("externalId") or ""
    try:
        draft = work.reader.draft(element)
        kind = draft.kind
        work.permit(kind)
        work.engine.strike_record(work.strikes)
        if action != "add":
            draft.seen, draft.started = work.seen, work.started
        done = getattr(work.books, action)(draft, work.options)
    except NsError as error:
        work.status(response, error)
        if kind and (key or external_id):
            work.base_ref(response, kind, key, external_id)
        return
    work.engine.wrote(done)
    work.status(response, None, done.warnings, saved=True)
    work.base_ref(response, done.record.kind, done.record.id, done.record.external_id)


def _single(action: str) -> Callable[[Work, Element, Element], None]:
    def operation(work: Work, body: Element, reply: Element) -> None:
        record = first(body, "record")
        if record is None:
            raise faults.malformed("record is missing")
        _write(work, reply, record, action)

    return operation


def _several(action: str) -> Callable[[Work, Element, Element], None]:
    def operation(work: Work, body: Element, reply: Element) -> None:
        records = children(body)
        _limit(f"{action}List", records)
        block = work.names.child(reply, MESSAGES, "writeResponseList")
        work.status(block)
        for record in records:
            _write(work, block, record, action)

    return operation


def _delete(work: Work, parent: Element, ref: Element, reason: str, memo: str) -> None:
    response = work.names.child(parent, MESSAGES, "writeResponse")
    kind, key, external_id = ref.get("type") or "", ref.get("internalId") or "", ref.get("externalId") or ""
    try:
        if kind not in shapes.RECORDS:
            raise NsError("INVALID_DELETE_REF", f"The record type {kind or '(none)'} cannot be deleted.")
        work.permit(kind)
        work.engine.strike_record(work.strikes)
        gone = work.books.delete(kind, key, external_id, reason, memo)
    except NsError as error:
        work.status(response, error)
        work.base_ref(response, kind, key, external_id)
        return
    work.status(response)
    work.base_ref(response, kind, gone.id, gone.external_id)


def delete(work: Work, body: Element, reply: Element) -> None:
    """Delete one record."""
    ref = first(body, "baseRef")
    if ref is None:
        raise faults.malformed("baseRef is missing")
    _delete(work, reply, ref, *_reason(body))


def delete_list(work: Work, body: Element, reply: Element) -> None:
    """Delete several records."""
    refs = [one for one in children(body) if local(one) == "baseRef"]
    _limit("deleteList", refs)
    block = work.names.child(reply, MESSAGES, "writeResponseList")
    work.status(block)
    for ref in refs:
        _delete(work, block, ref, *_reason(body))


def _reason(body: Element) -> tuple[str, str]:
    block = first(body, "deletionReason")
    code = None if block is None else first(block, "deletionReasonCode")
    if block is None or code is None:
        return "", ""
    return ref_of(code).internal_id, text_of(block, "deletionReasonMemo") or ""


def initialize(work: Work, body: Element, reply: Element) -> None:
    """A record made from another, not saved."""
    response = work.names.child(reply, MESSAGES, "readResponse")
    wish = first(body, "initializeRecord")
    kind = "" if wish is None else text_of(wish, "type") or ""
    ref = None if wish is None else first(wish, "reference")
    try:
        if ref is None:
            raise NsError("INITIALIZE_ARG_REQD", "A reference is required.")
        work.permit(kind)
        key = ref.get("internalId") or ""
        if not key and (found := work.store.by_external_id(ref.get("type") or "", ref.get("externalId") or "")):
            key = found.id
        values = initializing.initialized(work.store, kind, ref.get("type") or "", key)
    except NsError as error:
        work.status(response, error)
        return
    work.status(response)
    work.writer().values(response, MESSAGES, shapes.RECORDS[kind], values)


OPERATIONS: dict[str, Callable[[Work, Element, Element], None]] = {
    "get": get,
    "getList": get_list,
    "add": _single("add"),
    "addList": _several("add"),
    "update": _single("update"),
    "updateList": _several("update"),
    "upsert": _single("upsert"),
    "upsertList": _several("upsert"),
    "delete": delete,
    "deleteList": delete_list,
    "initialize": initialize,
}
