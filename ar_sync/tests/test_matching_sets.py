"""Risk: a set that adds up is missed, counted twice, or called the only one when it is not."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching.sets import exact_sums

CLASSES = st.lists(
    st.tuples(st.integers(-30, 60).filter(bool), st.integers(1, 3)), min_size=1, max_size=6
)


def by_trying_everything(classes, target, size_max):
    """Return every solution as a count per class, by enumeration."""
    return {
        counts
        for counts in product(*(range(count + 1) for _, count in classes))
        if 1 <= sum(counts) <= size_max
        and sum(n * amount for n, (amount, _) in zip(counts, classes, strict=True)) == target
    }


@given(CLASSES, st.integers(1, 120), st.integers(1, 5))
def test_it_finds_what_trying_everything_finds(classes, target, size_max):
    sums = exact_sums(classes, target, size_max, limit=100_000)
    assert sums.complete
    assert len(sums.solutions) == len(set(sums.solutions))
    assert set(sums.solutions) == by_trying_everything(classes, target, size_max)


@given(CLASSES, st.integers(1, 120), st.integers(1, 3))
def test_a_limited_search_says_whether_there_was_more(classes, target, limit):
    everything = by_trying_everything(classes, target, 5)
    sums = exact_sums(classes, target, 5, limit)
    assert len(sums.solutions) == min(limit, len(everything))
    assert sums.complete == (len(everything) <= limit)


def test_small_sets_come_first():
    sums = exact_sums([(60, 1), (40, 1), (20, 2), (100, 1)], 100, 5, 9)
    assert [sum(counts) for counts in sums.solutions] == [1, 2, 3]


def test_no_more_than_five_items_are_put_together():
    assert exact_sums([(1, 9)], 6, 9, 9).solutions == []


@pytest.mark.parametrize("classes", [[], [(500, 1)]])
def test_nothing_to_find(classes):
    assert exact_sums(classes, 400, 5, 2) == ([], True)


def test_a_credit_makes_room_for_a_larger_item():
    assert exact_sums([(500, 1), (-100, 1)], 400, 2, 2).solutions == [(1, 1)]
