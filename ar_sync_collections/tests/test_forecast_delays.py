"""Risk: a customer's habit is misread, a chance is no chance, or something is used that was not known yet."""

from datetime import date, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync_collections.forecasting.delays import History, Outlook, Settings, fit
from odoo.addons.ar_sync_collections.forecasting.invoices import Invoice, Settlement

TODAY = date(2026, 6, 30)
EVEN = Settings(half_life_days=None, place_weight=2.0, spread_weight=10.0)


def paid(customer, late, due=date(2026, 3, 1), amount=100, **more):
    """Return an invoice that was settled in full so many days past its due date."""
    settled = Settlement(due + timedelta(days=late), amount)
    return Invoice(customer, due - timedelta(days=30), due, amount, (settled,), **more)


def unpaid(customer, due, **more):
    return Invoice(customer, due - timedelta(days=30), due, 100, **more)


def outlook(invoices, customer="a", due=TODAY, day=TODAY, settings=EVEN, **more):
    return fit(History(invoices), day, settings).at(customer, None, due, day, **more)


def middle(found):
    """Return the days from the due date to the expected payment."""
    return (found.quantile(0.5) - found.due).days


# === PLACE, SPREAD, SHRINKAGE === #


def test_the_place_is_the_mean_shrunk_as_the_docstring_says():
    """Two customers of one segment: (W m + k s) / (W + k), by hand."""
    delays = fit(History([paid("a", 10), paid("a", 20), paid("b", 0)]), TODAY, EVEN)
    company = (10 + 20 + 0 + 5 * 0) / (3 + 5)
    segment = (30 + 2 * company) / (3 + 2)
    assert isclose(delays._place, company) and isclose(delays._segments[None], segment)
    assert isclose(delays._places["a"], (30 + 2 * segment) / (2 + 2))
    assert isclose(delays._places["b"], (0 + 2 * segment) / (1 + 2))


def test_many_invoices_of_its_own_outweigh_the_company():
    others = [paid(f"other {number}", 0) for number in range(200)]
    few, many = [paid("a", 30)], [paid("a", 30) for _number in range(60)]
    # The place of a customer with one invoice is a third of its own: 30 / 3.
    assert 4 <= middle(outlook(others + few)) <= 16
    assert 28 <= middle(outlook(others + many)) <= 31


def test_a_new_customer_is_like_its_segment_and_a_new_segment_like_the_company():
    past = [paid("a", 40, segment="Italy") for _number in range(40)]
    past += [paid("b", 0, segment="Sweden") for _number in range(40)]
    delays = fit(History(past), TODAY, EVEN)
    medians = [middle(delays.at("new", segment, TODAY, TODAY)) for segment in ("Italy", "Sweden", "Chile")]
    assert medians[0] > 30 and medians[1] <= 2 and medians[1] < medians[2] < medians[0]


def test_a_steady_customer_has_a_narrow_band_and_a_fickle_one_a_wide_one():
    past = [paid("steady", 5 + number % 2) for number in range(40)]
    past += [paid("fickle", (number % 8) * 5) for number in range(40)]
    widths = []
    for customer in ("steady", "fickle"):
        found = outlook(past, customer)
        widths.append((found.quantile(0.9) - found.quantile(0.1)).days)
    assert widths[0] < 10 < widths[1]


def test_without_any_past_the_due_date_is_the_middle():
    found = outlook([], due=TODAY + timedelta(days=20))
    assert abs(middle(found)) <= 1
    assert found.quantile(0.9) > found.quantile(0.5) > found.quantile(0.1) > TODAY


def test_the_recent_past_weighs_more():
    old = [paid("a", 0, due=date(2024, 6, 1)) for _number in range(30)]
    new = [paid("a", 30, due=date(2026, 5, 1)) for _number in range(10)]
    due = TODAY + timedelta(days=20)
    assert middle(outlook(old + new, due=due, settings=Settings(half_life_days=90))) > 25
    assert middle(outlook(old + new, due=due, settings=EVEN)) < 15


def test_another_term_of_payment_moves_the_day_with_the_due_date():
    past = [paid("a", 7) for _number in range(40)]
    for days in (0, 14, 60):
        assert 6 <= middle(outlook(past, due=TODAY + timedelta(days=days))) <= 8


# === AGE === #


def test_what_is_left_of_the_distribution_is_scaled_to_one():
    """Half pay in time, half 30 days late: an invoice ten days late is one of the second half."""
    past = [paid("a", 0) for _number in range(300)] + [paid("a", 30) for _number in range(300)]
    fresh = outlook(past, due=TODAY + timedelta(days=5))
    late = outlook(past, due=TODAY - timedelta(days=10))
    assert 0.4 < fresh.chance(TODAY + timedelta(days=12)) < 0.6
    assert late.chance(TODAY + timedelta(days=12)) < 0.1
    assert late.chance(TODAY + timedelta(days=22)) > 0.85


def test_an_invoice_older_than_any_ever_seen_has_a_chance_that_is_slow_but_there():
    past = [paid("a", number % 10) for number in range(100)]
    found = outlook(past, due=TODAY - timedelta(days=300))
    assert 0 < found.chance(TODAY + timedelta(days=7)) < 0.15
    assert found.quantile(0.5) > TODAY + timedelta(days=28)


def test_an_age_beyond_what_a_float_can_tell_is_no_certainty():
    ancient = outlook([paid("a", 200) for _number in range(9)], due=date(1900, 1, 1))
    assert 0 < ancient.chance(TODAY + timedelta(days=7)) < 1


def test_a_customer_who_stopped_paying_is_believed_less_than_it_was():
    past = [paid("a", 3) for _number in range(20)] + [paid("b", 3) for _number in range(20)]
    stuck = [unpaid("a", TODAY - timedelta(days=100 + number)) for number in range(10)]
    delays = fit(History(past + stuck), TODAY, EVEN)
    soon = TODAY + timedelta(days=20)
    assert delays.at("a", None, TODAY, TODAY).chance(soon) < 0.8 < delays.at("b", None, TODAY, TODAY).chance(soon)


def test_a_single_invoice_settled_after_a_year_leaves_the_habit_alone():
    past = [paid("a", 5, due=date(2025, 3, 1)) for _number in range(20)]
    assert middle(outlook([*past, paid("a", 365, due=date(2025, 3, 1))])) <= 8


# === DISPUTES === #


def test_a_dispute_adds_what_disputes_took_so_far():
    past = [paid("a", 0) for _number in range(50)]
    past += [paid("a", 40, was_disputed=True) for _number in range(45)]
    delays = fit(History(past), TODAY, EVEN)
    assert delays.dispute_days == round((45 * 40 + 5 * 20) / (45 + 5))
    plain = delays.at("a", None, TODAY, TODAY)
    assert delays.at("a", None, TODAY, TODAY, is_disputed=True).due == plain.due + timedelta(days=38)


def test_before_any_dispute_twenty_days_are_assumed():
    assert fit(History([paid("a", 3)]), TODAY).dispute_days == 20


# === WHAT WAS KNOWN === #


def test_what_is_settled_later_changes_nothing():
    past = [paid("a", number % 6, due=date(2026, 3, 1)) for number in range(30)]
    later = [paid("a", 80, due=date(2026, 6, 1)) for _number in range(30)]
    open_then = [unpaid("a", date(2026, 6, 1)) for _number in range(30)]
    seen = date(2026, 6, 15)
    assert fit(History(past + later), seen).curve("a") == fit(History(past + open_then), seen).curve("a")


def test_a_credit_note_is_no_payment():
    credited = Invoice("a", date(2026, 1, 1), date(2026, 1, 31), 100, (Settlement(date(2026, 1, 2), 100, False),))
    past = [paid("a", 20) for _number in range(20)]
    assert outlook([*past, *[credited] * 50]).quantile(0.5) == outlook(past).quantile(0.5)


# === ALWAYS === #

lates = st.lists(st.tuples(st.sampled_from("abc"), st.integers(-25, 200)), max_size=40)


@given(lates, st.integers(-60, 400), st.sampled_from("abcd"))
def test_chances_rise_from_nothing_towards_one(rows, age, customer):
    past = [paid(name, late, due=date(2025, 11, 1)) for name, late in rows]
    found = outlook(past, customer, due=TODAY - timedelta(days=age))
    chances = [found.chance(TODAY + timedelta(days=days)) for days in range(0, 400, 7)]
    assert chances[0] == 0 and all(0 <= chance <= 1 for chance in chances)
    assert chances == sorted(chances)
    assert found.chance(TODAY + timedelta(days=20_000)) > 0.99


@given(lates, st.integers(-60, 400), st.sampled_from([0.1, 0.5, 0.9]))
def test_a_quantile_is_the_first_day_with_that_chance(rows, age, share):
    past = [paid(name, late, due=date(2025, 11, 1)) for name, late in rows]
    found = outlook(past, due=TODAY - timedelta(days=age))
    day = found.quantile(share)
    assert day > TODAY
    assert found.chance(day) >= share or (day - TODAY).days == 3650
    assert found.chance(day - timedelta(days=1)) < share


@given(lates)
def test_the_order_of_invoices_says_nothing(rows):
    past = [paid(name, late, due=date(2025, 11, 1)) for name, late in rows]
    ahead, back = fit(History(past), TODAY), fit(History(reversed(past)), TODAY)
    for customer in "abcd":
        one, other = (Outlook(delays.curve(customer), TODAY, TODAY) for delays in (ahead, back))
        assert one.chance(TODAY + timedelta(days=9)) == pytest.approx(other.chance(TODAY + timedelta(days=9)))
