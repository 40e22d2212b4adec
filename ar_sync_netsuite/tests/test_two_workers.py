"""Risk: two workers drain one connection's queue after one died over it, and a document is sent twice, or too early.

Real cursors, real locks, real requests. Tagged out of Odoo's standard run, as Odoo does with its own: these commit.
They clean up after themselves.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg2
from cryptography.fernet import Fernet

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import config

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE
from odoo.addons.ar_sync.tests.common_races import GIVE_UP_WAITING, WAIT_S, RaceCase

from sandbox.netsuite.server import NetSuiteSandbox

from ..models.ar_sync_connection_netsuite import URL_OPTION
from ..transport.door import Door
from .month_common import NOVEMBER, tie_company
from .odoo_common import NOW, Killed, forget_pace, logged_in

INVOICES = 4
TURNS_MAX = 3000


@tagged("-standard", "-at_install", "post_install")
class TestTwoWorkers(RaceCase):
    """A customer with invoices, each of them paid; everything flows without review."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: Fernet.generate_key().decode()}))
        self.netsuite = NetSuiteSandbox(seed=5, now=NOW)
        self.netsuite.start()
        self.addCleanup(self.netsuite.stop)
        self.addCleanup(config.__setitem__, URL_OPTION, config.get(URL_OPTION))
        config[URL_OPTION] = self.netsuite.url
        forget_pace(self.registry.db_name, self.netsuite.account_id)
        self.connection_id = self.make(self.connect)
        self.make(self.keep_books)

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Odoo's guard against requests to the outside, which knows a timeout as one number only."""
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)

    def connect(self, env):
        flows = {name: "automatic" for name in ("erp_send_invoices", "erp_send_payments", "erp_send_write_offs")}
        values = {**logged_in(self.netsuite), "erp_send_from": NOVEMBER, **flows}
        connection = env["ar.sync.connection"].create(values)
        connection.action_connect()
        connection.stream_ids.filtered(lambda row: row.kind != "erp_lists").unlink()
        while not connection.stream_ids.is_complete:
            connection.stream_ids._read_page()
        tie_company(connection)
        partner = env["res.partner"].browse(self.partner_id)
        env["ar.erp.mapping"]._want(connection, "customer", partner).action_make()
        return connection.id

    def keep_books(self, env):
        """Post invoices; pay each of them with its own payment, the last two with one more together."""
        journal = env["account.journal"].search([("type", "=", "bank"), ("id", "!=", self.journal_id)], limit=1)
        line = {"name": "Work", "price_unit": 100, "tax_ids": [Command.clear()]}
        values = {
            "move_type": "out_invoice",
            "partner_id": self.partner_id,
            "invoice_date": NOVEMBER,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create(line)],
        }
        invoices = env["account.move"].create([values] * INVOICES)
        invoices.action_post()
        for invoice in invoices:
            self.pay(env, invoice, 60, journal)
        self.pay(env, invoices[-2:], 80, journal)

    def pay(self, env, invoices, amount, journal):
        context = {"active_model": "account.move", "active_ids": invoices.ids}
        values = {"payment_date": NOVEMBER, "group_payment": True, "amount": amount, "journal_id": journal.id}
        env["account.payment.register"].with_context(**context).create(values)._create_payments()

    def clean_up(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            env["account.payment.register"].search([("partner_id", "=", self.partner_id)]).unlink()
            env["ar.sync.connection"].browse(self.connection_id).unlink()
        super().clean_up()

    def die_once(self):
        """Let a worker die when NetSuite has made the customer, and before that is known here."""
        request = Door._once

        def once(door, method, url, headers, body, is_write):
            answer = request(door, method, url, headers, body, is_write)
            if is_write:
                raise Killed
            return answer

        with patch.object(Door, "_once", once), self.assertRaises(Killed), self.registry.cursor() as cr:
            self.environment(cr)["ar.sync.dispatch"]._stage_send()

    def meet(self):
        """Let the first two documents wait for each other while they are being sent: two workers are at it."""
        barrier = threading.Barrier(2, timeout=WAIT_S)
        request, guard, met = Door._once, threading.Lock(), []

        def once(door, method, url, headers, body, is_write):
            with guard:
                waits = is_write and url.endswith("/invoice") and len(met) < 2
                if waits:
                    met.append(threading.get_ident())
            if waits:
                barrier.wait()
            return request(door, method, url, headers, body, is_write)

        self.startPatcher(patch.object(Door, "_once", once))
        return met

    def drain(self, _number):
        """Work as a background job does, until nothing of the connection is open."""
        pause = threading.Event()
        with self.registry.cursor() as cr:
            cr.execute(GIVE_UP_WAITING)
            env = self.environment(cr)
            for _turn in range(TURNS_MAX):
                busy = sum(env["ar.sync.dispatch"]._retrying_stage(stage) for stage in ("erp", "send"))
                cr.commit()  # pylint: disable=invalid-commit
                rows = self.open(env)
                if not rows:
                    return
                if not busy:
                    self.let_ask(env)
                    pause.wait(0.005)
            told = [(row.summary, row.state, row.error, row.problems) for row in rows]
        raise AssertionError(f"{TURNS_MAX} turns were not enough: {told}")

    def let_ask(self, env):
        """Let the time pass that is waited before NetSuite is asked about what another worker took for lost."""
        lost = self.open(env).filtered(lambda row: row.state == "unknown" and row.next_attempt_at)
        try:
            for row in lost.try_lock_for_update():
                row._set_state("unknown", next_attempt_at=False)
            env.cr.commit()
        except psycopg2.OperationalError:
            env.cr.rollback()

    def open(self, env):
        domain = [("connection_id", "=", self.connection_id), ("state", "not in", ("done", "cancelled"))]
        return env["ar.sync.operation"].search(domain)

    def test_two_workers_send_each_document_once_and_in_order(self):
        self.die_once()
        met = self.meet()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.drain, range(2)))
        self.assertEqual(len(set(met)), 2, "both workers sent")
        created = self.netsuite.engine.stats.created
        self.assertEqual(dict(created), {"customer": 1, "invoice": INVOICES, "customerPayment": INVOICES + 1})
        books = self.netsuite.books()
        self.assertEqual(set(books["open_items"].values()), {f"{40 * INVOICES - 80}.00"})
        self.assertEqual(self.applied_before_made(), [])
        self.assertEqual(self.make(self.not_in_step), [])

    def applied_before_made(self):
        """Return the payments that NetSuite got before what they settle."""
        store = self.netsuite.engine.store
        return [(link.credit, link.debit) for link in store.links.values() if int(link.credit) < int(link.debit)]

    def not_in_step(self, env):
        """Read all of NetSuite; return what differs from the books."""
        connection = env["ar.sync.connection"].browse(self.connection_id)
        connection._ar_ensure_streams()
        compare = connection.stream_ids.filtered(lambda row: row.kind == "erp_compare")
        while not compare.is_complete:
            compare._read_page()
        rows = env["ar.sync.drift"].search([("connection_id", "=", connection.id), ("state", "=", "open")])
        return [(row.subject, row.kind, row.here, row.there) for row in rows]
