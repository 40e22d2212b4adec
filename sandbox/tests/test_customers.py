"""Customers with what belongs to them: address, tax ids, balance, methods."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

Client = stripe.StripeClient


def test_everything_about_a_customer_can_be_set_and_unset(client: Client) -> None:
    made = client.v1.customers.create(
        {
            "name": "A",
            "email": "a@example.com",
            "phone": "+1 555",
            "description": "d",
            "business_name": "A Inc.",
            "address": {"line1": "1 Main St", "country": "US"},
            "shipping": {"name": "Dock", "address": {"city": "Austin"}},
            "preferred_locales": ["en", "de"],
            "invoice_prefix": "AAA",
            "next_invoice_sequence": 7,
            "tax_exempt": "exempt",
        }
    )
    assert made.address is not None and made.address.city is None
    assert made.shipping is not None and made.shipping.name == "Dock"
    assert (made.preferred_locales, made.tax_exempt) == (["en", "de"], "exempt")
    cleared = client.v1.customers.update(
        made.id,
        {
            "name": "",
            "address": "",
            "shipping": "",
            "preferred_locales": [],
            "tax_exempt": "",
            "email": "b@example.com",
        },
    )
    assert (cleared.name, cleared.address, cleared.shipping) == (None, None, None)
    assert cleared.tax_exempt == "none"
    assert [c.id for c in client.v1.customers.list({"email": "b@example.com"}).data] == [made.id]
    assert client.v1.customers.list({"email": "a@example.com"}).data == []


def test_the_invoice_prefix_and_sequence_number_invoices(client: Client) -> None:
    made = client.v1.customers.create({"invoice_prefix": "ACME", "next_invoice_sequence": 41})
    draft = client.v1.invoices.create(
        {"customer": made.id, "collection_method": "send_invoice", "days_until_due": 1}
    )
    client.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 100}]})
    assert client.v1.invoices.finalize_invoice(draft.id).number == "ACME-0041"
    own = client.v1.invoices.create({"customer": made.id, "number": "INV/2026/00003"})
    client.v1.invoices.add_lines(own.id, {"lines": [{"amount": 100}]})
    assert client.v1.invoices.finalize_invoice(own.id).number == "INV/2026/00003"


def test_a_default_method_must_be_the_customers_own(client: Client) -> None:
    mine, other = client.v1.customers.create({}), client.v1.customers.create({})
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": other.id})
    wrong: Any = {"invoice_settings": {"default_payment_method": method.id}}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.customers.update(mine.id, wrong)
    assert caught.value.param == "invoice_settings[default_payment_method]"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.attach(method.id, {"customer": mine.id})


def test_tax_ids(client: Client, customer: stripe.Customer) -> None:
    made = client.v1.customers.tax_ids.create(
        customer.id, {"type": "eu_vat", "value": "DE123456789"}
    )
    assert (made.country, made.customer) == ("DE", customer.id)
    assert client.v1.customers.tax_ids.retrieve(customer.id, made.id).value == "DE123456789"
    opened = client.v1.customers.retrieve(customer.id, {"expand": ["tax_ids", "tax", "sources"]})
    assert opened.tax_ids is not None and [t.id for t in opened.tax_ids.data] == [made.id]
    invoice = client.v1.invoices.create({"customer": customer.id})
    assert invoice.customer_tax_ids is not None
    assert invoice.customer_tax_ids[0].value == "DE123456789"
    assert client.v1.customers.tax_ids.delete(customer.id, made.id).deleted is True
    assert client.v1.customers.tax_ids.list(customer.id).data == []


def test_balance_adjustments(client: Client, customer: stripe.Customer) -> None:
    made = client.v1.customers.balance_transactions.create(
        customer.id, {"amount": -700, "currency": "usd", "description": "goodwill"}
    )
    assert (made.type, made.ending_balance) == ("adjustment", -700)
    listed = client.v1.customers.balance_transactions.list(customer.id)
    assert [row.id for row in listed.data] == [made.id]
    again = client.v1.customers.balance_transactions.retrieve(customer.id, made.id)
    assert again.amount == -700
    after = client.v1.customers.retrieve(customer.id)
    assert after.balance == -700
    assert after.invoice_credit_balance is not None
    assert after.invoice_credit_balance["usd"] == -700
    assert client.v1.customers.update(customer.id, {"balance": 0}).balance == 0


def test_deleting_ends_what_the_customer_had(
    client: Client, customer: stripe.Customer
) -> None:
    price = client.v1.prices.create(
        {
            "product_data": {"name": "Care"},
            "currency": "usd",
            "unit_amount": 900,
            "recurring": {"interval": "month"},
        }
    )
    made = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": price.id}]}
    )
    opened = client.v1.customers.retrieve(customer.id, {"expand": ["subscriptions"]})
    assert opened.subscriptions is not None
    assert [s.id for s in opened.subscriptions.data] == [made.id]
    client.v1.customers.delete(customer.id)
    assert client.v1.subscriptions.retrieve(made.id).status == "canceled"
    types = [event.type for event in client.v1.events.list({"limit": 3}).data]
    assert "customer.deleted" in types
    invoice = client.v1.invoices.list({"limit": 1, "expand": ["data.customer"]}).data[0]
    assert isinstance(invoice.customer, stripe.Customer) and invoice.customer.deleted
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.customers.update(customer.id, {"name": "x"})
    assert caught.value.http_status == 404


def test_payment_methods_are_described_and_corrected(
    client: Client, customer: stripe.Customer
) -> None:
    method = client.v1.payment_methods.create(
        {
            "type": "card",
            "card": {"token": "tok_visa"},
            "billing_details": {"name": "Jo", "address": {"city": "Austin"}},
        }
    )
    changed = client.v1.payment_methods.update(
        method.id,
        {
            "billing_details": {"email": "jo@example.com", "address": {"country": "US"}},
            "card": {"exp_month": 3, "exp_year": 2031},
            "metadata": {"k": "v"},
            "allow_redisplay": "always",
        },
    )
    assert changed.card is not None and changed.card.exp_year == 2031
    assert changed.billing_details.name == "Jo"
    assert changed.billing_details.address is not None
    assert changed.billing_details.address.city is None
    debit = client.v1.payment_methods.create({"type": "us_bank_account", "us_bank_account": {}})
    client.v1.payment_methods.attach(debit.id, {"customer": customer.id})
    listed = client.v1.payment_methods.list({"customer": customer.id, "type": "us_bank_account"})
    assert [m.id for m in listed.data] == [debit.id]
    one = client.v1.customers.payment_methods.retrieve(customer.id, debit.id)
    assert one.us_bank_account is not None and one.us_bank_account.last4 == "6789"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.detach(method.id)
