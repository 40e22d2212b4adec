"""Risk: nobody is told, somebody is told twice, or a customer's words do something in Slack."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import config

from odoo.addons.ar_sync.protocol.drift import Drift

from ..api.client import BASE_OPTION
from .common import SlackCase


@tagged("-at_install", "post_install")
class TestPosting(SlackCase):
    def remind(self):
        """Have a step for Slack taken; it is in the outbox then."""
        self.only_slack()
        invoice = self.bill()
        self.work()
        return invoice

    # === CONNECTING === #

    def test_the_workspace_is_shown(self):
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.account_name, "Northwind Instruments (receivables)")
        self.assertTrue(self.connection.is_live)
        self.env.invalidate_all()
        self.assertFalse(self.connection.slack_token)
        self.assertTrue(self.connection.slack_token_hint.startswith("…"))

    def test_a_wrong_token_connects_nothing(self):
        connection = self.connection.copy({"slack_channel": "#receivables", "active": True})
        with self.assertRaises(UserError):
            connection.slack_token = "xoxp-of-a-person"
        connection.slack_token = "xoxb-wrong"
        with self.assertRaisesRegex(UserError, "does not accept the token"):
            connection.action_connect()

    def test_a_foreign_host_is_refused(self):
        config[BASE_OPTION] = "https://slack.evil.example"
        with self.assertRaisesRegex(UserError, "only name a stand-in"):
            self.connection.action_connect()

    # === REMINDERS === #

    def test_a_step_is_told_once(self):
        invoice = self.remind()
        self.assertEqual(self.posted(), [])  # not before the transaction is committed
        self.send()
        [message] = self.posted()
        self.assertIn("Alice Instruments owes $ 1,000.00, the oldest for 5 days", message.text)
        self.assertIn(invoice.name, message.text)
        self.assertEqual(self.buttons(message), ["take", "pause"])
        self.assertEqual(self.today_of().state, "sent")
        self.work()
        self.send()
        self.assertEqual(len(self.posted()), 1)

    def test_without_slack_the_log_says_so(self):
        self.connection.action_pause()
        self.remind()
        self.assertEqual(self.today_of().state, "not_sent")
        self.assertIn("Slack is not connected", self.today_of().reason)

    def test_another_companys_slack_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.env["ar.sync.connection"]._slack_of(other))

    def test_a_lost_answer_is_looked_up_and_not_told_again(self):
        self.remind()
        self.slack.fail_next("lost_answer")
        self.send()
        operation = self.Operation.search([("kind", "=", "slack.post")])
        self.assertEqual(operation.state, "unknown")
        operation.action_retry()
        self.send()
        self.assertEqual((operation.state, len(self.posted())), ("done", 1))
        self.assertEqual(operation.external_id, self.posted()[0].ts)

    def test_a_server_error_is_looked_up_and_told_then(self):
        self.remind()
        self.slack.fail_next("server_error")
        self.send()
        operation = self.Operation.search([("kind", "=", "slack.post")])
        self.assertEqual((operation.state, self.posted()), ("unknown", []))
        operation.action_retry()
        self.send()
        self.assertEqual((operation.state, len(self.posted())), ("done", 1))

    def test_too_many_messages_wait(self):
        self.remind()
        self.slack.fail_next("ratelimited")
        self.send()
        operation = self.Operation.search([("kind", "=", "slack.post")])
        self.assertEqual(operation.state, "ready")
        self.assertGreater(operation.next_attempt_at, self.now)

    def test_a_refusal_is_said_on_the_case(self):
        self.connection.slack_channel = "#private"
        self.slack.workspace.add_channel("private", is_member=False)
        self.remind()
        self.send()
        self.assertEqual(self.Operation.search([("kind", "=", "slack.post")]).state, "failed")
        self.assertIn("Nobody was told on Slack: The app is not in the channel.", self.case_of().message_ids[0].body)

    def test_a_revoked_token_stops_the_connection(self):
        self.remind()
        self.slack.fail_next("account_inactive")
        self.send()
        self.assertEqual(self.connection.state, "error")
        self.assertIn("does not accept the token", self.connection.last_error)

    # === WHAT ELSE IS TOLD === #

    def test_a_draft_can_be_sent_from_there(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.send()
        [message] = self.posted()
        self.assertEqual(self.buttons(message), ["send_draft", "pause"])

    def test_a_promise_that_was_not_kept_is_told_once(self):
        promise = self.env["ar.promise"].create(
            {
                "partner_id": self.alice.id,
                "company_id": self.company.id,
                "date": self.now.date(),
                "currency_id": self.usd.id,
                "move_ids": [Command.set(self.bill().ids)],
                "source": "call",
            }
        )
        self.now += timedelta(days=7)
        self.env["ar.promise"]._judge_due()
        self.assertEqual(promise.state, "broken")
        self.send()
        [message] = self.posted()
        self.assertIn("Alice Instruments promised $ 1,000.00 by", message.text)
        self.assertIn("and nothing came.", message.text)
        promise._tell_of("open")
        self.send()
        self.assertEqual(len(self.posted()), 1)

    def test_what_a_customer_disputes_is_told_and_again_when_it_is_late(self):
        self.env["ar.dispute"].create({"move_id": self.bill().id})
        self.send()
        self.assertEqual(self.posted(), [], "what our own people enter, they know")
        values = {"move_id": self.bill().id, "source": "portal", "amount": 40, "description": "<!here> two are missing"}
        dispute = self.env["ar.dispute"].create(values)
        self.send()
        [message] = self.posted()
        self.assertIn(f"Alice Instruments disputes $ 40.00 of {dispute.move_id.name}", message.text)
        self.assertIn("&lt;!here&gt; two are missing", str(message.blocks))
        self.now += timedelta(days=60)
        self.env["ar.dispute"]._escalate_due()
        self.send()
        self.assertIn("was to be settled by", self.posted()[-1].text)

    def test_what_is_switched_off_is_not_told(self):
        self.connection.write({"slack_tell_disputes": False, "slack_tell_promises": False})
        self.env["ar.dispute"].create({"move_id": self.bill().id, "source": "mail"})
        self.send()
        self.assertEqual(self.posted(), [])

    def test_what_differs_is_told_before_the_books_close(self):
        erp = self.env["ar.sync.connection"].create({"name": "ERP", "company_id": self.company.id})
        found = Drift("invoice", "INV/1", "total", "2", "1", "USD", 1, self.now.date())
        self.env["ar.sync.drift"]._record(erp, [found])
        row = self.env["ar.sync.drift"].search([("connection_id", "=", erp.id)])
        row._alarm(row.closes_on)
        self.send()
        self.assertIn("1 differences with ERP", self.posted()[0].text)

    def test_a_customers_words_are_only_words(self):
        self.alice.name = "<!channel> & <https://evil.example|Alice>"
        self.remind()
        self.send()
        self.assertNotIn("<!channel>", str(self.posted()[0].blocks))
        self.assertIn("&lt;!channel&gt; &amp; &lt;https://evil.example|Alice&gt;", str(self.posted()[0].blocks))

    def test_a_long_name_is_cut(self):
        self.alice.name = "A" * 5_000
        self.remind()
        self.send()
        self.assertEqual(len(self.posted()), 1)
