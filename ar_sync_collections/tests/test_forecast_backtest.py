"""Risk: the forecast is praised with knowledge of the future, or its error is counted wrongly."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from odoo.addons.ar_sync_collections.forecasting import tuning
from odoo.addons.ar_sync_collections.forecasting.backtest import Past, month_ends, run, split
from odoo.addons.ar_sync_collections.forecasting.cash import Width
from odoo.addons.ar_sync_collections.forecasting.delays import Settings
from odoo.addons.ar_sync_collections.forecasting.invoices import Invoice, Settlement

JANUARY = date(2026, 1, 31)


def invoice(customer, issued, terms, late, amount, **more):
    due = issued + timedelta(days=terms)
    return Invoice(customer, issued, due, amount, (Settlement(due + timedelta(days=late), amount),), **more)


def company(seed=1, customers=25, months=24, drift=0.0):
    """Return two years of a made-up company whose customers each have a habit."""
    chance = random.Random(seed)
    habits = {number: (chance.gauss(6, 12), chance.uniform(1, 8)) for number in range(customers)}
    found = []
    for _number in range(60 * months):
        customer = chance.randrange(customers)
        issued = date(2024, 1, 1) + timedelta(days=chance.randrange(30 * months))
        place, spread = habits[customer]
        late = max(-29, round(chance.gauss(place + drift * (issued - date(2024, 1, 1)).days, spread)))
        found.append(invoice(customer, issued, 30, late, round(chance.lognormvariate(10, 1)) + 1))
    return found


# === BY HAND === #


def test_the_simple_methods_and_the_truth_by_hand():
    """One month end, three invoices, four weeks: every number of the table."""
    past = Past(
        [
            invoice("a", date(2025, 11, 1), 30, 10, 500),
            invoice("a", date(2025, 11, 5), 30, 20, 500),
            invoice("a", date(2025, 11, 7), 30, 12, 500),
            # Due in week 2, paid in week 3, and by the median of 12 days late expected in week 4.
            invoice("a", JANUARY - timedelta(days=20), 30, 10, 1000),
            # Overdue at the month end: by due date and by median tomorrow; paid in week 4.
            invoice("a", JANUARY - timedelta(days=60), 30, 55, 300),
            # Of a customer without a past: the company's median. Paid after the four weeks.
            invoice("b", JANUARY - timedelta(days=10), 11, 60, 200),
        ]
    )
    found = run(past, [JANUARY])
    by_method = {
        method: [trial.expected_minor[method] for trial in found.trials] for method in ("due_date", "customer_median")
    }
    assert by_method["due_date"] == [300 + 200, 1000, 0, 0]
    assert by_method["customer_median"] == [300, 200, 0, 1000]
    assert [trial.actual_minor for trial in found.trials] == [0, 0, 1000, 300]
    assert found.wape("due_date") == pytest.approx((500 + 1000 + 1000 + 300) / 1300)
    assert found.bias("due_date") == pytest.approx((1500 - 1300) / 1300)
    assert found.off_by("customer_median") == pytest.approx(200 / 1300)


def test_a_part_payment_lowers_what_is_forecast_and_counts_on_its_day():
    issued = JANUARY - timedelta(days=20)
    parts = (
        Settlement(JANUARY - timedelta(days=2), 400),
        Settlement(JANUARY + timedelta(days=3), 350),
        Settlement(JANUARY + timedelta(days=12), 250, is_cash=False),
    )
    past = Past([Invoice("a", issued, JANUARY + timedelta(days=5), 1000, parts)])
    found = run(past, [JANUARY])
    assert found.totals[0].open_minor == 600 and found.totals[0].actual_minor == 350
    assert [trial.expected_minor["due_date"] for trial in found.trials] == [600, 0, 0, 0]


def test_what_is_issued_later_is_not_there_yet():
    past = Past([invoice("a", JANUARY + timedelta(days=1), 5, 0, 100)])
    assert run(past, [JANUARY]).totals[0].open_minor == 0


# === ONLY WHAT WAS KNOWN === #


def test_changing_the_future_changes_no_forecast():
    """All that happens after a month end is replaced; each expectation of it stays, only the actuals move."""
    invoices = company()
    day = date(2025, 6, 30)
    changed = []
    for one in invoices:
        if one.issued > day:
            continue
        [settlement] = one.settlements
        if settlement.day > day:
            one = replace(one, settlements=(replace(settlement, day=settlement.day + timedelta(days=90)),))
        changed.append(one)
    before, after = run(Past(invoices), [day]), run(Past(changed), [day])
    assert [trial.expected_minor for trial in before.trials] == [trial.expected_minor for trial in after.trials]
    assert [trial.actual_minor for trial in before.trials] != [trial.actual_minor for trial in after.trials]


def test_a_flag_without_a_day_is_not_used_for_open_invoices():
    invoices = company()
    day = date(2025, 6, 30)
    flagged = [replace(one, was_disputed=one.settlements[0].day > day) for one in invoices]
    assert run(Past(invoices), [day]).trials == run(Past(flagged), [day]).trials


def test_tuned_on_earlier_reported_on_later():
    invoices = company()
    known_until = max(one.settled_on for one in invoices)
    tuned, reported = split(invoices, known_until)
    assert tuned and reported
    assert tuned[-1] + timedelta(days=28) <= reported[0]
    assert reported[-1] + timedelta(days=28) <= known_until


def test_a_short_past_is_halved_and_a_shorter_one_has_no_report():
    invoices = company(months=6)
    tuned, reported = split(invoices, date(2024, 6, 30))
    assert [day.month for day in reported] == [3, 4, 5] and tuned == []
    assert split(invoices[:1], invoices[0].issued) == ([], [])
    assert split([], date(2024, 6, 30)) == ([], [])
    assert tuning.report(Past([]), date(2024, 6, 30)).reported.wape() is None


# === IS IT GOOD === #


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_beats_due_dates_and_medians_where_customers_have_habits(seed):
    invoices = company(seed)
    found = tuning.report(Past(invoices), max(one.settled_on for one in invoices)).reported
    assert found.wape() < found.wape("customer_median") < found.wape("due_date")
    assert abs(found.bias()) < 0.06


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_band_holds_about_four_of_five_weeks(seed):
    invoices = company(seed)
    found = tuning.report(Past(invoices), max(one.settled_on for one in invoices))
    assert 0.65 <= found.coverage <= 0.97


def test_a_company_that_changes_is_followed_faster_if_that_helped_before():
    invoices = company(seed=4, months=30, drift=0.05)
    past = Past(invoices)
    days = month_ends(date(2024, 7, 1), date(2025, 3, 31))
    chosen = tuning.choose(past, days, (Settings(half_life_days=None), Settings(half_life_days=90)))
    assert chosen.half_life_days == 90


def test_a_gain_of_chance_changes_no_setting():
    default = Settings()
    assert tuning.choose(Past(company()), [], (default,)) == default
    assert tuning.choose(Past(company()), [date(2024, 9, 30)], (default, replace(default, place_weight=1.1))) == default


def test_a_band_of_no_width_covers_only_what_was_hit():
    found = run(Past(company()), [date(2025, 3, 31)])
    assert not any(found.inside(Width(0.0, 0.0)))
    assert all(found.inside(Width(50.0, 50.0))) and all(found.totals_inside(Width(50.0, 50.0)))
