"""Reading single fields: types, absence, ids, nesting and notes."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..payloads.base import MISSING, NOT_UNDERSTOOD, Note, PayloadError, UnknownObject, ident
from ..payloads.fields import Fields


def fields(**data):
    return Fields({"id": "ch_1", **data}, "charge")


@pytest.mark.parametrize("value", [True, 10.0, "10", [10], {"amount": 10}, Decimal("10")])
def test_only_a_whole_number_is_an_amount(value):
    read = fields(amount=value)
    assert read.integer("amount") is None
    assert [(note.path, note.kind) for note in read.notes] == [("amount", NOT_UNDERSTOOD)]
    with pytest.raises(PayloadError, match="charge ch_1: amount is not a whole number"):
        read.required_integer("amount")


@pytest.mark.parametrize("data", [{}, {"amount": None}])
def test_absence_is_silent_noted_or_an_error(data):
    read = fields(**data)
    assert read.integer("amount") is None
    assert read.notes == []
    assert read.expected_integer("amount") is None
    assert read.notes == [Note("amount", MISSING, "")]
    with pytest.raises(PayloadError) as raised:
        read.required_integer("amount")
    error = raised.value
    assert (error.object_type, error.object_id, error.path) == ("charge", "ch_1", "amount")
    assert error.problem == "is missing"


def test_an_expected_value_that_is_malformed_is_noted_once():
    read = fields(amount="x")
    assert read.expected_integer("amount") is None
    assert [note.kind for note in read.notes] == [NOT_UNDERSTOOD]


def test_present_and_given_tell_null_from_absent():
    read = fields(invoice=None)
    assert read.has("invoice") and not read.given("invoice")
    assert not read.has("charge") and not read.given("charge")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.05", "0.05"), (7.5, "7.5"), (3, "3"), (Decimal("1.10"), "1.10"), ("1e2", "1E+2")],
)
def test_numbers_are_exact_whatever_carries_them(value, expected):
    assert fields(rate=value).decimal("rate") == Decimal(expected)


@pytest.mark.parametrize("value", ["", "abc", "NaN", float("inf"), True, [1], {}])
def test_what_is_no_number_is_noted(value):
    read = fields(rate=value)
    assert read.decimal("rate") is None
    assert [note.kind for note in read.notes] == [NOT_UNDERSTOOD]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_twelve_places_survive(number):
    assert fields(rate=str(number)).decimal("rate") == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_as_what_was_on_the_wire(number):
    assert float(fields(rate=number).decimal("rate")) == number


def test_moments_are_aware_and_in_utc():
    assert fields(created=1_760_000_000).moment("created") == datetime(
        2025, 10, 9, 8, 53, 20, tzinfo=timezone.utc
    )


@pytest.mark.parametrize("value", [10**20, "2026-01-01", 1.5])
def test_a_moment_out_of_range_or_shape_is_noted(value):
    read = fields(created=value)
    assert read.moment("created") is None
    assert [note.kind for note in read.notes] == [NOT_UNDERSTOOD]


@pytest.mark.parametrize(("value", "expected"), [("eur", "EUR"), ("JPY", "JPY")])
def test_currencies_are_upper_case(value, expected):
    assert fields(currency=value).required_currency() == expected


@pytest.mark.parametrize("value", ["", "euro", "e1r", "ëur", 978])
def test_what_is_no_currency_is_noted(value):
    read = fields(currency=value)
    assert read.currency() is None
    assert [note.path for note in read.notes] == ["currency"]
    with pytest.raises(PayloadError, match="currency is not a currency"):
        read.required_currency()


@pytest.mark.parametrize(
    ("value", "expected"),
    [("cus_1", "cus_1"), ({"id": "cus_1"}, "cus_1"), ({"id": "cus_1", "deleted": True}, "cus_1")],
)
def test_an_expandable_field_gives_its_id(value, expected):
    assert ident(value) == expected
    assert fields(customer=value).ident("customer") == expected


@pytest.mark.parametrize("value", [7, {}, {"id": None}, "", []])
def test_what_has_no_id_is_noted(value):
    read = fields(customer=value)
    assert read.ident("customer") is None
    assert [note.path for note in read.notes] == ["customer"]
    with pytest.raises(PayloadError, match="customer is not an id"):
        read.required_ident("customer")


def test_texts_and_flags_of_another_type_are_noted():
    read = fields(status=1, paid="yes")
    assert read.text("status") is None
    assert read.flag("paid") is None
    assert [note.path for note in read.notes] == ["status", "paid"]


def test_lists_of_ids_and_texts_leave_out_what_is_neither():
    read = fields(discounts=["di_1", {"id": "di_2"}, None, 5], locales=["fr", 1])
    assert read.idents("discounts") == ("di_1", "di_2")
    assert read.texts("locales") == ("fr",)
    assert read.texts("absent") == ()


def test_a_list_that_is_none_is_noted():
    read = fields(discounts={"data": []})
    assert read.idents("discounts") == ()
    assert [note.kind for note in read.notes] == [NOT_UNDERSTOOD]


def test_metadata_is_text_to_text():
    read = fields(metadata={"a": "1", "b": 2})
    assert read.metadata() == {"a": "1"}
    assert fields(metadata=None).metadata() == {}


def test_amounts_by_currency():
    read = fields(available={"eur": 12, "jpy": "7"})
    assert read.amounts("available") == {"EUR": 12}
    assert [note.path for note in read.notes] == ["available.jpy"]
    assert fields().amounts("available") == {}


def test_inner_objects_know_their_path():
    read = fields(parent={"details": {"amount": "x"}})
    read.inner("parent").inner("details").integer("amount")
    assert [note.path for note in read.notes] == ["parent.details.amount"]


@pytest.mark.parametrize("value", [None, "in_1"])
def test_an_id_is_no_inner_object_and_no_mistake(value):
    read = fields(invoice=value)
    assert read.inner("invoice") is None
    assert read.notes == []


def test_an_inner_object_of_another_type_is_noted():
    read = fields(parent=[1])
    assert read.inner("parent") is None
    assert [note.path for note in read.notes] == ["parent"]


def test_items_skip_ids_and_note_the_rest():
    read = fields(taxes=[{"amount": 1}, "txr_1", 5])
    assert [item.integer("amount") for item in read.items("taxes")] == [1]
    assert [note.path for note in read.notes] == ["taxes[2]"]


def read_amount(obj, notes=None):
    item = Fields(obj, "refund", notes)
    item.text("status")
    return item.required_integer("amount")


def test_nested_lists_say_whether_they_are_whole():
    whole = fields(refunds={"data": [{"amount": 1}, {"amount": 2}], "has_more": False})
    assert whole.nested("refunds", read_amount) == ((1, 2), True)
    cut = fields(refunds={"data": [{"amount": 1}], "has_more": True})
    assert cut.nested("refunds", read_amount) == ((1,), False)
    unsaid = fields(refunds={"data": [{"amount": 1}]})
    assert unsaid.nested("refunds", read_amount) == ((1,), False)
    assert fields().nested("refunds", read_amount) is None


def test_a_broken_item_is_noted_and_the_list_is_not_whole():
    read = fields(refunds={"data": [{"amount": 1}, {"amount": "2"}, 3], "has_more": False})
    assert read.nested("refunds", read_amount) == ((1,), False)
    assert [note.path for note in read.notes] == ["refunds.data[1].amount", "refunds.data[2]"]


def test_a_broken_item_of_a_strict_list_is_an_error_of_the_whole():
    read = fields(refunds={"data": [{"id": "re_9", "amount": None}], "has_more": False})
    with pytest.raises(PayloadError, match=r"charge ch_1: refunds.data\[0\].amount is missing"):
        read.nested("refunds", read_amount, strict=True)


def test_notes_of_nested_objects_carry_their_place():
    read = fields(refunds={"data": [{"amount": 1, "status": 5}], "has_more": False})
    read.nested("refunds", read_amount)
    assert [note.path for note in read.notes] == ["refunds.data[0].status"]


def test_expanded_fields_are_read_and_others_are_not():
    assert fields(refund={"amount": 4}).expanded("refund", read_amount) == 4
    assert fields(refund="re_1").expanded("refund", read_amount) is None
    deleted = fields(refund={"id": "re_1", "deleted": True})
    assert deleted.expanded("refund", read_amount) is None
    assert deleted.notes == []


def test_objects_of_a_plain_list():
    read = fields(moves=[{"amount": 1}, "txn_1", {"deleted": True}])
    assert read.objects("moves", read_amount) == (1,)
    assert read.notes == []


def test_what_is_no_object_cannot_be_opened():
    with pytest.raises(PayloadError, match="charge \\(no id\\): the payload is not a JSON object"):
        Fields([1], "charge")
    with pytest.raises(PayloadError, match="object is 'refund'"):
        Fields.of({"id": "re_1", "object": "refund"}, "charge")


def test_long_values_are_cut_in_notes():
    read = fields(amount="9" * 500)
    read.integer("amount")
    assert len(read.notes[0].detail) < 100


def test_an_unknown_object_is_named():
    assert "brand_new" in str(UnknownObject("brand_new"))
    assert "without a type" in str(UnknownObject(None))
