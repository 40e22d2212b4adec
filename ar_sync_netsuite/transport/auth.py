"""Who is calling: token-based authentication for both transports, and OAuth 2.0 with a certificate for REST.

Nonces and time are arguments here; :class:`Signer` brings them along.

The text that is signed is that of RFC 5849, 3.4.1; this is its own example:

>>> pairs = [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("oauth_consumer_key", "9djdj82h48djs9d2"),
...     ("oauth_token", "kkk9d7dh3k39sjv7"), ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131201"),
...     ("oauth_nonce", "7d8f3e4a"), ("c2", ""), ("a3", "2 q")]
>>> base_string("post", "http://EXAMPLE.COM:80/request", pairs)[:70]
'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26'
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from .interface import CertificateCredentials, TokenCredentials, erp_error

ALGORITHM = "HMAC-SHA256"
TOKEN_PATH = "/services/rest/auth/oauth2/v1/token"
SCOPE = "rest_webservices"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: How long an assertion is good for; NetSuite takes an hour at most.
ASSERTION_S = 300
#: An access token is not used in its last moments.
MARGIN_S = 60
RSA_BITS_MIN = 3072
_DEFAULT_PORTS = {"http": 80, "https": 443}


def escape(text: str) -> str:
    """Return text as signatures want it (RFC 5849, 3.6).

    >>> escape("a b/~ü")
    'a%20b%2F~%C3%BC'
    """
    return quote(text, safe="-._~")


def signature(base: str, consumer_secret: str, token_secret: str, digest: Callable[..., Any] = hashlib.sha256) -> str:
    """Return the HMAC of a text as base64, with the two secrets as they are in RFC 5849, 3.4.2."""
    key = f"{escape(consumer_secret)}&{escape(token_secret)}".encode()
    return base64.b64encode(hmac.new(key, base.encode(), digest).digest()).decode()


def base_string(method: str, url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the text that is signed.

    :param url: its query is left aside; the query's values are among the pairs.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = parts.port
    place = f"{host}:{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme.lower()) else host
    address = f"{parts.scheme.lower()}://{place}{parts.path or '/'}"
    normal = "&".join(f"{name}={value}" for name, value in sorted((escape(n), escape(v)) for n, v in pairs))
    return "&".join((method.upper(), escape(address), escape(normal)))


def oauth1_header(
    method: str, url: str, account: str, credentials: TokenCredentials, *, nonce: str, timestamp: int
) -> str:
    """Return the value of ``Authorization`` for a REST request. The query of ``url`` is part of what is signed."""
    values = {
        "oauth_consumer_key": credentials.consumer_key,
        "oauth_nonce": nonce,
        "oauth_signature_method": ALGORITHM,
        "oauth_timestamp": str(timestamp),
        "oauth_token": credentials.token,
        "oauth_version": "1.0",
    }
    query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    base = base_string(method, url, [*values.items(), *query])
    values["oauth_signature"] = signature(base, credentials.consumer_secret, credentials.token_secret)
    return ", ".join([f'OAuth realm="{escape(account)}"', *(f'{k}="{escape(v)}"' for k, v in values.items())])


def token_passport(account: str, credentials: TokenCredentials, *, nonce: str, timestamp: int) -> dict[str, Any]:
    """Return SuiteTalk's ``tokenPassport``."""
    values = (account, credentials.consumer_key, credentials.token, nonce, str(timestamp))
    signed = signature("&".join(values), credentials.consumer_secret, credentials.token_secret)
    return {
        "account": account,
        "consumerKey": credentials.consumer_key,
        "token": credentials.token,
        "nonce": nonce,
        "timestamp": timestamp,
        "signature": {"_value_1": signed, "algorithm": ALGORITHM},
    }


def assertion(credentials: CertificateCredentials, audience: str, now: int) -> str:
    """Return a JWT that asks for an access token, signed with PS256 (RFC 7518, 3.5). NetSuite does not take RS256.

    :raise ErpError: ``login``, the private key cannot be read or is none that NetSuite takes.
    """
    key = private_key(credentials.private_key)
    head = {"typ": "JWT", "alg": "PS256", "kid": credentials.certificate_id}
    claims = {
        "iss": credentials.client_id,
        "scope": SCOPE,
        "aud": audience,
        "iat": now,
        "exp": now + ASSERTION_S,
    }
    text = f"{_encoded(json.dumps(head).encode())}.{_encoded(json.dumps(claims).encode())}"
    digest = hashes.SHA256()
    signed = key.sign(text.encode(), padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    return f"{text}.{_encoded(signed)}"


def private_key(pem: str) -> rsa.RSAPrivateKey:
    """Return the key of a certificate. :raise ErpError: ``login``, it cannot be read or is too short."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise erp_error("login", detail="the private key is no unencrypted PEM") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < RSA_BITS_MIN:
        raise erp_error("login", detail=f"the private key is no RSA key of {RSA_BITS_MIN} bits or more")
    return key


def token_request(credentials: CertificateCredentials, audience: str, now: int) -> dict[str, str]:
    """Return the form that asks for an access token."""
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(credentials, audience, now),
    }


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Signer:
    """Signs the requests of one connection; an access token is kept for as long as it is good.

    :param fetch: asks for an access token with a form and returns NetSuite's answer.
    """

    account: str
    credentials: TokenCredentials | CertificateCredentials
    fetch: Callable[[Mapping[str, str]], Mapping[str, Any]] | None = None
    audience: str = ""
    now: Callable[[], float] = time.time
    nonce: Callable[[], str] = field(default=lambda: secrets.token_hex(16))
    _access: str = field(default="", repr=False)
    _expires: float = 0.0

    def header(self, method: str, url: str) -> str:
        """Return the value of ``Authorization``. :raise ErpError: NetSuite gives no access token."""
        if isinstance(self.credentials, TokenCredentials):
            timestamp = int(self.now())
            return oauth1_header(method, url, self.account, self.credentials, nonce=self.nonce(), timestamp=timestamp)
        if not self._access or self.now() >= self._expires - MARGIN_S:
            self._renew(self.credentials)
        return f"Bearer {self._access}"

    def passport(self) -> dict[str, Any]:
        """Return a fresh ``tokenPassport``. :raise ErpError: ``unsupported``, SOAP knows tokens alone."""
        if not isinstance(self.credentials, TokenCredentials):
            raise erp_error("unsupported", detail="SuiteTalk SOAP takes token-based authentication only")
        return token_passport(self.account, self.credentials, nonce=self.nonce(), timestamp=int(self.now()))

    def forget(self) -> bool:
        """Throw the access token away; tell whether there is another way to get in."""
        had, self._access = bool(self._access), ""
        return had

    def _renew(self, credentials: CertificateCredentials) -> None:
        if self.fetch is None:
            raise erp_error("unsupported", detail="no way to ask for an access token")
        answer = self.fetch(token_request(credentials, self.audience, int(self.now())))
        access = answer.get("access_token")
        if not isinstance(access, str) or not access:
            raise erp_error("login", detail=str(answer.get("error") or "no access token in the answer"))
        self._access = access
        self._expires = self.now() + float(answer.get("expires_in") or 0)
