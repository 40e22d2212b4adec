"""Receipts in several currencies: books balance to the last unit, the provider's own rate counts."""

from odoo.tests import tagged

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestReceiptCurrency(ReceivablesCase):
    def test_foreign_charge_settled_in_company_currency(self):
        invoice = self.invoice(self.alice, 100.0, self.eur)
        receipt = self.receipt(
            100.0, self.eur, invoice.name, settlement_currency=self.usd, settlement_amount=123.45, fee_amount=4.11
        )
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"), receipt.reason)
        self.assertEqual(self.balance(self.journal.default_account_id), 119.34)
        self.assertEqual(self.balance(self.receivable, self.alice), 0.0)

    def test_company_currency_charge_settled_in_foreign_journal(self):
        self.journal.currency_id = self.eur
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(
            100.0, self.usd, invoice.name, settlement_currency=self.eur, settlement_amount=91.07, fee_amount=2.93
        )
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"), receipt.reason)
        line = receipt.move_id.line_ids.filtered(lambda line: line.ar_role == "liquidity")
        self.assertEqual((line.amount_currency, line.currency_id), (88.14, self.eur))
        self.assertEqual(sum(receipt.move_id.line_ids.mapped("balance")), 0.0)

    def test_zero_and_three_decimal_currencies(self):
        for currency, amount, fee in ((self.jpy, 12345.0, 445.0), (self.kwd, 5.13, 0.15)):
            journal = self.journal.copy({"code": currency.name, "currency_id": currency.id})
            invoice = self.invoice(self.bruno, amount, currency)
            receipt = self.receipt(amount, currency, invoice.name, fee_amount=fee, journal_id=journal.id)
            receipt.action_match()
            self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"), receipt.reason)
            liquidity = receipt.move_id.line_ids.filtered(lambda line: line.ar_role == "liquidity")
            self.assertAlmostEqual(liquidity.amount_currency, amount - fee, 6)

    def test_wrong_currency_is_never_applied(self):
        invoice = self.invoice(self.alice, 100.0, self.eur)
        receipt = self.receipt(100.0, self.usd, invoice.name)
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("review", "not_paid"))
