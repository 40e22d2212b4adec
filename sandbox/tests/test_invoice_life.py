"""Invoices from draft to their end, through the official library over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .tour import DAY_S

Client = stripe.StripeClient


def write(client: Client, customer: str, *amounts: int, **params: Any) -> stripe.Invoice:
    """A draft with a line for each amount."""
    invoice = client.v1.invoices.create({"customer": customer, **params})  # type: ignore[arg-type]
    lines = [{"amount": amount, "description": f"Item {amount}"} for amount in amounts]
    return client.v1.invoices.add_lines(invoice.id, {"lines": lines})  # type: ignore[typeddict-item]


def open_invoice(client: Client, customer: str, *amounts: int) -> stripe.Invoice:
    """An open invoice due in thirty days."""
    draft = write(
        client, customer, *amounts, collection_method="send_invoice", days_until_due=30
    )
    return client.v1.invoices.finalize_invoice(draft.id)


def refused(call: Any) -> stripe.StripeError:
    """The error a call ends in."""
    with pytest.raises(stripe.StripeError) as caught:
        call()
    return caught.value


def test_a_draft_is_numbered_when_finalized_and_paid_by_the_card_on_file(
    client: Client, customer: stripe.Customer
) -> None:
    draft = write(client, customer.id, 1000, 250)
    assert (draft.status, draft.number, draft.total) == ("draft", None, 1250)
    opened = client.v1.invoices.finalize_invoice(draft.id)
    assert (opened.status, opened.amount_remaining) == ("open", 1250)
    assert opened.number is not None and opened.number.endswith("-0001")
    paid = client.v1.invoices.pay(draft.id, {"expand": ["payments"]})
    assert (paid.status, paid.amount_paid, paid.amount_remaining) == ("paid", 1250, 0)
    assert paid.payments is not None
    payment = paid.payments.data[0]
    assert (payment.status, payment.amount_paid, payment.is_default) == ("paid", 1250, True)
    assert paid.status_transitions.paid_at is not None


def test_the_second_invoice_of_a_customer_gets_the_next_number(
    client: Client, customer: stripe.Customer
) -> None:
    first = open_invoice(client, customer.id, 100)
    second = open_invoice(client, customer.id, 100)
    assert first.number and second.number
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_long_invoices_embed_ten_lines_and_page_the_rest_in_order(
    client: Client, customer: stripe.Customer
) -> None:
    draft = write(client, customer.id, *range(100, 237))
    assert len(draft.lines.data) == 10
    assert draft.lines.has_more
    listed = [
        line.amount
        for line in client.v1.invoices.line_items.list(
            draft.id, {"limit": 50}
        ).auto_paging_iter()
    ]
    assert listed == list(range(100, 237))


def test_lines_change_in_drafts_only(client: Client, customer: stripe.Customer) -> None:
    draft = write(client, customer.id, 1000, 500)
    line = draft.lines.data[0]
    changed = client.v1.invoices.update_lines(
        draft.id, {"lines": [{"id": line.id, "amount": 1200, "description": "More"}]}
    )
    assert changed.total == 1700
    removed = client.v1.invoices.remove_lines(
        draft.id, {"lines": [{"id": line.id, "behavior": "delete"}]}
    )
    assert removed.total == 500
    client.v1.invoices.finalize_invoice(draft.id)
    error = refused(
        lambda: client.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 1}]})
    )
    assert error.http_status == 400


def test_pending_items_are_drawn_in_only_when_asked_for(
    client: Client, customer: stripe.Customer
) -> None:
    item = client.v1.invoice_items.create(
        {"customer": customer.id, "amount": 700, "currency": "usd"}
    )
    assert item.invoice is None
    assert client.v1.invoices.create({"customer": customer.id}).total == 0
    with_it = client.v1.invoices.create(
        {"customer": customer.id, "pending_invoice_items_behavior": "include"}
    )
    assert with_it.total == 700
    assert client.v1.invoice_items.retrieve(item.id).invoice == with_it.id


def test_two_payments_of_their_own_pay_an_invoice(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 10_000)
    for amount, status, remaining in ((4_000, "open", 6_000), (6_000, "paid", 0)):
        intent = client.v1.payment_intents.create(
            {
                "amount": amount,
                "currency": "usd",
                "customer": customer.id,
                "payment_method": "pm_card_visa",
                "confirm": True,
            }
        )
        invoice = client.v1.invoices.attach_payment(
            invoice.id, {"payment_intent": intent.id}
        )
        assert (invoice.status, invoice.amount_remaining) == (status, remaining)
    payments = client.v1.invoice_payments.list({"invoice": invoice.id}).data
    assert sorted((p.status, p.is_default) for p in payments) == [
        ("canceled", True),
        ("paid", False),
        ("paid", False),
    ]


def test_a_payment_attached_before_it_succeeds_counts_when_it_does(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 900)
    intent = client.v1.payment_intents.create(
        {"amount": 900, "currency": "usd", "customer": customer.id}
    )
    attached = client.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
    assert attached.status == "open"
    client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"


def test_overpayment_becomes_credit_that_the_next_invoice_uses(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 1_000)
    intent = client.v1.payment_intents.create(
        {
            "amount": 1_300,
            "currency": "usd",
            "customer": customer.id,
            "payment_method": "pm_card_visa",
            "confirm": True,
        }
    )
    paid = client.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
    assert (paid.status, paid.amount_overpaid, paid.amount_paid) == ("paid", 300, 1_000)
    assert client.v1.customers.retrieve(customer.id).balance == -300
    following = open_invoice(client, customer.id, 500)
    assert (following.amount_due, following.starting_balance) == (200, -300)
    assert client.v1.customers.retrieve(customer.id).balance == 0


def test_out_of_band_void_and_uncollectible(
    client: Client, customer: stripe.Customer
) -> None:
    elsewhere = open_invoice(client, customer.id, 400)
    done = client.v1.invoices.pay(
        elsewhere.id, {"paid_out_of_band": True, "expand": ["amount_paid_off_stripe"]}
    )
    assert (done.status, done.amount_paid_off_stripe) == ("paid", 400)
    wrong = open_invoice(client, customer.id, 400)
    assert client.v1.invoices.void_invoice(wrong.id).status == "void"
    assert refused(lambda: client.v1.invoices.pay(wrong.id)).http_status == 400
    lost = open_invoice(client, customer.id, 400)
    assert client.v1.invoices.mark_uncollectible(lost.id).status == "uncollectible"
    assert client.v1.invoices.pay(lost.id).status == "paid"
    assert client.v1.balance.retrieve().pending[0].amount > 0


def test_only_drafts_are_deleted(client: Client, customer: stripe.Customer) -> None:
    draft = write(client, customer.id, 100)
    assert client.v1.invoices.delete(draft.id).deleted
    assert refused(lambda: client.v1.invoices.retrieve(draft.id)).http_status == 404
    opened = open_invoice(client, customer.id, 100)
    assert refused(lambda: client.v1.invoices.delete(opened.id)).http_status == 400


def test_a_declined_card_leaves_the_invoice_open(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 2_000)
    method = client.v1.payment_methods.attach(
        "pm_card_chargeCustomerFail", {"customer": customer.id}
    )
    error = refused(
        lambda: client.v1.invoices.pay(invoice.id, {"payment_method": method.id})
    )
    assert isinstance(error, stripe.CardError)
    assert (error.http_status, error.code) == (402, "card_declined")
    after = client.v1.invoices.retrieve(invoice.id)
    assert (after.status, after.attempt_count) == ("open", 1)
    types = [event.type for event in client.v1.events.list({"limit": 20}).data]
    assert "invoice.payment_failed" in types
    assert client.v1.invoices.pay(invoice.id).status == "paid"


def test_automatic_drafts_are_finalized_after_an_hour_and_collected(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    draft = write(client, customer.id, 3_000, auto_advance=True)
    sandbox.advance(3_599)
    assert client.v1.invoices.retrieve(draft.id).status == "draft"
    sandbox.advance(1)
    assert client.v1.invoices.retrieve(draft.id).status == "paid"


def test_overdue_is_announced(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 100)
    sandbox.advance(30 * DAY_S + 1)
    events = client.v1.events.list({"type": "invoice.overdue"}).data
    assert [event.data.object["id"] for event in events] == [invoice.id]


def test_credit_notes_reduce_what_is_owed_then_give_back(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 1_000)
    note = client.v1.credit_notes.create({"invoice": invoice.id, "amount": 300})
    assert (note.type, note.pre_payment_amount) == ("pre_payment", 300)
    assert client.v1.invoices.retrieve(invoice.id).amount_remaining == 700
    voided = client.v1.credit_notes.void_credit_note(note.id)
    assert voided.status == "void"
    assert client.v1.invoices.retrieve(invoice.id).amount_remaining == 1_000
    client.v1.invoices.pay(invoice.id)
    error = refused(
        lambda: client.v1.credit_notes.create({"invoice": invoice.id, "amount": 400})
    )
    assert error.http_status == 400
    back = client.v1.credit_notes.create(
        {"invoice": invoice.id, "amount": 400, "refund_amount": 250, "credit_amount": 150}
    )
    assert (back.type, back.post_payment_amount) == ("post_payment", 400)
    assert back.refunds[0].amount_refunded == 250
    assert client.v1.customers.retrieve(customer.id).balance == -150


def test_a_payment_record_pays_an_invoice_without_touching_the_balance(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 800)
    now = sandbox.clock.now()
    record = client.v1.payment_records.report_payment(
        {
            "amount_requested": {"currency": "usd", "value": 800},
            "initiated_at": now,
            "outcome": "guaranteed",
            "guaranteed": {"guaranteed_at": now},
            "payment_method_details": {"type": "custom", "custom": {"display_name": "Wire"}},
        }
    )
    paid = client.v1.invoices.attach_payment(invoice.id, {"payment_record": record.id})
    assert paid.status == "paid"
    listed = client.v1.invoice_payments.list(
        {"payment": {"type": "payment_record", "payment_record": record.id}}
    )
    assert [p.invoice for p in listed.data] == [invoice.id]
    assert client.v1.balance.retrieve().pending[0].amount == 0
