"""Risk: somebody is never asked again and nobody is told, or is asked although a person has registered the money."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CollectionsCase


@tagged("-at_install", "post_install")
class TestLeftAlone(CollectionsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env,
            "boss",
            groups="base.group_user,ar_sync.group_manager",
            email="boss@harbour.example",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        # Others who may look after a company in this database must not be the first.
        cls.startClassPatcher(
            patch.object(cls.registry["res.company"], "_ar_collection_anybody", lambda _company: cls.boss)
        )

    def leave(self, partner=None):
        """Have what is in the mail queue leave."""
        self.messages(partner).write({"state": "sent"})

    def reply(self, partner):
        values = {"message_id": f"<{partner.id}@x.example>", "subject": "Paid?", "partner_id": partner.id}
        Reply = self.env["ar.collection.reply"].sudo()._ar_through_gate()
        return Reply.create({**values, "company_id": self.company.id, "user_id": self.grace.id})

    def task(self, record):
        return record.activity_ids.filtered(lambda row: row.res_model == record._name)

    # === PEOPLE WHO LEAVE === #

    def test_nobody_who_has_left_signs_is_in_copy_or_has_the_tasks(self):
        self.sequence.step_ids[0].loop_in = "salesperson"
        self.alice.user_id = self.grace
        first, second = self.bill(), self.bill(self.bruno)
        dispute = self.env["ar.dispute"].create({"move_id": second.id, "user_id": self.grace.id})
        reply = self.reply(self.bruno)
        reply._ask_person()
        self.Case._open_cases(self.company)
        case = self.case_of()
        case._ask_person_through(first)
        self.assertEqual(self.task(case).user_id, self.grace)
        self.grace.action_archive()
        for record in (dispute, reply, case):
            self.assertEqual(self.task(record).user_id, self.boss, record._name)
        self.assertEqual(dispute.user_id, self.boss)
        self.work()
        mails = self.env["mail.mail"].search([("model", "=", case._name)])
        self.assertTrue(self.messages())
        self.assertNotIn("grace@", "".join(filter(None, mails.mapped("email_from"))))
        self.assertNotIn(self.grace.partner_id, mails.recipient_ids)
        # Who is archived without the button has lost no task either, nor who works elsewhere now a new one.
        self.grace.active = True
        (self.task(dispute) | self.task(reply)).user_id = self.grace
        self.grace.active = False
        self.assertEqual((self.task(dispute) | self.task(reply)).user_id, self.boss)
        dispute._ar_through_gate().write({"user_id": self.grace.id, "deadline": "2026-03-01"})
        self.env["ar.dispute"]._escalate_due()
        self.assertEqual(self.task(dispute).user_id, self.boss)

    def test_a_dispute_has_a_deadline(self):
        dispute = self.env["ar.dispute"].create({"move_id": self.bill().id})
        with self.assertRaisesRegex(ValidationError, "a day by which"):
            dispute.deadline = False
        dispute.action_withdraw()

    # === STEPS === #

    def test_an_invoice_without_a_next_step_is_told_of_though_others_are_reminded(self):
        """A new invoice every fortnight: each message names the old one again, and puts none of its steps off."""
        invoice = self.bill()
        for day in ("2026-03-10", "2026-03-25", "2026-04-08"):
            self.bill(amount=10.0, due=day)
        self.work()
        self.leave()
        while self.now.date() < date(2026, 4, 3):
            self.pass_days()
            self.leave()
        case = self.case_of()
        self.assertEqual(case.state, "active")
        task = self.task(case)
        self.assertEqual((task.summary, task.user_id), ("Decide what comes next", self.grace))
        self.assertIn(invoice.name, task.note)
        task.action_feedback()
        self.pass_days(2)
        self.assertFalse(self.task(case), "it was decided")

    def test_a_step_that_cannot_be_taken_is_told_of_once(self):
        self.sequence.step_ids[0].channel = "slack"
        self.bill()
        self.pass_days(3)
        self.assertEqual(self.task(self.case_of()).summary, "A step cannot be taken")
        self.assertIn("Slack is not connected", self.task(self.case_of()).note)
        self.pass_days(2)
        self.assertEqual(len(self.task(self.case_of())), 1)

    def test_a_mail_that_the_server_refused_was_not_said(self):
        self.bill()
        self.work()
        mail = self.messages()
        mail.write({"state": "exception", "failure_reason": "Connection refused"})
        decision = self.today_of()
        self.pass_days(1)
        self.assertEqual((decision.state, decision.code, mail.state), ("withdrawn", "mail_failed", "cancel"))
        self.assertIn("Connection refused", decision.reason)
        self.assertEqual(self.task(self.case_of()).summary, "A step cannot be taken")
        self.assertEqual([subject.partition(":")[0] for subject in self.subjects()], ["Reminder"])
        self.assertEqual(self.today_of().state, "sent", "the same step, on the next day")

    # === ADDRESSES === #

    def test_of_several_addresses_each_gets_it_and_an_archived_contact_nothing(self):
        self.alice.email = "ap@alice.example, cfo@alice.example"
        self.bruno.active = False
        self.bill()
        self.bill(self.bruno)
        self.work()
        self.assertEqual(self.today_of().state, "sent")
        self.assertEqual((self.today_of(self.bruno).state, self.today_of(self.bruno).code), ("not_sent", "no_address"))
        self.assertIn("archived", self.task(self.case_of(self.bruno)).note)

    # === WHO MUST NOT BE ASKED === #

    def test_an_opening_balance_is_left_alone_as_invoices_are(self):
        """One entry has both customers' balances: the reply of one of them holds that one only."""
        owed = [(self.alice, 300.0), (self.bruno, 200.0)]
        lines = [
            {"account_id": self.receivable.id, "partner_id": partner.id, "balance": amount} for partner, amount in owed
        ]
        lines = [{**line, "date_maturity": "2026-02-25"} for line in lines]
        lines.append({"account_id": self.journal.default_account_id.id, "balance": -500.0})
        general = [("type", "=", "general"), ("company_id", "=", self.company.id)]
        entry = self.env["account.move"].create(
            {
                "date": "2026-01-26",
                "journal_id": self.env["account.journal"].search(general, limit=1).id,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        entry.action_post()
        entry.line_ids.no_followup = False
        self.sequence.mode = "draft"
        self.work()
        self.assertEqual((self.today_of().state, self.today_of(self.bruno).state), ("draft", "draft"))
        self.reply(self.alice)._wake_collections()
        self.assertEqual((self.today_of().state, self.today_of(self.bruno).state), ("withdrawn", "draft"))
        self.assertEqual(self.today_of(self.bruno).code, "draft_step")
        self.pass_days(1)
        self.assertIn("A reply waits to be read", self.today_of().reason)
        self.assertFalse(self.case_of()._statement()["groups"])
        self.assertTrue(self.case_of(self.bruno)._statement()["groups"])

    def registered(self, invoice, amount):
        """Register a payment without an entry, as where the method has no outstanding account."""
        values = {"partner_id": self.alice.id, "amount": amount, "journal_id": self.journal.id, "date": "2026-03-01"}
        payment = self.env["account.payment"].create({**values, "invoice_ids": [Command.set(invoice.ids)]})
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        return payment

    def test_a_registered_payment_without_an_entry_is_not_asked_for(self):
        """Odoo calls the invoice paid, and the ledger has it open."""
        invoice = self.bill()
        self.work()
        payment = self.registered(invoice, 1000.0)
        self.assertEqual(invoice.amount_residual, 1000.0)
        self.assertFalse(self.messages(), "taken back in the payment's own transaction")
        self.pass_days(1)
        self.assertIn("a payment is on its way", self.today_of().reason)
        payment.action_cancel()
        self.assertTrue(self.case_of().needs_plan)
        self.registered(invoice, 100.0)
        self.pass_days(1)
        self.assertIn("$\xa0900.00", self.subjects()[-1])
        self.assertNotIn("disputed", self.messages()[-1].body_html)

    def test_of_merged_customers_the_longer_pause_stays(self):
        self.bill()
        self.bill(self.bruno, 500.0)
        self.Case._open_cases(self.company)
        self.case_of()._pause(date(2026, 3, 4), "agreed")
        self.case_of(self.bruno)._pause(None, "legal")
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.alice | self.bruno).ids, self.alice)
        self.env.invalidate_all()
        self.assertEqual((self.case_of().pause_code, self.case_of().paused_until), ("legal", False))

    # === A PERSON'S WORD ABOUT AN ADDRESS === #

    def test_a_person_marks_an_address_and_takes_the_mark_away(self):
        invoice = self.bill()
        self.work()
        self.leave()
        other = self.env["res.partner"].create(
            {"name": "Ada in Accounts", "parent_id": self.alice.id, "email": "ada@alice.example", "type": "contact"}
        )
        reply = self.reply(self.alice)
        reply._ar_through_gate().write({"is_bounce": True, "is_automatic": True, "new_text": "550 no such user"})
        self.env["ar.collection.reply.intent"].create(
            {"reply_id": reply.id, "label": "bounce", "quote": "ap@alice.example", "outcome": "suggested"}
        )
        self.assertEqual((reply.bounced_address, reply.bounced_is_marked), ("ap@alice.example", False))
        self.save(reply.with_user(self.grace).action_address_bad())
        reply.invalidate_recordset()
        case = self.case_of()
        self.assertEqual((reply.state, reply.bounced_is_marked, case.proposed_contact_id), ("done", True, other))
        self.assertTrue(self.alice.ar_undelivered_on)
        self.assertEqual(self.task(case).summary, "Find a billing contact")
        self.save(self.alice.with_user(self.grace).action_ar_address_good(), reason="Called: it works")
        self.assertFalse(self.alice.ar_undelivered_on or self.alice.message_bounce or case.proposed_contact_id)
        self.assertFalse(self.task(case))
        for shown in (invoice.ar_timeline, self.alice.ar_timeline):
            self.assertIn("550 no such user", shown)
            self.assertIn("Called: it works", shown)
            self.assertIn("Grace Hopper", shown)
        self.pass_days(9)
        self.assertEqual(self.messages()[-1].recipient_ids, self.alice)
        with self.assertRaises(UserError):
            self.env["res.partner"].create({"name": "Nobody"}).action_ar_address_bad()

    def save(self, action, **values):
        """Fill in the window of an action and save it, as Grace."""
        Window = self.env[action["res_model"]].with_user(self.grace).with_context(**action["context"])
        Window.create(values).action_save()
