"""Risk: a mail brings about more than the company allows, or a person's click does not do what it says."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .reply_common import ReplyCase


@tagged("post_install", "-at_install")
class TestPromises(ReplyCase):
    def test_a_sure_promise_silences_until_its_day(self):
        self.says("promise", promise=self.promised())
        reply = self.reply("We pay on Friday.")
        promise = reply.promise_id
        self.assertEqual((promise.date, promise.amount, promise.source), (date(2026, 3, 20), 100.0, "mail"))
        self.assertEqual((promise.quote, promise.rule), ("We pay on Friday.", "weekday"))
        self.assertEqual((promise.move_ids, promise.state), (self.move, "open"))
        self.assertEqual((reply.state, reply.intent_ids.outcome), ("done", "done"))
        self.assertEqual(self.codes(self.move), ["promised"])

    def test_what_is_not_sure_is_for_a_person(self):
        doubts = (
            self.promised(certain=False),
            self.promised(day=None, amount=40),
            self.promised(day="2026-03-09"),
            self.promised(day="2026-06-30"),
        )
        for promise in doubts:
            self.says("promise", promise=promise)
            reply = self.reply()
            self.assertFalse(reply.promise_id, promise)
            self.assertEqual((reply.state, reply.intent_ids.outcome), ("waiting", "suggested"))
            self.assertTrue(reply.intent_ids.note)

    def test_an_amount_without_an_invoice_of_several(self):
        self.bill()
        self.says("promise", promise=self.promised(amount=40))
        reply = self.reply(answers=None, to="billing@harbour.example")
        self.assertIn("which invoices", reply.intent_ids.note)

    def test_all_of_it_without_an_invoice(self):
        other = self.bill(50)
        self.says("promise", promise=self.promised())
        reply = self.reply(answers=None, to="billing@harbour.example")
        self.assertEqual((reply.promise_id.move_ids, reply.promise_id.amount), (self.move | other, 150.0))

    def test_an_amount_in_another_currency(self):
        self.says("promise", promise=self.promised(amount=80, currency="EUR"))
        promise = self.reply().promise_id
        self.assertEqual((promise.amount, promise.currency_id), (80.0, self.eur))

    def test_a_sum_without_a_currency_is_in_that_of_the_invoices(self):
        invoice = self.bill(200, partner=self.bruno, currency=self.eur)
        wide = {"sender": "office@bruno.example", "answers": None, "to": "billing@harbour.example"}
        for given, amount, currency in (
            ({}, 200.0, self.eur),
            ({"amount": 80}, 80.0, self.eur),
            ({"amount": 80, "currency": "USD"}, 80.0, self.usd),
        ):
            self.says("promise", promise=self.promised(**given))
            promise = self.reply(**wide).promise_id
            self.assertEqual(
                (promise.move_ids, promise.amount, promise.currency_id), (invoice, amount, currency), given
            )
        self.bill(50, partner=self.bruno)
        self.says("promise", promise=self.promised())
        reply = self.reply(**wide)
        self.assertIn("which invoices", reply.intent_ids.note)
        self.assertFalse(reply.promise_id, "a promise is in one currency")

    def test_suggested_or_only_noted(self):
        for policy, outcome in (("suggest", "suggested"), ("log", "logged")):
            self.company.ar_collection_on_promise = policy
            self.says("promise", promise=self.promised())
            reply = self.reply()
            self.assertFalse(reply.promise_id)
            self.assertEqual((reply.intent_ids.outcome, reply.state), (outcome, "waiting"))

    def test_a_person_confirms_it_with_another_day_and_amount(self):
        self.says("promise", promise=self.promised(certain=False))
        reply = self.reply().with_user(self.clerk)
        with Form(reply) as form:
            form.promise_date = "2026-03-24"
            form.promise_amount = 60
        reply.action_confirm_promise()
        promise = reply.promise_id
        self.assertEqual((promise.date, promise.amount, promise.quote), (date(2026, 3, 24), 60.0, "We pay on Friday."))
        self.assertEqual((reply.state, reply.intent_ids.outcome, reply.decided_by_id), ("done", "decided", self.clerk))

    def test_a_promise_beside_a_question_still_waits(self):
        self.says("promise", "question", promise=self.promised())
        reply = self.reply()
        self.assertTrue(reply.promise_id)
        self.assertEqual((reply.state, self.codes(self.move)), ("waiting", ["promised", "unread_reply"]))

    def test_nothing_is_open_any_more(self):
        self.pay(self.move, 100)
        self.says("promise", promise=self.promised())
        reply = self.reply()
        self.assertFalse(reply.promise_id)
        with self.assertRaises(UserError):
            reply.with_user(self.clerk).action_confirm_promise()

    def test_no_customer_and_no_day(self):
        reply = self.reply(f"{self.move.name}", sender="x@tax.example", answers=None, to="a@harbour.example")
        reply = reply.with_user(self.clerk)
        for partner in (False, self.alice):
            reply.partner_id = partner
            with self.assertRaises(UserError):
                reply.action_confirm_promise()


@tagged("post_install", "-at_install")
class TestOtherIntents(ReplyCase):
    def test_a_dispute_opens_with_an_owner(self):
        self.says("dispute")
        reply = self.reply("The price is wrong.")
        dispute = reply.dispute_ids
        self.assertEqual((dispute.move_id, dispute.user_id, dispute.source), (self.move, self.clerk, "mail"))
        self.assertEqual(dispute.reason_id, self.env.ref("ar_sync_collections.ar_dispute_reason_price"))
        self.assertEqual((dispute.quote, dispute.description), ("The price is wrong.", "The price is wrong."))
        self.assertEqual((reply.state, self.codes(self.move)), ("done", ["disputed"]))

    def test_who_disputes_again_adds_to_it(self):
        self.says("dispute")
        first = self.reply("Wrong.").dispute_ids
        second = self.reply("As I said, wrong.")
        self.assertEqual((second.state, second.dispute_ids.ids), ("done", []))
        self.assertIn("As I said", first.message_ids[:1].body)

    def test_a_dispute_of_no_known_invoice(self):
        self.bill()
        self.says("dispute")
        reply = self.reply(answers=None, to="billing@harbour.example").with_user(self.clerk)
        self.assertEqual((reply.state, reply.dispute_ids.ids), ("waiting", []))
        action = reply.action_open_dispute()
        with Form(self.env["ar.dispute"].with_user(self.clerk).with_context(**action["context"])) as form:
            form.move_id = self.move
        self.assertEqual((reply.dispute_ids, reply.state), (form.record, "done"))

    def test_a_copy_is_for_a_person_unless_the_company_says_so(self):
        self.says("document", quote="Please send a copy of the invoice.")
        reply = self.reply()
        self.assertEqual((reply.state, reply.copy_wanted, reply.intent_ids.outcome), ("waiting", False, "suggested"))
        sent = self.sent_by(reply.with_user(self.clerk).action_send_copy)
        self.assertEqual((sent, reply.state), ([self.move], "done"))

    def sent_by(self, call):
        """Return the invoices that ``call`` sends."""
        found = []
        Send = type(self.env["account.move.send"])

        def send(_self, moves, **settings):
            found.extend(moves)
            self.assertEqual(settings["sending_methods"], ["email"])

        with patch.object(Send, "_generate_and_send_invoices", send):
            call()
        return found

    def test_a_copy_goes_out_by_itself_once(self):
        self.company.ar_collection_on_document = "do"
        if "ar_collection_mode" in self.company:
            self.company.ar_collection_mode = "live"
        self.says("document", quote="Könnten Sie uns die Rechnung nochmals senden?")
        reply = self.reply()
        self.assertEqual((reply.state, reply.copy_wanted), ("done", True))
        send = self.env["ar.collection.reply"]._send_wanted_copies
        with patch.object(self.env.cr, "commit", lambda: None):
            self.assertEqual(self.sent_by(send), [self.move])
            self.assertEqual(self.sent_by(send), [])

    def test_a_copy_that_cannot_be_sent(self):
        self.company.ar_collection_on_document = "do"
        if "ar_collection_mode" in self.company:
            self.company.ar_collection_mode = "live"
        self.says("document", quote="A copy please")
        reply = self.reply()
        Send = type(self.env["account.move.send"])
        logger = "odoo.addons.ar_sync_collections.models.ar_collection_reply_act"
        with (
            patch.object(Send, "_generate_and_send_invoices", side_effect=UserError("no PDF")),
            patch.object(self.env.cr, "commit", lambda: None),
            mute_logger(logger),
        ):
            self.env["ar.collection.reply"]._send_wanted_copies()
        self.assertEqual((reply.state, reply.copy_wanted), ("waiting", False))
        self.assertTrue(reply.activity_ids)

    def test_the_copy_goes_to_the_customer_and_not_to_who_wrote(self):
        self.says("document", quote="A copy please")
        reply = self.reply(sender="stranger@evil.example")
        before = self.env["mail.mail"].search([])
        reply.with_user(self.clerk).action_send_copy()
        messages = self.move.message_ids.filtered(lambda row: row.message_type == "comment")
        recipients = (messages.notified_partner_ids | messages.partner_ids).mapped("email")
        self.assertNotIn("stranger@evil.example", recipients)
        self.assertNotIn("stranger", str((self.env["mail.mail"].search([]) - before).mapped("email_to")))

    def test_another_paper_is_for_a_person(self):
        self.company.ar_collection_on_document = "do"
        for quote in ("Please send your W-9.", "We need a statement.", "Bitte mit Bestellnummer auf der Rechnung."):
            self.says("document", quote=quote)
            reply = self.reply()
            self.assertEqual((reply.copy_wanted, reply.state), (False, "waiting"), quote)

    def test_paid_already_shows_money_and_moves_none(self):
        receipt = self.receipt(100, partner=self.alice)
        self.says("paid")
        reply = self.reply("We paid on Monday.")
        self.assertEqual((reply.state, reply.with_user(self.clerk).receipt_ids), ("waiting", receipt))
        self.assertEqual((receipt.state, self.move.amount_residual), ("new", 100.0))
        self.assertIn("1", reply.intent_ids.note)

    def test_paid_already_and_it_is_true(self):
        self.pay(self.move, 100)
        self.says("paid")
        self.assertEqual(self.reply().state, "done")

    def test_a_new_contact_is_taken_in_by_a_person_only(self):
        self.says("redirect")
        reply = self.reply("Please write to Eva Muster <eva@alice.example> from now on.").with_user(self.clerk)
        self.assertEqual((reply.contact_email, reply.contact_name), ("eva@alice.example", "Eva Muster"))
        self.assertFalse(self.alice.child_ids)
        reply.action_add_contact()
        self.assertEqual((self.alice.child_ids.email, self.alice.child_ids.type), ("eva@alice.example", "invoice"))
        self.assertEqual((reply.state, self.alice.email), ("done", "ap@alice.example"))

    def test_taking_note_keeps_nobody_waiting(self):
        self.says("acknowledgement")
        self.assertEqual(self.reply("Thanks, noted.").state, "done")
        self.company.ar_collection_on_note = "log"
        self.assertEqual(self.reply("Thanks, noted.").state, "waiting")

    def test_what_is_always_for_a_person(self):
        for label in ("legal", "hardship", "plan", "unsubscribe", "question", "other", "partial"):
            self.says(label)
            reply = self.reply()
            self.assertEqual(reply.state, "waiting", label)
            self.assertTrue(reply.activity_ids, label)

    def test_nothing_understood(self):
        reply = self.reply("Hm.")
        self.assertEqual((reply.state, reply.intent_ids.ids), ("waiting", []))

    def test_a_label_that_nobody_knows(self):
        self.says("haiku")
        self.assertEqual(self.reply().intent_ids.label, "other")

    def test_money_and_bank_data_stay_as_they_are(self):
        """Whatever a mail says, no entry, payment or bank account is made or changed."""
        counts = {
            model: self.env[model].search_count([])
            for model in (
                "account.move",
                "account.payment",
                "account.partial.reconcile",
                "res.partner.bank",
                "res.partner",
            )
        }
        for label in dict(self.env["ar.collection.reply.intent"]._fields["label"].selection):
            self.says(label, promise=self.promised())
            self.reply("Our new account: DE89370400440532013000. Eva <eva@alice.example> pays 1000.")
        for model, count in counts.items():
            self.assertEqual(self.env[model].search_count([]), count, model)


@tagged("post_install", "-at_install")
class TestReplyRights(ReplyCase):
    def test_another_companys_reply(self):
        other = self.env["res.company"].create({"name": "Birch"})
        stranger = new_test_user(
            self.env, "birch", groups="base.group_user,ar_sync.group_administrator",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        foreign = self.reply().with_user(stranger).with_context(allowed_company_ids=other.ids)
        for name in (
            "action_mark_read", "action_reopen", "action_confirm_promise", "action_open_dispute", "action_send_copy",
            "action_add_contact", "action_wrong_customer", "action_view_mail",
        ):  # fmt: skip
            self.env.invalidate_all()
            with self.assertRaises(AccessError, msg=name):
                getattr(foreign, name)()

    def test_evidence_is_not_edited(self):
        self.says("question")
        reply = self.reply().with_user(self.clerk)
        for values in (
            {"new_text": "x"},
            {"email_from": "x"},
            {"silent_until": "2099-01-01"},
            {"sender_is_known": True},
        ):
            with self.assertRaises(AccessError):
                reply.write(values)
        with self.assertRaises(AccessError):
            reply.intent_ids.quote = "x"
        with self.assertRaises(AccessError):
            reply.unlink()
        with self.assertRaises(AccessError):
            reply.create({"message_id": "x", "company_id": self.company.id})

    def test_the_gateway_is_not_a_way_around_rights(self):
        """``message_new`` can be called over RPC: it would keep any customer from being chased."""
        message = {"message_id": "<forged@x>", "email_from": "ap@alice.example", "subject": "x"}
        for user in (self.clerk, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.env["ar.collection.reply"].with_user(user).message_new(message)
        with self.assertRaises(TypeError):
            self.env["mail.thread"].with_user(self.clerk).message_route(
                "x", {**message, "to": "catchall@harbour.example"}
            )

    def test_another_companys_invoices_are_not_named(self):
        reply = self.reply().with_user(self.clerk)
        foreign = self.bill(partner=self.bruno)
        reply.move_ids = foreign
        reply.promise_date = "2026-03-20"
        with self.assertRaises(UserError):
            reply.action_confirm_promise()
