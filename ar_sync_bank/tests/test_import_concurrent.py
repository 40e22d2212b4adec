"""Risk: two people import the same file at once, and its money is there twice. Real cursors, real locks.

Tagged out of Odoo's standard run, as Odoo does with its own: these commit. They clean up after themselves.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from odoo.addons.ar_sync.tests.common_races import PAUSE_S, TRIES_MAX, WAIT_S
from odoo.addons.ar_sync_bank.models.ar_bank_file_import import ArBankFile

from .bank_files import bai2

ACCOUNT = "12345678"
FILE = bai2("16,195,2500,,B-1,,Wire/", "16,195,2600,,B-2,,Wire/")


@tagged("-standard", "-at_install", "post_install")
class TestConcurrentImport(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            currency = env.ref("base.USD")
            journal = env["account.journal"].create(
                {"name": "Crowded", "type": "bank", "code": "CRWD", "currency_id": currency.id}
            )
            journal.ar_statement_account = ACCOUNT
            self.journal_id = journal.id
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"force_delete": True})
            journal = env["account.journal"].browse(self.journal_id)
            env["account.bank.statement"].search([("journal_id", "=", journal.id)]).unlink()
            env["account.bank.statement.line"].search([("journal_id", "=", journal.id)]).unlink()
            env["ar.bank.file.statement"].search([("journal_id", "=", journal.id)]).file_id.unlink()
            journal.unlink()

    def lines(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["account.bank.statement.line"].search_count([("journal_id", "=", self.journal_id)])

    def race(self):
        """Import the same file in two transactions that began at the same time; return what became of each.

        One that is told to try again does so in a new transaction, as Odoo does with a request.
        """
        barrier = threading.Barrier(2, timeout=WAIT_S)

        def run(_number):
            met = False
            for _attempt in range(TRIES_MAX):
                try:
                    with self.registry.cursor() as cr:
                        env = api.Environment(cr, SUPERUSER_ID, {})
                        env["account.journal"].browse(self.journal_id).mapped("name")
                        if not met:
                            met = True
                            barrier.wait()
                        rows = env["ar.bank.file"]._ar_take_in(
                            env.company, [("x.bai", FILE)], env["account.journal"]
                        )
                        return rows.imported_count, rows.known_count
                except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    threading.Event().wait(PAUSE_S)
            return None

        with mute_logger("odoo.sql_db"), ThreadPoolExecutor(max_workers=2) as executor:
            return [future.result(timeout=WAIT_S) for future in [executor.submit(run, n) for n in range(2)]]

    def test_one_imports_and_the_other_finds_everything_known(self):
        self.assertCountEqual(self.race(), [(2, 0), (0, 2)])
        self.assertEqual(self.lines(), 2)

    def test_the_index_holds_where_the_lock_does_not(self):
        with patch.object(ArBankFile, "_lock_company", lambda files: None):
            self.assertCountEqual(self.race(), [(2, 0), (0, 2)])
        self.assertEqual(self.lines(), 2)
