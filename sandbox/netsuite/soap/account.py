"""Operations on the account: its clock, its limits, its lists and choices."""

from __future__ import annotations

from collections.abc import Callable

from ..ledger import shapes
from ..ledger.errors import NsError
from ..ledger.store import ENUMERATIONS
from .names import Element, first, text_of
from .values import moment_text
from .work import CORE, Work, record_ref


def get_server_time(work: Work, body: Element, reply: Element) -> None:
    """NetSuite's clock."""
    result = work.names.child(reply, CORE, "getServerTimeResult")
    work.status(result)
    work.names.child(result, CORE, "serverTime", moment_text(work.store.clock.time()))


def get_account_governance(work: Work, body: Element, reply: Element) -> None:
    """The account's concurrency limit."""
    result = work.names.child(reply, CORE, "getAccountGovernanceInfoResult")
    work.status(result)
    limit, own = work.engine.settings.concurrency_limit, work.engine.settings.integration_limit
    work.names.child(result, CORE, "accountConcurrencyLimit", str(limit))
    work.names.child(result, CORE, "unallocatedConcurrencyLimit", str(limit - (own or 0)))


def get_integration_governance(work: Work, body: Element, reply: Element) -> None:
    """The integration's own concurrency limit."""
    result = work.names.child(reply, CORE, "getIntegrationGovernanceInfoResult")
    work.status(result)
    own = work.engine.settings.integration_limit
    if own is not None:
        work.names.child(result, CORE, "integrationConcurrencyLimit", str(own))
    work.names.child(result, CORE, "limitType", "_integrationSpecific" if own is not None else "_account")


def get_all(work: Work, body: Element, reply: Element) -> None:
    """All entries of a short list: currencies."""
    result = work.names.child(reply, CORE, "getAllResult")
    wish = first(body, "record")
    kind = "" if wish is None else wish.get("recordType") or ""
    if kind != "currency":
        work.status(result, NsError("INVALID_RCRD_TYPE", f"getAll of {kind} is not offered here."))
        return
    found = work.store.all(kind)
    work.status(result)
    work.names.child(result, CORE, "totalRecords", str(len(found)))
    block = work.names.child(result, CORE, "recordList")
    for one in found:
        work.writer().record(block, CORE, one)


def get_select_value(work: Work, body: Element, reply: Element) -> None:
    """What may be chosen in a field."""
    result = work.names.child(reply, CORE, "getSelectValueResult")
    wish = first(body, "fieldDescription")
    field = "" if wish is None else text_of(wish, "field") or ""
    kind = "" if wish is None else text_of(wish, "recordType") or ""
    try:
        target = _target_of(kind, field, "" if wish is None else text_of(wish, "sublist") or "")
    except NsError as error:
        work.status(result, error)
        return
    found = list(ENUMERATIONS.get(target, {}).items()) or [
        (one.id, work.store.name_of(target, one.id)) for one in work.store.all(target) if not one.get("isInactive")
    ]
    work.status(result)
    work.names.child(result, CORE, "totalRecords", str(len(found)))
    work.names.child(result, CORE, "totalPages", "1")
    block = work.names.child(result, CORE, "baseRefList")
    for key, name in found:
        ref = record_ref(work.names, block, CORE, "baseRef")
        ref.set("internalId", key)
        work.names.child(ref, CORE, "name", name)


def _target_of(kind: str, field: str, sublist: str) -> str:
    if kind not in shapes.RECORDS:
        raise NsError("INVALID_RCRD_TYPE", f"The record type {kind or '(none)'} is not valid here.")
    shape = shapes.RECORDS[kind]
    if sublist:
        block = shape.fields.get(sublist) or shape.fields.get(f"{sublist}List")
        shape = shapes.ROWS[block.target] if block is not None and block.kind == "list" else shape
    known = shape.fields.get(field)
    if known is None or known.kind not in ("ref", "refs"):
        raise NsError("INVALID_FIELD_FOR_RCRD_TYP", f"{field} is not a select field of {kind}.")
    return known.target


OPERATIONS: dict[str, Callable[[Work, Element, Element], None]] = {
    "getServerTime": get_server_time,
    "getAccountGovernanceInfo": get_account_governance,
    "getIntegrationGovernanceInfo": get_integration_governance,
    "getAll": get_all,
    "getSelectValue": get_select_value,
}
