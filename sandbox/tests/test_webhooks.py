"""Signed delivery: to whom, in which version, how it fails and is tried again."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .receiver import Receiver
from .tour import client_of

Client = stripe.StripeClient


def listen(client: Client, receiver: Receiver, **params: Any) -> stripe.WebhookEndpoint:
    """An endpoint for all events, unless *params* say otherwise."""
    wanted = {"url": receiver.url, "enabled_events": ["*"], **params}
    return client.v1.webhook_endpoints.create(wanted)  # type: ignore[arg-type]


def settle(sandbox: StripeSandbox) -> None:
    """Wait until nothing is on its way."""
    assert sandbox.control.call("POST", "/webhooks/wait", {"timeout_s": 300})["idle"]


def deliveries(sandbox: StripeSandbox, **filters: str) -> list[dict[str, Any]]:
    """What the sandbox remembers of its deliveries."""
    found: Any = sandbox.control.call("GET", "/webhooks/deliveries", dict(filters))
    return found["deliveries"]  # type: ignore[no-any-return]


def policy(sandbox: StripeSandbox, **changes: Any) -> None:
    """Change how deliveries are made."""
    sandbox.control.call("POST", "/webhooks/policy", changes)


def test_deliveries_verify_with_the_library(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    endpoint = listen(client, receiver)
    assert endpoint.secret is not None and endpoint.secret.startswith("whsec_")
    made = client.v1.customers.create({"name": "x"})
    settle(sandbox)
    signature, body = receiver.calls[0]
    event = stripe.Webhook.construct_event(body, signature, endpoint.secret)  # type: ignore[no-untyped-call]
    assert (event.type, event.data.object.id) == ("customer.created", made.id)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, signature, "whsec_wrong")  # type: ignore[no-untyped-call]


def test_the_secret_is_shown_once(client: Client, receiver: Receiver) -> None:
    endpoint = listen(client, receiver)
    again = client.v1.webhook_endpoints.retrieve(endpoint.id)
    assert "secret" not in again.to_dict()
    assert "secret" not in client.v1.webhook_endpoints.list().data[0].to_dict()


def test_several_secrets_while_one_is_rolled(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    endpoint = listen(client, receiver)
    path = f"/webhooks/endpoints/{endpoint.id}/roll"
    fresh = sandbox.control.call("POST", path, {"overlap_s": 3600})["secret"]
    client.v1.customers.create({"name": "x"})
    settle(sandbox)
    signature, body = receiver.calls[-1]
    assert signature.count("v1=") == 2
    for secret in (endpoint.secret, fresh):
        stripe.Webhook.construct_event(body, signature, str(secret))  # type: ignore[no-untyped-call]
    sandbox.advance(3600)
    client.v1.customers.create({"name": "y"})
    settle(sandbox)
    assert receiver.calls[-1][0].count("v1=") == 1


def test_old_signatures_can_be_made(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    endpoint = listen(client, receiver)
    policy(sandbox, signature_age_s=301)
    client.v1.customers.create({"name": "x"})
    settle(sandbox)
    signature, body = receiver.calls[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, signature, str(endpoint.secret))  # type: ignore[no-untyped-call]


def test_only_the_wanted_types_arrive(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    listen(client, receiver, enabled_events=["product.created"])
    client.v1.customers.create({"name": "x"})
    client.v1.products.create({"name": "p"})
    settle(sandbox)
    assert receiver.types() == ["product.created"]


def test_disabled_endpoints_hear_nothing(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    endpoint = listen(client, receiver)
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    client.v1.customers.create({"name": "x"})
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": False})
    client.v1.customers.create({"name": "y"})
    client.v1.webhook_endpoints.delete(endpoint.id)
    client.v1.customers.create({"name": "z"})
    settle(sandbox)
    assert [e["data"]["object"]["name"] for e in receiver.events()] == ["y"]


def test_every_endpoint_gets_its_own_version(
    sandbox: StripeSandbox, client: Client, receiver: Receiver, customer: stripe.Customer
) -> None:
    for version in ("2024-06-20", "2026-10-28.endive"):
        listen(client, receiver, api_version=version, enabled_events=["invoice.paid"])
    invoice = client.v1.invoices.create({"customer": customer.id})
    client.v1.invoices.add_lines(invoice.id, {"lines": [{"amount": 900}]})
    client.v1.invoices.pay(invoice.id)
    settle(sandbox)
    shown = {e["api_version"]: e["data"]["object"] for e in receiver.events()}
    old, new = shown["2024-06-20"], shown["2026-10-28.endive"]
    assert old["paid"] is True and old["payment_intent"] and "parent" not in old
    assert "paid" not in new and "total_taxes" in new
    assert old["lines"]["data"][0]["price"]["object"] == "price"
    assert new["lines"]["data"][0]["pricing"]["price_details"]["price"]
    listed = client.v1.events.list({"type": "invoice.paid"}).data[0]
    assert listed.api_version == "2026-10-28.endive"


def test_updates_say_what_was_there_before(client: Client) -> None:
    made = client.v1.customers.create({"name": "old", "metadata": {"a": "1", "b": "2"}})
    client.v1.customers.update(made.id, {"name": "new", "metadata": {"a": "3"}})
    event = client.v1.events.list({"type": "customer.updated"}).data[0]
    before = event.data.previous_attributes
    assert before is not None
    assert before.to_dict() == {"name": "old", "metadata": {"a": "1"}}
    client.v1.customers.update(made.id, {"name": "new"})
    assert len(client.v1.events.list({"type": "customer.updated"}).data) == 1


def test_failures_are_tried_again_three_times_in_all(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    listen(client, receiver, enabled_events=["customer.created"])
    receiver.answers = [500, 404, 500]
    client.v1.customers.create({"name": "x"})
    settle(sandbox)
    assert len(receiver.calls) == 1
    for passed, calls in ((599, 1), (1, 2), (7_199, 2), (1, 3), (10**6, 3)):
        sandbox.advance(passed)
        settle(sandbox)
        assert len(receiver.calls) == calls
    row = deliveries(sandbox)[0]
    assert row["state"] == "failed"
    assert [a["status"] for a in row["attempts"]] == [500, 404, 500]
    assert len({body for _, body in receiver.calls}) == 1


def test_undelivered_events_are_found_and_sent_again(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    listen(client, receiver, enabled_events=["customer.created"])
    receiver.answers = [500]
    first = client.v1.customers.create({"name": "x"})
    settle(sandbox)
    client.v1.customers.create({"name": "y"})
    settle(sandbox)
    lost = client.v1.events.list({"delivery_success": False}).data
    assert [e.data.object["id"] for e in lost] == [first.id]
    assert lost[0].pending_webhooks == 1
    sandbox.control.call("POST", "/webhooks/deliveries/retry")
    settle(sandbox)
    assert client.v1.events.list({"delivery_success": False}).data == []
    assert deliveries(sandbox, state="delivered")[0]["attempts"][-1]["status"] == 200


def test_nobody_listens(sandbox: StripeSandbox, client: Client) -> None:
    with Receiver() as gone:
        listen(client, gone)
    client.v1.customers.create({"name": "x"})
    settle(sandbox)
    attempt = deliveries(sandbox)[0]["attempts"][0]
    assert attempt["status"] is None and attempt["error"]


def test_deliveries_never_leave_the_machine(sandbox: StripeSandbox, client: Client) -> None:
    client.v1.webhook_endpoints.create(
        {"url": "https://erp.example.com/hook", "enabled_events": ["*"]}
    )
    client.v1.customers.create({"name": "x"})
    settle(sandbox)
    assert "loopback only" in deliveries(sandbox)[0]["attempts"][0]["error"]


def test_duplicates(sandbox: StripeSandbox, client: Client, receiver: Receiver) -> None:
    listen(client, receiver)
    policy(sandbox, duplicate=1.0)
    client.v1.customers.create({"name": "x"})
    settle(sandbox)
    ids = [event["id"] for event in receiver.events()]
    assert len(ids) == 2 and len(set(ids)) == 1


def test_pausing_keeps_back_and_reordering_mixes(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    listen(client, receiver)
    policy(sandbox, paused=True, reorder=1.0, window=20)
    names = [f"C{number:02d}" for number in range(20)]
    for name in names:
        client.v1.customers.create({"name": name})
    assert receiver.calls == []
    policy(sandbox, paused=False)
    settle(sandbox)
    came = [event["data"]["object"]["name"] for event in receiver.events()]
    assert sorted(came) == names
    assert came != names


def test_lost_events_are_lost_but_still_in_the_list(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    listen(client, receiver)
    policy(sandbox, lose=1.0)
    client.v1.customers.create({"name": "x"})
    policy(sandbox, lose=0)
    client.v1.customers.create({"name": "y"})
    settle(sandbox)
    assert [e["data"]["object"]["name"] for e in receiver.events()] == ["y"]
    assert len(client.v1.events.list({"delivery_success": False}).data) == 1
    assert len(client.v1.events.list().data) == 2


def test_delay_waits_on_the_sandbox_clock(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    listen(client, receiver)
    policy(sandbox, delay_s=90)
    client.v1.customers.create({"name": "x"})
    sandbox.advance(89)
    settle(sandbox)
    assert receiver.calls == []
    sandbox.advance(1)
    settle(sandbox)
    assert len(receiver.calls) == 1


def test_connect_endpoints_hear_of_connected_accounts_only(
    sandbox: StripeSandbox, client: Client, receiver: Receiver
) -> None:
    listen(client, receiver, connect=True)
    other: Any = sandbox.control.call("POST", "/accounts", {})
    client.v1.customers.create({"name": "own"})
    client.v1.customers.create({"name": "theirs"}, {"stripe_account": other["id"]})
    sandbox.control.call("POST", f"/accounts/{other['id']}/deauthorize")
    settle(sandbox)
    events = receiver.events()
    assert {event["account"] for event in events} == {other["id"]}
    assert {e["type"] for e in events} == {
        "customer.created",
        "account.application.deauthorized",
    }


def test_at_most_sixteen_endpoints(client: Client, receiver: Receiver) -> None:
    for _ in range(16):
        listen(client, receiver)
    with pytest.raises(stripe.InvalidRequestError):
        listen(client, receiver)


def test_events_are_kept_for_thirty_days(sandbox: StripeSandbox, client: Client) -> None:
    client.v1.customers.create({"name": "x"})
    event = client.v1.events.list().data[0]
    sandbox.advance(30 * 86_400)
    assert client.v1.events.retrieve(event.id).id == event.id
    sandbox.advance(1)
    assert client.v1.events.list().data == []
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.events.retrieve(event.id)
    assert caught.value.http_status == 404


def test_events_are_listed_by_type_and_forward(client: Client) -> None:
    for number in range(4):
        client.v1.customers.create({"name": str(number)})
        client.v1.products.create({"name": str(number)})
    events = client.v1.events.list({"types": ["customer.created"], "limit": 100}).data
    assert [e.data.object["name"] for e in events] == ["3", "2", "1", "0"]
    newer = client.v1.events.list({"ending_before": events[2].id, "types": ["customer.created"]})
    assert [e.data.object["name"] for e in newer.data] == ["3", "2"]
    wild = client.v1.events.list({"type": "product.*"})
    assert len(wild.data) == 4


def test_the_request_behind_an_event_is_named(sandbox: StripeSandbox) -> None:
    client = client_of(sandbox)
    made = client.v1.customers.create({"name": "x"}, {"idempotency_key": "abc"})
    event = client.v1.events.list().data[0]
    assert event.request is not None and made.last_response is not None
    assert event.request.id == made.last_response.headers["Request-Id"]
    assert event.request.idempotency_key == "abc"
