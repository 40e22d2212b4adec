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
        self.assertFalse(self.messages())

    def test_a_draft_that_is_sent_days_later_is_the_message_of_that_day(self):
        self.sequence.step_ids[0].mode = "draft"
        self.bill()
        self.work()
        self.pass_days(9)
        self.Decision.search([("state", "=", "draft")]).action_send()
        self.work()
        self.assertEqual(len(self.messages()), 1, "the second step was due on this very day")
        self.assertEqual((self.today_of().code, self.case_of().told_on), ("not_yet", self.now.date()))
        self.pass_days(9)
        self.assertEqual(len(self.messages()), 2, "the steps keep their distance")
