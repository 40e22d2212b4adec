"""Risk: a provider's payout is taken for a customer's payment, or a customer's payment for a payout."""

from odoo import fields
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

    def sent(self, amount, ref, currency=None):
        """Post money that left the provider (or, negative, that goes there), and return its item in transit."""
        currency = currency or self.usd
        worth = currency._convert(amount, self.usd, self.company, fields.Date.to_date("2026-03-08"))
        move = self.env["account.move"].create(
            {
                "journal_id": self.journal.id,
                "date": "2026-03-08",
                "ref": ref,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "name": ref,
                            "currency_id": currency.id,
                            "amount_currency": sign * amount,
                            "balance": sign * worth,
                        }
                    )
                    for account, sign in ((self.transit, 1), (self.journal.default_account_id, -1))
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

    # === WHICH OF SEVERAL === #

    def test_the_number_tells_two_of_one_amount_apart(self):
        twin = self.sent(500.0, "po_124")
        line = self.arrive(text="HARBOUR WALLET po_124")
        self.assertTrue(line.is_reconciled and twin.reconciled)
        self.assertFalse(self.payout.reconciled)

    def test_a_number_that_is_named_is_not_another_payout(self):
        """The amount fits one payout, the number names another: a person looks."""
        other = self.sent(700.0, "po_125")
        line = self.arrive(500.0, "HARBOUR WALLET po_125")
        self.assertFalse(line.is_reconciled or self.payout.reconciled or other.reconciled)

    def test_what_is_too_old_or_not_sent_yet_did_not_arrive(self):
        for day in ("2026-03-07", "2026-06-01"):
            self.assertFalse(self.arrive(date=day).is_reconciled, day)

    def test_several_payouts_in_one_deposit(self):
        second, third = self.sent(123.45, "po_2"), self.sent(7.0, "po_3")
        line = self.arrive(623.45)
        self.assertTrue(line.is_reconciled and self.payout.reconciled and second.reconciled)
        self.assertFalse(third.reconciled)
        self.assertEqual(self.balance(self.transit), 7.0)
        self.assertEqual(len(line.move_id.line_ids), 3)

    def test_two_sets_of_payouts_are_not_told_apart(self):
        for number, amount in enumerate((200.0, 300.0, 100.0, 400.0)):
            self.sent(amount, f"po_{number}xx")
        self.assertFalse(self.arrive(501.0).is_reconciled)
        line = self.arrive(600.0)
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line.ar_receipt_ids.state, "review")

    def test_the_numbers_say_which_set(self):
        items = [self.sent(amount, f"po_{amount:.0f}x") for amount in (200.0, 300.0, 100.0, 400.0)]
        line = self.arrive(500.0, "HARBOUR WALLET po_100x po_400x")
        self.assertTrue(line.is_reconciled)
        self.assertEqual([item.reconciled for item in items], [False, False, True, True])

    def test_two_deposits_that_share_a_payout_are_left_alone(self):
        self.sent(100.0, "po_2")
        lines = self.by_hand(600.0, payment_ref="HARBOUR WALLET") | self.by_hand(500.0, payment_ref="HARBOUR WALLET")
        lines.ar_receipt_ids._decide_and_act()
        self.assertFalse(self.payout.reconciled)

    def test_yen_have_no_cents(self):
        journal = self.env["account.journal"].create(
            {"name": "Yen", "type": "bank", "code": "YEN", "company_id": self.company.id, "currency_id": self.jpy.id}
        )
        first, second = (self.sent(amount, ref, self.jpy) for amount, ref in ((12_345, "po_y1"), (655, "po_y2")))
        line = self.arrive(13_000, journal=journal)
        self.assertTrue(line.is_reconciled and first.reconciled and second.reconciled)

    def test_the_bank_was_faster_than_the_provider(self):
        line = self.arrive(77.0)
        self.assertEqual(line.ar_receipt_ids.state, "review")
        late = self.sent(77.0, "po_late")
        self.assertEqual(line.ar_receipt_ids.state, "new")
        line.ar_receipt_ids._decide_and_act()
        self.assertTrue(line.is_reconciled and late.reconciled)

    # === NEARLY === #

    def test_less_a_fee_waits_with_a_proposal(self):
        line = self.arrive(498.5)
        receipt = line.ar_receipt_ids
        self.assertEqual(receipt.state, "review")
        self.assertIn("less a fee", receipt.reason)
        self.assertEqual(
            receipt.proposal_ids.filtered(lambda row: row.state == "proposed").line_ids.line_id, self.payout
        )
        fees = self.balance(self.company._ar_account("fee"))
        receipt.action_accept()
        self.assertTrue(self.payout.reconciled and line.is_reconciled)
        self.assertEqual(receipt.state, "matched")
        self.assertEqual(round(self.balance(self.company._ar_account("fee")) - fees, 2), 1.5)
        self.assertEqual(self.balance(self.transit), 0.0)
        receipt.action_undo()
        self.assertEqual(self.balance(self.transit), 500.0)
        receipt._decide_and_act()
        self.assertNotIn(
            self.payout, receipt.proposal_ids.filtered(lambda row: row.state == "proposed").line_ids.line_id
        )

    def test_in_another_currency_waits_with_a_proposal(self):
        line = self.arrive(396.0, journal=self.bank)
        receipt = line.ar_receipt_ids
        self.assertEqual((receipt.currency_id, receipt.state), (self.eur, "review"))
        self.assertIn("sent as", receipt.reason)
        receipt.action_accept()
        self.assertTrue(self.payout.reconciled)
        self.assertEqual(self.balance(self.transit), 0.0)
        self.assertEqual(self.balance(self.company._ar_account("unapplied")), 0.0)

    def test_far_off_or_more_than_sent_is_not_proposed(self):
        for amount in (400.0, 501.0):
            receipt = self.arrive(amount).ar_receipt_ids
            self.assertFalse(receipt.proposal_ids.filtered(lambda row: row.step == "arrival"), amount)

    # === THE OTHER WAY === #

    def test_a_top_up_leaves_the_bank(self):
        item = self.sent(-250.0, "tu_1")
        line = self.by_hand(-250.0, payment_ref="HARBOUR WALLET TOP-UP")
        self.assertTrue(item.reconciled and line.is_reconciled)

    def test_other_outgoing_money_is_left_alone(self):
        item = self.sent(-250.0, "tu_1")
        for amount, text in ((-250.0, "Rent"), (-249.0, "HARBOUR WALLET")):
            self.assertFalse(self.by_hand(amount, payment_ref=text).is_reconciled)
        self.assertFalse(item.reconciled)

    # === COMING BACK === #

    def test_a_payout_that_comes_back_frees_the_deposit(self):
        second = self.sent(123.45, "po_2")
        line = self.arrive(623.45)
        found = second._ar_leave_transit("po_2 came back.")
        self.assertEqual(found, line.move_id)
        receipt = line.ar_receipt_ids
        self.assertEqual((receipt.state, receipt.reason), ("review", "po_2 came back."))
        self.assertFalse(line.is_reconciled or self.payout.reconciled or second.reconciled)
        receipt._decide_and_act()
        self.assertFalse(line.is_reconciled, "it is not taken again by itself")

    def test_in_a_locked_period_the_bank_transaction_stays(self):
        line = self.arrive()
        self.lock("2026-04-01")
        self.payout._ar_leave_transit("came back")
        self.assertEqual(line.ar_receipt_ids.state, "ignored")
        self.assertFalse(self.payout.reconciled)
