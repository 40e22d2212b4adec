"""Risk: of two who change one document at the same moment, or while it is being sent, the ERP hears of one alone.

Real cursors, as two people and a worker have them. Tagged out of Odoo's standard run: these commit, and clean up.
"""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ar_sync.protocol.document_values import said
from odoo.addons.ar_sync.protocol.erp import Listed
from odoo.addons.ar_sync.protocol.erp_errors import erp_error

from .common_erp import FakeErp
from .common_races import DAY, RaceCase
from .common_sync import new_connection


@tagged("-standard", "-at_install", "post_install")
class TestErpRaces(RaceCase):
    """A payment and an invoice of one customer, both tied to the ERP's."""

    def setUp(self):
        super().setUp()
        Connection = self.registry["ar.sync.connection"]
        self.erp = FakeErp()
        begins_on, ends_on = date(2031, 1, 1), date(2031, 12, 31)
        self.erp.lists["period"] = [Listed("period", "p", "2031", begins_on=begins_on, ends_on=ends_on)]
        self.startPatcher(patch.object(Connection, "_ar_erp_providers", lambda self: ("none",)))
        self.startPatcher(patch.object(Connection, "_ar_erp_transport", lambda connection: self.erp))
        # What is tied to what is no matter here.
        self.startPatcher(patch.object(self.registry["ar.erp.check"], "_check", lambda *args: None))
        self.connection_id = self.make(self.connect)
        self.item_id = self.invoice(100)
        self.payment_id = self.make(self.pay)

    def connect(self, env):
        connection = new_connection(env, env.company, "Ledger")
        flows = {name: "automatic" for name in ("erp_send_invoices", "erp_send_payments", "erp_send_write_offs")}
        connection.write({"erp_send_from": DAY, "is_imported": True, **flows})
        return connection.id

    def pay(self, env):
        values = {"partner_id": self.partner_id, "journal_id": self.journal_id, "amount": 60, "date": DAY}
        payment = env["account.payment"].create({**values, "payment_type": "inbound", "partner_type": "customer"})
        payment.action_post()
        return payment.id

    def clean_up(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            self.environment(cr)["ar.sync.connection"].browse(self.connection_id).unlink()
        super().clean_up()

    def tie(self, env):
        """Have both documents be in the ERP as they are here."""
        connection = env["ar.sync.connection"].browse(self.connection_id)
        env["ar.sync.operation"].search([("connection_id", "=", connection.id)]).action_cancel()
        keys = [f"account.move,{env['account.move.line'].browse(self.item_id).move_id.id}"]
        keys.append(f"account.payment,{self.payment_id}")
        for (kind, key), document in env["ar.erp.maker"]._make(connection, keys).items():
            tied = self.erp.put(document)
            env["ar.sync.binding"]._ar_erp_tie(connection, kind, tied, key, said(document))

    def match(self, env):
        payment = env["account.payment"].browse(self.payment_id)
        lines = payment.move_id.line_ids | env["account.move.line"].browse(self.item_id)
        lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()

    def note(self, env):
        env["account.payment"].browse(self.payment_id).move_id.ref = "Two of them"

    def changes(self, env):
        """Return the changes of the payment that are open."""
        connection = env["ar.sync.connection"].browse(self.connection_id)
        chains = env["ar.erp.plan"]._open_by_chain(connection, [f"account.payment,{self.payment_id}"])
        return env["ar.sync.operation"].union(*chains.values())

    def test_two_who_change_different_parts_of_a_document_make_one_change(self):
        self.make(self.tie)
        self.race(self.note, self.match)

        def told(env):
            [row] = self.changes(env)
            document = row.erp_document
            return sorted(row.payload), document["memo"], [part["amount"] for part in document["applied"]]

        self.assertEqual(self.make(told), (["applied", "memo"], "Two of them", ["60.00"]))

    @contextmanager
    def committed_after(self, cr, other):
        """Commit ``other`` right after the next commit of ``cr``."""
        commit, done = cr.commit, []

        def both():
            commit()
            if not done:
                done.append(other.commit())

        with patch.object(cr, "commit", both):
            yield

    def lose(self, env):
        """Match the two, and let the request that says so be lost on its way."""
        self.match(env)
        env.cr.commit()
        self.erp.fail("apply", erp_error("answer_lost"))
        env["ar.sync.operation"]._send_ready()
        self.assertEqual(self.changes(env).state, "unknown")

    def test_what_is_undone_in_the_moment_of_sending_again_is_not_sent(self):
        """Who undid it had seen that nobody knew what became of it, and left the rest to the worker."""
        self.make(self.tie)
        self.make(self.lose)
        with self.registry.cursor() as person, self.registry.cursor() as worker:
            undoing, sending = self.environment(person), self.environment(worker)
            self.assertEqual(self.changes(undoing).state, "unknown")
            self.changes(sending)._set_state("unknown", next_attempt_at=False)
            sending["ar.sync.operation"]._send_ready()
            self.assertEqual(self.changes(sending).state, "ready")
            undoing["account.payment"].browse(self.payment_id).move_id.line_ids.remove_move_reconcile()
            undoing.cr.flush()
            calls = len(self.erp.calls)
            with self.committed_after(worker, person):
                sending["ar.sync.operation"]._send_ready()
            self.assertEqual(len(self.erp.calls), calls, "nothing was sent")
            self.assertEqual(self.changes(sending).attempts, 1)
            sending["ar.sync.dispatch"]._stage_erp()
            self.assertFalse(self.changes(sending), "the ERP has it as it is here")
