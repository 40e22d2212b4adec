"""Who and what: customers, products, prices, discounts, subscriptions, methods, accounts."""

from decimal import Decimal

import pytest

from ..payloads import (
    account,
    cash_balance_transaction,
    coupon,
    customer,
    customer_balance_transaction,
    discount,
    payment_method,
    price,
    product,
    promotion_code,
    recurring,
    setup_intent,
    subscription,
    subscription_item,
    subscription_schedule,
    tax_rate,
)
from ..payloads.base import MISSING, NOT_UNDERSTOOD, PayloadError
from .payload_fixtures import load

READERS = {
    "account": account.read,
    "cash_balance_transaction": cash_balance_transaction.read,
    "customer_balance_transaction": customer_balance_transaction.read,
    "promotion_code": promotion_code.read,
    "setup_intent": setup_intent.read,
    "subscription_schedule": subscription_schedule.read,
    "coupon": coupon.read,
    "customer": customer.read,
    "discount.new": discount.read,
    "discount.old": discount.read,
    "payment_method": payment_method.read,
    "plan": price.read_plan,
    "price": price.read,
    "price.tiered": price.read,
    "product": product.read,
    "subscription.new": subscription.read,
    "subscription.old": subscription.read,
    "tax_rate": tax_rate.read,
}


def read(name, /, **changes):
    notes = []
    values = READERS[name](load(name, **changes), notes)
    return values, [(note.path, note.kind) for note in notes]


@pytest.mark.parametrize("name", sorted(READERS))
def test_the_fixtures_read_without_a_note(name):
    assert read(name)[1] == []


@pytest.mark.parametrize("name", sorted(set(READERS) - {"discount.old", "discount.new"}))
def test_an_id_is_required_and_may_look_odd(name):
    assert read(name, id="cus_<VENDOR_ID>x/?")[0].id == "cus_<VENDOR_ID>x/?"
    with pytest.raises(PayloadError, match="id is missing"):
        read(name, id=None)


# --- customers ----------------------------------------------------------------------------------


def test_a_customer():
    values, _notes = read("customer")
    assert (values.name, values.email) == ("Atelier Lyon", "ap@atelier.example")
    assert (values.balance_minor, values.currency) == (-500, "EUR")
    assert values.credit_balances_minor == {"EUR": -500}
    assert values.cash_balances_minor == {"EUR": 1200, "JPY": 7}
    assert (values.address.city, values.shipping_address.city) == ("Lyon", "Bron")
    assert [tax_id.value for tax_id in values.tax_ids] == ["FR40303265045"]
    assert values.default_payment_method_id == "pm_1"
    assert values.customer_account_id == "acct_c1"
    assert values.preferred_locales == ("fr-FR", "en")


def test_a_customer_that_says_little():
    fields = ("address", "shipping", "invoice_settings", "cash_balance", "tax_ids")
    values, notes = read("customer", **dict.fromkeys(fields))
    assert (values.address, values.shipping_address, values.tax_ids) == (None, None, None)
    assert (values.default_payment_method_id, values.cash_balances_minor) == (None, {})
    assert notes == []


def test_an_empty_address_is_none():
    assert read("customer", address=dict.fromkeys(("line1", "city")))[0].address is None


# --- products, prices ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "tax_code_id"),
    [
        ({}, "txcd_20030000"),
        ({"tax_code": None, "tax_details": {"tax_code": "txcd_1"}}, "txcd_1"),
        ({"tax_code": {"id": "txcd_2", "object": "tax_code"}}, "txcd_2"),
        ({"tax_code": None}, None),
    ],
)
def test_a_product(changes, tax_code_id):
    values, _notes = read("product", **changes)
    assert (values.name, values.default_price_id) == ("Calibration", "price_1")
    assert values.tax_code_id == tax_code_id


def test_a_product_has_a_name():
    with pytest.raises(PayloadError, match="product prod_1: name is missing"):
        read("product", name=None)


def test_a_price():
    values, _notes = read("price")
    assert (values.unit_amount_minor, values.currency) == (Decimal("9937.5"), "EUR")
    assert values.unit_amounts_minor == {"EUR": Decimal("9937.5"), "JPY": Decimal(16000)}
    assert (values.recurring.interval, values.recurring.interval_count) == ("month", 3)
    assert (values.tiers, values.transform_quantity) == ((), None)


def test_a_price_that_is_paid_once():
    values, _notes = read("price", type="one_time", recurring=None, currency_options=...)
    assert (values.recurring, values.unit_amounts_minor) == (None, {})


def test_a_tiered_price():
    values, _notes = read("price.tiered")
    first, last = values.tiers
    assert (first.up_to, first.unit_amount_minor, first.flat_amount_minor) == (
        100,
        Decimal("0.25"),
        Decimal(5000),
    )
    assert (last.up_to, last.unit_amount_minor) == (None, 10)
    assert (values.transform_quantity.divide_by, values.transform_quantity.round) == (10, "up")
    assert (values.product_id, values.recurring.meter_id) == ("prod_2", "mtr_1")


def test_a_price_without_amount_is_noted_unless_the_customer_chooses():
    nothing = {"unit_amount": None, "unit_amount_decimal": None}
    assert read("price", **nothing)[1] == [("unit_amount", MISSING)]
    values, notes = read("price", **nothing, custom_unit_amount={"minimum": 100})
    assert values.customer_chooses and notes == []


def test_a_plan_is_a_price():
    values, _notes = read("plan")
    assert (values.unit_amount_minor, values.type, values.nickname) == (2500, "recurring", "Gold")
    assert (values.recurring.interval, values.recurring.trial_period_days) == ("year", 14)
    assert read("plan", amount=None, amount_decimal=None)[1] == [("amount", MISSING)]


# --- taxes, discounts ---------------------------------------------------------------------------


def test_a_tax_rate():
    values, _notes = read("tax_rate")
    assert (values.percentage, values.inclusive) == (Decimal("20.0"), False)
    assert (values.flat_amount_minor, values.flat_amount_currency) == (None, None)


def test_a_flat_tax():
    flat = {"amount": 25, "currency": "usd"}
    values, notes = read("tax_rate", percentage=None, flat_amount=flat)
    assert (values.flat_amount_minor, values.flat_amount_currency, notes) == (25, "USD", [])


def test_a_tax_rate_without_its_figures_is_noted():
    notes = read("tax_rate", percentage=None, inclusive=None)[1]
    assert notes == [("percentage", MISSING), ("inclusive", MISSING)]


def test_coupons():
    values, _notes = read("coupon")
    assert (values.percent_off, values.amount_off_minor) == (Decimal("7.5"), None)
    fixed = {"percent_off": None, "amount_off": 500, "currency": "eur"}
    values, _notes = read("coupon", **fixed, applies_to={"products": ["prod_1"]})
    assert (values.amount_off_minor, values.currency) == (500, "EUR")
    assert values.product_ids == ("prod_1",)
    assert read("coupon", percent_off=None)[1] == [("percent_off", MISSING)]


def test_a_discount_in_both_shapes():
    old, new = read("discount.old")[0], read("discount.new")[0]
    assert old == new
    assert (new.coupon_id, new.coupon.percent_off) == ("SPRING", Decimal("7.5"))
    assert (new.promotion_code_id, new.invoice_id) == ("promo_1", "in_1")


def test_a_discount_with_only_the_id_of_its_coupon_or_none():
    values, _notes = read("discount.new", source={"type": "coupon", "coupon": "SPRING"})
    assert (values.coupon_id, values.coupon) == ("SPRING", None)
    assert read("discount.old", coupon=None)[1] == [("source.coupon", MISSING)]
    assert read("discount.old", id=None)[0].id is None


# --- subscriptions ------------------------------------------------------------------------------


def test_a_subscription_in_both_shapes():
    old, new = read("subscription.old")[0], read("subscription.new")[0]
    assert old == new
    assert (new.current_period_end_at - new.current_period_start_at).days == 30
    assert [item.id for item in new.items] == ["si_1", "si_2"] and new.items_complete
    assert new.items[0].price.unit_amount_minor == 2500
    assert new.items[0].tax_rate_ids == ("txr_20",)
    assert (new.pause_behavior, new.discount_ids) == ("void", ("di_1",))


def test_items_with_different_periods_leave_the_subscription_without():
    items = load("subscription.new")["items"]
    items["data"][1]["current_period_end"] += 86400
    values, _notes = read("subscription.new", items=items, pause_collection=None)
    assert values.current_period_end_at is None
    assert values.current_period_start_at is not None
    assert values.pause_behavior is None


def test_items_that_were_cut_off_or_not_sent():
    items = {**load("subscription.new")["items"], "has_more": True}
    assert not read("subscription.new", items=items)[0].items_complete
    values, _notes = read("subscription.new", items=..., discounts=[])
    assert (values.items, values.items_complete, values.discount_ids) == ((), False, ())
    assert values.current_period_end_at is None


def test_an_item_with_a_plan_or_nothing():
    item = load("subscription.old")["items"]["data"][0]
    notes = []
    values = subscription_item.read({**item, "price": None, "plan": load("plan")}, notes)
    assert (values.price_id, values.product_id, values.price.unit_amount_minor) == (
        "gold",
        "prod_1",
        2500,
    )
    values = subscription_item.read({**item, "price": None}, notes)
    assert (values.price_id, values.product_id) == (None, None)
    assert [(note.path, note.kind) for note in notes] == [("price", MISSING)]


# --- methods, accounts --------------------------------------------------------------------------


def test_a_payment_method():
    values, _notes = read("payment_method")
    assert (values.type, values.details.last4, values.details.country) == (
        "sepa_debit",
        "2606",
        "FR",
    )
    assert (values.billing.name, values.billing.address) == ("Atelier Lyon", None)
    with pytest.raises(PayloadError, match="type is missing"):
        read("payment_method", type=None)


def test_an_account():
    values, _notes = read("account")
    assert (values.default_currency, values.country, values.timezone) == (
        "EUR",
        "FR",
        "Europe/Paris",
    )
    assert (values.payout_interval, values.payout_delay_days) == ("daily", 7)
    assert (values.business_name, values.display_name) == ("Northwind Instruments", "Northwind")


def test_an_account_of_which_a_key_sees_little():
    values, notes = read("account", settings=None, business_profile=None, default_currency="euro")
    assert (values.payout_interval, values.display_name, values.business_name) == (None,) * 3
    assert notes == [("default_currency", NOT_UNDERSTOOD)]


# --- balances, codes, schedules -----------------------------------------------------------------


def test_a_change_of_a_credit_balance():
    values, notes = read("customer_balance_transaction")
    assert (values.amount_minor, values.ending_balance_minor, values.type) == (-1250, -1750, "credit_note")
    assert (values.customer_id, values.invoice_id, values.credit_note_id) == ("cus_1", "in_1", "cn_1")
    for name in ("amount", "currency", "customer", "type"):
        with pytest.raises(PayloadError, match=name):
            read("customer_balance_transaction", **{name: None})
    assert read("customer_balance_transaction", ending_balance=None)[1] == [("ending_balance", MISSING)]


def test_a_movement_of_a_cash_balance():
    transfer = read("cash_balance_transaction")[0].transfer
    assert (transfer.reference, transfer.sender_last4, transfer.sender_bank) == ("NW-0042", "3000", "COBADEFFXXX")
    bare = read("cash_balance_transaction", funded={"bank_transfer": {"reference": "x"}})[0].transfer
    assert (bare.reference, bare.type, bare.sender_name) == ("x", None, None)
    used = {"funded": None, "type": "unapplied_from_payment", "unapplied_from_payment": {"payment_intent": "pi_1"}}
    values = read("cash_balance_transaction", **used)[0]
    assert (values.transfer, values.payment_intent_id, values.refund_id) == (None, "pi_1", None)
    moved = read("cash_balance_transaction", transferred_to_balance={"balance_transaction": "txn_1"})[0]
    back = read("cash_balance_transaction", refunded_from_payment={"refund": {"id": "re_1"}})[0]
    assert (moved.balance_transaction_id, back.refund_id) == ("txn_1", "re_1")


def test_a_promotion_code_in_either_shape():
    values = read("promotion_code")[0]
    old = read("promotion_code", promotion=None, coupon={"id": "10OFF", "object": "coupon"})[0]
    assert values == old and values.first_time_only and values.minimum_minor == 5000
    assert read("promotion_code", restrictions=None)[0].minimum_currency is None
    assert read("promotion_code", promotion={})[1] == [("promotion.coupon", MISSING)]


def test_a_setup_intent_and_its_refusal():
    values = read("setup_intent")[0]
    assert (values.error_code, values.mandate_id, values.usage) == ("insufficient_funds", "mandate_1", "off_session")
    assert read("setup_intent", last_setup_error={"code": "card_declined"})[0].error_code == "card_declined"
    assert read("setup_intent", last_setup_error=None)[0].error_message is None


def test_a_schedule_and_its_phases():
    values = read("subscription_schedule")[0]
    assert [len(phase.items) for phase in values.phases] == [1, 2]
    assert [item.price_id for item in values.phases[1].items] == ["price_1", "gold"]
    released = read("subscription_schedule", subscription=None, released_subscription="sub_2", current_phase=None)[0]
    assert (released.subscription_id, released.current_phase_end_at) == ("sub_2", None)


# --- what recurs --------------------------------------------------------------------------------


def tiers(*rows):
    return [
        price.Tier(up_to, None if unit is None else Decimal(unit), None if flat is None else Decimal(flat))
        for up_to, unit, flat in rows
    ]


def brute_force(quantity, rows):
    """Price each unit on its own, and add the flat amount of each tier that is entered."""
    total, below = Decimal(0), 0
    for tier in rows:
        upper = quantity if tier.up_to is None else min(quantity, tier.up_to)
        units = max(upper - below, 0)
        if units or (quantity == 0 and tier is rows[0]):
            total += sum((tier.unit_amount_minor or Decimal(0) for _unit in range(units)), Decimal(0))
            total += tier.flat_amount_minor or 0
        below = max(below, upper)
    return total


@pytest.mark.parametrize("quantity", [0, 1, 9, 10, 11, 25, 100, 101, 500])
def test_graduated_tiers_as_counted_one_by_one(quantity):
    rows = tiers((10, 100, 500), (100, 70, None), (None, 33, 1000))
    assert recurring.amount_minor(None, Decimal(quantity), "graduated", rows) == brute_force(quantity, rows)


def test_volume_tiers():
    rows = tiers((10, 100, None), (100, None, 900))
    amounts = [recurring.amount_minor(None, Decimal(quantity), "volume", rows) for quantity in (10, 11, 5000)]
    assert amounts == [1000, 900, 900]


@pytest.mark.parametrize("status", ["incomplete", "incomplete_expired", "trialing", "unpaid", "canceled", "paused"])
def test_only_what_runs_earns(status):
    assert not recurring.is_earning(status, False)
    assert recurring.is_earning("past_due", False) and not recurring.is_earning("past_due", True)
