"""The control API under ``/_sandbox/``: JSON in, JSON out, no key.

It exists for people and tests on this machine. The server listens on loopback
only, refuses other peers, and this API also refuses requests whose ``Host`` is
not loopback, so that a web page cannot reach it through a made-up name.
``GET /_sandbox/`` lists what there is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..core.errors import StripeError, invalid
from ..core.gateway import Request, Response
from ..core.http import is_loopback
from ..core.persistence import dump
from . import actions, deliveries
from .books import books

if TYPE_CHECKING:
    from ..server import StripeSandbox

ROUTES = {**actions.ROUTES, **deliveries.ROUTES}


class Control:
    """Answers control requests for a sandbox."""

    def __init__(self, sandbox: StripeSandbox) -> None:
        self.sandbox = sandbox
        self.engine = sandbox.engine
        self.snapshots: dict[str, str] = {}

    def handle(self, request: Request) -> Response:
        """Answer *request*; errors are JSON with a message."""
        try:
            _check_host(request.headers.get("host", ""))
            body = self._body(request)
            answer = self.call(request.method, request.path, body)
            return _response(200, answer)
        except StripeError as error:
            return _response(error.status, error.body(None))
        except (KeyError, ValueError, TypeError) as error:
            message = f"{type(error).__name__}: {error}"
            return _response(400, {"error": {"message": message}})

    def _body(self, request: Request) -> dict[str, Any]:
        values: dict[str, Any] = dict(parse_qsl(request.query))
        if request.body:
            given = json.loads(request.body)
            if not isinstance(given, dict):
                raise invalid("the body must be a JSON object")
            values.update(given)
        return values

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Do one control call from inside the process.

        :param path: with or without the leading ``/_sandbox``.
        :raise StripeError: 404 for a path there is not, 400 for bad values.
        """
        parts = path.removeprefix("/_sandbox").strip("/").split("/")
        for pattern, function in ROUTES.items():
            wanted, _, shape = pattern.partition(" ")
            ids = _match(shape.strip("/").split("/"), parts)
            if wanted == method and ids is not None:
                return self._run(function, ids, body or {})
        if method == "GET" and parts == [""]:
            return {"endpoints": _index()}
        raise StripeError(404, f"there is no {method} {path}; see GET /_sandbox/")

    def _run(self, function: Any, ids: list[str], body: dict[str, Any]) -> Any:
        if getattr(function, "unlocked", False):
            return function(self, body, *ids)
        with self.engine.lock:
            self.engine.run_due()
            try:
                return function(self, body, *ids)
            finally:
                self.engine.commit()

    def context(self, body: dict[str, Any]) -> Any:
        """The account a call is about: ``account`` and ``livemode``, or the default."""
        account = self.engine.accounts.get(
            (body.get("account") or self.engine.platform_id, _flag(body, "livemode"))
        )
        if account is None:
            raise invalid(f"no account {body.get('account')}", "account")
        return self.engine.context(account)

    def books(self, account_id: str | None = None) -> dict[str, Any]:
        """The sandbox's own bookkeeping of an account."""
        with self.engine.lock:
            return books(self.context({"account": account_id}))


def _flag(body: dict[str, Any], name: str) -> bool:
    return body.get(name) in (True, "true", "1")


def _match(pattern: list[str], parts: list[str]) -> list[str] | None:
    if len(pattern) != len(parts):
        return None
    ids = []
    for expected, given in zip(pattern, parts, strict=False):
        if expected.startswith(":"):
            ids.append(given)
        elif expected != given:
            return None
    return ids


def _index() -> list[str]:
    return [
        f"{pattern.replace(' /', ' /_sandbox/', 1)} - {_summary(function)}"
        for pattern, function in ROUTES.items()
    ]


def _summary(function: Any) -> str:
    return (function.__doc__ or "").strip().partition("\n")[0]


def _check_host(host: str) -> None:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if host and not is_loopback(name):
        raise StripeError(403, "the control API answers on loopback names only")


def _response(status: int, answer: Any) -> Response:
    return Response(status, dump(answer), {"Content-Type": "application/json"})
