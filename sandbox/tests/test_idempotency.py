"""Idempotency keys, retries, and what is left after a lost answer."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .tour import client_of

Client = stripe.StripeClient


def create(client: Client, key: str, **params: Any) -> stripe.Customer:
    """A customer under an idempotency key."""
    return client.v1.customers.create(params or {"name": "x"}, {"idempotency_key": key})  # type: ignore[arg-type]


def header(obj: Any, name: str) -> str | None:
    """A header of the answer *obj* came in."""
    return obj.last_response.headers.get(name)  # type: ignore[no-any-return]


def test_the_first_answer_is_replayed(client: Client) -> None:
    first = create(client, "k1")
    second = create(client, "k1")
    assert first.id == second.id
    assert header(first, "Idempotent-Replayed") is None
    assert header(second, "Idempotent-Replayed") == "true"
    assert header(second, "Original-Request") == header(first, "Request-Id")
    assert header(second, "Idempotency-Key") == "k1"
    assert len(client.v1.customers.list().data) == 1


def test_other_parameters_are_refused(client: Client) -> None:
    create(client, "k1")
    with pytest.raises(stripe.IdempotencyError) as caught:
        create(client, "k1", name="y")
    assert caught.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        client.v1.products.create({"name": "x"}, {"idempotency_key": "k1"})


def test_keys_are_forgotten_after_a_day(sandbox: StripeSandbox, client: Client) -> None:
    first = create(client, "k1")
    sandbox.advance(24 * 3600 - 1)
    assert create(client, "k1").id == first.id
    sandbox.advance(1)
    assert create(client, "k1").id != first.id


def test_failed_validation_is_not_kept(client: Client) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create(client, "k1", colour="red")
    assert create(client, "k1", name="fine").id


def test_a_refused_card_is_kept(client: Client) -> None:
    params: Any = {
        "amount": 900,
        "currency": "usd",
        "payment_method": "pm_card_visa_chargeDeclined",
        "confirm": True,
    }
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.v1.payment_intents.create(params, {"idempotency_key": "pay"})
    assert len(client.v1.payment_intents.list().data) == 1
    assert len(client.v1.charges.list().data) == 1


def test_keys_may_have_255_characters(client: Client) -> None:
    assert create(client, "k" * 255).id
    with pytest.raises(stripe.InvalidRequestError):
        create(client, "k" * 256)


def test_accounts_do_not_share_keys(sandbox: StripeSandbox, client: Client) -> None:
    live = client_of(sandbox, sandbox.live_key)
    assert create(client, "k1").id != create(live, "k1").id


def test_a_lost_answer_and_a_retry_make_one_object(sandbox: StripeSandbox) -> None:
    sandbox.control.call("POST", "/faults", {"kind": "drop_after", "path": "customers", "count": 1})
    client = client_of(sandbox)
    with pytest.raises(stripe.APIConnectionError):
        create(client, "k1")
    made = create(client, "k1")
    assert header(made, "Idempotent-Replayed") == "true"
    assert len(client.v1.customers.list().data) == 1


def test_the_library_retries_by_itself_without_doubling(sandbox: StripeSandbox) -> None:
    for kind in ("drop_after", "drop_before"):
        rule = {"kind": kind, "method": "POST", "count": 1}
        sandbox.control.call("POST", "/faults", rule)
    client = client_of(sandbox, max_network_retries=3)
    client.v1.customers.create({"name": "once"})
    assert len(client.v1.customers.list().data) == 1


def test_an_error_after_the_effect_is_replayed(sandbox: StripeSandbox, client: Client) -> None:
    rule = {"kind": "status_after", "status": 500, "path": "customers", "count": 1}
    sandbox.control.call("POST", "/faults", rule)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            create(client, "k1")
        assert caught.value.http_status == 500
    assert len(client.v1.customers.list().data) == 1


def test_a_request_under_way_answers_409(sandbox: StripeSandbox, client: Client) -> None:
    """The key is marked as in use, as it is while the first request is worked on."""
    store, scope = sandbox.engine.idempotency, sandbox.engine.account().scope
    now = sandbox.clock.now()
    assert store.begin(scope, "k1", "/v1/customers", {"name": "x"}, now) is None
    with pytest.raises(stripe.APIError) as caught:
        create(client, "k1")
    assert caught.value.http_status == 409
    assert caught.value.error is not None
    assert caught.value.error.code == "idempotency_key_in_use"
    store.end(scope, "k1")
    assert create(client, "k1").id


def test_latency_holds_the_answer_up_and_changes_nothing(
    sandbox: StripeSandbox, client: Client
) -> None:
    rule = {"kind": "latency", "latency_ms": 1, "method": "POST", "count": 1}
    sandbox.control.call("POST", "/faults", rule)
    assert create(client, "k1").id
    assert len(sandbox.control.call("GET", "/faults")["hits"]) == 1
