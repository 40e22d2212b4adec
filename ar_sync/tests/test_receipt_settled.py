"""Risk: an invoice is paid twice, and the second payment is explained by something else or by nothing."""

from odoo import fields
from odoo.tests import tagged

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestReceiptSettled(ReceivablesCase):
    def paid(self, amount=120.0, partner=None, date="2026-03-05", **values):
        """Return an invoice that a receipt has paid."""
        invoice = self.invoice(partner or self.alice, amount, **values)
        self.receipt(amount, text=invoice.name, date=fields.Date.to_date(date)).action_match()
        self.assertEqual(invoice.payment_state, "paid")
        return invoice

    def test_a_second_payment_is_told_and_waits_on_account(self):
        invoice = self.paid()
        again = self.receipt(120.0, text=invoice.name, partner=self.alice)
        again.action_match()
        self.assertEqual((again.state, again.unapplied_amount), ("review", 120.0))
        self.assertIn("already paid", again.reason)
        self.assertIn(invoice.name, again.reason_shown)
        self.assertFalse(again.proposal_ids)

    def test_it_stays_told_beside_a_suggestion(self):
        invoice = self.paid()
        other = self.invoice(self.bruno, 120.0)
        again = self.receipt(120.0, text=invoice.name)
        (again | self.receipt(7.0, partner=self.bruno)).action_match()
        self.assertIn("already paid", again.reason)
        self.assertEqual(again.proposal_ids[:1].line_ids.move_id, other)

    def test_the_identifier_of_a_paid_invoice_is_told(self):
        invoice = self.paid()
        line = invoice.line_ids.filtered(lambda line: line.account_id == self.receivable)
        self.env.cr.execute(
            "INSERT INTO ar_match_key (line_id, company_id, kind, value, source) VALUES (%s, %s, 'id', 'in_1', 'id')",
            (line.id, self.company.id),
        )
        again = self.receipt(120.0, hints=[{"kind": "id", "value": "in_1", "source": "id"}])
        again.action_match()
        self.assertIn(invoice.name, again.reason_shown)

    def test_an_open_invoice_named_beside_a_paid_one_is_still_paid_by_itself(self):
        paid, owed = self.paid(), self.invoice(self.alice, 77.5)
        receipt = self.receipt(77.5, text=f"{owed.name} ({paid.name} was last month)", partner=self.alice)
        receipt.action_match()
        self.assertEqual((receipt.state, owed.payment_state), ("matched", "paid"))

    def test_a_part_of_an_invoice_named_beside_a_paid_one_is_for_a_person(self):
        paid, owed = self.paid(), self.invoice(self.alice, 77.5)
        receipt = self.receipt(60.0, text=f"{owed.name} {paid.name}", partner=self.alice)
        receipt.action_match()
        self.assertEqual((receipt.state, owed.payment_state), ("review", "not_paid"))
        self.assertIn(paid.name, receipt.reason_shown)

    def test_what_was_paid_long_ago_is_not_looked_at(self):
        invoice = self.paid(date="2026-03-05")
        receipt = self.receipt(120.0, text=invoice.name, date=fields.Date.to_date("2026-07-01"))
        receipt.action_match()
        self.assertEqual((receipt.state, receipt.step), ("review", "none"))

    def test_a_customers_own_reference_on_paid_invoices_hides_no_open_one(self):
        self.paid(partner=self.bruno, ref="202600077")
        owed = self.invoice(self.alice, 50.0, number="INV-202600077")
        receipt = self.receipt(50.0, text="202600077")
        receipt.action_match()
        self.assertEqual(receipt.proposal_ids[:1].line_ids.move_id or receipt.invoice_ids, owed)

    def test_paid_invoices_with_the_same_reference_do_not_weaken_an_open_one(self):
        for amount in (10.0, 20.0, 30.0, 40.0):
            self.paid(amount, payment_reference="PO-778899")
        owed = self.invoice(self.alice, 50.5, payment_reference="PO-778899")
        receipt = self.receipt(50.5, text="PO-778899")
        _lines, decisions = receipt._decide()
        named = [row for row in decisions[receipt].best.evidence if row.code == "reference_exact"]
        self.assertEqual([row.log_odds for row in named], [14.0])
        receipt.action_match()
        self.assertEqual(owed.payment_state, "paid")

    def test_paid_invoices_cost_no_statement(self):
        few = self.receipt(1.0, text=self.paid().name)
        many = self.receipt(1.0, text=" ".join(self.paid(amount).name for amount in (10.0, 20.0, 30.0, 40.0)))
        counts = []
        for receipt in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            receipt._decide()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_receipts_of_an_archived_connection_wait(self):
        connection = self.env["ar.sync.connection"].create(
            {"name": "Wallet", "company_id": self.company.id, "mode": "automatic"}
        )
        connection._set_state("connected")
        receipt = self.receipt(10.0, connection_id=connection.id)
        domain = [*receipt._waiting_domain(), ("id", "=", receipt.id)]
        self.assertEqual(receipt.search(domain), receipt)
        connection.active = False
        self.assertFalse(receipt.search(domain))
