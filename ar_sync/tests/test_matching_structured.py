"""Risk: a right reference is refused, or a mistyped one is taken for checked."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching import structured
from odoo.addons.ar_sync.matching.structured import recognise

RIGHT = {
    "iso11649": ["RF18539007547034", "RF712348231", "RF45G72UUR"],
    "ch_qrr": ["210000000003139471430009017", "000000000000000000000000000"],
    "be": ["010806817183", "000000009797"],
    "fi": ["1232", "1234561", "00001234561"],
    "se_no_luhn": ["2345676", "49927398716"],
    "no_mod11": ["12345678903"],
    "nl": ["5000056789012345"],
    "si": ["SI121234567890120"],
}
CHECKS = {
    "iso11649": structured.is_iso11649,
    "ch_qrr": structured.is_ch_qrr,
    "be": structured.is_be,
    "fi": structured.is_fi,
    "se_no_luhn": structured.is_luhn,
    "no_mod11": structured.is_no_mod11,
    "nl": structured.is_nl,
    "si": structured.is_si,
}
EXAMPLES = [(scheme, value) for scheme, values in RIGHT.items() for value in values]
#: Schemes whose check finds every single changed digit.
SURE = ("iso11649", "ch_qrr", "be", "fi", "se_no_luhn")


@pytest.mark.parametrize(("scheme", "value"), EXAMPLES)
def test_right_references_pass(scheme, value):
    assert CHECKS[scheme](value)
    assert recognise(value) is not None


@pytest.mark.parametrize(
    ("scheme", "value"), [example for example in EXAMPLES if example[0] in SURE]
)
def test_every_changed_last_digit_is_found(scheme, value):
    if not value[-1].isdigit():
        value = "RF712348231"
    for digit in "0123456789":
        if digit != value[-1]:
            assert not CHECKS[scheme](value[:-1] + digit)


@pytest.mark.parametrize("scheme", CHECKS)
@pytest.mark.parametrize("value", ["ABCDEFGHIJKL", "1" * 40, "", "RF", "RFXX12", "SI1"])
def test_what_has_not_the_form_is_refused(scheme, value):
    if value:
        assert not CHECKS[scheme](value)
    assert recognise(value) is None


@given(st.sampled_from(SURE), st.data())
def test_no_single_digit_slip_of_a_checked_reference_passes(scheme, data):
    value = data.draw(st.sampled_from([v for v in RIGHT[scheme] if v[4:].isdigit()] or ["1232"]))
    place = data.draw(st.integers(0, len(value) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(value[place].isdigit() and value[place] != digit)
    assert not CHECKS[scheme](value[:place] + digit + value[place + 1 :])


@pytest.mark.parametrize(
    ("value", "payload"),
    [
        ("RF18539007547034", "539007547034"),
        ("RF712348231", "2348231"),
        ("00001234561", "1234561"),
        ("010806817183", "010806817183"),
        ("SI121234567890120", "SI121234567890120"),
        ("000000000000000000000000000", "000000000000000000000000000"),
    ],
)
def test_the_payload_is_what_is_compared(value, payload):
    assert recognise(value)[1] == payload


def test_one_digit_checks_are_weak():
    passing = sum(recognise(f"{number:07d}") is not None for number in range(1000, 2000))
    assert passing > 200, "bare validity must not be taken for evidence"


def test_the_checks_agree_with_an_independent_library():
    iso11649 = pytest.importorskip("stdnum.iso11649")
    luhn = pytest.importorskip("stdnum.luhn")
    for number in range(10_000, 13_000):
        assert structured.is_luhn(str(number)) == luhn.is_valid(str(number))
        reference = f"RF{number % 100:02d}{number}"
        assert structured.is_iso11649(reference) == iso11649.is_valid(reference)


@pytest.mark.parametrize("check", range(10))
def test_dutch_and_slovenian_checks_have_their_special_cases(check):
    body = [f"{n:015d}" for n in range(60)]
    assert any(structured.is_nl(f"{check}{digits}") for digits in body)
    assert any(structured.is_si(f"SI01{digits}{check}") for digits in body)
