"""A REST request that has been let in, and what handlers need of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..core.credentials import Token
from ..core.http import Request, Response
from ..ledger import errors, shapes
from ..ledger.errors import NsError
from .writer import Writer

if TYPE_CHECKING:
    from .gateway import Gateway

SINGULAR = "application/vnd.oracle.resource+json; type=singular; charset=UTF-8"
COLLECTION = "application/vnd.oracle.resource+json; type=collection; charset=UTF-8"
RECORD = "/services/rest/record/v1"


@dataclass
class Call:
    """One request."""

    gateway: Gateway
    request: Request
    token: Token
    strikes: dict[str, dict[str, Any]]
    seen: int
    query: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.query = dict(parse_qsl(self.request.query, keep_blank_values=True))
        self.engine = self.gateway.engine
        self.store = self.engine.store
        self.books = self.engine.books
        self.base = self.gateway.base_url + RECORD

    def header(self, name: str) -> str:
        """A request header, empty when missing."""
        return self.request.headers.get(name.lower(), "")

    def body(self) -> dict[str, Any]:
        """The JSON object sent. :raise NsError: there is none."""
        text = self.request.body
        try:
            found = json.loads(text, parse_float=Decimal) if text.strip() else {}
        except ValueError:
            raise NsError("INVALID_CONTENT", "Error while accessing a resource. Invalid JSON.") from None
        if not isinstance(found, dict):
            raise NsError("INVALID_CONTENT", "Error while accessing a resource. A JSON object is expected.")
        return found

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """A number in the query. :raise NsError: none, or out of bounds."""
        try:
            value = int(self.query.get(name, default))
        except ValueError:
            value = -1
        if value < least or (most is not None and value > most):
            words = f"The value of the {name} query parameter is not valid."
            raise NsError("INVALID_PARAMETER", words, name)
        return value

    def permit(self, kind: str) -> None:
        """:raise NsError: the role may not see this type, or there is no such type."""
        if kind not in shapes.RECORDS:
            raise NsError("INVALID_RECORD_TYPE", f"Record type '{kind}' does not exist.", kind, 404)
        if kind in self.token.missing:
            raise errors.permission(f"Transactions -> {shapes.LABELS.get(kind, kind)}")

    def writer(self) -> Writer:
        """A writer as the query wants it."""
        return Writer(
            self.store,
            self.base,
            expand=self.query.get("expandSubResources") == "true",
            simple_enums=self.query.get("simpleEnumFormat") == "true",
        )


def answer(body: Any, kind: str = SINGULAR, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(status, json.dumps(body), {"Content-Type": kind})
