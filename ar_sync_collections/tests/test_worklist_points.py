"""Risk: the formula of the worklist puts the wrong customer first, or brings points for what must not be asked."""

from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..planning.plan import Item
from ..planning.worklist import DEFAULT_WEIGHTS, Standing, may_be_asked, points, score

TODAY = date(2026, 3, 11)
standings = st.builds(
    Standing,
    overdue_minor=st.integers(-10_000, 10_000_000),
    large_minor=st.integers(0, 10_000_000),
    receivables_minor=st.integers(0, 10_000_000),
    oldest_days=st.integers(0, 2_000),
    usual_days=st.none() | st.integers(-30, 200),
    lost_minor=st.none() | st.integers(0, 10_000_000),
    broken_promises=st.integers(0, 9),
    messages=st.integers(0, 40),
    dispute_days=st.none() | st.integers(-500, 500),
    tasks=st.integers(0, 9),
)
weights_ = st.fixed_dictionaries({factor: st.integers(0, 100) for factor in DEFAULT_WEIGHTS})


def of(factor, standing, weights=None):
    """Return the points that a factor brings."""
    found = {point.factor: point.points for point in points(standing, weights or DEFAULT_WEIGHTS)}
    return found.get(factor, 0)


class TestPoints(TestCase):
    def test_weights_add_up_to_a_hundred(self):
        self.assertEqual(sum(DEFAULT_WEIGHTS.values()), 100)

    def test_all_of_everything_is_a_hundred(self):
        worst = Standing(1000, 1000, 1000, 400, 0, 1000, 5, 9, -3, 2)
        self.assertEqual(score(points(worst, DEFAULT_WEIGHTS)), 100)

    def test_who_owes_nothing_is_not_called_but_for_a_dispute(self):
        nothing = Standing(0, 1000, 1000, 90, 0, None, 2, 3, None, 1)
        self.assertEqual(points(nothing, DEFAULT_WEIGHTS), ())
        disputed = Standing(0, 1000, 1000, 90, 0, None, 2, 3, 0, 1)
        self.assertEqual([point.factor for point in points(disputed, DEFAULT_WEIGHTS)], ["dispute"])

    def test_a_dispute_counts_from_five_days_before_its_deadline(self):
        found = [of("dispute", Standing(0, dispute_days=days), {"dispute": 10}) for days in (9, 5, 4, 1, 0, -20)]
        self.assertEqual(found, [0, 0, 2, 8, 10, 10])

    def test_only_what_is_later_than_usual_is_a_habit(self):
        found = [of("habit", Standing(1, oldest_days=days, usual_days=20)) for days in (5, 20, 35, 50, 500)]
        self.assertEqual(found, [0, 0, 5, 10, 10])
        self.assertEqual(of("habit", Standing(1, oldest_days=90)), 0)

    def test_early_payers_count_from_their_own_day(self):
        self.assertEqual(of("habit", Standing(1, oldest_days=10, usual_days=-5)), 5)

    def test_no_more_is_lost_than_is_owed(self):
        self.assertEqual(of("loss", Standing(100, lost_minor=5000)), 10)

    def test_without_a_measure_there_are_no_points_for_size(self):
        found = points(Standing(5000), DEFAULT_WEIGHTS)
        self.assertEqual(found, ())

    def test_held_invoices_and_what_is_not_due_bring_nothing(self):
        items = (
            Item("a", date(2026, 1, 1), 5000, "EUR", 5000, hold="promised"),
            Item("b", TODAY, 7000, "EUR", 7000),
            Item("c", date(2026, 3, 1), 300, "EUR", 300),
        )
        self.assertEqual(may_be_asked(items, TODAY), (300, 10))

    def test_amounts_are_the_companys_currency(self):
        items = (
            Item("a", date(2026, 3, 1), 90_000, "JPY", 600_00),
            Item("b", date(2026, 3, 2), 1000, "KWD", 3_25),
            Item("c", date(2026, 3, 3), -45_000, "JPY", -300_00),
        )
        self.assertEqual(may_be_asked(items, TODAY), (303_25, 10))

    @given(standings, weights_)
    def test_no_factor_brings_more_than_its_weight(self, standing, weights):
        found = points(standing, weights)
        self.assertTrue(all(1 <= point.points <= point.weight == weights[point.factor] for point in found))
        self.assertEqual(len({point.factor for point in found}), len(found))
        self.assertEqual([point.points for point in found], sorted((p.points for p in found), reverse=True))

    @given(standings, st.integers(0, 1_000_000))
    def test_who_owes_more_has_no_fewer_points(self, standing, more):
        before = of("amount", standing)
        richer = Standing(standing.overdue_minor + more, standing.large_minor)
        self.assertGreaterEqual(of("amount", richer), before if richer.overdue_minor > 0 else 0)
