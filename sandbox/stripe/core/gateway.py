"""From an HTTP request to an HTTP answer, without the sockets.

The order is Stripe's: who are you, which account, which version, are you too
fast, have I answered this before, do it, remember it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from . import auth, faults, forms, versions
from .context import Context
from .engine import Engine
from .errors import StripeError, invalid
from .expand import expand
from .persistence import dump
from .render import render_result
from .router import Route

_logger = logging.getLogger(__name__)

#: Largest request body, in bytes; more is refused before it is read.
MAX_BODY_BYTES = 4 * 1024 * 1024


@dataclass
class Request:
    """One HTTP request. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Response:
    """One HTTP answer; ``drop`` closes the connection instead of answering."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


@dataclass
class Call:
    """A request that has been let in."""

    ctx: Context
    route: Route
    ids: list[str]
    params: dict[str, Any]
    path: str
    strikes: list[dict[str, Any]]


class Gateway:
    """Answers API requests for an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def handle(self, request: Request) -> Response:
        """Answer *request*. Never raises for what a caller can do wrong."""
        engine = self._engine
        with engine.lock:
            engine.run_due()
            request_id = engine.ids.new("req_")
        headers = self._headers(request, request_id)
        try:
            with engine.lock:
                call = self._admit(request, request_id)
        except StripeError as error:
            return self._error(request, None, error, headers)
        headers["Stripe-Version"] = call.ctx.version
        response = self._run(request, call, headers)
        with engine.lock:
            engine.counters.dropped += response.drop
            engine.counters.request(call.route.name, response.status)
        return response

    def _headers(self, request: Request, request_id: str) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Date": formatdate(self._engine.clock.time(), usegmt=True),
            "Request-Id": request_id,
        }
        for name in ("Idempotency-Key", "Stripe-Account"):
            if name.lower() in request.headers:
                headers[name] = request.headers[name.lower()]
        return headers

    # -- letting a request in ---------------------------------------------------

    def _admit(self, request: Request, request_id: str) -> Call:
        engine = self._engine
        key = engine.keys.authenticate(request.headers.get("authorization"))
        account = self._account(key, request.headers.get("stripe-account"))
        version = request.headers.get("stripe-version") or engine.default_version
        versions.check(version)
        route, ids = engine.router.find(request.method, request.path, version)
        engine.limits.check(account.scope, route.name, engine.clock.now())
        auth.require(key, route.permission, account.id)
        params = forms.decode(request.query)
        if request.method == "POST":
            params = {**params, **self._body(request)}
        ctx = Context(
            engine,
            account,
            version,
            key,
            request_id,
            request.headers.get("idempotency-key"),
        )
        strikes = engine.faults.strike(request.method, request.path)
        return Call(ctx, route, ids, params, request.path, strikes)

    def _account(self, key: dict[str, Any], wanted: str | None) -> Any:
        account_id = wanted or key["account"]
        own = account_id == key["account"]
        account = self._engine.accounts.get((account_id, key["livemode"]))
        if account is None or not (own or key["account"] == self._engine.platform_id):
            raise auth.account_invalid(key, account_id)
        settings = account.get("_settings", "settings")
        if not own and settings is not None and settings.get("deauthorized"):
            raise auth.account_invalid(key, account_id)
        return account

    def _body(self, request: Request) -> dict[str, Any]:
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if request.body and kind not in ("", "application/x-www-form-urlencoded"):
            raise invalid(
                "Invalid request (check that your POST content type is "
                "application/x-www-form-urlencoded)."
            )
        try:
            return forms.decode(request.body.decode())
        except UnicodeDecodeError:
            raise invalid("Invalid request body: not UTF-8.") from None

    # -- doing it ---------------------------------------------------------------

    def _run(self, request: Request, call: Call, headers: dict[str, str]) -> Response:
        """Faults, idempotency, and the handler in between."""
        strikes = {rule["kind"]: rule for rule in call.strikes}
        if "drop_before" in strikes:
            return Response(0, "", drop=True)
        if "status" in strikes:
            error = faults.error_of(strikes["status"])
            return self._error(request, call, error, headers)
        scope = f"{call.ctx.account.scope}"
        key = call.ctx.idempotency_key if request.method == "POST" else None
        try:
            replay = self._begin(scope, key, call, headers)
            if replay is not None:
                return replay
        except StripeError as error:
            return self._error(request, call, error, headers)
        try:
            if "latency" in strikes:
                time.sleep(strikes["latency"].get("latency_ms", 0) / 1000)
            response = self._execute(request, call, headers, scope, key, strikes)
        finally:
            if key is not None:
                with self._engine.lock:
                    self._engine.idempotency.end(scope, key)
        response.drop = "drop_after" in strikes
        return response

    def _begin(
        self, scope: str, key: str | None, call: Call, headers: dict[str, str]
    ) -> Response | None:
        """The kept answer of an earlier request with this key, if there is one."""
        if key is None:
            return None
        engine = self._engine
        with engine.lock:
            kept = engine.idempotency.begin(
                scope, key, call.path, call.params, engine.clock.now()
            )
        if kept is None:
            return None
        engine.counters.replays += 1
        headers = {
            **headers,
            "Idempotent-Replayed": "true",
            "Original-Request": kept["request_id"],
        }
        return Response(kept["status"], kept["body"], headers)

    def _execute(
        self,
        request: Request,
        call: Call,
        headers: dict[str, str],
        scope: str,
        key: str | None,
        strikes: dict[str, Any],
    ) -> Response:
        engine = self._engine
        with engine.lock:
            began = False
            try:
                checked = engine.check(call.route, call.params)
                began = True
                result = call.route.handler(call.ctx, checked, *call.ids)
                answer = render_result(call.ctx, result)
                expand(call.ctx, answer, checked.get("expand") or [])
                if "status_after" in strikes:
                    raise faults.error_of(strikes["status_after"])
                response = Response(200, dump(answer), headers)
            except StripeError as error:
                response = self._error(request, call, error, headers)
            except Exception:
                response = self._bug(request, call, headers)
            if key is not None and began and response.status != 429:
                engine.idempotency.keep(
                    scope,
                    key,
                    engine.clock.now(),
                    response.status,
                    response.body,
                    headers["Request-Id"],
                )
            engine.commit()
        return response

    # -- errors -----------------------------------------------------------------

    def _bug(self, request: Request, call: Call, headers: dict[str, str]) -> Response:
        """A fault of the sandbox itself: a 500 for the caller, the trace for us.

        This is the boundary of a request; one that breaks must not take the
        connection, or the sandbox, with it.
        """
        _logger.exception("%s %s broke the sandbox", request.method, request.path)
        self._engine.counters.broke(f"{request.method} {request.path}")
        error = StripeError(500, "The sandbox broke on this request.", type="api_error")
        return self._error(request, call, error, headers)

    def _error(
        self,
        request: Request,
        call: Call | None,
        error: StripeError,
        headers: dict[str, str],
    ) -> Response:
        """An error as Stripe answers it."""
        log_url = None
        if call is not None:
            mode = "live" if call.ctx.livemode else "test"
            log_url = (
                f"https://dashboard.stripe.com/{call.ctx.account.id}/{mode}"
                f"/workbench/logs?object={headers['Request-Id']}"
            )
            for name, value in error.extra.items():
                if isinstance(value, dict) and value.get("object"):
                    error.extra[name] = call.ctx.render(value)
        else:
            self._engine.counters.request(f"{request.method} (refused)", error.status)
        return Response(
            error.status, dump(error.body(log_url)), {**headers, **error.headers}
        )
