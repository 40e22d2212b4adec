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
