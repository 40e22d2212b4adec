"""Rate limits and scripted faults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .conftest import NOW
from .tour import client_of

Client = stripe.StripeClient


@pytest.fixture
def strict() -> Iterator[StripeSandbox]:
    """Five requests a second, by a clock that stands still."""
    with StripeSandbox(now=NOW, rate_limit=5) as sandbox:
        yield sandbox


def test_limits_are_off_unless_asked_for(client: Client) -> None:
    for _ in range(60):
        client.v1.balance.retrieve()


def test_429_with_its_reason_and_when_to_come_again(strict: StripeSandbox) -> None:
    client = client_of(strict)
    for _ in range(5):
        client.v1.customers.list()
    with pytest.raises(stripe.RateLimitError) as caught:
        client.v1.customers.list()
    error = caught.value
    assert error.http_status == 429
    assert error.error is not None and error.error.code == "rate_limit"
    assert error.headers is not None
    assert error.headers["Retry-After"] == "1"
    assert error.headers["Stripe-Rate-Limited-Reason"] == "global-rate"
    strict.advance(1)
    assert client.v1.customers.list().data == []


def test_every_endpoint_has_its_own_budget(strict: StripeSandbox) -> None:
    strict.control.call("POST", "/limits", {"per_account": None, "per_endpoint": 2})
    client = client_of(strict)
    for _ in range(2):
        client.v1.customers.list()
        client.v1.charges.list()
        client.v1.customers.create({"name": "x"})
    with pytest.raises(stripe.RateLimitError) as caught:
        client.v1.charges.list()
    assert caught.value.headers is not None
    assert caught.value.headers["Stripe-Rate-Limited-Reason"] == "endpoint-rate"


def test_connected_accounts_have_their_own_budget(strict: StripeSandbox) -> None:
    other: Any = strict.control.call("POST", "/accounts", {})
    client = client_of(strict)
    for scope in ({}, {"stripe_account": other["id"]}):
        for _ in range(5):
            client.v1.balance.retrieve(None, scope)  # type: ignore[arg-type]


def fault(sandbox: StripeSandbox, **rule: Any) -> Any:
    """Put a fault in force."""
    return sandbox.control.call("POST", "/faults", rule)


def test_status_faults_count_down(sandbox: StripeSandbox, client: Client) -> None:
    fault(sandbox, kind="status", status=503, path="^/v1/customers", count=2, skip=1)
    client.v1.customers.list()
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            client.v1.customers.list()
        assert caught.value.http_status == 503
    client.v1.customers.list()
    assert len(sandbox.control.call("GET", "/faults")["hits"]) == 2


def test_a_scripted_429(sandbox: StripeSandbox, client: Client) -> None:
    fault(sandbox, kind="status", status=429, retry_after=7, reason="endpoint-rate", count=1)
    with pytest.raises(stripe.RateLimitError) as caught:
        client.v1.balance.retrieve()
    assert caught.value.headers is not None
    assert caught.value.headers["Retry-After"] == "7"


def test_faults_before_the_effect_change_nothing(
    sandbox: StripeSandbox, client: Client
) -> None:
    for rule in ({"kind": "drop_before"}, {"kind": "status", "status": 500}):
        fault(sandbox, method="POST", count=1, **rule)
        with pytest.raises(stripe.StripeError):
            client.v1.customers.create({"name": "x"})
    assert client.v1.customers.list().data == []


def test_a_share_of_requests_fails_the_same_way_for_the_same_seed() -> None:
    def outcomes() -> list[bool]:
        with StripeSandbox(seed=9, now=NOW) as sandbox:
            fault(sandbox, kind="status", status=500, probability=0.5)
            found = []
            for _ in range(20):
                try:
                    client_of(sandbox).v1.balance.retrieve()
                    found.append(True)
                except stripe.APIError:
                    found.append(False)
            return found

    first = outcomes()
    assert first == outcomes()
    assert 3 < sum(first) < 17


def test_faults_are_lifted(sandbox: StripeSandbox, client: Client) -> None:
    rule = fault(sandbox, kind="status", status=500)
    with pytest.raises(stripe.APIError):
        client.v1.balance.retrieve()
    sandbox.control.call("DELETE", f"/faults/{rule['id']}")
    client.v1.balance.retrieve()


@pytest.mark.parametrize(
    "rule",
    [{"kind": "earthquake"}, {"kind": "status", "status": "x"}, {"kind": "status", "at": 1}],
)
def test_malformed_faults_are_refused(sandbox: StripeSandbox, rule: dict[str, Any]) -> None:
    from sandbox.stripe.core.errors import StripeError

    with pytest.raises(StripeError) as caught:
        fault(sandbox, **rule)
    assert caught.value.status == 400


def test_counts_of_requests_and_creates(sandbox: StripeSandbox, client: Client) -> None:
    client.v1.customers.create({"name": "x"})
    client.v1.customers.list()
    client.v1.customers.list()
    stats = sandbox.control.call("GET", "/stats")
    assert stats["requests"]["GET /v1/customers"] == 2
    assert stats["creates"]["customer"] == 1
    sandbox.control.call("POST", "/stats/reset")
    assert sandbox.control.call("GET", "/stats")["requests"] == {}
