"""Risk: a number is missed as people write it, or found where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching import keys_of_item, keys_of_receipt
from odoo.addons.ar_sync.matching.keys import CANDIDATES_MAX
from odoo.addons.ar_sync.matching.text import compact, normalise, segments_of, tokens

NUMBER = "INV/2026/00012"
RF, QRR = "RF18539007547034", "210000000003139471430009017"


def found(text, number=NUMBER, payment_reference="", ref=""):
    """Return the kinds of key under which a text and an item meet."""
    stored = {(k.kind, k.value) for k in keys_of_item(number, payment_reference, ref, ())}
    looked_up = {(k.kind, k.value) for k in keys_of_receipt([text], ())}
    return {kind for kind, _ in stored & looked_up}


@pytest.mark.parametrize(
    "text",
    [
        "INV/2026/00012",
        "inv/2026/00012",
        "Payment of INV-2026-00012, thanks",
        "INV 2026 00012",
        "INV202600012",
        "Invoice no. INV/2026/12",
        "INV2026-12",
        "ＩＮＶ／２０２６／０００１２",
        "INV/٢٠٢٦/٠٠٠١٢",
        "(INV/2026/00012)",
        "INV/2026/00012;INV/2026/00044",
        "INV.2026.00012",
        "INV_2026_00012",
    ],
)
def test_a_number_is_found_however_it_is_written(text):
    assert "reference" in found(text)


@pytest.mark.parametrize("text", ["2026/00012", "order 202600012", "202600012INV"])
def test_the_digits_of_a_number_are_found(text):
    assert "digits" in found(text)
    assert "reference" not in found(text)


@pytest.mark.parametrize("text", ["INV/2O26/OOO12", "1NV202600012", "INV/2026/000I2"])
def test_look_alikes_are_found_as_weak_keys(text):
    assert found(text) == {"folded"}


@pytest.mark.parametrize(
    "text",
    [
        "00012",
        "INV/2026/000123",
        "INV/2026/0001",
        "1INV/2026/00012",
        "INV/2026/, 00012",
        "INV/2026\n00012",
        "INV/2026 & 00012",
        "INV/20 26 and much text in between 00012",
        "",
        "   ",
        "inv",
    ],
)
def test_parts_longer_numbers_and_lists_are_not_the_number(text):
    assert not found(text) & {"reference", "folded"}


@pytest.mark.parametrize("number", ["14", "A14", "2026", "1999", "", "INVOICE", "0" * 41])
def test_numbers_without_four_significant_characters_have_no_key(number):
    assert keys_of_item(number, "", "", ()) == ()
    assert keys_of_receipt([number], ()) == ()


def test_a_year_beside_a_word_is_no_longer_a_year_alone():
    assert {k.value for k in keys_of_receipt(["PO 2026"], ())} >= {"PO2026"}


def test_a_reference_does_not_run_from_one_field_to_the_next():
    split = keys_of_receipt(["INV/2026", "00012"], ())
    assert "INV202600012" not in {key.value for key in split}
    spans = {key.value: key.span for key in split}
    assert spans["INV2026"][1] < spans["00012"][0]


def test_leading_zeros_are_kept_and_stripped():
    kinds = {(k.kind, k.value) for k in keys_of_item("0012345", "", "", ())}
    assert ("reference", "0012345") in kinds
    assert ("digits", "12345") in kinds
    assert found("12345", number="0012345") == {"digits"}
    assert found("0012345", number="0012345") == {"reference", "digits"}


def test_all_references_of_an_item_are_keys_with_their_source():
    keys = keys_of_item(NUMBER, "4500077231", "PO-7788", ["in_1", " ", ("pi_2", 700)])
    sources = {(k.value, k.source, k.amount_minor) for k in keys if k.kind in ("id", "reference")}
    assert sources >= {
        ("in_1", "id", None),
        ("pi_2", "id", 700),
        ("INV202600012", "number", None),
        ("4500077231", "payment_reference", None),
        ("PO7788", "ref", None),
    }


def test_each_key_is_stored_once():
    keys = keys_of_item(NUMBER, NUMBER, NUMBER, ["in_1", "in_1"])
    assert len(keys) == len({(k.kind, k.value) for k in keys})


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("RF18 5390 0754 7034", RF),
        ("RF18539007547034", RF),
        ("539007547034", RF),
        ("21 00000 00003 13947 14300 09017", QRR),
        (QRR, QRR),
        ("+++010/8068/17183+++", "010806817183"),
        ("***010/8068/17183***", "+++010/8068/17183+++"),
        ("0000 1234561", "1234561"),
    ],
)
def test_structured_references_meet_by_their_payload(text, reference):
    assert "reference" in found(text, payment_reference=reference)


def test_a_structured_reference_names_its_scheme():
    sources = {k.source for k in keys_of_item("X1", RF, "", ()) if k.kind == "reference"}
    assert "iso11649" in sources
    plain = keys_of_item("X1", "1234562", "", ())
    assert {k.source for k in plain} == {"payment_reference"}


def test_long_windows_are_only_looked_up_as_structured_references():
    keys = keys_of_receipt(["11 22 33 44 55 66 77"], ())
    assert max(key.span[1] - key.span[0] for key in keys) == 5


def test_numbers_run_together_are_taken_apart_by_equal_lengths():
    keys = keys_of_receipt(["65617828368756128385"], ())
    assert [k.value for k in keys if k.source == "run10"] == ["6561782836", "8756128385"]
    assert not [k for k in keys_of_receipt(["6561782836"], ()) if k.source.startswith("run")]
    assert not [k for k in keys_of_receipt(["INV65617828368756128385"], ()) if "run" in k.source]


def test_a_flood_of_numbers_is_cut_off():
    flood = [" ".join(f"{n:07d}" for n in range(2000)), "INV/2026/00012"]
    assert len(keys_of_receipt(flood, ())) == CANDIDATES_MAX


def test_identifiers_are_compared_as_they_are():
    assert [k.value for k in keys_of_receipt((), ["pi_3AbC", "pi_3aBc", "  "])] == [
        "pi_3AbC",
        "pi_3aBc",
    ]


@given(st.text(max_size=60))
def test_any_text_gives_clean_keys(text):
    for key in keys_of_receipt([text], ()):
        assert 4 <= len(key.value.replace("-", "")) <= 40 or key.kind == "digits"
        assert key.kind in ("reference", "digits", "folded")
        assert any(character.isdigit() for character in key.value)
        assert key.span[0] < key.span[1]


@given(
    st.text(st.sampled_from("ABCXYZ"), min_size=1, max_size=5),
    st.integers(2000, 2099),
    st.integers(1, 99_999),
    st.sampled_from(["/", "-", ".", " ", ""]),
)
def test_a_number_meets_itself_with_any_separator(prefix, year, count, separator):
    number = f"{prefix}/{year}/{count:05d}"
    text = separator.join((prefix.lower(), str(year), f"{count:05d}"))
    assert "reference" in found(f"payment {text}", number=number)


@given(st.text(max_size=30), st.text(max_size=30))
def test_tokens_never_cross_a_border(left, right):
    words = [word.text for word in tokens(f"{left} 77001234 {right}")]
    assert any("77001234" in word for word in words)
    assert compact(normalise(left)) == compact(left)


def test_segments_keep_a_lone_zero():
    assert segments_of("A/000/7") == "A-0-7"
