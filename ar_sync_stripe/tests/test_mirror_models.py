"""Risk: a field of Stripe's object ends up in the wrong column, or a line of an invoice is left
over.
"""

import json
from datetime import date, datetime

from .mirror_common import MirrorCase
from .payload_fixtures import load

# model -> (fixture, what the row says). Amounts in units of the currency.
EXPECTED = {
    "customer": (
        "customer",
        {
            "name": "Atelier Lyon", "business_name": "Atelier Lyon SARL",
            "email": "ap@atelier.example",
            "street": "Rue du Port 7", "zip": "69002", "city": "Lyon", "country": "FR",
            "balance": -5.0,
            "delinquent": True, "preferred_locales": ["fr-FR", "en"],
            "cash_balances": {"EUR": 1200, "JPY": 7},
            "invoice_prefix": "ATEL", "default_payment_method_ref": "pm_1",
            "display_name": "Atelier Lyon",
        },
    ),
    "product": (
        "product",
        {
            "name": "Calibration", "is_active": True, "default_price_ref": "price_1",
            "unit_label": "balance",
            "tax_code_ref": "txcd_20030000", "updated_at": datetime(2025, 10, 9, 8, 53, 25),
        },
    ),
    "price": (
        "price",
        {
            "unit_amount": 99.375, "recurring_interval": "month", "recurring_interval_count": 3,
            "tax_behavior": "exclusive", "unit_amounts": {"EUR": "9937.5", "JPY": "16000"},
            "product_ref": "prod_1",
            "display_name": "standard", "is_active": True,
        },
    ),
    "invoice.payment": (
        "invoice_payment",
        {
            "invoice_ref": "in_1", "payment_intent_ref": "pi_1", "amount_requested": 242.81,
            "amount_paid": 0.0,
            "status": "open", "is_default": True, "payment_type": "payment_intent",
        },
    ),
    "payment.intent": (
        "payment_intent.new",
        {
            "amount": 242.81, "amount_received": 242.81, "status": "succeeded",
            "latest_charge_ref": "ch_1",
            "order_reference": "in_1", "presentment_amount": 242.81,
            "presentment_currency_code": "EUR",
        },
    ),
    "charge": (
        "charge.new",
        {
            "amount": 242.81, "amount_captured": 242.81, "amount_refunded": 12.81,
            "status": "succeeded",
            "paid": True, "captured": True, "refunded": False, "disputed": False,
            "payment_intent_ref": "pi_1",
            "balance_transaction_ref": "txn_1", "billing_name": "Atelier Lyon SARL",
            "billing_country": "FR",
            "payment_method_type": "card", "payment_method_brand": "visa",
            "payment_method_last4": "4242",
            "outcome_type": "authorized", "receipt_number": "1234-5678",
            "statement_descriptor": "NORTHWIND",
        },
    ),
    "refund": (
        "refund",
        {
            "amount": 12.81, "status": "succeeded", "charge_ref": "ch_1",
            "balance_transaction_ref": "txn_2",
            "reason": "requested_by_customer", "destination_reference": "5812",
            "metadata": {"reason": "travel"},
        },
    ),
    "dispute": (
        "dispute",
        {
            "amount": 242.81, "status": "won", "reason": "fraudulent", "charge_ref": "ch_1",
            "balance_transaction_refs": ["txn_3", "txn_4"], "submission_count": 1,
            "has_evidence": True,
            "evidence_due_at": datetime(2025, 10, 17, 8, 53, 20),
        },
    ),
    "balance.transaction": (
        "balance_transaction",
        {
            "amount": 262.1, "fee": 10.48, "net": 251.62, "exchange_rate": 1.07945,
            "type": "charge",
            "reporting_category": "charge", "booking_kind": "charge", "is_booked": False,
            "source_ref": "ch_1",
            "available_on": date(2025, 10, 16), "status": "pending", "livemode": False,
        },
    ),
    "payout": (
        "payout",
        {
            "amount": 251.62, "status": "paid", "automatic": True, "arrival_date": date(2025, 10,
            18),
            "reconciliation_status": "completed", "trace_number": "081000123",
            "destination_last4": "6789",
            "balance_transaction_ref": "txn_5",
        },
    ),
    "subscription": (
        "subscription.new",
        {"customer_ref": "cus_fr", "is_deleted": False, "items_complete": True},
    ),
    "credit.note": (
        "credit_note.new",
        {"invoice_ref": "in_1", "lines_complete": True, "settled_amount": 0.0},
    ),
    "coupon": ("coupon", {"is_deleted": False}),
    "promotion.code": (
        "promotion_code",
        {
            "code": "SPRING10", "coupon_ref": "10OFF", "is_active": True, "first_time_only": True,
            "minimum_amount": 50.0, "times_redeemed": 3, "max_redemptions": 50, "display_name": "SPRING10",
        },
    ),
    "payment.method": ("payment_method", {"needs_apply": False, "metadata": False}),
    "setup.intent": (
        "setup_intent",
        {
            "status": "requires_payment_method", "customer_ref": "cus_1", "payment_method_ref": "pm_1",
            "method_types": "card, us_bank_account", "mandate_ref": "mandate_1", "usage": "off_session",
            "error_code": "insufficient_funds", "error_message": "Your card has insufficient funds.",
        },
    ),
    "customer.balance.transaction": (
        "customer_balance_transaction",
        {
            "amount": -12.5, "ending_balance": -17.5, "type": "credit_note", "invoice_ref": "in_1",
            "credit_note_ref": "cn_1", "description": "Goodwill", "needs_apply": True, "booking": False,
        },
    ),
    "cash.balance.transaction": (
        "cash_balance_transaction",
        {
            "amount": 242.81, "ending_balance": 242.81, "type": "funded", "reference": "NW-0042",
            "sender_name": "ATELIER LYON SARL", "sender_bank": "COBADEFFXXX", "sender_last4": "3000",
            "transfer_type": "eu_bank_transfer",
        },
    ),
    "subscription.schedule": (
        "subscription_schedule",
        {
            "status": "active", "subscription_ref": "sub_1", "phase_count": 2, "end_behavior": "release",
            "phase_end_at": datetime(2025, 11, 9, 8, 53, 20),
        },
    ),
    "checkout.session": (
        "checkout_session",
        {
            "client_reference_id": "INV/2025/00042", "mode": "payment", "payment_status": "paid",
            "amount_total": 242.81, "amount_tax": 40.47, "invoice_ref": "in_1",
            "payment_intent_ref": "pi_1",
            "customer_email": "ap@atelier.example",
        },
    ),
}  # fmt: skip


class TestColumns(MirrorCase):
    def test_every_object_comes_back(self):
        for model, (fixture, expected) in EXPECTED.items():
            obj = load(fixture)
            self.store(model, self.reading(fixture))
            row = self.row(model, obj["id"])
            for name, value in expected.items():
                with self.subTest(model=model, field=name):
                    self.assertEqual(row[name], value)
            with self.subTest(model=model):
                self.assertEqual(row.company_id, self.company)
                self.assertEqual(row.created_at, datetime.utcfromtimestamp(obj["created"]))
                self.assertTrue(row.display_name)

    def test_names_a_person_knows(self):
        self.store("charge", self.reading("charge.new"))
        name = self.row("charge", "ch_1").display_name
        self.assertIn("242.81", name)
        self.assertIn("2025", name)

    def test_labels_of_states_stripe_may_add(self):
        self.store("payment.intent", self.reading("payment_intent.new", status="requires_brand_new_thing"))
        self.assertEqual(self.row("payment.intent", "pi_1").status_label, "Requires brand new thing")

    def test_the_dashboard_opens_in_the_right_mode(self):
        self.store("charge", self.reading("charge.new"), self.reading("charge.new", id="ch_2", livemode=True))
        account = self.connection.external_account_id
        test, live = self.row("charge", "ch_1"), self.row("charge", "ch_2")
        self.assertEqual(test.stripe_url, f"https://dashboard.stripe.com/{account}/test/payments/ch_1")
        self.assertEqual(live.stripe_url, f"https://dashboard.stripe.com/{account}/payments/ch_2")
        self.store("balance.transaction", self.movement())
        self.assertFalse(self.row("balance.transaction", "txn_1").stripe_url)

    def test_a_session_that_saves_a_card_has_no_money(self):
        self.store(
            "checkout.session",
            self.reading("checkout_session", mode="setup", currency=None, amount_total=None),
        )
        row = self.row("checkout.session", "cs_1")
        self.assertEqual((row.currency_id.id, row.problem), (False, False))


class TestChildren(MirrorCase):
    """Objects that come whole inside others are stored with them."""

    def test_a_charges_movement(self):
        self.store("charge", self.reading("charge.new"))
        movement = self.row("balance.transaction", "txn_1")
        self.assertEqual((movement.net, self.row("charge", "ch_1").balance_transaction_id), (251.62, movement))

    def test_a_disputes_movements(self):
        self.store("dispute", self.reading("dispute"))
        kinds = [self.row("balance.transaction", name).booking_kind for name in ("txn_3", "txn_4")]
        self.assertEqual(kinds, ["dispute", "dispute_reversal"])

    def test_an_intents_charges_in_old_versions(self):
        intent = self.reading("payment_intent.old")
        self.store("payment.intent", intent)
        self.assertEqual(self.row("charge", intent.charges[0].id).payment_intent_id.external_id, intent.id)

    def test_an_older_copy_inside_does_not_win(self):
        self.store("balance.transaction", self.movement(status="available"), seen=10)
        self.store("charge", self.reading("charge.new"), seen=5)
        self.assertEqual(self.row("balance.transaction", "txn_1").status, "available")


class TestInvoice(MirrorCase):
    def lines(self, *ids, **changes):
        """Return lines as Stripe lists them, copied from the fixture's first."""
        first = load("invoice.new")["lines"]["data"][0]
        data = [{**first, "id": line_id, **changes} for line_id in ids]
        return {"object": "list", "data": data, "has_more": False}

    def invoice(self, seen=0, **changes):
        """Store an invoice and return its row."""
        self.written = self.store("invoice", self.reading("invoice.new", **changes), seen=seen)
        return self.row("invoice", "in_1")

    def stored_lines(self):
        return self.row("invoice", "in_1").line_ids.mapped("external_id")

    def test_figures_dates_and_texts(self):
        row = self.invoice()
        self.assertEqual((row.number, row.status, row.display_name), ("NW-0042", "open", "NW-0042"))
        self.assertEqual((row.subtotal, row.total, row.tax), (218.75, 242.81, 40.47))
        self.assertEqual((row.amount_due, row.amount_paid, row.amount_remaining), (242.81, 0.0, 242.81))
        self.assertEqual(row.finalized_at, datetime(2025, 10, 9, 8, 54, 20))
        self.assertEqual(row.customer_tax_ids, [{"type": "eu_vat", "value": "FR40303265045"}])
        self.assertEqual(row.custom_fields, [["Purchase order", "PO-4711"]])
        self.assertEqual(row.taxes[0]["amount_minor"], 4047)
        self.assertTrue(row.lines_complete)
        self.assertEqual(row.payment_ids.mapped("external_id"), ["inpay_1"])

    def test_lines_in_order_with_price_tax_and_discount(self):
        row = self.invoice()
        first, second = row.line_ids
        self.assertEqual((first.sequence, second.sequence), (1, 2))
        self.assertEqual((first.quantity, first.unit_amount, first.amount), (2.0, 99.375, 198.75))
        self.assertEqual(
            (first.discount_amount, first.price_ref, first.product_ref),
            (14.91, "price_1", "prod_1"),
        )
        self.assertEqual(first.taxes[0]["tax_rate_id"], "txr_20")
        self.assertEqual((first.invoice_item_ref, first.is_proration), ("ii_1", False))
        self.assertEqual(first.display_name, "Calibration of a balance")
        self.assertEqual(first.created_at, row.created_at)

    def test_lines_that_are_gone_are_deleted(self):
        self.invoice(lines=self.lines("il_1", "il_2", "il_3"))
        self.invoice(seen=1, lines=self.lines("il_3", "il_1"))
        self.assertEqual((self.written, self.stored_lines()), (1, ["il_3", "il_1"]))
        self.invoice(seen=2, lines=self.lines())
        self.assertEqual(self.stored_lines(), [])

    def test_a_changed_line_alone_is_a_change_of_the_invoice(self):
        row = self.invoice(lines=self.lines("il_1"))
        row._note_applied()
        self.invoice(seen=1, lines=self.lines("il_1", description="Calibration on site"))
        self.assertEqual((self.written, row.needs_apply), (1, True))
        self.assertEqual(row.line_ids.description, "Calibration on site")

    def test_an_older_copy_changes_no_line(self):
        self.invoice(lines=self.lines("il_1"), seen=10)
        self.invoice(lines=self.lines("il_1", "il_2", description="old"), seen=5)
        self.assertEqual((self.written, self.stored_lines()), (0, ["il_1"]))

    def test_an_unchanged_invoice_touches_no_line(self):
        self.invoice()
        self.invoice(seen=1)
        self.assertEqual(self.written, 0)
        self.assertEqual(self.row("invoice.line", "il_1").seen_at, self.row("invoice", "in_1").seen_at)

    def test_a_cut_off_list_deletes_nothing(self):
        row = self.invoice(lines=self.lines("il_1", "il_2", "il_3"))
        cut = {**self.lines("il_1"), "has_more": True}
        self.invoice(seen=1, lines=cut)
        self.assertEqual((self.written, row.lines_complete), (0, True))
        self.invoice(seen=2, lines=cut, status="paid")
        self.assertEqual((row.status, row.lines_complete, len(row.line_ids)), ("paid", False, 3))
        self.invoice(seen=3, lines=self.lines("il_1", "il_2", "il_3"), status="paid")
        self.assertEqual((self.written, row.lines_complete, len(row.line_ids)), (1, True, 3))

    def test_lines_of_other_invoices_stay(self):
        self.invoice(lines=self.lines("il_1"))
        self.store("invoice", self.reading("invoice.new", id="in_2", lines=self.lines("il_2")))
        self.invoice(seen=1, lines=self.lines("il_3"))
        self.assertEqual(self.row("invoice", "in_2").line_ids.mapped("external_id"), ["il_2"])

    def test_a_signed_address_is_no_change(self):
        self.invoice()
        self.invoice(seen=1, hosted_invoice_url="https://invoice.stripe.com/i/acct_1/test_2", invoice_pdf="x")
        self.assertEqual(self.written, 0)

    def test_the_shape_before_basil(self):
        values = self.reading("invoice.old")
        self.store("invoice", values)
        row = self.row("invoice", values.id)
        self.assertEqual(row.payment_intent_ref, values.settlement.payment_intent_id)
        self.assertEqual(len(row.line_ids), len(values.lines))
        self.assertEqual(
            json.dumps(row.line_ids.mapped("invoice_ref")),
            json.dumps([values.id] * len(values.lines)),
        )


class TestActions(MirrorCase):
    """The chain invoice - payment - charge - movement - payout, walked by buttons."""

    def setUp(self):
        super().setUp()
        self.store("invoice", self.reading("invoice.new"))
        self.store("payment.intent", self.reading("payment_intent.new"))
        self.store("charge", self.reading("charge.new"))
        self.store("customer", self.reading("customer"))
        self.store("refund", self.reading("refund"))
        self.store("dispute", self.reading("dispute"))
        self.store("payout", self.reading("payout"))
        self.env["ar.stripe.balance.transaction"]._set_payout(self.connection, "po_1", ["txn_1"])

    def check(self, record, action, target):
        """Walk one step: the button opens the target's form."""
        found = getattr(record, action)()
        self.assertEqual((found["res_model"], found.get("res_id")), (target._name, target.id), action)

    def test_the_chain(self):
        charge, intent = self.row("charge", "ch_1"), self.row("payment.intent", "pi_1")
        invoice, payout = self.row("invoice", "in_1"), self.row("payout", "po_1")
        movement, customer = (
            self.row("balance.transaction", "txn_1"),
            self.row("customer", "cus_fr"),
        )
        payment = self.row("invoice.payment", "inpay_1")
        for record, action, target in (
            (charge, "action_view_invoices", invoice),
            (charge, "action_view_payment_intent", intent),
            (charge, "action_view_balance_transaction", movement),
            (charge, "action_view_payout", payout),
            (charge, "action_view_customer", customer),
            (charge, "action_view_refunds", self.row("refund", "re_1")),
            (charge, "action_view_disputes", self.row("dispute", "dp_1")),
            (intent, "action_view_charges", charge),
            (intent, "action_view_invoices", invoice),
            (invoice, "action_view_payments", payment),
            (payment, "action_view_payment", intent),
            (payment, "action_view_invoice", invoice),
            (movement, "action_view_source", charge),
            (movement, "action_view_payout", payout),
            (payout, "action_view_movements", movement),
            (customer, "action_view_invoices", invoice),
            (customer, "action_view_charges", charge),
            (self.row("refund", "re_1"), "action_view_charge", charge),
            (self.row("dispute", "dp_1"), "action_view_charge", charge),
        ):
            with self.subTest(record=record, action=action):
                self.check(record, action, target)

    def test_several_are_listed(self):
        found = self.row("dispute", "dp_1").action_view_movements()
        self.assertEqual(found["view_mode"], "list,form")
        rows = self.env[found["res_model"]].search(found["domain"])
        self.assertEqual(sorted(rows.mapped("external_id")), ["txn_3", "txn_4"])

    def test_nothing_there_opens_nothing(self):
        self.assertFalse(self.row("customer", "cus_fr").action_view_partner())
        self.assertFalse(self.row("charge", "ch_1").action_view_receipt())
