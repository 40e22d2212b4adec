"""A NetSuite account and books whose documents wait for it, committed: what several workers are let loose on."""

import threading
from unittest.mock import patch

import psycopg2
from cryptography.fernet import Fernet

from odoo.fields import Command
from odoo.tools import config

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE
from odoo.addons.ar_sync.tests.common_races import GIVE_UP_WAITING, PAUSE_S, RaceCase

from sandbox.netsuite.server import NetSuiteSandbox

from ..models.ar_sync_connection_netsuite import URL_OPTION
from .month_common import NOVEMBER, tie_company
from .odoo_common import NOW, forget_pace, logged_in

TURNS_MAX = 3000


class WorkersCase(RaceCase):
    """A customer that NetSuite does not have yet, and its documents; everything flows without review."""

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
        """Post one invoice."""
        self.post(env, 1)

    def post(self, env, count):
        """Return new invoices of the customer, of 100 each."""
        line = {"name": "Work", "price_unit": 100, "tax_ids": [Command.clear()]}
        values = {
            "move_type": "out_invoice",
            "partner_id": self.partner_id,
            "invoice_date": NOVEMBER,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create(line)],
        }
        invoices = env["account.move"].create([values] * count)
        invoices.action_post()
        return invoices

    def clean_up(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            env["account.payment.register"].search([("partner_id", "=", self.partner_id)]).unlink()
            env["ar.sync.connection"].browse(self.connection_id).unlink()
        super().clean_up()

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
                    pause.wait(PAUSE_S)
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

    def not_in_step(self, env):
        """Read all of NetSuite; return what differs from the books."""
        connection = env["ar.sync.connection"].browse(self.connection_id)
        connection._ar_ensure_streams()
        compare = connection.stream_ids.filtered(lambda row: row.kind == "erp_compare")
        while not compare.is_complete:
            compare._read_page()
        rows = env["ar.sync.drift"].search([("connection_id", "=", connection.id), ("state", "=", "open")])
        return [(row.subject, row.kind, row.here, row.there) for row in rows]
