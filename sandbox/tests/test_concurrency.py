"""Many clients at once, while deliveries go out: nothing is lost, nothing hangs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import stripe

from sandbox.stripe.server import StripeSandbox

from .receiver import Receiver
from .test_payments import pay
from .tour import client_of

CLIENTS = 8
PAYMENTS = 10


def test_clients_in_parallel(sandbox: StripeSandbox, receiver: Receiver) -> None:
    client_of(sandbox).v1.webhook_endpoints.create(
        {"url": receiver.url, "enabled_events": ["charge.succeeded"]}
    )
    sandbox.control.call("POST", "/webhooks/policy", {"duplicate": 0.3, "reorder": 0.5})

    def work(number: int) -> list[str]:
        client = client_of(sandbox)
        customer = client.v1.customers.create({"name": f"Worker {number}"})
        return [
            pay(client, "pm_card_visa", 1_000 + number, customer=customer.id).id
            for _ in range(PAYMENTS)
        ]

    with ThreadPoolExecutor(CLIENTS) as pool:
        made = [intent for part in pool.map(work, range(CLIENTS)) for intent in part]
    assert len(set(made)) == CLIENTS * PAYMENTS
    assert sandbox.control.call("POST", "/webhooks/wait", {"timeout_s": 300})["idle"]
    heard = {event["data"]["object"]["payment_intent"] for event in receiver.events()}
    assert heard == set(made)
    books = sandbox.books()
    gross = sum(charge["amount"] for charge in books["charges"].values())
    assert gross == sum((1_000 + n) * PAYMENTS for n in range(CLIENTS))


def test_one_idempotency_key_from_many_clients(sandbox: StripeSandbox) -> None:
    def work(number: int) -> str | None:
        try:
            made = client_of(sandbox).v1.customers.create(
                {"name": "once"}, {"idempotency_key": "shared"}
            )
        except stripe.APIError as error:
            assert error.http_status == 409
            return None
        return made.id

    with ThreadPoolExecutor(CLIENTS) as pool:
        found = {made for made in pool.map(work, range(CLIENTS * 3)) if made}
    assert len(found) == 1
    assert len(client_of(sandbox).v1.customers.list().data) == 1
