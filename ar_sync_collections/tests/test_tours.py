"""Risk: a screen cannot be used: the worklist, the sequence editor, the customer's page of an invoice."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.ar_sync.tests.common import ReceivablesCase
from odoo.addons.ar_sync.tests.common_tours import CURSOR_WAIT_S, WINDOW


@tagged("post_install", "-at_install")
class TestTours(ReceivablesCase, HttpCase):
    """In a browser, on the day that it is."""

    browser_size = WINDOW
    test_cursor_lock_timeout = CURSOR_WAIT_S

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "ar_collector",
            groups="base.group_user,ar_sync.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def bill(self, partner, amount, days_late):
        due = fields.Date.today() - timedelta(days=days_late)
        return self.invoice(partner, amount, date=due - timedelta(days=30), invoice_date_due=due)

    def test_worklist(self):
        late = self.bill(self.alice, 800.0, 20)
        self.bill(self.bruno, 9000.0, 60)
        with patch.object(self.env.cr, "commit", self.env.flush_all):
            self.env["ar.collection.case"]._plan_waiting()
        self.start_tour("/odoo/collections-worklist", "ar_collections_worklist", login="ar_collector", timeout=240)
        promise = self.env["ar.promise"].search([("partner_id", "=", self.alice.id)])
        self.assertEqual((promise.source, promise.amount, promise.move_ids), ("call", 800.0, late))
        case = self.env["ar.collection.case"]._of(self.bruno, self.company)
        self.assertTrue(case.called_at and case.snoozed_until)
        self.assertIn("Ann calls back", " ".join(case.message_ids.mapped("body")))

    def test_sequence_editor(self):
        self.start_tour("/odoo/collections-sequences", "ar_collections_sequence", login="ar_collector", timeout=240)
        sequence = self.env["ar.collection.sequence"].search([("name", "=", "Public sector")])
        self.assertEqual((sequence.step_ids.offset, sequence.step_ids.channel), (15, "call"))
        self.assertEqual(sequence.condition_ids.value, "5000")

    def test_the_customers_page(self):
        customer = new_test_user(
            self.env,
            "ar_debtor",
            groups="base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        customer.partner_id.parent_id = self.alice
        invoice = self.bill(self.alice, 120.5, 10)
        self.start_tour(invoice.get_portal_url(), "ar_collections_portal", login="ar_debtor", timeout=240)
        self.assertEqual((invoice.ar_promise_ids.source, invoice.ar_promise_ids.amount), ("portal", 120.5))
        self.assertEqual((invoice.ar_dispute_ids.source, invoice.ar_dispute_ids.amount), ("portal", 20.5))
