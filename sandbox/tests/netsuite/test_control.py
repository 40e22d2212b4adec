"""The control API over HTTP: looking, changing by hand, remembering and going back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.netsuite.server import NetSuiteSandbox

from .rest_client import Rest
from .test_rest_records import apply, customer, invoice


def control(sandbox: NetSuiteSandbox, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = requests.request(method, f"{sandbox.url}/_sandbox{path}", json=body, timeout=60)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_the_list_of_what_there_is(sandbox: NetSuiteSandbox) -> None:
    found = control(sandbox, "GET", "/")["endpoints"]
    assert any(one.startswith("POST /faults - ") for one in found)
    assert all(one.partition(" - ")[2] for one in found)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("POST", "/settings", {"nonsense": 1}, 400),
        ("POST", "/settings", {"one_world": 1}, 400),
        ("POST", "/periods/1", {"nonsense": True}, 400),
        ("POST", "/scenario", {"name": "nonsense"}, 400),
        ("POST", "/snapshots/none/restore", {}, 400),
        ("GET", "/records/invoice/99", None, 404),
        ("POST", "/records/nonsense", {}, 400),
        ("POST", "/records/customer/1/void", {}, 404),
    ],
)
def test_what_is_wrong_is_told(sandbox: NetSuiteSandbox, method: str, path: str, body: Any, status: int) -> None:
    assert control(sandbox, method, path, body, status)["error"]


def test_other_host_names_are_refused(sandbox: NetSuiteSandbox) -> None:
    answer = requests.get(f"{sandbox.url}/_sandbox/state", headers={"Host": "evil.example"}, timeout=60)
    assert answer.status_code == 403


def test_a_person_enters_changes_deletes(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    made = control(sandbox, "POST", "/records/customer", {"companyName": "By Hand", "subsidiary": {"id": "1"}})["id"]
    control(sandbox, "PATCH", f"/records/customer/{made}", {"phone": "1"})
    assert rest.read("customer", made)["phone"] == "1"
    assert control(sandbox, "GET", f"/records/customer/{made}")["companyName"] == "By Hand"
    control(sandbox, "DELETE", f"/records/customer/{made}")
    assert control(sandbox, "GET", "/state")["deleted"] == 1


def test_a_person_changes_the_amount_of_an_invoice(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    made = invoice(rest, customer(rest), 100)
    control(sandbox, "PATCH", f"/records/invoice/{made}", {"item": {"items": [{"line": 1, "amount": 90, "rate": 90}]}})
    assert rest.read("invoice", made)["total"] == 90


def test_a_void_happens_once(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    made = invoice(rest, customer(rest), 100)
    control(sandbox, "POST", f"/records/invoice/{made}/void")
    assert control(sandbox, "POST", f"/records/invoice/{made}/void", status=400)["code"] == "TRANS_ALREADY_VOIDED"


def test_lists_grow(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    made = control(sandbox, "POST", "/lists/department", {"name": "Finance", "isInactive": False})["id"]
    assert rest.read("department", made)["name"] == "Finance"
    control(sandbox, "POST", "/lists/department", {"nonsense": 1}, 400)


def test_books_are_remembered_and_come_back(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    key = customer(rest)
    made = invoice(rest, key, 100)
    control(sandbox, "POST", "/snapshots", {"name": "before"})
    paid = rest.create("customerPayment", {"customer": {"id": key}, "payment": 100, "apply": apply((made, 100))})
    control(sandbox, "POST", "/snapshots/before/restore")
    assert rest.read("invoice", made)["amountRemaining"] == 100
    assert rest.raw("GET", f"record/v1/customerPayment/{paid}").status_code == 404
    again = rest.create("customerPayment", {"customer": {"id": key}, "payment": 100, "apply": apply((made, 100))})
    assert again == paid


def test_another_scenario(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    customer(rest)
    state = control(sandbox, "POST", "/scenario", {"name": "bulk", "count": 20})
    assert state["records"]["invoice"] == 20
    assert len(rest.query("SELECT id FROM transaction WHERE type = 'CustInvc'")) == 20
    control(sandbox, "POST", "/scenario", {"name": "empty"})
    assert rest.query("SELECT id FROM customer") == []


def test_books_outlive_the_program(tmp_path: Path) -> None:
    file = tmp_path / "books"
    with NetSuiteSandbox(seed=5, now="2026-11-02T18:00:00Z", state=file) as first:
        made = invoice(Rest(first), customer(Rest(first)), 100)
        first.advance(3600)
        customer(Rest(first), "Last")
    with NetSuiteSandbox(seed=5, scenario="bulk", now="2026-11-02T18:00:00Z", state=file) as second:
        rest = Rest(second)
        assert rest.read("invoice", made)["total"] == 100
        assert rest.call("GET", "system/v1/serverTime")["serverTime"] == "2026-11-02T19:00:00Z"
        assert len(rest.query("SELECT id FROM customer")) == 2


def test_voiding_may_be_by_journal_only(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    made = invoice(rest, customer(rest), 100)
    control(sandbox, "POST", "/settings", {"void_by_reversing_journal": True})
    answer = control(sandbox, "POST", f"/records/invoice/{made}/void", status=400)
    assert answer["code"] == "VOIDING_REVERSAL_DISALLWD"


def test_time_passes_when_told(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    assert control(sandbox, "POST", "/clock", {"advance_s": 60})["now"] == "2026-11-02T18:01:00Z"
    assert control(sandbox, "POST", "/clock", {"to": "2026-12-01"})["now"] == "2026-12-01T00:00:00Z"
    assert rest.call("GET", "system/v1/serverTime")["serverTime"] == "2026-12-01T00:00:00Z"


def test_counts(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    customer(rest)
    found = control(sandbox, "GET", "/stats")
    assert found["requests"] == {"rest POST record/v1/customer": 1}
    assert found["created"] == {"customer": 1}
    control(sandbox, "POST", "/stats/reset")
    assert control(sandbox, "GET", "/stats")["requests"] == {}


def test_faults_are_listed_and_lifted(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    rule = control(sandbox, "POST", "/faults", {"kind": "status", "status": 500, "skip": 1})
    rest.read("term", "1")
    assert rest.raw("GET", "record/v1/term/1").status_code == 500
    assert len(control(sandbox, "GET", "/faults")["hits"]) == 1
    control(sandbox, "DELETE", f"/faults/{rule['id']}")
    assert rest.raw("GET", "record/v1/term/1").status_code == 200
    control(sandbox, "POST", "/faults", {"kind": "status"})
    control(sandbox, "DELETE", "/faults")
    assert control(sandbox, "GET", "/faults")["rules"] == []


def test_payments_at_once_pay_an_invoice_once(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    """Eight clients, one invoice of 100, each pays 30: three succeed, 10 stay open."""
    sandbox.engine.settings.concurrency_limit = 20
    key = customer(rest)
    made = invoice(rest, key, 100)
    body = {"customer": {"id": key}, "payment": 30, "apply": apply((made, 30))}
    statuses: list[int] = []

    def pay() -> None:
        statuses.append(Rest(sandbox).raw("POST", "record/v1/customerPayment", body).status_code)

    threads = [threading.Thread(target=pay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [204] * 3 + [400] * 5
    assert rest.read("invoice", made)["amountRemaining"] == 10
    assert sandbox.books()["receivables"]["1100 Accounts Receivable USD"]["amount"] == "10.00"


def test_upserts_at_once_make_one_record(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.engine.settings.concurrency_limit = 20
    body = {"companyName": "A", "subsidiary": {"id": "1"}}
    statuses: list[int] = []

    def put() -> None:
        statuses.append(Rest(sandbox).raw("PUT", "record/v1/customer/eid:p1", body).status_code)

    threads = [threading.Thread(target=put) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert 204 in statuses
    assert rest.call("GET", "record/v1/customer")["totalResults"] == 1
