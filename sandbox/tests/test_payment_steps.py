"""Payments, subscriptions, payouts and sessions, call by call."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .test_invoice_life import open_invoice
from .test_payments import pay
from .tour import DAY_S

Client = stripe.StripeClient


def refused(call: Any) -> stripe.InvalidRequestError:
    """The 400 a call ends in."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    return caught.value


def test_intents_are_changed_until_they_are_paid(
    client: Client, customer: stripe.Customer
) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "usd"})
    changed = client.v1.payment_intents.update(
        intent.id,
        {
            "amount": 700,
            "customer": customer.id,
            "payment_method": "pm_card_visa",
            "description": "d",
            "metadata": {"k": "v"},
            "payment_details": {"order_reference": "S1"},
            "shipping": {"name": "Dock", "address": {"city": "Austin"}},
        },
    )
    assert (changed.amount, changed.status) == (700, "requires_confirmation")
    client.v1.payment_intents.confirm(intent.id)
    late: Any = {"amount": 900}
    error = refused(lambda: client.v1.payment_intents.update(intent.id, late))
    assert (error.code, error.param) == ("payment_intent_unexpected_state", "amount")
    assert client.v1.payment_intents.update(intent.id, {"description": "e"}).description == "e"
    refused(lambda: client.v1.payment_intents.cancel(intent.id))


def test_an_invoices_own_intent_is_not_cancelled_by_hand(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 500)
    row = client.v1.invoice_payments.list({"invoice": invoice.id}).data[0]
    refused(lambda: client.v1.payment_intents.cancel(str(row.payment.payment_intent)))


def test_off_session_needs_confirm_and_a_method(client: Client) -> None:
    lonely: Any = {"amount": 500, "currency": "usd", "off_session": True}
    assert refused(lambda: client.v1.payment_intents.create(lonely)).param == "off_session"
    naked: Any = {"amount": 500, "currency": "usd", "confirm": True}
    error = refused(lambda: client.v1.payment_intents.create(naked))
    assert error.code == "payment_intent_unexpected_state"
    wrong: Any = {"amount": 500, "currency": "eur", "payment_method": "pm_usBankAccount_success"}
    error = refused(lambda: client.v1.payment_intents.create(wrong))
    assert error.code == "payment_intent_invalid_currency"


def test_charges_and_refunds_carry_notes(client: Client) -> None:
    intent = pay(client, "pm_card_visa")
    charge_id = str(intent.latest_charge)
    charge = client.v1.charges.update(
        charge_id, {"description": "x", "metadata": {"k": "v"}, "shipping": {"name": "n"}}  # type: ignore[typeddict-item]
    )
    assert (charge.description, charge.metadata["k"]) == ("x", "v")
    refund = client.v1.refunds.create({"charge": charge_id, "amount": 5})
    assert client.v1.refunds.update(refund.id, {"metadata": {"a": "b"}}).metadata is not None
    refused(lambda: client.v1.refunds.cancel(refund.id))
    refused(lambda: client.v1.refunds.create({}))
    unpaid = client.v1.payment_intents.create({"amount": 500, "currency": "usd"})
    refused(lambda: client.v1.refunds.create({"payment_intent": unpaid.id}))


def test_setup_intents_are_changed_refused_and_cancelled(
    client: Client, customer: stripe.Customer
) -> None:
    setup = client.v1.setup_intents.create({"usage": "on_session"})
    refused(lambda: client.v1.setup_intents.confirm(setup.id))
    client.v1.setup_intents.update(
        setup.id, {"customer": customer.id, "description": "d", "metadata": {"k": "v"}}
    )
    with pytest.raises(stripe.CardError) as caught:
        client.v1.setup_intents.confirm(
            setup.id, {"payment_method": "pm_card_visa_chargeDeclined"}
        )
    assert caught.value.code == "card_declined"
    after = client.v1.setup_intents.retrieve(setup.id)
    assert after.status == "requires_payment_method"
    assert after.last_setup_error is not None
    assert client.v1.setup_intents.cancel(setup.id).status == "canceled"
    refused(lambda: client.v1.setup_intents.cancel(setup.id))
    assert len(client.v1.setup_intents.list({"customer": customer.id}).data) == 1


def test_payment_records_are_refunded(sandbox: StripeSandbox, client: Client) -> None:
    now = sandbox.clock.now()
    record = client.v1.payment_records.report_payment(
        {
            "amount_requested": {"currency": "usd", "value": 800},
            "initiated_at": now,
            "outcome": "guaranteed",
            "guaranteed": {"guaranteed_at": now},
            "payment_method_details": {"type": "custom", "custom": {"display_name": "Wire"}},
            "customer_details": {"name": "A"},
            "processor_details": {"type": "custom", "custom": {"payment_reference": "B7"}},
        }
    )
    params: Any = {
        "amount": {"currency": "usd", "value": 300},
        "outcome": "refunded",
        "processor_details": {"type": "custom", "custom": {"refund_reference": "R1"}},
        "refunded": {"refunded_at": now},
    }
    after = client.v1.payment_records.report_refund(record.id, params)
    assert after.amount_refunded.value == 300
    params["amount"]["value"] = 501
    refused(lambda: client.v1.payment_records.report_refund(record.id, params))
    assert client.v1.payment_records.retrieve(record.id).amount_guaranteed.value == 800


def test_subscription_items_come_and_go(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    data: Any = {
        "currency": "usd",
        "product": client.v1.products.create({"name": "p"}).id,
        "recurring": {"interval": "month"},
        "unit_amount": 500,
    }
    made = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price_data": data}]}
    )
    first = made.items.data[0]
    client.v1.subscription_items.update(first.id, {"quantity": 3, "metadata": {"k": "v"}})
    second = client.v1.subscription_items.create(
        {"subscription": made.id, "price_data": data, "quantity": 2}
    )
    assert second.current_period_end == first.current_period_end
    listed = client.v1.subscription_items.list({"subscription": made.id}).data
    assert {item.id for item in listed} == {first.id, second.id}
    assert client.v1.subscription_items.delete(second.id).deleted is True
    refused(lambda: client.v1.subscription_items.delete(first.id))
    changed: Any = {"items": [{"id": first.id, "quantity": 4}], "metadata": {"a": "b"}}
    client.v1.subscriptions.update(made.id, {**changed, "proration_behavior": "none"})
    sandbox.advance(31 * DAY_S + 3600)
    invoice = client.v1.invoices.list({"subscription": made.id, "limit": 1}).data[0]
    assert invoice.total == 2_000
    assert len(client.v1.subscriptions.list({"customer": customer.id}).data) == 1


def test_prices_a_subscription_cannot_have(client: Client, customer: stripe.Customer) -> None:
    once: Any = {"product_data": {"name": "p"}, "currency": "usd", "unit_amount": 5}
    price = client.v1.prices.create(once)
    monthly = client.v1.prices.create({**once, "recurring": {"interval": "month"}})
    yearly = client.v1.prices.create({**once, "recurring": {"interval": "year"}})
    create = client.v1.subscriptions.create
    for items in ([{"price": price.id}], [{"price": monthly.id}, {"price": yearly.id}]):
        refused(lambda i=items: create({"customer": customer.id, "items": i}))  # type: ignore[misc]
    client.v1.prices.update(monthly.id, {"active": False})
    refused(lambda: create({"customer": customer.id, "items": [{"price": monthly.id}]}))


def test_an_incomplete_subscription_expires(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    price = client.v1.prices.create(
        {
            "product_data": {"name": "p"},
            "currency": "usd",
            "unit_amount": 500,
            "recurring": {"interval": "month"},
        }
    )
    made = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": price.id}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice.confirmation_secret"],
        }
    )
    assert made.status == "incomplete"
    assert isinstance(made.latest_invoice, stripe.Invoice)
    assert made.latest_invoice.confirmation_secret is not None
    sandbox.advance(DAY_S)
    assert client.v1.subscriptions.retrieve(made.id).status == "incomplete_expired"
    assert client.v1.invoices.retrieve(made.latest_invoice.id).status == "void"
    refused(lambda: client.v1.subscriptions.update(made.id, {"description": "x"}))


def test_payouts_are_found(client: Client) -> None:
    pay(client, "pm_card_bypassPending", 10_000)
    made = client.v1.payouts.create({"amount": 100, "currency": "usd", "metadata": {"k": "v"}})
    assert client.v1.payouts.update(made.id, {"metadata": {"k": ""}}).metadata is not None
    found = client.v1.payouts.list({"status": "pending", "arrival_date": made.arrival_date})
    assert [row.id for row in found.data] == [made.id]
    assert client.v1.payouts.list({"arrival_date": {"lt": made.arrival_date}}).data == []


def test_endpoints_are_changed_and_checked(client: Client) -> None:
    made = client.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:9/x", "enabled_events": ["*"], "description": "d"}
    )
    changed = client.v1.webhook_endpoints.update(
        made.id, {"url": "http://127.0.0.1:9/y", "metadata": {"k": "v"}}
    )
    assert changed.url.endswith("/y")
    for bad in ({"url": "nowhere"}, {"api_version": "2031-01-01"}):
        wanted: Any = {"url": "http://127.0.0.1:9/x", "enabled_events": ["*"], **bad}
        refused(lambda w=wanted: client.v1.webhook_endpoints.create(w))  # type: ignore[misc]


def test_sessions_are_refused_updated_and_listed(
    client: Client, customer: stripe.Customer
) -> None:
    create = client.v1.checkout.sessions.create
    item: Any = {
        "price_data": {
            "currency": "usd",
            "unit_amount": 500,
            "product_data": {"name": "p"},
            "recurring": {"interval": "month"},
        },
        "quantity": 1,
    }
    base: Any = {"success_url": "https://s.example", "customer": customer.id}
    for params in (
        {**base, "mode": "payment"},
        {**base, "mode": "setup"},
        {**base, "mode": "payment", "line_items": [item]},
        {"mode": "setup", "currency": "usd"},
    ):
        refused(lambda p=params: create(p))  # type: ignore[misc]
    made = create({**base, "mode": "subscription", "line_items": [item]})
    updated = client.v1.checkout.sessions.update(made.id, {"metadata": {"k": "v"}})
    assert updated.metadata is not None and updated.metadata["k"] == "v"
    listed = client.v1.checkout.sessions.list({"customer": customer.id, "status": "open"})
    assert [row.id for row in listed.data] == [made.id]
    items = client.v1.checkout.sessions.line_items.list(made.id).data
    assert items[0].price is not None and items[0].price.unit_amount == 500
    opened = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["line_items"]})
    assert opened.line_items is not None and len(opened.line_items.data) == 1
