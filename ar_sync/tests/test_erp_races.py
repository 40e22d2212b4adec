"""Risk: of two who change one document at the same moment, or while it is being sent, the ERP hears of one alone.

Real cursors, as two people and a worker have them. Tagged out of Odoo's standard run: these commit, and clean up.
"""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ar_sync.protocol.document_values import said
from odoo.addons.ar_sync.protocol.erp import Listed
from odoo.addons.ar_sync.protocol.erp_errors import erp_error

from .common_erp import FakeErp
from .common_races import DAY, RaceCase
from .common_sync import new_connection


@tagged("-standard", "-at_install", "post_install")
class TestErpRaces(RaceCase):
    """Money of one customer on two lines of a bank's entry, and an invoice for each, all tied to the ERP's."""

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
        self.item_ids = [self.invoice(100), self.invoice(100)]
        self.entry_id = self.make(self.pay)

    def connect(self, env):
        connection = new_connection(env, env.company, "Ledger")
        flows = {name: "automatic" for name in ("erp_send_invoices", "erp_send_payments", "erp_send_write_offs")}
        connection.write({"erp_send_from": DAY, "is_imported": True, **flows})
        return connection.id

    def pay(self, env):
        journal = env["account.journal"].browse(self.journal_id)
        receivable = env["account.move.line"].browse(self.item_ids[0]).account_id
        sides = ((journal.default_account_id, 60), (receivable, -40), (receivable, -20))
        lines = [
            Command.create({"account_id": account.id, "partner_id": self.partner_id, "balance": balance})
            for account, balance in sides
        ]
        entry = env["account.move"].create({"journal_id": journal.id, "date": DAY, "line_ids": lines})
        entry.action_post()
        return entry.id

    def clean_up(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            self.environment(cr)["ar.sync.connection"].browse(self.connection_id).unlink()
        super().clean_up()

    def tie(self, env):
        """Have all documents be in the ERP as they are here."""
        connection = env["ar.sync.connection"].browse(self.connection_id)
        env["ar.sync.operation"].search([("connection_id", "=", connection.id)]).action_cancel()
        moves = env["account.move.line"].browse(self.item_ids).move_id | env["account.move"].browse(self.entry_id)
        keys = [f"account.move,{move.id}" for move in moves]
        for (kind, key), document in env["ar.erp.maker"]._make(connection, keys).items():
            tied = self.erp.put(document)
            env["ar.sync.binding"]._ar_erp_tie(connection, kind, tied, key, said(document))

    def match(self, env, place=0):
        """Match one of the lines with one of the invoices."""
        money = env["account.move"].browse(self.entry_id).line_ids.filtered("credit").sorted("credit")[place]
        (money | env["account.move.line"].browse(self.item_ids[place])).reconcile()

    def changes(self, env):
        """Return the changes of the money that are open."""
        connection = env["ar.sync.connection"].browse(self.connection_id)
        chains = env["ar.erp.plan"]._open_by_chain(connection, [f"account.move,{self.entry_id}"])
        return env["ar.sync.operation"].union(*chains.values())

    def test_two_who_match_parts_of_the_same_money_make_one_change(self):
        """Neither sees the other's line; one of them alone can write the change, and the worker sees both."""
        self.make(self.tie)
        self.race(self.match, lambda env: self.match(env, 1))
        self.make(lambda env: env["ar.sync.dispatch"]._stage_erp())

        def told(env):
            [row] = self.changes(env)
            return [part["amount"] for part in row.erp_document["applied"]]

        self.assertEqual(sorted(self.make(told)), ["20.00", "40.00"])

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
            undoing["account.move"].browse(self.entry_id).line_ids.remove_move_reconcile()
            undoing.cr.flush()
            calls = len(self.erp.calls)
            with self.committed_after(worker, person):
                sending["ar.sync.operation"]._send_ready()
            self.assertEqual(len(self.erp.calls), calls, "nothing was sent")
            self.assertEqual(self.changes(sending).attempts, 1)
            sending["ar.sync.dispatch"]._stage_erp()
            self.assertFalse(self.changes(sending), "the ERP has it as it is here")
