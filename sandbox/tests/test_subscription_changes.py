"""Subscriptions that are changed, paused, begun elsewhere and ended, as Stripe bills them."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .tour import DAY_S

Client = stripe.StripeClient
#: November has thirty days.
HALF = 15 * DAY_S


@pytest.fixture
def product(client: Client) -> str:
    return client.v1.products.create({"name": "Care"}).id


@pytest.fixture
def monthly(client: Client, product: str) -> str:
    return price(client, product, 900, "month")


def price(client: Client, product: str, amount: int, interval: str) -> str:
    given: Any = {"product": product, "currency": "usd", "unit_amount": amount, "recurring": {"interval": interval}}
    return client.v1.prices.create(given).id


def subscribe(client: Client, customer: stripe.Customer, items: list[dict[str, Any]], **params: Any) -> Any:
    return client.v1.subscriptions.create({"customer": customer.id, "items": items, **params})  # type: ignore


def refused(call: Any, *args: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call(*args)
    return caught.value


def totals(client: Client) -> list[int]:
    return [row.total for row in client.v1.invoices.list({"limit": 100}).data][::-1]


def test_more_pieces_are_charged_for_the_rest_of_the_period(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    made = subscribe(client, customer, [{"price": monthly, "quantity": 2}])
    sandbox.advance(HALF)
    item = {"id": made["items"].data[0].id, "quantity": 4}
    client.v1.subscriptions.update(made.id, {"items": [item]})  # type: ignore[list-item]
    pending = client.v1.invoice_items.list({"pending": True}).data
    assert sorted(row.amount for row in pending) == [-900, 1800]
    assert all(row.proration for row in pending)
    sandbox.advance(HALF + 3700)
    assert totals(client) == [1800, 3600 + 900]
    lines = client.v1.invoices.list({"limit": 1}).data[0].lines.data
    details = [line.parent.subscription_item_details for line in lines if line.parent]
    assert sorted(row.proration for row in details if row) == [False, True, True]
    assert {row.subscription_item for row in details if row} == {item["id"]}


@pytest.mark.parametrize(("behavior", "expected"), [("always_invoice", [1800, 900]), ("none", [1800])])
def test_billed_at_once_or_not_at_all(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str, behavior: Any, expected: list[int]
) -> None:
    made = subscribe(client, customer, [{"price": monthly, "quantity": 2}])
    sandbox.advance(HALF)
    item = made["items"].data[0].id
    client.v1.subscriptions.update(
        made.id, {"items": [{"id": item, "quantity": 4}], "proration_behavior": behavior}
    )
    assert totals(client) == expected
    assert not client.v1.invoice_items.list({"pending": True}).data


def test_another_interval_begins_a_period_now(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, product: str, monthly: str
) -> None:
    made = subscribe(client, customer, [{"price": monthly}])
    sandbox.advance(HALF)
    yearly = price(client, product, 9_000, "year")
    item = made["items"].data[0].id
    client.v1.subscriptions.update(made.id, {"items": [{"id": item, "price": yearly}]})
    assert totals(client) == [900, 9_000 - 450]
    now = client.v1.subscriptions.retrieve(made.id)["items"].data[0]
    assert now.current_period_start == sandbox.clock.now()
    assert now.current_period_end - now.current_period_start == 365 * DAY_S


def test_items_are_added_and_removed_but_never_the_last(
    client: Client, customer: stripe.Customer, product: str, monthly: str
) -> None:
    made = subscribe(client, customer, [{"price": monthly}])
    first = made["items"].data[0].id
    data = {"currency": "usd", "product": product, "recurring": {"interval": "month"}, "unit_amount_decimal": "123.5"}
    client.v1.subscriptions.update(
        made.id, {"items": [{"price_data": data, "metadata": {"line": "2"}}, {"id": first, "deleted": True}]}
    )  # type: ignore
    [left] = client.v1.subscriptions.retrieve(made.id)["items"].data
    assert (str(left.price.unit_amount_decimal), left.metadata["line"]) == ("123.5", "2")
    error = refused(
        client.v1.subscriptions.update, made.id, {"items": [{"id": left.id, "deleted": True}]}
    )
    assert "at least one" in str(error)
    assert len(client.v1.subscriptions.retrieve(made.id)["items"].data) == 1, "nothing of a refused change stays"


def test_what_is_refused(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, product: str, monthly: str
) -> None:
    now = sandbox.clock.now()
    yearly = price(client, product, 9_000, "year")
    for params, words in (
        ({"items": [{"price": monthly}, {"price": monthly}]}, "same plan"),
        ({"items": [{"price": monthly}, {"price": yearly}]}, "same `recurring.interval`"),
        ({"cancel_at": now}, "in the future"),
        ({"cancel_at": now + 9, "cancel_at_period_end": True}, "only specify one"),
        ({"trial_end": now - 5}, "in the future"),
        ({"trial_end": now + 800 * DAY_S}, "two years"),
        ({"trial_end": now + 9, "trial_period_days": 3}, "only specify one"),
        ({"backdate_start_date": now + 9}, "in the past"),
        ({"billing_cycle_anchor": now + 40 * DAY_S}, "next natural billing date"),
        ({"collection_method": "send_invoice"}, "days_until_due"),
        ({"days_until_due": 5}, "days_until_due"),
        ({"items": [{"price": monthly, "tax_rates": ["txr_none"]}]}, "No such tax rate"),
    ):
        given = {"customer": customer.id, "items": [{"price": monthly}], **params}
        assert words in str(refused(client.v1.subscriptions.create, given)), params
    assert not client.v1.subscriptions.list({"status": "all"}).data


def test_a_backdated_start_and_an_anchor_to_come(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    now = sandbox.clock.now()
    subscribe(
        client, customer, [{"price": monthly}], backdate_start_date=now - HALF, billing_cycle_anchor=now + HALF
    )
    [invoice] = client.v1.invoices.list().data
    assert 850 <= invoice.total <= 900, "a whole month, of which half has gone"
    made = subscribe(
        client, customer, [{"price": monthly}], billing_cycle_anchor=now + HALF, proration_behavior="none"
    )
    assert (made.status, made.latest_invoice) == ("active", None)
    sandbox.advance(HALF + 3700)
    assert totals(client)[1:] == [900, 900]


def test_a_pause_ends_by_itself(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    made = subscribe(client, customer, [{"price": monthly}])
    until = sandbox.clock.now() + 40 * DAY_S
    pause = {"behavior": "void", "resumes_at": until}
    client.v1.subscriptions.update(made.id, {"pause_collection": pause})  # type: ignore[typeddict-item]
    sandbox.advance(31 * DAY_S)
    assert client.v1.invoices.list({"limit": 1}).data[0].status == "void"
    sandbox.advance(40 * DAY_S)
    assert client.v1.subscriptions.retrieve(made.id).pause_collection is None
    assert client.v1.invoices.list({"limit": 1}).data[0].status == "paid"


def test_it_ends_on_its_day_and_may_be_taken_back(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    end = sandbox.clock.now() + 10 * DAY_S
    made = subscribe(client, customer, [{"price": monthly}], cancel_at=end)
    other = subscribe(client, customer, [{"price": monthly}])
    details = {"feedback": "too_expensive", "comment": "Budget"}
    client.v1.subscriptions.update(
        other.id, {"cancel_at_period_end": True, "cancellation_details": details}
    )  # type: ignore
    kept = client.v1.subscriptions.update(other.id, {"cancel_at_period_end": False})
    assert (kept.cancel_at, kept.canceled_at) == (None, None)
    sandbox.advance(11 * DAY_S)
    assert client.v1.subscriptions.retrieve(made.id).status == "canceled"
    sandbox.advance(40 * DAY_S)
    assert client.v1.subscriptions.retrieve(other.id).status == "active"


def test_cancelled_now_with_what_is_left_given_back(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    made = subscribe(client, customer, [{"price": monthly}])
    sandbox.advance(HALF)
    gone = client.v1.subscriptions.cancel(
        made.id, {"prorate": True, "invoice_now": True, "cancellation_details": {"feedback": "unused"}}
    )
    assert (gone.status, gone.cancellation_details.feedback) == ("canceled", "unused")
    assert totals(client) == [900, -450]
    assert client.v1.customers.retrieve(customer.id).balance == -450
    assert refused(client.v1.subscriptions.cancel, made.id).code == "resource_missing"
