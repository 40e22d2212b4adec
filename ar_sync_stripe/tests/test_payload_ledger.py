"""How balance transactions are booked: every documented type, and the arithmetic."""

import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..payloads import balance_transaction, ledger
from ..payloads.base import PayloadError
from .payload_fixtures import load


def book(**changes):
    return ledger.book(balance_transaction.read(load("balance_transaction", **changes)))


def test_a_charge_with_its_fees():
    booking = book()
    assert booking == ledger.Booking("charge", 26210, 1048, 25162, "USD")


@pytest.mark.parametrize(
    ("type", "category", "kind"),
    [
        ("charge", "charge", "charge"),
        ("payment", "charge", "charge"),
        ("refund", "refund", "refund"),
        ("payment_refund", "refund", "refund"),
        ("refund", "partial_capture_reversal", "partial_capture_reversal"),
        ("refund_failure", "refund_failure", "refund_failure"),
        ("adjustment", "refund_failure", "refund_failure"),
        ("payment_failure_refund", "charge_failure", "charge_failure"),
        ("adjustment", "dispute", "dispute"),
        ("adjustment", "dispute_reversal", "dispute_reversal"),
        ("adjustment", "fee", "fee"),
        ("adjustment", "other_adjustment", "adjustment"),
        ("adjustment", None, "adjustment"),
        ("payout", "payout", "payout"),
        ("payout_failure", "payout_reversal", "payout_failure"),
        ("payout_cancel", "payout_reversal", "payout_failure"),
        ("stripe_fee", "fee", "fee"),
        ("tax_fee", "tax", "tax"),
        ("topup", "topup", "topup"),
        ("transfer", "transfer", "transfer"),
        ("transfer_refund", "transfer_reversal", "transfer_reversal"),
        ("payment_unreconciled", "unreconciled_customer_funds", "customer_funds"),
        ("payout_minimum_balance_hold", "minimum_balance_hold", "reserve"),
        ("adjustment", "currency_conversion", "currency_conversion"),
        ("type_of_next_year", "dispute", "dispute"),
        ("type_of_next_year", "currency_conversion", "currency_conversion"),
        ("type_of_next_year", "category_of_next_year", "suspense"),
        ("type_of_next_year", None, "suspense"),
    ],
)
def test_kinds(type, category, kind):
    assert ledger.kind_of(type, category) == kind
    assert book(type=type, reporting_category=category).kind == kind


def test_every_kind_in_a_table_is_explained():
    used = {*ledger.BY_PAIR.values(), *ledger.BY_TYPE.values(), *ledger.BY_CATEGORY.values()}
    assert used | {ledger.SUSPENSE} == set(ledger.KINDS)


def test_every_documented_type_has_a_row():
    stripe = pytest.importorskip("stripe")
    documented = {
        value
        for part in typing.get_args(stripe.BalanceTransaction.__annotations__["type"])
        for value in typing.get_args(part)
        if isinstance(value, str)
    }
    assert len(documented) > 40
    assert documented == set(ledger.BY_TYPE)


@pytest.mark.parametrize("net", [25161, 25163, 0])
def test_figures_that_contradict_each_other_are_refused(net):
    with pytest.raises(PayloadError, match="26210 - 1048 is 25162"):
        book(net=net)


@given(st.integers(-(10**12), 10**12), st.integers(-(10**9), 10**9))
def test_the_net_is_what_moves_the_balance(amount, fee):
    booking = book(amount=amount, fee=fee, net=amount - fee)
    assert booking.gross_minor - booking.fee_minor == booking.net_minor == amount - fee
