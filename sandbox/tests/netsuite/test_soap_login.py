"""Token-based authentication over SOAP: what opens, what is refused, and what the audit trail says."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
import zeep.exceptions

from sandbox.netsuite.server import NetSuiteSandbox

from .soap_client import Soap


def refused(soap: Soap, **changed: Any) -> tuple[str, str]:
    """Code of the fault and the audit trail's words."""
    with pytest.raises(zeep.exceptions.Fault) as caught:
        soap.service.getServerTime(_soapheaders={"tokenPassport": soap.passport(**changed)})
    detail = caught.value.detail[0]
    assert detail.tag.endswith("}invalidCredentialsFault")
    return detail[0].text, ""


def trail(sandbox: NetSuiteSandbox) -> str:
    return str(sandbox.control.call("GET", "/logins")[-1]["detail"])


def test_a_signed_request_is_let_in(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    assert soap.call("getServerTime").status.isSuccess
    assert trail(sandbox) == "Success"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"signature": "bm90IGl0"}, "InvalidSignature"),
        ({"algorithm": "HMAC-SHA1"}, "signature method HMAC-SHA1 is not supported"),
        ({"consumerKey": "0" * 64}, "ConsumerKey does not belong to the token"),
        ({"token": "0" * 64}, "TokenUnknown"),
        ({"account": "tstdrv1234567"}, "Account tstdrv1234567 is not TSTDRV1234567"),
        ({"nonce": "abc"}, "InvalidNonce"),
        ({"timestamp": "1"}, "InvalidTimestamp"),
    ],
)
def test_what_is_wrong_stands_in_the_audit_trail_only(
    sandbox: NetSuiteSandbox, soap: Soap, changed: dict[str, Any], reason: str
) -> None:
    assert refused(soap, **changed)[0] == "INVALID_LOGIN_CREDENTIALS"
    assert trail(sandbox) == reason


@pytest.mark.parametrize("offset", [-301, 301])
def test_the_timestamp_has_a_window(sandbox: NetSuiteSandbox, soap: Soap, offset: int) -> None:
    sandbox.engine.credentials.now = lambda: 1_800_000_000.0
    soap.now = lambda: 1_800_000_000.0 + offset
    refused(soap)
    assert trail(sandbox) == "InvalidTimestamp"
    soap.now = lambda: 1_800_000_000.0 + (299 if offset > 0 else -299)
    assert soap.call("getServerTime").status.isSuccess


def test_a_nonce_serves_once(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    header = {"tokenPassport": soap.passport(nonce="once-and-never-again")}
    soap.service.getServerTime(_soapheaders=header)
    with pytest.raises(zeep.exceptions.Fault):
        soap.service.getServerTime(_soapheaders=header)
    assert trail(sandbox) == "NonceUsed"


def test_a_revoked_token_is_refused(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.control.call("POST", "/tokens/0", {"active": False})
    refused(soap)
    assert trail(sandbox) == "TokenRevoked"


def test_a_request_without_passport_is_refused(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    with pytest.raises(zeep.exceptions.Fault) as caught:
        soap.service.getServerTime()
    assert "Invalid login attempt" in str(caught.value)
    assert trail(sandbox) == "no tokenPassport"


def test_a_second_integration_has_its_own_token(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    made = sandbox.engine.credentials.make_token()
    assert made.token != soap.token.token
    assert Soap(sandbox, made).call("getServerTime").status.isSuccess


def test_a_role_without_web_services_gets_a_fault(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.control.call("POST", "/tokens/0", {"missing": ["soap"]})
    with pytest.raises(zeep.exceptions.Fault) as caught:
        soap.call("getServerTime")
    assert caught.value.detail[0].tag.endswith("}insufficientPermissionFault")


def test_a_role_without_payments_is_told_per_record(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.control.call("POST", "/tokens/0", {"missing": ["customerPayment", "deletedRecords"]})
    reply = soap.call("get", soap.ref("1", "customerPayment"))
    assert reply.status.statusDetail[0].code == "INSUFFICIENT_PERMISSION"
    date = {"operator": "after", "searchValue": "2026-01-01T00:00:00Z"}
    assert soap.call("getDeleted", {"deletedDate": date}, 1).status.statusDetail[0].code == "INSUFFICIENT_PERMISSION"


def test_an_endpoint_of_the_past_is_refused(sandbox: NetSuiteSandbox) -> None:
    answer = requests.post(f"{sandbox.url}/services/NetSuitePort_2019_1", data=b"<x/>", timeout=60)
    assert answer.status_code == 500
    assert "UNSUPPORTED_WS_VERSION" in answer.text
    assert "invalidVersionFault" in answer.text


def test_the_machine_s_clock_judges_logins_unless_told_otherwise(sandbox: NetSuiteSandbox) -> None:
    assert abs(sandbox.engine.credentials.now() - time.time()) < 60
