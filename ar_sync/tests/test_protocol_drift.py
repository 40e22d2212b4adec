"""Risk: a difference between two ledgers is missed, told twice, or weighed wrongly."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol.documents import Applied, CreditMemo, Invoice, Payment
from odoo.addons.ar_sync.protocol.drift import DRIFT_KINDS, compare, differences

DAY = date(2026, 3, 31)


def invoice(key="INV/1", total="100.00", open_amount=None, **values):
    return Invoice(key, "42", "EUR", DAY, Decimal(total), Decimal(open_amount or total), **values)


def payment(key="PAY/1", total="100.00", open_amount="0.00", **applied):
    parts = tuple(Applied(target, Decimal(amount)) for target, amount in applied.items())
    return Payment(key, "42", "EUR", DAY, Decimal(total), Decimal(open_amount), applied=parts)


def told(drifts):
    return [(drift.kind, str(drift.at_risk)) for drift in drifts]


def test_equal_sides_have_no_difference():
    assert list(differences(invoice(), invoice(stamp="7", memo="other"))) == []
    assert list(compare([invoice(), payment(A="100.00")], [invoice(), payment(A="100.00")])) == []


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (invoice(total="90.00"), [("total", "10.00")]),
        (invoice(total="110.00"), [("total", "10.00")]),
        (invoice(open_amount="40.00"), [("open_amount", "60.00")]),
        (invoice(total="90.00", open_amount="30.00"), [("total", "10.00"), ("open_amount", "60.00")]),
        (invoice(total="90.00", open_amount="100.00"), [("total", "10.00"), ("open_amount", "10.00")]),
        (replace(invoice(), is_voided=True, total=Decimal(0), open_amount=Decimal(0)), [("voided_there", "100.00")]),
        (replace(invoice(), currency="USD", total=Decimal(1)), [("currency", "100.00")]),
        (replace(invoice(), customer="43"), [("customer", "100.00")]),
        (replace(invoice(), day=date(2026, 4, 1)), [("day", "0")]),
        (replace(invoice(), number="1001"), []),  # we have none to compare it with
    ],
)
def test_each_difference_is_told_once_with_what_hangs_on_it(theirs, expected):
    assert told(differences(invoice(), theirs)) == expected


def test_a_due_date_is_compared_where_both_have_one():
    ours = invoice(due_on=date(2026, 4, 30))
    assert told(differences(ours, replace(ours, due_on=date(2026, 5, 30)))) == [("due_on", "0")]
    assert told(differences(ours, replace(ours, due_on=None))) == []


def test_what_was_cancelled_here_and_counts_there_weighs_what_is_open_there():
    ours = replace(invoice(total="0.00"), is_voided=True)
    assert told(differences(ours, invoice(open_amount="40.00"))) == [("voided_here", "40.00")]
    assert told(differences(ours, replace(ours, number="7"))) == []


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ({"A": "60.00", "B": "40.00"}, {"B": "40.00", "A": "60.00"}, []),
        ({"A": "100.00"}, {"B": "100.00"}, [("applications", "100.00")]),
        ({"A": "60.00", "B": "40.00"}, {"A": "50.00", "B": "50.00"}, [("applications", "10.00")]),
    ],
)
def test_the_same_money_applied_elsewhere(here, there, expected):
    assert told(differences(payment(**here), payment(**there))) == expected


def test_what_was_unapplied_there_is_one_difference():
    """That it is open there follows from its application being gone."""
    assert told(differences(payment(A="100.00"), payment(open_amount="100.00"))) == [("applications", "100.00")]


def test_a_discount_is_a_part_of_what_is_settled():
    ours = replace(payment(A="100.00"), applied=(Applied("A", Decimal("100.00"), Decimal("2.00")),))
    assert told(differences(ours, payment(A="100.00"))) == [("applications", "2.00")]


def test_missing_and_deleted_are_told_apart():
    ours, theirs = [invoice("A"), invoice("B")], [invoice("B"), invoice("C")]
    assert [(d.kind, d.key) for d in compare(ours, theirs)] == [("missing_there", "A"), ("missing_here", "C")]
    gone = compare(ours, theirs, {("invoice", "A")}, {("invoice", "C")})
    assert [(d.kind, d.key) for d in gone] == [("deleted_there", "A"), ("deleted_here", "C")]


def test_what_is_void_or_not_expected_is_not_missing():
    void = replace(invoice("A"), is_voided=True)
    assert list(compare([void], [])) == [] and list(compare([], [void])) == []
    assert list(compare([invoice("A")], [invoice("B")], is_expected=lambda document: False)) == []


def test_kinds_of_documents_do_not_mix():
    """A credit memo and an invoice may carry the same key."""
    credit = CreditMemo("INV/1", "42", "EUR", DAY, Decimal("5.00"), Decimal("5.00"))
    assert [(d.subject, d.kind) for d in compare([credit, invoice()], [invoice()])] == [
        ("credit_memo", "missing_there")
    ]


@pytest.mark.parametrize("side", [[invoice("B"), invoice("A")], [invoice("A"), invoice("A")]])
def test_a_side_out_of_order_is_refused(side):
    with pytest.raises(ValueError, match="out of order, or twice"):
        list(compare(side, []))
    with pytest.raises(ValueError, match="out of order, or twice"):
        list(compare([], side))


AMOUNTS = st.integers(min_value=1, max_value=10**9).map(lambda cents: Decimal(cents).scaleb(-2))
CHANGES = st.sampled_from(["same", "total", "open", "void", "customer", "gone", "extra"])


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, CHANGES), max_size=30))
def test_what_was_changed_is_found_and_nothing_else(rows):
    """An independent list of what was changed is the oracle."""
    here, there, changed = [], [], set()
    for index, (total, other, change) in enumerate(rows):
        ours = invoice(f"{index:04}", str(total))
        theirs = {
            "total": replace(ours, total=total + other, open_amount=ours.open_amount + other),
            "open": replace(ours, open_amount=ours.open_amount - other),
            "void": replace(ours, is_voided=True),
            "customer": replace(ours, customer="43"),
        }.get(change, ours)
        here += [] if change == "extra" else [ours]
        there += [] if change == "gone" else [theirs]
        changed |= set() if change == "same" else {ours.key}
    found = list(compare(here, there))
    assert {drift.key for drift in found} == changed and len(found) == len(changed)
    assert all(drift.at_risk > 0 and drift.kind in DRIFT_KINDS for drift in found)
    mirrored = list(compare(there, here))
    assert [drift.at_risk for drift in mirrored if drift.kind == "total"] == [
        drift.at_risk for drift in found if drift.kind == "total"
    ]
