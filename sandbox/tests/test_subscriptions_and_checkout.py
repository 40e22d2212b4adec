"""Subscriptions by the clock; checkout sessions; the pages; Connect's consent."""

from __future__ import annotations

import http.client
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import stripe

from sandbox.stripe.billing.periods import period_end
from sandbox.stripe.server import StripeSandbox

from .tour import DAY_S, client_of

Client = stripe.StripeClient


@pytest.fixture
def monthly(client: Client) -> str:
    """A price of 9.00 a month."""
    return client.v1.prices.create(
        {
            "product_data": {"name": "Care"},
            "currency": "usd",
            "unit_amount": 900,
            "recurring": {"interval": "month"},
        }
    ).id


def browse(url: str, form: dict[str, str] | None = None) -> tuple[int, str, str | None]:
    """Open a page, or submit a form: status, text, where it leads."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    if form is None:
        connection.request("GET", target)
    else:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", target, urlencode(form), kind)
    response = connection.getresponse()
    return response.status, response.read().decode(), response.getheader("Location")


# -- subscriptions -----------------------------------------------------------------


def test_the_first_invoice_is_paid_at_once_and_the_next_by_the_clock(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    made = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": monthly, "quantity": 2}]}
    )
    assert made.status == "active"
    item = made.items.data[0]
    assert item.current_period_start == sandbox.clock.now()
    first = client.v1.invoices.retrieve(str(made.latest_invoice))
    assert (first.status, first.total, first.billing_reason) == (
        "paid",
        1800,
        "subscription_create",
    )
    assert first.parent is not None and first.parent.subscription_details is not None
    assert first.parent.subscription_details.subscription == made.id
    sandbox.advance(item.current_period_end - sandbox.clock.now())
    draft = client.v1.invoices.list({"subscription": made.id, "limit": 1}).data[0]
    assert (draft.status, draft.billing_reason) == ("draft", "subscription_cycle")
    sandbox.advance(3600)
    assert client.v1.invoices.retrieve(draft.id).status == "paid"
    renewed = client.v1.subscription_items.retrieve(item.id)
    assert renewed.current_period_start == item.current_period_end


def test_months_of_different_length() -> None:
    anchor = int(datetime(2026, 1, 31, 9, tzinfo=timezone.utc).timestamp())
    days = [
        datetime.fromtimestamp(period_end(anchor, "month", n), timezone.utc).day
        for n in range(1, 7)
    ]
    assert days == [28, 31, 30, 31, 30, 31]
    assert period_end(anchor, "week", 2) - anchor == 14 * DAY_S


def test_failing_renewals_are_tried_again_and_make_it_past_due(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    made = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": monthly}]}
    )
    bad = client.v1.payment_methods.attach(
        "pm_card_chargeCustomerFail", {"customer": customer.id}
    )
    client.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
    sandbox.advance(31 * DAY_S + 3600)
    assert client.v1.subscriptions.retrieve(made.id).status == "past_due"
    invoice = client.v1.invoices.list({"subscription": made.id, "limit": 1}).data[0]
    assert (invoice.status, invoice.attempt_count) == ("open", 1)
    assert invoice.next_payment_attempt is not None
    good = client.v1.payment_methods.list({"customer": customer.id}).data[-1]
    client.v1.subscriptions.update(made.id, {"default_payment_method": good.id})
    sandbox.advance(3 * DAY_S)
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"
    assert client.v1.subscriptions.retrieve(made.id).status == "active"


def test_cancelling_now_and_at_the_end(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    for at_end in (True, False):
        made = client.v1.subscriptions.create(
            {"customer": customer.id, "items": [{"price": monthly}]}
        )
        if at_end:
            client.v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
            assert client.v1.subscriptions.retrieve(made.id).status == "active"
            sandbox.advance(32 * DAY_S)
        else:
            client.v1.subscriptions.cancel(made.id)
        assert client.v1.subscriptions.retrieve(made.id).status == "canceled"
    assert client.v1.subscriptions.list().data == []
    assert len(client.v1.subscriptions.list({"status": "all"}).data) == 2


def test_trials_and_sent_invoices(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    trial = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": monthly}], "trial_period_days": 7}
    )
    assert (trial.status, trial.latest_invoice) == ("trialing", None)
    sandbox.advance(7 * DAY_S + 3600)
    assert client.v1.subscriptions.retrieve(trial.id).status == "active"
    sent = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": monthly}],
            "collection_method": "send_invoice",
            "days_until_due": 14,
        }
    )
    invoice = client.v1.invoices.retrieve(str(sent.latest_invoice))
    assert (invoice.status, sent.status) == ("draft", "active")
    assert invoice.automatically_finalizes_at == invoice.created + 3600
    sandbox.advance(3599)
    assert client.v1.invoices.retrieve(invoice.id).status == "draft"
    sandbox.advance(1)
    assert client.v1.invoices.retrieve(invoice.id).status == "open"


def test_a_renewal_is_a_draft_for_an_hour_however_it_is_collected(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer, monthly: str
) -> None:
    for collection in ({}, {"collection_method": "send_invoice", "days_until_due": 14}):
        row = client.v1.subscriptions.create(
            {"customer": customer.id, "items": [{"price": monthly}], **collection}  # type: ignore[typeddict-item]
        )
        sandbox.advance(row["items"].data[0].current_period_end - sandbox.engine.clock.time())
        newest = str(client.v1.subscriptions.retrieve(row.id).latest_invoice)
        assert newest != row.latest_invoice
        assert client.v1.invoices.retrieve(newest).status == "draft"
        sandbox.advance(3600)
        assert client.v1.invoices.retrieve(newest).status == ("open" if collection else "paid")


def test_without_a_card_there_is_no_subscription(client: Client, monthly: str) -> None:
    poor = client.v1.customers.create({"name": "x"})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.subscriptions.create({"customer": poor.id, "items": [{"price": monthly}]})
    assert caught.value.code == "resource_missing"


# -- checkout -----------------------------------------------------------------------


def session(client: Client, **params: Any) -> stripe.checkout.Session:
    """A session that sells one thing for 25.00."""
    price = {
        "currency": "usd",
        "unit_amount": 2_500,
        "product_data": {"name": "Invoice INV/2026/00007"},
    }
    wanted = {
        "mode": "payment",
        "success_url": "https://erp.example/done?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://erp.example/back",
        "line_items": [{"price_data": price, "quantity": 1}],
        **params,
    }
    return client.v1.checkout.sessions.create(wanted)  # type: ignore[arg-type]


def test_a_customer_pays_on_the_page(client: Client, customer: stripe.Customer) -> None:
    made = session(
        client,
        customer=customer.id,
        client_reference_id="INV/2026/00007",
        payment_intent_data={"metadata": {"odoo": "7"}, "setup_future_usage": "off_session"},
    )
    assert (made.status, made.payment_status, made.payment_intent) == ("open", "unpaid", None)
    status, text, _ = browse(str(made.url))
    assert status == 200 and "25.00 USD" in text
    status, text, _ = browse(str(made.url), {"payment_method": "pm_card_visa_chargeDeclined"})
    assert status == 402 and "declined" in text
    status, _, location = browse(str(made.url), {"payment_method": "pm_card_visa"})
    assert (status, location) == (303, f"https://erp.example/done?s={made.id}")
    done = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["payment_intent"]})
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert done.client_reference_id == "INV/2026/00007"
    intent = done.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert intent.metadata["odoo"] == "7"
    method = client.v1.payment_methods.retrieve(str(intent.payment_method))
    assert method.customer == customer.id
    found = client.v1.checkout.sessions.list({"payment_intent": intent.id}).data
    assert [row.id for row in found] == [made.id]
    types = [event.type for event in client.v1.events.list({"limit": 5}).data]
    assert types[0] == "checkout.session.completed"


def test_bank_debits_on_the_page_settle_later(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    made = session(client, customer=customer.id)
    browse(str(made.url), {"payment_method": "pm_usBankAccount_success"})
    done = client.v1.checkout.sessions.retrieve(made.id)
    assert (done.status, done.payment_status) == ("complete", "unpaid")
    sandbox.advance(7 * DAY_S)
    assert client.v1.checkout.sessions.retrieve(made.id).payment_status == "paid"
    types = [event.type for event in client.v1.events.list({"limit": 10}).data]
    assert "checkout.session.async_payment_succeeded" in types


def test_setup_mode_saves_a_card(client: Client, customer: stripe.Customer) -> None:
    made = client.v1.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "usd",
            "customer": customer.id,
            "success_url": "https://erp.example",
        }
    )
    browse(str(made.url), {"payment_method": "pm_card_mastercard"})
    done = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["setup_intent"]})
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    assert done.setup_intent.status == "succeeded"
    methods = client.v1.customers.payment_methods.list(customer.id).data
    assert "mastercard" in {m.card.brand for m in methods if m.card}


def test_subscription_mode_and_discounts(client: Client, monthly: str) -> None:
    made = session(
        client,
        mode="subscription",
        line_items=[{"price": monthly, "quantity": 1}],
        customer_email="new@customer.example",
    )
    browse(str(made.url), {"payment_method": "pm_card_visa", "email": "new@customer.example"})
    done = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["subscription"]})
    assert isinstance(done.subscription, stripe.Subscription)
    assert done.subscription.status == "active"
    coupon = client.v1.coupons.create({"percent_off": 20, "duration": "once"})
    cheaper = session(client, discounts=[{"coupon": coupon.id}])
    assert (cheaper.amount_subtotal, cheaper.amount_total) == (2_500, 2_000)


def test_an_invoice_for_what_was_bought(client: Client, customer: stripe.Customer) -> None:
    made = session(client, customer=customer.id, invoice_creation={"enabled": True})
    browse(str(made.url), {"payment_method": "pm_card_visa"})
    done = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["invoice"]})
    assert isinstance(done.invoice, stripe.Invoice)
    assert (done.invoice.status, done.invoice.total) == ("paid", 2_500)
    charges = client.v1.charges.list().data
    assert len(charges) == 1


def test_sessions_expire(sandbox: StripeSandbox, client: Client) -> None:
    made, other = session(client), session(client)
    assert client.v1.checkout.sessions.expire(other.id).status == "expired"
    sandbox.advance(DAY_S)
    gone = client.v1.checkout.sessions.retrieve(made.id)
    assert (gone.status, gone.url) == ("expired", None)
    assert "expired" in browse(str(made.url))[1]


# -- other pages ----------------------------------------------------------------------


def test_the_hosted_invoice_page_takes_payment(
    client: Client, customer: stripe.Customer
) -> None:
    draft = client.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 5}
    )
    client.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 4_200, "description": "<b>"}]})
    invoice = client.v1.invoices.finalize_invoice(draft.id)
    status, text, _ = browse(str(invoice.hosted_invoice_url))
    assert status == 200 and "42.00 USD" in text and "&lt;b&gt;" in text
    status, text, _ = browse(str(invoice.invoice_pdf))
    assert status == 200 and text.startswith("%PDF-1.4") and str(invoice.number) in text
    browse(str(invoice.hosted_invoice_url), {"payment_method": "pm_card_threeDSecure2Required"})
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"


@pytest.mark.parametrize(
    ("answer", "status"), [("approve", "succeeded"), ("refuse", "requires_payment_method")]
)
def test_the_bank_asks(client: Client, answer: str, status: str) -> None:
    intent = client.v1.payment_intents.create(
        {
            "amount": 900,
            "currency": "usd",
            "payment_method": "pm_card_threeDSecure2Required",
            "confirm": True,
            "return_url": "https://erp.example/back",
        }
    )
    assert intent.next_action is not None and intent.next_action.redirect_to_url is not None
    url = str(intent.next_action.redirect_to_url.url)
    assert "9.00 USD" in browse(url)[1]
    code, _, location = browse(url, {"answer": answer})
    assert code == 303 and str(location).startswith("https://erp.example/back?")
    assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_pages_that_are_not_there(sandbox: StripeSandbox) -> None:
    for path in ("/pay/checkout/cs_none", "/pay/nothing/x", "/oauth/elsewhere"):
        assert browse(sandbox.url + path)[0] == 404


# -- Connect ------------------------------------------------------------------------------


def _authorize(sandbox: StripeSandbox, answer: str, **more: str) -> dict[str, list[str]]:
    form = {
        "client_id": sandbox.client_id,
        "response_type": "code",
        "scope": "read_write",
        "state": "st4te",
        "redirect_uri": "https://erp.example/oauth",
        **more,
    }
    status, text, _ = browse(f"{sandbox.url}/oauth/authorize?{urlencode(form)}")
    assert status == 200 and "read_write" in text
    status, _, location = browse(f"{sandbox.url}/oauth/authorize", {**form, "answer": answer})
    assert status == 303
    return parse_qs(urlsplit(str(location)).query)


def test_connect_by_oauth_and_back(sandbox: StripeSandbox) -> None:
    answer = _authorize(sandbox, "approve")
    assert answer["state"] == ["st4te"]
    client = client_of(sandbox)
    code = answer["code"][0]
    token = client.oauth.token({"grant_type": "authorization_code", "code": code})
    account_id = str(token.stripe_user_id)
    assert token.scope == "read_write"
    scoped: Any = {"stripe_account": account_id}
    assert client.v1.customers.create({"name": "x"}, scoped).id
    with pytest.raises(stripe.oauth_error.InvalidGrantError):
        client.oauth.token({"grant_type": "authorization_code", "code": code})
    client.oauth.deauthorize(
        {"client_id": sandbox.client_id, "stripe_user_id": account_id}
    )
    with pytest.raises(stripe.PermissionError):
        client.v1.customers.list({}, scoped)
    with pytest.raises(stripe.AuthenticationError):
        client_of(sandbox, str(token.access_token)).v1.customers.list()


def test_consent_refused_and_codes_that_are_too_old(sandbox: StripeSandbox) -> None:
    assert _authorize(sandbox, "refuse")["error"] == ["access_denied"]
    code = _authorize(sandbox, "approve")["code"][0]
    sandbox.advance(301)
    with pytest.raises(stripe.oauth_error.InvalidGrantError):
        client_of(sandbox).oauth.token({"grant_type": "authorization_code", "code": code})
