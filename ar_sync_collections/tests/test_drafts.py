"""Risk: a draft that lay for days is sent as if nothing had happened meanwhile."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestDrafts(CollectionsCase):
    def test_a_draft_is_not_sent_once_money_on_account_covers_it(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.invoice(self.alice, 1000.0, move_type="out_refund", date="2026-03-02")
        with self.assertRaisesRegex(UserError, "cover what is due"):
            self.today_of().action_send()
        self.work()
        self.assertEqual((self.today_of().state, self.case_of().code), ("withdrawn", "credited"))
        self.assertFalse(self.messages())

    def test_a_draft_is_written_anew_when_a_part_is_on_account(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.assertIn("1,000.00", self.today_of().subject)
        credit = self.invoice(self.alice, 250.0, move_type="out_refund", date="2026-03-02")
        with self.assertRaisesRegex(UserError, "Money came in since.*" + credit.name):
            self.today_of().action_send()
        self.work()
        self.assertEqual(self.today_of().state, "draft")
        self.assertIn("750.00", self.today_of().subject)
        self.today_of().action_send()
        self.assertEqual(len(self.messages()), 1)

    def test_hours_are_saved_by_what_no_person_did(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.bill(self.bruno, 500.0)
        self.work()
        self.today_of().action_send()
        Figure = self.env["ar.collection.figure"]
        month = (self.now.date().replace(day=1), self.now.date())
        self.assertEqual(Figure._work_done(self.company, *month)["mail"], 0)
        self.company.ar_collection_mode = "live"
        self.today_of(self.bruno).action_withdraw()
        self.pass_days(1)
        self.assertEqual(len(self.messages(self.bruno)), 1)
        self.assertEqual(Figure._work_done(self.company, month[0], self.now.date())["mail"], 1)

    def test_a_draft_that_is_sent_days_later_is_the_message_of_that_day(self):
        self.sequence.step_ids[0].mode = "draft"
        self.bill()
        self.work()
        self.pass_days(9)
        self.Decision.search([("state", "=", "draft")]).action_send()
        self.work()
        self.assertEqual(len(self.messages()), 1, "the second step was due on this very day")
        self.assertEqual((self.today_of().code, self.case_of().told_on), ("not_yet", self.now.date()))
        with self.assertRaisesRegex(UserError, "today already"):
            self.case_of().action_next_step()
        self.pass_days(9)
        self.assertEqual(len(self.messages()), 2, "the steps keep their distance")
