"""Risk: the plan charges more than is owed, on a day off, or what must not be charged."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol.days import WEEKEND, is_business_day

from ..planning import declines
from ..planning.days import RULES, charge_day
from ..planning.plan import Item, Terms, month_room, plan

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
HOLIDAYS = st.frozensets(DAYS, max_size=40)


@st.composite
def items(draw):
    count = draw(st.integers(0, 8))
    return [
        Item(
            key=f"{number:03d}",
            due_on=draw(st.dates(date(2026, 6, 1), date(2026, 8, 31))),
            amount_minor=draw(st.integers(-5_000, 5_000).filter(bool)),
            currency=draw(st.sampled_from(("USD", "EUR"))),
            alone=draw(st.booleans()),
            is_recurring=draw(st.booleans()),
            obstacle=draw(st.sampled_from(("", "", "", "excluded"))),
            discount_minor=draw(st.sampled_from((0, 0, 100, 2_500))),
            discount_until=draw(st.none() | st.dates(date(2026, 6, 1), date(2026, 8, 31))),
        )
        for number in range(count)
    ]


TERMS = st.builds(
    Terms,
    rule=st.sampled_from(RULES),
    combine=st.booleans(),
    only_recurring=st.booleans(),
    currencies=st.sampled_from((frozenset(), frozenset({"EUR"}))),
    holidays=HOLIDAYS,
    from_day=st.sampled_from((date.min, date(2026, 7, 15))),
    take_discounts=st.booleans(),
)


@given(DAYS, st.sampled_from(RULES), HOLIDAYS)
def test_a_charge_is_on_a_business_day_near_the_due_date(due_on, rule, holidays):
    day = charge_day(due_on, rule, holidays)
    if rule == "unadjusted" or is_business_day(due_on, holidays):
        assert day == due_on
        return
    between = [due_on + timedelta(days=step) for step in range((day - due_on).days)] or [
        day + timedelta(days=step + 1) for step in range((due_on - day).days)
    ]
    if day != due_on:
        assert is_business_day(day, holidays)
        if rule != "modified_following":
            assert not any(is_business_day(other, holidays) for other in between), "the nearest one"
    if rule == "preceding":
        assert day <= due_on
    if rule == "following":
        assert day >= due_on


def test_modified_following_stays_in_its_month():
    assert charge_day(date(2026, 5, 30), "modified_following") == date(2026, 5, 29)
    assert charge_day(date(2026, 5, 2), "modified_following") == date(2026, 5, 4)


def test_a_calendar_without_a_business_day_leaves_the_due_date():
    assert charge_day(date(2026, 5, 30), "following", weekend=frozenset(range(7))) == date(2026, 5, 30)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="no such rule"):
        charge_day(date(2026, 5, 30), "sometimes")


@given(items(), TERMS)
def test_what_is_owed_is_charged_credited_or_left_out_and_nothing_else(rows, terms):
    found = plan(rows, terms)
    left_out = dict(found.left_out)
    charged = {key: amount for charge in found.charges for key, amount in charge.parts}
    days = {key: charge.day for charge in found.charges for key in charge.keys}
    assert len(charged) == sum(len(charge.parts) for charge in found.charges), "each item once"
    credited = {}
    for credit, invoice, amount in found.credits:
        assert amount > 0
        credited[invoice] = credited.get(invoice, 0) + amount
        credited[credit] = credited.get(credit, 0) + amount
    for row in rows:
        if row.amount_minor < 0:
            assert credited.get(row.key, 0) <= -row.amount_minor
            assert row.key not in charged
        elif row.key in left_out:
            assert row.key not in charged and row.key not in credited
        else:
            taken_off = row.amount_minor - charged.get(row.key, 0) - credited.get(row.key, 0)
            assert not row.obstacle
            in_time = row.key in days and row.discount_until and days[row.key] <= row.discount_until
            whole = row.key not in credited and row.discount_minor < row.amount_minor
            assert taken_off == (row.discount_minor if in_time and whole else 0)


@given(items(), TERMS)
def test_no_charge_while_a_credit_is_left(rows, terms):
    found = plan(rows, terms)
    for row in rows:
        if row.amount_minor < 0:
            used = sum(amount for credit, _invoice, amount in found.credits if credit == row.key)
            if used < -row.amount_minor:
                assert row.currency not in {charge.currency for charge in found.charges}


@given(items(), TERMS, st.randoms(use_true_random=False))
def test_the_order_plays_no_part(rows, terms, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert plan(shuffled, terms) == plan(rows, terms)


@given(items(), TERMS)
def test_days_currencies_and_who_is_together(rows, terms):
    by_key = {row.key: row for row in rows}
    groups = set()
    for charge in plan(rows, terms).charges:
        members = [by_key[key] for key in charge.keys]
        assert charge.amount_minor > 0
        assert charge.day >= terms.from_day
        assert {row.currency for row in members} == {charge.currency}
        assert terms.rule == "unadjusted" or is_business_day(charge.day, terms.holidays, WEEKEND)
        if len(members) > 1:
            assert terms.combine and not any(row.alone for row in members)
        if terms.combine and not members[0].alone:
            assert (charge.day, charge.currency) not in groups, "one charge a day and currency"
            groups.add((charge.day, charge.currency))


@pytest.mark.parametrize(("cap", "charged", "room"), [(0, 5, None), (10, 4, 6), (10, 10, 0), (10, 20, 0)])
def test_room_in_a_month(cap, charged, room):
    assert month_room(cap, charged) == room


@pytest.mark.parametrize("code", sorted(declines.CODES))
def test_every_refusal_has_a_class_and_words(code):
    found, reason = declines.CODES[code]
    assert found in (declines.SOFT, declines.HARD, declines.AUTHENTICATION)
    assert declines.classify(code, None) == found
    assert declines.reason("card_declined", code) == reason


@pytest.mark.parametrize(
    ("advice", "found"), [("do_not_try_again", "hard"), ("try_again_later", "soft"), ("confirm_card_data", "hard")]
)
def test_stripe_s_advice_goes_before_the_table(advice, found):
    assert declines.classify("card_declined", "generic_decline", advice) == found
    assert declines.classify("authentication_required", None, advice) == "authentication"


def test_what_nobody_knows_is_never_tried_again():
    chance = random.Random(1)
    for _number in range(50):
        word = "".join(chance.choice("abcdefghij_") for _place in range(12))
        assert declines.classify(word, word) == "hard"
        assert declines.reason(word, None) == "other"
    assert not declines.is_of_customer(None)
