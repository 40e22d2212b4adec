"""Risk: a bounced debit leaves its invoice paid, or takes back a payment that it does not name."""

from .bank_files import camt, details, ntry
from .common import BankCase, payment

REASON = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account closed</AddtlInf></RtrInf>"


class TestReturns(BankCase):
    def setUp(self):
        super().setUp()
        self.bill = self.invoice(self.alice, 100.0, self.eur, number="INV-4711")
        self.line = self.lines(self.take_in(camt(self.paid("100.00", "INV-4711", e2e="E2E-7"))))
        self.receipt = self.line.ar_receipt_ids
        self.assertEqual(self.bill.payment_state, "paid")

    def bounce(self, amount="100.00", e2e="E2E-7", reason=REASON, ref="RET"):
        """Import an outgoing entry that takes a payment back, and return its bank transaction."""
        inner = f"<AcctSvcrRef>{ref}</AcctSvcrRef>" + details(payment("INV-4711", "Alice", e2e=e2e) + reason)
        return self.lines(self.take_in(camt(ntry(amount, "DBIT", inner))))

    def test_a_named_payment_is_taken_back_and_its_invoice_is_open_again(self):
        returned = self.bounce()
        self.assertEqual((self.receipt.state, self.receipt.reversed_amount), ("reversed", 100.0))
        self.assertIn("AC04", self.receipt.reason)
        self.assertEqual((self.bill.payment_state, self.bill.amount_residual), ("not_paid", 100.0))
        self.assertTrue(returned.is_reconciled)
        self.assertIn(self.receipt.name, returned.ar_return_note)
        self.assertEqual(self.balance(self.receivable, self.alice), 125.0)

    def test_money_that_was_not_applied_yet_comes_and_goes(self):
        line = self.lines(self.take_in(camt(self.paid("50.00", "?", "Nobody", e2e="E2E-8", ref="X"))))
        self.assertFalse(line.ar_receipt_ids.move_id)
        returned = self.bounce("50.00", "E2E-8")
        self.assertEqual(line.ar_receipt_ids.state, "reversed")
        self.assertTrue(line.is_reconciled and returned.is_reconciled)
        self.assertFalse(line.ar_receipt_ids._open_lines())

    def test_nothing_is_guessed(self):
        for amount, e2e in (("100.00", "E2E-OTHER"), ("100.00", ""), ("103.00", "E2E-7")):
            returned = self.bounce(amount, e2e, ref=f"RET {e2e}")
            self.assertEqual(self.receipt.state, "matched", (amount, e2e))
            self.assertFalse(returned.is_reconciled)
            self.assertIn("by hand", returned.ar_return_note)

    def test_an_outgoing_payment_with_the_same_name_is_no_return(self):
        sent = self.bounce(reason="")
        self.assertEqual(self.receipt.state, "matched")
        self.assertFalse(sent.ar_return_note)

    def test_two_payments_of_one_name_wait_for_a_person(self):
        self.take_in(camt(self.paid("100.00", "x", e2e="E2E-7", ref="OTHER")))
        returned = self.bounce()
        self.assertIn("2 receipts", returned.ar_return_note)
        self.assertEqual(self.receipt.state, "matched")

    def test_it_is_not_taken_back_twice(self):
        self.bounce()
        second = self.bounce(ref="RET2")
        self.assertIn("by hand", second.ar_return_note)
        self.assertFalse(second.is_reconciled)

    def test_in_shadow_mode_a_person_is_told(self):
        self.company.ar_sync_mode = "shadow"
        returned = self.bounce()
        self.assertIn("shadow", returned.ar_return_note)
        self.assertEqual(self.bill.payment_state, "paid")

    # --- with a fee ---

    def test_a_fee_within_the_limit_is_booked_and_the_whole_is_taken_back(self):
        self.company.ar_return_fee_max = 5.0
        returned = self.bounce("103.00")
        self.assertEqual((self.receipt.state, self.receipt.reversed_amount), ("reversed", 100.0))
        self.assertEqual((self.bill.payment_state, self.bill.amount_residual), ("not_paid", 100.0))
        self.assertTrue(returned.is_reconciled)
        fee = returned.move_id.line_ids.filtered(lambda line: line.account_id == self.company._ar_account("fee"))
        self.assertEqual((fee.amount_currency, fee.balance), (3.0, 3.75), "at the rate of the entry")
        self.assertAlmostEqual(sum(returned.move_id.line_ids.mapped("balance")), 0.0)
        self.assertIn("fee", returned.ar_return_note)
        self.assertEqual(self.balance(self.receivable, self.alice), 125.0)

    def test_a_fee_above_the_limit_waits_and_says_why(self):
        self.company.ar_return_fee_max = 3.74  # dollars; the fee is 3 euro, which is 3.75 dollars
        returned = self.bounce("103.00")
        self.assertEqual(self.receipt.state, "matched")
        self.assertFalse(returned.is_reconciled)
        self.assertIn("limit for fees", returned.ar_return_note)

    def test_a_fee_of_two_payments_of_one_name_waits(self):
        self.company.ar_return_fee_max = 5.0
        self.take_in(camt(self.paid("90.00", "x", e2e="E2E-7", ref="OTHER")))
        returned = self.bounce("103.00")
        self.assertIn("by hand", returned.ar_return_note)
        self.assertEqual(self.receipt.state, "matched")

    def test_of_two_payments_of_one_name_the_amount_tells_which(self):
        self.take_in(camt(self.paid("90.00", "x", e2e="E2E-7", ref="OTHER")))
        self.bounce("100.00")
        self.assertEqual(self.receipt.state, "reversed")

    def test_a_return_that_only_names_a_batch_is_no_part_of_one(self):
        inner = "<AcctSvcrRef>R1</AcctSvcrRef>" + details(payment("INV-4711", "Alice") + REASON)
        returned = self.lines(self.take_in(camt(ntry("40.00", "DBIT", inner))))
        self.assertEqual(self.receipt.state, "matched")
        self.assertIn("by hand", returned.ar_return_note)

    # --- in part ---

    def test_a_part_is_taken_back_and_the_invoice_is_open_by_it(self):
        returned = self.bounce("40.00")
        self.assertEqual((self.receipt.state, self.receipt.reversed_amount), ("matched", 40.0))
        self.assertEqual((self.bill.payment_state, self.bill.amount_residual), ("partial", 40.0))
        self.assertTrue(returned.is_reconciled)
        self.assertIn("40.00", returned.ar_return_note)
        self.assertEqual(self.receipt.unapplied_amount, 0.0)

    def test_the_other_part_comes_back_too_and_then_nothing_is_left(self):
        self.bounce("40.00")
        self.bounce("60.00", ref="RET2")
        self.assertEqual((self.receipt.state, self.bill.amount_residual), ("reversed", 100.0))
        third = self.bounce("1.00", ref="RET3")
        self.assertFalse(third.is_reconciled)

    def test_more_than_is_left_after_a_part_is_no_part(self):
        self.bounce("40.00")
        second = self.bounce("61.00", ref="RET2")
        self.assertFalse(second.is_reconciled)
        self.assertEqual(self.receipt.reversed_amount, 40.0)

    def test_undo_after_a_part_went_back_frees_only_what_is_left(self):
        self.bounce("40.00")
        self.receipt.action_undo()
        self.assertEqual((self.bill.amount_residual, self.receipt.unapplied_amount), (100.0, 60.0))

    def test_a_part_of_money_that_nobody_knows_leaves_the_rest_to_decide(self):
        line = self.lines(self.take_in(camt(self.paid("50.00", "?", "Nobody", e2e="E2E-8", ref="X"))))
        self.bounce("20.00", "E2E-8")
        receipt = line.ar_receipt_ids
        self.assertEqual((receipt.state, receipt.unapplied_amount, receipt.reversed_amount), ("review", 30.0, 20.0))

    def test_a_part_of_a_receipt_of_several_invoices_opens_the_newest_application_first(self):
        second = self.invoice(self.alice, 30.0, self.eur, number="INV-4712")
        third = self.invoice(self.alice, 70.0, self.eur, number="INV-4713")
        line = self.lines(self.take_in(camt(self.paid("100.00", "INV-4712 INV-4713", e2e="E2E-9", ref="Y"))))
        self.assertEqual(line.ar_receipt_ids.state, "matched")
        self.bounce("80.00", "E2E-9")
        self.assertEqual(second.amount_residual + third.amount_residual, 80.0)
        self.assertEqual(line.ar_receipt_ids.reversed_amount, 80.0)

    # --- in another currency ---

    def in_dollars(self, amount=-80.0, foreign=-100.0, ref="RET", **values):
        """Create a bank transaction in euro of money sent in dollars."""
        return self.by_hand(
            amount,
            self.bank,
            foreign_currency_id=foreign and self.usd.id,
            amount_currency=foreign,
            transaction_details={"end_to_end_id": "E2E-USD", "ids": ["E2E-USD"], "amount": f"{abs(amount):.2f}",
                                 **({"return_code": "AC04"} if amount < 0 else {})},
            payment_ref=values.pop("payment_ref", ref),
            **values,
        )  # fmt: skip

    def paid_in_dollars(self):
        bill = self.invoice(self.alice, 100.0, self.usd, number="INV-USD-1")
        line = self.in_dollars(80.0, 100.0, payment_ref="INV-USD-1", partner_id=self.alice.id)
        line.ar_receipt_ids._decide_and_act()
        self.assertEqual((bill.payment_state, line.ar_receipt_ids.currency_id), ("paid", self.usd))
        return bill, line.ar_receipt_ids

    def test_the_same_currency_at_another_rate_is_taken_back_with_its_exchange_difference(self):
        bill, receipt = self.paid_in_dollars()
        returned = self.in_dollars(-81.0, -100.0)
        self.assertEqual((receipt.state, bill.amount_residual), ("reversed", 100.0))
        self.assertTrue(returned.is_reconciled)
        self.assertAlmostEqual(sum(returned.move_id.line_ids.mapped("balance")), 0.0)

    def test_a_part_in_another_currency(self):
        bill, receipt = self.paid_in_dollars()
        returned = self.in_dollars(-20.0, -25.0)
        self.assertEqual((receipt.reversed_amount, bill.amount_residual), (25.0, 25.0))
        self.assertTrue(returned.is_reconciled)

    def test_the_accounts_own_amount_alone_takes_back_the_whole_where_it_is_the_same(self):
        bill, receipt = self.paid_in_dollars()
        other = self.in_dollars(-81.0, False)
        self.assertFalse(other.is_reconciled, "another amount may be a rate, a fee or a part")
        self.assertIn("another currency", other.ar_return_note)
        returned = self.in_dollars(-80.0, False, ref="RET2")
        self.assertEqual((receipt.state, bill.amount_residual), ("reversed", 100.0))
        self.assertTrue(returned.is_reconciled)
