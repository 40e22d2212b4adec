"""Requests to NetSuite's REST services: records and SuiteQL, their answers and refusals."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from ..mapping import failures, queries
from ..mapping.draft import dumps
from .auth import TOKEN_PATH, Signer
from .door import Answer, Door, check_gateway
from .interface import ErpError, erp_error

RECORD, QUERY, SYSTEM = "/services/rest/record/v1", "/services/rest/query/v1/suiteql", "/services/rest/system/v1"
#: NetSuite drops what it does not know, unless it is told not to.
STRICT = {"X-NetSuite-PropertyNameValidation": "Error", "X-NetSuite-PropertyValueValidation": "Error"}
#: An idempotency key is a UUID; NetSuite heeds it for asynchronous requests, and it does no harm for others.
_NAMESPACE = uuid.UUID("6f1c2f6e-6d0b-5e1c-9a53-6a7c0f6b2f11")
#: Pages of a query, at most: what has more goes by key.
PAGES_MAX = 100


def idempotency_key(external_id: str) -> str:
    """Return the UUID of an external id, the same each time."""
    return str(uuid.uuid5(_NAMESPACE, external_id))


@dataclass
class RestClient:
    """Sends signed requests and reads the answers."""

    door: Door
    signer: Signer

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        is_write: bool = False,
    ) -> Answer:
        """Do a request. :raise ErpError: refused, lost, or nobody is there."""
        url = self.door.base_url + path + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        data = b"" if body is None else dumps(body).encode()

        def make() -> tuple[Mapping[str, str], bytes]:
            signed = {"Authorization": self.signer.header(method, url), "Accept": "application/json"}
            if data:
                signed["Content-Type"] = "application/json"
            return {**signed, **(headers or {})}, data

        answer = self.door.send(method, url, make, is_write=is_write, is_busy=is_busy)
        if answer.status == 401 and self.signer.forget():
            # An access token ends before its hour when somebody revokes it: a new one, once.
            answer = self.door.send(method, url, make, is_write=is_write, is_busy=is_busy)
        if answer.status >= 300:
            raise refusal(answer, is_write)
        return answer

    def rows(self, text: str) -> list[dict[str, Any]]:
        """Return all rows of a query. :raise ErpError: more than NetSuite gives."""
        found: list[dict[str, Any]] = []
        for page in range(PAGES_MAX):
            rows, has_more = self.page(text, page * queries.ROWS_MAX)
            found += rows
            if not has_more:
                return found
        raise erp_error("malformed", detail="a query has more rows than NetSuite gives")

    def page(self, text: str, offset: int = 0, limit: int = queries.ROWS_MAX) -> tuple[list[dict[str, Any]], bool]:
        """Return a page of a query, and whether there are more."""
        numbers = {"limit": str(limit), "offset": str(offset)}
        answer = self.call("POST", QUERY, {"q": text}, query=numbers, headers={"Prefer": "transient"})
        body = decoded(answer)
        items = body.get("items")
        if not isinstance(items, list):
            raise erp_error("malformed", detail="the answer to a query has no items")
        return [{name: value for name, value in row.items() if name != "links"} for row in items], bool(
            body.get("hasMore")
        )

    def fetch_access(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Ask for an access token. :raise ErpError: ``login``, and what the network does."""
        url = self.door.base_url + TOKEN_PATH
        data = urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self.door.send("POST", url, lambda: (headers, data), is_write=False, is_busy=is_busy)
        check_gateway(answer, False)
        return decoded(answer)


def is_busy(answer: Answer) -> bool:
    """Tell whether NetSuite had no place for a request: it comes without ``Retry-After``."""
    return answer.status == 429


def decoded(answer: Answer) -> dict[str, Any]:
    """Return the JSON object of an answer, numbers exact. :raise ErpError: ``malformed``."""
    try:
        found = json.loads(answer.body, parse_float=Decimal)
    except ValueError:
        raise erp_error("malformed", detail=f"HTTP {answer.status} without JSON: {answer.words()}") from None
    if not isinstance(found, dict):
        raise erp_error("malformed", detail=f"HTTP {answer.status} is no JSON object")
    return found


def refusal(answer: Answer, is_write: bool) -> ErpError:
    """Return the error that an answer is."""
    details = _details(answer)
    if not details:
        try:
            check_gateway(answer, is_write)
        except ErpError as error:
            return error
        code = {401: "login", 403: "permission", 404: "gone"}.get(answer.status, "malformed")
        return erp_error(code, detail=f"HTTP {answer.status}: {answer.words()}")
    found = [(one, _code_of(one, answer.status, is_write)) for one in details]
    said, code = next(((one, code) for one, code in found if code != "refused"), found[0])
    words = "; ".join(failures.fields_named(str(one.get("detail", ""))) for one in details)
    path = str(said.get("o:errorPath") or "")
    ours = "external_id_taken" if code == "external_id" else code
    provider = str(said.get("o:errorCode", ""))
    return erp_error(ours, detail=f"{words} [{path}]" if path else words, provider_code=provider)


def _code_of(detail: Mapping[str, Any], status: int, is_write: bool) -> str:
    provider, words = str(detail.get("o:errorCode", "")), str(detail.get("detail", ""))
    if status == 401:
        return "login"
    if status == 503:
        return "unavailable"
    if status >= 500:
        return "answer_lost" if is_write else "unexpected"
    found = failures.code_of(provider, words, is_write=is_write)
    return "permission" if status == 403 and found == "refused" else found


def _details(answer: Answer) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return []
    details = found.get("o:errorDetails") if isinstance(found, dict) else None
    return [one for one in details if isinstance(one, dict)] if isinstance(details, list) else []
