"""Risk: the bank transaction's entry is wrong after booking, or is not what it was after undo."""

import random

from odoo.exceptions import UserError

from .bank_files import OTHER, camt, details, ntry
from .common import BankCase, payment


class TestBooking(BankCase):
    def accounts(self, line):
        """Return account type -> balance in the entry of a bank transaction; the suspense account by its name."""
        suspense = line.journal_id.suspense_account_id
        return {
            "suspense" if one.account_id == suspense else one.account_id.account_type: one.balance
            for one in line.move_id.line_ids
        }

    def test_a_proven_receipt_takes_the_place_of_the_suspense_line(self):
        invoice = self.invoice(self.alice, 100.0, self.eur, number="INV-4711")
        file = self.take_in(camt(self.paid("100.00", "Invoice INV-4711")))
        line = self.lines(file)
        receipt = line.ar_receipt_ids
        self.assertEqual((receipt.state, receipt.move_id), ("matched", line.move_id), receipt.reason)
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("paid", 0.0))
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.accounts(line), {"asset_cash": 125.0, "asset_receivable": -125.0})
        self.assertEqual(receipt.line_ids.mapped("ar_role"), ["applied"])
        self.assertEqual(receipt.unapplied_amount, 0.0)

    def test_undo_restores_the_entry_to_the_last_value(self):
        invoice = self.invoice(self.alice, 100.0, self.eur, number="INV-4711")
        line = self.by_hand(100.0, self.bank, payment_ref="INV-4711")
        before = self.snapshot(line.move_id)
        receipt = line.ar_receipt_ids
        receipt._decide_and_act()
        self.assertEqual(receipt.state, "matched")
        self.assertNotEqual(self.snapshot(line.move_id), before)
        receipt.action_undo()
        self.assertEqual(self.snapshot(line.move_id), before)
        self.assertEqual((receipt.state, invoice.payment_state), ("review", "not_paid"))
        self.assertFalse(receipt.move_id or line.is_reconciled)
        receipt._apply_by_person([self.share(invoice)])
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))

    def test_undo_takes_back_what_was_given_up_and_moved(self):
        dollars = self.invoice(self.alice, 50.0, number="INV-1")
        line = self.by_hand(100.0, self.bank, partner_id=self.alice.id)
        before = self.snapshot(line.move_id)
        receipt = line.ar_receipt_ids
        receipt._decide_and_act()
        self.assertEqual(receipt.unapplied_amount, 100.0, "the payer is known: it is his credit")
        share = self.share(dollars)._replace(amount=40.0, item_amount=50.0)
        receipt._apply_by_person([share])
        self.assertEqual(dollars.payment_state, "paid")
        receipt.action_undo()
        self.assertEqual(dollars.payment_state, "not_paid")
        self.assertEqual(self.snapshot(line.move_id), before)

    def test_a_known_payers_money_is_on_his_account(self):
        line = self.by_hand(partner_id=self.alice.id, payment_ref="thanks")
        receipt = line.ar_receipt_ids
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("review", 100.0))
        self.assertEqual(self.accounts(line), {"asset_cash": 100.0, "asset_receivable": -100.0})

    def test_an_unknown_payers_money_stays_on_the_suspense_account(self):
        line = self.by_hand(payment_ref="thanks")
        receipt = line.ar_receipt_ids
        receipt._decide_and_act()
        self.assertEqual((receipt.state, receipt.move_id.id), ("review", False))
        self.assertFalse(line.is_reconciled)
        with self.assertRaises(UserError):
            receipt.action_leave_on_account()

    def test_shadow_mode_posts_nothing(self):
        self.company.ar_sync_mode = "shadow"
        self.invoice(self.alice, 100.0, number="INV-4711")
        line = self.by_hand(payment_ref="INV-4711")
        before = self.snapshot(line.move_id)
        line.ar_receipt_ids._decide_and_act()
        self.assertTrue(line.ar_receipt_ids.is_shadow)
        self.assertEqual(self.snapshot(line.move_id), before)

    def test_an_overpayment_stays_as_credit(self):
        invoice = self.invoice(self.alice, 60.0, number="INV-4711")
        line = self.by_hand(partner_id=self.alice.id, payment_ref="INV-4711")
        before = self.snapshot(line.move_id)
        receipt = line.ar_receipt_ids
        receipt._apply_by_person([self.share(invoice)])
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("booked", 40.0))
        receipt.action_undo()
        self.assertEqual(self.snapshot(line.move_id), before)

    def test_a_locked_period_is_left_as_it_is(self):
        self.invoice(self.alice, 100.0, number="INV-4711")
        line = self.by_hand(payment_ref="INV-4711")
        self.lock("2026-03-31")
        before = self.snapshot(line.move_id)
        receipt = line.ar_receipt_ids
        receipt._decide_and_act()
        self.assertEqual(receipt.state, "review")
        self.assertTrue(receipt.problem)
        self.assertEqual(self.snapshot(line.move_id), before)

    def test_undo_in_a_locked_period_leaves_the_entry_and_frees_the_money(self):
        invoice = self.invoice(self.alice, 100.0, number="INV-4711")
        line = self.by_hand(partner_id=self.alice.id, payment_ref="INV-4711")
        receipt = line.ar_receipt_ids
        receipt._decide_and_act()
        self.lock("2026-03-31")
        accounts = self.accounts(line)
        receipt.action_undo()
        self.assertEqual(self.accounts(line), accounts)
        self.assertEqual((invoice.payment_state, receipt.unapplied_amount), ("not_paid", 100.0))

    def test_money_that_went_elsewhere_meanwhile_is_not_booked_twice(self):
        invoice = self.invoice(self.alice, 100.0, number="INV-4711")
        line = self.by_hand(payment_ref="x")
        receipt = line.ar_receipt_ids
        suspense = line._seek_for_lines()[1]
        suspense.with_context(skip_account_move_synchronization=True).account_id = self.receivable
        with self.assertRaises(UserError):
            receipt._apply_by_person([self.share(invoice)])

    def test_more_than_is_on_the_suspense_account_is_not_booked(self):
        line = self.by_hand(100.0)
        values = {"account_id": self.receivable.id, "currency_id": self.usd.id, "amount_currency": -60, "balance": -60}
        line._ar_settle({line: [values]})
        before = self.snapshot(line.move_id)
        with self.assertRaises(UserError):
            line._ar_settle({line: [values]})
        self.assertEqual(self.snapshot(line.move_id), before)

    def test_what_is_shown_before_is_what_is_posted(self):
        invoice = self.invoice(self.alice, 100.0, self.eur, number="INV-4711")
        line = self.by_hand(120.0, self.bank, partner_id=self.alice.id, payment_ref="x")
        receipt = line.ar_receipt_ids
        shown = receipt._preview([self.share(invoice)])
        self.assertEqual(shown[0]["account"], self.bank.suspense_account_id.display_name)
        receipt._apply_by_person([self.share(invoice)])
        posted = receipt.line_ids.mapped(lambda one: (one.account_id.display_name, one.debit, one.credit))
        self.assertEqual([(row["account"], row["debit"], row["credit"]) for row in shown[1:]], posted)

    def test_the_payments_of_a_batch_are_booked_one_by_one_in_one_entry(self):
        self.invoice(self.alice, 10.10, self.eur, number="INV-1001")
        self.invoice(self.bruno, 30.03, self.eur, number="INV-1003")
        inner = details(
            payment("INV-1001", "Alice", amount="10.10"),
            payment("whatever", "Nobody", amount="20.20"),
            payment("INV-1003", "Bruno", amount="30.03"),
        )
        file = self.take_in(camt(ntry("60.33", inner=inner)))
        line = self.lines(file)
        first, second, third = line.ar_receipt_ids.sorted("statement_part")
        self.assertEqual((first.state, second.state, third.state), ("matched", "review", "matched"))
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line._ar_suspense_amount(), 20.20)
        suspense = line._seek_for_lines()[1]
        self.assertEqual((len(suspense), suspense.amount_currency), (1, -20.20))
        before = self.snapshot(line.move_id)
        first.action_undo()
        self.assertEqual(line._ar_suspense_amount(), 30.30)
        self.assertEqual(third.state, "matched")
        first._decide_and_act()
        self.assertEqual(_money(self.snapshot(line.move_id)), _money(before))

    def test_any_order_of_booking_and_undoing_a_batch_balances_and_ends_where_it_began(self):
        chance = random.Random(20260302)
        amounts = [f"{chance.randint(1, 99999) / 100:.2f}" for _ in range(7)]
        total = f"{sum(round(float(amount) * 100) for amount in amounts) / 100:.2f}"
        inner = details(*(payment("?", f"Payer {place}", amount=amount) for place, amount in enumerate(amounts)))
        line = self.lines(self.take_in(camt(ntry(total, inner=inner))))
        before = self.snapshot(line.move_id)
        receipts = list(line.ar_receipt_ids)
        invoices = [self.invoice(self.alice, receipt.amount, self.eur) for receipt in receipts]
        shares = {
            receipt: [self.share(invoice)] for receipt, invoice in zip(receipts, invoices, strict=True)
        }
        for _round in range(3):
            chance.shuffle(receipts)
            for receipt in receipts:
                receipt._apply_by_person(shares[receipt])
            self.assertTrue(line.is_reconciled)
            self.assertEqual({invoice.payment_state for invoice in invoices}, {"paid"})
            chance.shuffle(receipts)
            for receipt in receipts:
                receipt.action_undo()
            self.assertEqual(self.snapshot(line.move_id), before)

    def test_one_receipt_that_cannot_be_booked_stops_no_other(self):
        self.invoice(self.alice, 100.0, number="INV-4711")
        self.invoice(self.alice, 200.0, number="INV-4712")
        good = self.by_hand(100.0, payment_ref="INV-4711")
        bad = self.by_hand(200.0, payment_ref="INV-4712", date="2026-02-10")
        self.lock("2026-02-28")
        receipts = (good | bad).ar_receipt_ids
        receipts._decide_and_act()
        self.assertEqual((good.ar_receipt_ids.state, bad.ar_receipt_ids.state), ("matched", "review"))

    def test_the_bank_account_is_learned_from_a_person(self):
        invoice = self.invoice(self.alice, 100.0, self.eur, number="INV-4711")
        line = self.lines(self.take_in(camt(self.paid("100.00", "x", "Somebody", OTHER))))
        line.ar_receipt_ids._apply_by_person([self.share(invoice)])
        learned = self.env["ar.match.payer"].search([("kind", "=", "account"), ("key", "=", OTHER)])
        self.assertEqual(learned.partner_id, self.alice)


def _money(snapshot):
    """Return the values of lines without the numbers that each reconciliation gives out anew."""
    new = ("full_reconcile_id", "matching_number")
    return [{name: value for name, value in row.items() if name not in new} for row in snapshot]
