"""The balance: fees, conversion, refunds, disputes, payouts. It always adds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.server import StripeSandbox

from .test_payments import pay
from .tour import DAY_S, client_of

Client = stripe.StripeClient


@pytest.fixture
def company(sandbox: StripeSandbox) -> Iterator[Client]:
    """Settles in dollars and euros, pays out every working day."""
    settings = {"settlement_currencies": ["usd", "eur"], "payout_interval": "daily"}
    path = f"/accounts/{sandbox.account_id}/settings"
    sandbox.control.call("POST", path, {"settings": settings})
    yield client_of(sandbox)
    books = sandbox.books()
    for currency, part in books["balance"].items():
        listed = client_of(sandbox).v1.balance_transactions.list(
            {"currency": currency, "limit": 100}
        )
        total = sum(row.net for row in listed.auto_paging_iter())
        assert total == part["total"] == part["pending"] + part["available"]


def _money(client: Client, intent: stripe.PaymentIntent) -> stripe.BalanceTransaction:
    charge = client.v1.charges.retrieve(
        str(intent.latest_charge), {"expand": ["balance_transaction"]}
    )
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    return charge.balance_transaction


@pytest.mark.parametrize(
    ("currency", "amount", "fee"), [("usd", 10_000, 320), ("eur", 10_000, 175)]
)
def test_card_fees(company: Client, currency: str, amount: int, fee: int) -> None:
    money = _money(company, pay(company, "pm_card_visa", amount, currency=currency))
    assert (money.currency, money.amount, money.fee) == (currency, amount, fee)
    assert money.exchange_rate is None
    assert [part.type for part in money.fee_details] == ["stripe_fee"]


def test_bank_debit_fees_are_capped(sandbox: StripeSandbox, company: Client) -> None:
    intent = pay(company, "pm_usBankAccount_success", 900_000)
    sandbox.advance(7 * DAY_S)
    money = _money(company, company.v1.payment_intents.retrieve(intent.id))
    assert (money.fee, money.type) == (500, "payment")


@pytest.mark.parametrize("currency", ["gbp", "jpy", "kwd"])
def test_other_currencies_are_converted_for_a_fee(company: Client, currency: str) -> None:
    money = _money(company, pay(company, "pm_card_visa", 50_000, currency=currency))
    assert money.currency == "usd"
    assert money.exchange_rate
    assert abs(money.amount - 50_000 * money.exchange_rate) <= 0.51
    assert [part.description for part in money.fee_details] == [
        "Stripe processing fees",
        "Stripe currency conversion fee",
    ]
    assert sum(part.amount for part in money.fee_details) == money.fee


def test_money_becomes_available_after_two_business_days(
    sandbox: StripeSandbox, client: Client
) -> None:
    money = _money(client, pay(client, "pm_card_visa"))
    assert money.available_on % DAY_S == 0
    sandbox.advance(money.available_on - sandbox.clock.now() - 1)
    assert client.v1.balance.retrieve().available[0].amount == 0
    sandbox.advance(1)
    balance = client.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (money.net, 0)
    assert client.v1.balance_transactions.retrieve(money.id).status == "available"


def test_refunds_in_parts_and_not_more_than_there_is(company: Client) -> None:
    intent = pay(company, "pm_card_visa", 1_000)
    first = company.v1.refunds.create({"payment_intent": intent.id, "amount": 400})
    assert first.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        company.v1.refunds.create({"payment_intent": intent.id, "amount": 601})
    assert "greater than unrefunded amount on charge ($6.00)" in str(caught.value)
    company.v1.refunds.create({"payment_intent": intent.id})
    charge = company.v1.charges.retrieve(
        str(intent.latest_charge), {"expand": ["refunds"]}
    )
    assert (charge.amount_refunded, charge.refunded) == (1_000, True)
    assert charge.refunds is not None and len(charge.refunds.data) == 2
    with pytest.raises(stripe.InvalidRequestError) as again:
        company.v1.refunds.create({"payment_intent": intent.id})
    assert again.value.code == "charge_already_refunded"


def test_a_converted_charge_refunded_in_parts_gives_back_what_it_brought(
    company: Client,
) -> None:
    intent = pay(company, "pm_card_visa", 9_999, currency="gbp")
    brought = _money(company, intent).amount
    for amount in (3_333, 3_333, 3_333):
        company.v1.refunds.create({"payment_intent": intent.id, "amount": amount})
    rows = company.v1.balance_transactions.list({"type": "refund"}).data
    assert sum(row.amount for row in rows) == -brought


def test_a_refund_may_be_pending_and_may_fail_later(
    sandbox: StripeSandbox, company: Client
) -> None:
    slow = pay(company, "pm_card_pendingRefund")
    pending = company.v1.refunds.create({"payment_intent": slow.id})
    assert (pending.status, pending.pending_reason) == ("pending", "processing")
    bad = pay(company, "pm_card_refundFail")
    fails = company.v1.refunds.create({"payment_intent": bad.id})
    assert fails.status == "succeeded"
    sandbox.advance(4 * DAY_S)
    assert company.v1.refunds.retrieve(pending.id).status == "succeeded"
    after = company.v1.refunds.retrieve(
        fails.id, {"expand": ["failure_balance_transaction", "charge"]}
    )
    assert (after.status, after.failure_reason) == ("failed", "expired_or_canceled_card")
    returned = after.failure_balance_transaction
    assert isinstance(returned, stripe.BalanceTransaction)
    assert (returned.type, returned.amount) == ("refund_failure", 2_000)
    assert isinstance(after.charge, stripe.Charge)
    assert (after.charge.amount_refunded, after.charge.refunded) == (0, False)


@pytest.mark.parametrize(("verdict", "rows"), [("won", 2), ("lost", 1)])
def test_disputes_take_the_money_and_a_fee(
    sandbox: StripeSandbox, company: Client, verdict: str, rows: int
) -> None:
    intent = pay(company, "pm_card_createDispute", 5_000)
    sandbox.advance(2)
    dispute = company.v1.disputes.list({"payment_intent": intent.id}).data[0]
    assert (dispute.status, dispute.amount) == ("needs_response", 5_000)
    taken = dispute.balance_transactions[0]
    assert (taken.type, taken.reporting_category) == ("adjustment", "dispute")
    assert (taken.amount, taken.fee, taken.net) == (-5_000, 1_500, -6_500)
    text: Any = {"uncategorized_text": f"{'winning' if verdict == 'won' else 'losing'}_evidence"}
    closed = company.v1.disputes.update(dispute.id, {"evidence": text})
    assert closed.status == verdict
    assert len(closed.balance_transactions) == rows
    if verdict == "won":
        back = closed.balance_transactions[1]
        assert (back.amount, back.reporting_category) == (5_000, "dispute_reversal")
    else:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            company.v1.refunds.create({"payment_intent": intent.id})
        assert caught.value.code == "charge_disputed"


def test_an_inquiry_moves_no_money(sandbox: StripeSandbox, company: Client) -> None:
    pay(company, "pm_card_createDisputeInquiry")
    sandbox.advance(2)
    dispute = company.v1.disputes.list().data[0]
    assert (dispute.status, dispute.balance_transactions) == ("warning_needs_response", [])


def test_automatic_payouts_consist_of_their_transactions(
    sandbox: StripeSandbox, company: Client
) -> None:
    for number in range(7):
        pay(company, "pm_card_visa", 1_000 + number, currency="usd" if number % 2 else "eur")
        sandbox.advance(DAY_S)
    sandbox.advance(9 * DAY_S)
    payouts = company.v1.payouts.list({"limit": 100}).data
    assert {payout.currency for payout in payouts} == {"usd", "eur"}
    for payout in payouts:
        assert payout.automatic and payout.reconciliation_status == "completed"
        parts = company.v1.balance_transactions.list({"payout": payout.id}).data
        others = [part for part in parts if part.source != payout.id]
        assert sum(part.net for part in others) == payout.amount
        assert sum(part.net for part in parts) == 0
        assert payout.status == "paid"
        assert payout.trace_id is not None and payout.trace_id.value
    assert company.v1.balance.retrieve().available[0].amount == 0


def test_reconciliation_completes_after_a_while(
    sandbox: StripeSandbox, company: Client
) -> None:
    pay(company, "pm_card_bypassPending")
    made: Any = sandbox.control.call("POST", "/payouts/run", {"currency": "usd"})
    assert (made["reconciliation_status"], made["status"]) == ("in_progress", "pending")
    sandbox.advance(2 * 3600)
    payout = company.v1.payouts.retrieve(made["id"])
    assert payout.reconciliation_status == "completed"
    types = [event.type for event in company.v1.events.list().data]
    assert "payout.reconciliation_completed" in types


def test_manual_payouts_cannot_be_taken_apart(client: Client) -> None:
    pay(client, "pm_card_bypassPending", 10_000)
    payout = client.v1.payouts.create({"amount": 5_000, "currency": "usd"})
    assert (payout.automatic, payout.reconciliation_status) == (False, "not_applicable")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.balance_transactions.list({"payout": payout.id})
    assert caught.value.param == "payout"
    with pytest.raises(stripe.InvalidRequestError) as poor:
        client.v1.payouts.create({"amount": 50_000, "currency": "usd"})
    assert poor.value.code == "balance_insufficient"
    assert client.v1.payouts.cancel(payout.id).status == "canceled"
    assert client.v1.balance.retrieve().available[0].amount == 9_680


def test_a_failed_payout_returns_and_is_paid_out_again(
    sandbox: StripeSandbox, company: Client
) -> None:
    pay(company, "pm_card_bypassPending", 10_000)
    sandbox.advance(4 * DAY_S)
    first = company.v1.payouts.list().data[0]
    assert first.status == "paid"
    sandbox.control.call("POST", f"/payouts/{first.id}/fail")
    failed = company.v1.payouts.retrieve(
        first.id, {"expand": ["failure_balance_transaction"]}
    )
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")
    returned = failed.failure_balance_transaction
    assert isinstance(returned, stripe.BalanceTransaction)
    assert (returned.type, returned.net) == ("payout_failure", first.amount)
    sandbox.advance(3 * DAY_S)
    second = company.v1.payouts.list().data[0]
    assert (second.id != first.id, second.amount) == (True, first.amount)
    parts = company.v1.balance_transactions.list({"payout": second.id}).data
    assert {part.type for part in parts} == {"payout", "payout_failure"}


def test_transactions_are_filtered(company: Client) -> None:
    intent = pay(company, "pm_card_visa")
    company.v1.refunds.create({"payment_intent": intent.id})
    pay(company, "pm_card_visa", currency="eur")
    list_ = company.v1.balance_transactions.list
    assert [row.type for row in list_({"type": "refund"}).data] == ["refund"]
    assert len(list_({"currency": "eur"}).data) == 1
    assert len(list_({"source": str(intent.latest_charge)}).data) == 1
    row = list_({"type": "refund", "expand": ["data.source.charge"]}).data[0]
    assert isinstance(row.source, stripe.Refund)
    assert isinstance(row.source.charge, stripe.Charge)


def test_stripe_takes_fees_of_its_own(
    sandbox: StripeSandbox, company: Client, small: StripeSandbox
) -> None:
    sandbox.control.call("POST", "/fees", {"amount": 900, "currency": "usd"})
    row = company.v1.balance_transactions.list({"type": "stripe_fee"}).data[0]
    assert (row.amount, row.fee, row.net, row.source) == (-900, 0, -900, None)
    assert row.reporting_category == "fee"
    told = client_of(small).v1.balance_transactions.list({"type": "stripe_fee"}).data
    assert len(told) >= 2


def test_a_part_is_disputed_and_the_fee_given_back(
    company: Client, sandbox: StripeSandbox
) -> None:
    charge = str(pay(company, "pm_card_visa", 10_000).latest_charge)
    call = sandbox.control.call
    made: Any = call("POST", "/disputes", {"charge": charge, "amount": 3_000})
    taken = company.v1.disputes.retrieve(made["id"]).balance_transactions[0]
    assert (taken.amount, taken.fee) == (-3_000, 1_500)
    body = {"status": "won", "fee_returned": True, "returned": 1_000}
    call("POST", f"/disputes/{made['id']}/close", body)
    back = company.v1.disputes.retrieve(made["id"]).balance_transactions[1]
    assert (back.amount, back.fee, back.net) == (1_000, -1_500, 2_500)


def test_more_than_the_charge_cannot_be_disputed(
    company: Client, sandbox: StripeSandbox
) -> None:
    body = {"charge": str(pay(company, "pm_card_visa", 1_000).latest_charge), "amount": 1_001}
    with pytest.raises(Exception, match="more than the charge"):
        sandbox.control.call("POST", "/disputes", body)


def test_instant_payouts_cost_a_fee_and_top_ups_do_not(
    client: Client, sandbox: StripeSandbox
) -> None:
    sandbox.control.call("POST", "/topups", {"amount": 50_000, "currency": "usd"})
    client.v1.payouts.create({"amount": 20_000, "currency": "usd", "method": "instant"})
    rows = client.v1.balance_transactions.list().data
    assert [(row.type, row.amount, row.fee) for row in rows[:2]] == [
        ("payout", -20_000, 200),
        ("topup", 50_000, 0),
    ]


def test_money_moves_between_two_balances(client: Client, sandbox: StripeSandbox) -> None:
    body = {"amount": 4_000, "currency": "eur", "into": "usd"}
    taken, given = sandbox.control.call("POST", "/conversions", body)["data"]
    assert (taken["amount"], taken["fee"], taken["currency"]) == (-4_000, 0, "eur")
    assert given["amount"] == round(4_000 * given["exchange_rate"])
    assert given["fee"] == round(given["amount"] / 100)
    rows = client.v1.balance_transactions.list().data
    assert {(row.type, row.reporting_category) for row in rows} == {
        ("adjustment", "currency_conversion")
    }
    balance = sandbox.books()["balance"]
    assert (balance["eur"]["total"], balance["usd"]["total"]) == (-4_000, given["net"])


def test_a_payout_that_arrived_is_taken_back_once(
    client: Client, sandbox: StripeSandbox
) -> None:
    sandbox.control.call("POST", "/topups", {"amount": 50_000, "currency": "usd"})
    payout = client.v1.payouts.create({"amount": 20_000, "currency": "usd"})
    with pytest.raises(StripeError, match="cannot be reversed"):
        sandbox.control.call("POST", f"/payouts/{payout.id}/reverse")
    sandbox.advance(5 * 86_400)
    made: Any = sandbox.control.call("POST", f"/payouts/{payout.id}/reverse")
    assert (made["amount"], made["original_payout"]) == (-20_000, payout.id)
    assert client.v1.payouts.retrieve(payout.id).reversed_by == made["id"]
    assert sandbox.books()["balance"]["usd"]["total"] == 50_000
    for number in (payout.id, made["id"]):
        with pytest.raises(StripeError, match="cannot be reversed"):
            sandbox.control.call("POST", f"/payouts/{number}/reverse")
