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
        journal = cls.env["account.journal"].create(
            {"name": "Online", "type": "bank", "code": "ONL", "company_id": company.id}
        )
        cls.provider.journal_id = journal
        outstanding = cls.env["account.account"].create(
            {"name": "Outstanding Online", "code": "109900", "account_type": "asset_current", "reconcile": True}
        )
        lines = journal.inbound_payment_method_line_ids
        lines.filtered(lambda line: line.payment_provider_id == cls.provider).payment_account_id = outstanding
        cls.outstanding = outstanding

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

    def test_refund_of_an_own_payment_ties_out(self):
        move = self.invoice()
        intent = self.shop.collect(10_000)
        self.transaction(move, intent)
        self.settle(self.connection)
        self.shop.post("refunds", payment_intent=intent["id"], amount=2_500)
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertEqual(self.receipt(intent["id"]).reversed_amount, 25.0)
