"""Risk: a board is shown a figure that its formula does not give."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync_collections.forecasting import figures

DAY = date(2026, 3, 31)
minor = st.integers(0, 10**12)


def test_the_borders_of_the_buckets():
    found = {days: figures.bucket(days) for days in (-400, 0, 1, 30, 31, 60, 61, 90, 91, 5000)}
    assert found == {
        -400: "current",
        0: "current",
        1: "1_30",
        30: "1_30",
        31: "31_60",
        60: "31_60",
        61: "61_90",
        90: "61_90",
        91: "91",
        5000: "91",
    }


@given(st.lists(st.tuples(st.integers(-400, 400), minor), max_size=30))
def test_ageing_adds_up(rows):
    items = [(DAY - timedelta(days=late), amount) for late, amount in rows]
    assert sum(figures.ageing(items, DAY).values()) == sum(amount for _late, amount in rows)


def test_days_sales_outstanding_by_hand():
    """250 000 owed, 365 000 sold in a year: a thousand a day."""
    assert figures.dso(25_000_000, 36_500_000, 365) == Decimal("250.0")
    assert figures.best_possible_dso(10_000_000, 36_500_000, 365) == Decimal("100.0")
    assert figures.average_days_delinquent(25_000_000, 10_000_000, 36_500_000, 365) == Decimal("150.0")


def test_without_sales_there_is_no_such_figure():
    assert figures.dso(100, 0, 90) is None and figures.dso(100, -5, 90) is None
    assert figures.average_days_delinquent(100, 0, 0, 90) is None
    assert figures.dso_countback(100, [(0, 31), (-5, 28)]) is None


def test_countback_by_hand():
    """March 40, February 50, January 60: 120 owed is March, February and half of January."""
    months = [(40, 31), (50, 28), (60, 31)]
    assert figures.dso_countback(120, months) == Decimal("74.5")
    assert figures.dso_countback(20, months) == Decimal("15.5")
    assert figures.dso_countback(0, months) == Decimal("0.0")
    # Older than all that is known: the average day of these months, 150 / 90, goes on.
    assert figures.dso_countback(200, months) == Decimal("120.0")


def test_a_month_of_credit_notes_counts_its_days_and_no_money():
    assert figures.dso_countback(60, [(40, 31), (-30, 28), (60, 30)]) == Decimal("69.0")


@given(minor, st.integers(1, 10**12), st.integers(1, 400))
def test_countback_of_one_steady_month_is_the_simple_figure(receivable, sales, days):
    assert figures.dso_countback(receivable, [(sales, days)]) == figures.dso(receivable, sales, days)


def test_days_late_by_hand():
    assert figures.average_days_late([(10, 100), (-20, 100), (40, 50)]) == Decimal("12.0")
    assert figures.average_days_late([]) is None


def test_collection_effectiveness_by_hand():
    """Opening 100, sold 60, closing 80 of which 50 are not due: (160 - 80) / (160 - 50)."""
    assert figures.collection_effectiveness(100, 60, 80, 50) == Decimal("72.7")
    assert figures.collection_effectiveness(100, 60, 50, 50) == Decimal("100.0")
    assert figures.collection_effectiveness(0, 50, 50, 50) is None


@given(minor, minor, minor, minor)
def test_collection_effectiveness_is_100_exactly_where_nothing_is_overdue(opening, sales, closing, current):
    current, closing = sorted((current, closing))
    found = figures.collection_effectiveness(opening, sales, closing, current)
    if found is not None:
        assert found <= 100
        assert current != closing or found == 100


def test_hours_saved_by_hand():
    counts, minutes = {"mail": 90, "reply": 10, "dance": 1000}, {"mail": 4, "reply": 6}
    assert figures.hours_saved(counts, minutes) == Decimal("7.0")
    assert figures.hours_saved({}, minutes) == Decimal("0.0")


def test_half_a_tenth_is_rounded_up_as_people_do():
    assert figures.percent(1, 2000) == Decimal("0.1") and figures.percent(1, 2001) == Decimal("0.0")
