"""Replays recorded exchanges with Stripe: which objects are in them and how they read.

A file is a JSON list of exchanges, each with ``status``, ``stripe_version`` and
``response``: the body as JSON, or as text where masking broke it. In masked recordings
runs of digits and letters that looked like secrets were replaced by words; the words
of ``MASKS`` stand for one run each, so that the body can be put back together.

Every object in a response is read by its own reader, however deep it is nested: in
lists, in expanded fields, in the object of an event (which is of the event's own API
version). A field is counted for the object it belongs to, once. Error responses are
read as errors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workspace import pure

from .replay_tally import Tally

pure.install()

from odoo.addons.ar_sync_stripe import payloads  # noqa: E402
from odoo.addons.ar_sync_stripe.payloads import error as error_reader  # noqa: E402

MASKS = {"<VENDOR_ID>": "1", "<VENDOR_AUTH_CODE>": "x", "<PADDLE_API_KEY>": "secret"}
ERROR_STATUS_MIN = 400
UNVERSIONED = "(none)"

_STEP = re.compile(r"[^.\[\]]+")


def replay_file(path: Path, name: str, tally: Tally) -> None:
    """Read one file of exchanges into the tally."""
    try:
        exchanges = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as problem:
        tally.fail(name, "file", f"is not JSON: {problem}")
        return
    if not isinstance(exchanges, list):
        tally.fail(name, "file", "is not a list of exchanges")
        return
    for number, exchange in enumerate(exchanges, start=1):
        tally.exchanges += 1
        _replay_exchange(exchange, name, f"exchange {number}", tally)


def _replay_exchange(exchange: Any, name: str, where: str, tally: Tally) -> None:
    if not isinstance(exchange, Mapping) or "response" not in exchange:
        tally.fail(name, where, "is not an exchange with a response")
        return
    where = f"{where} ({exchange.get('method', '?')} {exchange.get('path', '?')})"
    version = exchange.get("stripe_version")
    version = version if isinstance(version, str) else UNVERSIONED
    status = exchange.get("status")
    failed = isinstance(status, int) and status >= ERROR_STATUS_MIN
    try:
        body = _unmask(exchange["response"])
    except (ValueError, RecursionError) as problem:
        if not failed:
            tally.fail(name, where, f"the response is not JSON: {problem}")
            return
        body = {}  # A proxy's page: the status alone says what happened.
    if failed or (isinstance(body, Mapping) and "error" in body and "object" not in body):
        _replay_error(body, status if failed else 0, version, name, where, tally)
    for obj, born in _objects(body, version):
        _replay_object(obj, born, name, where, tally)


def _unmask(response: Any) -> Any:
    """Return the response as JSON, with the masked runs put back."""
    text = response if isinstance(response, str) else json.dumps(response)
    for mask, run in MASKS.items():
        text = text.replace(mask, run)
    return json.loads(text) if text.strip() else None


def _objects(body: Any, version: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield every Stripe object in a body with its API version, the outer ones first."""
    waiting = [(body, version)]
    while waiting:
        value, born = waiting.pop()
        if isinstance(value, list):
            waiting += [(item, born) for item in reversed(value)]
        elif isinstance(value, Mapping):
            kind = value.get("object")
            if isinstance(kind, str):
                yield value, born
                if kind == "event":
                    said = value.get("api_version")
                    born = said if isinstance(said, str) else UNVERSIONED
            waiting += [(item, born) for item in reversed(list(value.values()))]


def _replay_object(
    obj: Mapping[str, Any], version: str, name: str, where: str, tally: Tally
) -> None:
    kind = str(obj["object"])
    try:
        reading = payloads.read_object(obj)
    except payloads.UnknownObject as unknown:
        tally.without_reader[unknown.object_type or kind] += 1
        return
    except payloads.PayloadError as problem:
        if _owned(obj, problem.path):
            tally.fail(name, where, str(problem))
            what = "missing" if problem.problem == "is missing" else "not_understood"
            tally.note(kind, version, problem.path, what, problem.problem, name)
        else:
            tally.fail(name, where, f"{problem} (counted there as well)")
        return
    tally.read[kind, version] += 1
    for note in reading.notes:
        if _owned(obj, note.path):
            tally.note(kind, version, note.path, note.kind, note.detail, name)


def _owned(obj: Mapping[str, Any], path: str) -> bool:
    """Tell whether a field is the object's own and not one of an object within it."""
    value: Any = obj
    for step in _STEP.findall(path)[:-1]:
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, Mapping):
            value = value.get(step)
        if isinstance(value, Mapping) and value.get("object") in payloads.READERS:
            return False
    return True


def _replay_error(
    body: Any, status: int, version: str, name: str, where: str, tally: Tally
) -> None:
    notes: list[payloads.Note] = []
    try:
        error_reader.read(body if isinstance(body, Mapping) else {}, status, notes)
    except payloads.PayloadError as problem:
        tally.fail(name, where, str(problem))
        return
    tally.read["error", version] += 1
    for note in notes:
        tally.note("error", version, note.path, note.kind, note.detail, name)
