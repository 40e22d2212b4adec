"""Single calls that the longer stories do not make."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.server import StripeSandbox

from .test_invoice_life import open_invoice, write
from .test_payments import pay
from .tour import DAY_S

Client = stripe.StripeClient


def refused(call: Any) -> stripe.InvalidRequestError:
    """The 400 a call ends in."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    return caught.value


# -- invoice items and drafts -----------------------------------------------------


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


# -- credit notes -------------------------------------------------------------------


def test_credit_notes_by_line_and_mixed(client: Client, customer: stripe.Customer) -> None:
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
    invoice = client.v1.invoices.finalize_invoice(draft.id)
    line = invoice.lines.data[0]
    note = client.v1.credit_notes.create(
        {
            "invoice": invoice.id,
            "lines": [
                {"type": "invoice_line_item", "invoice_line_item": line.id, "quantity": 1},
                {
                    "type": "custom_line_item",
                    "description": "Fee",
                    "unit_amount": 50,
                    "quantity": 2,
                    "tax_rates": [rate.id],
                },
            ],
            "memo": "m",
        }
    )
    assert (note.subtotal, note.total, note.amount) == (350, 420, 420)
    assert note.total_taxes is not None and note.total_taxes[0].amount == 70
    lines = client.v1.credit_notes.line_items.list(note.id).data
    assert {row.type for row in lines} == {"custom_line_item", "invoice_line_item"}
    partly = pay(client, "pm_card_visa", 700, customer=customer.id)
    client.v1.invoices.attach_payment(invoice.id, {"payment_intent": partly.id})
    mixed = client.v1.credit_notes.create(
        {"invoice": invoice.id, "amount": 180, "refund_amount": 100}
    )
    assert (mixed.type, mixed.pre_payment_amount, mixed.post_payment_amount) == (
        "mixed",
        80,
        100,
    )
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"
    assert client.v1.credit_notes.update(mixed.id, {"memo": "n"}).memo == "n"
    assert len(client.v1.credit_notes.list({"invoice": invoice.id}).data) == 2
    assert client.v1.credit_notes.retrieve(mixed.id).number.endswith("-CN-02")


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


# -- payments -------------------------------------------------------------------------


def test_intents_are_changed_until_they_are_paid(
    client: Client, customer: stripe.Customer
) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "usd"})
    changed = client.v1.payment_intents.update(
        intent.id,
        {
            "amount": 700,
            "customer": customer.id,
            "payment_method": "pm_card_visa",
            "description": "d",
            "metadata": {"k": "v"},
            "payment_details": {"order_reference": "S1"},
            "shipping": {"name": "Dock", "address": {"city": "Austin"}},
        },
    )
    assert (changed.amount, changed.status) == (700, "requires_confirmation")
    client.v1.payment_intents.confirm(intent.id)
    late: Any = {"amount": 900}
    error = refused(lambda: client.v1.payment_intents.update(intent.id, late))
    assert (error.code, error.param) == ("payment_intent_unexpected_state", "amount")
    assert client.v1.payment_intents.update(intent.id, {"description": "e"}).description == "e"
    refused(lambda: client.v1.payment_intents.cancel(intent.id))


def test_an_invoices_own_intent_is_not_cancelled_by_hand(
    client: Client, customer: stripe.Customer
) -> None:
    invoice = open_invoice(client, customer.id, 500)
    row = client.v1.invoice_payments.list({"invoice": invoice.id}).data[0]
    refused(lambda: client.v1.payment_intents.cancel(str(row.payment.payment_intent)))


def test_off_session_needs_confirm_and_a_method(client: Client) -> None:
    lonely: Any = {"amount": 500, "currency": "usd", "off_session": True}
    assert refused(lambda: client.v1.payment_intents.create(lonely)).param == "off_session"
    naked: Any = {"amount": 500, "currency": "usd", "confirm": True}
    error = refused(lambda: client.v1.payment_intents.create(naked))
    assert error.code == "payment_intent_unexpected_state"
    wrong: Any = {"amount": 500, "currency": "eur", "payment_method": "pm_usBankAccount_success"}
    error = refused(lambda: client.v1.payment_intents.create(wrong))
    assert error.code == "payment_intent_invalid_currency"


def test_charges_and_refunds_carry_notes(client: Client) -> None:
    intent = pay(client, "pm_card_visa")
    charge_id = str(intent.latest_charge)
    charge = client.v1.charges.update(
        charge_id, {"description": "x", "metadata": {"k": "v"}, "shipping": {"name": "n"}}  # type: ignore[typeddict-item]
    )
    assert (charge.description, charge.metadata["k"]) == ("x", "v")
    refund = client.v1.refunds.create({"charge": charge_id, "amount": 5})
    assert client.v1.refunds.update(refund.id, {"metadata": {"a": "b"}}).metadata is not None
    refused(lambda: client.v1.refunds.cancel(refund.id))
    refused(lambda: client.v1.refunds.create({}))
    unpaid = client.v1.payment_intents.create({"amount": 500, "currency": "usd"})
    refused(lambda: client.v1.refunds.create({"payment_intent": unpaid.id}))


def test_setup_intents_are_changed_refused_and_cancelled(
    client: Client, customer: stripe.Customer
) -> None:
    setup = client.v1.setup_intents.create({"usage": "on_session"})
    refused(lambda: client.v1.setup_intents.confirm(setup.id))
    client.v1.setup_intents.update(
        setup.id, {"customer": customer.id, "description": "d", "metadata": {"k": "v"}}
    )
    with pytest.raises(stripe.CardError) as caught:
        client.v1.setup_intents.confirm(
            setup.id, {"payment_method": "pm_card_visa_chargeDeclined"}
        )
    assert caught.value.code == "card_declined"
    after = client.v1.setup_intents.retrieve(setup.id)
    assert after.status == "requires_payment_method"
    assert after.last_setup_error is not None
    assert client.v1.setup_intents.cancel(setup.id).status == "canceled"
    refused(lambda: client.v1.setup_intents.cancel(setup.id))
    assert len(client.v1.setup_intents.list({"customer": customer.id}).data) == 1


def test_payment_records_are_refunded(sandbox: StripeSandbox, client: Client) -> None:
    now = sandbox.clock.now()
    record = client.v1.payment_records.report_payment(
        {
            "amount_requested": {"currency": "usd", "value": 800},
            "initiated_at": now,
            "outcome": "guaranteed",
            "guaranteed": {"guaranteed_at": now},
            "payment_method_details": {"type": "custom", "custom": {"display_name": "Wire"}},
            "customer_details": {"name": "A"},
            "processor_details": {"type": "custom", "custom": {"payment_reference": "B7"}},
        }
    )
    params: Any = {
        "amount": {"currency": "usd", "value": 300},
        "outcome": "refunded",
        "processor_details": {"type": "custom", "custom": {"refund_reference": "R1"}},
        "refunded": {"refunded_at": now},
    }
    after = client.v1.payment_records.report_refund(record.id, params)
    assert after.amount_refunded.value == 300
    params["amount"]["value"] = 501
    refused(lambda: client.v1.payment_records.report_refund(record.id, params))
    assert client.v1.payment_records.retrieve(record.id).amount_guaranteed.value == 800


# -- subscriptions, payouts, endpoints ----------------------------------------------------


def test_subscription_items_come_and_go(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    data: Any = {
        "currency": "usd",
        "product": client.v1.products.create({"name": "p"}).id,
        "recurring": {"interval": "month"},
        "unit_amount": 500,
    }
    made = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price_data": data}]}
    )
    first = made.items.data[0]
    client.v1.subscription_items.update(first.id, {"quantity": 3, "metadata": {"k": "v"}})
    second = client.v1.subscription_items.create(
        {"subscription": made.id, "price_data": data, "quantity": 2}
    )
    assert second.current_period_end == first.current_period_end
    listed = client.v1.subscription_items.list({"subscription": made.id}).data
    assert {item.id for item in listed} == {first.id, second.id}
    assert client.v1.subscription_items.delete(second.id).deleted is True
    refused(lambda: client.v1.subscription_items.delete(first.id))
    client.v1.subscriptions.update(
        made.id, {"items": [{"id": first.id, "quantity": 4}], "metadata": {"a": "b"}}
    )
    sandbox.advance(31 * DAY_S + 3600)
    invoice = client.v1.invoices.list({"subscription": made.id, "limit": 1}).data[0]
    assert invoice.total == 2_000
    assert len(client.v1.subscriptions.list({"customer": customer.id}).data) == 1


def test_prices_a_subscription_cannot_have(client: Client, customer: stripe.Customer) -> None:
    once: Any = {"product_data": {"name": "p"}, "currency": "usd", "unit_amount": 5}
    price = client.v1.prices.create(once)
    monthly = client.v1.prices.create({**once, "recurring": {"interval": "month"}})
    yearly = client.v1.prices.create({**once, "recurring": {"interval": "year"}})
    create = client.v1.subscriptions.create
    for items in ([{"price": price.id}], [{"price": monthly.id}, {"price": yearly.id}]):
        refused(lambda i=items: create({"customer": customer.id, "items": i}))  # type: ignore[misc]
    client.v1.prices.update(monthly.id, {"active": False})
    refused(lambda: create({"customer": customer.id, "items": [{"price": monthly.id}]}))


def test_an_incomplete_subscription_expires(
    sandbox: StripeSandbox, client: Client, customer: stripe.Customer
) -> None:
    price = client.v1.prices.create(
        {
            "product_data": {"name": "p"},
            "currency": "usd",
            "unit_amount": 500,
            "recurring": {"interval": "month"},
        }
    )
    made = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": price.id}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice.confirmation_secret"],
        }
    )
    assert made.status == "incomplete"
    assert isinstance(made.latest_invoice, stripe.Invoice)
    assert made.latest_invoice.confirmation_secret is not None
    sandbox.advance(DAY_S)
    assert client.v1.subscriptions.retrieve(made.id).status == "incomplete_expired"
    assert client.v1.invoices.retrieve(made.latest_invoice.id).status == "void"
    refused(lambda: client.v1.subscriptions.update(made.id, {"description": "x"}))


def test_payouts_are_found(client: Client) -> None:
    pay(client, "pm_card_bypassPending", 10_000)
    made = client.v1.payouts.create({"amount": 100, "currency": "usd", "metadata": {"k": "v"}})
    assert client.v1.payouts.update(made.id, {"metadata": {"k": ""}}).metadata is not None
    found = client.v1.payouts.list({"status": "pending", "arrival_date": made.arrival_date})
    assert [row.id for row in found.data] == [made.id]
    assert client.v1.payouts.list({"arrival_date": {"lt": made.arrival_date}}).data == []


def test_endpoints_are_changed_and_checked(client: Client) -> None:
    made = client.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:9/x", "enabled_events": ["*"], "description": "d"}
    )
    changed = client.v1.webhook_endpoints.update(
        made.id, {"url": "http://127.0.0.1:9/y", "metadata": {"k": "v"}}
    )
    assert changed.url.endswith("/y")
    for bad in ({"url": "nowhere"}, {"api_version": "2031-01-01"}):
        wanted: Any = {"url": "http://127.0.0.1:9/x", "enabled_events": ["*"], **bad}
        refused(lambda w=wanted: client.v1.webhook_endpoints.create(w))  # type: ignore[misc]


def test_sessions_are_refused_updated_and_listed(
    client: Client, customer: stripe.Customer
) -> None:
    create = client.v1.checkout.sessions.create
    item: Any = {
        "price_data": {
            "currency": "usd",
            "unit_amount": 500,
            "product_data": {"name": "p"},
            "recurring": {"interval": "month"},
        },
        "quantity": 1,
    }
    base: Any = {"success_url": "https://s.example", "customer": customer.id}
    for params in (
        {**base, "mode": "payment"},
        {**base, "mode": "setup"},
        {**base, "mode": "payment", "line_items": [item]},
        {"mode": "setup", "currency": "usd"},
    ):
        refused(lambda p=params: create(p))  # type: ignore[misc]
    made = create({**base, "mode": "subscription", "line_items": [item]})
    updated = client.v1.checkout.sessions.update(made.id, {"metadata": {"k": "v"}})
    assert updated.metadata is not None and updated.metadata["k"] == "v"
    listed = client.v1.checkout.sessions.list({"customer": customer.id, "status": "open"})
    assert [row.id for row in listed.data] == [made.id]
    items = client.v1.checkout.sessions.line_items.list(made.id).data
    assert items[0].price is not None and items[0].price.unit_amount == 500
    opened = client.v1.checkout.sessions.retrieve(made.id, {"expand": ["line_items"]})
    assert opened.line_items is not None and len(opened.line_items.data) == 1


# -- control -------------------------------------------------------------------------------


def test_money_is_moved_by_the_control_api(sandbox: StripeSandbox, client: Client) -> None:
    control = sandbox.control.call
    intent = pay(client, "pm_card_bypassPending", 9_000)
    dispute: Any = control(
        "POST", "/disputes", {"charge": str(intent.latest_charge), "reason": "duplicate"}
    )
    assert dispute["reason"] == "duplicate"
    with pytest.raises(StripeError):
        control("POST", "/disputes", {"charge": str(intent.latest_charge)})
    with pytest.raises(StripeError):
        control("POST", f"/disputes/{dispute['id']}/close", {"status": "drawn"})
    closed: Any = control("POST", f"/disputes/{dispute['id']}/close", {"status": "won"})
    assert closed["status"] == "won"
    with pytest.raises(StripeError):
        control("POST", f"/disputes/{dispute['id']}/close", {"status": "lost"})
    other = pay(client, "pm_card_visa", 5_000)
    refund = client.v1.refunds.create({"payment_intent": other.id})
    failed: Any = control("POST", f"/refunds/{refund.id}/fail", {"reason": "declined"})
    assert (failed["status"], failed["failure_reason"]) == ("failed", "declined")
    assert control("POST", f"/refunds/{refund.id}/fail")["status"] == "failed"
    debit = pay(client, "pm_usBankAccount_success")
    assert control("POST", f"/payment_intents/{debit.id}/settle")["status"] == "succeeded"
    assert control("POST", "/payouts/run", {"currency": "eur"}) == {"payout": None}
    payout: Any = control("POST", "/payouts/run", {"currency": "usd"})
    control("POST", f"/payouts/{payout['id']}/fail", {"code": "no_account", "message": "m"})
    with pytest.raises(StripeError):
        control("POST", f"/payouts/{payout['id']}/fail")
    assert sandbox.books()["payouts"][payout["id"]]["status"] == "failed"


def test_keys_accounts_and_time_by_the_control_api(sandbox: StripeSandbox) -> None:
    control = sandbox.control.call
    assert len(control("GET", "/keys")["keys"]) == 2
    for path, body in (
        ("/keys/sk_none/status", {"status": "expired"}),
        (f"/keys/{sandbox.secret_key}/status", {"status": "lost"}),
        ("/accounts", {"id": sandbox.account_id}),
        (f"/accounts/{sandbox.account_id}/settings", {"settings": {"colour": "red"}}),
        ("/snapshots/none/restore", {}),
        ("/webhooks/deliveries/whd_9/retry", {}),
        ("/webhooks/policy", {"speed": 3}),
        ("/webhooks/policy", {"lose": "all"}),
        ("/disputes", {"account": "acct_none"}),
    ):
        with pytest.raises(StripeError):
            control("POST", path, body)
    assert control("POST", "/clock", {"ticking": False})["now"] == sandbox.clock.now()
    assert control("GET", "/webhooks/policy")["duplicate"] == 0
    control("POST", "/faults", {"kind": "latency"})
    assert control("DELETE", "/faults") == {}
    assert control("GET", "/faults")["faults"] == []
