"""Risk: a subscription is sent with a parameter that Stripe does not have, or a change says more than it changes."""

from dataclasses import replace
from decimal import Decimal

import stripe
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.billing import periods

from ..payloads import out_subscription
from ..payloads.out_subscription import ItemFacts, SubscriptionFacts

NOW = 1_782_820_800
SEATS = ItemFacts(7, "Care", Decimal(2), Decimal("9.90"), "prod_1", price="price_1", taxes=("txr_1",))
OWN = ItemFacts(8, "Gold", Decimal(1), Decimal("12.345"), "prod_2")
FACTS = SubscriptionFacts("USD", "month", 1, (SEATS, OWN), days_until_due=30, now=NOW)
AGREED = {
    "items": {
        "7": {"id": "si_1", "quantity": 2, "unit": "9.9", "rhythm": "month:1", "taxes": ["txr_1"]},
        "8": {"id": "si_2", "quantity": 1, "unit": "12.345", "rhythm": "month:1", "taxes": []},
    },
    "collection_method": "send_invoice",
    "days_until_due": 30,
}


def members(name):
    """Return the parameters that the official library knows."""
    found = getattr(stripe.params, name).__annotations__
    return set(found)


def test_only_parameters_that_stripe_has():
    whole = replace(
        FACTS, starts_at=NOW + 9, began_at=NOW - 9, anchor_at=NOW + 5, ends_at=NOW + 99, description="S1", backlink={}
    )
    made = out_subscription.create(whole, "cus_1")
    assert set(made) <= members("SubscriptionCreateParams")
    for item in made["items"]:
        assert set(item) <= members("SubscriptionCreateParamsItem")
    assert set(made["items"][1]["price_data"]) <= members("SubscriptionCreateParamsItemPriceData")
    more = replace(FACTS, items=(replace(SEATS, unit=Decimal(5), price=None), OWN), days_until_due=None)
    change = out_subscription.update(more, AGREED)
    assert set(change) <= members("SubscriptionUpdateParams")
    for item in change["items"]:
        assert set(item) <= members("SubscriptionUpdateParamsItem")


def test_what_is_agreed_is_no_change():
    assert out_subscription.update(FACTS, AGREED) == {}


def test_each_change_says_itself_alone():
    def changed(item=SEATS, **values):
        return out_subscription.update(replace(FACTS, items=(replace(item, **values), OWN)), AGREED)["items"]

    assert changed(quantity=Decimal(5)) == [{"id": "si_1", "quantity": 5}]
    assert changed(taxes=()) == [{"id": "si_1", "tax_rates": ""}]
    assert changed(taxes=("txr_2", "txr_1")) == [{"id": "si_1", "tax_rates": ["txr_2", "txr_1"]}]
    assert changed(unit=Decimal(11), price="price_2") == [{"id": "si_1", "price": "price_2"}]
    [own] = changed(unit=Decimal("1.005"), price=None, inclusive=True)
    assert own["price_data"]["unit_amount_decimal"] == "100.5"
    assert own["price_data"]["tax_behavior"] == "inclusive"


def test_items_come_and_go():
    new = replace(OWN, line=9)
    rows = out_subscription.update(replace(FACTS, items=(SEATS, new)), AGREED)["items"]
    assert rows[0]["metadata"] == {"odoo_line": "9"}
    assert rows[1] == {"id": "si_2", "deleted": True}


def test_another_rhythm_prices_every_item_anew():
    rows = out_subscription.update(replace(FACTS, interval="year"), AGREED)["items"]
    assert [set(row) for row in rows] == [{"id", "price"}, {"id", "price_data"}]


def test_collection_is_sent_whole():
    assert out_subscription.update(replace(FACTS, days_until_due=None), AGREED) == {
        "collection_method": "charge_automatically"
    }
    assert out_subscription.update(replace(FACTS, days_until_due=0), AGREED)["days_until_due"] == 0


def test_minor_units_are_the_currency_s():
    for code, unit, expected in (("JPY", "450", 450), ("KWD", "9.12", 9120), ("USD", "9.12", 912)):
        facts = SubscriptionFacts(code, "month", 1, (replace(OWN, unit=Decimal(unit)),))
        [item] = out_subscription.create(facts, "cus_1")["items"]
        assert item["price_data"]["unit_amount"] == expected


def test_what_stripe_would_refuse():
    def codes(**values):
        return [code for code, _values in out_subscription.problems(replace(FACTS, **values))]

    assert codes() == []
    assert codes(items=tuple(replace(OWN, line=number) for number in range(21))) == ["many_items"]
    assert codes(starts_at=NOW + 731 * 86_400) == ["late_start"]
    assert codes(ends_at=NOW) == codes(starts_at=NOW + 9, ends_at=NOW + 9) == ["early_end"]
    kuwait = replace(FACTS, currency="KWD", items=(replace(OWN, unit=Decimal("9.121")),))
    assert [code for code, _values in out_subscription.problems(kuwait)] == ["amount"]


@given(
    st.integers(0, 4_000_000_000), st.sampled_from(("day", "week", "month", "year")), st.integers(1, 400)
)
def test_periods_end_as_stripe_s_do(anchor, interval, count):
    assert out_subscription.period_end(anchor, interval, count) == periods.period_end(anchor, interval, count)


@given(st.integers(0, NOW), st.sampled_from(("week", "month", "year")), st.integers(1, 3))
def test_the_next_day_of_the_rhythm_is_the_first_to_come(start, interval, count):
    found = out_subscription.next_of_rhythm(start, interval, count, NOW)
    assert found > NOW
    before = [
        moment for number in range(1, 4_000)
        if (moment := periods.period_end(start, interval, number * count)) <= found
    ] if NOW - start < 30_000_000 else [found]
    assert before[-1] == found
    assert all(moment <= NOW for moment in before[:-1])
