"""Risk: contacts cannot be merged or put under another, or the customer is reminded as if nothing had been said."""

from odoo.fields import Command
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

    def test_a_contact_put_under_another_customer_brings_its_case(self):
        """Of two cases one stays; promises, disputes and replies are the customer's."""
        self.bruno.is_company = False
        person = self.env["res.partner"].create({"name": "Bruno's Office", "parent_id": self.bruno.id})
        first, second = self.bill(), self.bill(self.bruno, 500.0)
        third = self.bill(person, 70.0, due="2026-06-01")
        self.work()
        (self.messages() | self.messages(self.bruno)).write({"state": "sent"})
        dispute = self.env["ar.dispute"].create({"move_id": third.id})
        promise = self.env["ar.promise"].create(
            {
                "partner_id": self.bruno.id,
                "company_id": self.company.id,
                "date": "2026-03-06",
                "amount": 500.0,
                "currency_id": second.currency_id.id,
                "move_ids": [Command.set(second.ids)],
            }
        )
        self.bruno.parent_id = self.alice
        case = self.case_of()
        self.assertEqual(self.Case.search([("company_id", "=", self.company.id)]), case)
        self.assertTrue(case.needs_plan)
        self.assertEqual((first | second | third).commercial_partner_id, self.alice)
        self.assertEqual((dispute.partner_id, promise.partner_id), (self.alice, self.alice))
        self.assertEqual(self.today_of().line_ids.move_id, first | second)
        self.work()
        self.assertEqual((case.open_amount, case.state), (1570.0, "active"))
        # Out again: what Odoo booked to the customer stays there, and nothing is left behind.
        self.bruno.parent_id = False
        self.work()
        self.assertEqual(self.case_of().open_amount, 1570.0)
        self.assertFalse(self.case_of(self.bruno))

    def test_a_contact_put_under_a_customer_who_owes_nothing_keeps_its_case(self):
        self.bruno.is_company = False
        self.bill(self.bruno, 500.0)
        self.work()
        case = self.case_of(self.bruno)
        self.bruno.parent_id = self.alice
        self.assertEqual((self.case_of(), self.today_of().partner_id), (case, self.alice))
        self.assertEqual(self.Case.search_count([("partner_id", "=", self.bruno.id)]), 0)

    def test_no_company_of_its_own_any_more_is_the_parent_s(self):
        self.bruno.parent_id = self.alice
        self.bill(self.bruno, 500.0)
        self.work()
        case = self.case_of(self.bruno)
        self.assertEqual(case.partner_id, self.bruno, "a company of its own, below another")
        self.bruno.is_company = False
        self.work()
        self.assertEqual((self.case_of(), case.partner_id, case.open_amount), (case, self.alice, 500.0))
