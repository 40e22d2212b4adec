"""From an HTTP request to a SOAP reply: who are you, is there a place, what goes wrong, do it."""

from __future__ import annotations

import logging
import re
from typing import Any

from lxml import etree

from ..core import credentials as logins
from ..core.engine import Engine
from ..core.faults import Where
from ..core.http import Request, Response
from ..core.pool import Busy
from . import account, envelope, faults, finding, passport, records, summary
from .faults import SoapFault
from .names import Element, Names, children, first, type_of
from .work import Work

_logger = logging.getLogger(__name__)
_PATH = re.compile(r"/services/NetSuitePort_(\d{4}_\d)")
OPERATIONS = {**records.OPERATIONS, **finding.OPERATIONS, **account.OPERATIONS, **summary.OPERATIONS}
#: Endpoints that still answer; Oracle names 2025.2 as the last there will be.
VERSIONS = ("2022_2", "2023_1", "2023_2", "2024_1", "2024_2", "2025_1", "2025_2")
MAINTENANCE = (
    "<html><head><title>NetSuite - Scheduled Maintenance</title></head><body><h1>NetSuite is temporarily "
    "unavailable</h1><p>We are currently performing scheduled maintenance.</p></body></html>"
)


def is_soap(path: str) -> bool:
    """Whether a path is SuiteTalk's."""
    return path.startswith("/services/NetSuitePort_")


class Gateway:
    """Answers SOAP requests of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def handle(self, request: Request) -> Response:
        """Answer *request*. Never raises for what a caller can do wrong."""
        found = _PATH.fullmatch(request.path)
        version = found[1] if found else ""
        names = Names(version if version in VERSIONS else VERSIONS[-1])
        if request.method != "POST":
            return Response(405, "SuiteTalk answers POST", {"Content-Type": "text/plain"})
        try:
            if version not in VERSIONS:
                raise SoapFault("invalidVersionFault", "UNSUPPORTED_WS_VERSION", f"Version {version} is not supported.")
            call = envelope.parse(request.body)
            return self._admitted(names, call)
        except SoapFault as error:
            return self._fault(names, error)
        except Exception:
            # The boundary of a request: one that breaks must not take the stand-in with it.
            _logger.exception("%s broke the sandbox", request.path)
            self.engine.stats.broken.append(request.path)
            return self._fault(names, faults.unexpected("sandbox"))

    def _fault(self, names: Names, error: SoapFault) -> Response:
        self.engine.stats.statuses[error.status] += 1
        return _xml(error.status, envelope.fault(names, error))

    def _admitted(self, names: Names, call: envelope.Call) -> Response:
        engine = self.engine
        with engine.lock:
            struck = engine.faults.strike(Where("soap", call.operation, _kinds(call.body)))
            seen = engine.store.writes
        if "expired_token" in struck:
            raise faults.credentials(logins.LOGIN_REFUSED)
        with engine.lock:
            token = passport.authenticate(call.header, engine.credentials)
        if "permission" in struck:
            raise faults.permission(struck["permission"].get("message", "SOAP Web Services"))
        if "soap" in token.missing:
            raise faults.permission("SOAP Web Services")
        if call.operation not in OPERATIONS or call.body.tag != names.messages(call.operation):
            raise faults.malformed(f"could not find the operation {call.operation}")
        try:
            with engine.pool.place():
                if "blocked" in struck:
                    raise faults.concurrency()
                return self._done(Work(engine, names, call, token, engine.request_id(), struck, seen))
        except Busy:
            raise faults.concurrency() from None

    def _done(self, work: Work) -> Response:
        struck, engine = work.strikes, self.engine
        early = early_answer(struck)
        if early is not None:
            return early
        if "unexpected" in struck:
            raise faults.unexpected()
        if "latency" in struck:
            engine.sleep(struck["latency"].get("latency_ms", 0) / 1000)
        with engine.lock:
            engine.before(struck)
            work.started = engine.store.writes
            document, body = envelope.reply(work.names, work.request_id)
            reply = work.names.child(body, "messages.platform", f"{work.call.operation}Response")
            OPERATIONS[work.call.operation](work, work.call.body, reply)
            engine.stats.requests[f"soap {work.call.operation}"] += 1
            engine.stats.statuses[200] += 1
            engine.stats.dropped += "drop_after" in struck
        if "status_after" in struck:
            return Response(struck["status_after"].get("status", 502), "Bad Gateway", {"Content-Type": "text/plain"})
        response = _xml(200, document)
        response.drop = "drop_after" in struck
        return response


def early_answer(struck: dict[str, dict[str, Any]]) -> Response | None:
    """The answer of faults that come before anything is done."""
    if "drop_before" in struck:
        return Response(0, drop=True)
    if "maintenance" in struck:
        return Response(struck["maintenance"].get("status", 503), MAINTENANCE, {"Content-Type": "text/html"})
    if "status" in struck:
        return Response(struck["status"].get("status", 500), "", {"Content-Type": "text/plain"})
    return None


def _kinds(body: Element) -> tuple[str, ...]:
    """Record types a request names, for rules that look at them."""
    from ..ledger import shapes

    found = []
    for one in children(body):
        if one.get("type"):
            found.append(one.get("type") or "")
        name = type_of(one)[1]
        if name in shapes.BY_TYPE_NAME:
            found.append(shapes.BY_TYPE_NAME[name].name)
        kind = first(one, "type")
        if kind is not None and kind.text:
            found.append(kind.text.strip())
    return tuple(found)


def _xml(status: int, document: Element) -> Response:
    assert isinstance(document, etree._Element)
    return Response(status, envelope.text(document), {"Content-Type": "text/xml; charset=utf-8"})
