"""Asynchronous jobs, the shared pool, and scripted faults over REST."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests
import zeep.exceptions

from sandbox.netsuite.server import NetSuiteSandbox

from .rest_client import Rest, RestError
from .test_rest_records import apply, customer, invoice, refused

ASYNC = {"Prefer": "respond-async"}


def key_of(number: int) -> str:
    return str(uuid.UUID(int=number))


def job(
    rest: Rest, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
) -> str:
    answer = rest.call(method, f"record/v1/{path}", body, headers={**ASYNC, **(headers or {})}, **more)
    assert answer.status_code == 202
    assert answer.headers["Preference-Applied"] == "respond-async"
    return str(answer.headers["Location"].partition("/services/rest/")[2])


def test_a_job_and_its_result(rest: Rest) -> None:
    where = job(rest, "POST", "customer", {"companyName": "A", "subsidiary": {"id": "1"}})
    state = rest.call("GET", where)
    assert (state["completed"], state["progress"]) == (True, "succeeded")
    assert rest.call("GET", f"{where}/task")["items"][0]["id"] == "1"
    assert rest.call("GET", f"{where}/task/1")["completed"] is True
    result = rest.call("GET", f"{where}/task/1/result")
    assert rest.read("customer", result.headers["Location"].rpartition("/")[2])["companyName"] == "A"


def test_a_job_that_fails(rest: Rest) -> None:
    where = job(rest, "POST", "customer", {"companyName": "A"})
    assert rest.call("GET", where)["progress"] == "failed"
    error = refused(lambda: rest.call("GET", f"{where}/task/1/result"))
    assert "Primary Subsidiary" in error.detail


def test_a_job_takes_its_time(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.rest.jobs.polls = 2
    where = job(rest, "POST", "customer", {"companyName": "A", "subsidiary": {"id": "1"}})
    refused(lambda: rest.call("GET", f"{where}/task/1/result"), 404)
    assert [rest.call("GET", where)["completed"] for _ in range(3)] == [False, True, True]


def test_an_idempotency_key_serves_once_and_only_asynchronously(rest: Rest) -> None:
    body = {"companyName": "A", "subsidiary": {"id": "1"}}
    headers = {"X-NetSuite-Idempotency-Key": key_of(1)}
    where = job(rest, "POST", "customer", body, headers)
    answer = rest.raw("POST", "record/v1/customer", body, headers={**ASYNC, **headers})
    assert answer.status_code == 400
    assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "IDEMPOTENCY_ERROR"
    assert answer.headers["Location"].endswith(where)
    rest.create("customer", {"companyName": "C", "subsidiary": {"id": "1"}}, headers=headers)
    refused(lambda: job(rest, "POST", "customer", body, {"X-NetSuite-Idempotency-Key": "not-a-uuid"}))


def test_a_batch_of_records(rest: Rest) -> None:
    rows = [{"externalId": f"p{n}", "companyName": f"C{n}", "subsidiary": {"id": "1"}} for n in range(3)]
    where = job(rest, "PUT", "customer", {"items": [*rows, {"externalId": "bad", "companyName": "x"}]})
    assert rest.call("GET", where)["progress"] == "failed"
    assert rest.call("GET", f"{where}/task")["count"] == 4
    assert rest.call("GET", f"{where}/task/1/result").status_code == 204
    refused(lambda: rest.call("GET", f"{where}/task/4/result"))
    assert rest.read("customer", "eid:p2")["companyName"] == "C2"
    ids = ",".join(rest.read("customer", f"eid:p{n}")["id"] for n in range(3))
    job(rest, "DELETE", "customer", query={"ids": ids})
    assert rest.call("GET", "record/v1/customer")["totalResults"] == 0


def test_a_batch_is_bounded_and_never_synchronous(rest: Rest) -> None:
    rows = [{"externalId": f"p{n}"} for n in range(101)]
    refused(lambda: job(rest, "PUT", "customer", {"items": rows}))
    refused(lambda: rest.call("PUT", "record/v1/customer", {"items": rows[:1]}), 405)


def test_no_such_job(rest: Rest) -> None:
    refused(lambda: rest.call("GET", "async/v1/job/99"), 404)


def test_one_pool_for_both_transports(sandbox: NetSuiteSandbox, rest: Rest, soap: Any) -> None:
    answered = []

    def meanwhile(_: float) -> None:
        with pytest.raises(zeep.exceptions.Fault):
            soap.call("getServerTime")
        answered.append(rest.raw("GET", "record/v1/customer").status_code)

    sandbox.engine.settings.concurrency_limit = 1
    sandbox.engine.sleep = meanwhile
    sandbox.fault(kind="latency", latency_ms=1, transport="rest", count=1)
    other = Rest(sandbox)
    assert other.raw("GET", "record/v1/customer").status_code == 200
    assert answered == [429]


def test_429_has_no_retry_after(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.control.call("POST", "/pool", {"held": 5})
    answer = rest.raw("GET", "record/v1/customer")
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers
    assert answer.json()["o:errorDetails"][0]["o:errorCode"] == "CONCURRENCY_LIMIT_EXCEEDED"


def test_limits_and_clock(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.engine.settings.integration_limit = 2
    limits = rest.call("GET", "system/v1/governanceLimits")
    assert limits["accountConcurrencyLimit"] == 5
    assert limits["integrationConcurrencyLimit"] == 2
    assert rest.call("GET", "system/v1/serverTime")["serverTime"] == "2026-11-02T18:00:00Z"


def test_an_answer_lost_after_the_work(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.fault(kind="drop_after", transport="rest", operation="^PUT .*customer", count=1)
    body = {"companyName": "A", "subsidiary": {"id": "1"}}
    with pytest.raises(requests.ConnectionError):
        rest.call("PUT", "record/v1/customer/eid:p1", body)
    assert rest.read("customer", "eid:p1")["companyName"] == "A"
    rest.call("PUT", "record/v1/customer/eid:p1", body)
    assert rest.call("GET", "record/v1/customer")["totalResults"] == 1


@pytest.mark.parametrize(
    ("rule", "status", "code"),
    [
        ({"kind": "blocked"}, 429, "CONCURRENCY_LIMIT_EXCEEDED"),
        ({"kind": "expired_token"}, 401, "INVALID_LOGIN"),
        ({"kind": "permission", "message": "Transactions -> Invoice"}, 403, "INSUFFICIENT_PERMISSION"),
        ({"kind": "unexpected"}, 500, "UNEXPECTED_ERROR"),
        ({"kind": "status", "status": 502}, 502, ""),
        ({"kind": "status_after", "status": 504}, 504, ""),
        ({"kind": "maintenance"}, 503, ""),
    ],
)
def test_faults(sandbox: NetSuiteSandbox, rest: Rest, rule: dict[str, Any], status: int, code: str) -> None:
    sandbox.fault(count=1, **rule)
    error = refused(lambda: rest.call("GET", "record/v1/customer"), status)
    assert error.code == code
    assert rest.call("GET", "record/v1/customer")["count"] == 0


def test_a_maintenance_page_is_html(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.fault(kind="maintenance", count=1)
    answer = rest.raw("GET", "record/v1/customer")
    assert answer.headers["Content-Type"] == "text/html"
    assert "scheduled maintenance" in answer.text


def test_a_record_changed_meanwhile(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    key = customer(rest)
    sandbox.engine.sleep = lambda _: Rest(sandbox).update("customer", key, {"phone": "1"})
    sandbox.fault(kind="latency", latency_ms=1, operation="^PATCH", count=1)
    error = refused(lambda: rest.update("customer", key, {"phone": "2"}))
    assert "Record has been changed" in error.detail


def test_a_refused_record(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.fault(kind="record_error", record="invoice", code="RCRD_LOCKED_BY_WF", message="Locked.", count=1)
    key = customer(rest)
    assert "Locked." in refused(lambda: invoice(rest, key)).detail
    made = invoice(rest, key)
    rest.create("customerPayment", {"customer": {"id": key}, "payment": 1, "apply": apply((made, 1))})


@pytest.mark.parametrize(
    "rule", [{"kind": "earthquake"}, {"kind": "status", "status": "x"}, {"kind": "status", "a": 1}]
)
def test_malformed_faults(sandbox: NetSuiteSandbox, rule: dict[str, Any]) -> None:
    answer = requests.post(f"{sandbox.url}/_sandbox/faults", json=rule, timeout=60)
    assert answer.status_code == 400
    with pytest.raises(ValueError):
        sandbox.fault(**rule)


def test_a_share_of_requests_fails_the_same_way_for_the_same_seed() -> None:
    def outcomes() -> list[bool]:
        with NetSuiteSandbox(seed=9, now="2026-11-02T18:00:00Z") as sandbox:
            sandbox.fault(kind="status", status=500, probability=0.5)
            rest = Rest(sandbox)
            return [rest.raw("GET", "record/v1/term").status_code == 200 for _ in range(20)]

    first = outcomes()
    assert first == outcomes()
    assert 3 < sum(first) < 17


def test_errors_of_rest_are_errors(rest: Rest) -> None:
    with pytest.raises(RestError, match="404 NONEXISTENT_ID"):
        rest.read("invoice", "5")
