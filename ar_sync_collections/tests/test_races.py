"""Risk: two workers write to the same customer, a payment and a message cross, a crash sends twice or loses the log."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.fields import Command

from odoo.addons.ar_sync.tests.common_races import RaceCase

#: A Monday after everything the races' other data is about.
NOW = datetime(2031, 6, 2, 10, 0)
COMPANY_FIELDS = (
    "ar_collection_mode", "ar_collection_hour_from", "ar_collection_hour_to", "ar_collection_attach_invoices",
    "ar_collection_cap_day",
)  # fmt: skip


class TestRaces(RaceCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(fields.Datetime, "now", staticmethod(lambda *_args: NOW)))
        self.startPatcher(patch.object(fields.Date, "today", staticmethod(lambda *_args: NOW.date())))
        self.make(self.prepare)
        self.line_id = self.invoice(500.0, invoice_date_due="2031-05-09")
        self.decision_id = self.make(self.plan)

    def prepare(self, env):
        self.of_company = {name: env.company[name] for name in COMPANY_FIELDS}
        env.company.write(
            {
                "ar_collection_mode": "live",
                "ar_collection_hour_from": 0,
                "ar_collection_hour_to": 24,
                "ar_collection_attach_invoices": False,
                "ar_collection_cap_day": 0,
            }
        )
        env["res.partner"].browse(self.partner_id).email = "ap@crowded.example"
        text = env.ref("ar_sync_collections.mail_template_gentle")
        sequence = env["ar.collection.sequence"].create(
            {
                "name": "Race",
                "sequence": -5,
                "mode": "always",
                "company_id": env.company.id,
                "condition_ids": [Command.create({"field": "tags", "operator": "in", "value": "crowded"})],
                "step_ids": [Command.create({"offset": 3, "template_id": text.id})],
            }
        )
        tag = env["res.partner.category"].create({"name": "crowded"})
        env["res.partner"].browse(self.partner_id).category_id = tag
        self.sequence_id, self.tag_id = sequence.id, tag.id

    def plan(self, env):
        partner = env["res.partner"].browse(self.partner_id)
        Case = env["ar.collection.case"]
        values = {"partner_id": partner.id, "company_id": env.company.id, "zone": "UTC"}
        case = Case._ar_through_gate().create(values)
        case._plan(env.company)
        decision = env["ar.collection.decision"].search([("case_id", "=", case.id)])
        self.assertEqual(decision.state, "planned", decision.reason)
        self.case_id = case.id
        return decision.id

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            case = env["ar.collection.case"].browse(self.case_id)
            env["mail.mail"].search([("model", "=", case._name), ("res_id", "=", case.id)]).unlink()
            case.decision_ids.unlink()
            case.unlink()
            env["ar.collection.sequence"].browse(self.sequence_id).unlink()
            env["res.partner.category"].browse(self.tag_id).unlink()
            env.company.write(self.of_company)
        super().clean_up()

    def carry_out(self, cr):
        """Carry the decision out in the transaction of ``cr``."""
        env = self.environment(cr)
        env["ar.collection.decision"].browse(self.decision_id).with_company(env.company)._carry_out_safely()
        env.flush_all()

    def mails(self):
        return self.make(
            lambda env: env["mail.mail"].search_count(
                [("model", "=", "ar.collection.case"), ("res_id", "=", self.case_id), ("state", "=", "outgoing")]
            )
        )

    def state(self):
        def read(env):
            decision = env["ar.collection.decision"].browse(self.decision_id)
            return decision.state, decision.code

        return self.make(read)

    def test_two_workers_send_once(self):
        ready = threading.Barrier(2)

        def work(_number):
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")
                ready.wait(30)
                try:
                    self.carry_out(cr)
                except psycopg2.OperationalError:
                    cr.rollback()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, range(2)))
        self.assertEqual((self.mails(), self.state()[0]), (1, "sent"))

    def test_a_worker_with_an_old_view_sends_nothing(self):
        """The second worker read the decision as planned before the first one committed."""
        with self.registry.cursor() as late:
            late.execute("SELECT state FROM ar_collection_decision WHERE id = %s", (self.decision_id,))
            self.assertEqual(late.fetchone()[0], "planned")
            with self.registry.cursor() as first:
                self.carry_out(first)
            with self.assertRaises(psycopg2.OperationalError):
                self.carry_out(late)
            late.rollback()
        self.assertEqual(self.mails(), 1)

    def test_money_that_is_being_booked_keeps_the_message_waiting(self):
        with self.registry.cursor() as booking:
            booking.execute("SELECT 1 FROM account_move_line WHERE id = %s FOR UPDATE", (self.line_id,))
            with self.registry.cursor() as cr:
                self.carry_out(cr)
            booking.rollback()
        self.assertEqual((self.mails(), self.state()), (0, ("planned", "busy")))
        with self.registry.cursor() as cr:
            self.carry_out(cr)
        self.assertEqual(self.mails(), 1, "it goes on afterwards")

    def test_money_booked_after_the_worker_began_is_seen(self):
        with self.registry.cursor() as late:
            late.execute("SELECT 1")
            self.make(self.pay)
            with self.assertRaises(psycopg2.OperationalError):
                self.carry_out(late)
            late.rollback()
        with self.registry.cursor() as cr:
            self.carry_out(cr)
        self.assertEqual(self.mails(), 0)
        self.assertEqual(self.state(), ("not_sent", "nothing_open"))

    def test_a_payment_after_the_message_takes_it_back(self):
        with self.registry.cursor() as cr:
            self.carry_out(cr)
        self.assertEqual(self.mails(), 1)
        self.make(self.pay)
        self.assertEqual((self.mails(), self.state()), (0, ("withdrawn", "money")))

    def test_a_crash_before_the_commit_leaves_nothing_and_the_next_worker_sends_once(self):
        with self.registry.cursor() as cr:
            self.carry_out(cr)
            cr.rollback()
        self.assertEqual((self.mails(), self.state()[0]), (0, "planned"))
        for _time in range(2):
            with self.registry.cursor() as cr:
                self.carry_out(cr)
        self.assertEqual((self.mails(), self.state()[0]), (1, "sent"))

    def test_one_decision_a_day(self):
        def again(env):
            values = {"case_id": self.case_id, "company_id": env.company.id, "day": str(NOW.date())}
            env["ar.collection.decision"]._ar_through_gate().create(values)
            env.flush_all()

        with self.assertRaises(psycopg2.errors.UniqueViolation):
            self.make(again)

    def pay(self, env):
        """Settle the invoice by an entry of its own."""
        line = env["account.move.line"].browse(self.line_id)
        other = env["account.account"].search(
            [("account_type", "=", "asset_current"), ("company_ids", "in", env.company.ids)], limit=1
        )
        entry = env["account.move"].create(
            {
                "date": "2031-05-30",
                "journal_id": self.journal_id,
                "line_ids": [
                    Command.create({"account_id": line.account_id.id, "partner_id": self.partner_id, "credit": 500.0}),
                    Command.create({"account_id": other.id, "debit": 500.0, "partner_id": self.partner_id}),
                ],
            }
        )
        entry.action_post()
        (line | entry.line_ids.filtered(lambda row: row.account_id == line.account_id)).reconcile()
