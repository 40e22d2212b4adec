"""The server itself: loopback, connections, the control API over HTTP, odd input."""

from __future__ import annotations

import doctest
import http.client
import importlib
import json
import pkgutil
from typing import Any

import pytest

import sandbox.stripe
from sandbox.stripe.core.clock import Clock, parse_time
from sandbox.stripe.core.http import make_server
from sandbox.stripe.server import StripeSandbox


def call(
    sandbox: StripeSandbox,
    method: str,
    path: str,
    body: str | None = None,
    **headers: str,
) -> tuple[int, Any]:
    """A bare HTTP request: status and decoded body."""
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    return response.status, json.loads(text) if text.startswith("{") else text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.com", "::"])
def test_only_loopback_addresses_are_bound(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        make_server(host, 0, lambda request: None)  # type: ignore[arg-type, return-value]
    with pytest.raises(ValueError, match="loopback"):
        StripeSandbox(host=host)


def test_the_control_api_refuses_made_up_host_names(sandbox: StripeSandbox) -> None:
    assert call(sandbox, "GET", "/_sandbox/state")[0] == 200
    status, body = call(sandbox, "GET", "/_sandbox/state", Host="rebound.example")
    assert status == 403 and "loopback" in body["error"]["message"]


def test_a_connection_serves_many_requests(sandbox: StripeSandbox) -> None:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    headers = {"Authorization": f"Bearer {sandbox.secret_key}"}
    connection.connect()
    first = connection.sock
    for _ in range(5):
        connection.request("GET", "/v1/balance", headers=headers)
        response = connection.getresponse()
        assert response.status == 200 and response.version == 11
        response.read()
    assert connection.sock is first


def test_basic_authentication_works_too(sandbox: StripeSandbox) -> None:
    from base64 import b64encode

    token = b64encode(f"{sandbox.secret_key}:".encode()).decode()
    assert call(sandbox, "GET", "/v1/balance", Authorization=f"Basic {token}")[0] == 200
    assert call(sandbox, "GET", "/v1/balance", Authorization="Basic !!!")[0] == 401


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"name":"x"}', "application/json"),
        ("a[b=1", "application/x-www-form-urlencoded"),
        ("name[first]=x", "application/x-www-form-urlencoded"),
        ("a" + "[b]" * 40 + "=1", "application/x-www-form-urlencoded"),
        ("metadata=flat", "application/x-www-form-urlencoded"),
        ("name=x&name[y]=z", "application/x-www-form-urlencoded"),
    ],
)
def test_odd_bodies_get_a_clear_400(sandbox: StripeSandbox, body: str, kind: str) -> None:
    headers = {"Authorization": f"Bearer {sandbox.secret_key}", "Content-Type": kind}
    status, answer = call(sandbox, "POST", "/v1/customers", body, **headers)
    assert status == 400
    assert answer["error"]["type"] == "invalid_request_error"
    assert answer["error"]["message"]


def test_bodies_that_are_too_large_are_not_read(sandbox: StripeSandbox) -> None:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    connection.putrequest("POST", "/v1/customers")
    connection.putheader("Content-Length", str(10**9))
    connection.endheaders()
    assert connection.getresponse().status == 413


def test_the_control_api_lists_itself(sandbox: StripeSandbox) -> None:
    _, body = call(sandbox, "GET", "/_sandbox/")
    assert len(body["endpoints"]) > 30
    for line in body["endpoints"]:
        words = line.partition(" - ")[2]
        assert words and words[0] != "_", line


def test_control_calls_over_http(sandbox: StripeSandbox) -> None:
    status, body = call(sandbox, "POST", "/_sandbox/clock", '{"advance_s": 60}')
    assert (status, body["now"]) == (200, sandbox.clock.now())
    status, body = call(sandbox, "POST", "/_sandbox/clock", '{"to": "2026-12-01T00:00:00Z"}')
    assert body["now"] == 1_796_083_200
    status, body = call(sandbox, "POST", "/_sandbox/keys", '{"permissions": ["rak_charge_read"]}')
    assert body["id"].startswith("rk_test_")
    assert call(sandbox, "GET", "/_sandbox/nothing")[0] == 404
    assert call(sandbox, "POST", "/_sandbox/clock", "[]")[0] == 400
    assert call(sandbox, "POST", "/_sandbox/clock", "{")[0] == 400
    assert call(sandbox, "POST", "/_sandbox/disputes", '{"charge": "ch_x"}')[0] == 400
    status, body = call(sandbox, "GET", "/_sandbox/books")
    assert (status, body["balance"]) == (200, {})


def test_time_stands_still_or_passes() -> None:
    still = Clock(start=100.0, ticking=False)
    assert (still.now(), still.now()) == (100, 100)
    still.advance_to(50)
    assert still.now() == 100
    with pytest.raises(ValueError, match="back"):
        still.advance(-1)
    still.set_ticking(True)
    first = still.time()
    assert still.time() >= first >= 100
    assert parse_time("1970-01-02") == 86_400


def test_a_ticking_sandbox_works_by_itself() -> None:
    with StripeSandbox(now="2026-11-02T09:00:00Z", ticking=True) as sandbox:
        before = sandbox.clock.time()
        assert call(sandbox, "GET", "/_sandbox/state")[1]["ticking"] is True
        assert sandbox.clock.time() >= before


def _modules() -> list[str]:
    found = pkgutil.walk_packages(sandbox.stripe.__path__, "sandbox.stripe.")
    return [info.name for info in found if not info.name.endswith("__main__")]


@pytest.mark.parametrize("name", _modules())
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
