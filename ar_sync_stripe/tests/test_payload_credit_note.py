"""Credit notes and their lines, in the shapes before and after basil."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ..payloads import credit_note, credit_note_line
from ..payloads.base import MISSING, PayloadError
from .payload_fixtures import load

SHAPES = ["credit_note.old", "credit_note.new"]


def read(name, /, **changes):
    notes = []
    values = credit_note.read(load(name, **changes), notes)
    return values, [(note.path, note.kind) for note in notes]


@pytest.mark.parametrize("name", SHAPES)
def test_a_credit_note_to_the_cent(name):
    values, notes = read(name)
    assert notes == []
    assert (values.amount_minor, values.total_minor, values.tax_minor) == (2220, 2220, 370)
    assert (values.number, values.invoice_id) == ("NW-0042-CN-01", "in_1")
    assert (values.subtotal_minor, values.discount_minor) == (2000, 150)
    assert values.discounts[0].discount_id == "di_1"
    assert values.lines_complete
    (line,) = values.lines
    assert (line.amount_minor, line.invoice_line_id, line.quantity) == (2000, "il_2", 1)
    assert line.taxes[0].rate_percent == Decimal("20.0")


def test_both_shapes_are_the_same_but_for_how_it_was_settled():
    old, new = (read(name)[0] for name in SHAPES)
    settled = {"refunds": (), "type": None, "pre_payment_minor": 0, "post_payment_minor": 0}
    reasonless = tuple(replace(tax, taxability_reason=None) for tax in new.taxes)
    lines = tuple(replace(line, taxes=old.lines[0].taxes) for line in new.lines)
    assert replace(old, **settled) == replace(new, **settled, taxes=reasonless, lines=lines)


@pytest.mark.parametrize(
    ("type", "before", "after"), [("pre_payment", 2220, 0), ("post_payment", 0, 2220)]
)
def test_an_old_note_is_all_before_or_all_after_payment(type, before, after):
    values, _notes = read("credit_note.old", type=type)
    assert (values.pre_payment_minor, values.post_payment_minor) == (before, after)


def test_a_type_that_does_not_tell_is_noted():
    values, notes = read("credit_note.old", type="mixed")
    assert (values.pre_payment_minor, values.post_payment_minor) == (None, None)
    assert notes == [("pre_payment_amount", MISSING), ("post_payment_amount", MISSING)]


def test_refunds_old_and_new():
    (old,) = read("credit_note.old")[0].refunds
    assert (old.refund_id, old.amount_minor) == ("re_2", None)
    charge, record = read("credit_note.new")[0].refunds
    assert (charge.refund_id, charge.amount_minor) == ("re_2", 1500)
    assert (record.payment_record_id, record.refund_group) == ("pr_1", "grp_1")
    assert record.amount_minor == 500
    assert read("credit_note.old", refund=None)[0].refunds == ()


def test_lines_not_sent_or_broken():
    values, notes = read("credit_note.new", lines=None)
    assert (values.lines, values.lines_complete) == ((), False)
    assert notes == [("lines", MISSING)]
    lines = load("credit_note.new")["lines"]
    lines["data"][0]["amount"] = 20.0
    with pytest.raises(PayloadError, match=r"credit_note cn_1: lines.data\[0\].amount is not"):
        read("credit_note.new", lines=lines)


def test_no_field_for_taxes_is_noted():
    values, notes = read("credit_note.new", total_taxes=...)
    assert (values.tax_minor, values.taxes) == (None, ())
    assert notes == [("total_taxes", MISSING)]
    line = load("credit_note.new")["lines"]["data"][0]
    found = []
    values = credit_note_line.read({**line, "taxes": None, "unit_amount_decimal": None}, found)
    assert (values.taxes, values.unit_amount_minor) == ((), 2000)
    assert [note.path for note in found] == ["taxes"]
