"""OAuth 1.0a and OAuth 2.0 over REST."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.netsuite.server import NetSuiteSandbox

from .rest_client import Rest, RestError, assertion

CUSTOMERS = "record/v1/customer"


def trail(sandbox: NetSuiteSandbox) -> str:
    return str(sandbox.control.call("GET", "/logins")[-1]["detail"])


def test_a_signed_request_is_let_in(rest: Rest) -> None:
    assert rest.call("GET", CUSTOMERS)["items"] == []


def test_the_query_is_part_of_the_signature(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    assert rest.call("GET", CUSTOMERS, query={"limit": 10, "offset": 0})["count"] == 0
    assert rest.call("GET", CUSTOMERS, query={"q": 'email IS "a b+c@x.example"'})["count"] == 0
    url = f"{rest.root}/{CUSTOMERS}"
    header = rest.oauth("GET", url, {})
    answer = requests.get(f"{url}?limit=10", headers={"Authorization": header}, timeout=60)
    assert answer.status_code == 401
    assert trail(sandbox) == "REST: InvalidSignature"


def test_an_external_id_in_the_path_is_signed(rest: Rest) -> None:
    with pytest.raises(RestError) as caught:
        rest.call("GET", f"{CUSTOMERS}/eid:odoo_prod-1")
    assert caught.value.status == 404


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"oauth_signature": "bm90IGl0"}, "InvalidSignature"),
        ({"oauth_signature_method": "HMAC-SHA1"}, "signature method HMAC-SHA1 is not supported"),
        ({"realm": "tstdrv1234567"}, "Account tstdrv1234567 is not TSTDRV1234567"),
        ({"oauth_timestamp": "1"}, "InvalidTimestamp"),
        ({"oauth_token": "0" * 64}, "TokenUnknown"),
        ({"oauth_nonce": "short"}, "InvalidNonce"),
    ],
)
def test_what_is_refused(sandbox: NetSuiteSandbox, rest: Rest, changed: dict[str, str], reason: str) -> None:
    answer = rest.raw("GET", CUSTOMERS, **changed)
    assert answer.status_code == 401
    body = answer.json()
    assert body["title"] == "Unauthorized"
    assert body["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN"
    assert "Invalid login attempt." in body["o:errorDetails"][0]["detail"]
    assert answer.headers["WWW-Authenticate"].startswith('OAuth realm="TSTDRV1234567"')
    assert trail(sandbox) == f"REST: {reason}"


def test_a_nonce_serves_once_over_both_transports(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    assert rest.raw("GET", CUSTOMERS, oauth_nonce="once-and-never").status_code == 200
    assert rest.raw("GET", CUSTOMERS, oauth_nonce="once-and-never").status_code == 401


@pytest.mark.parametrize("header", ["", "Basic eDp5", "OAuth nonsense", "Bearer unknown"])
def test_headers_that_are_none(sandbox: NetSuiteSandbox, rest: Rest, header: str) -> None:
    answer = requests.get(f"{rest.root}/{CUSTOMERS}", headers={"Authorization": header}, timeout=60)
    assert answer.status_code == 401


# -- OAuth 2.0 ----------------------------------------------------------------------


class Machine:
    """A client with a certificate."""

    def __init__(self, sandbox: NetSuiteSandbox, rsa_bits: int = 0) -> None:
        self.sandbox = sandbox
        pem = ""
        if rsa_bits:
            key = rsa.generate_private_key(65537, rsa_bits)
            plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            self.private = key.private_bytes(*plain).decode()
            public = serialization.PublicFormat.SubjectPublicKeyInfo
            pem = key.public_key().public_bytes(serialization.Encoding.PEM, public).decode()
        made = sandbox.control.call("POST", "/certificates", {"public_key": pem})
        self.kid, self.client = made["certificate_id"], made["client_id"]
        self.private = made["private_key"] or self.private
        self.algorithm = "PS256" if rsa_bits else "ES256"
        self.url = f"{sandbox.rest_url}/auth/oauth2/v1/token"
        self.now = int(sandbox.engine.credentials.now())

    def ask(self, head: dict[str, Any] | None = None, **claims: Any) -> requests.Response:
        """Ask for an access token."""
        full = {"iss": self.client, "scope": ["rest_webservices"], "aud": self.url, "iat": self.now,
                "exp": self.now + 3600, **claims}  # fmt: skip
        jwt = assertion(self.private, {"typ": "JWT", "alg": self.algorithm, "kid": self.kid, **(head or {})}, full)
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": jwt,
        }
        return requests.post(self.url, data=form, timeout=60)


@pytest.mark.parametrize("bits", [0, 3072])
def test_an_assertion_buys_an_hour(sandbox: NetSuiteSandbox, rest: Rest, bits: int) -> None:
    answer = Machine(sandbox, bits).ask()
    assert answer.status_code == 200
    body = answer.json()
    assert (body["expires_in"], body["token_type"]) == ("3600", "bearer")
    rest.bearer = body["access_token"]
    assert rest.call("GET", CUSTOMERS)["count"] == 0


def test_the_account_s_own_address_is_an_audience_too(sandbox: NetSuiteSandbox) -> None:
    aud = "https://tstdrv1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
    assert Machine(sandbox).ask(aud=aud).status_code == 200


@pytest.mark.parametrize(
    ("head", "claims", "status", "reason"),
    [
        ({"kid": "unknown"}, {}, 401, "no certificate with this kid"),
        ({"typ": "x"}, {}, 401, "algorithm ES256 is not accepted"),
        ({"alg": "HS256"}, {}, 401, "algorithm HS256 is not accepted"),
        ({}, {"aud": "https://elsewhere.example"}, 401, "aud is not the token endpoint"),
        ({}, {"iss": "somebody"}, 401, "iss is not the client id"),
        ({}, {"scope": ["restlets"]}, 400, "scope lacks rest_webservices"),
        ({}, {"exp": 1}, 401, "the assertion is not valid now"),
        ({}, {"iat": 9_999_999_999, "exp": 9_999_999_999}, 401, "the assertion is not valid now"),
        ({}, {"exp": "soon"}, 401, "iat and exp must be numbers"),
    ],
)
def test_assertions_that_are_refused(
    sandbox: NetSuiteSandbox, head: dict[str, Any], claims: dict[str, Any], status: int, reason: str
) -> None:
    answer = Machine(sandbox).ask(head, **claims)
    assert answer.status_code == status
    assert trail(sandbox) == f"OAuth 2.0: {reason}"


def test_an_assertion_lives_an_hour_at_most(sandbox: NetSuiteSandbox) -> None:
    machine = Machine(sandbox)
    assert machine.ask(exp=machine.now + 3601).status_code == 401


def test_rs256_is_refused(sandbox: NetSuiteSandbox) -> None:
    machine = Machine(sandbox, 3072)
    machine.algorithm = "RS256"
    assert machine.ask().json() == {"error": "invalid_client"}
    assert trail(sandbox) == "OAuth 2.0: algorithm RS256 is not accepted"


def test_a_signature_of_another_key(sandbox: NetSuiteSandbox) -> None:
    machine, other = Machine(sandbox), Machine(sandbox)
    machine.private = other.private
    assert machine.ask().status_code == 401
    assert trail(sandbox) == "OAuth 2.0: InvalidSignature"


def test_short_keys_and_too_many_certificates(sandbox: NetSuiteSandbox) -> None:
    with pytest.raises(ValueError, match="3072"):
        Machine(sandbox, 2048)
    for _ in range(5):
        Machine(sandbox)
    with pytest.raises(ValueError, match="at most 5"):
        Machine(sandbox)


def test_an_access_token_expires(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    machine = Machine(sandbox)
    rest.bearer = machine.ask().json()["access_token"]
    sandbox.engine.credentials.now = lambda: machine.now + 3700.0
    with pytest.raises(RestError) as caught:
        rest.call("GET", CUSTOMERS)
    assert caught.value.status == 401
    sandbox.engine.credentials.now = lambda: float(machine.now)
    assert rest.call("GET", CUSTOMERS)
    sandbox.control.call("POST", "/access/expire")
    with pytest.raises(RestError):
        rest.call("GET", CUSTOMERS)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
    ],
)
def test_forms_that_are_incomplete(sandbox: NetSuiteSandbox, form: dict[str, str], error: str) -> None:
    answer = requests.post(f"{sandbox.rest_url}/auth/oauth2/v1/token", data={"x": "1", **form}, timeout=60)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_a_role_without_rest(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.control.call("POST", "/tokens/0", {"missing": ["rest"]})
    with pytest.raises(RestError) as caught:
        rest.call("GET", CUSTOMERS)
    assert (caught.value.status, caught.value.code) == (403, "INSUFFICIENT_PERMISSION")
