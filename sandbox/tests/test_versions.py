"""Both API shapes: what changed with basil, clover and endive."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .tour import DAY_S, client_of

OLD, BOTH, NEW = "2024-06-20", "2024-12-18.acacia", "2026-10-28.endive"


def get(sandbox: StripeSandbox, version: str, path: str, **params: Any) -> dict[str, Any]:
    """The raw answer in a version."""
    client = client_of(sandbox, stripe_version=version)
    answer = client.raw_request("get", path, **params)
    return dict(client.deserialize(answer, api_mode="V1").to_dict())


@pytest.fixture
def paid(client: stripe.StripeClient, customer: stripe.Customer) -> str:
    """A paid invoice with tax and discount."""
    rate = client.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 20, "inclusive": False}
    )
    coupon = client.v1.coupons.create({"percent_off": 10, "duration": "once"})
    invoice = client.v1.invoices.create(
        {
            "customer": customer.id,
            "default_tax_rates": [rate.id],
            "discounts": [{"coupon": coupon.id}],
        }
    )
    client.v1.invoices.add_lines(invoice.id, {"lines": [{"amount": 1_000}]})
    return client.v1.invoices.pay(invoice.id).id


def test_old_invoices_carry_payment_tax_and_charge_themselves(
    sandbox: StripeSandbox, paid: str
) -> None:
    invoice = get(sandbox, OLD, f"/v1/invoices/{paid}")
    assert (invoice["paid"], invoice["paid_out_of_band"]) == (True, False)
    assert (invoice["tax"], invoice["total"]) == (180, 1_080)
    assert invoice["total_tax_amounts"][0]["amount"] == 180
    assert invoice["payment_intent"].startswith("pi_")
    assert invoice["charge"].startswith("ch_")
    new_members = {"parent", "total_taxes", "payments", "amount_overpaid"}
    assert not new_members & set(invoice)
    line = invoice["lines"]["data"][0]
    assert line["price"]["object"] == "price"
    assert (line["type"], line["proration"]) == ("invoiceitem", False)
    assert line["tax_amounts"][0]["inclusive"] is False
    assert not {"pricing", "parent", "taxes"} & set(line)


def test_new_invoices_do_not(sandbox: StripeSandbox, paid: str) -> None:
    invoice = get(sandbox, NEW, f"/v1/invoices/{paid}")
    old_members = {"paid", "charge", "payment_intent", "subscription", "tax"}
    assert not old_members & set(invoice)
    assert invoice["total_taxes"][0]["amount"] == 180
    line = invoice["lines"]["data"][0]
    assert line["taxes"][0]["tax_behavior"] == "exclusive"
    assert line["parent"]["type"] == "invoice_item_details"
    assert not {"price", "plan", "type", "tax_amounts"} & set(line)


def test_the_last_versions_before_basil_have_both(sandbox: StripeSandbox, paid: str) -> None:
    invoice = get(sandbox, BOTH, f"/v1/invoices/{paid}")
    assert invoice["paid"] is True and invoice["total_taxes"][0]["amount"] == 180
    line = invoice["lines"]["data"][0]
    assert line["price"]["id"] == line["pricing"]["price_details"]["price"]


def test_old_payments_know_their_invoice(sandbox: StripeSandbox, paid: str) -> None:
    params = {"expand": ["payment_intent", "charge.invoice"]}
    invoice = get(sandbox, OLD, f"/v1/invoices/{paid}", **params)
    assert invoice["payment_intent"]["invoice"] == paid
    assert invoice["charge"]["invoice"]["id"] == paid
    charge = get(sandbox, NEW, f"/v1/charges/{invoice['charge']['id']}")
    assert "invoice" not in charge


def test_refunds_and_charges_were_once_included(sandbox: StripeSandbox, paid: str) -> None:
    charge_id = get(sandbox, OLD, f"/v1/invoices/{paid}")["charge"]
    assert "refunds" not in get(sandbox, OLD, f"/v1/charges/{charge_id}")
    assert get(sandbox, "2020-08-27", f"/v1/charges/{charge_id}")["refunds"]["data"] == []
    intent_id = get(sandbox, OLD, f"/v1/invoices/{paid}")["payment_intent"]
    intent = get(sandbox, "2020-08-27", f"/v1/payment_intents/{intent_id}")
    assert [row["id"] for row in intent["charges"]["data"]] == [charge_id]


def test_discounts_carried_their_coupon_before_clover(
    sandbox: StripeSandbox, paid: str
) -> None:
    params = {"expand": ["discounts"]}
    before = get(sandbox, "2025-08-27.basil", f"/v1/invoices/{paid}", **params)
    assert before["discounts"][0]["coupon"]["percent_off"] == 10
    after = get(sandbox, NEW, f"/v1/invoices/{paid}", **params)
    assert after["discounts"][0]["source"]["type"] == "coupon"
    assert "coupon" not in after["discounts"][0]


def test_subscription_periods_moved_to_the_items(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    made = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [
                {
                    "price_data": {
                        "currency": "usd",
                        "product": client.v1.products.create({"name": "p"}).id,
                        "recurring": {"interval": "month"},
                        "unit_amount": 500,
                    }
                }
            ],
        }
    )
    old = get(sandbox, OLD, f"/v1/subscriptions/{made.id}")
    new = get(sandbox, NEW, f"/v1/subscriptions/{made.id}")
    item = new["items"]["data"][0]
    assert old["current_period_end"] == item["current_period_end"]
    assert "current_period_end" not in new
    assert "current_period_end" not in old["items"]["data"][0]
    line = get(sandbox, OLD, f"/v1/invoices/{old['latest_invoice']}")["lines"]["data"][0]
    assert (line["type"], line["subscription"]) == ("subscription", made.id)
    assert line["plan"]["interval"] == "month"


def test_credit_notes_had_one_refund(
    sandbox: StripeSandbox, client: stripe.StripeClient, paid: str
) -> None:
    note = client.v1.credit_notes.create(
        {"invoice": paid, "amount": 100, "refund_amount": 100}
    )
    old = get(sandbox, OLD, f"/v1/credit_notes/{note.id}")
    assert old["refund"] == note.refunds[0].refund
    assert "refunds" not in old and "tax_amounts" in old


def test_the_default_version_of_the_account_decides_without_a_header() -> None:
    import http.client
    import json

    with StripeSandbox(now="2026-11-02", api_version=OLD, scenario="small") as sandbox:
        connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
        headers = {"Authorization": f"Bearer {sandbox.secret_key}"}
        connection.request("GET", "/v1/invoices?status=paid&limit=1", headers=headers)
        response = connection.getresponse()
        assert response.getheader("Stripe-Version") == OLD
        assert json.loads(response.read())["data"][0]["paid"] is True
        event = client_of(sandbox).v1.events.list({"type": "invoice.paid"}).data[0]
        assert event.api_version == OLD
        sandbox.advance(DAY_S)
