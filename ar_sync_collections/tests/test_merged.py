"""Risk: two contacts of one customer cannot be merged, or the customer is reminded as if nothing had been said."""

from odoo.tests import tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestMerged(CollectionsCase):
    def merge(self, gone, stays):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((gone | stays).ids, stays)
        self.env.invalidate_all()

    def test_of_two_cases_one_stays_with_what_was_said_to_both(self):
        first, second = self.bill(), self.bill(self.bruno, 500.0)
        self.work()
        told = self.messages(self.bruno).mail_message_id
        (self.messages() | self.messages(self.bruno)).write({"state": "sent"})
        self.merge(self.bruno, self.alice)
        case = self.case_of()
        self.assertEqual(self.Case.search([("company_id", "=", self.company.id)]), case)
        decision = self.today_of()
        self.assertEqual((decision.state, decision.line_ids.move_id), ("sent", first | second))
        self.assertEqual((told.model, told.res_id), (case._name, case.id), "a reply to it finds the case")
        self.pass_days(8)
        self.assertEqual(len(self.Decision.search([("state", "=", "sent")])), 1, "nobody is asked twice")
        self.pass_days(1)
        self.assertIn("Second reminder: $\xa01,500.00", self.subjects()[-1])

    def test_a_pause_stays_and_what_waits_is_written_anew(self):
        self.bill(self.bruno, 500.0)
        self.bill()
        self.work()
        waiting = self.messages(self.bruno) | self.messages()
        self.case_of(self.bruno)._pause(None, "legal")
        self.merge(self.bruno, self.alice)
        self.assertEqual(set(waiting.mapped("state")), {"cancel"})
        self.assertEqual((self.case_of().state, self.case_of().pause_code), ("paused", "legal"))
        self.pass_days(3)
        self.assertFalse(self.messages())

    def test_the_case_of_the_contact_that_goes_is_kept_where_it_is_the_only_one(self):
        self.bill(self.bruno, 500.0)
        self.work()
        case = self.case_of(self.bruno)
        self.merge(self.bruno, self.alice)
        self.assertEqual((self.case_of(), self.today_of().partner_id), (case, self.alice))
