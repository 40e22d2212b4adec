"""Risk: the fast engine misses what a slow and plain matcher finds, or finds more.

The matcher here shares no code with the engine. It knows three rules and tries every
subset: an identifier settles its item; the items whose whole number stands in the text
are paid if some subset of them adds up, and only one does; a payer's open items are paid
if exactly one set of them up to five adds up. The engine must never post anything that
contradicts it where it is certain, and must find what it finds where nothing is in doubt.
"""

import re
from itertools import chain, combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching import Verdict
from odoo.addons.ar_sync.tests.test_matching_builders import BOLD, allocated, item, one, receipt

AMOUNTS = st.integers(1, 60).map(lambda n: 100_003 * n + 17 * n * n)


def subsets(items, most):
    sizes = range(1, min(len(items), most) + 1)
    return chain.from_iterable(combinations(items, size) for size in sizes)


def adding_up(items, amount, most=5):
    return [s for s in subsets(items, most) if sum(i.residual_minor for i in s) == amount]


def standing_in(items, text):
    """Return the items whose number stands in the text between blanks or commas."""
    words = set(re.split(r"[ ,]+", text))
    return [i for i in items if i.number in words]


@st.composite
def ledgers(draw, numbers=("KA7001", "KB8113", "KC9227", "KD6331", "KE5443", "KF4549")):
    amounts = draw(st.lists(AMOUNTS, min_size=1, max_size=len(numbers)))
    return [
        item(number, amount, id=place, days=place)
        for place, (number, amount) in enumerate(zip(numbers, amounts, strict=False), start=1)
    ]


@settings(max_examples=80)
@given(ledgers(), st.data())
def test_named_items_that_add_up_in_one_way(items, data):
    named = data.draw(st.lists(st.sampled_from(items), unique=True, min_size=1))
    paid = data.draw(st.lists(st.sampled_from(named), unique=True, min_size=1))
    text = ", ".join(i.number for i in named)
    amount = sum(i.residual_minor for i in paid)
    ways = adding_up(standing_in(items, text), amount, most=len(items))
    decision = one(receipt(text, amount), items)
    if len(ways) == 1 or sum(i.residual_minor for i in named) == amount:
        expected = named if sum(i.residual_minor for i in named) == amount else ways[0]
        assert decision.verdict is Verdict.AUTOMATIC
        assert allocated(decision) == {i.id: i.residual_minor for i in expected}
    elif decision.verdict is Verdict.AUTOMATIC:
        assert len(decision.best.allocations) in {len(way) for way in ways}


@settings(max_examples=80)
@given(ledgers(), st.data())
def test_a_payers_sets_that_add_up_in_one_way(items, data):
    paid = data.draw(st.lists(st.sampled_from(items), unique=True, min_size=1, max_size=4))
    amount = sum(i.residual_minor for i in paid)
    ways = adding_up(items, amount)
    decision = one(receipt("", amount, partner=42), items)
    amounts = sorted(i.residual_minor for i in paid)
    if len(ways) == 1:
        assert allocated(decision) == {i.id: i.residual_minor for i in paid}
    elif decision.verdict is Verdict.AUTOMATIC:
        assert sorted(allocated(decision).values()) in [
            sorted(i.residual_minor for i in way) for way in ways
        ]
        same = [way for way in ways if sorted(i.residual_minor for i in way) == amounts]
        assert same, "a set of another make-up was posted"


@settings(max_examples=80)
@given(ledgers(), AMOUNTS)
def test_nothing_is_posted_by_amount_that_does_not_add_up(items, amount):
    assume(not adding_up(items, amount))
    decision = one(receipt("", amount, partner=42), items)
    assert decision.best is None


@settings(max_examples=80)
@given(ledgers(), st.data())
def test_a_number_and_less_money_pays_that_item_in_part(items, data):
    target = data.draw(st.sampled_from(items))
    amount = data.draw(st.integers(1, target.residual_minor - 1))
    assume(not [i for i in items if i.residual_minor == amount])
    decision = one(receipt(target.number, amount, partner=42), items)
    if decision.verdict is Verdict.AUTOMATIC:
        assert allocated(decision) == {target.id: amount}
    else:
        assert decision.best.item_ids == {target.id} or adding_up(items, amount)


@settings(max_examples=100)
@given(ledgers(), st.data())
def test_an_identifier_is_followed_whatever_the_text_says(items, data):
    place = data.draw(st.integers(0, len(items) - 1))
    target = items[place]
    items[place] = item(
        target.number, target.residual_minor, id=target.id, days=target.id, ids=["pi_1"]
    )
    other = data.draw(st.sampled_from(items)).number
    decision = one(receipt(other, target.residual_minor, ids=["pi_1"]), items, BOLD)
    assert decision.verdict is Verdict.AUTOMATIC
    assert allocated(decision) == {target.id: target.residual_minor}
