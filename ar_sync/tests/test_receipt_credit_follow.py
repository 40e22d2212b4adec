"""Risk: what people do with a credit in Odoo is not seen by its receipt, and it is applied out of nothing."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .test_receipt_credit import CreditCase


@tagged("post_install", "-at_install")
class TestCreditFollows(CreditCase):
    # --- following ---

    def test_a_credit_note_taken_back_takes_its_receipt_along(self):
        invoice = self.invoice(self.alice, 30.0)
        credit = self.credit_note(30.0)
        receipt = self.take_in()
        credit.button_draft()
        with self.assertRaisesRegex(UserError, "More is applied than the receipt holds"):
            receipt._apply_by_person([Share(self.item(invoice), 30.0)])
        self.take_in()
        self.assertEqual(receipt.state, "ignored")
        credit.action_post()
        self.take_in()
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("new", 30.0))
        receipt._apply_by_person([Share(self.item(invoice), 30.0)])
        credit.button_draft()
        self.assertEqual(invoice.amount_residual, 0.0, "Odoo keeps the application while the credit is changed")
        credit.button_cancel()
        self.assertEqual((receipt.state, invoice.amount_residual), ("review", 30.0))
        self.take_in()
        self.assertEqual(receipt.state, "ignored")

    def test_a_credit_note_that_is_deleted_leaves_nothing_to_book(self):
        credit = self.credit_note(30.0)
        receipt = self.take_in()
        credit.button_draft()
        credit.with_context(force_delete=True).unlink()
        self.assertFalse(receipt.exists())

    def test_what_a_person_reconciles_in_odoo_closes_it_and_comes_back_when_that_ends(self):
        invoice, credit = self.invoice(self.alice, 30.0), self.credit_note(30.0)
        receipt = self.take_in()
        (self.item(credit) | self.item(invoice)).reconcile()
        self.take_in()
        self.assertEqual((receipt.state, receipt.proposal_ids.filtered(lambda row: row.state == "proposed").ids),
                         ("ignored", []))  # fmt: skip
        self.item(credit).remove_move_reconcile()
        self.take_in()
        self.assertEqual((receipt.state, receipt.amount), ("new", 30.0))

    def test_the_rest_used_up_by_a_person_leaves_what_was_applied(self):
        invoice, other = self.invoice(self.alice, 20.0), self.invoice(self.alice, 30.0)
        credit = self.credit_note(50.0)
        receipt = self.take_in()
        receipt._apply_by_person([Share(self.item(invoice), 20.0)])
        (self.item(credit) | self.item(other)).reconcile()
        self.take_in()
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("matched", 0.0))
        receipt.action_undo()
        self.assertEqual((invoice.amount_residual, other.amount_residual), (20.0, 0.0), "only its own is taken back")
        (self.item(credit) | self.item(other)).remove_move_reconcile()
        self.assertEqual(receipt.unapplied_amount, 50.0)

    def test_an_application_removed_on_the_invoice_is_told(self):
        invoice = self.invoice(self.alice, 30.0)
        self.credit_note(30.0, invoice.name)
        receipt = self.take_in()
        receipt._decide_and_act()
        self.item(invoice).remove_move_reconcile()
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("review", 30.0))
        self.assertIn("removed on the invoice", receipt.reason)

    def test_what_was_given_up_beside_it_goes_with_it(self):
        invoice = self.invoice(self.alice, 31.0)
        self.credit_note(30.0)
        receipt = self.take_in()
        reason = self.env["ar.match.reason"]._of(self.company, "deduction")
        receipt._apply_by_person([Share(self.item(invoice), 30.0, None, ((reason, 1.0),))])
        self.assertEqual(invoice.amount_residual, 0.0)
        self.item(invoice).matched_credit_ids.filtered("ar_receipt_id").unlink()
        self.assertEqual((invoice.amount_residual, receipt.state), (31.0, "review"))

    # --- rights ---

    def test_nobody_makes_a_credit_of_his_own(self):
        user = new_test_user(self.env, "clerk_credit", groups="ar_sync.group_user,account.group_account_invoice",
                             company_id=self.company.id, company_ids=[(6, 0, self.company.ids)])  # fmt: skip
        self.credit_note(30.0)
        receipt = self.take_in()
        other = self.item(self.credit_note(99.0))
        with self.assertRaises(AccessError):
            receipt.with_user(user).write({"credit_line_id": other.id})
        invoice = self.invoice(self.alice, 30.0)
        receipt._set_state("review")
        receipt.with_user(user)._apply_by_person([Share(self.item(invoice).with_user(user), 30.0)])
        self.assertEqual((receipt.state, invoice.amount_residual), ("matched", 0.0))
        receipt.with_user(user).action_undo()
        self.assertEqual((receipt.state, invoice.amount_residual), ("review", 30.0))

    def test_the_dashboard_counts_no_credit_as_money_that_came_in(self):
        today = fields.Date.context_today(self.Receipt)
        self.credit_note(30.0, date=fields.Date.to_string(today))
        self.assertEqual(self.take_in().date, today)
        self.assertEqual(self.env["ar.sync.dashboard"].with_company(self.company)._received({})["today"]["count"], 0)
