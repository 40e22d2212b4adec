"""Replays recorded SuiteTalk replies: what a reader would have got of each, or which error it would have been.

A reply that says that a record was refused is read: its codes are found, and each becomes one of ours. What is refused
is what the client would not read (no SOAP, a DOCTYPE); an error that nobody foresaw is a failure.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from workspace import pure

from .replay_tally import Tally

pure.install()

from odoo.addons.ar_sync.protocol.erp_errors import ErpError  # noqa: E402
from odoo.addons.ar_sync_netsuite.mapping import records, soap_fields  # noqa: E402
from odoo.addons.ar_sync_netsuite.mapping.context import Reading  # noqa: E402
from odoo.addons.ar_sync_netsuite.transport import envelope  # noqa: E402

_VERSION = re.compile(rb"urn:[a-z]+_(\d{4}_\d)\.")
#: Fields without which a document is worth nothing.
_NEEDED = {"invoice": ("total", "tranDate", "entity"), "creditMemo": ("total", "tranDate", "entity")}
_KINDS = {"customer": "customer", "invoice": "invoice", "creditMemo": "credit_memo", "customerPayment": "payment",
          "customerDeposit": "payment", "customerRefund": "refund"}  # fmt: skip


def replay_file(path: Path, name: str, tally: Tally) -> None:
    """Read one recorded reply into the tally."""
    if path.suffix.lower() != ".xml":
        return
    tally.exchanges += 1
    data = path.read_bytes()
    found = _VERSION.search(data)
    version = found[1].decode() if found else "?"
    try:
        _reply(envelope.parse(data), version, name, tally)
    except ErpError as error:
        tally.refuse(name, "reply", str(error))
    except Exception as error:  # The boundary of a file: what nobody foresaw is a finding.
        tally.fail(name, "reply", f"{type(error).__name__}: {error}")


def _reply(root: Any, version: str, name: str, tally: Tally) -> None:
    body = envelope.first(root, "Body")
    inside = soap_fields.children(body)[0] if body is not None and len(soap_fields.children(body)) else None
    if inside is None:
        tally.refuse(name, "reply", "no SOAP body")
        return
    if soap_fields.local(inside) == "Fault":
        error = envelope.fault(inside)
        tally.read[f"fault: {error.code}", version] += 1
        return
    statuses = [one for one in inside.iter("{*}status") if one.get("isSuccess")]
    for status in statuses:
        _status(status, version, name, tally)
    for ref in inside.iter("{*}baseRef"):
        tally.read[f"{ref.get('type') or '?'} written", version] += 1
    for record in inside.iter("{*}record"):
        _record(record, version, name, tally)
    if not statuses:
        tally.fail(name, soap_fields.local(inside), "no status in the reply")


def _status(status: Any, version: str, name: str, tally: Tally) -> None:
    if envelope.is_success(status):
        tally.read["status: done", version] += 1
        return
    said = envelope.details(status)
    error = envelope.refusal(said)
    tally.read[f"status: {error.code}", version] += 1
    for one in said:
        if not one.code or not one.message:
            tally.note("status", version, "statusDetail", "missing", one.code or one.message, name)


def _record(element: Any, version: str, name: str, tally: Tally) -> None:
    fields = soap_fields.read(element)
    kind = _KINDS.get(fields.record)
    if kind is None:
        tally.without_reader[fields.record or "?"] += 1
        return
    for needed in _NEEDED.get(fields.record, ()):
        if not fields.text(needed) and not fields.ref(needed):
            tally.note(fields.record, version, needed, "missing", "", name)
    try:
        document = records.read(kind, fields, Reading())
    except ValueError as error:
        tally.fail(name, f"{fields.record} {fields.id}", str(error))
        return
    if document is not None:
        tally.read[fields.record, version] += 1
