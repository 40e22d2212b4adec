"""Risk: a document that does not add up is compared or sent as if it did."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.ar_sync.protocol.documents import (
    KINDS,
    PROBLEMS,
    Applied,
    CreditMemo,
    Invoice,
    Line,
    Payment,
    Period,
    Recognition,
    Refund,
    WriteOff,
    problems,
)

DAY = date(2026, 3, 31)


def line(amount="100.00", tax="19.00", **values):
    return Line("Hours", Decimal(1), Decimal(amount), Decimal(amount), tax=Decimal(tax), **values)


def invoice(total="119.00", open_amount=None, **values):
    values.setdefault("lines", (line(),))
    return Invoice("INV/1", "42", "EUR", DAY, Decimal(total), Decimal(open_amount or total), **values)


def payment(total="50.00", open_amount="0.00", *applied):
    parts = tuple(Applied(target, Decimal(amount)) for target, amount in applied)
    return Payment("PAY/1", "42", "EUR", DAY, Decimal(total), Decimal(open_amount), applied=parts)


def codes(document, digits=2):
    return [problem.code for problem in problems(document, digits)]


def test_what_adds_up_has_no_problem():
    assert codes(invoice()) == []
    assert codes(invoice(open_amount="7.00")) == []  # partly paid
    assert codes(payment("50.00", "10.00", ("INV/1", "30.00"), ("INV/2", "10.00"))) == []
    assert codes(payment("50.00", "50.00")) == []  # on account


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (replace(invoice(), customer=""), ["no_customer"]),
        (invoice(total="120.00"), ["lines_total"]),
        (invoice(total="119.005", lines=()), ["too_fine", "too_fine"]),
        (payment("-1.00", "-1.00"), ["not_positive"]),
        (payment("0.00", "0.00"), ["not_positive"]),
        (payment("50.00", "0.00", ("INV/1", "50.01")), ["over_applied"]),
        (payment("50.00", "0.00", ("INV/1", "49.99")), ["open_amount"]),
        (payment("50.00", "0.00", ("INV/1", "25.00"), ("INV/1", "25.00")), ["same_target"]),
        (payment("50.00", "50.00", ("INV/1", "0.00")), ["applied_not_positive"]),
        (payment("50.00", "60.00", ("INV/1", "-10.00")), ["applied_not_positive"]),
    ],
)
def test_what_does_not_add_up_is_named(document, expected):
    assert codes(document) == expected
    assert set(expected) <= set(PROBLEMS)


def test_the_smallest_unit_is_the_currencys():
    yen = Invoice("INV/2", "42", "JPY", DAY, Decimal("1500"), Decimal("1500"))
    dinar = Invoice("INV/3", "42", "KWD", DAY, Decimal("1.005"), Decimal("1.005"))
    assert codes(yen, 0) == [] and codes(dinar, 3) == []
    assert codes(replace(yen, open_amount=Decimal("1500.50")), 0) == ["too_fine"]
    assert codes(dinar, 2) == ["too_fine", "too_fine"]


def test_a_discount_counts_beside_what_is_paid():
    """98 pay 100 when 2 are given up: of the payment itself all is applied."""
    paid = Payment(
        "PAY/1", "42", "EUR", DAY, Decimal("98.00"), Decimal("0.00"),
        applied=(Applied("INV/1", Decimal("98.00"), Decimal("2.00")),),
    )  # fmt: skip
    assert codes(paid) == []


def test_revenue_cannot_end_before_it_begins():
    backwards = line(recognition=Recognition(date(2026, 4, 1), date(2026, 3, 31)))
    one_day = line(recognition=Recognition(DAY, DAY))
    assert codes(invoice(lines=(backwards,))) == ["recognition"]
    assert codes(invoice(lines=(one_day,))) == []


def test_a_void_one_may_have_lost_its_amounts():
    """NetSuite and QuickBooks set the amounts of what is voided to zero."""
    assert codes(replace(payment("0.00", "0.00"), is_voided=True)) == []
    assert codes(replace(invoice(total="0.00"), is_voided=True)) == []


def test_what_is_given_away_may_be_invoiced():
    assert codes(invoice(total="0.00", lines=(line("0.00", "0.00"),))) == []


def test_kinds_come_in_the_order_in_which_they_need_each_other():
    assert list(KINDS.values()) == [Invoice, CreditMemo, Payment, WriteOff, Refund]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period("1", "March", date(2026, 3, 1), DAY), True),
        (Period("1", "March", date(2026, 3, 1), date(2026, 3, 30)), False),
        (Period("1", "March", date(2026, 3, 1), DAY, is_closed=True), False),
        (Period("1", "March", date(2026, 3, 1), DAY, is_receivable_locked=True), False),
    ],
)
def test_a_period_takes_what_lies_in_it_while_it_is_open(period, expected):
    assert period.takes(DAY) is expected
