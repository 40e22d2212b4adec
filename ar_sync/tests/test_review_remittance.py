"""Risk: a pasted remittance list is misread, and money goes to another invoice or in another amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..matching.marks import marked
from ..matching.remittance_text import LINES_MAX, is_list, read_amount, read_remittance

CODES = frozenset({"EUR", "USD", "JPY"})


def read(text, places=2):
    """Return (number, amount) of each line."""
    return [(row.number, row.amount_minor) for row in read_remittance(text, places, CODES)]


@pytest.mark.parametrize(
    ("line", "number", "amount"),
    [
        ("INV/2026/00012  1.250,00", "INV/2026/00012", 125000),
        ("INV/2026/00012\t1,250.00", "INV/2026/00012", 125000),
        ("INV/2026/00012;1250.00;EUR", "INV/2026/00012", 125000),
        ("INV/2026/00012 1 250,00", "INV/2026/00012", 125000),
        ("INV/2026/00012 1\u00a0250,00 EUR", "INV/2026/00012", 125000),
        ("INV/2026/00012 1'250.00", "INV/2026/00012", 125000),
        ("INV/2026/00012 €1,250.00", "INV/2026/00012", 125000),
        ("INV/2026/00012 -€50.00", "INV/2026/00012", -5000),
        ("CN/2026/3  50,00-", "CN/2026/3", -5000),
        ("CN/2026/3  (50.00)", "CN/2026/3", -5000),
        ("CN/2026/3  \u221250.00", "CN/2026/3", -5000),
        ("CN/2026/3  50.00 CR", "CN/2026/3", -5000),
        ("RE 123 250,00", "RE 123", 25000),
        ("4711 250", "4711", 25000),
        ("4711", "4711", None),
        ("12.03.2026 INV/2026/00012 99,90", "INV/2026/00012", 9990),
        ("2026-03-12\tINV/2026/00012\t100.00\t2.00\t98.00", "INV/2026/00012", 9800),
        ("50.00 INV-1001", "INV-1001", 5000),
        ("EUR 50.00 INV-1001", "INV-1001", 5000),
        ("Total  2,500.00", "", 250000),
        ("1,250.00", "", 125000),
        ("20260312 4711 5,00", "20260312 4711", 500),
        ("2026 0012", "2026 0012", None),
        ("1234567890123", "1234567890123", None),
        ("INV-1001 0.00", "INV-1001", 0),
        ("INV-1001 12.3456", "INV-1001 12.3456", None),
    ],
)
def test_a_line_is_read(line, number, amount):
    assert read(line) == [(number, amount)]


@pytest.mark.parametrize("line", ["", "   ", "Invoice  Amount", "Dear all,", "--- ;;; ---"])
def test_a_heading_is_no_line(line):
    assert read(line) == []


@pytest.mark.parametrize(
    ("text", "places", "amount"),
    [
        ("1,250", 0, 1250),
        ("1250.00", 0, 1250),
        ("1250.50", 0, None),
        ("1.250", 3, 1250),
        ("1.250,500", 3, 1250500),
        ("1.5", 3, 1500),
        ("-0", 2, 0),
        ("1.250.000", 2, 125000000),
        ("1,250,00", 2, None),
        ("1.250,00.", 2, None),
        ("(50.00", 2, None),
        ("-50-", 2, None),
        ("1.2,3.4", 2, None),
        ("1234.567,00", 2, None),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(text, places, amount):
    assert read_amount(text, places) == amount


def test_the_currency_and_the_line_are_kept():
    first, second = read_remittance("A-1001;5,00;EUR\n\nA-1002;6,00;ABC", 2, CODES)
    assert (first.place, first.currency, first.is_total) == (1, "EUR", False)
    assert (second.place, second.currency, second.text) == (3, "", "A-1002;6,00;ABC")


def test_the_list_says_which_sign_is_the_decimal_one():
    assert read("A-1001 1.250\nA-1002 12,5", 3) == [("A-1001", 1250000), ("A-1002", 12500)]
    assert read("A-1001 1.250\nA-1002 12.5", 3) == [("A-1001", 1250), ("A-1002", 12500)]


def test_a_list_is_bounded():
    assert len(read("A-1001 5.00\n" * (LINES_MAX + 10))) == LINES_MAX


def test_what_is_a_list():
    assert is_list("A-1001 5\nA-1002 6") and is_list("A-1001\t5")
    assert not is_list("Alice Instruments") and not is_list("\nAlice\n")


@given(st.text(max_size=200))
def test_nothing_that_is_pasted_breaks_it(text):
    for row in read_remittance(text, 2, CODES):
        assert row.number or row.amount_minor is not None


@given(
    st.integers(min_value=-(10**10), max_value=10**10),
    st.sampled_from([(",", "."), (".", ","), ("'", "."), ("\u00a0", ",")]),
    st.sampled_from(["\t", ";", "  ", " "]),
)
def test_an_amount_is_read_however_it_is_written(minor, signs, gap):
    whole, cents = divmod(abs(minor), 100)
    grouped = f"{whole:,}".replace(",", signs[0])
    text = f"{'-' if minor < 0 else ''}{grouped}{signs[1]}{cents:02d}"
    assert read(f"INV/2026/00012{gap}{text}") == [("INV/2026/00012", minor)]


def test_marks_show_what_the_evidence_names():
    parts = marked("Pays INV/2026/00012 and INV 2026 00013", {"INV202600012", "INV202600013"})
    assert [part for part, hit in parts if hit] == ["INV/2026/00012", "INV 2026 00013"]
    assert "".join(part for part, _hit in parts) == "Pays INV/2026/00012 and INV 2026 00013"


def test_a_mark_inside_another_is_no_mark_of_its_own():
    assert marked("Pays INV-10017", {"INV10017", "10017"}) == [("Pays ", False), ("INV-10017", True)]


def test_marks_are_left_out_where_they_could_be_wrong():
    """A sign that becomes several words when normalised would shift them."""
    assert marked("a ½x INV-1001", {"INV1001"}) in (
        [("a ½x INV-1001", False)],
        [("a ½x ", False), ("INV-1001", True)],
    )
    assert marked("\u33c2\u33c2 INV-1001 \ufdfa", {"INV1001"})[0][0]


@given(st.text(max_size=100))
def test_marks_keep_the_text(text):
    assert "".join(part for part, _hit in marked(text, {"A1001"})) == text
