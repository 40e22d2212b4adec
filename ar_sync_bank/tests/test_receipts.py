"""Risk: money that came in at the bank is no receipt, is two, or is applied although somebody recorded it elsewhere."""

from odoo.fields import Command

from odoo.addons.ar_sync_bank.hooks import post_init_hook

from .bank_files import OTHER, camt, details, ntry
from .common import BankCase, payment


class TestBankReceipts(BankCase):
    def test_what_the_bank_says_is_on_the_receipt(self):
        inner = "<AcctSvcrRef>B1</AcctSvcrRef>" + details(
            payment("Invoice A-7", "Alice Ltd", OTHER, "E2E-1", documents=[("A-1007", "60.00"), ("A-1008", "40.00")])
        )
        file = self.take_in(camt(ntry("100.00", inner=inner)))
        receipt = self.lines(file).ar_receipt_ids
        self.assertEqual(receipt.rail, "bank")
        self.assertEqual((receipt.amount, receipt.currency_id, receipt.net_amount), (100.0, self.eur, 100.0))
        self.assertEqual((receipt.payer_name, receipt.payer_account), ("Alice Ltd", OTHER))
        self.assertEqual(receipt.reference_text, "Invoice A-7\nA-1007\nA-1008")
        ids = [hint["value"] for hint in receipt.hints if hint["kind"] == "id"]
        self.assertIn("E2E-1", ids)
        advice = [(hint["value"], hint["amount_minor"]) for hint in receipt.hints if hint["kind"] == "remittance"]
        self.assertEqual(advice, [("A-1007", 6000), ("A-1008", 4000)])
        stated = {key.value: key.amount_minor for key in receipt._engine_keys() if key.amount_minor}
        self.assertEqual((stated["A1007"], stated["A1008"]), (6000, 4000))

    def test_a_remittance_advice_splits_the_receipt_as_the_payer_says(self):
        first = self.invoice(self.alice, 80.0, self.eur, number="INV-1001")
        second = self.invoice(self.alice, 70.0, self.eur, number="INV-1002")
        inner = details(payment("", "Alice", documents=[("INV-1001", "80.00"), ("INV-1002", "20.00")]))
        file = self.take_in(camt(ntry("100.00", inner=inner)))
        receipt = self.lines(file).ar_receipt_ids
        self.assertEqual(receipt.state, "matched", receipt.reason)
        self.assertEqual((first.amount_residual, second.amount_residual), (0.0, 50.0))

    def test_a_known_account_tells_the_customer(self):
        self.env["res.partner.bank"].create({"partner_id": self.alice.id, "acc_number": OTHER})
        file = self.take_in(camt(self.paid(account=OTHER, text="thanks")))
        line = self.lines(file)
        self.assertEqual((line.partner_id, line.ar_receipt_ids.partner_id), (self.alice, self.alice))

    def test_a_batch_with_many_payers_is_one_line_and_many_receipts(self):
        parts = [("Alice", "INV-1", "10.10"), ("Bruno", "INV-2", "20.20"), ("Cleo", "INV-3", "30.03")]
        inner = "<AcctSvcrRef>BATCH</AcctSvcrRef>" + details(
            *(payment(text, name, amount=amount) for name, text, amount in parts)
        )
        file = self.take_in(camt(ntry("60.33", inner=inner)))
        line = self.lines(file)
        self.assertEqual((len(line), line.amount, file.imported_count), (1, 60.33, 1))
        receipts = line.ar_receipt_ids.sorted("statement_part")
        self.assertEqual(receipts.mapped("amount"), [10.10, 20.20, 30.03])
        self.assertEqual(receipts.mapped("payer_name"), ["Alice", "Bruno", "Cleo"])
        places = self.usd.decimal_places
        worth = round(sum(line.move_id.line_ids.filtered(lambda one: one.balance > 0).mapped("balance")) * 10**places)
        self.assertEqual(sum(receipt._company_total_minor() for receipt in receipts), worth)

    def test_a_batch_is_the_same_movement_without_its_details(self):
        inner = "<AcctSvcrRef>BATCH</AcctSvcrRef>"
        detailed = inner + details(payment("INV-1", "Alice", amount="10.00"), payment("INV-2", "Bruno", amount="20.00"))
        self.take_in(camt(ntry("30.00", inner=inner)))
        again = self.take_in(camt(ntry("30.00", inner=detailed)))
        self.assertEqual((again.imported_count, again.known_count), (0, 1))

    def test_the_senders_currency_is_the_receipts(self):
        sent = '<AmtDtls><InstdAmt><Amt Ccy="USD">125.00</Amt></InstdAmt></AmtDtls>'
        file = self.take_in(camt(ntry("98.00", inner=sent)))
        line = self.lines(file)
        self.assertEqual((line.foreign_currency_id, line.amount_currency), (self.usd, 125.0))
        receipt = line.ar_receipt_ids
        self.assertEqual((receipt.currency_id, receipt.amount), (self.usd, 125.0))
        self.assertEqual((receipt.settlement_currency_id, receipt.settlement_amount), (self.eur, 98.0))

    def test_a_line_made_by_hand_is_a_receipt(self):
        line = self.by_hand(partner_id=self.alice.id, payment_ref="INV-9", partner_name="Alice")
        receipt = line.ar_receipt_ids
        self.assertEqual((receipt.state, receipt.amount, receipt.partner_id), ("new", 100.0, self.alice))
        self.assertEqual((receipt.reference_text, receipt.payer_name), ("INV-9", "Alice"))

    def test_money_that_went_out_is_no_receipt(self):
        self.assertFalse(self.by_hand(-100.0).ar_receipt_ids)

    def test_the_journals_of_connections_and_cash_are_not_banks(self):
        connection = self.env["ar.sync.connection"].create({"name": "Wallet", "company_id": self.company.id})
        self.journal.ar_connection_id = connection
        cash = self.env["account.journal"].create({"name": "Till", "type": "cash", "code": "TIL"})
        self.assertFalse((self.by_hand(journal=self.journal) | self.by_hand(journal=cash)).ar_receipt_ids)

    def test_a_line_that_is_reconciled_from_the_start_is_left_alone(self):
        line = self.by_hand(counterpart_account_id=self.receivable.id)
        self.assertTrue(line.is_reconciled)
        self.assertFalse(line.ar_receipt_ids)


class TestFollowing(BankCase):
    def setUp(self):
        super().setUp()
        self.line = self.by_hand()
        self.receipt = self.line.ar_receipt_ids
        self.receipt._decide_and_act()
        self.assertEqual(self.receipt.state, "review")
        self.assertFalse(self.receipt.move_id, "an unknown payer's money stays on the suspense account")

    def reconcile_by_hand(self, line):
        """Put the money on another account, as Odoo's bank screen does it."""
        suspense = line._seek_for_lines()[1]
        line.with_context(force_delete=True, skip_readonly_check=True).write(
            {
                "line_ids": [
                    Command.delete(suspense.id),
                    Command.create(
                        {"name": "By hand", "account_id": self.receivable.id, "balance": suspense.balance}
                    ),
                ]
            }
        )

    def test_reconciled_by_hand_is_recorded_elsewhere(self):
        self.reconcile_by_hand(self.line)
        self.assertTrue(self.line.is_reconciled)
        self.assertEqual(self.receipt.state, "ignored")
        self.assertIn("elsewhere", self.receipt.reason)

    def test_taken_back_by_hand_is_decided_anew(self):
        self.reconcile_by_hand(self.line)
        self.line.action_undo_reconciliation()
        self.assertFalse(self.line.is_reconciled)
        self.assertEqual(self.receipt.state, "new")

    def test_our_booking_undone_in_odoos_screen_is_reviewed(self):
        invoice = self.invoice(self.alice, 100.0, number="INV-77")
        self.receipt._apply_by_person([self.share(invoice)])
        self.assertEqual((self.receipt.state, invoice.payment_state), ("matched", "paid"))
        self.line.action_undo_reconciliation()
        self.assertEqual((self.receipt.state, invoice.payment_state), ("review", "not_paid"))
        self.assertFalse(self.receipt.move_id)
        self.assertEqual(self.line._ar_suspense_amount(), 100.0)

    def test_money_that_was_moved_on_is_taken_back_with_it(self):
        for undo in ("action_undo_reconciliation", "unlink"):
            line = self.by_hand(100.0, self.bank, partner_id=self.alice.id)
            line.ar_receipt_ids._decide_and_act()
            dollars = self.invoice(self.alice, 50.0)
            share = self.share(dollars)._replace(amount=40.0, item_amount=50.0)
            line.ar_receipt_ids._apply_by_person([share])
            self.assertEqual(dollars.payment_state, "paid")
            getattr(line, undo)()
            self.assertEqual(dollars.payment_state, "not_paid", undo)
        self.assertEqual(self.balance(self.receivable, self.alice), 100.0, "two invoices, and no money")

    def test_installing_makes_receipts_of_what_is_open(self):
        self.receipt.unlink()
        post_init_hook(self.env)
        post_init_hook(self.env)
        self.assertEqual((len(self.line.ar_receipt_ids), self.line.ar_receipt_ids.state), (1, "new"))

    def test_a_corrected_amount_is_the_receipts(self):
        self.line.amount = 120.0
        self.assertEqual((self.receipt.amount, self.receipt.settlement_amount), (120.0, 120.0))
        self.assertEqual(self.receipt.state, "new")

    def test_a_partner_set_on_the_line_is_the_receipts(self):
        self.line.partner_id = self.alice
        self.assertEqual((self.receipt.partner_id, self.receipt.state), (self.alice, "new"))

    def test_a_deleted_line_takes_its_receipt_along(self):
        self.line.unlink()
        self.assertFalse(self.receipt.exists())

    def test_a_deleted_line_reopens_what_it_paid(self):
        invoice = self.invoice(self.alice, 100.0, number="INV-77")
        self.receipt._apply_by_person([self.share(invoice)])
        self.line.unlink()
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertFalse(self.receipt.exists())
