"""Who may ask what: keys, permissions, live and test, connected accounts, versions."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.core.versions import LATEST
from sandbox.stripe.server import StripeSandbox

from .tour import client_of

Client = stripe.StripeClient


def error_of(call: Any, kind: type[stripe.StripeError]) -> Any:
    """The ``error`` member of a refusal, with the status added."""
    with pytest.raises(kind) as caught:
        call()
    body = caught.value.json_body
    assert body is not None
    return {**body["error"], "status": caught.value.http_status}


def test_wrong_and_missing_keys(sandbox: StripeSandbox) -> None:
    wrong = error_of(
        client_of(sandbox, "sk_test_51abcdefghij1234").v1.balance.retrieve,
        stripe.AuthenticationError,
    )
    assert wrong["status"] == 401
    assert wrong["message"] == "Invalid API Key provided: sk_test_************1234"
    import http.client

    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    connection.request("GET", "/v1/balance")
    response = connection.getresponse()
    assert response.status == 401
    assert b"You did not provide an API key" in response.read()


def test_revoked_and_deleted_keys(sandbox: StripeSandbox) -> None:
    key = sandbox.restricted_key("rak_balance_read")
    client = client_of(sandbox, key)
    assert client.v1.balance.retrieve().object == "balance"
    sandbox.control.call("POST", f"/keys/{key}/status", {"status": "expired"})
    gone = error_of(client.v1.balance.retrieve, stripe.AuthenticationError)
    assert (gone["status"], gone["code"]) == (401, "api_key_expired")
    sandbox.control.call("POST", f"/keys/{key}/status", {"status": "deleted"})
    gone = error_of(client.v1.balance.retrieve, stripe.AuthenticationError)
    assert gone["message"].startswith("Invalid API Key provided: rk_test_")


def test_restricted_keys_say_which_permission_is_missing(sandbox: StripeSandbox) -> None:
    client = client_of(sandbox, sandbox.restricted_key("rak_charge_read"))
    assert client.v1.charges.list().data == []
    denied = error_of(client.v1.customers.list, stripe.PermissionError)
    assert denied["status"] == 403
    assert "does not have the required permissions for this endpoint" in denied["message"]
    assert sandbox.account_id in denied["message"]
    assert "Having the 'rak_customer_read' permission" in denied["message"]


def test_writing_includes_reading_but_not_the_reverse(sandbox: StripeSandbox) -> None:
    writer = client_of(sandbox, sandbox.restricted_key("rak_customer_write"))
    made = writer.v1.customers.create({"name": "x"})
    assert writer.v1.customers.retrieve(made.id).name == "x"
    reader = client_of(sandbox, sandbox.restricted_key("rak_customer_read"))
    assert reader.v1.customers.retrieve(made.id).name == "x"
    with pytest.raises(stripe.PermissionError):
        reader.v1.customers.update(made.id, {"name": "y"})


def test_expanding_needs_the_permission_too(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    client.v1.payment_intents.create(
        {"amount": 500, "currency": "usd", "customer": customer.id}
    )
    narrow = client_of(sandbox, sandbox.restricted_key("rak_payment_intent_read"))
    assert len(narrow.v1.payment_intents.list().data) == 1
    with pytest.raises(stripe.PermissionError):
        narrow.v1.payment_intents.list({"expand": ["data.customer"]})


def test_live_and_test_data_are_apart(sandbox: StripeSandbox) -> None:
    test, live = client_of(sandbox), client_of(sandbox, sandbox.live_key)
    made = test.v1.customers.create({"name": "Test only"})
    assert made.livemode is False
    assert live.v1.customers.list().data == []
    missing = error_of(
        lambda: live.v1.customers.retrieve(made.id), stripe.InvalidRequestError
    )
    assert "a similar object exists in test mode" in missing["message"]
    assert live.v1.customers.create({"name": "Live"}).livemode is True
    with pytest.raises(stripe.InvalidRequestError):
        live.v1.payment_intents.create(
            {"amount": 500, "currency": "usd", "payment_method": "pm_card_visa"}
        )


def test_connected_accounts_are_isolated(sandbox: StripeSandbox, client: Client) -> None:
    other: Any = sandbox.control.call("POST", "/accounts", {"settings": {"name": "Sub Ltd"}})
    scoped: Any = {"stripe_account": other["id"]}
    made = client.v1.customers.create({"name": "Theirs"}, scoped)
    assert client.v1.customers.list().data == []
    assert [c.id for c in client.v1.customers.list({}, scoped).data] == [made.id]
    assert client.v1.accounts.retrieve_current(None, scoped).id == other["id"]
    assert client.v1.accounts.retrieve(other["id"]).business_profile is not None
    own = client_of(sandbox, other["key"])
    assert own.v1.accounts.retrieve_current().id == other["id"]
    denied = error_of(
        lambda: own.v1.customers.list({}, {"stripe_account": sandbox.account_id}),
        stripe.PermissionError,
    )
    assert denied["code"] == "account_invalid"


def test_unknown_and_deauthorized_accounts(sandbox: StripeSandbox, client: Client) -> None:
    scoped: Any = {"stripe_account": "acct_1Nobody"}
    unknown = error_of(lambda: client.v1.balance.retrieve(None, scoped), stripe.PermissionError)
    assert (unknown["status"], unknown["code"]) == (403, "account_invalid")
    other: Any = sandbox.control.call("POST", "/accounts", {})
    mine: Any = {"stripe_account": other["id"]}
    assert client.v1.balance.retrieve(None, mine).object == "balance"
    sandbox.control.call("POST", f"/accounts/{other['id']}/deauthorize")
    with pytest.raises(stripe.PermissionError):
        client.v1.balance.retrieve(None, mine)


def test_versions(sandbox: StripeSandbox) -> None:
    client = client_of(sandbox)
    answer = client.v1.customers.create({"name": "v"})
    assert answer.last_response is not None
    assert answer.last_response.headers["Stripe-Version"] == LATEST
    unknown = error_of(
        client_of(sandbox, stripe_version="2031-01-01.kudzu").v1.balance.retrieve,
        stripe.InvalidRequestError,
    )
    assert unknown["message"] == "Invalid Stripe API version: 2031-01-01.kudzu"


def test_answers_carry_request_id_and_date(client: Client) -> None:
    answer = client.v1.balance.retrieve().last_response
    assert answer is not None
    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Date"] == "Mon, 02 Nov 2026 09:00:00 GMT"


def test_account_shows_its_settings() -> None:
    with StripeSandbox(scenario="small", now="2026-11-02T09:00:00Z") as sandbox:
        account = client_of(sandbox).v1.accounts.retrieve_current()
        assert account.id == sandbox.account_id
        assert account.default_currency == "usd"
        assert account.settings is not None and account.settings.payouts is not None
        schedule = account.settings.payouts.schedule
        assert (schedule.interval, schedule.weekly_anchor) == ("weekly", "monday")
        assert account.external_accounts is not None
        banks = {bank.currency for bank in account.external_accounts.data}
        assert banks == {"usd", "eur"}
