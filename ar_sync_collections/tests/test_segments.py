"""Risk: a customer is in the wrong sequence, in two, or leaps from one to the other in the middle."""

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestSegments(CollectionsCase):
    def sequence_for(self, name, *conditions, priority=1):
        return self.env["ar.collection.sequence"].create(
            {
                "name": name,
                "sequence": priority,
                "company_id": self.company.id,
                "mode": "always",
                "condition_ids": [
                    Command.create({"alternative": group, "field": field, "operator": operator, "value": value})
                    for group, field, operator, value in conditions
                ],
                "step_ids": [Command.create({"offset": 3, "template_id": self.text("firm").id})],
            }
        )

    def test_by_tag_country_size_and_language(self):
        for field, operator, value in (
            ("tags", "in", "key account"),
            ("country", "in", "AT, DE"),
            ("language", "in", "en"),
            ("open_amount", ">=", "1000"),
            ("overdue_count", "=", "1"),
            ("oldest_overdue_days", ">", "4"),
        ):
            with self.subTest(field=field):
                sequence = self.sequence_for(field, (1, field, operator, value))
                self.alice.category_id = [Command.create({"name": "Key Account"})]
                self.alice.country_id = self.env.ref("base.de")
                self.bill()
                self.Case._open_cases(self.company)
                case = self.case_of()
                case._plan(self.company)
                self.assertEqual(case.sequence_id, sequence)
                sequence.active = False
                posted = [("partner_id", "=", self.alice.id), ("state", "=", "posted")]
                self.env["account.move"].search(posted).button_draft()

    def test_by_how_often_they_pay_late(self):
        sequence = self.sequence_for("late", (1, "late_share", ">", "50"))
        for number in range(3):
            invoice = self.bill(due="2026-02-05")
            self.pay(invoice, date="2026-02-20" if number else "2026-02-01")
        self.bill()
        self.bill(self.bruno)
        self.work()
        self.assertEqual(self.case_of().sequence_id, sequence, "two of three were paid late")
        self.assertEqual(self.case_of(self.bruno).sequence_id, self.sequence, "of him nothing is known")

    def test_alternatives(self):
        sequence = self.sequence_for(
            "either", (1, "country", "in", "AT"), (1, "open_amount", ">", "1"), (2, "language", "in", "en")
        )
        self.bill()
        self.work()
        self.assertEqual(self.case_of().sequence_id, sequence)
        self.assertEqual(
            sequence.segment_words,
            "Country code is one of AT and Open amount is more than 1 or Language code is one of en",
        )

    def test_a_customer_stays_in_the_sequence_that_has_begun(self):
        self.bill()
        self.work()
        other = self.sequence_for("other")
        self.pass_days(1)
        self.assertEqual(self.case_of().sequence_id, self.sequence)
        self.pay(
            self.env["account.move"].search([("partner_id", "=", self.alice.id), ("move_type", "=", "out_invoice")])
        )
        self.bill(due="2026-02-27")
        self.pass_days(2)
        self.assertEqual(self.case_of().sequence_id, other)

    def test_what_a_person_chose_stays(self):
        other = self.sequence_for("other", (1, "country", "in", "AT"))
        self.bill()
        self.Case._open_cases(self.company)
        self.case_of().chosen_sequence_id = other
        self.work()
        self.assertEqual(self.case_of().sequence_id, other)
        self.assertIn("Second reminder", self.subjects()[0])

    def test_without_any_sequence_it_is_said(self):
        self.sequence.active = False
        self.bill()
        self.work()
        self.assertEqual(self.today_of().reason, "No sequence is for this customer.")

    def test_a_branch_by_condition(self):
        late = self.sequence.step_ids[0]
        late.copy(
            {
                "place": 1,
                "template_id": self.text("final").id,
                "condition_ids": [Command.create({"field": "open_amount", "operator": ">", "value": "5000"})],
            }
        )
        self.bill()
        self.bill(self.bruno, 6000.0)
        self.work()
        self.assertIn("Reminder", self.subjects()[0])
        self.assertIn("Final reminder", self.subjects(self.bruno)[0])

    def test_an_unsound_condition_is_refused(self):
        for field, operator, value in (("country", ">", "5"), ("revenue", ">", "many"), ("tags", "is", "yes")):
            with self.subTest(field=field), self.assertRaises(ValidationError):
                self.sequence_for("wrong", (1, field, operator, value))

    def test_one_case_for_a_customer_and_his_contacts(self):
        child = self.env["res.partner"].create(
            {"name": "Plant", "parent_id": self.alice.id, "email": "p@alice.example"}
        )
        self.bill()
        self.bill(child, 20.0)
        self.work()
        self.assertEqual(len(self.case_of()), 1)
        self.assertEqual(self.subjects(), ["Reminder: $\xa01,020.00 open at Harbour Tools"])


@tagged("-at_install", "post_install")
class TestWords(CollectionsCase):
    def test_every_reason_is_a_sentence(self):
        from ..models.ar_collection_words import SENTENCES

        Words = self.env["ar.collection.words"]
        for code in SENTENCES:
            sentence = Words._sentence(code, {"next_on": "2026-03-04", "step_id": self.sequence.step_ids[0].id})
            self.assertTrue(sentence, code)
            self.assertNotIn("%(", sentence)

    def test_steps_as_sentences(self):
        step = self.sequence.step_ids[0]
        step.write({"offset": -1, "upcoming": True, "loop_in": "manager", "mode": "draft"})
        self.assertEqual(
            step.sentence,
            "1 business day before the due date: e-mail “Gentle Reminder”, with what is coming due, the manager in "
            "copy, as an escalation, as a draft",
        )

    def test_default_sequences_and_texts_in_five_languages(self):
        for name in ("gentle", "firm", "standard"):
            sequence = self.env.ref(f"ar_sync_collections.sequence_{name}")
            self.assertTrue(sequence.step_ids)
            self.assertEqual(sequence.mode, "until_reply", "nobody is written to again after a reply by itself")
        subjects = set()
        module = self.env["ir.module.module"]
        for lang in ("en_US", "de_DE", "fr_FR", "es_ES", "nl_NL"):
            self.env["res.lang"]._activate_lang(lang)
            module._load_module_terms(["ar_sync_collections"], [lang])
            for text in ("upcoming", "gentle", "firm", "final"):
                template = self.text(text).with_context(lang=lang)
                subjects.add(template.subject)
                self.assertIn("object._statement_html()", template.body_html)
                self.assertEqual("Dear" in template.body_html, lang == "en_US", (lang, text))
        self.assertEqual(len(subjects), 20)

    def test_a_message_in_each_language(self):
        module = self.env["ir.module.module"]
        for lang, words in (
            ("de_DE", "Jetzt fällig"),
            ("fr_FR", "À payer"),
            ("es_ES", "Vencido"),
            ("nl_NL", "Nu te betalen"),
        ):
            self.env["res.lang"]._activate_lang(lang)
            module._load_module_terms(["ar_sync_collections"], [lang])
            self.alice.lang = lang
            self.Case._open_cases(self.company)
            invoice = self.bill()
            self.Case._open_cases(self.company)
            _subject, body = self.case_of()._render_step(self.sequence.step_ids[0])
            self.assertIn(words, body)
            invoice.button_draft()
