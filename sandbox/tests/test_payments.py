"""Payment intents and setup intents with every kind of test method."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .tour import DAY_S

Client = stripe.StripeClient


def pay(client: Client, method: str, amount: int = 2_000, **more: Any) -> stripe.PaymentIntent:
    """Create and confirm."""
    params = {
        "amount": amount,
        "currency": "usd",
        "payment_method": method,
        "confirm": True,
        **more,
    }
    return client.v1.payment_intents.create(params)  # type: ignore[arg-type]


def test_a_good_card_succeeds_with_a_charge_and_its_balance_transaction(
    client: Client, customer: stripe.Customer
) -> None:
    intent = pay(
        client,
        "pm_card_visa",
        customer=customer.id,
        description="Order 7",
        metadata={"odoo_reference": "S00007"},
        expand=["latest_charge.balance_transaction"],
    )
    charge = intent.latest_charge
    assert intent.status == "succeeded" and isinstance(charge, stripe.Charge)
    assert (charge.paid, charge.captured, charge.description) == (True, True, "Order 7")
    assert charge.metadata["odoo_reference"] == "S00007"
    money = charge.balance_transaction
    assert isinstance(money, stripe.BalanceTransaction)
    assert (money.amount, money.fee, money.net) == (2_000, 88, 1_912)
    assert (money.status, money.type, money.source) == ("pending", "charge", charge.id)


@pytest.mark.parametrize(
    ("method", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        (
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            "card_declined",
            "insufficient_funds",
        ),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
def test_declines(
    client: Client, method: str, code: str, decline_code: str | None
) -> None:
    with pytest.raises(stripe.CardError) as caught:
        pay(client, method)
    error = caught.value
    assert (error.http_status, error.code) == (402, code)
    assert error.error is not None
    assert getattr(error.error, "decline_code", None) == decline_code
    intent = error.error.payment_intent
    assert intent is not None
    assert intent.status == "requires_payment_method"
    stored = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert stored.last_payment_error is not None
    assert stored.last_payment_error.code == code
    assert isinstance(stored.latest_charge, stripe.Charge)
    assert stored.latest_charge.status == "failed"
    assert stored.latest_charge.balance_transaction is None


def test_off_session_payments_that_need_the_customer_are_refused(client: Client) -> None:
    with pytest.raises(stripe.CardError) as caught:
        pay(client, "pm_card_authenticationRequired", off_session=True)
    assert caught.value.code == "authentication_required"


def test_a_card_set_up_for_later_needs_no_authentication(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    setup = client.v1.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "usage": "off_session",
        }
    )
    assert setup.status == "requires_action"
    with pytest.raises(stripe.CardError):
        pay(client, "pm_card_authenticationRequiredOnSetup", off_session=True)
    with sandbox.engine.lock:
        method = sandbox.engine.account().get("payment_method", str(setup.payment_method))
        assert method is not None
        method["_set_up"] = True
    client.v1.setup_intents.confirm(setup.id)
    paid = pay(client, str(setup.payment_method), customer=customer.id, off_session=True)
    assert paid.status == "succeeded"


def test_on_session_authentication_is_completed_or_failed(
    sandbox: StripeSandbox, client: Client
) -> None:
    for succeeds, status in ((True, "succeeded"), (False, "requires_payment_method")):
        intent = pay(client, "pm_card_threeDSecure2Required", return_url="https://s.example")
        assert intent.status == "requires_action"
        path = f"/payment_intents/{intent.id}/authenticate"
        sandbox.control.call("POST", path, {"succeeds": succeeds})
        assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_error_on_requires_action_leaves_nothing_dangling(client: Client) -> None:
    with pytest.raises(stripe.CardError) as caught:
        pay(client, "pm_card_threeDSecure2Required", error_on_requires_action=True)
    assert caught.value.code == "authentication_required"


@pytest.mark.parametrize(
    ("method", "currency", "days", "status"),
    [
        ("pm_usBankAccount_success", "usd", 7, "succeeded"),
        ("pm_usBankAccount_insufficientFunds", "usd", 7, "requires_payment_method"),
        ("pm_success_de", "eur", 9, "succeeded"),
        ("pm_failed_de", "eur", 9, "requires_payment_method"),
    ],
)
def test_bank_debits_take_days_and_may_fail(
    sandbox: StripeSandbox, client: Client, method: str, currency: str, days: int, status: str
) -> None:
    intent = pay(client, method, currency=currency)
    assert intent.status == "processing"
    charge = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (charge.status, charge.balance_transaction) == ("pending", None)
    assert charge.id.startswith("py_")
    sandbox.advance(DAY_S)
    assert client.v1.payment_intents.retrieve(intent.id).status == "processing"
    sandbox.advance(days * DAY_S)
    after = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert after.status == status
    assert isinstance(after.latest_charge, stripe.Charge)
    assert after.latest_charge.paid == (status == "succeeded")


def test_authorise_capture_and_cancel(client: Client) -> None:
    held = pay(client, "pm_card_visa", 5_000, capture_method="manual")
    assert (held.status, held.amount_capturable) == ("requires_capture", 5_000)
    assert client.v1.balance.retrieve().pending[0].amount == 0
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(held.id, {"amount_to_capture": 5_001})
    taken = client.v1.payment_intents.capture(held.id, {"amount_to_capture": 3_000})
    assert (taken.status, taken.amount_received) == ("succeeded", 3_000)
    other = pay(client, "pm_card_visa", 5_000, capture_method="manual")
    assert client.v1.payment_intents.cancel(other.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.confirm(other.id)
    assert caught.value.code == "payment_intent_unexpected_state"


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "usd", "amount_too_small"),
        (0, "usd", "parameter_invalid_integer"),
        (100_000_000, "usd", "amount_too_large"),
        (5_124, "kwd", "parameter_invalid_integer"),
        (150, "isk", "invalid_charge_amount_no_decimal_compatible"),
        (150, "ugx", "invalid_charge_amount_no_decimal_compatible"),
    ],
)
def test_amounts_that_cannot_be_charged(
    client: Client, amount: int, currency: str, code: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.create({"amount": amount, "currency": currency})
    assert caught.value.code == code


def test_payment_method_types_are_refused_since_endive(sandbox: StripeSandbox) -> None:
    from .tour import client_of

    params: Any = {"amount": 500, "currency": "usd", "payment_method_types": ["card"]}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client_of(sandbox).v1.payment_intents.create(params)
    assert caught.value.code == "payment_method_types_no_longer_supported"
    older = client_of(sandbox, stripe_version="2026-08-26.dahlia")
    assert older.v1.payment_intents.create(params).id


def test_a_method_of_another_customer_is_refused(
    client: Client, customer: stripe.Customer
) -> None:
    method = client.v1.payment_methods.list({"customer": customer.id}).data[0]
    for params in ({}, {"customer": client.v1.customers.create({}).id}):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            pay(client, method.id, **params)
        assert caught.value.param == "payment_method"


def test_attach_and_detach(client: Client, customer: stripe.Customer) -> None:
    with pytest.raises(stripe.CardError):
        client.v1.payment_methods.attach(
            "pm_card_visa_chargeDeclined", {"customer": customer.id}
        )
    method = client.v1.customers.payment_methods.list(customer.id).data[0]
    assert method.card is not None
    assert (method.card.brand, method.card.last4) == ("visa", "4242")
    assert client.v1.payment_methods.detach(method.id).customer is None
    assert client.v1.customers.payment_methods.list(customer.id).data == []
    settings = client.v1.customers.retrieve(customer.id).invoice_settings
    assert settings is not None and settings.default_payment_method is None


def test_saving_for_later_attaches_the_method(
    client: Client, customer: stripe.Customer
) -> None:
    paid = pay(
        client, "pm_card_mastercard", customer=customer.id, setup_future_usage="off_session"
    )
    method = client.v1.payment_methods.retrieve(str(paid.payment_method))
    assert method.customer == customer.id


def test_setup_with_a_bank_account_gives_a_mandate(
    client: Client, customer: stripe.Customer
) -> None:
    setup = client.v1.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": "pm_success_de",
            "confirm": True,
            "expand": ["mandate"],
        }
    )
    assert setup.status == "succeeded"
    assert isinstance(setup.mandate, stripe.Mandate)
    assert setup.mandate.status == "active"


def test_card_numbers_are_not_taken(client: Client) -> None:
    number: Any = {"number": "4242424242424242", "exp_month": 1, "exp_year": 2030}
    with pytest.raises(stripe.CardError):
        client.v1.payment_methods.create({"type": "card", "card": number})
