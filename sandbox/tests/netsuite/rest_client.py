"""REST by requests, with signatures written here anew from RFC 5849 and RFC 7515."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
import urllib.parse
from typing import Any

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from sandbox.netsuite.server import NetSuiteSandbox

_counter = itertools.count(1)


class RestError(Exception):
    """An answer of 400 and above."""

    def __init__(self, answer: requests.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        body = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
        details = body.get("o:errorDetails") or [{}]
        self.code = details[0].get("o:errorCode", "")
        self.detail = details[0].get("detail", "")
        self.path = details[0].get("o:errorPath", "")
        super().__init__(f"{self.status} {self.code}: {self.detail}")


def quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="~")


class Rest:
    """One integration that talks REST."""

    def __init__(self, sandbox: NetSuiteSandbox, token: Any = None) -> None:
        self.root = sandbox.rest_url
        self.account = sandbox.account_id
        self.token = token or sandbox.token
        self.session = requests.Session()
        self.bearer = ""
        self.now = time.time

    def oauth(self, method: str, url: str, query: dict[str, str], **changed: str) -> str:
        """An ``Authorization: OAuth`` header."""
        values = {
            "oauth_consumer_key": self.token.consumer_key,
            "oauth_token": self.token.token,
            "oauth_signature_method": "HMAC-SHA256",
            "oauth_timestamp": str(int(self.now())),
            "oauth_nonce": f"restnonce{next(_counter):016d}",
            "oauth_version": "1.0",
        }
        values.update({name: value for name, value in changed.items() if name in values})
        pairs = sorted((quoted(k), quoted(v)) for k, v in [*values.items(), *query.items()])
        normal = "&".join(f"{k}={v}" for k, v in pairs)
        base = f"{method}&{quoted(url)}&{quoted(normal)}"
        key = f"{quoted(self.token.consumer_secret)}&{quoted(self.token.secret)}"
        digest = hmac.new(key.encode(), base.encode(), hashlib.sha256).digest()
        values["oauth_signature"] = changed.get("oauth_signature") or base64.b64encode(digest).decode()
        head = ", ".join(f'{k}="{quoted(v)}"' for k, v in values.items())
        return f'OAuth realm="{changed.get("realm", self.account)}", {head}'

    def raw(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        **changed: str,
    ) -> requests.Response:
        """A signed request; the answer as it is."""
        url = f"{self.root}/{path}"
        given = {name: str(value) for name, value in (query or {}).items()}
        sent = {"Authorization": f"Bearer {self.bearer}" if self.bearer else self.oauth(method, url, given, **changed)}
        sent.update(headers or {})
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body), "application/json"
        full = f"{url}?{urllib.parse.urlencode(given, quote_via=urllib.parse.quote)}" if given else url
        return self.session.request(method, full, data=data, headers=sent, timeout=120)

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """A signed request; JSON or the answer itself. :raise RestError: refused."""
        answer = self.raw(method, path, body, **more)
        if answer.status_code >= 400:
            raise RestError(answer)
        return answer.json() if answer.status_code == 200 else answer

    # -- records --------------------------------------------------------------------

    def create(self, kind: str, body: dict[str, Any], **more: Any) -> str:
        """A new record's id."""
        answer = self.call("POST", f"record/v1/{kind}", body, **more)
        assert answer.status_code == 204
        return str(answer.headers["Location"].rpartition("/")[2])

    def read(self, kind: str, key: str, **query: Any) -> Any:
        """A record."""
        return self.call("GET", f"record/v1/{kind}/{key}", query=query)

    def update(self, kind: str, key: str, body: dict[str, Any], **query: Any) -> Any:
        """Change a record."""
        return self.call("PATCH", f"record/v1/{kind}/{key}", body, query=query)

    def query(self, text: str, limit: int = 1000, offset: int = 0) -> list[dict[str, str]]:
        """Rows of a SuiteQL query, links left out."""
        found = self.page(text, limit, offset)
        return [{k: v for k, v in row.items() if k != "links"} for row in found["items"]]

    def page(self, text: str, limit: int = 1000, offset: int = 0) -> Any:
        """A page of a SuiteQL query."""
        return self.call(
            "POST",
            "query/v1/suiteql",
            {"q": text},
            query={"limit": limit, "offset": offset},
            headers={"Prefer": "transient"},
        )


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def assertion(private_pem: str, head: dict[str, Any], claims: dict[str, Any]) -> str:
    """A JWT signed with ES256, PS256 or RS256, as its head says."""
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    text = f"{_b64(json.dumps(head).encode())}.{_b64(json.dumps(claims).encode())}"
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    elif head["alg"].startswith("PS"):
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        signature = key.sign(text.encode(), pss, hashes.SHA256())  # type: ignore[union-attr,call-arg]
    else:
        signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr,call-arg]
    return f"{text}.{_b64(signature)}"
