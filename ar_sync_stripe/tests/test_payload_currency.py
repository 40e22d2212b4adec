"""Stripe's minor units: what can be stated, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..payloads import currency

ZERO = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()
THREE = "BHD JOD KWD OMR TND".split()
CODES = st.sampled_from([*ZERO, *THREE, "EUR", "USD", "ISK", "UGX", "HUF", "TWD", "CHF"])


@pytest.mark.parametrize("code", ZERO)
def test_zero_decimal_currencies(code):
    assert currency.exponent(code) == 0
    assert currency.to_minor(Decimal("500"), code) == 500
    with pytest.raises(ValueError, match=f"{code} has 0 decimals"):
        currency.to_minor(Decimal("500.5"), code)


@pytest.mark.parametrize("code", THREE)
def test_three_decimal_currencies_end_in_zero(code):
    assert currency.exponent(code) == 3
    assert currency.to_minor(Decimal("5.12"), code) == 5120
    assert currency.to_minor(Decimal("5.130"), code) == 5130
    with pytest.raises(ValueError, match=f"multiple of 0.010 {code}"):
        currency.to_minor(Decimal("5.124"), code)


@pytest.mark.parametrize("code", ["ISK", "UGX"])
def test_currencies_that_lost_their_decimals_are_counted_in_hundredths(code):
    assert currency.exponent(code) == 2
    assert currency.to_minor(Decimal("5"), code) == 500
    with pytest.raises(ValueError, match=f"multiple of 1.00 {code}"):
        currency.to_minor(Decimal("5.10"), code)


@pytest.mark.parametrize("code", ["HUF", "TWD"])
def test_currencies_that_are_paid_out_in_whole_units(code):
    assert currency.to_minor(Decimal("10.45"), code) == 1045
    assert currency.to_minor(Decimal("10"), code, payout=True) == 1000
    with pytest.raises(ValueError, match="a payout must be a multiple of 1.00"):
        currency.to_minor(Decimal("10.45"), code, payout=True)


def test_what_stripe_sent_is_never_refused():
    assert currency.to_decimal(1, "ISK") == Decimal("0.01")
    assert currency.to_decimal(5124, "KWD") == Decimal("5.124")


@pytest.mark.parametrize("code", ["", "EU", "EURO", "E1R", "ÉUR", "usdc"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ValueError, match="is not a currency code"):
        currency.exponent(code)


def test_a_currency_without_a_row_has_two_decimals():
    assert currency.exponent("XXX") == 2


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(amount):
    with pytest.raises(ValueError, match="it is not a number"):
        currency.to_minor(Decimal(amount), "EUR")


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="must be a Decimal, not float"):
        currency.to_minor(10.5, "EUR")


def test_no_digit_is_rounded_away():
    with pytest.raises(ValueError, match="has 2 decimals"):
        currency.to_minor(Decimal("10." + "0" * 80 + "1"), "EUR")


@given(CODES, st.integers(-(10**14), 10**14))
def test_there_and_back(code, number):
    amount_minor = number * currency.rule(code).step_minor
    assert currency.to_minor(currency.to_decimal(amount_minor, code), code) == amount_minor
    currency.check(amount_minor, code)


@given(CODES, st.integers(-(10**8), 10**8), st.booleans())
def test_check_and_conversion_agree(code, amount_minor, payout):
    rule = currency.rule(code)
    step_minor = rule.payout_step_minor if payout else rule.step_minor
    amount = currency.to_decimal(amount_minor, code)
    if amount_minor % step_minor == 0:
        assert currency.to_minor(amount, code, payout=payout) == amount_minor
        return
    with pytest.raises(ValueError, match="must be a multiple of"):
        currency.check(amount_minor, code, payout=payout)
    with pytest.raises(ValueError, match="must be a multiple of"):
        currency.to_minor(amount, code, payout=payout)
