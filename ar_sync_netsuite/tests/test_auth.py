"""Signatures: against the examples that were published, and against the stand-in, which wrote its own."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from odoo.addons.ar_sync.protocol.erp_errors import ErpError
from odoo.addons.ar_sync_netsuite.transport import auth, connect
from odoo.addons.ar_sync_netsuite.transport.governor import LocalSlots
from odoo.addons.ar_sync_netsuite.transport.interface import CertificateCredentials, Settings, TokenCredentials

from .common import customer

pytest_plugins = ["odoo.addons.ar_sync_netsuite.tests.fixtures"]


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(65537, 3072)


def pem(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public(key) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def test_base_string_of_rfc_5849():
    """Section 3.4.1.1, with the values of its query, body and header."""
    pairs = [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("oauth_consumer_key", "9djdj82h48djs9d2"),
             ("oauth_token", "kkk9d7dh3k39sjv7"), ("oauth_signature_method", "HMAC-SHA1"),
             ("oauth_timestamp", "137131201"), ("oauth_nonce", "7d8f3e4a"), ("c2", ""), ("a3", "2 q")]  # fmt: skip
    assert auth.base_string("POST", "http://example.com/request?b5=%3D%253D&a3=a", pairs) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D"
        "%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1"
        "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_signature_of_rfc_5849():
    """Section 1.2: the request for the photo."""
    pairs = [("file", "vacation.jpg"), ("size", "original"), ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
             ("oauth_token", "nnch734d00sl2jdk"), ("oauth_signature_method", "HMAC-SHA1"),
             ("oauth_timestamp", "137131202"), ("oauth_nonce", "chapoH")]  # fmt: skip
    base = auth.base_string("GET", "http://photos.example.net/photos", pairs)
    assert auth.signature(base, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00", hashlib.sha1) == "MdpQcU8iPSUjWoN/UDMsK2sui9I="


def test_ports_that_go_without_saying_are_left_out():
    for url in ("https://EXAMPLE.com:443/x", "https://example.com/x?y=1"):
        assert auth.base_string("get", url, []).startswith("GET&https%3A%2F%2Fexample.com%2Fx&")
    assert "%3A8080" in auth.base_string("get", "http://example.com:8080/x", [])


def test_assertion_is_ps256(key):
    credentials = CertificateCredentials("client", "certificate", pem(key))
    head, claims, signed = auth.assertion(credentials, "https://x/token", 1000).split(".")
    decoded = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, claims)]
    assert decoded[0] == {"typ": "JWT", "alg": "PS256", "kid": "certificate"}
    assert decoded[1] == {
        "iss": "client",
        "scope": "rest_webservices",
        "aud": "https://x/token",
        "iat": 1000,
        "exp": 1300,
    }
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    key.public_key().verify(base64.urlsafe_b64decode(signed + "=="), f"{head}.{claims}".encode(), pss, hashes.SHA256())


def test_keys_that_netsuite_would_not_take():
    short, curve = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    for text in ("", "no key", pem(short), pem(curve)):
        with pytest.raises(ErpError) as refused:
            auth.private_key(text)
        assert refused.value.code == "login"


@pytest.fixture
def certificate(sandbox, key):
    made = sandbox.control.call("POST", "/certificates", {"public_key": public(key)})
    return CertificateCredentials(made["client_id"], made["certificate_id"], pem(key))


def dialled(sandbox, credentials, transport="rest", **more):
    settings = Settings(sandbox.account_id, transport, url=sandbox.url)
    return connect(settings, credentials, LocalSlots(2), **more)


def test_certificate_opens_rest_and_a_token_serves_for_its_hour(sandbox, certificate):
    clock = [0.0]
    sandbox.engine.credentials.now = lambda: clock[0]
    erp = dialled(sandbox, certificate, now=lambda: clock[0])
    erp.clock()
    erp.create(customer(), "c")
    fetched = [one for one in sandbox.control.call("GET", "/logins") if one["detail"] == "OAuth 2.0: Success"]
    assert len(fetched) == 1
    clock[0] += 3600 - auth.MARGIN_S
    erp.clock()
    assert len([one for one in sandbox.control.call("GET", "/logins") if one["detail"] == "OAuth 2.0: Success"]) == 2


def test_an_access_token_that_ended_early_is_fetched_anew_once(sandbox, certificate):
    erp = dialled(sandbox, certificate)
    erp.clock()
    sandbox.control.call("POST", "/access/expire")
    assert erp.create(customer(), "c").id
    sandbox.rest.oauth.remove_certificate(certificate.certificate_id)
    sandbox.control.call("POST", "/access/expire")
    with pytest.raises(ErpError) as lost:
        erp.clock()
    assert lost.value.code == "login" and "invalid_client" in str(lost.value)


def test_soap_knows_tokens_alone(sandbox, certificate, request):
    from sandbox.netsuite import schema

    schema.required()
    settings = Settings(sandbox.account_id, "soap", url=sandbox.url, wsdl=str(schema.wsdl()))
    with pytest.raises(ErpError) as refused:
        connect(settings, certificate, LocalSlots(1)).clock()
    assert refused.value.code == "unsupported"


def test_every_request_has_a_nonce_of_its_own(dial, sandbox):
    erp = dial()
    for _ in range(5):
        erp.clock()
    assert all(one["ok"] for one in sandbox.control.call("GET", "/logins"))


def test_secrets_are_in_no_repr(key):
    shown = repr(CertificateCredentials("client", "certificate", "PRIVATE")) + repr(
        auth.Signer("1", TokenCredentials("key", "SECRET", "token", "SECRET"))
    )
    assert "PRIVATE" not in shown and "SECRET" not in shown


def test_the_accounts_own_host():
    assert Settings("1234567_SB1").base_url == "https://1234567-sb1.suitetalk.api.netsuite.com"
