"""Stripe's credit notes in the books: to the cent, on their invoice, and never twice."""

from unittest.mock import patch

from odoo.fields import Command

from .common import MINOR, ImportedCase


class CreditCase(ImportedCase):
    """Invoices of one customer, and what takes them back."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()
        cls.card = cls.shop.post("payment_methods/pm_card_visa/attach", customer=cls.ada)["id"]
        cls.rate = cls.shop.post("tax_rates", display_name="VAT", percentage="19", inclusive=False, country="DE")["id"]
        cls.held = cls.shop.post("tax_rates", display_name="TVA", percentage="20", inclusive=True, country="FR")["id"]

    def arrive(self, tied_out=True):
        self.settle(self.connection)
        if tied_out:
            self.assert_tied_out()

    def credit(self, invoice, **params):
        return self.shop.post("credit_notes", invoice=invoice["id"], **params)

    def note(self, note):
        return self.mirror("credit.note", note["id"])

    def residual(self, invoice):
        return round(self.move(invoice).amount_residual, 3)

    def open_at_stripe(self, invoice):
        row = self.shop.get(f"invoices/{invoice['id']}")
        return round(row["amount_remaining"] / 10 ** MINOR[row["currency"]], 3)

    def assert_note(self, note, invoice):
        """Compare the entry of a credit note with the note."""
        row, scale = self.note(note), 10 ** MINOR[note["currency"]]
        move = row.move_id
        self.assertEqual((move.state, move.move_type, move.name), ("posted", "out_refund", note["number"]))
        self.assertEqual(round(move.amount_total * scale), note["total"])
        tax = sum(tax["amount"] for tax in note["total_taxes"])
        self.assertEqual(round(move.amount_tax * scale), tax)
        self.assertEqual(move.reversed_entry_id, self.move(invoice))
        self.assertEqual(move.ar_stripe_credit_note_id, row)
        self.assertFalse(row.difference or row.problem, row.problem)
        return move


class TestCreditNotes(CreditCase):
    # === TO THE CENT === #

    def test_before_payment_in_three_currencies(self):
        for currency, amounts, credit in (
            ("usd", (3_333, 1_999), 1_111),
            ("jpy", (3_333, 1), 1_001),
            ("kwd", (12_340, 7_770), 3_330),
        ):
            invoice = self.shop.invoice(self.ada, *amounts, currency=currency)
            note = self.credit(invoice, amount=credit)
            self.arrive()
            with self.subTest(currency):
                self.assert_note(note, invoice)
                self.assertEqual(self.residual(invoice), self.open_at_stripe(invoice))
                self.assertEqual(self.move(invoice).payment_state, "partial")

    def test_taxed_lines_with_discounts(self):
        tenth = self.shop.post("coupons", percent_off="10", duration="forever")["id"]
        for rate in (self.rate, self.held):
            invoice = self.shop.invoice(
                self.ada, 3_333, 1_999, 777, currency="eur", default_tax_rates=[rate], discounts=[{"coupon": tenth}]
            )
            lines = [
                {"type": "invoice_line_item", "invoice_line_item": line["id"], "quantity": 1}
                for line in invoice["lines"]["data"][:2]
            ]
            note = self.credit(invoice, lines=lines)
            self.arrive()
            with self.subTest(rate):
                move = self.assert_note(note, invoice)
                self.assertEqual(len(move.invoice_line_ids), 2)
                self.assertEqual(self.residual(invoice), self.open_at_stripe(invoice))

    def test_of_more_lines_than_a_page(self):
        invoice = self.shop.invoice(self.ada, *range(101, 118))
        rows = self.shop.get(f"invoices/{invoice['id']}/lines", limit=100)["data"]
        lines = [{"type": "invoice_line_item", "invoice_line_item": row["id"], "quantity": 1} for row in rows]
        note = self.credit(invoice, lines=lines)
        self.arrive()
        self.assertEqual(len(self.note(note).line_ids), 17)
        self.assertEqual(self.assert_note(note, invoice).amount_total, self.move(invoice).amount_total)
        self.assertEqual(self.move(invoice).payment_state, "reversed")

    # === WHERE THE MONEY GOES === #

    def test_the_rest_is_paid(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.credit(invoice, amount=2_500)
        self.arrive()
        self.assertEqual(self.residual(invoice), 75.0)
        self.shop.pay(invoice)
        self.arrive()
        self.assertEqual(self.residual(invoice), 0.0)
        receipt = self.receipt(self.shop.charge_of(invoice))
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("matched", 0.0))

    def test_all_of_it_imported_at_once(self):
        """Note and payment are read in one go: the note lowers the invoice before the payment looks for it."""
        invoice = self.shop.invoice(self.ada, 10_000)
        self.credit(invoice, amount=2_500)
        self.shop.pay(invoice)
        self.arrive()
        self.assertEqual(self.residual(invoice), 0.0)
        self.assertEqual(self.receipt(self.shop.charge_of(invoice)).state, "matched")

    def test_after_payment_refunded(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        self.arrive()
        note = self.credit(invoice, amount=3_000, refund_amount=3_000)
        self.arrive()
        self.assert_note(note, invoice)
        self.assertEqual(self.residual(invoice), 0.0)
        self.assertEqual(self.note(note).move_id.payment_state, "paid")
        self.assertEqual(self.receipt(self.shop.charge_of(invoice)).reversed_amount, 30.0)

    def test_note_of_a_refund_made_before(self):
        """A refund opens the invoice; the note that comes later closes it, and nothing is booked twice."""
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        refund = self.shop.post("refunds", charge=self.shop.charge_of(invoice), amount=4_000)
        self.arrive()
        self.assertEqual(self.residual(invoice), 40.0)
        note = self.credit(invoice, amount=4_000, refunds=[{"refund": refund["id"], "amount_refunded": 4_000}])
        self.arrive()
        self.assert_note(note, invoice)
        self.assertEqual(self.residual(invoice), 0.0)
        self.assertEqual(self.balance(self.receivable()), 0.0)

    def test_note_that_is_read_before_its_refund_is_booked(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        self.arrive()
        note = self.credit(invoice, amount=10_000, refund_amount=10_000)
        feeds = self.connection.stream_ids.filtered(lambda stream: stream.kind == "event")
        feeds.write({"next_attempt_at": False})
        self.run_stages(self.env, "pull", "drain", "apply")
        self.assertTrue(self.note(note).needs_apply, "it waits for the refund")
        self.assertEqual(self.note(note).settled_amount, 0.0)
        self.arrive()
        self.assertFalse(self.note(note).needs_apply)
        self.assertEqual((self.residual(invoice), self.note(note).settled_amount), (0.0, 100.0))

    def test_after_payment_to_the_balance_stays_credit(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        note = self.credit(invoice, amount=3_000, credit_amount=3_000)
        self.arrive()
        self.assert_note(note, invoice)
        self.assertEqual(self.note(note).move_id.amount_residual, 30.0)
        self.assertEqual(self.residual(invoice), 0.0)
        self.assertEqual(self.note(note).balance_change_id.booking, "elsewhere")

    def test_given_back_elsewhere_stays_open_for_the_payment(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        note = self.credit(invoice, amount=3_000, out_of_band_amount=3_000)
        self.arrive()
        self.assertEqual(self.note(note).move_id.amount_residual, 30.0)

    def test_a_bit_of_everything(self):
        """Of an invoice paid in part: the open part goes, one part is refunded, one becomes credit."""
        invoice = self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(6_000, self.ada)
        self.shop.post(f"invoices/{invoice['id']}/attach_payment", payment_intent=intent["id"])
        note = self.credit(invoice, amount=9_000, refund_amount=3_000, credit_amount=2_000)
        self.assertEqual((note["pre_payment_amount"], note["post_payment_amount"]), (4_000, 5_000))
        self.arrive()
        self.assert_note(note, invoice)
        self.assertEqual(self.note(note).settled_amount, 70.0)
        self.assertEqual(self.note(note).move_id.amount_residual, 20.0)
        self.assertEqual(self.residual(invoice), 0.0)
        self.assertEqual(self.balance(self.receivable()), -20.0)

    # === VOID, TWICE, CRASH === #

    def test_void_opens_the_invoice_again(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        note = self.credit(invoice, amount=2_500)
        self.arrive()
        self.shop.post(f"credit_notes/{note['id']}/void")
        self.arrive()
        self.assertEqual(self.note(note).move_id.state, "cancel")
        self.assertEqual((self.residual(invoice), self.note(note).settled_amount), (100.0, 0.0))
        self.settle(self.connection)
        self.assertEqual(self.note(note).move_id.state, "cancel")

    def test_void_in_a_locked_period_is_reversed_today(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        note = self.credit(invoice, amount=2_500)
        self.arrive()
        self.connection.company_id.sudo().fiscalyear_lock_date = self.note(note).move_id.date
        self.shop.post(f"credit_notes/{note['id']}/void")
        self.arrive()
        move = self.note(note).move_id
        self.assertEqual(move.state, "posted")
        self.assertEqual(len(move.reversal_move_ids), 1)
        self.assertEqual(self.residual(invoice), 100.0)
        self.note(note).needs_apply = True
        self.settle(self.connection)
        self.assertEqual(len(move.reversal_move_ids), 1, "once")

    def test_void_before_it_was_ever_read(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        note = self.credit(invoice, amount=2_500)
        self.shop.post(f"credit_notes/{note['id']}/void")
        self.arrive()
        self.assertFalse(self.note(note).move_id)
        self.assertEqual(self.residual(invoice), 100.0)

    def test_duplicates_and_reimport_book_once(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.credit(invoice, amount=2_500)
        self.arrive()
        before = self.counts()
        self.receive(*self.shop.deliveries(), *self.shop.deliveries())
        self.arrive()
        self.connection.stream_ids.filtered(lambda stream: stream.kind == "credit_note")._restart()
        self.run_stages(self.env, "import")
        self.env["ar.stripe.credit.note"].search([]).needs_apply = True
        self.arrive()
        self.assertEqual(self.counts(), before)
        self.assertEqual(self.residual(invoice), 75.0)

    def test_a_crash_between_store_and_apply(self):
        """The batch's transaction is gone; the next run books it, once."""
        invoice = self.shop.invoice(self.ada, 10_000)
        note = self.credit(invoice, amount=2_500)
        Note = self.registry["ar.stripe.credit.note"]
        with patch.object(Note, "_settle", side_effect=RuntimeError("killed")):
            self.settle(self.connection)
        self.assertFalse(self.note(note).move_id, "nothing of it was kept")
        self.assertEqual(self.residual(invoice), 100.0)
        self.note(note).next_apply_at = False
        self.arrive()
        self.assert_note(note, invoice)
        self.assertEqual(self.residual(invoice), 75.0)
        self.assertEqual(self.env["account.move"].search_count([("ar_external_number", "=", note["number"])]), 1)

    def test_of_an_invoice_that_is_not_booked_yet_waits(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        note = self.credit(invoice, amount=2_500)
        with patch.object(self.registry["ar.stripe.invoice"], "_apply_waiting", return_value=0):
            self.settle(self.connection)
        self.assertFalse(self.note(note).move_id)
        self.assertIn("not read yet", self.note(note).problem)
        self.note(note).next_apply_at = False
        self.arrive()
        self.assert_note(note, invoice)

    def test_of_another_company_is_not_seen(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        note = self.credit(invoice, amount=2_500)
        self.arrive()
        other = self.env["res.company"].create({"name": "Inland Tools"})
        user = self.env["res.users"].create(
            {
                "name": "Inland",
                "login": "inland",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [Command.set([self.env.ref("ar_sync.group_user").id, self.env.ref("base.group_user").id])],
            }
        )
        domain = [("external_id", "=", note["id"])]
        self.assertFalse(self.env["ar.stripe.credit.note"].with_user(user).search(domain))
        self.assertFalse(self.env["ar.stripe.revenue"].with_user(user).search([]))

    def receivable(self):
        return self.mirror("customer", self.ada).partner_id.property_account_receivable_id
