"""Token-based authentication over REST: an OAuth 1.0a header whose signature covers the query, too (RFC 5849)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote

from ..core.credentials import Credentials, Refused, Token, same, signed
from ..core.http import Request

_PARAMETER = re.compile(r'\s*([A-Za-z_]+)="([^"]*)"\s*(?:,|$)')


def parameters(header: str) -> dict[str, str]:
    """The parameters of an ``Authorization: OAuth …`` header. :raise Refused: it is malformed."""
    found: dict[str, str] = {}
    text, place = header[len("OAuth ") :], 0
    while place < len(text):
        match = _PARAMETER.match(text, place)
        if match is None or match[1] in found:
            raise Refused("the Authorization header is malformed")
        found[match[1]] = unquote(match[2])
        place = match.end()
    return found


def encoded(text: str) -> str:
    """Percent-encoding of RFC 3986 that signatures want."""
    return quote(text, safe="-._~")


def base_string(method: str, url: str, pairs: list[tuple[str, str]]) -> str:
    """The text that is signed."""
    ordered = sorted((encoded(name), encoded(value)) for name, value in pairs)
    query = "&".join(f"{name}={value}" for name, value in ordered)
    return "&".join((method.upper(), encoded(url), encoded(query)))


def authenticate(request: Request, credentials: Credentials) -> Token:
    """Whose request it is. :raise Refused: the login fails; the words are for the audit trail."""
    given = parameters(request.headers["authorization"])
    for name in ("realm", "oauth_consumer_key", "oauth_token", "oauth_nonce", "oauth_timestamp", "oauth_signature"):
        if not given.get(name):
            raise Refused(f"{name} is missing")
    if given.get("oauth_signature_method") != "HMAC-SHA256":
        raise Refused(f"signature method {given.get('oauth_signature_method')} is not supported")
    if given.get("oauth_version", "1.0") != "1.0":
        raise Refused("InvalidVersion")
    credentials.check_account(given["realm"])
    token = credentials.find(given["oauth_consumer_key"], given["oauth_token"])
    credentials.check_time(given["oauth_timestamp"])
    pairs = [(name, value) for name, value in given.items() if name not in ("realm", "oauth_signature")]
    pairs += parse_qsl(request.query, keep_blank_values=True)
    url = f"http://{request.headers.get('host', '').lower()}{request.raw_path}"
    wanted = signed(base_string(request.method, url, pairs), token.consumer_secret, token.secret)
    if not same(given["oauth_signature"], wanted):
        raise Refused("InvalidSignature")
    credentials.check_nonce(token.token, given["oauth_nonce"])
    return token
