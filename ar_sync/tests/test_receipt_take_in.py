"""Risk: a payment entered by hand is booked twice, or applied where somebody else applied it."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestTakeIn(ReceivablesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_take_in_payments = True
        cls.Receipt = cls.env["ar.match.receipt"]

    def payment(self, amount, memo="", **values):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.alice.id,
                "amount": amount,
                "currency_id": self.usd.id,
                "journal_id": self.journal.id,
                "date": "2026-03-10",
                "memo": memo,
                **values,
            }
        )
        payment.action_post()
        return payment

    def take_in(self):
        self.env.flush_all()
        self.assertEqual(self.Receipt._take_in_payments(), 0)
        return self.Receipt.search([("payment_id", "!=", False), ("company_id", "=", self.company.id)])

    def test_it_finds_its_invoice_without_another_entry(self):
        invoice = self.invoice(self.alice, 44.0)
        payment = self.payment(44.0, invoice.name)
        receipt = self.take_in()
        self.assertEqual((receipt.amount, receipt.move_id, receipt.state), (44.0, payment.move_id, "new"))
        self.assertEqual(self.take_in(), receipt, "once")
        entries = self.env["account.move"].search_count([("company_id", "=", self.company.id)])
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))
        self.assertEqual(self.env["account.move"].search_count([("company_id", "=", self.company.id)]), entries)
        receipt.action_undo()
        self.assertEqual((invoice.amount_residual, receipt.unapplied_amount), (44.0, 44.0))

    def test_a_payment_registered_on_its_invoice_is_left_alone(self):
        invoice = self.invoice(self.alice, 44.0)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"journal_id": self.journal.id})._create_payments()
        self.assertFalse(self.take_in())

    def test_companies_that_do_not_want_it_are_left_alone(self):
        self.company.ar_take_in_payments = False
        self.payment(44.0)
        self.assertFalse(self.take_in())

    def test_older_payments_than_the_first_day_are_left_alone(self):
        self.company.ar_sync_import_from = "2026-03-11"
        self.payment(44.0)
        self.assertFalse(self.take_in())

    def test_what_somebody_applies_in_odoo_is_closed_and_comes_back_when_that_ends(self):
        invoice, payment = self.invoice(self.alice, 44.0), self.payment(44.0)
        receipt = self.take_in()
        line = payment.move_id.line_ids.filtered(lambda line: line.account_id == self.receivable)
        (line | self.item(invoice)).reconcile()
        self.take_in()
        self.assertEqual(receipt.state, "ignored")
        line.remove_move_reconcile()
        self.take_in()
        self.assertEqual(receipt.state, "new")

    def test_a_payment_taken_back_takes_its_receipt_along(self):
        invoice, payment = self.invoice(self.alice, 44.0), self.payment(44.0)
        receipt = self.take_in()
        receipt._decide_and_act()
        payment.action_draft()
        with self.assertRaisesRegex(UserError, "More is applied than the receipt holds"):
            receipt._apply_by_person([Share(self.item(invoice), 44.0)])
        self.take_in()
        self.assertEqual(receipt.state, "ignored")
        payment.unlink()
        self.assertFalse(receipt.exists(), "nothing is left that could be booked out of nothing")

    def test_undo_leaves_what_a_person_reconciled_in_odoo(self):
        first, second = self.invoice(self.alice, 30.0), self.invoice(self.alice, 14.0)
        payment = self.payment(44.0)
        line = payment.move_id.line_ids.filtered(lambda line: line.account_id == self.receivable)
        (line | self.item(first)).reconcile()
        receipt = self.take_in()
        receipt._apply_by_person([Share(self.item(second), 14.0)])
        receipt.action_undo()
        self.assertEqual((first.amount_residual, second.amount_residual, receipt.unapplied_amount), (0.0, 14.0, 14.0))

    def test_what_shadow_mode_kept_back_is_decided_when_it_is_left(self):
        self.company.ar_sync_mode = "shadow"
        invoice = self.invoice(self.alice, 44.0)
        self.payment(44.0, invoice.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.is_shadow, invoice.amount_residual), ("review", True, 44.0))
        self.company.ar_sync_mode = "automatic"
        receipt._decide_and_act()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))

    def test_one_used_up_before_it_is_decided_stops_no_other(self):
        first, second = self.invoice(self.alice, 30.0), self.invoice(self.alice, 44.0)
        payment = self.payment(30.0)
        self.payment(44.0, second.name)
        receipts = self.take_in().sorted("amount")
        line = payment.move_id.line_ids.filtered(lambda line: line.account_id == self.receivable)
        (line | self.item(first)).reconcile()
        receipts._decide_and_act()
        self.assertEqual(receipts.mapped("state"), ["ignored", "matched"])

    def test_a_part_that_is_open_is_what_is_applied(self):
        first, second = self.invoice(self.alice, 30.0), self.invoice(self.alice, 14.0)
        payment = self.payment(44.0)
        line = payment.move_id.line_ids.filtered(lambda line: line.account_id == self.receivable)
        (line | self.item(first)).reconcile()
        receipt = self.take_in()
        self.assertEqual(receipt.amount, 14.0)
        receipt._apply_by_person([Share(self.item(second), 14.0)])
        self.assertEqual((second.payment_state, receipt.state), ("paid", "matched"))
