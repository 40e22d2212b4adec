"""Fixtures: a fresh sandbox for each test, a filled one for tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .receiver import Receiver
from .tour import client_of

#: A Monday morning; nothing in the tests depends on the machine's clock.
NOW = "2026-11-02T09:00:00Z"


@pytest.fixture
def sandbox() -> Iterator[StripeSandbox]:
    """An empty sandbox whose clock stands still."""
    with StripeSandbox(seed=5, now=NOW) as running:
        yield running
        assert running.engine.counters.broken == []


@pytest.fixture(scope="module")
def small() -> Iterator[StripeSandbox]:
    """The small company, for tests that only read."""
    with StripeSandbox(seed=5, scenario="small", now=NOW) as running:
        yield running
        assert running.engine.counters.broken == []


@pytest.fixture
def client(sandbox: StripeSandbox) -> stripe.StripeClient:
    """The official library, without retries of its own."""
    return client_of(sandbox)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook endpoint on loopback."""
    with Receiver() as running:
        yield running


@pytest.fixture
def customer(client: stripe.StripeClient) -> stripe.Customer:
    """A customer with a good card on file."""
    made = client.v1.customers.create(
        {"name": "Dunmore Optics", "email": "ap@dunmore.example"}
    )
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": made.id})
    return client.v1.customers.update(
        made.id, {"invoice_settings": {"default_payment_method": method.id}}
    )
