"""OAuth 2.0 client credentials: a signed assertion for an access token of an hour.

NetSuite takes PS256, PS384, PS512, ES256, ES384 and ES512 and refuses RS256. There is no refresh
token: who needs another one signs again.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509 import load_pem_x509_certificate

from ..core.credentials import Credentials, Refused, Token, derived
from ..core.http import Request, Response
from ..ledger.settings import Settings

PATH = "/services/rest/auth/oauth2/v1/token"
LIFETIME_S = 3600
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
#: NetSuite's own bound on certificates of one integration.
MOST_CERTIFICATES = 5


@dataclass
class Access:
    """An access token."""

    token: Token
    expires: float


class OAuth2:
    """Certificates, access tokens and the token endpoint."""

    def __init__(self, settings: Settings, credentials: Credentials, seed: int) -> None:
        self._settings = settings
        self._credentials = credentials
        self._seed = seed
        self._keys: dict[str, Any] = {}
        self._access: dict[str, Access] = {}
        self._count = 0

    def add_certificate(self, pem: str = "") -> dict[str, str]:
        """Map a certificate or public key; without one a new pair is made and given back.

        :raise ValueError: unreadable, a short RSA key, or too many.
        """
        if len(self._keys) >= MOST_CERTIFICATES:
            raise ValueError(f"an integration has at most {MOST_CERTIFICATES} certificates")
        private = ""
        if not pem:
            made = ec.generate_private_key(ec.SECP256R1())
            private = _pem(made)
            key: Any = made.public_key()
        elif "CERTIFICATE" in pem:
            key = load_pem_x509_certificate(pem.encode()).public_key()
        else:
            key = serialization.load_pem_public_key(pem.encode())
        if isinstance(key, rsa.RSAPublicKey) and key.key_size < 3072:
            raise ValueError("RSA keys have 3072 or 4096 bits")
        kid = derived(self._seed, f"certificate:{self._count}", 43)
        self._count += 1
        self._keys[kid] = key
        client = self._credentials.tokens[0].consumer_key
        return {"certificate_id": kid, "client_id": client, "private_key": private}

    def remove_certificate(self, kid: str) -> None:
        """Take a mapping away, as a refresh of a sandbox account does."""
        self._keys.pop(kid, None)

    def expire_all(self) -> None:
        """All access tokens expire now."""
        self._access.clear()

    def bearer(self, value: str) -> Token:
        """Whose access token it is. :raise Refused: unknown or expired."""
        found = self._access.get(value)
        if found is None or found.expires <= self._credentials.now() or not found.token.active:
            raise Refused("AccessTokenExpired")
        return found.token

    def answer(self, request: Request, addresses: list[str]) -> Response:
        """The token endpoint."""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        kind = request.headers.get("content-type", "").partition(";")[0]
        if request.method != "POST" or kind != "application/x-www-form-urlencoded":
            return _refusal("invalid_request")
        if form.get("grant_type") != "client_credentials":
            return _refusal("unsupported_grant_type")
        if form.get("client_assertion_type") != _ASSERTION or not form.get("client_assertion"):
            return _refusal("invalid_request")
        try:
            self._check(form["client_assertion"], addresses)
        except Refused as refused:
            self._credentials.note(f"OAuth 2.0: {refused}", ok=False)
            return _refusal("invalid_client" if "scope" not in str(refused) else "invalid_scope")
        self._count += 1
        value = derived(self._seed, f"access:{self._count}", 64)
        self._access[value] = Access(self._credentials.tokens[0], self._credentials.now() + LIFETIME_S)
        self._credentials.note("OAuth 2.0: Success", ok=True)
        body = {"access_token": value, "expires_in": str(LIFETIME_S), "token_type": "bearer"}
        return Response(200, json.dumps(body), {"Content-Type": "application/json"})

    def _check(self, assertion: str, addresses: list[str]) -> None:
        try:
            head_text, claims_text, signature_text = assertion.split(".")
            head, claims = json.loads(_decoded(head_text)), json.loads(_decoded(claims_text))
            signature = _decoded(signature_text)
        except (ValueError, UnicodeDecodeError):
            raise Refused("the assertion is malformed") from None
        algorithm = str(head.get("alg"))
        if algorithm[:2] not in ("PS", "ES") or algorithm[2:] not in _HASHES or head.get("typ") != "JWT":
            raise Refused(f"algorithm {algorithm} is not accepted")
        key = self._keys.get(str(head.get("kid")))
        if key is None:
            raise Refused("no certificate with this kid")
        _verify(key, algorithm, signature, f"{head_text}.{claims_text}".encode())
        self._check_claims(claims, addresses)

    def _check_claims(self, claims: dict[str, Any], addresses: list[str]) -> None:
        now, window = self._credentials.now(), self._settings.timestamp_window_s
        if claims.get("iss") != self._credentials.tokens[0].consumer_key:
            raise Refused("iss is not the client id")
        if claims.get("aud") not in addresses:
            raise Refused("aud is not the token endpoint")
        scope = claims.get("scope")
        if "rest_webservices" not in (scope if isinstance(scope, list) else str(scope).split()):
            raise Refused("scope lacks rest_webservices")
        issued, expires = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, (int, float)) or not isinstance(expires, (int, float)):
            raise Refused("iat and exp must be numbers")
        if issued > now + window or expires <= now:
            raise Refused("the assertion is not valid now")
        if expires - issued > LIFETIME_S:
            raise Refused("exp is more than an hour after iat")


def _pem(key: Any) -> str:
    return str(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    )


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _verify(key: Any, algorithm: str, signature: bytes, text: bytes) -> None:
    chosen = _HASHES[algorithm[2:]]
    try:
        if algorithm.startswith("PS") and isinstance(key, rsa.RSAPublicKey):
            pad = padding.PSS(mgf=padding.MGF1(chosen), salt_length=padding.PSS.AUTO)
            key.verify(signature, text, pad, chosen)
        elif algorithm.startswith("ES") and isinstance(key, ec.EllipticCurvePublicKey):
            half = len(signature) // 2
            numbers = (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
            key.verify(encode_dss_signature(*numbers), text, ec.ECDSA(chosen))
        else:
            raise Refused("the certificate is of another kind than the algorithm")
    except InvalidSignature:
        raise Refused("InvalidSignature") from None


def _refusal(error: str) -> Response:
    status = 401 if error == "invalid_client" else 400
    return Response(status, json.dumps({"error": error}), {"Content-Type": "application/json"})
