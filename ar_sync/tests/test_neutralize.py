"""Risk: a copy of production, made to try something out, talks to the provider of production."""

from odoo.modules.neutralize import get_neutralization_queries
from odoo.tools import SQL

from .common_sync import SyncCase, new_connection

STATES = ("draft", "connected", "paused", "error", "disconnected")
OPEN, CLOSED = ("draft", "review", "ready", "sent", "unknown"), ("failed", "done", "cancelled")


class TestNeutralize(SyncCase):
    def setUp(self):
        super().setUp()
        self.connections = {state: new_connection(self.env, self.company, state, "connected") for state in STATES}
        for state, connection in self.connections.items():
            self.env["ar.sync.secret"]._put(connection, "api_key", "sk_test_canary_0123456789")
            self.put(connection, state)
        self.tokens = {state: row.webhook_token for state, row in self.connections.items()}
        self.operations = {}
        for state in OPEN + CLOSED:
            self.operations[state] = self.intend(kind=f"thing.{state}")
            self.put(self.operations[state], state)
        self.neutralize()

    def put(self, record, state):
        self.env.flush_all()
        table = SQL.identifier(record._table)
        self.env.cr.execute(SQL("UPDATE %s SET state = %s WHERE id = %s", table, state, record.id))
        record.invalidate_recordset()

    def neutralize(self):
        """Run what Odoo runs for our addons: the file is found by its name."""
        self.env.flush_all()
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        addons = [name for name in installed.mapped("name") if name.startswith("ar_sync")]
        queries = list(get_neutralization_queries(addons))
        self.assertTrue(queries, "Odoo finds the file")
        for query in queries:
            self.env.cr.execute(query)
        self.env.invalidate_all()

    def test_no_credential_is_left(self):
        self.env.cr.execute("SELECT count(*) FROM ar_sync_secret")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_nothing_runs_any_more(self):
        found = {state: row.state for state, row in self.connections.items()}
        expected = dict(zip(STATES, STATES, strict=True)) | {"connected": "paused", "error": "paused"}
        self.assertEqual(found, expected)

    def test_every_address_is_another_one(self):
        """Also of what was paused already: messages for production would be stored in the copy."""
        now = [row.webhook_token for row in self.connections.values()]
        self.assertFalse(set(now) & set(self.tokens.values()))
        self.assertEqual(len(set(now)), len(STATES))
        self.assertEqual({len(token) for token in now}, {32}, "the door still knows their form")

    def test_no_change_is_sent_any_more(self):
        found = {state: row.state for state, row in self.operations.items()}
        expected = {state: "cancelled" for state in OPEN} | {state: state for state in CLOSED}
        self.assertEqual(found, expected)

    def test_the_worker_finds_nothing_to_do(self):
        calls = []

        def hook(connection, *args):
            calls.append(connection.name)

        self.play(send=hook, settle=hook, handle_events=hook, read_page=hook, remote_balances=hook)
        self.messages("m1", connection=self.connections["connected"])
        self.env["ar.sync.stream"].create({"connection_id": self.connections["connected"].id, "kind": "thing"})
        for stage in ("drain", "pull", "send", "import", "prove"):
            self.env["ar.sync.dispatch"]._run_stage(stage)
        self.assertEqual(calls, [])

    def test_a_second_time_changes_nothing_that_matters(self):
        self.neutralize()
        self.assertEqual(self.connections["connected"].state, "paused")
