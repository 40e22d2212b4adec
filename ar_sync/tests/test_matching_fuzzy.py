"""Risk: a misspelt number is taken for another one, or weighs more than it says."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.ar_sync.matching.fuzzy import SCANS_MAX, Nearby, Numbers, forms, shape, slip
from odoo.addons.ar_sync.matching.weights import FUZZY_BITS_MAX, chance_bits, granules
from odoo.addons.ar_sync.tests.test_matching_builders import item

NUMBERS = st.text("AB0123456789", min_size=6, max_size=12)


def one_slip_away(number):
    """Return everything one slip of the pen makes of a number, by doing each slip."""
    made = set()
    for place in range(len(number) + 1):
        for character in "AB0123456789":
            made.add(number[:place] + character + number[place:])
            if place < len(number):
                made.add(number[:place] + character + number[place + 1 :])
        if place < len(number):
            made.add(number[:place] + number[place + 1 :])
        if place + 1 < len(number):
            made.add(number[:place] + number[place + 1] + number[place] + number[place + 2 :])
    return made - {number}


@given(NUMBERS, st.data())
def test_every_single_slip_is_recognised(number, data):
    token = data.draw(st.sampled_from(sorted(one_slip_away(number))))
    assert slip(number, token) is not None


@given(NUMBERS, NUMBERS)
def test_what_is_recognised_is_a_slip_or_a_cut(number, token):
    assume(number != token)
    found = slip(number, token)
    is_cut = len(token) < len(number) and (number.startswith(token) or number.endswith(token))
    assert (found is None) == (token not in one_slip_away(number) and not is_cut)


@given(st.lists(NUMBERS, min_size=1, max_size=6, unique=True), st.data())
def test_the_index_finds_what_comparing_with_all_finds(numbers, data):
    items = [item(number, 10, id=place) for place, number in enumerate(numbers)]
    number = data.draw(st.sampled_from(numbers))
    token = data.draw(st.sampled_from(sorted(one_slip_away(number))))
    expected = {
        owed.id for owed in items for form in forms(owed) if form != token and slip(form, token)
    }
    asked = Nearby(items)
    for _time in range(SCANS_MAX + 1):  # held against every number at first, then looked up in an index
        assert {owed.id for owed, _, _ in asked.find(token)} == expected


@pytest.mark.parametrize(
    ("number", "token", "lost"),
    [
        ("8645598702", "864559870", (9,)),
        ("8645598702", "86455987", (8, 9)),
        ("8645598702", "45598702", (0, 1)),
        ("8645598702", "8645589702", ()),
        ("8645598702", "8645598102", (7,)),
        ("8645598702", "86455987020", ()),
    ],
)
def test_what_a_slip_loses(number, token, lost):
    assert slip(number, token).lost == lost


@pytest.mark.parametrize("token", ["86455", "98702", "8645198712", "864559870212", "1"])
def test_more_than_a_slip_is_nothing(token):
    assert slip("8645598702", token) is None


def test_short_numbers_are_not_compared():
    assert forms(item("K1814", 10, id=1)) == []
    assert forms(item("K18145", 10, id=1, ref="PO4711081588")) == ["K18145"]


def test_only_places_that_differ_say_something():
    told = Numbers([f"INV2026{n:05d}" for n in range(0, 99999, 37)])
    bits = told.information("INV202612345")
    assert sum(bits[:7]) == 0
    assert 15 < sum(bits) < 17
    assert told.information("K1") == [0.0, 0.0]
    assert told.knows("INV202699999") and not told.knows("K1")


def test_a_slip_in_a_running_number_says_little_and_in_a_random_one_a_lot():
    running = Numbers([f"INV2026{n:05d}" for n in range(2000)])
    number = "INV202601234"
    weak = running.bits(number, slip(number, "INV202601235"))
    random = Numbers([f"{n * 7919 * 104729 % 10**10:010d}" for n in range(2000)])
    strong = random.bits("8645598702", slip("8645598702", "8645598712"))
    assert weak < 3
    assert strong == FUZZY_BITS_MAX


def test_a_zero_lost_in_a_row_of_zeros_costs_less():
    in_a_row = slip("INV100000000002294", "INV10000000002294")
    alone = slip("INV198765432102294", "INV19876543202294")
    assert in_a_row.cost > alone.cost


def test_the_cheapest_slip_of_several_numbers_of_one_item_counts():
    owed = item("K100000002294", 10, id=1, payment_reference="K100000022940")
    [(_, number, found)] = Nearby([owed]).find("K10000002294")
    assert number == "K100000002294"
    assert found.lost


def test_the_form_of_a_number():
    assert shape("INV2026Ä1") == "AAA9999Ä9"


@pytest.mark.parametrize(
    ("amount", "steps"), [(10000, 1), (5000, 1), (15000, 3), (12050, 241), (1, 1), (0, 0)]
)
def test_round_amounts_are_few(amount, steps):
    assert granules(amount) == steps


def test_an_amount_that_many_could_meet_says_less():
    assert chance_bits(6949122, 1, 99.0) > chance_bits(6949122, 1000, 99.0) > 0
    assert chance_bits(10000, 1, 99.0) == 0
