"""Scripted faults over SOAP: lost answers, storms, maintenance, conflicts; and what arrives out of order."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests
import zeep.exceptions
from lxml import etree

from sandbox.netsuite.server import NetSuiteSandbox

from .company import customer, invoice, lines, payment
from .soap_client import Refused, Soap, accepted


def fault_of(call: Any) -> tuple[str, str]:
    """Element and code of a fault's detail."""
    with pytest.raises(zeep.exceptions.Fault) as caught:
        call()
    detail = caught.value.detail[0]
    return etree.QName(detail).localname, detail[0].text


def test_an_answer_lost_after_the_work(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.fault(kind="drop_after", operation="^add$", record="customer", count=1)
    with pytest.raises(requests.ConnectionError):
        customer(soap, externalId="p1")
    assert soap.get("customer", external="p1").companyName == "Dunmore Optics"
    assert sandbox.control.call("GET", "/stats")["dropped"] == 1


def test_a_request_lost_before_the_work(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.fault(kind="drop_before", count=1)
    with pytest.raises(requests.ConnectionError):
        customer(soap, externalId="p1")
    with pytest.raises(Refused):
        soap.get("customer", external="p1")


@pytest.mark.parametrize("kind", ["status", "status_after"])
def test_gateway_errors(sandbox: NetSuiteSandbox, soap: Soap, kind: str) -> None:
    sandbox.fault(kind=kind, status=502, count=1, operation="^add$")
    with pytest.raises(zeep.exceptions.TransportError) as caught:
        customer(soap)
    assert caught.value.status_code == 502
    made = sandbox.control.call("GET", "/state")["records"].get("customer", 0)
    assert made == (1 if kind == "status_after" else 0)


def test_a_maintenance_page_is_html(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.fault(kind="maintenance", count=1)
    with pytest.raises(zeep.exceptions.Error):
        soap.call("getServerTime")
    assert b"scheduled maintenance" in soap.transport.received


def test_faults_of_the_schema(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    for kind, wanted in (
        ("blocked", ("exceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED")),
        ("expired_token", ("invalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS")),
        ("permission", ("insufficientPermissionFault", "INSUFFICIENT_PERMISSION")),
        ("unexpected", ("unexpectedErrorFault", "UNEXPECTED_ERROR")),
    ):
        sandbox.fault(kind=kind, count=1)
        assert fault_of(lambda: soap.call("getServerTime")) == wanted
    assert soap.call("getServerTime").status.isSuccess


def test_a_record_error_of_choice(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.fault(kind="record_error", code="RCRD_LOCKED_BY_WF", message="Locked.", record="invoice", count=1)
    key = customer(soap)
    with pytest.raises(Refused) as caught:
        invoice(soap, key)
    assert caught.value.details == [("RCRD_LOCKED_BY_WF", "Locked.")]
    invoice(soap, key)


def test_the_pool_is_shared_and_never_queues(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.control.call("POST", "/pool", {"held": 5})
    assert fault_of(lambda: soap.call("getServerTime"))[1] == "WS_REQUEST_BLOCKED"
    sandbox.control.call("POST", "/pool", {"held": 4})
    assert soap.call("getServerTime").status.isSuccess
    assert sandbox.control.call("GET", "/stats")["concurrency"] == {"peak": 1, "refused": 1, "limit": 5}


def test_a_storm_of_requests(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    """Five wait, the sixth is blocked; the gate opens and all of the five succeed."""
    gate, arrived = threading.Event(), threading.Semaphore(0)

    def wait(_: float) -> None:
        arrived.release()
        gate.wait(60)

    sandbox.engine.sleep = wait
    sandbox.fault(kind="latency", latency_ms=1, count=5)
    outcomes: list[bool] = []

    def ask() -> None:
        outcomes.append(Soap(sandbox).call("getServerTime").status.isSuccess)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert arrived.acquire(timeout=60)
    assert fault_of(lambda: soap.call("getServerTime"))[1] == "WS_REQUEST_BLOCKED"
    gate.set()
    for thread in threads:
        thread.join(60)
    assert outcomes == [True] * 5


def test_a_record_changed_while_a_slow_update_was_under_way(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)

    def somebody_else(_: float) -> None:
        accepted(Soap(sandbox).call("update", soap.make("Customer", internalId=key, phone="1")))

    sandbox.engine.sleep = somebody_else
    sandbox.fault(kind="latency", latency_ms=1, operation="^update$", count=1)
    with pytest.raises(Refused) as caught:
        accepted(soap.call("update", soap.make("Customer", internalId=key, phone="2")))
    assert caught.value.details == [("RCRD_HAS_BEEN_CHANGED", "Record has been changed")]
    assert soap.get("customer", key).phone == "1"


def test_two_slow_payments_of_the_same_invoice(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    """The second finds the invoice paid: nothing is paid twice."""
    key = customer(soap)
    made = invoice(soap, key, "100")
    sandbox.engine.sleep = lambda _: payment(Soap(sandbox), key, "100", (made, "100")) and None
    sandbox.fault(kind="latency", latency_ms=1, operation="^add$", count=1)
    with pytest.raises(Refused, match="matching line"):
        payment(soap, key, "100", (made, "100"))
    assert len(sandbox.engine.store.tables["customerPayment"]) == 1


def test_a_conflict_on_demand(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    sandbox.fault(kind="conflict", operation="^update$", count=1)
    with pytest.raises(Refused) as caught:
        accepted(soap.call("update", soap.make("Customer", internalId=key, phone="2")))
    assert caught.value.code == "RCRD_HAS_BEEN_CHANGED"


def test_a_reply_out_of_order_breaks_a_strict_reader(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    made = invoice(soap, customer(soap), "100")
    sandbox.fault(kind="shuffle", operation="^get$", count=1)
    soap.transport.checking = False
    with pytest.raises(zeep.exceptions.XMLParseError):
        soap.get("invoice", made)
    root = etree.fromstring(soap.transport.received)
    assert [one.text for one in root.iter("{*}total")] == ["100.0"]
    assert soap.get("invoice", made).total == 100


def test_elements_of_a_release_to_come(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    sandbox.engine.settings.unknown_elements = True
    soap.transport.checking = False
    with pytest.raises(zeep.exceptions.XMLParseError):
        soap.get("customer", key)
    assert b"futureField" in soap.transport.received


def post(sandbox: NetSuiteSandbox, body: bytes) -> requests.Response:
    return requests.post(sandbox.soap_url(), data=body, headers={"Content-Type": "text/xml"}, timeout=60)


@pytest.mark.parametrize(
    "body",
    [
        b"not xml",
        b"",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a/>",
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>',
    ],
)
def test_what_is_no_request(sandbox: NetSuiteSandbox, body: bytes) -> None:
    answer = post(sandbox, body)
    assert answer.status_code == 500
    root = etree.fromstring(answer.content)
    assert root.find(".//faultstring").text.startswith("org.xml.sax.SAXException")


def test_entities_never_reach_the_books(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    customer(soap)
    body = soap.transport.sent.replace(b"Dunmore Optics", b"&x;")
    head = b'<?xml version="1.0"?><!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    answer = post(sandbox, head + body[body.index(b"?>") + 2 :])
    assert "DOCTYPE is not allowed" in answer.text


def test_an_unknown_element_is_refused(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    customer(soap)
    nonce = soap.passport()
    body = soap.transport.sent.replace(b"companyName", b"companyNane")
    answer = post(sandbox, body)
    assert answer.status_code == 500
    assert nonce["nonce"] not in answer.text


def test_large_amounts_come_in_java_s_spelling(soap: Soap) -> None:
    made = invoice(soap, customer(soap), "12500000")
    record = soap.get("invoice", made)
    assert b">1.25E7<" in soap.transport.received
    assert record.total == 12_500_000


def test_the_books_balance_after_all(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    from decimal import Decimal

    key = customer(soap)
    made = invoice(soap, key, "100", itemList=lines(soap, "100", taxCode=soap.ref("2")))
    payment(soap, key, "50", (made, "50"))
    assert sum(Decimal(one) for one in sandbox.books()["trial_balance"].values()) == 0
