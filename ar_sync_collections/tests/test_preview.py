"""Risk: the preview promises what the real run does not do, or does something itself."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestPreview(CollectionsCase):
    def preview(self, **values):
        wizard = self.env["ar.collection.preview"].create({"company_id": self.company.id, **values})
        wizard.action_run()
        return wizard.line_ids

    def test_today_is_what_is_then_done(self):
        self.bill(amount=300.0)
        self.bill(self.bruno, 100.0, due="2026-03-20")
        paid = self.bill(self.bruno, 100.0)
        self.pay(paid)
        lines = self.preview()
        self.assertEqual(lines.filtered("is_sent").partner_id, self.alice)
        self.work()
        sent = self.Decision.search([("state", "=", "sent")])
        self.assertEqual(sent.partner_id, self.alice)
        self.assertEqual(sent.amount, lines.filtered("is_sent").amount)

    def test_it_says_why_not(self):
        self.alice.email = False
        self.bill()
        self.bill(self.bruno)
        self.Case._open_cases(self.company)
        self.case_of(self.bruno)._pause(None, "legal")
        lines = {line.partner_id: line for line in self.preview()}
        self.assertEqual(lines[self.alice].code, "no_address")
        self.assertEqual(lines[self.bruno].reason, "Paused: With a lawyer or collection agency.")

    def test_nothing_is_done_by_looking(self):
        self.bill()
        self.preview()
        self.preview(kind="past", date_from="2026-01-01", date_to="2026-03-02")
        self.assertFalse(self.Decision.search([]))
        self.assertFalse(self.messages())

    def test_the_past_with_its_payments(self):
        invoice = self.bill(due="2026-01-30")
        self.pay(invoice, date="2026-02-10")
        other = self.bill(self.bruno, 80.0, due="2026-01-30")
        lines = self.preview(kind="past", date_from="2026-01-26", date_to="2026-03-02")
        found = [(line.partner_id, str(line.day), line.paid_within_days, line.amount) for line in lines]
        self.assertEqual(
            sorted(found, key=lambda row: (row[0].id, row[1])),
            [
                (self.alice, "2026-02-04", 6, 1000.0),
                (self.bruno, "2026-02-04", -1, 80.0),
                (self.bruno, "2026-02-13", -1, 80.0),
                (self.bruno, "2026-02-27", -1, 80.0),
            ],
        )
        self.assertEqual(lines[-1].move_names, other.name)

    def test_an_archived_sequence_is_tried(self):
        self.bill()
        tried = self.env["ar.collection.sequence"].create(
            {
                "name": "Sooner",
                "active": False,
                "sequence": 1,
                "company_id": self.company.id,
                "step_ids": [Command.create({"offset": 1, "channel": "call"})],
            }
        )
        [line] = self.preview(sequence_id=tried.id)
        self.assertEqual(line.step_id, tried.step_ids)
        self.assertEqual(self.preview(sequence_id=self.sequence.id).step_id, self.sequence.step_ids[0])

    def test_days_in_the_wrong_order(self):
        with self.assertRaises(UserError):
            self.preview(kind="past", date_from="2026-03-02", date_to="2026-01-01")

    def test_another_company_is_not_looked_at(self):
        other = self.env["res.company"].create({"name": "Other"})
        wizard = self.env["ar.collection.preview"].create({"company_id": other.id})
        with self.assertRaises(UserError):
            wizard.with_user(self.grace).with_company(self.company).action_run()
