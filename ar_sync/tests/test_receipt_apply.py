"""A receipt finds its invoices, is booked, applied, and can be taken back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestReceiptApply(ReceivablesCase):
    def test_reference_pays_invoice(self):
        invoice = self.invoice(self.alice, 120.0)
        receipt = self.receipt(120.0, text=f"Payment {invoice.name}", fee_amount=3.78)
        receipt.action_match()
        self.assertEqual(receipt.state, "matched", receipt.reason)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self.balance(self.journal.default_account_id), 116.22)
        self.assertEqual(self.balance(self.company.ar_fee_account_id), 3.78)
        self.assertEqual(receipt.invoice_ids, invoice)
        self.assertTrue(receipt.proposal_ids.filtered(lambda p: p.state == "accepted").evidence_text)

    def test_consolidated_payment_is_split_per_invoice(self):
        first, second = self.invoice(self.alice, 100.0), self.invoice(self.alice, 50.5)
        receipt = self.receipt(150.5, text=f"{first.name} {second.name}")
        receipt.action_match()
        self.assertEqual(receipt.state, "matched", receipt.reason)
        self.assertEqual((first | second).mapped("payment_state"), ["paid", "paid"])
        applied = receipt._applied_lines()
        self.assertEqual(sorted(applied.mapped("balance")), [-100.0, -50.5])

    def test_partial_payment_leaves_the_rest_open(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(40.0, text=invoice.name)
        receipt.action_match()
        self.assertEqual(receipt.state, "matched", receipt.reason)
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("partial", 60.0))

    def test_many_receipts_for_one_invoice_in_one_batch(self):
        invoice = self.invoice(self.alice, 100.0)
        receipts = self.receipt(30.0, text=invoice.name) | self.receipt(70.0, text=invoice.name)
        receipts.action_match()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(receipts.mapped("state"), ["matched", "matched"])

    def test_unknown_payer_waits_in_unapplied_receipts(self):
        self.invoice(self.alice, 100.0)
        receipt = self.receipt(100.0, text="thank you")
        receipt.action_match()
        self.assertEqual(receipt.state, "review")
        self.assertEqual(self.balance(self.company.ar_unapplied_account_id), -100.0)
        self.assertEqual(self.balance(self.journal.default_account_id), 100.0)
        self.assertEqual(receipt.unapplied_amount, 100.0)

    def test_picked_by_a_person_and_undone(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(100.0, text="thank you")
        receipt.action_match()
        before = self._ledger()
        pick = (
            self.env["ar.match.pick"].with_context(default_receipt_id=receipt.id).create({"partner_id": self.alice.id})
        )
        pick.line_ids = [(5, 0, 0)]
        pick.action_fill()
        pick.action_apply()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))
        self.assertEqual(self.balance(self.company.ar_unapplied_account_id), 0.0)
        receipt.action_undo()
        self.assertEqual((receipt.state, invoice.payment_state), ("review", "not_paid"))
        self.assertEqual(self._ledger(), before)

    def test_undo_of_an_automatic_match_puts_money_of_an_unknown_payer_back(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(100.0, text=invoice.name)
        receipt.action_match()
        self.assertEqual(receipt.state, "matched")
        receipt.action_undo()
        self.assertEqual(self.balance(self.company.ar_unapplied_account_id), -100.0)
        self.assertEqual(self.balance(self.receivable), 100.0)
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_known_payer_on_account_is_applied_without_a_transfer(self):
        receipt = self.receipt(80.0, partner=self.alice, text="advance")
        receipt.action_match()
        self.assertEqual(receipt.state, "review")
        invoice = self.invoice(self.alice, 80.0)
        receipt._apply({receipt: [Share(self.item(invoice), 80.0)]})
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(receipt.line_ids.move_id, receipt.move_id)
        self.assertEqual(receipt.invoice_ids, invoice)

    def test_a_new_company_starts_in_shadow_mode(self):
        company = self.env["res.company"].create({"name": "Inland Tools"})
        connection = self.env["ar.sync.connection"].with_company(company).create({"name": "Wallet"})
        self.assertEqual((company.ar_sync_mode, connection.mode), ("shadow", "shadow"))
        hints = {step["key"]: step["hint"] for step in connection.setup_steps}
        self.assertIn("Automatic", hints["tied_out"], "nothing is booked before")
        self.assertIn("Automatic", hints["live"])

    def test_shadow_mode_posts_nothing_and_says_what_it_would_do(self):
        self.company.ar_sync_mode = "shadow"
        invoice = self.invoice(self.alice, 120.0)
        receipt = self.receipt(120.0, text=invoice.name)
        receipt.action_match()
        self.assertEqual((receipt.state, receipt.is_shadow, receipt.move_id.id), ("review", True, False))
        receipt.action_accept()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))

    def decide_waiting(self):
        """Do what the stage does, without its commit."""
        Receipt = self.env["ar.match.receipt"]
        Receipt.search([*Receipt._waiting_domain(), ("company_id", "=", self.company.id)])._decide_and_act()

    def test_leaving_shadow_mode_decides_again(self):
        self.company.ar_sync_mode = "shadow"
        invoice = self.invoice(self.alice, 10.0)
        sure, unsure = self.receipt(10.0, text=invoice.name), self.receipt(7.0, partner=self.bruno)
        self.decide_waiting()
        self.assertEqual((sure | unsure).mapped("state"), ["review", "review"])
        self.company.ar_sync_mode = "automatic"
        self.assertEqual((sure | unsure).mapped("state"), ["new", "new"])
        self.decide_waiting()
        self.assertEqual((sure.state, sure.is_shadow, invoice.payment_state), ("matched", False, "paid"))
        self.assertEqual((unsure.state, unsure.unapplied_amount), ("review", 7.0), "on account, and a person decides")
        self.company.ar_sync_mode = "automatic"
        self.assertEqual(unsure.state, "review", "what is in the books stays with its person")

    def test_leaving_shadow_mode_is_per_connection(self):
        connections = self.env["ar.sync.connection"].create(
            [{"name": name, "company_id": self.company.id, "mode": "shadow"} for name in ("One", "Two")]
        )
        receipts = [self.receipt(7.0, partner=self.bruno, connection_id=row.id, name=row.name) for row in connections]
        receipts[0].action_match()
        receipts[1].action_match()
        connections[0].mode = "automatic"
        self.assertEqual([receipt.state for receipt in receipts], ["new", "review"])

    def test_accounts_that_are_made_stand_beside_their_like(self):
        """Charts number their classes differently: a code of one country would be another class elsewhere."""
        Account = self.env["account.account"].with_company(self.company)
        fees = Account.search([("company_ids", "in", self.company.ids), ("account_type", "=", "expense")])
        fees.with_company(self.company).write({"name": "Something else"})
        fees[3].name = "Bank Charges"
        made = {kind: self.company._ar_account(kind) for kind in self.company._ar_account_kinds()}
        self.assertEqual(made["transit"].code[:4], self.company.transfer_account_id.code[:4])
        self.assertEqual(made["fee"].code[:4], fees[3].code[:4])
        self.assertEqual(len(set(account.code for account in made.values())), len(made))
        self.assertEqual(self.company._ar_account("fee"), made["fee"], "made once")

    def test_one_bad_receipt_does_not_stop_the_others(self):
        good, bad = self.invoice(self.alice, 10.0), self.invoice(self.alice, 20.0)
        receipts = self.receipt(10.0, text=good.name) | self.receipt(20.0, text=bad.name)
        receipts[1].journal_id = self.journal.copy({"code": "BAD"})
        receipts[1].journal_id.default_account_id = False
        receipts.action_match()
        self.assertEqual(receipts.mapped("state"), ["matched", "review"])
        self.assertTrue(receipts[1].problem)
        self.assertFalse(receipts[1].move_id)

    def test_entries_of_a_day(self):
        self.journal.ar_booking = "daily"
        invoices = self.invoice(self.alice, 10.0) | self.invoice(self.bruno, 20.0)
        receipts = self.receipt(10.0, text=invoices[0].name) | self.receipt(20.0, text=invoices[1].name)
        receipts.action_match()
        self.assertEqual(len(receipts.move_id), 1)
        self.assertEqual(invoices.mapped("payment_state"), ["paid", "paid"])
        self.assertEqual(receipts[0].invoice_ids, invoices[0])

    def test_removed_on_the_invoice_comes_back_to_a_person(self):
        invoice = self.invoice(self.alice, 10.0)
        receipt = self.receipt(10.0, text=invoice.name)
        receipt.action_match()
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(receipt.state, "review")
        self.assertEqual(receipt.unapplied_amount, 10.0)

    def test_state_is_changed_by_actions_only(self):
        receipt = self.receipt(10.0)
        with self.assertRaisesRegex(UserError, "by actions only"):
            receipt.with_context(ar_state_gate=True).write({"state": "matched"})

    def _ledger(self):
        """Return every account's balance per partner, zeros left out."""
        groups = self.env["account.move.line"]._read_group(
            [("parent_state", "=", "posted"), ("company_id", "=", self.company.id)],
            ["account_id", "partner_id"],
            ["balance:sum", "amount_residual:sum"],
        )
        return {(a.id, p.id): (round(b, 2), round(r, 2)) for a, p, b, r in groups if round(b, 2) or round(r, 2)}
