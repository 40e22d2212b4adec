"""Risk: the fast engine misses what a slow and plain matcher finds, or finds more.

The matcher here shares no code with the engine. It knows a few rules and tries every
subset: an identifier settles its item; the items whose whole number stands in the text
are paid if some subset of them adds up, and only one does; a payer's open items are paid
if exactly one set of them up to five adds up, each with or without its discount, all
together less nothing or less a known fee; amounts stated per item are followed. The engine
must never post anything that contradicts it where it is certain, and must find what it
finds where nothing is in doubt.
"""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching import Tolerance, Verdict, decide, keys_of_remittance
from odoo.addons.ar_sync.tests.test_matching_builders import (
    BOLD,
    DAY,
    allocated,
    item,
    one,
    receipt,
    written_off,
)

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


FEES = (1500, 2500)
WITH_FEES = replace(BOLD, tolerances={"bank_fee": Tolerance(known_minor={"EUR": FEES})})


@st.composite
def ledgers_with_terms(draw):
    """Return items of which some carry a discount of a few odd per cent, and which do."""
    items = draw(ledgers())
    terms = draw(st.lists(st.sampled_from([0, 0, 2, 3]), min_size=len(items), max_size=len(items)))
    return [
        replace(owed, discount_minor=owed.residual_minor * percent // 100, discount_until=DAY + timedelta(days=20))
        if percent
        else owed
        for owed, percent in zip(items, terms, strict=True)
    ]


def ways_to_pay(items, amount, fees=()):
    """Return every way: a set, a discount or none for each of its items, and a fee or none."""
    ways = []
    for chosen in subsets(items, 5):
        options = [(0, owed.discount_minor) if owed.discount_minor else (0,) for owed in chosen]
        for given_up in product(*options):
            for fee in (0, *fees):
                if sum(o.residual_minor for o in chosen) - sum(given_up) - fee == amount:
                    ways.append((chosen, given_up, fee))
    return ways


@settings(max_examples=80)
@given(ledgers_with_terms(), st.sampled_from([(), FEES]), st.data())
def test_a_payers_sets_with_discounts_and_fees_in_one_way(items, fees, data):
    paid = data.draw(st.lists(st.sampled_from(items), unique=True, min_size=1, max_size=4))
    given_up = [data.draw(st.sampled_from([0, owed.discount_minor])) for owed in paid]
    fee = data.draw(st.sampled_from([0, *fees]))
    amount = sum(owed.residual_minor for owed in paid) - sum(given_up) - fee
    ways = ways_to_pay(items, amount, fees)
    decision = one(receipt("", amount, partner=42), items, WITH_FEES if fees else BOLD)
    told = [
        ({owed.id for owed in chosen}, sum(discounts), charged)
        for chosen, discounts, charged in ways
    ]
    assert told
    found = [
        (
            set(proposal.item_ids),
            sum(w.amount_minor for w in proposal.write_offs if w.reason == "discount"),
            sum(w.amount_minor for w in proposal.write_offs if w.reason == "bank_fee"),
        )
        for proposal in (decision.best, decision.runner_up, *decision.others)
        if proposal
    ]
    assert all(one_found in told for one_found in found), "what is proposed adds up"
    if len(ways) == 1 and (not fee or not any(given_up)):
        assert found == told, "the only way is found"
    if decision.verdict is Verdict.AUTOMATIC and len(ways) > 1:
        assert decision.margin is None or decision.margin >= BOLD.minimum_margin
        sizes = {len(chosen) for chosen, discounts, charged in ways}
        assert len(found[0][0]) == min(sizes)


@settings(max_examples=80)
@given(ledgers_with_terms(), AMOUNTS)
def test_nothing_is_posted_that_no_discount_or_fee_explains(items, amount):
    assume(not ways_to_pay(items, amount, FEES))
    assert one(receipt("", amount, partner=42), items, WITH_FEES).best is None


@settings(max_examples=80)
@given(ledgers_with_terms(), st.data())
def test_named_items_with_discounts(items, data):
    named = data.draw(st.lists(st.sampled_from(items), unique=True, min_size=1))
    given_up = [data.draw(st.sampled_from([0, owed.discount_minor])) for owed in named]
    amount = sum(owed.residual_minor for owed in named) - sum(given_up)
    ways = [way for way in ways_to_pay(named, amount)]
    decision = one(receipt(", ".join(o.number for o in named), amount), items)
    if len(ways) == 1 and len(named) <= 5:
        [(chosen, discounts, _)] = ways
        assert decision.verdict is Verdict.AUTOMATIC
        assert written_off(decision) == sorted(
            (o.id, minor, "discount") for o, minor in zip(chosen, discounts, strict=True) if minor
        )
        assert sum(allocated(decision).values()) == amount


@settings(max_examples=80)
@given(ledgers(), st.data())
def test_stated_amounts_are_followed(items, data):
    named = data.draw(st.lists(st.sampled_from(items), unique=True, min_size=1))
    lines = [(owed.number, data.draw(st.integers(1, owed.residual_minor))) for owed in named]
    amount = sum(minor for _, minor in lines)
    paid = replace(receipt("", amount), keys=keys_of_remittance(lines))
    decision = one(paid, items)
    assert decision.verdict is Verdict.AUTOMATIC
    assert allocated(decision) == {o.id: minor for o, (_, minor) in zip(named, lines, strict=True)}


@settings(max_examples=60)
@given(ledgers(), st.data())
def test_instalments_that_name_their_invoice_pay_it_in_any_order(items, data):
    target = data.draw(st.sampled_from(items))
    cuts = sorted(data.draw(st.sets(st.integers(1, target.residual_minor - 1), min_size=1, max_size=4)))
    assume(not {i.residual_minor for i in items} & set(cuts))
    parts = [high - low for low, high in zip([0, *cuts], [*cuts, target.residual_minor], strict=True)]
    paid = [receipt(target.number, minor, id=n, days=n + 10) for n, minor in enumerate(parts, start=1)]
    decisions = decide(data.draw(st.permutations(paid)), items, BOLD)
    assert {d.verdict for d in decisions} == {Verdict.AUTOMATIC}
    assert sum(sum(allocated(d).values()) for d in decisions) == target.residual_minor
