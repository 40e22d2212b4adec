"""Risk: messages leave when they must not, to the wrong address, twice, or in nobody's name."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestModes(CollectionsCase):
    def test_shadow_mode_logs_and_nothing_leaves(self):
        self.company.ar_collection_mode = "shadow"
        self.bill()
        self.work()
        self.assertFalse(self.messages())
        decision = self.today_of()
        self.assertEqual(decision.state, "shadow")
        self.assertIn("Would have been sent", decision.reason)
        self.assertFalse(self.case_of().activity_ids)

    def test_shadow_mode_takes_the_steps_on_their_days(self):
        self.company.ar_collection_mode = "shadow"
        self.bill()
        self.work()
        self.pass_days(40)
        days = self.Decision.search([("state", "=", "shadow")], order="day").mapped("day")
        self.assertEqual([str(day) for day in days], ["2026-03-02", "2026-03-11", "2026-03-25"])
        self.assertFalse(self.env["mail.mail"].search([("model", "=", "ar.collection.case")]))

    def test_what_shadow_mode_logged_does_not_count_once_it_is_live(self):
        self.company.ar_collection_mode = "shadow"
        self.bill()
        self.work()
        self.pass_days(20)
        self.company.ar_collection_mode = "live"
        self.pass_days(1)
        self.assertEqual([subject.partition(":")[0] for subject in self.subjects()], ["Reminder"])

    def test_going_back_to_shadow_mode_takes_back_what_is_queued(self):
        self.bill()
        self.work()
        self.assertEqual(len(self.messages()), 1)
        self.company.ar_collection_mode = "shadow"
        self.assertFalse(self.messages())
        self.assertEqual(self.today_of().code, "switched")

    def test_a_new_company_is_in_shadow_mode(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertEqual(company.ar_collection_mode, "shadow")

    def test_drafts_wait_for_a_person(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.assertFalse(self.messages())
        decision = self.today_of()
        self.assertEqual((decision.state, decision.code), ("draft", "draft_mode"))
        decision.subject = "In my own words"
        decision.with_user(self.grace).action_send()
        self.assertEqual(self.subjects(), ["In my own words"])
        self.assertEqual(decision.state, "sent")

    def test_a_waiting_draft_is_the_reason_of_the_next_days(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.pass_days(1)
        self.assertEqual((self.today_of().state, self.today_of().code), ("not_sent", "draft_waiting"))
        self.assertEqual(self.Decision.search_count([("state", "=", "draft")]), 1)

    def test_a_draft_that_is_not_true_any_more_is_not_sent(self):
        self.company.ar_collection_mode = "draft"
        invoice = self.bill()
        self.work()
        decision = self.today_of()
        with patch.object(type(self.Case), "_touch", lambda *_args: None):
            self.pay(invoice, 100.0)
        with self.assertRaisesRegex(UserError, "has changed"):
            decision.action_send()
        self.assertFalse(self.messages())

    def test_a_draft_is_sent_once(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.today_of().action_send()
        with self.assertRaises(UserError):
            self.today_of().action_send()
        self.assertEqual(len(self.messages()), 1)

    def test_a_draft_is_thrown_away(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        self.today_of().with_user(self.grace).action_withdraw()
        self.assertEqual(self.today_of().reason, "Taken back by Grace Hopper.")

    def test_until_somebody_replies(self):
        self.sequence.mode = "until_reply"
        self.bill()
        self.work()
        self.assertEqual(len(self.messages()), 1)
        self.reply()
        self.pass_days(9)
        self.assertEqual(len(self.messages()), 1)
        draft = self.Decision.search([("state", "=", "draft")])
        self.assertEqual(draft.code, "draft_reply")

    def test_a_step_may_be_stricter_than_its_sequence_never_laxer(self):
        first = self.sequence.step_ids[0]
        self.sequence.mode = "draft"
        first.mode = "always"
        self.assertEqual(first._mode(), "draft")
        self.sequence.mode = "always"
        first.mode = "until_reply"
        self.assertEqual(first._mode(), "until_reply")

    def reply(self):
        """Have the customer answer the last message by e-mail."""
        case = self.case_of()
        case.message_post(
            body="We pay next week", message_type="email", author_id=self.alice.id, email_from="ap@alice.example"
        )


@tagged("-at_install", "post_install")
class TestWhen(CollectionsCase):
    def test_messages_leave_in_the_customers_working_hours(self):
        self.alice.tz = "America/Los_Angeles"
        self.bill()
        self.work()
        self.assertFalse(self.messages(), "ten in London is two at night in Los Angeles")
        self.assertEqual(self.today_of().state, "planned" if self.today_of() else "planned")
        self.now += timedelta(hours=7)
        self.work()
        self.assertEqual(len(self.messages()), 1)

    def test_after_hours_it_waits_for_the_next_day(self):
        self.now = self.now.replace(hour=20)
        self.bill()
        self.work()
        first = self.today_of()
        self.assertEqual((first.state, first.code), ("planned", "waits_hours"))
        self.now = self.now.replace(hour=10) + timedelta(days=1)
        self.work()
        self.assertEqual((first.state, first.code), ("not_sent", "waits_hours"))
        self.assertEqual(self.today_of().state, "sent")

    def test_the_zone_of_a_country_with_one_zone(self):
        self.alice.country_id = self.env.ref("base.jp")
        self.assertEqual(self.Case._zone_of(self.alice, self.company), "Asia/Tokyo")
        self.alice.country_id = self.env.ref("base.us")
        self.assertEqual(self.Case._zone_of(self.alice, self.company), "Europe/London", "of several: the company's")

    def test_weekends_and_holidays(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Founders' day",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-03-02 00:00:00",
                "date_to": "2026-03-02 23:00:00",
            }
        )
        self.bill(due="2026-02-24")
        self.work()
        self.assertFalse(self.messages())
        self.assertEqual(self.today_of().code, "day_off")
        self.pass_days(1)
        self.assertEqual(len(self.messages()), 1)

    def test_who_owes_less_than_it_is_worth(self):
        self.company.ar_collection_minimum = 50.0
        self.bill(amount=49.99)
        self.work()
        self.assertEqual(self.today_of().code, "small")

    def test_days_between_messages(self):
        self.company.ar_collection_quiet_days = 4
        self.bill()
        self.bill(amount=50.0, due="2026-02-26")
        self.work()
        self.pass_days(1)
        self.assertEqual(len(self.messages()), 1)
        self.assertEqual(self.today_of().state, "not_sent")


@tagged("-at_install", "post_install")
class TestWho(CollectionsCase):
    def test_a_person_signs_and_replies_come_back_to_the_case(self):
        self.bill()
        self.work()
        [mail] = self.messages()
        message = mail.mail_message_id
        self.assertIn("grace@harbour.example", mail.email_from)
        self.assertIn("Grace Hopper", mail.body_html)
        self.assertEqual((message.model, message.res_id), ("ar.collection.case", self.case_of().id))
        self.env["mail.alias.domain"].create(
            {"name": "harbour.example", "company_ids": [Command.set(self.company.ids)]}
        )
        raw = f"""From: Ada <ap@alice.example>
To: catchall@harbour.example
Subject: Re: {message.subject}
In-Reply-To: {message.message_id}
References: {message.message_id}
Message-Id: <answer-1@alice.example>
Content-Type: text/plain; charset=utf-8

We pay on Friday.
"""
        thread = self.env["mail.thread"].message_process(False, raw)
        self.assertEqual(thread, self.case_of().id)
        self.assertTrue(self.case_of().replied_on)

    def test_headers(self):
        self.bill()
        self.work()
        headers = self.messages().headers
        self.assertIn("'X-Auto-Response-Suppress': 'DR, RN, NRN'", headers)
        self.assertNotIn("Auto-Submitted", headers)

    def test_a_company_may_mark_its_messages_as_automatic(self):
        self.company.ar_collection_mark_automatic = True
        self.bill()
        self.work()
        self.assertIn("auto-generated", self.messages().headers)

    def test_the_invoice_address_gets_it(self):
        billing = self.env["res.partner"].create(
            {"name": "Billing", "type": "invoice", "parent_id": self.alice.id, "email": "billing@alice.example"}
        )
        self.bill()
        self.work()
        self.assertEqual(self.messages().recipient_ids, billing)

    def test_without_an_address_a_person_is_asked_about_another_contact(self):
        self.alice.email = False
        other = self.env["res.partner"].create(
            {"name": "Olga", "type": "contact", "parent_id": self.alice.id, "email": "olga@alice.example"}
        )
        self.bill()
        self.work()
        self.assertEqual(self.today_of().code, "no_address")
        case = self.case_of()
        self.assertEqual(case.proposed_contact_id, other)
        [activity] = case.activity_ids
        self.assertEqual(activity.user_id, self.grace)
        self.pass_days(1)
        self.assertEqual(len(case.activity_ids), 1, "asked once")
        case.with_user(self.grace).action_use_contact()
        self.assertFalse(case.activity_ids)
        self.pass_days(1)
        self.assertEqual(self.messages().recipient_ids, other)

    def test_a_bounced_address_is_not_written_to(self):
        self.alice.message_bounce = 1
        self.bill()
        self.work()
        self.assertEqual(self.today_of().reason, "Messages to ap@alice.example come back: a person was asked.")

    def test_in_copy(self):
        seller = new_test_user(
            self.env,
            "seller",
            email="seller@harbour.example",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        seller.notification_type = "email"
        self.alice.user_id = seller
        self.sequence.step_ids[0].loop_in = "salesperson"
        invoice = self.bill()
        self.work()
        message = self.messages().mail_message_id
        self.assertIn(seller.partner_id, message.notified_partner_ids)
        # The customer's mail left, and the copy waits: money that comes now takes nothing back.
        self.messages().unlink()
        self.assertEqual(message.mail_ids.mapped("state"), ["outgoing"])
        self.pay(invoice)
        self.assertEqual(self.today_of().state, "sent")

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.text("gentle").with_context(lang="de_DE").subject = "Erinnerung: {{ object._due_words() }}"
        self.alice.lang = "de_DE"
        self.bill()
        self.work()
        self.assertEqual(self.subjects(), ["Erinnerung: $\xa01.000,00"])

    def test_sums_by_currency(self):
        self.bill()
        self.bill(amount=5000, currency=self.jpy)
        self.bill(amount=1.234, currency=self.kwd)
        self.work()
        [subject] = self.subjects()
        self.assertIn("$\xa01,000.00 + ¥\xa05,000 + 1.234", subject)

    def test_what_is_coming_due_is_named_where_the_step_says_so(self):
        self.bill()
        later = self.bill(amount=77.0, due="2026-03-30")
        self.sequence.step_ids[0].upcoming = True
        self.work()
        [mail] = self.messages()
        self.assertIn(later.name, mail.body_html)
        self.assertIn("$\xa01,000.00", mail.subject, "only what is due is asked for")
        self.assertEqual(self.today_of().line_ids.filtered("is_asked").move_id.mapped("amount_total"), [1000.0])

    def test_every_invoice_has_its_link(self):
        invoice = self.bill()
        self.work()
        self.assertIn(invoice.access_token, self.messages().body_html)


@tagged("-at_install", "post_install")
class TestChannels(CollectionsCase):
    def only(self, channel, **values):
        self.sequence.step_ids[1:].unlink()
        self.sequence.step_ids.write({"channel": channel, **values})

    def test_a_call(self):
        self.only("call")
        invoice = self.bill()
        self.work()
        [activity] = self.case_of().activity_ids
        self.assertEqual(
            (activity.user_id, activity.activity_type_id), (self.grace, self.env.ref("mail.mail_activity_data_call"))
        )
        self.assertIn(invoice.name, activity.note)
        self.assertEqual(self.today_of().state, "sent")

    def test_a_letter(self):
        self.only("letter")
        self.bill()
        with patch.object(type(self.Case), "_letter", lambda case, step: ("Letter.pdf", b"%PDF")):
            self.work()
        self.assertEqual(self.case_of().message_ids.attachment_ids.mapped("name"), ["Letter.pdf"])
        self.assertEqual(len(self.case_of().activity_ids), 1)

    def test_a_letter_that_cannot_be_made_says_so(self):
        self.only("letter")
        self.bill()
        Report = type(self.env["ir.actions.report"])

        def fail(*_args, **_options):
            raise UserError("Unable to find Wkhtmltopdf")  # pylint: disable=translation-required

        with patch.object(Report, "_render_qweb_pdf", fail):
            self.work()
        self.assertEqual(self.today_of().reason, "The PDF could not be made: Unable to find Wkhtmltopdf")

    def test_slack_is_honest(self):
        self.only("slack")
        self.bill()
        self.work()
        self.assertEqual(
            (self.today_of().state, self.today_of().reason),
            ("not_sent", "Slack is not connected, so nothing was posted there."),
        )

    def test_slack_is_posted_by_whoever_connects_it(self):
        self.only("slack")
        self.bill()
        posted = []
        with patch.object(type(self.Case), "_send_slack", lambda case, step, of, text: posted.append(text) or True):
            self.work()
        self.assertEqual(self.today_of().state, "sent")
        self.assertIn("Alice Instruments owes $\xa01,000.00", posted[0])

    def test_an_email_needs_a_text(self):
        with self.assertRaises(ValidationError):
            self.sequence.step_ids[0].template_id = False


@tagged("-at_install", "post_install")
class TestByHand(CollectionsCase):
    def test_the_next_step_before_its_day_is_a_draft(self):
        self.bill()
        self.work()
        self.pass_days(2)
        self.case_of().with_user(self.grace).action_next_step()
        draft = self.today_of()
        self.assertEqual((draft.state, draft.is_by_hand), ("draft", True))
        self.assertIn("Second reminder", draft.subject)
        draft.with_user(self.grace).action_send()
        self.assertEqual(len(self.messages()), 2)

    def test_not_twice_a_day_by_hand_either(self):
        self.bill()
        self.work()
        with self.assertRaisesRegex(UserError, "today already"):
            self.case_of().action_next_step()

    def test_where_there_is_no_step_it_is_said(self):
        invoice = self.bill()
        self.work()
        self.pay(invoice)
        self.pass_days(1)
        with self.assertRaisesRegex(UserError, "no step"):
            self.case_of().action_next_step()

    def test_who_may_not_send(self):
        self.company.ar_collection_mode = "draft"
        self.bill()
        self.work()
        outsider = new_test_user(
            self.env,
            "outsider",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for call in (self.today_of().with_user(outsider).action_send, self.case_of().with_user(outsider).action_pause):
            with self.assertRaises(AccessError):
                call()

    def test_facts_are_not_edited(self):
        self.bill()
        self.work()
        with self.assertRaises(AccessError):
            self.case_of().with_user(self.grace).told_on = "2026-01-01"
        with self.assertRaises(AccessError):
            self.today_of().with_user(self.grace).amount = 5.0
        with self.assertRaises(UserError):
            self.today_of().with_user(self.grace).state = "draft"

    def test_decisions_are_kept_as_long_as_the_settings_say(self):
        invoice = self.bill()
        self.work()
        first = self.today_of()
        self.pay(invoice)
        self.company.ar_collection_keep_days = 30
        self.now += timedelta(days=40)
        self.work()
        self.assertFalse(first.exists())
        self.assertTrue(fields.Date.today())
