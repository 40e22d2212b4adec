"""Money in and out: intents, charges, refunds, disputes, the balance, payouts, checkout."""

from datetime import date
from decimal import Decimal

import pytest

from ..payloads import (
    balance_transaction,
    charge,
    checkout_session,
    dispute,
    payment_intent,
    payout,
    refund,
)
from ..payloads.base import MISSING, NOT_UNDERSTOOD, PayloadError
from .payload_fixtures import load

READERS = {
    "balance_transaction": balance_transaction.read,
    "charge.new": charge.read,
    "charge.old": charge.read,
    "checkout_session": checkout_session.read,
    "dispute": dispute.read,
    "payment_intent.new": payment_intent.read,
    "payment_intent.old": payment_intent.read,
    "payout": payout.read,
    "refund": refund.read,
}


def read(name, /, **changes):
    notes = []
    values = READERS[name](load(name, **changes), notes)
    return values, [(note.path, note.kind) for note in notes]


@pytest.mark.parametrize("name", sorted(set(READERS) - {"checkout_session"}))
@pytest.mark.parametrize("field", ["amount", "currency", "created", "id"])
@pytest.mark.parametrize("value", [None, True, [], 1.5])
def test_what_money_needs_is_required(name, field, value):
    with pytest.raises(PayloadError) as raised:
        read(name, **{field: value})
    assert raised.value.path == field


@pytest.mark.parametrize("name", sorted(READERS))
def test_the_fixtures_read_without_a_note(name):
    assert read(name)[1] == []


# --- charges ------------------------------------------------------------------------------------


def test_a_charge_in_both_shapes():
    old, new = read("charge.old")[0], read("charge.new")[0]
    for values in (old, new):
        assert (values.amount_minor, values.amount_captured_minor) == (24281, 24281)
        assert (values.amount_refunded_minor, values.currency) == (1281, "EUR")
        assert (values.payment_intent_id, values.balance_transaction_id) == ("pi_1", "txn_1")
        assert (values.method.type, values.method.last4, values.method.brand) == (
            "card",
            "4242",
            "visa",
        )
        assert values.billing.address.city == "Lyon"
        assert values.texts.statement_descriptor == "NORTHWIND"
        assert values.failure.outcome_type == "authorized"
    assert (old.invoice_id, new.invoice_id) == ("in_1", None)
    assert old.balance_transaction is None
    assert new.balance_transaction.fee_minor == 1048
    assert old.refunds_complete and [one.id for one in old.refunds] == ["re_1"]
    assert new.refunds is None and not new.refunds_complete


def test_a_charge_that_says_little():
    little = {"payment_method_details": None, "billing_details": None, "outcome": None}
    values, notes = read("charge.new", **little, calculated_statement_descriptor=None)
    assert (values.method.type, values.billing.name, values.failure.outcome_type) == (None,) * 3
    assert notes == []


def test_a_method_of_a_kind_without_details():
    details = {"type": "brand_new_wallet"}
    assert read("charge.new", payment_method_details=details)[0].method.type == "brand_new_wallet"


@pytest.mark.parametrize(
    ("details", "last4", "bank", "reference"),
    [
        (
            {"bank_name": "STRIPE TEST BANK", "last4": "6789", "payment_reference": "091"},
            "6789",
            "STRIPE TEST BANK",
            "091",
        ),
        ({"bank": "ing", "iban_last4": "5264", "reference": "R"}, "5264", "ing", "R"),
    ],
)
def test_words_that_differ_by_method(details, last4, bank, reference):
    payment = {"type": "some_debit", "some_debit": {**details, "mandate": "mandate_1"}}
    method = read("charge.new", payment_method_details=payment)[0].method
    assert (method.last4, method.bank_name, method.reference) == (last4, bank, reference)
    assert method.mandate_id == "mandate_1"


def test_amounts_that_the_oldest_charges_do_not_have_are_noted():
    _values, notes = read("charge.old", amount_captured=..., amount_refunded=...)
    assert notes == [("amount_captured", MISSING), ("amount_refunded", MISSING)]


def test_a_refund_that_cannot_be_read_is_noted():
    refunds = {"data": [load("refund", amount="all")], "has_more": False}
    values, notes = read("charge.old", refunds=refunds)
    assert values.refunds == () and not values.refunds_complete
    assert notes == [("refunds.data[0].amount", NOT_UNDERSTOOD)]


@pytest.mark.parametrize(
    ("changes", "destination_id"),
    [
        ({"destination": "acct_2"}, "acct_2"),
        ({"transfer_data": {"destination": {"id": "acct_3"}}}, "acct_3"),
        ({}, None),
    ],
)
def test_where_a_platform_sends_it(changes, destination_id):
    values, _notes = read("charge.old", application_fee_amount=123, **changes)
    assert values.connect.destination_id == destination_id
    assert values.connect.application_fee_minor == 123


# --- payment intents ----------------------------------------------------------------------------


def test_an_intent_in_both_shapes():
    old, new = read("payment_intent.old")[0], read("payment_intent.new")[0]
    for values in (old, new):
        assert (values.amount_minor, values.amount_received_minor) == (24281, 24281)
        assert (values.status, values.latest_charge_id) == ("succeeded", "ch_1")
        assert values.payment_method_types == ("card", "sepa_debit")
        assert values.last_error is None and values.next_action_type is None
    assert (old.invoice_id, new.invoice_id) == ("in_1", None)
    assert [one.id for one in old.charges] == ["ch_1"] and new.charges == ()
    assert (old.order_reference, new.order_reference) == (None, "in_1")
    assert (new.presentment_amount_minor, new.presentment_currency) == (24281, "EUR")


def test_an_expanded_charge():
    values, _notes = read("payment_intent.new", latest_charge=load("charge.new"))
    assert values.latest_charge_id == "ch_1"
    assert values.charges[0].balance_transaction.net_minor == 25162


def test_an_intent_that_waits():
    error = {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}
    values, _notes = read(
        "payment_intent.new",
        status="requires_action",
        latest_charge=None,
        last_payment_error={**error, "payment_intent": {"id": "pi_1", "status": "requires_action"}},
        next_action={"type": "redirect_to_url"},
    )
    assert values.latest_charge_id is None
    assert (values.last_error.decline_code, values.last_error.error_class) == (
        "insufficient_funds",
        "needs_person",
    )
    assert values.last_error.payment_intent_status == "requires_action"
    assert values.next_action_type == "redirect_to_url"


def test_the_client_secret_is_never_read():
    assert "never_read" not in repr(read("payment_intent.new")[0])


# --- refunds, disputes --------------------------------------------------------------------------


def test_a_refund():
    values, _notes = read("refund")
    assert (values.amount_minor, values.charge_id, values.payment_intent_id) == (
        1281,
        "ch_1",
        "pi_1",
    )
    assert (values.destination_type, values.destination_reference) == ("card", "5812")
    assert (values.balance_transaction_id, values.balance_transaction) == ("txn_2", None)


def test_a_refund_without_destination_or_charge():
    values, notes = read("refund", destination_details=None, charge=None, payment_intent=None)
    assert values.destination_reference is None
    assert notes == [("charge", MISSING)]
    wordless = {"type": "eu_bank_transfer"}
    assert read("refund", destination_details=wordless)[0].destination_reference is None
    assert read("refund", destination_details={})[0].destination_type is None


def test_a_dispute_that_was_won():
    values, _notes = read("dispute")
    assert values.withdrawn_minor == 1500, "the amount came back, the fee did not"
    assert [one.reporting_category for one in values.balance_transactions] == [
        "dispute",
        "dispute_reversal",
    ]
    assert (values.has_evidence, values.submission_count) == (True, 1)
    assert values.evidence_due_at.day == 17


def test_a_dispute_without_its_movements_is_noted():
    values, notes = read("dispute", balance_transactions=..., evidence_details=None)
    assert (values.withdrawn_minor, values.evidence_due_at) == (0, None)
    assert notes == [("balance_transactions", MISSING)]


# --- the balance --------------------------------------------------------------------------------


def test_a_movement_in_another_currency():
    values, _notes = read("balance_transaction")
    assert (values.amount_minor, values.fee_minor, values.net_minor) == (26210, 1048, 25162)
    assert values.exchange_rate == Decimal("1.07945")
    assert [fee.amount_minor for fee in values.fees] == [786, 262]
    assert (values.source_id, values.source_type, values.balance_type) == ("ch_1", None, "payments")


def test_an_expanded_source_tells_its_type():
    values, _notes = read("balance_transaction", source={"id": "ch_1", "object": "charge"})
    assert (values.source_id, values.source_type) == ("ch_1", "charge")


def test_fee_details_that_are_not_the_fee_are_noted():
    assert read("balance_transaction", fee=1049)[1] == [("fee_details", NOT_UNDERSTOOD)]
    assert read("balance_transaction", fee=0, fee_details=...)[1] == []


@pytest.mark.parametrize("field", ["fee", "net", "type"])
def test_a_movement_needs_all_its_figures(field):
    with pytest.raises(PayloadError, match=f"{field} is missing"):
        read("balance_transaction", **{field: None})


# --- payouts, checkout --------------------------------------------------------------------------


def test_a_payout():
    values, _notes = read("payout")
    assert (values.amount_minor, values.arrival_date) == (25162, date(2025, 10, 18))
    assert (values.destination.id, values.destination.last4) == ("ba_1", "6789")
    assert (values.trace_id, values.trace_status) == ("081000123", "supported")
    assert values.can_be_decomposed


@pytest.mark.parametrize(
    "changes",
    [
        {"automatic": False},
        {"reconciliation_status": "in_progress"},
        {"reconciliation_status": ...},
    ],
)
def test_payouts_that_cannot_be_decomposed(changes):
    assert not read("payout", **changes)[0].can_be_decomposed


def test_a_payout_that_says_little():
    values, notes = read(
        "payout", destination="ba_1", trace_id=None, arrival_date=None, automatic=...
    )
    assert (values.destination.id, values.destination.bank_name) == ("ba_1", None)
    assert (values.arrival_date, values.trace_id) == (None, None)
    assert notes == [("arrival_date", MISSING), ("automatic", MISSING)]


def test_a_failed_payout():
    failure = {"failure_code": "account_closed", "failure_balance_transaction": "txn_6"}
    values, _notes = read("payout", status="failed", **failure)
    assert values.failure.code == "account_closed"
    assert values.failure.balance_transaction_id == "txn_6"


def test_a_checkout_session():
    values, _notes = read("checkout_session")
    assert (values.client_reference_id, values.payment_intent_id) == ("INV/2025/00042", "pi_1")
    assert (values.amount_total_minor, values.amount_tax_minor) == (24281, 4047)
    assert values.customer_email == "ap@atelier.example"


def test_a_checkout_session_without_amounts():
    little = {
        "amount_total": None,
        "currency": None,
        "customer_details": None,
        "total_details": None,
    }
    values, notes = read("checkout_session", **little, mode="setup", payment_intent=None)
    assert (values.currency, values.amount_total_minor, notes) == (None, None, [])
    assert values.customer_email == "other@atelier.example"
    assert read("checkout_session", amount_total=None)[1] == [("amount_total", MISSING)]
