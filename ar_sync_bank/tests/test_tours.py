"""Risk: a screen for bank statements does not open, shows nothing, or its button does not do what it says."""

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.ar_sync.tests.common_tours import CURSOR_WAIT_S, WINDOW

from .common import BankCase


@tagged("post_install", "-at_install")
class TestBankTours(BankCase, HttpCase):
    browser_size = WINDOW
    test_cursor_lock_timeout = CURSOR_WAIT_S

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        groups = "base.group_user,ar_sync.group_user,account.group_account_manager"
        cls.clerk = new_test_user(cls.env, "bank_tour", groups=groups, **values)

    def watch(self, tour, path="/odoo/receivables"):
        """Run ``tour`` in a browser from ``path``."""
        self.start_tour(path, tour, login="bank_tour", timeout=180)

    def test_import_and_review(self):
        invoice = self.invoice(self.alice, 100.0, self.eur, number="INV-4711", date="2026-03-01")
        self.watch("ar_sync_bank_import")
        self.assertEqual(invoice.payment_state, "paid")
        files = self.File.search([], order="id desc", limit=2)
        self.assertEqual(files.mapped("result"), ["known", "imported"])
        self.assertEqual(files.create_uid, self.clerk)

    def test_columns_of_a_csv_file(self):
        self.watch("ar_sync_bank_columns")
        mapping = self.env["ar.bank.csv.mapping"].search([], order="id desc", limit=1)
        self.assertTrue(mapping.is_confirmed)
        self.assertEqual(self.lines(mapping.file_id).mapped("amount"), [1250.0, -12.5])

    def test_import_from_the_journal(self):
        self.watch("ar_sync_bank_journal", "/odoo/action-account.open_account_journal_dashboard_kanban")
