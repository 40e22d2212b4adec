"""Cash balances, subscription schedules, promotion codes and tiers, as an API client sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .conftest import NOW
from .tour import client_of

DAY_S = 86_400


@pytest.fixture
def sandbox() -> Iterator[StripeSandbox]:
    with StripeSandbox(seed=5, now=NOW) as made:
        yield made


@pytest.fixture
def client(sandbox: StripeSandbox) -> stripe.StripeClient:
    return client_of(sandbox)


@pytest.fixture
def customer(client: stripe.StripeClient) -> str:
    return client.v1.customers.create({"name": "Ada Instruments"}).id


def invoice_of(client: stripe.StripeClient, customer: str, amount: int, currency: str = "usd"):
    invoice = client.v1.invoices.create(
        {
            "customer": customer,
            "currency": currency,
            "collection_method": "send_invoice",
            "days_until_due": 30,
        }
    )
    lines = [{"amount": amount, "description": "Work"}]
    client.v1.invoices.add_lines(invoice.id, {"lines": lines})
    return client.v1.invoices.finalize_invoice(invoice.id)


def fund(client: stripe.StripeClient, customer: str, amount: int, reference: str = ""):
    params = {"amount": amount, "currency": "usd"}
    params |= {"reference": reference} if reference else {}
    return client.v1.test_helpers.customers.fund_cash_balance(customer, params)


def available(client: stripe.StripeClient, customer: str) -> int:
    balance = client.v1.customers.cash_balance.retrieve(customer)
    return (balance.available.to_dict() if balance.available else {}).get("usd", 0)


# -- cash balance -------------------------------------------------------------------


def test_the_named_invoice_is_paid_first(client, customer) -> None:
    first, second = invoice_of(client, customer, 1_000), invoice_of(client, customer, 1_000)
    fund(client, customer, 1_000, f"for {second.number}")
    assert client.v1.invoices.retrieve(second.id).status == "paid"
    assert client.v1.invoices.retrieve(first.id).status == "open"
    assert available(client, customer) == 0


def test_then_the_exact_amount_then_the_oldest(client, customer) -> None:
    old, exact = invoice_of(client, customer, 700), invoice_of(client, customer, 900)
    fund(client, customer, 900)
    assert client.v1.invoices.retrieve(exact.id).status == "paid"
    fund(client, customer, 1_000)
    assert client.v1.invoices.retrieve(old.id).status == "paid"
    assert available(client, customer) == 300


def test_too_little_waits_until_the_rest_comes(client, customer) -> None:
    invoice = invoice_of(client, customer, 1_000)
    fund(client, customer, 400)
    assert client.v1.invoices.retrieve(invoice.id).status == "open"
    fund(client, customer, 600)
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"
    rows = client.v1.customers.cash_balance_transactions.list(customer).data
    assert [row.net_amount for row in rows] == [-1_000, 600, 400]
    assert [row.ending_balance for row in rows] == [0, 1_000, 400]


def test_only_what_is_applied_is_in_the_balance(sandbox, client, customer) -> None:
    fund(client, customer, 5_000)
    assert sandbox.books()["balance"].get("usd", {"total": 0})["total"] == 0
    invoice_of(client, customer, 4_000)
    fund(client, customer, 1_000)
    [charge] = client.v1.charges.list().data
    assert (charge.amount, charge.payment_method_details.type) == (4_000, "customer_balance")
    movement = client.v1.balance_transactions.retrieve(charge.balance_transaction)
    assert (movement.amount, movement.type) == (4_000, "payment")
    assert sandbox.books()["balance"]["usd"]["total"] == movement.net


def test_by_hand_nothing_is_applied(client, customer) -> None:
    settings = {"settings": {"reconciliation_mode": "manual"}}
    client.v1.customers.cash_balance.update(customer, settings)
    invoice = invoice_of(client, customer, 1_000)
    fund(client, customer, 1_000)
    assert client.v1.invoices.retrieve(invoice.id).status == "open"


def test_what_is_returned_must_be_there(sandbox, client, customer) -> None:
    fund(client, customer, 400)
    path = f"/bank_transfers/{customer}/return"
    sandbox.control.call("POST", path, {"amount": 400})
    assert available(client, customer) == 0
    with pytest.raises(Exception, match="only 0"):
        sandbox.control.call("POST", path, {"amount": 1})


def test_not_every_currency_can_be_sent(client, customer) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="kwd"):
        client.v1.test_helpers.customers.fund_cash_balance(
            customer, {"amount": 1_000, "currency": "kwd"}
        )


def test_the_account_to_pay_to(client, customer) -> None:
    found = client.v1.customers.funding_instructions.create(
        customer,
        {
            "bank_transfer": {"type": "us_bank_transfer"},
            "currency": "usd",
            "funding_type": "bank_transfer",
        },
    )
    assert found.bank_transfer.financial_addresses[0].aba.routing_number


# -- schedules -----------------------------------------------------------------------


@pytest.fixture
def prices(client, customer) -> list[str]:
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer})
    settings = {"default_payment_method": method.id}
    client.v1.customers.update(customer, {"invoice_settings": settings})
    product = client.v1.products.create({"name": "Care"})
    return [
        client.v1.prices.create(
            {
                "product": product.id,
                "currency": "usd",
                "unit_amount": amount,
                "recurring": {"interval": "month"},
            }
        ).id
        for amount in (1_000, 2_500)
    ]


def schedule_of(client, customer, prices, **params):
    phases = [{"items": [{"price": price, "quantity": 1}]} for price in prices]
    return client.v1.subscription_schedules.create(
        {"customer": customer, "phases": phases, **params}
    )


def test_phases_take_effect_in_time(sandbox, client, customer, prices) -> None:
    schedule = schedule_of(client, customer, prices)
    assert (schedule.status, len(schedule.phases)) == ("active", 2)
    sandbox.advance(32 * DAY_S)
    totals = [invoice.total for invoice in client.v1.invoices.list().data]
    assert totals == [2_500, 1_000]
    sandbox.advance(31 * DAY_S)
    schedule = client.v1.subscription_schedules.retrieve(schedule.id)
    assert (schedule.status, schedule.subscription) == ("released", None)
    assert client.v1.subscriptions.retrieve(schedule.released_subscription).status == "active"


def test_one_that_cancels_at_its_end(sandbox, client, customer, prices) -> None:
    schedule = schedule_of(client, customer, prices[:1], end_behavior="cancel")
    sandbox.advance(32 * DAY_S)
    assert client.v1.subscription_schedules.retrieve(schedule.id).status == "completed"
    assert client.v1.subscriptions.retrieve(schedule.subscription).status == "canceled"


def test_one_that_begins_later(sandbox, client, customer, prices) -> None:
    start = sandbox.clock.now() + 5 * DAY_S
    schedule = schedule_of(client, customer, prices[:1], start_date=start)
    assert (schedule.status, schedule.subscription) == ("not_started", None)
    sandbox.advance(6 * DAY_S)
    schedule = client.v1.subscription_schedules.retrieve(schedule.id)
    subscription = client.v1.subscriptions.retrieve(schedule.subscription)
    assert (schedule.status, subscription.schedule) == ("active", schedule.id)


def test_new_phases_replace_the_old_ones(sandbox, client, customer, prices) -> None:
    schedule = schedule_of(client, customer, prices)
    client.v1.subscription_schedules.update(
        schedule.id,
        {"phases": [{"items": [{"price": prices[0], "quantity": 1}], "duration": {"interval": "year"}}]},
    )
    sandbox.advance(32 * DAY_S)
    assert [invoice.total for invoice in client.v1.invoices.list().data] == [1_000, 1_000]


def test_of_a_subscription_that_is_there(client, customer, prices) -> None:
    items = [{"price": prices[0]}]
    subscription = client.v1.subscriptions.create({"customer": customer, "items": items})
    schedule = client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    assert schedule.subscription == subscription.id
    with pytest.raises(stripe.InvalidRequestError, match="already has"):
        client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    client.v1.subscription_schedules.release(schedule.id)
    assert client.v1.subscriptions.retrieve(subscription.id).schedule is None
    with pytest.raises(stripe.InvalidRequestError, match="released"):
        client.v1.subscription_schedules.cancel(schedule.id)


def test_cancelled_with_its_subscription(client, customer, prices) -> None:
    schedule = schedule_of(client, customer, prices)
    client.v1.subscription_schedules.cancel(schedule.id)
    assert client.v1.subscriptions.retrieve(schedule.subscription).status == "canceled"


# -- codes and tiers -------------------------------------------------------------------


def test_a_code_is_used_once_more_with_each_discount(client, customer, prices) -> None:
    coupon = client.v1.coupons.create({"percent_off": 10, "duration": "forever"})
    promotion = {"type": "coupon", "coupon": coupon.id}
    code = client.v1.promotion_codes.create({"code": "SPRING", "promotion": promotion})
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        client.v1.promotion_codes.create({"code": "SPRING", "promotion": promotion})
    subscription = client.v1.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": prices[0]}],
            "discounts": [{"promotion_code": code.id}],
        },
        options={},
    )
    found = client.v1.subscriptions.retrieve(subscription.id, {"expand": ["discounts"]})
    assert found.discounts[0].promotion_code == code.id
    assert client.v1.promotion_codes.retrieve(code.id).times_redeemed == 1
    assert client.v1.invoices.retrieve(subscription.latest_invoice).total == 900


def test_tiers_are_shown_when_asked_for(client) -> None:
    price = client.v1.prices.create(
        {
            "product_data": {"name": "Seats"},
            "currency": "usd",
            "recurring": {"interval": "month"},
            "billing_scheme": "tiered",
            "tiers_mode": "graduated",
            "tiers": [{"up_to": 10, "unit_amount": 100}, {"up_to": "inf", "unit_amount": 50}],
        }
    )
    assert "tiers" not in price.to_dict()
    found = client.v1.prices.retrieve(price.id, {"expand": ["tiers"]})
    assert [tier.up_to for tier in found.tiers] == [10, None]


def test_a_voided_invoice_gives_its_credit_back(client, customer) -> None:
    client.v1.customers.balance_transactions.create(customer, {"amount": -300, "currency": "usd"})
    invoice = invoice_of(client, customer, 1_000)
    client.v1.invoices.void_invoice(invoice.id)
    rows = client.v1.customers.balance_transactions.list(customer).data
    assert [row.type for row in rows] == ["unapplied_from_invoice", "applied_to_invoice", "adjustment"]
    assert client.v1.customers.retrieve(customer).balance == -300
