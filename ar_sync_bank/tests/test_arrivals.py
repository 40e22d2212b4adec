"""Risk: a provider's payout is taken for a customer's payment, or a customer's payment for a payout."""

from odoo.fields import Command

from .common import BankCase


class TestArrivals(BankCase):
    def setUp(self):
        super().setUp()
        self.connection = self.env["ar.sync.connection"].create({"name": "Wallet", "company_id": self.company.id})
        self.connection._set_state("connected", account_name="Harbour Wallet")
        self.journal.ar_connection_id = self.connection
        self.transit = self.company._ar_account("transit")
        self.payout = self.sent(500.0, "po_123")

    def sent(self, amount, ref):
        """Post money that left the provider, and return its item in transit."""
        move = self.env["account.move"].create(
            {
                "journal_id": self.journal.id,
                "date": "2026-03-08",
                "ref": ref,
                "line_ids": [
                    Command.create({"account_id": self.transit.id, "debit": amount, "name": ref}),
                    Command.create({"account_id": self.journal.default_account_id.id, "credit": amount}),
                ],
            }
        )
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_id == self.transit)

    def arrive(self, amount=500.0, text="HARBOUR WALLET PAYOUT", **values):
        """Return a bank transaction that was decided."""
        line = self.by_hand(amount, payment_ref=text, **values)
        line.ar_receipt_ids._decide_and_act()
        return line

    def test_a_payout_that_arrives_clears_what_is_in_transit(self):
        line = self.arrive()
        self.assertTrue(self.payout.reconciled and line.is_reconciled)
        self.assertEqual(line.ar_receipt_ids.state, "ignored")
        self.assertIn("po_123", line.ar_receipt_ids.reason)
        self.assertEqual(self.balance(self.transit), 0.0)

    def test_the_payouts_own_number_names_it_too(self):
        self.assertTrue(self.arrive(text="Transfer po_123").is_reconciled)

    def test_it_is_left_to_a_person_where_it_is_not_certain(self):
        for amount, text in ((500.0, "Alice Instruments"), (499.0, "HARBOUR WALLET"), (500.0, "HARBOUR WALLETS")):
            line = self.arrive(amount, text)
            self.assertFalse(self.payout.reconciled, (amount, text))
            self.assertEqual(line.ar_receipt_ids.state, "review")

    def test_two_payouts_of_the_amount_are_not_told_apart(self):
        self.sent(500.0, "po_124")
        self.assertFalse(self.arrive().is_reconciled)

    def test_two_arrivals_of_one_payout_are_not_told_apart(self):
        lines = self.by_hand(500.0, payment_ref="HARBOUR WALLET") | self.by_hand(500.0, payment_ref="HARBOUR WALLET")
        lines.ar_receipt_ids._decide_and_act()
        self.assertFalse(self.payout.reconciled)

    def test_shadow_mode_clears_nothing_until_it_is_left(self):
        self.company.ar_sync_mode = "shadow"
        line = self.arrive()
        self.assertFalse(line.is_reconciled)
        self.company.ar_sync_mode = "automatic"
        line.ar_receipt_ids._decide_and_act()
        self.assertTrue(line.is_reconciled and self.payout.reconciled)
        self.assertEqual(line.ar_receipt_ids.step_label, "Money in transit")

    def test_an_arrival_that_a_person_took_back_is_not_taken_again(self):
        line = self.arrive()
        line.action_undo_reconciliation()
        receipt = line.ar_receipt_ids
        self.assertEqual(receipt.state, "new")
        receipt._decide_and_act()
        self.assertEqual(receipt.state, "review")
        self.assertFalse(self.payout.reconciled)
