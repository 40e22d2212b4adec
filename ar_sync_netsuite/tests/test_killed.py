"""Risk: the worker dies while it sends, and a document is at NetSuite twice, or never.

One kind of change after the other is sent by workers that die: each time something became durable, here or at
NetSuite, one of them does so. Another worker goes on. Whatever happened, both sides are to the last field what
a worker that lived would have left.
"""

import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from sandbox.netsuite.control import truth

from ..transport.door import Door
from .month_common import NOVEMBER, MonthCase
from .odoo_common import Killed

#: What a worker can do to a document; customers and entries have fewer verbs than these.
KINDS = {
    "erp.customer.create", "erp.invoice.create", "erp.payment.create", "erp.credit_memo.create", "erp.refund.create",
    "erp.write_off.create", "erp.invoice.update", "erp.payment.apply", "erp.credit_memo.apply", "erp.invoice.cancel",
    "erp.payment.cancel", "erp.write_off.cancel",
}  # fmt: skip
#: Two commits and two requests that change something are the most that a change takes.
STEPS_MAX = 4
TURNS_MAX = 12


class KilledCase(MonthCase):
    """Commits are savepoints: a worker that died leaves what it had committed, and what NetSuite had done."""

    def setUp(self):
        super().setUp()
        self.steps, self.doom = 0, 0
        self.killed = {}
        self.startPatcher(patch.object(self.env.cr, "commit", self.commit))
        request = Door._once

        def once(door, method, url, headers, body, is_write):
            answer = request(door, method, url, headers, body, is_write)
            if is_write:
                self.step()
            return answer

        self.startPatcher(patch.object(Door, "_once", once))
        self.is_watched = False

    def commit(self):
        self.env.cr.flush()
        if self.is_watched:
            self.env.cr.execute("RELEASE SAVEPOINT ar_life; SAVEPOINT ar_life")
            self.step()

    def step(self):
        """Something is durable now, here or there."""
        if not self.is_watched:
            return
        self.steps += 1
        if self.steps == self.doom:
            raise Killed

    @contextmanager
    def savepoint(self, name):
        """Yield what goes back to here, as if nothing had been done since."""
        self.env.cr.flush()
        self.env.cr.execute(f"SAVEPOINT {name}")  # pylint: disable=sql-injection

        def back():
            self.env.cr.execute(f"ROLLBACK TO SAVEPOINT {name}")  # pylint: disable=sql-injection
            self.env.transaction.clear()
            self.env.cr.precommit.clear()
            self.env.cr.cache.clear()  # the next worker has a connection of its own

        yield back
        self.env.cr.flush()
        self.env.cr.execute(f"RELEASE SAVEPOINT {name}")  # pylint: disable=sql-injection

    def live(self, doom=0):
        """Have a worker send one change, or die at its ``doom``-th step. Tell whether it died."""
        self.steps, self.doom = 0, doom
        with self.savepoint("ar_life") as back:
            self.is_watched = True
            try:
                self.assertTrue(self.Operation._send_ready())
            except Killed:
                back()
                return True
            finally:
                self.is_watched = False
        return False

    def go_on(self, operation):
        """Have other workers do what is left to be done of a change, each as soon as it may."""
        for _turn in range(TURNS_MAX):
            if operation.state == "done":
                return
            if operation.state == "unknown":
                operation._set_state("unknown", next_attempt_at=False)
            self.Operation._send_ready()
        self.fail(self.told())

    def kill_at_each_step(self, operation):
        """Send a change with every death there is, each time from the same beginning, and then without."""
        engine, left = self.netsuite.engine, {}
        before = engine.remember()
        for doom in range(1, STEPS_MAX + 2):
            with self.savepoint("ar_start") as back:
                if not self.live(doom):
                    break
                self.go_on(operation)
                left[doom] = self.both_sides()
                back()
                engine.go_back(before)
        self.assertEqual(operation.state, "done", self.told())
        undisturbed = self.both_sides()
        for doom, found in left.items():
            self.assertEqual(found, undisturbed, f"{operation.summary}, death {doom}")
        self.killed[operation.kind] = len(left)

    def both_sides(self):
        """Return everything of NetSuite, and what is known of it here."""
        self.env.flush_all()
        store = self.netsuite.engine.store
        there = {
            (record.kind, record.id): truth.shown(store, record)
            for kind in ("transaction", "customer")
            for record in store.all(kind)
        }
        return there, self.netsuite.books(), [sorted(self.rows(*what)) for what in self.known_here()]

    def known_here(self):
        yield "ar.sync.binding", ("kind", "external_id", "res_model", "res_id", "is_former", "agreed")
        yield "ar.erp.mapping", ("kind", "res_id", "record_id.external_id", "is_confirmed")
        yield "ar.erp.document", ("subject", "external_id", "open_amount", "is_deleted", "body")
        yield "ar.sync.operation", ("kind", "res_id", "state", "external_id", "finding", "error")

    def rows(self, model, names):
        rows = self.env[model].sudo().search([("connection_id", "=", self.connection.id)])
        return [json.dumps([row.mapped(name) for name in names], sort_keys=True, default=str) for row in rows]

    def drive(self):
        """Approve one change after the other, and kill workers over the first of each kind."""
        for _turn in range(60):
            self.queue()
            self.env["ar.sync.dispatch"]._stage_erp()
            clean = self.clean().filtered(lambda row: not row._held_on())
            if not clean:
                self.assertFalse(self.open(), self.told())
                return
            clean[0].action_approve()
            if clean[0].kind in self.killed:
                self.live()
            else:
                self.kill_at_each_step(clean[0])
        self.fail(self.told())


class DeathsAtEachStep:
    """The same over each of the two ways."""

    def test_a_worker_dies_at_each_step(self):
        for partner in (self.alice, self.bruno):
            self.env["ar.erp.mapping"]._want(self.connection, "customer", partner).action_make()
        first, second = (self.invoice(self.alice, amount, date=NOVEMBER) for amount in (100, 70))
        third, fourth, fifth = (self.invoice(self.bruno, amount, date=NOVEMBER) for amount in (40.5, 55, 10))
        paid = self.pay(first | second, 200, date=NOVEMBER)
        note = self.credit(third, date="2026-11-03")
        given_up = self.entry(self.bruno, 5, self.fees, self.item(fourth), date="2026-11-04")
        self.give_back(paid, 30)
        other = self.pay(fourth, 20, date="2026-11-04")
        self.drive()
        fourth.invoice_date_due = "2026-12-24"
        self.move(paid.move_id, second, self.invoice(self.alice, 25, date=NOVEMBER))
        self.move(note, third, fourth)
        fifth.button_draft()
        fifth.button_cancel()
        other.action_draft()
        other.action_cancel()
        given_up.button_draft()
        given_up.button_cancel()
        self.drive()
        self.assertEqual(set(self.killed), KINDS)
        self.assertTrue(all(deaths >= 3 for deaths in self.killed.values()), self.killed)
        self.assertGreater(self.killed["erp.write_off.create"], self.killed["erp.invoice.create"])
        self.assertInStep()

    def give_back(self, payment, amount):
        """Pay back what a payment brought too much."""
        back = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": payment.partner_id.id,
                "amount": amount,
                "date": "2026-11-05",
                "journal_id": self.bank.id,
            }
        )
        back.action_post()
        lines = self.item(payment.move_id) | self.item(back.move_id)
        lines.filtered(lambda line: not line.reconciled).reconcile()

    def move(self, credit, before, after):
        """Take a credit off one invoice and apply it to another."""
        partials = self.item(before).matched_credit_ids
        partials.filtered(lambda row: row.credit_move_id.move_id == credit).unlink()
        (self.item(credit) | self.item(after)).reconcile()


@tagged("post_install", "-at_install")
class TestKilledByRest(DeathsAtEachStep, KilledCase):
    transport = "rest"


@tagged("post_install", "-at_install")
class TestKilledBySoap(DeathsAtEachStep, KilledCase):
    transport = "soap"
