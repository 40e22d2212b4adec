"""Risk: money in one currency settles an invoice in another, and a cent is gained, lost or kept by undo."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestAcross(ReceivablesCase):
    """Rates of the company (USD): 1 USD is 0.8 EUR, 150 JPY or 0.3 KWD."""

    def gained(self):
        company = self.company
        accounts = company.income_currency_exchange_account_id | company.expense_currency_exchange_account_id
        return -sum(self.balance(account) for account in accounts)

    def open_balance(self):
        """Return what all receivables add up to in the company's currency."""
        return self.balance(self.receivable)

    def test_foreign_money_for_an_invoice_in_the_companys_currency(self):
        invoice = self.invoice(self.alice, 124.5)
        receipt = self.receipt(100.0, self.eur, partner=self.alice)  # worth 125.00 USD
        receipt._apply_by_person([Share(self.item(invoice), 100.0, 124.5)])
        self.assertEqual((invoice.payment_state, receipt.state), ("paid", "matched"))
        self.assertEqual((self.gained(), self.open_balance()), (0.5, 0.0))

    def test_money_in_the_companys_currency_for_a_foreign_invoice(self):
        invoice = self.invoice(self.alice, 80.0, self.eur)  # worth 100.00 USD
        receipt = self.receipt(98.0, partner=self.alice)
        receipt._apply_by_person([Share(self.item(invoice), 98.0, 80.0)])
        self.assertEqual((invoice.payment_state, receipt.state), ("paid", "matched"))
        self.assertEqual((self.gained(), self.open_balance()), (-2.0, 0.0))

    def test_two_foreign_currencies_without_and_with_three_decimals(self):
        yen = self.invoice(self.alice, 15000, self.jpy)  # 100.00 USD
        dinar = self.invoice(self.alice, 30.123, self.kwd)  # 100.41 USD
        receipt = self.receipt(160.5, self.eur, partner=self.alice)  # 200.63 USD
        receipt._apply_by_person([Share(self.item(yen), 80.0, 15000), Share(self.item(dinar), 80.328, 30.123)])
        self.assertEqual((yen.payment_state, dinar.payment_state), ("paid", "paid"))
        self.assertEqual(receipt.unapplied_amount, 0.17)
        self.assertAlmostEqual(self.open_balance(), -0.17 / 0.8, 1, "what is left over stays the customer's")

    def test_undo_brings_everything_back(self):
        invoice = self.invoice(self.alice, 124.5)
        receipt = self.receipt(100.0, self.eur, partner=self.alice)
        receipt._book({})
        before = self.balance(self.receivable), self.balance(self.journal.default_account_id)
        for _time in range(2):
            receipt._apply_by_person([Share(self.item(invoice), 100.0, 124.5)])
            self.assertEqual(invoice.payment_state, "paid")
            receipt.action_undo()
            self.assertEqual((invoice.amount_residual, receipt.unapplied_amount, self.gained()), (124.5, 100.0, 0.0))
            self.assertEqual((self.balance(self.receivable), self.balance(self.journal.default_account_id)), before)

    def test_a_part_in_another_currency_and_the_rest_in_its_own(self):
        own, other = self.invoice(self.alice, 40.0, self.eur), self.invoice(self.alice, 50.0)
        receipt = self.receipt(90.0, self.eur, partner=self.alice)
        receipt._apply_by_person([Share(self.item(own), 40.0), Share(self.item(other), 40.0, 50.0)])
        self.assertEqual((own.payment_state, other.payment_state), ("paid", "paid"))
        self.assertEqual((receipt.unapplied_amount, receipt.state), (10.0, "booked"))

    def test_the_engine_finds_it_at_the_days_rate_and_a_person_agrees(self):
        invoice = self.invoice(self.alice, 125.0)
        receipt = self.receipt(100.0, self.eur, text=invoice.name, partner=self.alice)
        receipt.action_match()
        proposal = receipt.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1)
        self.assertEqual((receipt.state, proposal.line_ids.item_amount), ("review", 125.0))
        proposal.action_accept()
        self.assertEqual((invoice.payment_state, receipt.state), ("paid", "matched"))

    def test_without_a_rate_nothing_is_converted(self):
        self.env["res.currency.rate"].search([("currency_id", "=", self.eur.id)]).unlink()
        invoice = self.invoice(self.alice, 125.0)
        receipt = self.receipt(100.0, self.eur, text=invoice.name, partner=self.alice)
        self.assertFalse(receipt._engine_rates(self.usd)[receipt])
        receipt.action_match()
        self.assertFalse(receipt.proposal_ids.line_ids.filtered("item_amount"))
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_un_reconciling_puts_the_money_back_on_account_in_its_own_currency(self):
        invoice = self.invoice(self.alice, 124.5)
        receipt = self.receipt(100.0, self.eur, partner=self.alice)
        receipt._apply_by_person([Share(self.item(invoice), 100.0, 124.5)])
        self.item(invoice).remove_move_reconcile()
        self.assertEqual((receipt.state, receipt.unapplied_amount, invoice.amount_residual), ("review", 100.0, 124.5))
        self.assertEqual(self.gained(), 0.0)

    def test_a_refund_takes_it_back_whole(self):
        invoice = self.invoice(self.alice, 124.5)
        receipt = self.receipt(100.0, self.eur, partner=self.alice)
        receipt._apply_by_person([Share(self.item(invoice), 100.0, 124.5)])
        money = {
            "name": "Back",
            "account_id": self.journal.default_account_id.id,
            "currency_id": self.eur.id,
            "amount_currency": -100.0,
            "balance": -125.0,
        }
        receipt._reverse(
            100.0, {"journal_id": self.journal.id, "date": receipt.date, "ref": "x", "line_ids": [money]}, "Went back."
        )
        self.assertEqual((receipt.state, invoice.amount_residual), ("reversed", 124.5))
        self.assertEqual((self.gained(), self.balance(self.journal.default_account_id)), (0.0, 0.0))

    def test_amounts_must_go_the_same_way_and_name_the_items_currency(self):
        invoice = self.invoice(self.alice, 124.5)
        receipt = self.receipt(100.0, self.eur, partner=self.alice)
        for share in (
            Share(self.item(invoice), 100.0),
            Share(self.item(invoice), 100.0, -124.5),
            Share(self.item(invoice), 100.0, 130.0),
            Share(self.item(invoice), 101.0, 124.5),
        ):
            with self.assertRaises(UserError):
                receipt._apply_by_person([share])

    def test_a_rate_far_from_the_days_is_for_managers(self):
        """Else a debt could be given up by calling it an exchange difference."""
        own = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        clerk = new_test_user(self.env, "clerk", "ar_sync.group_user", **own)
        boss = new_test_user(self.env, "boss", "ar_sync.group_manager", **own)
        invoice = self.invoice(self.alice, 1000.0)
        receipt = self.receipt(100.0, self.eur, partner=self.alice)  # worth 125.00 USD
        for user, settled, allowed in ((clerk, 1000.0, False), (clerk, 131.26, False), (clerk, 131.25, True)):
            share = Share(self.item(invoice).with_user(user), 100.0, settled)
            if allowed:
                receipt.with_user(user)._check_shares([share])
            else:
                with self.assertRaisesRegex(UserError, "ask a Receivables manager"):
                    receipt.with_user(user)._apply_by_person([share])
        receipt.with_user(boss)._apply_by_person([Share(self.item(invoice).with_user(boss), 100.0, 1000.0)])
        self.assertEqual(invoice.payment_state, "paid")

    def test_looking_ahead_shows_what_will_be_posted(self):
        own, other = self.invoice(self.alice, 40.0, self.eur), self.invoice(self.alice, 49.0)
        receipt = self.receipt(90.0, self.eur, partner=self.alice)
        shares = [Share(self.item(own), 40.0), Share(self.item(other), 40.0, 49.0)]
        for booked in (False, True):
            if booked:
                receipt._book({})
            rows = receipt._preview(shares)
            self.assertEqual(sum(row["debit"] - row["credit"] for row in rows), 0.0)
            paid = [row["credit"] for row in rows if row["currency_id"] == self.usd.id and "for" in row["label"]]
            self.assertEqual(paid, [49.0])
        self.assertEqual(other.amount_residual, 49.0, "nothing was written")
