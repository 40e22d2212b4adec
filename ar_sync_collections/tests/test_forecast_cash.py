"""Risk: cash that nobody owes is expected, a promise or a dispute is lost or counted twice, a band is turned around."""

from datetime import date, timedelta
from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync_collections.forecasting.cash import (
    Open,
    Promise,
    Width,
    forecast,
    net_of_credit,
    promised_chance,
    shares,
)
from odoo.addons.ar_sync_collections.forecasting.delays import Curve, Outlook

TODAY = date(2026, 3, 1)
ENDS = [TODAY + timedelta(days=7 * week) for week in range(1, 5)]


def sure(day):
    """Return the outlook of what is paid on one day for certain."""
    return Outlook(Curve(0, (1.0,), 0.0, 0, 0.01), day, TODAY)


def even(first, days):
    """Return the outlook of what is paid on each of some days alike."""
    paid = tuple((place + 1) / days for place in range(days))
    return Outlook(Curve(0, paid, 0.0, 0, 0.01), first, TODAY)


def week_sums(items, **more):
    return [week.expected_minor for week in forecast(items, ENDS, **more).weeks]


def test_two_invoices_by_hand():
    """1 000 on the third day; 1 400 evenly over the fourteen days from the eighth on."""
    items = [
        Open(1, TODAY, 1000, sure(TODAY + timedelta(days=3))),
        Open(2, TODAY, 1400, even(TODAY + timedelta(days=8), 14)),
    ]
    found = forecast(items, ENDS, Width(1.0, 1.0))
    assert [week.expected_minor for week in found.weeks] == [1000, 700, 700, 0]
    second = found.weeks[1]
    deviation = sqrt(1400**2 * 0.5 * 0.5)
    assert (second.low_minor, second.high_minor) == (0, 700 + deviation)
    assert (second.start, second.end) == (TODAY + timedelta(days=8), TODAY + timedelta(days=14))
    assert found.weeks[2].total_minor == 2400 and found.weeks[2].total_low_minor == 2400
    assert (found.open_minor, found.later_minor) == (2400, 0)


def test_no_invoices_no_cash():
    found = forecast([], ENDS)
    assert (found.open_minor, found.later_minor, week_sums([])) == (0, 0, [0, 0, 0, 0])


# === PROMISES === #


def test_a_promise_is_believed_as_far_as_the_customer_was_good_for_it():
    """80 of 100 on the promised day; the rest as if nothing were promised, though not before that day."""
    promise = Promise(TODAY + timedelta(days=10), 100, 0.8)
    item = Open(1, TODAY, 100, even(TODAY + timedelta(days=1), 20), promise)
    assert week_sums([item]) == [0, 80 + 8, 12, 0]
    assert promised_chance(item.outlook, promise, TODAY + timedelta(days=9)) == 0


def test_only_the_promised_part_moves():
    promise = Promise(TODAY + timedelta(days=22), 60, 1.0)
    assert week_sums([Open(1, TODAY, 100, sure(TODAY + timedelta(days=2)), promise)]) == [40, 0, 0, 60]


def test_a_promise_of_more_than_is_open_promises_what_is_open():
    promise = Promise(TODAY + timedelta(days=2), 500, 1.0)
    found = forecast([Open(1, TODAY, 100, sure(TODAY + timedelta(days=20)), promise)], ENDS)
    assert found.weeks[0].expected_minor == found.weeks[0].promised_minor == 100


def test_a_promise_whose_day_is_over_says_nothing():
    for day in (TODAY, TODAY - timedelta(days=5)):
        item = Open(1, TODAY, 100, sure(TODAY + timedelta(days=20)), Promise(day, 100, 1.0))
        assert week_sums([item]) == [0, 0, 100, 0]


# === DISPUTES === #


def test_only_the_contested_part_waits():
    item = Open(1, TODAY, 100, sure(TODAY + timedelta(days=2)), None, 30, disputed=sure(TODAY + timedelta(days=25)))
    found = forecast([item], ENDS)
    assert [week.expected_minor for week in found.weeks] == [70, 0, 0, 30]
    assert [week.disputed_minor for week in found.weeks] == [0, 0, 0, 30]


def test_contested_and_promised_do_not_overlap():
    promise = Promise(TODAY + timedelta(days=9), 100, 1.0)
    item = Open(1, TODAY, 100, sure(TODAY + timedelta(days=2)), promise, 30, disputed=sure(TODAY + timedelta(days=25)))
    assert week_sums([item]) == [0, 70, 0, 30]


# === ALWAYS === #

amounts = st.integers(1, 10**9)
opens = st.builds(
    lambda amount, first, days, promised, contested: Open(
        1,
        TODAY,
        amount,
        even(TODAY + timedelta(days=first), days),
        promised and Promise(TODAY + timedelta(days=promised), promised * 100, 0.5),
        contested,
        even(TODAY + timedelta(days=first + 9), days) if contested else None,
    ),
    amounts,
    st.integers(-20, 40),
    st.integers(21, 60),
    st.one_of(st.none(), st.integers(-5, 40)),
    st.integers(0, 10**6),
)


@given(st.lists(opens, max_size=12), st.floats(0.5, 6))
def test_money_neither_appears_nor_is_lost(items, width):
    found = forecast(items, ENDS, Width(width, width))
    total = sum(item.residual_minor for item in items)
    assert found.open_minor == total and found.weeks[-1].total_minor + found.later_minor == total
    assert abs(sum(week.expected_minor for week in found.weeks) - found.weeks[-1].total_minor) <= len(ENDS)
    for week in found.weeks:
        assert 0 <= week.low_minor <= week.expected_minor + 1
        assert week.expected_minor - 1 <= week.high_minor <= max(total, week.low_minor)


@given(st.lists(amounts, max_size=8), st.integers(0, 10**10))
def test_credit_is_used_up_oldest_first_and_no_further(residuals, credit):
    left = net_of_credit(residuals, credit)
    assert all(0 <= now <= before for now, before in zip(left, residuals, strict=True))
    assert sum(left) == max(0, sum(residuals) - credit)
    used = [before - now for now, before in zip(left, residuals, strict=True)]
    touched = [place for place, amount in enumerate(used) if amount]
    assert touched == list(range(len(touched)))


@given(amounts, st.lists(st.floats(0, 1), min_size=1, max_size=13))
def test_shares_of_weeks_add_up_to_the_last_chance(amount, chances):
    chances = sorted(chances)
    found = shares(amount, chances)
    assert min(found) >= 0 and abs(sum(found) - amount * chances[-1]) <= 0.5 + 1e-6 * amount and sum(found) <= amount
