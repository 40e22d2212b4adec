"""Risk: somebody is called who has promised or paid, or nobody knows why the list is in this order."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..models.ar_collection_case_worklist import FACTORS, FACTORS_SHORT
from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestWorklist(CollectionsCase):
    def factors(self, partner=None):
        """Return by factor the points of a customer."""
        return {row["factor"]: row["points"] for row in self.case_of(partner).score_points or ()}

    def worklist(self):
        """Return who is on the worklist now, in its order."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_worklist_action")
        domain = [("score", ">", 0), ("state", "!=", "paused")]
        self.assertEqual(action["domain"].replace("'", '"'), str(domain).replace("'", '"'))
        now = ["|", ("snoozed_until", "=", False), ("snoozed_until", "<=", self.now.date())]
        return self.Case.search(domain + now, order="score desc, overdue_amount desc, id").partner_id

    def log_call(self, partner=None, **values):
        action = self.case_of(partner).with_user(self.grace).action_log_call()
        Call = self.env["ar.collection.call"].with_user(self.grace).with_context(**action["context"])
        return Call.create(values)

    def test_who_owes_more_and_longer_comes_first(self):
        self.bill(self.alice, 500.0)
        self.bill(self.bruno, 5000.0, due="2026-01-05")
        self.work()
        self.assertEqual(self.worklist(), self.bruno | self.alice)
        bruno = self.factors(self.bruno)
        self.assertEqual((bruno["amount"], bruno["share"], bruno["age"]), (25, 10, 9))
        self.assertEqual(self.case_of(self.bruno).score, sum(bruno.values()))

    def test_every_point_is_explained(self):
        self.bill(self.alice, 1000.0, due="2026-01-30")
        self.work()
        case = self.case_of()
        for row in case.score_points:
            sentence = case._point_sentence(row)
            self.assertTrue(sentence.endswith(".") and "%(" not in sentence, sentence)
            self.assertIn(sentence, case.score_table)
        self.assertIn("$\xa01,000.00 overdue", case.score_words)

    def test_words_for_every_factor(self):
        words = {
            "overdue": 10.0, "large": 20.0, "percent": 3.1, "days": 4, "more": 3, "lost": 2.0, "count": 2,
            "day": "2026-03-05", "what": "Call Alice",
        }  # fmt: skip
        for factor in self.company._ar_collection_weights():
            for sentences in (FACTORS, FACTORS_SHORT):
                self.assertNotIn("%(", self.case_words(factor, words, sentences))

    def case_words(self, factor, words, sentences):
        case = self.Case.new({"company_id": self.company.id})
        return case._point_sentence({"factor": factor, "words": words}, sentences)

    def test_who_pays_leaves_the_list(self):
        invoice = self.bill()
        self.work()
        self.assertEqual(self.worklist(), self.alice)
        self.pay(invoice)
        self.work()
        self.assertFalse(self.worklist())
        self.assertFalse(self.case_of().score_points)

    def test_nobody_is_called_about_a_promise(self):
        invoice = self.bill(due="2026-02-20")
        self.work()
        promise = self.env["ar.promise"].create(
            {
                "partner_id": self.alice.id,
                "company_id": self.company.id,
                "date": "2026-03-05",
                "move_ids": [Command.set(invoice.ids)],
            }
        )
        self.work()
        self.assertFalse(self.worklist())
        self.now = self.now.replace(day=9)
        self.env["ar.promise"]._judge_due()
        self.assertEqual(promise.state, "broken")
        self.work()
        self.assertEqual(self.factors()["promises"], 5)

    def test_a_dispute_near_its_deadline_is_on_the_list(self):
        invoice = self.bill()
        reason = self.env.ref("ar_sync_collections.ar_dispute_reason_price")
        values = {"move_id": invoice.id, "reason_id": reason.id, "deadline": "2026-03-20"}
        dispute = self.env["ar.dispute"].create(values)
        self.work()
        self.assertFalse(self.worklist())
        dispute.deadline = "2026-03-02"
        self.case_of()._touch(self.alice)
        self.work()
        self.assertEqual(self.factors(), {"dispute": 5})

    def test_silence_is_messages_without_an_answer(self):
        self.bill()
        self.work()
        self.work()
        self.assertEqual(self.factors()["silence"], 2)
        self.log_call(outcome="nobody").action_save()
        self.work()
        self.assertEqual(self.factors()["silence"], 2)
        self.now = self.now.replace(hour=11)
        self.log_call(outcome="reached", note="Pays on Friday").action_save()
        self.work()
        self.assertNotIn("silence", self.factors())

    def test_a_call_is_noted_its_task_is_done_and_the_customer_comes_back(self):
        self.bill()
        self.sequence.step_ids[0].channel = "call"
        self.work()
        case = self.case_of()
        self.assertEqual(case.activity_ids.activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        case._touch(self.alice)
        self.work()
        self.assertEqual(self.factors()["task"], 10)
        call = self.log_call(outcome="message", note="Ann calls back")
        self.assertEqual(str(call.until), "2026-03-03")
        call.action_save()
        self.work()
        self.assertFalse(case.activity_ids)
        self.assertIn("Left a message: Ann calls back", " ".join(case.message_ids.mapped("body")))
        self.assertEqual((self.worklist(), case.called_at, case.reached_at), (self.env["res.partner"], self.now, False))
        self.pass_days(1)
        self.assertEqual(self.worklist(), self.alice)
        self.assertNotIn("task", self.factors())

    def test_a_snoozed_customer_is_still_written_to(self):
        self.bill()
        self.work()
        action = self.case_of().with_user(self.grace).action_snooze()
        snooze = self.env["ar.collection.call"].with_user(self.grace).with_context(**action["context"])
        snooze.create({"until": "2026-03-20"}).action_save()
        self.assertFalse(self.worklist())
        self.pass_days(9)
        self.assertEqual(len(self.subjects()), 2)
        self.case_of().with_user(self.grace).action_wake()
        self.assertEqual(self.worklist(), self.alice)
        with self.assertRaises(UserError):
            snooze.create({"until": "2026-03-02"}).action_save()

    def test_a_promise_on_the_phone(self):
        late, early = self.bill(), self.bill(amount=70.0, due="2026-04-20")
        self.work()
        action = self.log_call(outcome="reached").action_save_and_promise()
        Promise = self.env["ar.promise"].with_user(self.grace).with_context(**action["context"])
        form = Form(Promise)
        form.date = "2026-03-06"
        promise = form.save()
        self.assertEqual((promise.source, promise.amount, promise.move_ids.ids), ("call", 1000.0, late.ids))
        self.assertNotIn(early, promise.move_ids)
        self.work()
        self.assertFalse(self.worklist())

    def test_other_weights_are_other_points(self):
        self.bill()
        self.work()
        self.assertEqual(self.factors()["amount"], 25)
        self.company.ar_collection_weight_amount = 0
        self.company.ar_collection_weight_age = 90
        self.work()
        self.assertEqual((self.factors().get("amount"), self.factors()["age"]), (None, 5))

    def test_the_forecast_and_the_usual_day_count(self):
        invoice = self.bill(due="2026-01-28")
        self.env["ar.forecast.customer"].create(
            {"company_id": self.company.id, "partner_id": self.alice.id, "invoices": 9, "typical_days": 3}
        )
        forecast = self.env["ar.forecast"].create(
            {"company_id": self.company.id, "currency_id": self.usd.id, "day": "2026-03-02"}
        )
        line = self.item(invoice)
        self.env["ar.forecast.item"].create(
            {
                "forecast_id": forecast.id, "company_id": self.company.id, "currency_id": self.usd.id,
                "line_id": line.id, "move_id": invoice.id, "partner_id": self.alice.id, "due_on": "2026-01-28",
                "amount": 1000.0, "expected_on": "2026-06-01", "early_on": "2026-04-01", "late_on": "2026-12-01",
            }
        )  # fmt: skip
        self.work()
        found = self.factors()
        self.assertEqual((found["habit"], found["loss"]), (10, 10))

    def test_another_company_is_another_list(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "stranger_worklist", groups="base.group_user,ar_sync.group_user",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        self.bill()
        self.work()
        case = self.case_of().with_context(allowed_company_ids=other.ids)
        self.assertFalse(case.with_user(stranger).search([("score", ">", 0)]))
        for name in ("action_log_call", "action_snooze", "action_wake", "action_log_promise", "action_open_customer"):
            with self.assertRaises(AccessError):
                getattr(case.with_user(stranger), name)()

    def test_twice_the_customers_are_not_twice_the_queries(self):
        """Reading for points is done for all customers at once."""

        def points_of(count):
            partners = self.env["res.partner"].create([{"name": f"P {count} {n}"} for n in range(count)])
            values = [{"partner_id": p.id, "company_id": self.company.id, "zone": "UTC"} for p in partners]
            cases = self.Case._ar_through_gate().create(values)
            cases._plan(self.company)
            known = cases._known(self.company, cases[0]._today())
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            cases._standings(known, 100)
            return self.env.cr.sql_log_count - before

        points_of(2)
        self.assertEqual(points_of(4), points_of(12))
