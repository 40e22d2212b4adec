"""The control API under ``/_sandbox/``: JSON in, JSON out, no key, loopback host names only.

``GET /_sandbox/`` lists what there is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.stripe.core.http import is_loopback

from ..core.http import Request, Response
from ..ledger.errors import NsError
from . import actions

if TYPE_CHECKING:
    from ..server import NetSuiteSandbox


class NotThere(Exception):
    """No such call."""


class Control:
    """Answers control requests for a stand-in."""

    def __init__(self, sandbox: NetSuiteSandbox) -> None:
        self.sandbox = sandbox
        self.engine = sandbox.engine
        self.snapshots: dict[str, bytes] = {}

    def handle(self, request: Request) -> Response:
        """Answer *request*; errors are JSON with a message."""
        host = request.headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if host and not is_loopback(name):
            return _response(403, {"error": "the control API answers on loopback names only"})
        try:
            body = dict(parse_qsl(request.query))
            if request.body:
                given = json.loads(request.body)
                if not isinstance(given, dict):
                    raise ValueError("the body must be a JSON object")
                body.update(given)
            return _response(200, self.call(request.method, request.path, body))
        except NotThere as error:
            return _response(404, {"error": str(error)})
        except NsError as error:
            return _response(error.status, {"error": error.message, "code": error.code})
        except (KeyError, ValueError, TypeError) as error:
            return _response(400, {"error": f"{type(error).__name__}: {error}"})

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Do one control call from inside the process; *path* with or without ``/_sandbox``."""
        parts = path.removeprefix("/_sandbox").strip("/").split("/")
        for pattern, function in actions.ROUTES.items():
            wanted, _, shape = pattern.partition(" ")
            ids = _match(shape.strip("/").split("/"), parts)
            if wanted == method and ids is not None:
                with self.engine.lock:
                    return function(self, body or {}, *ids)
        if method == "GET" and parts == [""]:
            return {"endpoints": [f"{key} - {(one.__doc__ or '').strip()}" for key, one in actions.ROUTES.items()]}
        raise NotThere(f"there is no {method} {path}; see GET /_sandbox/")


def _match(pattern: list[str], parts: list[str]) -> list[str] | None:
    if len(pattern) != len(parts):
        return None
    ids = []
    for expected, given in zip(pattern, parts, strict=True):
        if expected.startswith(":"):
            ids.append(given)
        elif expected != given:
            return None
    return ids


def _response(status: int, answer: Any) -> Response:
    return Response(status, json.dumps(answer, default=str), {"Content-Type": "application/json"})
