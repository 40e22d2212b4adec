"""Risk: an invoice is renamed, reopened or imported, and is found by what it was once called, or not at all."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ar_sync.hooks import post_init_hook
from odoo.addons.ar_sync.models import ar_match_key

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestKeysKept(ReceivablesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Key = cls.env["ar.match.key"]

    def item(self, move):
        """Return the receivable journal item of an entry."""
        return move.line_ids.filtered(lambda line: line.account_id == self.receivable)

    def named(self, move, kind="reference"):
        """Return the values under which an entry is found."""
        return set(self.Key.search([("line_id.move_id", "=", move.id), ("kind", "=", kind)]).mapped("value"))

    def pay(self, invoice, date="2026-03-05"):
        """Have a receipt pay an invoice."""
        receipt = self.receipt(invoice.amount_total, text=invoice.name, date=fields.Date.to_date(date))
        receipt.action_match()
        self.assertEqual(invoice.payment_state, "paid")
        return receipt

    def lose_keys(self, *moves):
        """Leave entries without keys, as an import past our code does."""
        lines = self.env["account.move.line"].union(*(move.line_ids for move in moves))
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM ar_match_key WHERE line_id IN %s", tuple(lines.ids)))
        self.Key.invalidate_model()

    def test_posted_reset_and_posted_again(self):
        invoice = self.invoice(self.alice, 10.0, number="RG-55012")
        self.assertIn("RG55012", self.named(invoice))
        invoice.button_draft()
        self.assertFalse(self.named(invoice))
        invoice.action_post()
        self.assertIn("RG55012", self.named(invoice))

    def test_cancelled(self):
        invoice = self.invoice(self.alice, 10.0, number="RG-55012")
        invoice.button_cancel()
        self.assertFalse(self.named(invoice))

    def test_a_draft_has_none_whatever_is_written_on_it(self):
        invoice = self.invoice(self.alice, 10.0, number="RG-55012")
        invoice.button_draft()
        invoice.ref = "PO 778899"
        self.assertFalse(self.named(invoice))

    def test_paid_and_reopened(self):
        invoice = self.invoice(self.alice, 10.0)
        self.pay(invoice)
        self.assertTrue(self.named(invoice), "a second payment of it is to be told")
        self.item(invoice).remove_move_reconcile()
        self.assertEqual(invoice.payment_state, "not_paid")
        again = self.receipt(10.0, text=invoice.name)
        again.action_match()
        self.assertEqual(again.state, "matched")

    def test_credited(self):
        invoice = self.invoice(self.alice, 10.0)
        credit = invoice._reverse_moves([{"invoice_date": "2026-03-02"}], cancel=True)
        self.assertEqual(invoice.payment_state, "reversed")
        receipt = self.receipt(10.0, text=invoice.name)
        receipt.action_match()
        self.assertIn("already paid", receipt.reason)
        self.item(invoice).remove_move_reconcile()
        self.assertTrue(self.named(credit), "it was settled when it was posted, and is open now")
        self.assertTrue(self.named(invoice))

    def test_another_reference_after_posting(self):
        invoice = self.invoice(self.alice, 10.0, payment_reference="MANDATE 440011", ref="PO 778899")
        self.assertLessEqual({"MANDATE440011", "PO778899"}, self.named(invoice))
        invoice.write({"payment_reference": "MANDATE 440022", "ref": "PO 665544"})
        self.assertLessEqual({"MANDATE440022", "PO665544"}, self.named(invoice))
        self.assertFalse({"MANDATE440011", "PO778899"} & self.named(invoice))

    def test_renamed(self):
        invoice = self.invoice(self.alice, 10.0)
        before = self.named(invoice)
        invoice.write({"name": "INV/2026/77001", "payment_reference": False})
        self.assertIn("INV202677001", self.named(invoice))
        self.assertFalse(before & self.named(invoice))

    def test_a_paid_invoice_is_renamed(self):
        invoice = self.invoice(self.alice, 10.0)
        self.pay(invoice)
        invoice.payment_reference = "MANDATE 440022"
        self.assertIn("MANDATE440022", self.named(invoice))

    def test_customers_are_merged(self):
        invoice = self.invoice(self.bruno, 77.5)
        receipt = self.receipt(77.5, partner=self.bruno)
        Payer = self.env["ar.match.payer"]
        for partner in (self.alice, self.bruno):
            Payer._count(self.company, "alias", "Both Ltd", "BOTH", partner, "2026-03-02", True)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.alice | self.bruno).ids, self.alice)
        self.env.invalidate_all()
        self.assertEqual((invoice.partner_id, receipt.partner_id), (self.alice, self.alice))
        known = Payer.search([("key", "=", "BOTH")])
        self.assertEqual((known.partner_id, known.confirmations), (self.alice, 2), "what both were known by is once")
        self.assertIn(self.item(invoice).id, receipt._partner_items(self.alice, receipt._engine_policy()))
        self.assertTrue(self.named(invoice))

    def test_what_is_imported_past_our_code_is_found_after_housekeeping(self):
        imported, known = self.invoice(self.alice, 10.0), self.invoice(self.alice, 20.0)
        self.lose_keys(imported)
        rows = self.Key.search([("line_id.move_id", "=", known.id)])
        self.Key._write_missing()
        self.assertTrue(self.named(imported))
        self.assertEqual(self.Key.search([("line_id.move_id", "=", known.id)]), rows, "nothing is written anew")

    def test_housekeeping_writes_none_for_settled_items_and_receipts(self):
        invoice = self.invoice(self.alice, 10.0)
        receipt = self.pay(invoice)
        left = self.receipt(5.0, partner=self.bruno, name="RCPT 55012")
        left._book({})
        self.lose_keys(invoice)
        self.Key._write_missing()
        self.assertFalse(self.named(invoice) | self.named(receipt.move_id) | self.named(left.move_id))

    def test_the_addon_is_installed_on_existing_books(self):
        invoice = self.invoice(self.alice, 10.0, ref="PO 778899")
        keys = {kind: self.named(invoice, kind) for kind in ("reference", "digits", "folded")}
        self.lose_keys(invoice)
        post_init_hook(self.env)
        self.assertEqual({kind: self.named(invoice, kind) for kind in keys}, keys)

    # === SETTLED LONG AGO === #

    def clean(self, today):
        """Do the housekeeping of a day."""
        with patch.object(fields.Date, "context_today", lambda *_args: fields.Date.to_date(today)):
            return self.Key._gc_settled()

    def test_what_was_settled_long_ago_leaves_the_index(self):
        paid, owed = self.invoice(self.alice, 10.0), self.invoice(self.alice, 20.0)
        self.pay(paid)
        self.clean("2026-06-30")
        self.assertTrue(self.named(paid), "a second payment of it may still come")
        self.clean("2027-03-30")
        self.assertFalse(self.named(paid))
        self.assertTrue(self.named(owed), "what is open stays, however old")

    def test_what_is_reopened_after_that_is_found_again(self):
        invoice = self.invoice(self.alice, 10.0)
        self.pay(invoice)
        self.clean("2027-03-30")
        self.item(invoice).remove_move_reconcile()
        self.assertTrue(self.named(invoice))

    def test_the_oldest_receipt_that_housekeeping_keeps_for(self):
        self.assertGreater(ar_match_key.KEPT_DAYS, ar_match_key.SETTLED_DAYS)

    def test_a_bounded_number_at_a_time(self):
        for amount in (10.0, 20.0):
            self.pay(self.invoice(self.alice, amount))
        with patch.object(ar_match_key, "HOUSEKEEPING_ITEMS", 1):
            while self.clean("2027-03-30") == (1, 1):
                pass
        self.assertFalse(self.Key.search([("company_id", "=", self.company.id), ("line_id.reconciled", "=", True)]))
