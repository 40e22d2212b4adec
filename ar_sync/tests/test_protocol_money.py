"""Risk: a cent is lost or invented when money is converted or shared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol.money import major, minor, spread

PLACES = st.sampled_from([0, 2, 3])
TOTALS = st.integers(min_value=-(10**15), max_value=10**15)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=30)


@given(TOTALS, PLACES)
def test_minor_and_major_are_inverse(amount_minor, places):
    assert minor(major(amount_minor, places), places) == amount_minor


@given(st.integers(min_value=-(10**12), max_value=10**12), PLACES)
def test_a_float_as_odoo_keeps_it_is_read_exactly(amount_minor, places):
    """Odoo keeps major units in floats: 0.1 + 0.2 must not become 29 or 31 cents."""
    as_float = amount_minor / 10**places
    assert minor(as_float, places) == amount_minor


@pytest.mark.parametrize(
    ("amount", "places", "expected"),
    [
        (1.005, 2, 101),
        (-1.005, 2, -101),
        (0.1 + 0.2, 2, 30),
        (2.675, 2, 268),
        (1e-07, 2, 0),
        (0.0005, 3, 1),
        (1234567890123.45, 2, 123456789012345),
        (Decimal("0.5"), 0, 1),
        (Decimal("-0.5"), 0, -1),
        (0.0, 3, 0),
    ],
)
def test_halves_round_away_from_zero(amount, places, expected):
    assert minor(amount, places) == expected


@given(TOTALS, WEIGHTS)
def test_shares_add_up_exactly(total, weights):
    assert sum(spread(total, weights)) == total


@given(TOTALS, WEIGHTS)
def test_a_share_is_at_most_one_unit_from_its_proportion(total, weights):
    whole = sum(weights)
    if not whole:
        return
    for share, weight in zip(spread(total, weights), weights, strict=True):
        assert abs(share * whole - total * weight) < whole


@given(TOTALS, WEIGHTS)
def test_who_weighs_nothing_gets_nothing(total, weights):
    if any(weights):
        shares = spread(total, weights)
        assert all(not share for share, weight in zip(shares, weights, strict=True) if not weight)


@given(TOTALS, WEIGHTS)
def test_a_refund_is_shared_as_the_payment_was(total, weights):
    assert spread(-total, weights) == [-share for share in spread(total, weights)]


@given(TOTALS, WEIGHTS)
def test_more_weight_never_gets_less(total, weights):
    shares = spread(abs(total), weights)
    if any(weights):
        by_weight = sorted(zip(weights, shares, strict=True))
        for (light, less), (heavy, more) in zip(by_weight, by_weight[1:], strict=False):
            assert light == heavy or less <= more


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (7, [0, 0], [7, 0]),
        (-7, [0], [-7]),
        (0, [1, 2, 3], [0, 0, 0]),
        (1, [1, 1], [1, 0]),
        (5, [3, 3, 3], [2, 2, 1]),
        (100, [1, 2], [33, 67]),
    ],
)
def test_what_rounding_leaves_goes_to_the_largest_remainder_then_the_first(total, weights, expected):
    assert spread(total, weights) == expected


@pytest.mark.parametrize("weights", [[], [1, -1], [-5]])
def test_impossible_weights_are_refused(weights):
    with pytest.raises(ValueError, match="at least one weight"):
        spread(10, weights)
