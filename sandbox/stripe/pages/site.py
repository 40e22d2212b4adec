"""Which page answers which address."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from ..core.context import Context
from ..core.engine import Engine
from ..core.errors import StripeError
from ..core.gateway import Request, Response
from ..core.persistence import dump
from ..core.store import Obj
from . import authenticate, checkout, html, invoice, oauth

#: First part of the address -> kind of object, module of its page.
PAGES: dict[str, tuple[str, Any]] = {
    "checkout": ("checkout.session", checkout),
    "invoice": ("invoice", invoice),
    "authenticate": ("payment_intent", authenticate),
}


class Site:
    """Answers requests for pages and for ``/oauth/``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def handle(self, request: Request) -> Response:
        """Answer *request*, holding the sandbox still."""
        with self._engine.lock:
            self._engine.run_due()
            try:
                return self._answer(request)
            except StripeError as error:
                return Response(
                    error.status, dump(error.body(None)), {"Content-Type": "application/json"}
                )
            finally:
                self._engine.commit()

    def _answer(self, request: Request) -> Response:
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        parts = request.path.strip("/").split("/")
        if parts[0] == "oauth":
            return self._oauth(request, parts[-1], query, form)
        if len(parts) != 3 or parts[1] not in PAGES:
            return html.not_found()
        kind, module = PAGES[parts[1]]
        found = self._find(kind, parts[2])
        if found is None:
            return html.not_found()
        if request.method == "POST":
            return module.submit(*found, form)  # type: ignore[no-any-return]
        if "pdf" in query and module is invoice:
            return invoice.pdf(*found)
        return module.show(*found)  # type: ignore[no-any-return]

    def _find(self, kind: str, object_id: str) -> tuple[Context, Obj] | None:
        """The object in whichever account has it."""
        for account in self._engine.accounts.values():
            found = account.get(kind, object_id)
            if found is not None:
                return self._engine.context(account), found
        return None

    def _oauth(
        self, request: Request, step: str, query: dict[str, str], form: dict[str, str]
    ) -> Response:
        header = request.headers.get("authorization")
        if step == "authorize" and request.method == "GET":
            return oauth.authorize(self._engine, query)
        if step == "authorize":
            return oauth.consent(self._engine, form)
        if step == "token" and request.method == "POST":
            return oauth.token(self._engine, form, header)
        if step == "deauthorize" and request.method == "POST":
            return oauth.deauthorize(self._engine, form, header)
        return html.not_found()
