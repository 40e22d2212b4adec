"""Risk: a difference between Odoo and an ERP is lost, listed twice, kept when it is gone, or told nobody in time."""

import json
import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.ar_sync.models.ar_sync_drift_alarm import ArSyncDrift
from odoo.addons.ar_sync.protocol.drift import DRIFT_KINDS, Drift

from .common_sync import SyncCase

MARCH = date(2026, 3, 15)
#: An addon for a chat may tell it instead.
BASE_HOOK = ArSyncDrift._ar_tell_elsewhere


class TestDrift(SyncCase):
    def setUp(self):
        super().setUp()
        self.Drift = self.env["ar.sync.drift"]
        self.partner = self.env["res.partner"].create({"name": "Fabrikam"})

    def found(self, name="1", **values):
        """Return a difference as a comparison finds it; the contact stands for the document."""
        values.setdefault("key", f"res.partner,{self.partner.id}" if name == "1" else name)
        values.setdefault("at_risk", Decimal("9.00"))
        row = Drift("invoice", "", "total", "119.00", "110.00", self.company.currency_id.name, Decimal(0), MARCH)
        return replace(row, **values)

    def compare(self, *found, keys=None):
        """Note what a comparison found."""
        return self.Drift._record(self.connection, iter(found), keys)

    def rows(self, *states):
        return self.Drift.search([("connection_id", "=", self.connection.id), ("state", "in", states)], order="id")

    # === COMPARING === #

    def test_a_difference_is_listed_with_its_document(self):
        self.assertEqual(self.compare(self.found()), {"new": 1, "known": 0, "settled": 0})
        row = self.rows("open")
        self.assertEqual((row.document, row.here, row.there), ("Fabrikam", "119.00", "110.00"))
        self.assertEqual((row.at_risk, row.closes_on), (9.0, date(2026, 4, 5)))
        self.assertEqual((row.res_model, row.res_id), ("res.partner", self.partner.id))
        self.assertEqual(row.meaning, DRIFT_KINDS["total"].asks)

    def test_the_same_again_is_no_second_row(self):
        self.compare(self.found())
        first = self.rows("open").first_seen_at
        self.assertEqual(self.compare(self.found(there="100.00")), {"new": 0, "known": 1, "settled": 0})
        row = self.rows("open")
        self.assertEqual((len(row), row.there, row.first_seen_at), (1, "100.00", first))

    def test_what_is_no_longer_found_is_settled_and_comes_back_as_another(self):
        self.compare(self.found())
        self.assertEqual(self.compare(), {"new": 0, "known": 0, "settled": 1})
        self.assertTrue(self.rows("settled").settled_at)
        self.assertEqual(self.compare(self.found())["new"], 1)
        self.assertEqual(len(self.rows("open", "settled")), 2)

    def test_a_part_that_was_compared_settles_nothing_else(self):
        self.compare(self.found("A"), self.found("B"))
        self.compare(keys={("invoice", "A")})
        self.assertEqual(self.rows("open").mapped("key"), ["B"])
        self.compare(keys={("payment", "B")})  # of another kind
        self.assertEqual(self.rows("open").mapped("key"), ["B"])

    def test_another_connection_keeps_its_own(self):
        other = self.env["ar.sync.connection"].create({"name": "Other", "company_id": self.company.id})
        self.Drift._record(other, [self.found()])
        self.compare()
        self.assertEqual(len(self.Drift.search([("connection_id", "=", other.id), ("state", "=", "open")])), 1)

    def test_one_document_may_differ_in_several_ways(self):
        self.compare(self.found(), self.found(kind="open_amount"))
        self.assertEqual(len(self.rows("open")), 2)

    def test_what_only_the_erp_has_is_listed_by_its_key(self):
        self.compare(self.found("netsuite invoice 77", kind="missing_here"))
        row = self.rows("open")
        self.assertEqual((row.document, row.res_id), ("netsuite invoice 77", 0))
        with self.assertRaises(UserError):
            row.action_view_record()

    def test_money_in_another_currency_is_added_up_in_ours(self):
        yen = self.env.ref("base.JPY")
        yen.active = False  # an archived currency is still one
        self.env["res.currency.rate"].create(
            {"currency_id": yen.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 150.0}
        )
        self.compare(self.found(currency="JPY", at_risk=Decimal(1500)))
        self.assertEqual((self.rows("open").at_risk, self.rows("open").at_risk_company), (1500.0, 10.0))

    def test_an_unknown_currency_is_an_error_and_settles_nothing(self):
        self.compare(self.found("A"))
        with self.assertRaisesRegex(UserError, "XQZ"), self.env.cr.savepoint():
            self.compare(self.found("B", currency="XQZ"))
        self.assertEqual(self.rows("open").mapped("key"), ["A"])

    def test_many_are_written_in_few_statements(self):
        self.compare(self.found("A"))
        many = [self.found(f"K{index}") for index in range(200)]
        with self.assertQueryCount(500):
            self.compare(*many)
        self.assertEqual(len(self.rows("open")), 200)

    # === RESOLVING === #

    def test_why_it_stays_is_kept_until_a_value_moves(self):
        self.compare(self.found())
        row = self.rows("open").with_user(self.users["manager"])
        wizard = self.env["ar.sync.drift.note"].with_user(self.users["manager"])
        wizard.create({"drift_ids": row.ids, "reason": " Rounded there. "}).action_note()
        self.assertEqual((row.state, row.reason), ("accepted", "Rounded there."))
        self.compare(self.found())
        self.assertEqual(row.state, "accepted")
        self.compare(self.found(there="100.00"))
        self.assertEqual((row.state, row.reason), ("open", "Rounded there."))

    def test_a_reason_of_blanks_is_none(self):
        self.compare(self.found())
        with self.assertRaises(UserError):
            self.rows("open")._note("  ")

    def test_asking_for_either_side_waits_for_the_next_comparison(self):
        asked = []
        self.play(
            drift_take=lambda connection, drift: asked.append(("take", drift.key)),
            drift_push=lambda connection, drift: asked.append(("push", drift.key)),
        )
        self.compare(self.found("A"), self.found("B"))
        first, second = self.rows("open").with_user(self.users["manager"])
        first.action_take_theirs()
        second.action_push_ours()
        self.assertEqual(asked, [("take", "A"), ("push", "B")])
        self.assertEqual((first.state, first.asked_for, second.asked_for), ("open", "theirs", "ours"))
        self.compare(self.found("B", there="1.00"))
        self.assertEqual((first.state, second.state, second.asked_for), ("settled", "open", False))
        with self.assertRaises(UserError):
            first.action_push_ours()

    def test_a_connector_that_cannot_says_what_to_do(self):
        self.compare(self.found())
        row = self.rows("open").with_user(self.users["manager"])
        for action in (row.action_take_theirs, row.action_push_ours):
            with self.assertRaisesRegex(UserError, "change it"), self.env.cr.savepoint():
                action()
        self.assertFalse(row.asked_for)

    def test_a_user_owns_but_does_not_decide(self):
        self.compare(self.found())
        row = self.rows("open").with_user(self.users["user"])
        row.action_take_over()
        self.assertEqual(row.user_id, self.users["user"])
        for action in (row.action_take_theirs, row.action_push_ours, row.action_note, row.action_reopen):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            row._note("mine")
        with self.assertRaises(AccessError):
            row.write({"at_risk": 0})

    # === ALARMS === #

    def alarm(self, today):
        return self.Drift._alarm(fields.Date.to_date(today))

    def test_owners_are_told_once_before_the_books_close(self):
        self.connection.drift_user_id = self.users["manager"]
        self.compare(self.found("A"), self.found("B"), self.found("C", kind="day", at_risk=Decimal(0)))
        self.assertEqual(self.alarm("2026-03-30"), 0)  # six days are left
        self.assertEqual(self.alarm("2026-03-31"), 1)
        activity = self.connection.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.users["manager"], date(2026, 4, 5)))
        self.assertIn("2 differences", activity.note)
        self.assertIn("18.00", activity.note)
        self.assertEqual(self.alarm("2026-04-01"), 0)

    def mails(self):
        """Return (to whom, body) of the mails that were written."""
        domain = [("model", "=", "ar.sync.connection"), ("res_id", "=", self.connection.id), ("email_to", "!=", False)]
        return [(mail.email_to, mail.body_html) for mail in self.env["mail.mail"].search(domain, order="id")]

    def test_each_owner_gets_a_task_and_the_list_by_mail_and_no_second_one(self):
        self.connection.drift_user_id = self.users["manager"]
        self.compare(
            self.found("A"), self.found("B", at_risk=Decimal("120.50"), here="", there="120.50"), self.found("C")
        )
        self.rows("open")[2].with_user(self.users["user"]).action_take_over()
        told = self.env["mail.message"].search(
            [("model", "=", "ar.sync.drift"), ("res_id", "in", self.rows("open").ids)]
        )
        self.assertFalse(told.notified_partner_ids, "nobody gets a mail for each difference")
        self.assertEqual(self.alarm("2026-03-31"), 2)
        owners = {"manager": self.users["manager"], "user": self.users["user"]}
        self.assertEqual(set(self.connection.activity_ids.user_id), set(owners.values()))
        mails = dict(self.mails())
        self.assertEqual(set(mails), {user.email_formatted for user in owners.values()})
        body = mails[owners["manager"].email_formatted]
        for words in ("2 differences", "129.50", "in 5 days", "Total", "120.50", "/odoo/sync-drift"):
            self.assertIn(words, body)
        self.assertLess(body.index(">B<"), body.index(">A<"), "what is most at risk comes first")
        self.assertIn("1 differences", mails[owners["user"].email_formatted])
        # Nothing new: nobody hears anything, also where the task was done.
        self.connection.activity_ids.filtered(lambda row: row.user_id == owners["user"]).action_done()
        self.assertEqual((self.alarm("2026-04-01"), len(self.mails())), (0, 2))
        # Something new is told with all the rest, and the task that is there is kept up to date.
        self.compare(self.found("A"), self.found("B"), self.found("C"), self.found("D"))
        self.assertEqual((self.alarm("2026-04-02"), len(self.mails())), (1, 3))
        self.assertIn("3 differences", self.connection.activity_ids.note)
        # On the last day everything is told once more.
        self.assertEqual((self.alarm("2026-04-04"), len(self.mails())), (2, 5))
        self.assertEqual([self.alarm(day) for day in ("2026-04-05", "2026-04-06")], [0, 0])
        self.assertIn("were to close on 2026-04-05", self.rows("open")._alarm_text(self.connection, date(2026, 4, 6)))
        # Who has nothing left has no task any more.
        self.compare(self.found("C"))
        self.assertEqual(self.connection.activity_ids.user_id, owners["user"])

    def test_a_chat_is_told_once_the_transaction_is_committed(self):
        got = []

        class Chat(BaseHTTPRequestHandler):
            def do_POST(self):
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200 if len(got) == 1 else 500)
                self.end_headers()

            def log_message(self, *_args):
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Chat)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        for wrong in ("http://hooks.example/x", "hooks.example", "ftp://127.0.0.1/x"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.connection.drift_webhook = wrong
        self.connection.drift_webhook = f"http://127.0.0.1:{server.server_port}/hook"
        self.partner.name = "<!channel> & Co"
        self.compare(self.found())
        self.env.cr.postcommit.clear()
        with patch.object(self.registry["ar.sync.drift"], "_ar_tell_elsewhere", BASE_HOOK):
            self.assertEqual(self.alarm("2026-04-01"), 1)
            self.assertFalse(got)
            self.env.cr.postcommit.run()
            self.assertEqual(self.alarm("2026-04-04"), 1)
        with mute_logger("odoo.addons.ar_sync.models.ar_sync_drift_alarm"):
            self.env.cr.postcommit.run()  # what the chat does not take stops nobody
        self.assertEqual(len(got), 2)
        self.assertIn("1 differences", got[0]["text"])
        self.assertIn("&lt;!channel&gt; &amp; Co: Total", got[0]["text"])

    def test_what_stays_with_a_reason_or_is_gone_alarms_nobody(self):
        self.compare(self.found("A"), self.found("B"))
        self.rows("open")[0]._note("Agreed.")
        self.compare(self.found("A"))
        self.assertEqual(self.alarm("2026-04-05"), 0)

    def test_the_task_goes_when_nothing_differs_any_more(self):
        self.compare(self.found("A"), self.found("B"))
        self.alarm("2026-04-05")
        self.compare(self.found("A"))
        self.assertTrue(self.connection.activity_ids)
        self.compare()
        self.assertFalse(self.connection.activity_ids)

    def test_days_to_close_can_be_searched(self):
        today = fields.Date.context_today(self.connection)
        self.compare(self.found("A", day=today), self.found("B", day=today - timedelta(days=200)))
        late = self.Drift.search([("days_to_close", "<", 0)])
        self.assertEqual(late.mapped("key"), ["B"])
        self.assertLess(late.days_to_close, 0)
