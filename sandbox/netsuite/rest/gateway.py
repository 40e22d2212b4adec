"""From an HTTP request to a REST answer: who are you, is there a place, what goes wrong, do it."""

from __future__ import annotations

import logging
from typing import Any

from ..core.credentials import LOGIN_REFUSED, Refused, Token
from ..core.engine import Engine
from ..core.faults import Where
from ..core.http import Request, Response
from ..core.pool import Busy
from ..ledger.errors import NsError
from ..soap.gateway import early_answer
from ..suiteql.database import ROW_CAP, Database, QueryError
from ..suiteql.translate import tables_of
from . import errors, oauth1, oauth2, records
from .calls import COLLECTION, Call, answer
from .jobs import Jobs
from .writer import moment

_logger = logging.getLogger(__name__)
ROOT = "/services/rest/"


class Gateway:
    """Answers REST requests of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.base_url = ""
        self.oauth = oauth2.OAuth2(engine.settings, engine.credentials, engine.seed)
        self.jobs = Jobs()
        self.database = Database(engine.store)
        self._generation = engine.generation

    def handle(self, request: Request) -> Response:
        """Answer *request*. Never raises for what a caller can do wrong."""
        try:
            if request.path == oauth2.PATH:
                return self._token(request)
            if not request.path.startswith(ROOT):
                return Response(404, "", {"Content-Type": "text/plain"})
            response = self._admitted(request)
        except NsError as error:
            response = errors.response(error)
        except Exception:
            # The boundary of a request: one that breaks must not take the stand-in with it.
            _logger.exception("%s %s broke the sandbox", request.method, request.path)
            self.engine.stats.broken.append(f"{request.method} {request.path}")
            response = errors.plain(500, [{"detail": "The sandbox broke.", "o:errorCode": "UNEXPECTED_ERROR"}])
        self.engine.stats.statuses[response.status] += 1
        return response

    def _token(self, request: Request) -> Response:
        path = oauth2.PATH
        account = self.engine.settings.account_id.lower().replace("_", "-")
        addresses = [f"{self.base_url}{path}", f"https://{account}.suitetalk.api.netsuite.com{path}"]
        with self.engine.lock:
            return self.oauth.answer(request, addresses)

    # -- letting a request in -----------------------------------------------------

    def _admitted(self, request: Request) -> Response:
        engine = self.engine
        parts = request.path[len(ROOT) :].strip("/").split("/")
        kinds = tuple(parts[2:3]) if parts[:2] == ["record", "v1"] else ()
        with engine.lock:
            struck = engine.faults.strike(Where("rest", f"{request.method} {request.path}", kinds))
            seen = engine.store.writes
        token = None if "expired_token" in struck else self._authenticated(request)
        if token is None:
            return errors.unauthorized(engine.settings.account_id, LOGIN_REFUSED)
        if "permission" in struck or "rest" in token.missing:
            from ..ledger.errors import permission

            raise permission(struck.get("permission", {}).get("message", "Setup -> REST Web Services"))
        try:
            with engine.pool.place():
                if "blocked" in struck:
                    return errors.busy()
                return self._done(Call(self, request, token, struck, seen), parts)
        except Busy:
            return errors.busy()

    def _authenticated(self, request: Request) -> Token | None:
        credentials = self.engine.credentials
        header = request.headers.get("authorization", "")
        with self.engine.lock:
            try:
                if header.startswith("OAuth "):
                    token = oauth1.authenticate(request, credentials)
                elif header.startswith("Bearer "):
                    token = self.oauth.bearer(header.removeprefix("Bearer ").strip())
                else:
                    raise Refused("no Authorization header")
            except Refused as refused:
                credentials.note(f"REST: {refused}", ok=False)
                return None
            credentials.note("REST: Success", ok=True)
            return token

    # -- doing it -----------------------------------------------------------------

    def _done(self, call: Call, parts: list[str]) -> Response:
        struck, engine = call.strikes, self.engine
        early = early_answer(struck)
        if early is not None:
            return early
        if "unexpected" in struck:
            detail = "An unexpected error occurred. Error ID: sandbox"
            return errors.plain(500, [{"detail": detail, "o:errorCode": "UNEXPECTED_ERROR"}])
        if "latency" in struck:
            engine.sleep(struck["latency"].get("latency_ms", 0) / 1000)
        with engine.lock:
            engine.before(struck)
            engine.stats.requests[f"rest {call.request.method} {'/'.join(parts[:3])}"] += 1
            engine.stats.dropped += "drop_after" in struck
            try:
                response = self._routed(call, parts)
            except NsError as error:
                response = errors.response(error)
        if "status_after" in struck:
            return Response(struck["status_after"].get("status", 502), "", {"Content-Type": "text/plain"})
        response.drop = "drop_after" in struck
        return response

    def _routed(self, call: Call, parts: list[str]) -> Response:
        service = "/".join(parts[:2])
        rest = parts[2:]
        if service == "record/v1" and rest:
            if "respond-async" in call.header("prefer"):
                call.permit(rest[0])
                return self.jobs.submit(call, rest, records.handle)
            return records.handle(call, rest)
        if service == "query/v1" and rest == ["suiteql"] and call.request.method == "POST":
            return self._query(call)
        if service == "async/v1" and rest[:1] == ["job"]:
            return self.jobs.answer(call, rest[1:])
        if service == "system/v1" and rest == ["governanceLimits"]:
            return answer(self._limits())
        if service == "system/v1" and rest == ["serverTime"]:
            return answer({"links": [], "serverTime": moment(self.engine.clock.time())})
        raise NsError("INVALID_REQUEST", "There is no such resource.", status=404)

    def _limits(self) -> dict[str, Any]:
        settings = self.engine.settings
        own = settings.integration_limit
        return {
            "links": [],
            "accountConcurrencyLimit": settings.concurrency_limit,
            "accountUnallocatedConcurrencyLimit": settings.concurrency_limit - (own or 0),
            **({"integrationConcurrencyLimit": own} if own is not None else {}),
        }

    # -- SuiteQL ------------------------------------------------------------------

    def _query(self, call: Call) -> Response:
        """A page of a SuiteQL query. :raise NsError: header, page or query are not as NetSuite wants them."""
        if "transient" not in call.header("prefer"):
            raise NsError("INVALID_HEADER", "The required request header 'Prefer' with the value transient is missing.")
        limit = call.number("limit", 1000, least=1, most=1000)
        offset = call.number("offset", 0)
        if offset % limit:
            raise NsError("INVALID_PARAMETER", "The offset must be divisible by the limit.", "offset")
        if offset + limit > ROW_CAP:
            raise NsError("INVALID_PARAMETER", f"A query gives {ROW_CAP} results at most.", "offset")
        text = call.body().get("q")
        if not isinstance(text, str) or set(call.body()) != {"q"}:
            raise NsError("INVALID_CONTENT", "The body must hold the query as q, and nothing else.", "q")
        if self._generation != self.engine.generation:
            self.database.rebuild()
            self._generation = self.engine.generation
        try:
            self._permit(call, text)
            rows, total = self.database.answer(text, limit, offset, call.token.missing)
        except QueryError as error:
            raise NsError("INVALID_PARAMETER", str(error), "q") from None
        return answer(self._page(rows, total, limit, offset), COLLECTION)

    def _permit(self, call: Call, text: str) -> None:
        tables = tables_of(text)
        if "deletedrecord" in tables and "deletedRecords" in call.token.missing:
            raise QueryError("Invalid search query. Record 'deletedrecord' was not found.")
        if "suiteql" in call.token.missing:
            from ..ledger.errors import permission

            raise permission("Reports -> SuiteAnalytics Workbook")

    def _page(self, rows: list[dict[str, str]], total: int, limit: int, offset: int) -> dict[str, Any]:
        here = f"{self.base_url}/services/rest/query/v1/suiteql"
        links = [{"rel": "self", "href": f"{here}?limit={limit}&offset={offset}"}]
        more = offset + limit < total
        if more:
            links.append({"rel": "next", "href": f"{here}?limit={limit}&offset={offset + limit}"})
        return {
            "links": links,
            "count": len(rows),
            "hasMore": more,
            "items": [{"links": [], **row} for row in rows],
            "offset": offset,
            "totalResults": total,
        }
