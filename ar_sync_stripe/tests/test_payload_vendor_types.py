"""The vendor's own types as oracle: every field that is read exists there, or did in the past.

The official library is generated from the vendor's specification, so a misspelt field shows here.
What its newest version does not know must be in `OLD`, the fields of older shapes.
"""

from functools import cache

import pytest

from .. import payloads
from .payload_fixtures import load, names

stripe = pytest.importorskip("stripe")

CLASSES = {
    "account": stripe.Account,
    "balance_transaction": stripe.BalanceTransaction,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "coupon": stripe.Coupon,
    "credit_note": stripe.CreditNote,
    "credit_note_line_item": stripe.CreditNoteLineItem,
    "customer": stripe.Customer,
    "customer_balance_transaction": stripe.CustomerBalanceTransaction,
    "customer_cash_balance_transaction": stripe.CustomerCashBalanceTransaction,
    "discount": stripe.Discount,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "invoiceitem": stripe.InvoiceItem,
    "line_item": stripe.InvoiceLineItem,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "plan": stripe.Plan,
    "price": stripe.Price,
    "product": stripe.Product,
    "promotion_code": stripe.PromotionCode,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "subscription_schedule": stripe.SubscriptionSchedule,
    "tax_rate": stripe.TaxRate,
}

LINE = {"invoice_item", "plan", "price", "proration", "proration_details", "subscription_item"}
OLD = {
    "charge": {"destination", "dispute", "invoice"},
    "credit_note": {"refund", "tax_amounts"},
    "credit_note_line_item": {"tax_amounts"},
    "discount": {"coupon"},
    "invoice": {
        "charge",
        "discount",
        "paid",
        "paid_out_of_band",
        "payment_intent",
        "quote",
        "subscription",
        "tax",
        "total_tax_amounts",
    },
    "invoiceitem": {"invoice_item", "price", "subscription", "subscription_item", "type"},
    "line_item": {*LINE, "tax_amounts", "tax_rates", "type", "unit_amount_decimal"},
    "payment_intent": {"charges", "invoice"},
    "promotion_code": {"coupon"},
    "plan": {"currency_options", "custom_unit_amount", "lookup_key", "tax_behavior"},
    "subscription": {"current_period_end", "current_period_start", "discount"},
}
# Asked for alike on all objects of a family, though not each of them has it.
ELSEWHERE = {
    "charge": {"customer_account"},
    "payment_intent": {"application_fee", "destination", "source_transfer", "transfer"},
    "plan": {"unit_amount", "unit_amount_decimal"},
    "price": {"interval", "interval_count"},
}


class Recorder(dict):
    """A JSON object that remembers which of its fields were asked for."""

    def __init__(self, data):
        super().__init__({key: record(value) for key, value in data.items()})
        self.asked = set()

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)


def record(value):
    if isinstance(value, dict):
        return Recorder(value)
    return [record(item) for item in value] if isinstance(value, list) else value


def recorders(value):
    if isinstance(value, list):
        for item in value:
            yield from recorders(item)
    elif isinstance(value, Recorder):
        yield value
        for item in value.values():
            yield from recorders(item)


@cache
def asked_fields():
    asked = {}
    for name in names():
        obj = Recorder(load(name))
        payloads.read_object(obj)
        for found in recorders(obj):
            kind = dict.get(found, "object")
            if isinstance(kind, str) and kind in CLASSES:
                asked.setdefault(kind, set()).update(found.asked)
    return asked


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_every_field_that_is_read_exists(kind):
    known = {"object", "deleted"} | set(CLASSES[kind].__annotations__)
    strange = asked_fields()[kind] - known
    assert strange == (OLD.get(kind, set()) | ELSEWHERE.get(kind, set())) & strange
    assert OLD.get(kind, set()) <= strange, "an old field that is not read, or is not old"


@pytest.mark.parametrize("name", [name for name in names() if not name.endswith(".old")])
def test_the_new_fixtures_have_only_fields_of_the_vendor(name):
    obj = load(name)
    known = set(CLASSES[obj["object"]].__annotations__)
    assert set(obj) <= known


def test_every_type_but_the_envelopes_is_compared():
    assert set(payloads.READERS) - set(CLASSES) == {"list", "search_result"}
