"""Two people, or a person and a worker, who do something to the same money at the same moment.

Real cursors, real locks. What is made here is committed, and deleted afterwards.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service import model as service
from odoo.service.model import retrying
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

# What takes so long stands still. A machine with other work takes many times as long as one without.
WAIT_S = 300
# A transaction that waits for another's lock forever is a defect: say so instead of standing still.
GIVE_UP_WAITING = "SET LOCAL lock_timeout = '120s'"
TRIES_MAX = 1000
PAUSE_S = 0.05
QUIET = ("odoo.sql_db", "odoo.service.model", "odoo.models.unlink", "odoo.addons.ar_sync.models.ar_sync_dispatch")
COMPANY_FIELDS = ("ar_sync_mode", "ar_take_in_payments", "ar_take_in_credits", "ar_sync_import_from")
DAY = "2031-05-04"  # far from any other data: only what is made here is taken in


def begin_anew_patiently(start):
    """Have Odoo begin what lost a race anew until the other side is done.

    Odoo itself does so five times, with pauses of up to half a minute in all. Without pauses all five are over before a
    slow machine has committed the other side; so here they are many, and short.

    :param start: of the test case: ``startPatcher`` or ``startClassPatcher``.
    """
    pauses = SimpleNamespace(sleep=lambda _seconds: threading.Event().wait(PAUSE_S))
    start(patch.object(service, "MAX_TRIES_ON_CONCURRENCY_FAILURE", TRIES_MAX))
    start(patch.object(service, "time", pauses))


class RaceCase(BaseCase):
    """A customer, a journal and some invoices of the database's own company, committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        begin_anew_patiently(self.startPatcher)
        logs = mute_logger(*QUIET)
        logs.__enter__()
        self.addCleanup(logs.__exit__)
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            company, euro = env.company, env.ref("base.EUR")
            self.before = {name: company[name] for name in COMPANY_FIELDS}
            self.euro_was_active = euro.active
            euro.active = True
            company.write(
                {"ar_sync_mode": "automatic", "ar_take_in_payments": True, "ar_take_in_credits": True,
                 "ar_sync_import_from": DAY}
            )  # fmt: skip
            self.rate_id = env["res.currency.rate"].create(
                {"name": DAY, "currency_id": euro.id, "rate": 0.8, "company_id": company.id}
            ).id
            self.partner_id = env["res.partner"].create({"name": "Crowded Instruments", "is_company": True}).id
            self.journal_id = env["account.journal"].create({"name": "Crowded", "type": "bank", "code": "RACE"}).id
            env["ar.match.reason"]._of_company(company)
        self.addCleanup(self.clean_up)

    def environment(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            env = env(context={**env.context, "force_delete": True, "ar_undoing": True})
            lines = env["account.move.line"].search([("partner_id", "=", self.partner_id)])
            receipts = env["ar.match.receipt"].search([("partner_id", "=", self.partner_id)])
            moves = lines.move_id | receipts.line_ids.move_id
            moves.line_ids.remove_move_reconcile()
            moves |= env["account.move"].search([("reversed_entry_id", "in", moves.ids)])
            receipts.unlink()
            moves.origin_payment_id.unlink()
            moves = moves.exists()
            moves.filtered(lambda move: move.state != "draft").button_draft()
            moves.unlink()
            env["account.journal"].browse(self.journal_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            env["res.currency.rate"].browse(self.rate_id).unlink()
            env.ref("base.EUR").active = self.euro_was_active
            env.company.write(self.before)
            cron = env.ref("ar_sync.ir_cron_work")
            env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()

    # --- what is there before ---

    def make(self, work):
        """Do ``work(env)`` in a transaction of its own, and return its answer."""
        with self.registry.cursor() as cr:
            return work(self.environment(cr))

    def invoice(self, amount, currency="USD", move_type="out_invoice", **values):
        """Return the id of a new invoice's open item."""

        def work(env):
            move = env["account.move"].create(
                {
                    "move_type": move_type,
                    "partner_id": self.partner_id,
                    "currency_id": env.ref(f"base.{currency}").id,
                    "invoice_date": DAY,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": amount, "tax_ids": [Command.clear()]})
                    ],
                    **values,
                }
            )
            move.action_post()
            return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").id

        return self.make(work)

    def receipt(self, amount, currency="USD", booked=False, **values):
        """Return the id of a new receipt of the customer."""

        def work(env):
            money = env.ref(f"base.{currency}")
            receipt = env["ar.match.receipt"].create(
                {
                    "name": "RCPT",
                    "company_id": env.company.id,
                    "journal_id": self.journal_id,
                    "date": fields.Date.to_date(DAY),
                    "currency_id": money.id,
                    "amount": amount,
                    "settlement_currency_id": money.id,
                    "settlement_amount": amount,
                    "partner_id": self.partner_id,
                    **values,
                }
            )
            if booked:
                receipt._book({})
                receipt._set_state("review")
            return receipt.id

        return self.make(work)

    def taken_in(self, kind):
        """Take in what is open, and return the ids of the receipts."""

        def work(env):
            getattr(env["ar.match.receipt"], f"_take_in_{kind}")()
            return env["ar.match.receipt"].search([("partner_id", "=", self.partner_id)]).ids

        return self.make(work)

    # --- at the same moment ---

    def race(self, *works):
        """Do these works at once, each in a transaction that began before any of them was committed.

        Each is done again after a serialization failure, as Odoo does with a request.

        :return: what each returned, or the text of the error with which it refused.
        """
        barrier = threading.Barrier(len(works), timeout=WAIT_S)

        def run(work):
            with self.registry.cursor() as cr:
                cr.execute(GIVE_UP_WAITING)
                env = self.environment(cr)
                env["res.partner"].browse(self.partner_id).mapped("name")
                barrier.wait()
                try:
                    return retrying(lambda: work(env), env)
                except UserError as error:
                    return str(error)

        with ThreadPoolExecutor(max_workers=len(works)) as executor:
            return [future.result(timeout=WAIT_S) for future in [executor.submit(run, work) for work in works]]

    # --- what is there afterwards ---

    def residual(self, item_id):
        return self.make(lambda env: env["account.move.line"].browse(item_id).amount_residual_currency)

    def read(self, receipt_id, *names):  # pylint: disable=method-required-super
        return self.make(lambda env: tuple(env["ar.match.receipt"].browse(receipt_id)[name] for name in names))

    def check_books(self):
        """Check that nothing is settled twice: no item by more than it is, and every receivable adds up."""

        def work(env):
            lines = env["account.move.line"].search(
                [("partner_id", "=", self.partner_id), ("account_id.account_type", "=", "asset_receivable")]
            )
            for line in lines.filtered(lambda line: line.parent_state == "posted"):
                given = sum(line.matched_debit_ids.mapped("credit_amount_currency"))
                given += sum(line.matched_credit_ids.mapped("debit_amount_currency"))
                whole = abs(line.amount_currency)
                self.assertLessEqual(round(given, 2), round(whole, 2), line.display_name)
                self.assertEqual(round(abs(line.amount_residual_currency), 2), round(whole - given, 2))
            receipts = env["ar.match.receipt"].search([("partner_id", "=", self.partner_id)])
            for receipt in receipts:
                self.assertGreaterEqual(receipt.unapplied_amount, 0.0)
                left = -sum(receipt._open_lines().mapped("amount_residual_currency"))
                self.assertEqual(receipt.unapplied_amount, left)

        self.make(work)
