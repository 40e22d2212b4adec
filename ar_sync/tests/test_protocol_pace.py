"""Risk: a batch that holds people's records for long, or one so small that nothing gets done."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol.pace import AIM_S, SIZE_MAX, SIZE_MIN, next_size

SIZES = st.integers(SIZE_MIN, SIZE_MAX)


@given(SIZES, st.integers(0, SIZE_MAX), st.floats(0, 1000))
def test_a_size_is_always_within_its_bounds(size, done, taken_s):
    assert SIZE_MIN <= next_size(size, done=min(done, size), taken_s=taken_s) <= SIZE_MAX


@given(SIZES, st.floats(0.001, 0.1))
def test_at_a_steady_pace_the_size_settles_on_what_fits(size, each_s):
    for _batch in range(20):
        size = next_size(size, done=size, taken_s=size * each_s)
    fitting = max(SIZE_MIN, min(SIZE_MAX, int(AIM_S / each_s)))
    assert abs(size - fitting) <= 1


@given(SIZES, st.floats(0.0001, 1))
def test_a_batch_that_was_not_full_never_makes_the_next_larger(size, taken_s):
    assert next_size(size, done=max(1, size - 1), taken_s=taken_s) <= size


def test_one_slow_batch_is_answered_at_once():
    assert next_size(200, done=200, taken_s=60.0) == SIZE_MIN
