"""Risk: money waits for an invoice that has come, or the engine does again what a person took back."""

from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestLookAgain(ReceivablesCase):
    def best(self, receipt):
        return receipt.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1)

    def run_stage(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["ar.match.receipt"]._match_batch()

    def early(self, number="RE-2026-4711", amount=70.0, **values):
        """Return a receipt that names an invoice that is not there yet."""
        receipt = self.receipt(amount, text=number, partner=self.alice, **values)
        receipt.action_match()
        self.assertEqual(receipt.state, "review")
        return receipt

    def test_an_invoice_that_comes_after_its_money_is_paid_by_it(self):
        receipt = self.early()
        invoice = self.invoice(self.alice, 70.0, number="RE-2026-4711")
        self.assertTrue(receipt.look_again)
        self.run_stage()
        self.assertEqual((receipt.state, invoice.payment_state, receipt.look_again), ("matched", "paid", False))

    def test_another_customers_invoice_changes_nothing(self):
        receipt = self.early()
        self.invoice(self.bruno, 70.0, number="RE-2026-4711")
        self.assertFalse(receipt.look_again)

    def test_what_was_left_over_pays_a_later_invoice_that_the_text_names(self):
        first = self.invoice(self.alice, 50.0)
        receipt = self.receipt(70.0, text="RE-2026-4712", partner=self.alice)
        receipt._apply_by_person([Share(self.item(first), 50.0)])
        receipt._ar_through_gate().decided_by_id = False
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("booked", 20.0))
        second = self.invoice(self.alice, 20.0, number="RE-2026-4712")
        self.run_stage()
        self.assertEqual((second.payment_state, receipt.state), ("paid", "matched"))

    def test_what_a_person_left_on_account_stays_there(self):
        receipt = self.early()
        receipt.action_leave_on_account()
        receipt._ar_through_gate().decided_by_id = self.env.user
        self.invoice(self.alice, 70.0, number="RE-2026-4711")
        self.assertFalse(receipt.look_again)

    def test_money_on_account_moves_only_where_that_is_proven(self):
        receipt = self.early()
        receipt._note_decision("booked", reason="On account")
        self.invoice(self.alice, 70.0)
        self.run_stage()
        self.assertEqual((receipt.state, receipt.look_again), ("booked", False))

    def test_what_a_person_took_back_is_not_done_again_unasked(self):
        invoice = self.invoice(self.alice, 70.0, number="RE-2026-4711")
        receipt = self.receipt(70.0, text="RE-2026-4711", partner=self.alice)
        receipt.action_match()
        receipt.action_undo()
        self.invoice(self.alice, 1234.0)
        self.run_stage()
        self.assertEqual((receipt.state, invoice.payment_state), ("review", "not_paid"))
        self.assertIn("refused", receipt.reason)
        receipt.action_match()
        self.assertEqual(receipt.state, "matched", "a person asked for it")

    def test_what_a_person_rejected_is_not_proposed_again(self):
        self.invoice(self.alice, 70.0)
        receipt = self.receipt(70.0, partner=self.alice)
        receipt.action_match()
        self.best(receipt).action_reject()
        receipt.action_match()
        self.assertFalse(self.best(receipt))
        self.assertIn("refused", receipt.reason)

    def test_what_one_of_two_people_agreed_to_stays(self):
        self.company.ar_four_eyes_amount = 10.0
        self.invoice(self.alice, 70.0)
        receipt = self.receipt(70.0, partner=self.alice)
        receipt.action_match()
        proposal = self.best(receipt)
        proposal._ar_through_gate().approved_by_id = self.env.user
        self.invoice(self.alice, 80.0)
        self.assertFalse(receipt.look_again)
        self.assertEqual(proposal.state, "proposed")
