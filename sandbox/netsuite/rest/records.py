"""The record service: read, create, update, upsert, delete, transform, collections."""

from __future__ import annotations

import re
from typing import Any

from ..core.http import Response
from ..ledger import initializing, shapes, view
from ..ledger.errors import NsError
from ..ledger.record import Draft, Record, Rows
from ..ledger.service import Done
from .calls import COLLECTION, Call, answer
from .reader import Reader

#: What REST transforms one record into.
TRANSFORMS = {
    ("invoice", "customerPayment"),
    ("invoice", "creditMemo"),
    ("customerPayment", "customerRefund"),
    ("creditMemo", "customerRefund"),
    ("customerDeposit", "depositApplication"),
    ("customer", "invoice"),
    ("customer", "customerPayment"),
}
#: What REST makes in no other way (docs.oracle.com … article_0830101547).
TRANSFORMED_ONLY = {"depositApplication"}


def handle(call: Call, parts: list[str]) -> Response:
    """Answer a request below ``/record/v1``. :raise NsError: refused."""
    kind, method = parts[0], call.request.method
    call.permit(kind)
    if len(parts) == 1:
        if method == "GET":
            return collection(call, kind)
        if method == "POST":
            return create(call, kind)
    elif len(parts) == 2:
        single = {"GET": read, "PATCH": update, "PUT": upsert, "DELETE": delete}.get(method)
        if single is not None:
            return single(call, kind, parts[1])
    elif len(parts) == 4 and parts[2] == "!transform" and method == "POST":
        return transform(call, kind, parts[1], parts[3])
    elif len(parts) == 3 and method == "GET":
        return sublist(call, kind, parts[1], parts[2])
    raise NsError("METHOD_NOT_ALLOWED", f"The method {method} is not allowed here.", status=405)


def _locate(call: Call, kind: str, key: str) -> Record:
    if key.startswith("eid:"):
        return call.books.locate(Draft(kind, {}, "", key[4:]))
    if not key.isdigit():
        raise NsError("INVALID_PARAMETER", f"The record id {key} is not an integer.", "id")
    return call.books.locate(Draft(kind, {}, key))


def _draft(call: Call, kind: str, body: dict[str, Any]) -> tuple[Draft, list[str]]:
    """The draft in a body and the names that were dropped. :raise NsError: it cannot be read."""
    mode = call.header("x-netsuite-propertynamevalidation") or "Warning"
    if mode not in ("Error", "Warning", "Ignore"):
        raise NsError("INVALID_HEADER", "X-NetSuite-PropertyNameValidation must be Error, Warning or Ignore.")
    replace = frozenset(filter(None, call.query.get("replace", "").split(",")))
    reader = Reader(call.store, replace)
    values, dropped = reader.values(shapes.RECORDS[kind], body, "", strict=mode == "Error")
    external = str(body.get("externalId") or "")
    return Draft(kind, values, "", external, call.seen), dropped if mode == "Warning" else []


def _written(call: Call, done: Done, dropped: list[str]) -> Response:
    """204 with the place of the record; what was dropped is told in a header."""
    call.engine.wrote(done)
    headers = {"Location": f"{call.base}/{done.record.kind}/{done.record.id}"}
    words = [f"Unknown property {name} was ignored." for name in dropped]
    words += [one.message for one in done.warnings]
    if words:
        headers["Warning"] = ", ".join(f'199 - "{one}"' for one in words)
    return Response(204, "", headers)


def read(call: Call, kind: str, key: str) -> Response:
    """One record."""
    record = _locate(call, kind, key)
    fields = call.query.get("fields")
    only = set(fields.split(",")) if fields else None
    if only is not None:
        known = {shapes.RECORDS[kind].rest_name(name) for name in shapes.RECORDS[kind].fields}
        known |= {"id", "externalId", "refName", "status"} | set(record.custom)
        for name in sorted(only - known):
            raise NsError("INVALID_PARAMETER", f"The field {name} does not exist.", "fields")
    return answer(call.writer().record(record, only))


def sublist(call: Call, kind: str, key: str, name: str) -> Response:
    """The lines of a sublist."""
    record = _locate(call, kind, key)
    field = shapes.RECORDS[kind].from_rest(name)
    if field is None or field.kind != "list":
        raise NsError("INVALID_PARAMETER", f"{name} is not a sublist of {kind}.", status=404)
    values = view.full(call.store, record).get(field.name) or []
    where = f"{call.base}/{kind}/{record.id}/{name}"
    return answer(call.writer().sublist(field, values, where, expand=True), COLLECTION)


def create(call: Call, kind: str) -> Response:
    """A new record. :raise NsError: it is made by a transformation only."""
    if kind in TRANSFORMED_ONLY:
        raise NsError("INVALID_REQUEST", f"The record {kind} can only be created by a transformation.")
    draft, dropped = _draft(call, kind, call.body())
    call.engine.strike_record(call.strikes)
    return _written(call, call.books.add(draft), dropped)


def update(call: Call, kind: str, key: str) -> Response:
    """Change a record."""
    record = _locate(call, kind, key)
    draft, dropped = _draft(call, kind, call.body())
    draft.internal_id = record.id
    call.engine.strike_record(call.strikes)
    return _written(call, call.books.update(draft), dropped)


def upsert(call: Call, kind: str, key: str) -> Response:
    """Change the record with this external id, or make it."""
    if not key.startswith("eid:"):
        raise NsError("INVALID_REQUEST", "PUT wants an external id: /{record}/eid:{externalId}.")
    draft, dropped = _draft(call, kind, call.body())
    if draft.external_id and draft.external_id != key[4:]:
        raise NsError("INVALID_CONTENT", "The external id of the body differs from that of the path.", "externalId")
    draft.external_id = key[4:]
    call.engine.strike_record(call.strikes)
    return _written(call, call.books.upsert(draft), dropped)


def delete(call: Call, kind: str, key: str) -> Response:
    """Delete a record; the reason comes in the query."""
    record = _locate(call, kind, key)
    call.engine.strike_record(call.strikes)
    reason, memo = call.query.get("deletionReason", ""), call.query.get("deletionReasonMemo", "")
    body = call.body()
    if isinstance(body.get("deletionReason"), dict):
        reason, memo = str(body["deletionReason"].get("id", "")), str(body.get("deletionReasonMemo", ""))
    call.books.delete(kind, record.id, reason=reason or "-1", memo=memo)
    return Response(204)


def transform(call: Call, kind: str, key: str, target: str) -> Response:
    """Make a record from another, changed by the body."""
    call.permit(target)
    if (kind, target) not in TRANSFORMS:
        raise NsError("INVALID_REQUEST", f"The record {kind} cannot be transformed to {target}.")
    source = _locate(call, kind, key)
    values = initializing.initialized(call.store, target, kind, source.id)
    draft, dropped = _draft(call, target, call.body())
    given = draft.values
    shape = shapes.RECORDS[target]
    for name, value in values.items():
        field = shape.fields.get(name)
        if field is None or field.read_only:
            continue
        if field.kind == "list":
            given[name] = _transformed(given.get(name), value, "doc" if name.endswith("applyList") else "line")
        elif field.kind == "ref":
            given.setdefault(name, _as_ref(value))
        else:
            given.setdefault(name, value)
    if target == "customerPayment":
        _settle(given, call.body())
    call.engine.strike_record(call.strikes)
    return _written(call, call.books.add(draft), dropped)


def _settle(given: dict[str, Any], body: dict[str, Any]) -> None:
    """A payment made from an invoice: its amount follows from the lines, or the lines from its amount."""
    if "payment" not in body:
        given.pop("payment", None)
    elif "apply" not in body:
        for row in given["applyList"].rows:
            row.pop("amount", None)


def _as_ref(value: str) -> Any:
    from ..ledger.record import Ref

    return Ref(internal_id=value)


def _transformed(given: Rows | None, rows: list[dict[str, Any]], key: str) -> Rows:
    """The rows of a transformed record: those of the source, changed by those of the body."""
    from ..ledger.record import Ref

    kept: dict[str, dict[str, Any]] = {}
    for row in rows:
        if key == "doc" and not row.get("apply"):
            continue
        kept[str(row[key])] = {
            name: Ref(internal_id=str(value)) if name in _REFERENCES else value
            for name, value in row.items()
            if name not in _COMPUTED
        }
    for number, row in enumerate(given.rows if given else []):
        mark = row.get(key)
        where = str(mark.internal_id if isinstance(mark, Ref) else mark if mark is not None else f"new{number}")
        kept[where] = {**kept.get(where, {}), **row}
    return Rows(list(kept.values()))


_REFERENCES = {"item", "department", "class", "location", "taxCode", "price", "doc", "revRecSchedule"}
_COMPUTED = {"applyDate", "type", "refNum", "total", "due", "currency", "grossAmt", "taxAmount"}


# -- collections ------------------------------------------------------------------

_FILTER = re.compile(r"(\w+)\s+(IS|CONTAIN|START_WITH|EQUAL|AFTER|ON_OR_AFTER|ANY_OF|GREATER|GREATER_OR_EQUAL)\s+"
                     r'("[^"]*"|\[[^\]]*\]|[\w.-]+)', re.IGNORECASE)  # fmt: skip


def collection(call: Call, kind: str) -> Response:
    """A page of ids and links; records themselves are read one by one, or by SuiteQL."""
    limit = call.number("limit", 1000, least=1, most=1000)
    offset = call.number("offset", 0)
    if offset % limit:
        raise NsError("INVALID_PARAMETER", "The offset must be divisible by the limit.", "offset")
    found = call.store.all(kind)
    if call.query.get("q"):
        found = [one for one in found if _matches(call, one, call.query["q"])]
    page = found[offset : offset + limit]
    items = [{"links": [{"rel": "self", "href": f"{call.base}/{kind}/{one.id}"}], "id": one.id} for one in page]
    links = [{"rel": "self", "href": f"{call.base}/{kind}?limit={limit}&offset={offset}"}]
    more = offset + limit < len(found)
    if more:
        links.append({"rel": "next", "href": f"{call.base}/{kind}?limit={limit}&offset={offset + limit}"})
    body = {
        "links": links,
        "count": len(items),
        "hasMore": more,
        "items": items,
        "offset": offset,
        "totalResults": len(found),
    }
    return answer(body, COLLECTION)


def _matches(call: Call, record: Record, query: str) -> bool:
    """Whether a record meets a filter of the form ``field OPERATOR value AND …``. :raise NsError: malformed."""
    values = view.full(call.store, record)
    for part in re.split(r"\s+AND\s+", query, flags=re.IGNORECASE):
        found = _FILTER.fullmatch(part.strip())
        field = shapes.RECORDS[record.kind].from_rest(found[1]) if found else None
        if found is None or (field is None and found[1] not in ("id", "externalId")):
            raise NsError("INVALID_PARAMETER", f"Invalid query parameter q: {part}.", "q")
        if found[1] in ("id", "externalId"):
            value: Any = record.id if found[1] == "id" else record.external_id
        else:
            value = values.get(field.name) if field is not None else None
        if not _meets(value, found[2].upper(), found[3].strip('"')):
            return False
    return True


def _meets(value: Any, operator: str, wanted: str) -> bool:
    text, low = ("" if value is None else str(value)), wanted.lower()
    if isinstance(value, bool):
        text = "true" if value else "false"
    if operator in ("IS", "EQUAL"):
        return text.lower() == low
    if operator == "CONTAIN":
        return low in text.lower()
    if operator == "START_WITH":
        return text.lower().startswith(low)
    if operator == "ANY_OF":
        return text in [one.strip() for one in wanted.strip("[]").split(",")]
    if operator in ("GREATER", "GREATER_OR_EQUAL"):
        return value is not None and (
            float(value) > float(wanted) or (float(value) == float(wanted) and "OR" in operator)
        )
    from datetime import datetime

    day = datetime.strptime(wanted, "%m/%d/%Y").date()
    found = value if not isinstance(value, (int, float)) else datetime.fromtimestamp(value).date()
    return found is not None and (found > day or (operator == "ON_OR_AFTER" and found == day))
