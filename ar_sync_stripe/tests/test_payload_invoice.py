"""Invoices, their lines, items and payments, in the shapes before and after basil."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from ..payloads import invoice, invoice_item, invoice_line, invoice_payment
from ..payloads.amounts import TaxAmount
from ..payloads.base import MISSING, NOT_UNDERSTOOD, PayloadError
from ..payloads.invoice_total import ShippingCost, explain_total
from .payload_fixtures import load

SHAPES = ["invoice.old", "invoice.new"]


def read(name, /, **changes):
    notes = []
    return invoice.read(load(name, **changes), notes), [(note.path, note.kind) for note in notes]


def read_line(name="invoice.new", number=0, **changes):
    line = {**load(name)["lines"]["data"][number], **changes}
    notes = []
    values = invoice_line.read({key: v for key, v in line.items() if v is not ...}, notes)
    return values, [(note.path, note.kind) for note in notes]


# --- the invoice --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_an_invoice_to_the_cent(name):
    values, notes = read(name)
    assert notes == []
    assert (values.number, values.status, values.currency) == ("NW-0042", "open", "EUR")
    assert (values.customer_id, values.billing_reason) == ("cus_fr", "manual")
    assert (values.total_minor, values.tax_minor) == (24281, 4047)
    assert (values.amounts.subtotal_minor, values.amounts.total_excluding_tax_minor) == (
        21875,
        20234,
    )
    assert (values.amount_due_minor, values.amount_paid_minor) == (24281, 0)
    assert values.amount_remaining_minor == 24281
    assert values.metadata == {"odoo_reference": "INV/2025/00042"}
    assert values.lines_complete
    assert [line.amount_minor for line in values.lines] == [19875, 2000]
    assert sum(discount.amount_minor for discount in values.discounts) == 1641
    assert values.discount_ids == ("di_1",)


@pytest.mark.parametrize("name", SHAPES)
def test_dates_and_texts(name):
    values, _notes = read(name)
    created_at = datetime(2025, 10, 9, 8, 53, 20, tzinfo=timezone.utc)
    assert values.created_at == created_at
    assert (values.due_at - created_at).days == 30
    assert (values.finalized_at - created_at).seconds == 60
    assert values.paid_at is None
    assert values.dates.voided_at is None
    assert values.texts.custom_fields == (("Purchase order", "PO-4711"),)
    assert (values.texts.description, values.texts.footer) == (
        "Calibration, third quarter",
        "Thank you",
    )
    assert values.hosted_invoice_url.endswith("/test_1")
    assert values.texts.invoice_pdf.endswith("/pdf")
    assert values.bill_to.address.city == "Lyon"
    assert [tax_id.value for tax_id in values.bill_to.tax_ids] == ["FR40303265045"]


@pytest.mark.parametrize("name", SHAPES)
def test_taxes_are_the_same_in_both_shapes(name):
    values, _notes = read(name)
    (tax,) = values.taxes
    assert tax == TaxAmount(4047, 20234, False, "txr_20", None, None, "standard_rated")


def test_both_shapes_give_the_same_lines():
    old, new = (read(name)[0] for name in SHAPES)
    for before, after in zip(old.lines, new.lines, strict=True):
        # The old shape brings the rates along, and does not repeat the invoice and the subtotal.
        assert before.taxes[0].rate_percent == Decimal("20.0")
        taxes = (replace(before.taxes[0], rate_percent=None, rate_name=None),)
        same = replace(before, taxes=taxes, invoice_id="in_1", subtotal_minor=before.amount_minor)
        assert same == after


def test_what_paid_an_old_invoice():
    settlement = read("invoice.old", status="paid", paid=True, charge="ch_1")[0].settlement
    assert settlement.paid
    assert settlement.paid_out_of_band is False
    assert (settlement.payment_intent_id, settlement.charge_id) == ("pi_1", "ch_1")
    assert settlement.payments is None and not settlement.payments_complete


def test_what_paid_a_new_invoice():
    values, _notes = read("invoice.new")
    (payment,) = values.payments
    assert (payment.payment_intent_id, payment.status) == ("pi_1", "open")
    assert values.settlement.payments_complete and not values.settlement.paid
    assert read("invoice.new", status="paid")[0].settlement.paid
    assert read("invoice.new", payments=...)[0].payments is None


def test_more_payments_than_were_sent():
    payments = {"data": [load("invoice_payment")], "has_more": True}
    values, _notes = read("invoice.new", payments=payments)
    assert len(values.payments) == 1 and not values.settlement.payments_complete


def test_a_payment_that_cannot_be_read_is_noted():
    payments = {"data": [load("invoice_payment", status=None)], "has_more": False}
    values, notes = read("invoice.new", payments=payments)
    assert values.payments == () and not values.settlement.payments_complete
    assert notes == [("payments.data[0].status", NOT_UNDERSTOOD)]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("invoice.old", {"subscription": "sub_1", "quote": "qt_1"}),
        ("invoice.old", {"subscription": {"id": "sub_1"}, "quote": {"id": "qt_1"}}),
        (
            "invoice.new",
            {
                "parent": {
                    "type": "subscription_details",
                    "subscription_details": {"subscription": "sub_1", "metadata": {}},
                    "quote_details": {"quote": "qt_1"},
                }
            },
        ),
    ],
)
def test_where_an_invoice_comes_from(name, changes):
    values, _notes = read(name, **changes)
    assert (values.subscription_id, values.quote_id) == ("sub_1", "qt_1")


def test_a_revision_names_its_invoice():
    values, _notes = read("invoice.new", from_invoice={"action": "revision", "invoice": "in_0"})
    assert values.from_invoice_id == "in_0"


def test_the_one_discount_of_old_invoices():
    single = load("discount.old")
    assert read("invoice.old", discount=single, discounts=[])[0].discount_ids == ("di_1",)
    assert read("invoice.old", discount=None, discounts=[])[0].discount_ids == ()


def test_expanded_discounts_name_their_coupon():
    totals = [{"amount": 1641, "discount": load("discount.new")}]
    (discount,) = read("invoice.new", total_discount_amounts=totals)[0].discounts
    assert (discount.discount_id, discount.coupon_id) == ("di_1", "SPRING")
    assert discount.coupon_name == "Spring, 7.5 % off"


@pytest.mark.parametrize(
    "customer",
    ["cus_fr", load("customer"), {"id": "cus_fr", "object": "customer", "deleted": True}],
)
def test_the_customer_as_id_object_or_stub(customer):
    values, notes = read("invoice.new", customer=customer)
    assert values.customer_id == "cus_fr"
    assert notes == []


def test_a_customer_that_is_an_account():
    values, notes = read("invoice.new", customer=None, customer_account="acct_c1")
    assert (values.customer_id, values.customer_account_id) == (None, "acct_c1")
    assert notes == []
    assert read("invoice.new", customer=None)[1] == [("customer", MISSING)]


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(
    "field", ["total", "subtotal", "amount_due", "amount_paid", "currency", "id"]
)
@pytest.mark.parametrize("value", [None, 10.5, True, ["eur"]])
def test_what_money_needs_is_required(name, field, value):
    with pytest.raises(PayloadError) as raised:
        read(name, **{field: value})
    assert raised.value.path == field
    assert raised.value.object_type == "invoice"


def test_unknown_fields_and_values_do_no_harm():
    values, notes = read("invoice.new", status="levitating", brand_new={"a": [1]})
    assert values.status == "levitating"
    assert notes == []


# --- lines --------------------------------------------------------------------------------------


def test_lines_that_were_cut_off():
    lines = {**load("invoice.new")["lines"], "has_more": True}
    values, notes = read("invoice.new", lines=lines, total=99999)
    assert not values.lines_complete
    assert notes == [], "a total is only checked against all lines"


def test_lines_that_were_not_sent():
    values, notes = read("invoice.new", lines=...)
    assert values.lines == () and not values.lines_complete
    assert notes == [("lines", MISSING)]


def test_a_line_that_cannot_be_read_is_an_error_of_the_invoice():
    lines = load("invoice.new")["lines"]
    lines["data"][1]["amount"] = "2000"
    with pytest.raises(PayloadError, match=r"invoice in_1: lines.data\[1\].amount is not a whole"):
        read("invoice.new", lines=lines)


@pytest.mark.parametrize("name", SHAPES)
def test_a_line_in_both_shapes(name):
    line, notes = read_line(name)
    assert notes == []
    assert (line.quantity, line.unit_amount_minor) == (Decimal(2), Decimal("9937.5"))
    assert (line.price_id, line.product_id) == ("price_1", "prod_1")
    assert (line.invoice_item_id, line.origin.type) == ("ii_1", "invoice_item_details")
    assert line.discount_minor == 1491
    assert line.metadata == {"asset": "B-17"}
    assert line.period_start_at < line.period_end_at
    assert not line.proration


def test_a_line_without_a_price():
    for name in SHAPES:
        line, _notes = read_line(name, 1)
        assert (line.price_id, line.product_id, line.unit_amount_minor) == (None, None, None)


def test_a_line_of_a_subscription_in_both_shapes():
    credited = {"credited_items": {"invoice": "in_0", "invoice_line_items": ["il_0"]}}
    details = {"subscription": "sub_1", "subscription_item": "si_1", "proration": True}
    parent = {
        "type": "subscription_item_details",
        "subscription_item_details": {**details, "proration_details": credited},
    }
    new, _notes = read_line("invoice.new", parent=parent)
    old, _notes = read_line(
        "invoice.old", **details, type="subscription", invoice_item=..., proration_details=credited
    )
    assert new.origin == old.origin
    assert (new.subscription_id, new.subscription_item_id) == ("sub_1", "si_1")
    assert new.proration and new.origin.credited_invoice_id == "in_0"


@pytest.mark.parametrize(
    ("changes", "type", "subscription_id"),
    [
        ({"parent": None}, None, None),
        ({"parent": {"type": "brand_new_details"}}, None, None),
        ({"parent": None, "type": "brand_new", "subscription": "sub_9"}, "brand_new", "sub_9"),
    ],
)
def test_an_origin_that_is_not_known(changes, type, subscription_id):
    line, _notes = read_line("invoice.new", **changes)
    assert (line.origin.type, line.subscription_id) == (type, subscription_id)


def test_old_prices_and_plans():
    price = {"id": "price_1", "object": "price", "product": "prod_1", "unit_amount": 500}
    assert read_line("invoice.old", price=price)[0].unit_amount_minor == 500
    plan = load("plan")
    line, _notes = read_line("invoice.old", price=None, plan=plan)
    assert (line.price_id, line.product_id, line.unit_amount_minor) == ("gold", "prod_1", 2500)
    assert read_line("invoice.old", price="price_7")[0].price_id == "price_7"


def test_pricing_without_price_details():
    pricing = {"type": "brand_new", "unit_amount_decimal": "0.000000000001"}
    line, _notes = read_line("invoice.new", pricing=pricing)
    assert (line.unit_amount_minor, line.price_id) == (Decimal("0.000000000001"), None)


def test_a_quantity_with_decimals_wins():
    assert read_line(quantity_decimal="2.5")[0].quantity == Decimal("2.5")
    assert read_line(quantity_decimal=...)[0].quantity == 2


def test_a_line_without_period():
    line, _notes = read_line(period=None)
    assert line.period_start_at is None and line.period_end_at is None


def test_billing_credits_are_told_from_discounts():
    credits = [
        {
            "amount": 70,
            "type": "credit_balance_transaction",
            "credit_balance_transaction": "cbtxn_1",
        },
        {"amount": 1491, "type": "discount", "discount": "di_1"},
    ]
    (credit,) = read_line(pretax_credit_amounts=credits)[0].credits
    assert (credit.amount_minor, credit.credit_balance_transaction_id) == (70, "cbtxn_1")


# --- taxes --------------------------------------------------------------------------------------


def test_no_field_for_taxes_is_noted():
    assert read_line(taxes=...)[1] == [("taxes", MISSING)]
    assert ("total_taxes", MISSING) in read("invoice.new", total_taxes=...)[1]


def test_old_invoices_with_only_the_sum_of_taxes():
    values, notes = read("invoice.old", total_tax_amounts=...)
    assert (values.tax_minor, values.taxes, notes) == (4047, (), [])
    untaxed = read("invoice.old", tax=None, total_tax_amounts=...)[0]
    assert untaxed.tax_minor is None


@pytest.mark.parametrize(
    ("tax", "inclusive", "noted"),
    [
        ({"amount": 5, "tax_behavior": "inclusive"}, True, False),
        ({"amount": 5, "inclusive": True, "tax_rate": "txr_9"}, True, False),
        ({"amount": 5, "tax_behavior": "brand_new"}, None, True),
        ({"amount": 5}, None, True),
        ({"amount": 5, "tax_rate": load("tax_rate")}, False, False),
    ],
)
def test_inclusive_or_exclusive_is_never_guessed(tax, inclusive, noted):
    line, notes = read_line(taxes=[tax])
    assert line.taxes[0].inclusive is inclusive
    assert notes == ([("taxes[0].tax_behavior", NOT_UNDERSTOOD)] if noted else [])


def test_rates_come_from_the_tax_the_line_or_the_invoice():
    expanded = {"amount": 5, "inclusive": False, "tax_rate": load("tax_rate")}
    tax = read_line("invoice.old", tax_amounts=[expanded], tax_rates=[])[0].taxes[0]
    assert (tax.tax_rate_id, tax.rate_percent, tax.rate_name) == ("txr_20", Decimal("20.0"), "TVA")
    values, _notes = read("invoice.new", default_tax_rates=[load("tax_rate")])
    assert [line.taxes[0].rate_percent for line in values.lines] == [Decimal("20.0")] * 2
    assert values.taxes[0].rate_percent == Decimal("20.0")


# --- the total ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_a_total_that_does_not_add_up_is_noted(name):
    assert read(name, total=24282)[1] == [("total", NOT_UNDERSTOOD)]


SHIPPING = ShippingCost(1000, 200, 1200, "shr_1", ())


def tax(amount_minor, inclusive):
    return TaxAmount(amount_minor, None, inclusive, None, None, None, None)


@pytest.mark.parametrize(
    ("total_minor", "taxes", "tax_minor", "shipping", "unexplained_minor"),
    [
        (10000, (), None, None, 0),
        (12000, (tax(2000, False),), 2000, None, 0),
        (10000, (tax(1667, True),), 1667, None, 0),
        (12000, (tax(1667, True), tax(2000, False)), 3667, None, 0),
        (12000, (), 2000, None, 0),
        (10000, (), 1667, None, 0),
        (13200, (tax(2000, False),), 2000, SHIPPING, 0),
        (13200, (tax(2200, False),), 2200, SHIPPING, 0),
        (13205, (tax(2000, False),), 2000, SHIPPING, 5),
        (9990, (), None, None, -10),
    ],
)
def test_totals_explained(total_minor, taxes, tax_minor, shipping, unexplained_minor):
    explained = explain_total(
        total_minor=total_minor,
        lines_minor=11000,
        discounts_minor=900,
        credits_minor=100,
        taxes=taxes,
        tax_minor=tax_minor,
        shipping=shipping,
    )
    assert explained.unexplained_minor == unexplained_minor
    parts = explained.lines_minor - explained.discounts_minor - explained.credits_minor
    parts += explained.shipping_minor + explained.tax_minor
    assert parts + unexplained_minor == total_minor


def test_shipping_is_part_of_the_invoice():
    rate = {"amount": 200, "rate": load("tax_rate"), "taxable_amount": 1000}
    cost = {"amount_subtotal": 1000, "amount_tax": 200, "amount_total": 1200}
    cost |= {"shipping_rate": "shr_1", "taxes": [rate]}
    values, notes = read("invoice.new", shipping_cost=cost, amount_shipping=1000, total=25481)
    assert notes == []
    assert (values.shipping.total_minor, values.amounts.shipping_minor) == (1200, 1000)
    assert values.shipping.taxes[0].rate_percent == Decimal("20.0")
    with pytest.raises(PayloadError, match="shipping_cost.amount_tax is missing"):
        read("invoice.new", shipping_cost={**cost, "amount_tax": None})


# --- payments and items -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["payment_intent", "charge", "payment_record"])
def test_what_an_invoice_payment_may_point_to(kind):
    payment = {"type": kind, kind: {"id": "x_1"}}
    notes = []
    values = invoice_payment.read(load("invoice_payment", payment=payment), notes)
    assert getattr(values, f"{kind}_id") == "x_1"
    assert (values.payment_type, notes) == (kind, [])


def test_an_invoice_payment_without_payment_or_amount_is_noted():
    notes = []
    invoice_payment.read(load("invoice_payment", payment=None, status="paid"), notes)
    assert [(note.path, note.kind) for note in notes] == [
        ("payment", MISSING),
        ("amount_paid", MISSING),
    ]


def test_when_an_invoice_payment_was_paid():
    moments = {"paid_at": 1_760_000_000, "canceled_at": None}
    obj = load("invoice_payment", status="paid", amount_paid=24281, status_transitions=moments)
    values = invoice_payment.read(obj)
    assert values.paid_at.year == 2025 and values.canceled_at is None
    assert invoice_payment.read({**obj, "status_transitions": None}).paid_at is None


def test_an_invoice_item_in_both_shapes():
    old = invoice_item.read(load("invoiceitem.old"))
    line = load("invoice.new")["lines"]["data"][0]
    parent = {"type": "subscription_details", "subscription_details": {"subscription": "sub_1"}}
    changes = {"price": ..., "plan": ..., "tax_rates": None, "pricing": line["pricing"]}
    new = invoice_item.read(load("invoiceitem.old", **changes, parent=parent))
    assert (old.pricing.price_id, old.pricing.unit_amount_minor) == ("price_1", Decimal("9937.5"))
    assert old.pricing == new.pricing
    assert old.tax_rate_ids == ("txr_20",) and new.tax_rate_ids == ()
    assert (old.origin.subscription_id, new.origin.subscription_id) == (None, "sub_1")
    assert (old.amount_minor, old.quantity, old.created_at.year) == (19875, 2, 2025)
    assert invoice_item.read(load("invoiceitem.old", period=None)).period_end_at is None
