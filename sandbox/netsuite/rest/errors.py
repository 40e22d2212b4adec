"""Error bodies of the REST services."""

from __future__ import annotations

import json
from typing import Any

from ..core.http import Response
from ..ledger.errors import NsError

_TITLES = {
    400: ("Bad Request", "15.5.1"),
    401: ("Unauthorized", "15.5.2"),
    403: ("Forbidden", "15.5.4"),
    404: ("Not Found", "15.5.5"),
    405: ("Method Not Allowed", "15.5.6"),
    409: ("Conflict", "15.5.10"),
    429: ("Too Many Requests", "6585"),
    500: ("Internal Server Error", "15.6.1"),
    503: ("Service Unavailable", "15.6.4"),
}
#: Codes of the ledger that REST has its own word for; all others come as USER_ERROR.
_CODES = {
    "RCRD_DSNT_EXIST": "NONEXISTENT_ID",
    "RCRD_PREVSLY_DELETED": "NONEXISTENT_ID",
    "INVALID_KEY_OR_REF": "INVALID_CONTENT",
    "INVALID_FLD_VALUE": "INVALID_CONTENT",
    "INVALID_CONTENT": "INVALID_CONTENT",
    "INVALID_REQUEST": "INVALID_REQUEST",
    "INVALID_PARAMETER": "INVALID_PARAMETER",
    "INVALID_HEADER": "INVALID_HEADER",
    "INSUFFICIENT_PERMISSION": "INSUFFICIENT_PERMISSION",
    "UNEXPECTED_ERROR": "UNEXPECTED_ERROR",
    "METHOD_NOT_ALLOWED": "METHOD_NOT_ALLOWED",
    "INVALID_RECORD_TYPE": "INVALID_RECORD_TYPE",
}
_NOT_THERE = "The record instance does not exist. Provide a valid record instance ID."
JSON_ERROR = "application/vnd.oracle.resource+json; type=error; charset=UTF-8"


def body(status: int, details: list[dict[str, str]]) -> dict[str, Any]:
    """The members of an error."""
    title, section = _TITLES.get(status, ("Error", "15"))
    return {
        "type": f"https://www.rfc-editor.org/rfc/rfc9110.html#section-{section}",
        "title": title,
        "status": status,
        "o:errorDetails": details,
    }


def details_of(error: NsError) -> list[dict[str, str]]:
    """``o:errorDetails`` of a refusal."""
    found = []
    for one in error.all():
        code = _CODES.get(one.code, "USER_ERROR")
        detail = _NOT_THERE if code == "NONEXISTENT_ID" else one.message
        if code in ("USER_ERROR", "INVALID_CONTENT") and not detail.startswith("Error while"):
            detail = f"Error while accessing a resource. {detail}"
        row = {"detail": detail, "o:errorCode": code}
        if one.path and code not in ("NONEXISTENT_ID",):
            row["o:errorPath"] = one.path
        found.append(row)
    return found


def response(error: NsError, headers: dict[str, str] | None = None) -> Response:
    """The answer to a refused request."""
    return plain(error.status, details_of(error), headers)


def plain(status: int, details: list[dict[str, str]], headers: dict[str, str] | None = None) -> Response:
    """An error answer with these details."""
    return Response(status, json.dumps(body(status, details)), {"Content-Type": JSON_ERROR, **(headers or {})})


def unauthorized(account: str, words: str, code: str = "INVALID_LOGIN") -> Response:
    """The answer to a refused login."""
    headers = {"WWW-Authenticate": f'OAuth realm="{account}", error="token_rejected", error_description="{code}"'}
    return plain(401, [{"detail": words, "o:errorCode": code}], headers)


def busy() -> Response:
    """The answer when the account's concurrency pool is empty; no Retry-After, as NetSuite sends none."""
    detail = "Concurrent request limit exceeded. Request blocked."
    return plain(429, [{"detail": detail, "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED"}])
