"""Risk: somebody decides in Slack who may not, a click counts twice, or a forged one counts at all."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SlackCase


@tagged("-at_install", "post_install")
class TestClicks(SlackCase):
    def told(self):
        """Return the message about what Alice owes."""
        self.only_slack()
        self.bill()
        self.work()
        self.send()
        return self.posted()[0]

    def events(self):
        return self.env["ar.sync.event"].search([("connection_id", "=", self.connection.id)], order="id")

    def test_whoever_takes_it_is_responsible(self):
        message = self.told()
        self.assertEqual(self.click(message, "take"), 200)
        self.assertEqual(self.case_of().user_id, self.grace)
        self.assertEqual(self.buttons(message), [])
        self.assertIn("Grace Hopper takes it.", str(message.blocks))
        self.assertEqual(self.grace.sudo().ar_slack_user_id, self.member)

    def test_pause_leaves_the_customer_alone(self):
        """It is the pause of the case, which stops messages; the worklist's snooze does not."""
        self.connection.slack_pause_days = 3
        message = self.told()
        self.assertIn("Pause for 3 Days", str(message.blocks))
        self.click(message, "pause")
        case = self.case_of()
        self.assertEqual((case.state, case.paused_until), ("paused", self.now.date() + timedelta(days=3)))
        self.assertIn("Grace Hopper", case.pause_note)
        self.assertFalse(case.snoozed_until)
        self.assertIn("nothing is sent up to and on", str(message.blocks))

    def test_who_takes_a_dispute_owns_it(self):
        dispute = self.env["ar.dispute"].create(
            {"move_id": self.bill().id, "source": "mail", "quote": "Two are missing"}
        )
        self.assertNotEqual(dispute.user_id, self.grace)
        self.send()
        [message] = self.posted()
        self.assertEqual(self.buttons(message), ["take_dispute"])
        self.click(message, "take_dispute")
        self.assertEqual(dispute.user_id, self.grace)

    def test_a_draft_is_sent(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.send()
        self.click(self.posted()[0], "send_draft")
        self.assertEqual(self.today_of().state, "sent")
        self.assertEqual(len(self.messages()), 1)

    def test_a_draft_that_is_not_true_any_more_is_not_sent(self):
        self.company.ar_collection_mode = "draft"
        invoice = self.bill()
        self.work()
        self.send()
        self.pay(invoice)
        self.click(self.posted()[0], "send_draft")
        self.assertEqual(len(self.messages()), 0)
        self.assertEqual(len(self.whispers()), 1)
        self.assertEqual(self.buttons(self.posted()[0]), ["send_draft", "pause"])  # nothing was decided

    def test_the_same_click_twice_counts_once(self):
        message = self.told()
        payload = self.slack.payload(message, message.buttons()[0], self.member)
        for _time in range(2):
            message.blocks = payload["message"]["blocks"]
            self.assertEqual(self.click(message, "take", payload=payload), 200)
        self.assertEqual(len(self.events()), 1)

    # === WHO MAY === #

    def test_nobody_here_decides_nothing(self):
        stranger = self.slack.workspace.add_person("eve", "eve@elsewhere.example")
        message = self.told()
        self.assertEqual(self.click(message, "take", stranger), 200)
        self.assertNotEqual(self.case_of().user_id, self.grace)
        self.assertIn("eve@elsewhere.example", self.whispers()[0])
        self.assertEqual(self.buttons(message), ["take", "pause"])
        self.assertEqual(self.events().state, "ignored")

    def test_an_address_that_another_companys_workspace_tells_is_nobody(self):
        """In a shared channel, whoever runs the other workspace gives its people what addresses he likes."""
        stranger = self.slack.workspace.add_person("grace", "grace@harbour.example", is_stranger=True)
        message = self.told()
        self.assertEqual(self.click(message, "take", stranger), 200)
        self.assertNotEqual(self.case_of().user_id, self.grace)
        self.assertFalse(self.grace.sudo().ar_slack_user_id)

    def test_somebody_without_the_right_decides_nothing(self):
        for login, groups, companies in (
            ("walt", "base.group_user", self.company),
            ("olga", "base.group_user,ar_sync.group_user", self.env["res.company"].create({"name": "Other"})),
        ):
            new_test_user(
                self.env,
                login,
                groups=groups,
                email=f"{login}@harbour.example",
                company_id=companies.id,
                company_ids=[Command.set(companies.ids)],
            )
        message = self.told()
        for login in ("walt", "olga"):
            member = self.slack.workspace.add_person(login, f"{login}@harbour.example")
            self.click(message, "take", member)
        self.assertFalse(self.case_of().user_id)
        self.assertEqual(len(self.whispers()), 2)

    def test_an_address_of_two_users_is_nobody(self):
        new_test_user(self.env, "grace2", groups="base.group_user,ar_sync.group_user", email="grace@harbour.example")
        self.click(self.told(), "take")
        self.assertFalse(self.case_of().user_id)

    def test_another_companys_case_cannot_be_decided(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.Case.sudo().create({"partner_id": self.bruno.id, "company_id": other.id})
        message = self.told()
        button = {**message.buttons()[0], "value": f"ar.collection.case,{foreign.id}"}
        self.click(message, "take", payload=self.slack.payload(message, button, self.member))
        self.assertFalse(foreign.user_id)
        self.assertIn("is gone", self.whispers()[0])

    def test_another_model_cannot_be_reached(self):
        message = self.told()
        button = {**message.buttons()[0], "value": f"res.users,{self.grace.id}"}
        self.click(message, "take", payload=self.slack.payload(message, button, self.member))
        self.assertIn("does nothing any more", self.whispers()[0])

    # === FORGED === #

    def test_a_forged_click_is_refused(self):
        message = self.told()
        for more in ({"secret": "wrong"}, {"at": self.slack.clock() - 301}, {"at": self.slack.clock() + 301}):
            self.assertEqual(self.click(message, "take", **more), 400)
        self.assertFalse(self.events())

    def test_without_a_secret_every_click_is_refused(self):
        self.connection.sudo().secret_ids.filtered(lambda row: row.name == "slack_secret").unlink()
        self.assertEqual(self.click(self.told(), "take"), 400)

    def test_a_click_of_another_workspace_is_ignored(self):
        message = self.told()
        payload = self.slack.payload(message, message.buttons()[0], self.member)
        payload["team"]["id"] = "T000000000"
        self.click(message, "take", payload=payload)
        self.assertEqual(self.events().state, "ignored")
        self.assertFalse(self.case_of().user_id)

    def test_what_is_no_click_is_refused(self):
        message = self.told()
        for payload in ({"type": "view_submission"}, {"type": "block_actions", "actions": []}, ["list"]):
            self.assertEqual(self.click(message, "take", payload=payload), 400)
