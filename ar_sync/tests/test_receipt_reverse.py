"""Money that goes back un-applies: refunds, returns and disputes."""

from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestReceiptReverse(ReceivablesCase):
    def _refund(self, receipt, amount, balance=None):
        account = self.journal.default_account_id
        line = {
            "name": "Refund",
            "account_id": account.id,
            "currency_id": receipt.settlement_currency_id.id,
            "amount_currency": -amount,
            "balance": -(balance or amount),
        }
        entry = {"journal_id": self.journal.id, "date": "2026-04-01", "ref": "Refund", "line_ids": [line]}
        return receipt._reverse(amount, entry, "Refunded")

    def test_full_refund_reopens_the_invoice(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(100.0, text=invoice.name)
        receipt.action_match()
        self._refund(receipt, 100.0)
        self.assertEqual((receipt.state, invoice.payment_state), ("reversed", "not_paid"))
        self.assertEqual(self.balance(self.journal.default_account_id), 0.0)
        self.assertEqual(self.balance(self.receivable, self.alice), 100.0)

    def test_partial_refunds_reopen_their_part(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(100.0, text=invoice.name)
        receipt.action_match()
        self._refund(receipt, 30.0)
        self.assertEqual((receipt.state, invoice.amount_residual), ("matched", 30.0))
        self._refund(receipt, 70.0)
        self.assertEqual((receipt.state, invoice.amount_residual), ("reversed", 100.0))

    def test_refund_takes_the_unapplied_part_first(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(120.0, text="?", partner=self.alice)
        receipt.action_match()
        receipt._apply({receipt: [Share(self.item(invoice), 100.0)]})
        self._refund(receipt, 20.0)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(receipt.unapplied_amount, 0.0)
        self.assertEqual(self.balance(self.receivable, self.alice), 0.0)

    def test_refund_of_money_in_review(self):
        receipt = self.receipt(50.0, text="unknown")
        receipt.action_match()
        self._refund(receipt, 50.0)
        self.assertEqual(receipt.state, "reversed")
        self.assertEqual(self.balance(self.company.ar_unapplied_account_id), 0.0)
