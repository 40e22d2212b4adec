"""Risk: who was escalated counts as settled quietly, or who asks nobody is said to have settled everything so."""

from datetime import date

from odoo.tests import tagged

from ..models import ar_collection_decision
from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestEscalated(CollectionsCase):
    """The second step, ten business days after the due date, is an escalation. Everybody is first told on 2 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Figure = cls.env["ar.collection.figure"]
        cls.sequence.step_ids.filtered(lambda step: step.offset == 10).is_escalation = True
        cls.carla, cls.dora, cls.emil, cls.fred = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "email": f"ap@{name.lower()}.example", "lang": "en_US"}
                for name in ("Carla", "Dora", "Emil", "Fred")
            ]
        )

    def figures(self):
        return self.Figure._make_days(self.company, {self.now.date()})

    def listed(self, name):
        """Return the invoices that a number of the overview opens."""
        dashboard = self.env["ar.collection.dashboard"].with_context(allowed_company_ids=self.company.ids)
        action = dashboard.get_items_action(name)
        return self.env[action["res_model"]].search(action["domain"]).move_id

    def deliver(self):
        """Have the queued mails leave: what has not left is taken back by a payment, and was no step."""
        self.env["mail.mail"].sudo().search([("model", "=", self.Case._name)]).write({"state": "sent"})

    def test_letters_and_the_manager_are_escalations_unless_somebody_says_otherwise(self):
        Step = self.env["ar.collection.step"]
        values = {"sequence_id": self.sequence.id, "template_id": self.text("final").id, "offset": 30}
        made = Step.create(
            [
                values,
                {**values, "channel": "letter"},
                {**values, "loop_in": "manager"},
                {**values, "channel": "letter", "is_escalation": False},
            ]
        )
        self.assertEqual(made.mapped("is_escalation"), [False, True, True, False])
        self.assertIn("as an escalation", made[1].sentence)
        sequences = self.env["ar.collection.sequence"].with_context(active_test=False)
        for sequence in sequences.browse(
            self.env.ref(f"ar_sync_collections.sequence_{name}").id for name in ("gentle", "firm", "standard")
        ):
            marked = sequence.step_ids.filtered("is_escalation")
            self.assertIn(max(sequence.step_ids, key=lambda step: step.offset), marked, sequence.name)
            self.assertNotIn(min(sequence.step_ids, key=lambda step: step.offset), marked, sequence.name)

    def test_what_was_escalated_before_it_was_settled(self):
        quiet, told, early = self.bill(), self.bill(self.bruno), self.bill(self.carla, due="2026-05-01")
        disputed, given, paid_before = self.bill(self.dora), self.bill(self.emil), self.bill(self.fred)
        figure = self.figures()
        self.assertEqual((figure.step_count, figure.resolved_rate), (0, 0))
        self.assertIn("no step of a sequence was taken", figure.resolved_note)
        self.work()
        self.deliver()
        dispute = self.env["ar.dispute"].create({"move_id": disputed.id, "deadline": "2026-03-03"})
        self.case_of(self.emil)._pause(None, "legal")
        self.pass_days(2)
        self.env["ar.dispute"]._escalate_due()
        dispute.deadline = "2026-06-01"
        self.assertFalse(dispute.escalated_on)
        self.case_of(self.emil)._resume()
        self.pay(quiet)
        self.pay(early)
        self.pay(disputed)
        self.pay(given)
        self.pass_days(7)
        self.deliver()
        lines = self.Decision.search([("case_id", "=", self.case_of(self.bruno).id)]).line_ids
        self.assertEqual(lines.filtered("is_escalation").mapped("reached"), [10])
        self.pay(told)
        self.pay(paid_before, date=date(2026, 3, 10))
        self.pass_days(1)
        found = self.figures()
        self.assertEqual((found.settled_count, found.chased_count, found.escalated_count), (6, 5, 3))
        self.assertEqual((found.resolved_rate, found.resolved_note), (40, "2 of 5"))
        self.assertEqual(self.listed("resolved"), quiet | paid_before)
        self.assertEqual(self.listed("escalated"), told | disputed | given)
        self.assertEqual(self.listed("settled"), quiet | told | early | disputed | given | paid_before)
        shown = self.env["ar.collection.dashboard"]._together(found, {self.company.currency_id.id: 1.0})
        self.assertEqual((shown["resolved_rate"], shown["resolved_note"]), (40, "2 of 5"))

    def test_the_reasons_of_an_escalation_stay_as_long_as_figures_are_told_of_it(self):
        # What is open for long is kept, and keeps nothing else.
        self.patch(ar_collection_decision, "DELETE_BATCH", 1)
        self.bill()
        self.Case._open_cases(self.company)
        told = self.bill(self.bruno)
        self.work()
        self.pass_days(9)
        self.deliver()
        lines = self.Decision.search([("case_id", "=", self.case_of(self.bruno).id)]).line_ids
        self.pay(told)
        self.company.ar_collection_keep_days = 1
        self.pass_days(30)
        self.Decision._delete_old()
        self.assertEqual(self.figures().escalated_count, 1)
        self.pass_days(70)
        self.Decision._delete_old()
        self.assertFalse(lines.exists())
        self.assertTrue(self.Decision.search([("case_id", "=", self.case_of().id), ("day", "=", "2026-03-02")]))

    def test_a_company_that_asks_nobody_has_no_share_and_raises_no_other(self):
        self.company.ar_collection_mode = "shadow"
        invoice = self.bill()
        self.pass_days(1)
        self.pay(invoice)
        found = self.figures()
        self.assertEqual((found.chased_count, found.step_count, found.resolved_rate), (1, 0, 0))
        shown = self.env["ar.collection.dashboard"]._together(found, {self.company.currency_id.id: 1.0})
        self.assertIsNone(shown["resolved_rate"])
        self.assertIn("No figure", shown["resolved_note"])
        self.assertFalse(self.listed("resolved"))
