"""Invoice items, drafts and credit notes, call by call."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from .test_invoice_life import open_invoice, write
from .test_payments import pay

Client = stripe.StripeClient


def refused(call: Any) -> stripe.InvalidRequestError:
    """The 400 a call ends in."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    return caught.value


def test_items_on_a_draft_change_its_total(client: Client, customer: stripe.Customer) -> None:
    draft = client.v1.invoices.create({"customer": customer.id})
    item = client.v1.invoice_items.create(
        {"customer": customer.id, "invoice": draft.id, "amount": 500, "description": "a"}
    )
    assert client.v1.invoices.retrieve(draft.id).total == 500
    client.v1.invoice_items.update(item.id, {"amount": 650, "metadata": {"k": "v"}})
    changed = client.v1.invoices.retrieve(draft.id)
    assert (changed.total, changed.lines.data[0].amount) == (650, 650)
    assert [i.id for i in client.v1.invoice_items.list({"invoice": draft.id}).data] == [item.id]
    assert client.v1.invoice_items.list({"pending": True}).data == []
    assert client.v1.invoice_items.delete(item.id).deleted is True
    assert client.v1.invoices.retrieve(draft.id).total == 0


def test_pending_items_change_and_go(client: Client, customer: stripe.Customer) -> None:
    item = client.v1.invoice_items.create(
        {"customer": customer.id, "currency": "usd", "unit_amount_decimal": "33.5", "quantity": 3}  # type: ignore[typeddict-item]
    )
    assert item.amount == 101
    changed = client.v1.invoice_items.update(
        item.id, {"quantity": 2, "description": "two", "tax_rates": []}
    )
    assert (changed.amount, changed.description) == (67, "two")
    client.v1.invoice_items.delete(item.id)
    assert client.v1.invoice_items.list({"customer": customer.id}).data == []


def test_inline_prices_on_lines(client: Client, customer: stripe.Customer) -> None:
    draft = client.v1.invoices.create({"customer": customer.id, "currency": "usd"})
    changed = client.v1.invoices.add_lines(
        draft.id,
        {
            "lines": [
                {
                    "price_data": {
                        "currency": "usd",
                        "product_data": {"name": "Inline"},
                        "unit_amount": 250,
                    },
                    "quantity": 3,
                    "period": {"start": 1_700_000_000, "end": 1_700_086_400},
                }
            ],
            "invoice_metadata": {"order": "S1"},
        },
    )
    line = changed.lines.data[0]
    assert (line.amount, line.period.end) == (750, 1_700_086_400)
    assert changed.metadata is not None and changed.metadata["order"] == "S1"
    assert line.pricing is not None and line.pricing.price_details is not None
    price = client.v1.prices.retrieve(str(line.pricing.price_details.price))
    assert (price.active, price.unit_amount) == (False, 250)
    both: Any = {"lines": [{"amount": 5, "pricing": {"price": price.id}}]}
    assert refused(lambda: client.v1.invoices.add_lines(draft.id, both)).http_status == 400


def test_a_single_line_is_updated_or_let_go(client: Client, customer: stripe.Customer) -> None:
    draft = write(client, customer.id, 400, 100)
    line = draft.lines.data[1]
    client.v1.invoices.line_items.update(draft.id, line.id, {"amount": 150})
    assert client.v1.invoices.retrieve(draft.id).total == 550
    client.v1.invoices.remove_lines(
        draft.id, {"lines": [{"id": line.id, "behavior": "unassign"}]}
    )
    pending = client.v1.invoice_items.list({"pending": True}).data
    assert [item.amount for item in pending] == [150]
    client.v1.invoices.add_lines(draft.id, {"lines": [{"invoice_item": pending[0].id}]})
    assert client.v1.invoices.retrieve(draft.id).total == 550


def test_invoices_are_changed_as_drafts(client: Client, customer: stripe.Customer) -> None:
    draft = write(client, customer.id, 400)
    method = client.v1.payment_methods.list({"customer": customer.id}).data[0]
    changed = client.v1.invoices.update(
        draft.id,
        {
            "collection_method": "send_invoice",
            "due_date": 1_800_000_000,
            "description": "Note",
            "footer": "f",
            "default_payment_method": method.id,
            "metadata": {"k": "v"},
            "custom_fields": [{"name": "PO", "value": "77"}],
        },
    )
    assert (changed.due_date, changed.description) == (1_800_000_000, "Note")
    opened = client.v1.invoices.finalize_invoice(draft.id)
    assert client.v1.invoices.update(opened.id, {"metadata": {"k": ""}}).metadata is not None
    assert refused(lambda: client.v1.invoices.update(opened.id, {"footer": "x"})).param == "footer"
    due = client.v1.invoices.list({"due_date": {"gte": 1_800_000_000, "lt": 1_800_000_001}})
    assert [i.id for i in due.data] == [opened.id]


def test_due_dates_belong_to_sent_invoices(client: Client, customer: stripe.Customer) -> None:
    for params in (
        {"days_until_due": 3},
        {"collection_method": "send_invoice"},
        {"collection_method": "send_invoice", "days_until_due": 3, "due_date": 1_800_000_000},
    ):
        wanted: Any = {"customer": customer.id, **params}
        error = refused(lambda w=wanted: client.v1.invoices.create(w))  # type: ignore[misc]
        assert error.param == "days_until_due"


def test_sending(client: Client, customer: stripe.Customer) -> None:
    draft = write(
        client, customer.id, 400, collection_method="send_invoice", days_until_due=3
    )
    assert client.v1.invoices.send_invoice(draft.id).status == "open"
    charged = write(client, customer.id, 400)
    assert refused(lambda: client.v1.invoices.send_invoice(charged.id)).http_status == 400
    empty = client.v1.invoices.create({"customer": customer.id})
    assert refused(lambda: client.v1.invoices.finalize_invoice(empty.id)).http_status == 400


def test_what_cannot_be_attached(client: Client, customer: stripe.Customer) -> None:
    invoice = open_invoice(client, customer.id, 1_000)
    euro = client.v1.payment_intents.create({"amount": 1_000, "currency": "eur"})
    strange = pay(client, "pm_card_visa", customer=client.v1.customers.create({}).id)
    attach = client.v1.invoices.attach_payment
    for params in ({}, {"payment_intent": euro.id}, {"payment_intent": strange.id}):
        refused(lambda p=params: attach(invoice.id, p))  # type: ignore[misc]
    good = pay(client, "pm_card_visa", 400, customer=customer.id)
    attach(invoice.id, {"payment_intent": good.id})
    refused(lambda: attach(invoice.id, {"payment_intent": good.id}))
    client.v1.invoices.void_invoice(invoice.id)
    refused(lambda: attach(invoice.id, {"payment_intent": good.id}))


def test_a_free_invoice_is_paid_when_finalized(
    client: Client, customer: stripe.Customer
) -> None:
    draft = write(client, customer.id, 0)
    assert client.v1.invoices.finalize_invoice(draft.id).status == "paid"
    assert refused(lambda: client.v1.invoices.pay(draft.id)).http_status == 400


def test_a_negative_invoice_becomes_credit(client: Client, customer: stripe.Customer) -> None:
    draft = write(client, customer.id, -300)
    done = client.v1.invoices.pay(draft.id)
    assert (done.status, done.amount_due) == ("paid", 0)
    assert client.v1.customers.retrieve(customer.id).balance == -300


def test_paying_without_any_method(client: Client) -> None:
    poor = client.v1.customers.create({"name": "x"})
    invoice = open_invoice(client, poor.id, 500)
    error = refused(lambda: client.v1.invoices.pay(invoice.id))
    assert error.code == "resource_missing"
    with pytest.raises(stripe.CardError) as caught:
        client.v1.invoices.pay(
            invoice.id,
            {"payment_method": "pm_card_threeDSecure2Required", "off_session": False},
        )
    assert caught.value.code == "invoice_payment_intent_requires_action"


@pytest.fixture
def taxed(client: Client, customer: stripe.Customer) -> stripe.Invoice:
    """An open invoice of four at 2.50 and 20 % tax: 12.00."""
    rate = client.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 20, "inclusive": False}
    )
    draft = client.v1.invoices.create(
        {
            "customer": customer.id,
            "default_tax_rates": [rate.id],
            "collection_method": "send_invoice",
            "days_until_due": 9,
        }
    )
    client.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 1_000, "quantity": 4}]})
    return client.v1.invoices.finalize_invoice(draft.id)


def test_credit_notes_by_line(client: Client, taxed: stripe.Invoice) -> None:
    rate = taxed.default_tax_rates[0].id
    given: Any = [
        {
            "type": "invoice_line_item",
            "invoice_line_item": taxed.lines.data[0].id,
            "quantity": 1,
        },
        {
            "type": "custom_line_item",
            "description": "Fee",
            "unit_amount": 50,
            "quantity": 2,
            "tax_rates": [rate],
        },
    ]
    note = client.v1.credit_notes.create({"invoice": taxed.id, "lines": given, "memo": "m"})
    assert (note.subtotal, note.total, note.amount) == (350, 420, 420)
    assert note.total_taxes is not None and note.total_taxes[0].amount == 70
    lines = client.v1.credit_notes.line_items.list(note.id).data
    assert {row.type for row in lines} == {"custom_line_item", "invoice_line_item"}


def test_a_credit_note_before_and_after_payment(
    client: Client, customer: stripe.Customer, taxed: stripe.Invoice
) -> None:
    partly = pay(client, "pm_card_visa", 1_120, customer=customer.id)
    client.v1.invoices.attach_payment(taxed.id, {"payment_intent": partly.id})
    mixed = client.v1.credit_notes.create(
        {"invoice": taxed.id, "amount": 180, "refund_amount": 100}
    )
    assert (mixed.type, mixed.pre_payment_amount, mixed.post_payment_amount) == (
        "mixed",
        80,
        100,
    )
    assert client.v1.invoices.retrieve(taxed.id).status == "paid"
    assert client.v1.credit_notes.update(mixed.id, {"memo": "n"}).memo == "n"
    assert len(client.v1.credit_notes.list({"invoice": taxed.id}).data) == 1
    assert client.v1.credit_notes.retrieve(mixed.id).number.endswith("-CN-01")


def test_a_credit_note_may_point_at_a_refund_made_before(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 900)
    client.v1.invoices.pay(invoice.id)
    charge = client.v1.charges.list({"customer": customer.id}).data[0]
    refund = client.v1.refunds.create({"charge": charge.id, "amount": 300})
    note = client.v1.credit_notes.create(
        {
            "invoice": invoice.id,
            "amount": 300,
            "refunds": [{"refund": refund.id, "amount_refunded": 300}],
        }
    )
    assert note.refunds[0].refund == refund.id
    assert len(client.v1.refunds.list({"charge": charge.id}).data) == 1
    too_much: Any = {"invoice": invoice.id, "amount": 601, "credit_amount": 601}
    assert refused(lambda: client.v1.credit_notes.create(too_much)).param == "amount"
    draft = write(client, customer.id, 5)
    assert refused(lambda: client.v1.credit_notes.create({"invoice": draft.id, "amount": 5}))
