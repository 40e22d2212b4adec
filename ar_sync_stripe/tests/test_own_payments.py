"""A payment that Odoo's own Stripe provider recorded is recognised by its payment intent, and not posted twice."""

from datetime import timedelta

from odoo import fields

from .common import ImportedCase


class TestOwnPayments(ImportedCase):
    """An online payment on Odoo's website: Odoo books it, then Stripe tells of its charge."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    @classmethod
    def prepare(cls):  # pylint: disable=missing-return
        super().prepare()
        company = cls.connection.company_id
        cls.provider = cls.env.ref("payment.payment_provider_stripe").copy({"company_id": company.id, "state": "test",
            "stripe_publishable_key": "pk_test_x", "stripe_secret_key": "sk_test_x"})  # fmt: skip
        journal = cls.payment_journal()
        cls.provider.journal_id = journal
        outstanding = cls.env["account.account"].create(
            {"name": "Outstanding Online", "code": "109900", "account_type": "asset_current", "reconcile": True}
        )
        lines = journal.inbound_payment_method_line_ids
        lines.filtered(lambda line: line.payment_provider_id == cls.provider).payment_account_id = outstanding
        cls.outstanding = outstanding

    @classmethod
    def payment_journal(cls):
        """Return the journal in which Odoo's own provider records its payments."""
        return cls.env["account.journal"].create({"name": "Online", "type": "bank", "code": "ONL"})

    def setUp(self):
        super().setUp()
        create_payment = self.registry["payment.transaction"]._create_payment

        def on_the_sandboxs_day(transaction, **values):
            return create_payment(transaction, **{"date": "2026-06-30", **values})

        self.patch(self.registry["payment.transaction"], "_create_payment", on_the_sandboxs_day)

    def invoice(self, amount=100.0):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.mirror("customer", self.ada).partner_id.id,
                "invoice_date": "2026-06-30",
                "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": amount, "tax_ids": False})],
            }
        )
        move.action_post()
        return move

    def transaction(self, move, intent, state="done"):
        """Record what Odoo knows of an online payment; a done one makes an ``account.payment``."""
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_card").id,
                "reference": f"{move.name}-{intent['id'][-6:]}",
                "provider_reference": intent["id"],
                "amount": intent["amount"] / 100,
                "currency_id": move.currency_id.id,
                "partner_id": move.partner_id.id,
                "invoice_ids": [(6, 0, move.ids)],
                "operation": "online_direct",
            }
        )
        if state == "done":
            transaction._set_done()
            transaction._post_process()
        return transaction

    def test_recognised_not_posted_twice(self):
        move = self.invoice()
        intent = self.shop.collect(10_000, description="Odoo reference")
        payment = self.transaction(move, intent).payment_id
        self.assertTrue(payment.move_id, "Odoo booked it on the outstanding account")
        self.assertEqual(self.balance(self.outstanding), 100.0)
        self.settle(self.connection)
        receipt = self.receipt(intent["id"])
        self.assertEqual(receipt.state, "matched", receipt.reason)
        self.assertEqual(self.balance(self.outstanding), 0.0)
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(move.amount_residual, 0.0)
        self.assert_tied_out("usd")
        receivable = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").account_id
        domain = [("account_id", "=", receivable.id), ("partner_id", "=", move.partner_id.id)]
        groups = self.env["account.move.line"]._read_group(
            [*domain, ("parent_state", "=", "posted")], [], ["balance:sum"]
        )
        self.assertEqual(groups, [(0.0,)], "the customer owes nothing and has no credit")

    def test_waits_while_odoo_records_it(self):
        """The charge is read before Odoo has made its payment: it waits instead of paying the invoice itself."""
        move = self.invoice()
        intent = self.shop.collect(10_000)
        transaction = self.transaction(move, intent, state="draft")
        self.settle(self.connection)
        charge = self.mirror("charge", intent["latest_charge"])
        self.assertFalse(charge.receipt_id)
        self.assertTrue(charge.needs_apply)
        self.assertIn(transaction.reference, charge.problem)
        transaction._set_done()
        transaction._post_process()
        charge.next_apply_at = False
        self.settle(self.connection)
        self.assertEqual(charge.receipt_id.state, "matched", charge.receipt_id.reason)
        self.assertEqual(self.balance(self.outstanding), 0.0)
        self.assert_tied_out("usd")

    def test_a_transaction_that_never_ends_does_not_hold_the_money_for_ever(self):
        move = self.invoice()
        intent = self.shop.collect(10_000)
        transaction = self.transaction(move, intent, state="draft")
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(hours=2), transaction.id],
        )
        self.env.invalidate_all()
        self.settle(self.connection)
        self.assertTrue(self.receipt(intent["id"]))
        self.assert_tied_out("usd")

    # === REFUNDS === #

    def paid(self, amount=100.0):
        """Return (invoice, payment intent, transaction) of an own payment that is in the books and recognised."""
        move = self.invoice(amount)
        intent = self.shop.collect(round(amount * 100))
        transaction = self.transaction(move, intent)
        self.arrive()
        return move, intent, transaction

    def arrive(self):
        self.settle(self.connection)
        self.assert_tied_out("usd")

    def refund_transaction(self, transaction, refund, state="done"):
        """Record a refund in Odoo, as its provider does when it sent it or heard of it."""
        child = transaction._create_child_transaction(refund["amount"] / 100, is_refund=True)
        child.provider_reference = refund["id"]
        if state == "done":
            child._set_done()
            child._post_process()
        return child

    def owed(self, move):
        """Return what the customer owes (or has as credit) by all entries together."""
        domain = [("partner_id", "=", move.partner_id.id), ("parent_state", "=", "posted")]
        [(total,)] = self.env["account.move.line"]._read_group(
            [*domain, ("account_id.account_type", "=", "asset_receivable")], [], ["balance:sum"]
        )
        return round(total, 2)

    def outstanding_items(self):
        return self.env["account.move.line"].search(
            [("account_id", "=", self.outstanding.id), ("parent_state", "=", "posted"), ("reconciled", "=", False)]
        )

    def test_refund_at_stripe_opens_the_invoice_and_clears_the_outstanding_account(self):
        move, intent, _transaction = self.paid()
        refund = self.shop.post("refunds", payment_intent=intent["id"], amount=2_500)
        self.arrive()
        self.assertEqual(self.receipt(intent["id"]).reversed_amount, 25.0)
        self.assertEqual((move.amount_residual, self.owed(move)), (25.0, 25.0))
        self.assertFalse(self.outstanding_items())
        self.assertTrue(self.mirror("refund", refund["id"]).own_move_id)
        self.shop.post("refunds", payment_intent=intent["id"])
        self.arrive()
        self.assertEqual((move.amount_residual, self.owed(move)), (100.0, 100.0))
        self.assertFalse(self.outstanding_items())
        self.assertEqual(self.receipt(intent["id"]).state, "reversed")

    def test_refund_sent_from_odoo_is_cleared_by_odoos_own_payment(self):
        move, intent, transaction = self.paid()
        refund = self.shop.post("refunds", payment_intent=intent["id"], amount=2_500)
        payment = self.refund_transaction(transaction, refund).payment_id
        self.assertEqual(payment.payment_type, "outbound")
        self.arrive()
        self.assertFalse(self.outstanding_items())
        self.assertFalse(self.mirror("refund", refund["id"]).own_move_id)
        self.assertEqual((move.amount_residual, self.owed(move)), (0.0, 25.0), "as Odoo booked it")

    def test_refund_that_odoo_is_recording_is_waited_for(self):
        move, intent, transaction = self.paid()
        refund = self.shop.post("refunds", payment_intent=intent["id"], amount=2_500)
        child = self.refund_transaction(transaction, refund, state="draft")
        self.settle(self.connection)
        movement = self.mirror("refund", refund["id"]).balance_transaction_id
        self.assertFalse(movement.is_booked)
        self.assertIn("recording", movement.booked_note)
        child._set_done()
        child._post_process()
        self.arrive()
        self.assertFalse(self.outstanding_items())
        self.assertEqual(self.owed(move), 25.0)

    def test_refund_that_odoo_hears_of_later_is_not_on_the_customer_twice(self):
        move, intent, transaction = self.paid()
        refund = self.shop.post("refunds", payment_intent=intent["id"], amount=2_500)
        self.arrive()
        self.assertEqual(self.owed(move), 25.0)
        self.refund_transaction(transaction, refund)
        self.assertFalse(self.outstanding_items())
        self.assertFalse(self.mirror("refund", refund["id"]).own_move_id)
        self.assertEqual((move.amount_residual, self.owed(move)), (0.0, 25.0))
        self.assert_tied_out("usd")

    def test_lost_dispute_of_an_own_payment_opens_the_invoice(self):
        self.connection.company_id.ar_dispute_lost = "reopen"
        move, intent, _transaction = self.paid()
        dispute = self.shop.control("POST", "/disputes", charge=intent["latest_charge"])
        self.arrive()
        self.assertTrue(move.ar_is_disputed)
        self.shop.control("POST", f"/disputes/{dispute['id']}/close", status="lost")
        self.arrive()
        self.assertEqual((move.amount_residual, self.owed(move)), (100.0, 100.0))
        self.assertFalse(self.outstanding_items())

    # === ONE CUSTOMER, ONE JOURNAL === #

    def test_a_customer_odoo_made_is_no_second_contact(self):
        partner = self.env["res.partner"].create({"name": "Grace Optics", "email": "grace@optics.example"})
        customer = self.shop.customer("G. Optics", email="billing@optics.example")
        self.env["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_card").id,
                "payment_details": "4242",
                "partner_id": partner.id,
                "provider_ref": customer,
            }
        )
        self.settle(self.connection)
        self.assertEqual(self.mirror("customer", customer).partner_id, partner)
        self.assertEqual(partner.name, "Grace Optics")

    def test_money_is_in_one_journal(self):
        """Odoo's journal only holds what is outstanding; the money and its fee are in Stripe's."""
        _move, intent, transaction = self.paid()
        receipt = self.receipt(intent["id"])
        self.assertIn(receipt.journal_id, self.connection.journal_ids)
        liquidity = self.provider.journal_id.default_account_id
        expected = self.shop.total("usd") if self.provider.journal_id == receipt.journal_id else 0.0
        self.assertEqual(self.balance(liquidity), expected)
        self.assertIn(receipt, transaction.invoice_ids.ar_receipt_ids)


class TestOneJournal(TestOwnPayments):
    """The same, where Odoo's own provider records its payments in the Stripe journal itself."""

    @classmethod
    def payment_journal(cls):
        return cls.connection._ar_journal(cls.connection.company_id.currency_id)

    def test_paid_in_the_portal_by_odoo_s_own_provider(self):
        """Odoo's own code makes the customer and the payment at Stripe, and books it; then Stripe tells of both."""
        url, key = self.shop.sandbox.url, self.shop.sandbox.secret_key
        Provider = self.registry["payment.provider"]
        self.patch(Provider, "_build_request_url", lambda provider, endpoint, **options: f"{url}/v1/{endpoint}")
        self.provider.with_env(self.env).stripe_secret_key = key
        move = self.invoice()
        contacts = self.env["res.partner"].search_count([])
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_card").id,
                "reference": "portal-1",
                "amount": 100.0,
                "currency_id": move.currency_id.id,
                "partner_id": move.partner_id.id,
                "invoice_ids": [(6, 0, move.ids)],
                "operation": "online_direct",
            }
        )
        intent = transaction._stripe_create_intent()
        intent = self.shop.post(f"payment_intents/{intent['id']}/confirm", payment_method="pm_card_visa")
        data = {"reference": "portal-1", "payment_intent": {**intent, "payment_method": {"id": "pm_1", "type": "card"}}}
        transaction._process("stripe", data)
        transaction._post_process()
        self.arrive()
        receipt = self.receipt(intent["id"])
        self.assertEqual((transaction.state, move.payment_state, receipt.state), ("done", "paid", "matched"))
        self.assertEqual((transaction.payment_id.journal_id, receipt.journal_id), (self.provider.journal_id,) * 2)
        self.assertFalse(self.outstanding_items())
        self.assertEqual((self.owed(move), self.env["res.partner"].search_count([])), (0.0, contacts))
