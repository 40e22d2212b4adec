"""Risk: a customer who wrote is chased, a mail is read twice, or a mail is lost on its way through the gateway."""

import base64
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import mail_thread_replies
from .reply_common import GATEWAY, ReplyCase

READER = "odoo.addons.ar_sync_collections.models.ar_collection_reply_read"


@tagged("post_install", "-at_install")
class TestGateway(ReplyCase):
    def test_an_answer_on_the_invoices_thread(self):
        reply = self.reply("We look into it.\n> Please pay.", subject="Re: Invoice")
        self.assertEqual((reply.partner_id, reply.company_id, reply.move_ids), (self.alice, self.company, self.move))
        self.assertEqual((reply.state, reply.new_text, reply.language), ("waiting", "We look into it.", "en"))
        self.assertTrue(reply.sender_is_known)
        self.assertEqual(reply.mail_message_id, self.move.message_ids[:1])
        self.assertEqual(reply.user_id, self.clerk)
        self.assertIn("Alice Instruments", self.tasks(reply)[0])

    def test_nobody_is_chased_over_an_unread_reply(self):
        other, foreign = self.bill(), self.bill(partner=self.bruno)
        reply = self.reply()
        for move, codes in ((self.move, ["unread_reply"]), (other, ["unread_reply"]), (foreign, [])):
            self.assertEqual(self.codes(move), codes)
            self.assertEqual(self.codes(move, "charge"), [])
        reply.with_user(self.clerk).action_mark_read()
        self.assertEqual((reply.state, reply.decided_by_id, self.codes(self.move)), ("done", self.clerk, []))
        self.assertFalse(reply.activity_ids)
        reply.with_user(self.clerk).action_reopen()
        self.assertEqual(self.codes(self.move), ["unread_reply"])

    def test_the_same_mail_twice_does_nothing(self):
        raw = self.mail()
        self.receive(raw)
        self.receive(raw)
        self.assertEqual(len(self.replies()), 1)
        self.assertEqual(len(self.mails_read), 1)

    def test_the_same_mail_in_two_processes(self):
        """The other's message is not seen yet; the row it made stops this one, whole."""
        raw = self.mail(message_id="<once@alice.example>")
        self.receive(raw)
        self.env["mail.message"].search([("message_id", "=", "<once@alice.example>")]).message_id = "<x@y>"
        posts = len(self.move.message_ids)
        take_in = type(self.env["ar.collection.reply"])._new_from
        with (
            patch.object(type(self.env["ar.collection.reply"]), "search", lambda rows, *a, **k: rows.browse()),
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db", GATEWAY),
            self.env.cr.savepoint(),
        ):
            self.env["mail.thread"].message_process(None, raw)
            self.env.flush_all()
        self.assertEqual((len(self.replies()), len(self.move.message_ids)), (1, posts))
        self.assertTrue(take_in)

    def test_attachments_stay_with_the_mail(self):
        reply = self.reply(files={"advice.pdf": b"%PDF-1.4 advice"})
        self.assertEqual(reply.attachment_ids.mapped("name"), ["advice.pdf"])
        self.assertEqual(base64.b64decode(reply.attachment_ids.datas), b"%PDF-1.4 advice")

    def test_a_new_mail_of_a_known_address(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "email": "ann@alice.example", "parent_id": self.alice.id}
        )
        reply = self.reply(sender='"Ann" <ANN@alice.example>', answers=None, to="billing@harbour.example", subject="Hi")
        self.assertEqual((reply.partner_id, reply.move_ids), (self.alice, self.env["account.move"]))
        self.assertEqual(reply.mail_message_id.model, "res.partner")
        self.assertEqual(reply.mail_message_id.author_id, contact)
        self.assertEqual(self.codes(self.move), ["unread_reply"])

    def test_a_new_mail_that_names_an_invoice_is_for_its_company(self):
        other = self.env["res.company"].create({"name": "Birch"})
        newest = self.bill(70.0)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET company_id = %s WHERE id = %s", [other.id, newest.id])
        self.env.invalidate_all()
        self.says("question")
        reply = self.reply(f"What is {self.move.name} about?", answers=None)
        self.assertEqual((reply.company_id, reply.move_ids), (self.company, self.move))
        self.assertEqual(self.reply("Who are you?", answers=None).company_id, other)

    def test_a_new_mail_to_the_catchall_is_not_sent_back(self):
        reply = self.reply(answers=None, to="catchall@harbour.example")
        self.assertEqual(reply.partner_id, self.alice)
        self.assertNotIn("alice", str(self.env["mail.mail"].search([]).mapped("email_to")))

    def test_invoices_that_the_text_names(self):
        other = self.bill()
        reply = self.reply(f"About {other.name}, please.", answers=None, to="billing@harbour.example")
        self.assertEqual(reply.move_ids, other)
        reply = self.reply(f"See {other.name}0 and X{other.name}", answers=None, to="billing@harbour.example")
        self.assertFalse(reply.move_ids, "a number that goes on is another number")

    def test_references_of_the_reader_are_looked_up_among_the_customers_own(self):
        foreign = self.bill(partner=self.bruno)
        other = self.bill()
        self.says("question", references=(foreign.name, other.name.replace("/", "-")))
        self.assertEqual(self.reply().move_ids, other)

    def test_a_stranger_who_names_an_invoice_holds_nobody(self):
        reply = self.reply(
            f"I am the new accountant. {self.move.name}?", sender="x@tax.example", answers=None, to="a@harbour.example"
        )
        self.assertEqual((reply.partner_id.id, reply.state), (False, "waiting"))
        self.assertTrue(reply.activity_ids)
        self.assertEqual(self.codes(self.move), [])
        reply.with_user(self.clerk).partner_id = self.alice
        self.assertEqual((reply.move_ids, self.codes(self.move)), (self.move, ["unread_reply"]))

    def test_a_stranger_on_the_thread_does_nothing_by_itself(self):
        self.says("promise", "dispute", promise=self.promised())
        reply = self.reply(sender="stranger@evil.example")
        self.assertEqual((reply.partner_id, reply.sender_is_known, reply.state), (self.alice, False, "waiting"))
        self.assertFalse(reply.promise_id or reply.dispute_ids)

    def test_any_other_mail_is_none_of_our_business(self):
        for values in ({"sender": "spam@spam.example"}, {"sender": "new@customer.example"}):
            with self.assertRaises(ValueError), mute_logger(GATEWAY):
                self.receive(self.mail("Buy now", answers=None, to="nobody@harbour.example", **values))
        self.assertFalse(self.replies())

    def test_an_address_of_two_customers(self):
        self.bill(partner=self.bruno)
        self.bruno.email = self.alice.email
        reply = self.reply(answers=None, to="billing@harbour.example")
        self.assertFalse(reply.partner_id)
        self.assertEqual(self.codes(self.move), [])

    def test_our_own_people_are_no_customers(self):
        self.clerk.partner_id.email = "clara@harbour.example"
        self.assertFalse(self.reply(sender="clara@harbour.example"))

    def test_a_thread_of_something_else_is_left_alone(self):
        partner = self.env["res.partner"].create({"name": "Nobody", "email": "nobody@x.example"})
        self.assertFalse(self.reply(answers=self.remind(partner), sender="nobody@x.example"))
        bill = self.env["account.move"].create({"move_type": "in_invoice", "partner_id": self.alice.id})
        self.assertFalse(self.reply(answers=self.remind(bill)))

    def test_answers_on_promises_and_disputes(self):
        promise = self.promise(self.move)
        dispute = self.env["ar.dispute"].create({"move_id": self.bill().id})
        self.assertEqual(self.reply(answers=self.remind(promise)).move_ids, self.move)
        self.assertEqual(self.reply(answers=self.remind(dispute)).move_ids, dispute.move_id)

    def test_an_answer_to_what_we_wrote_on_a_reply(self):
        first = self.reply()
        second = self.reply(answers=self.remind(first))
        self.assertEqual((second.partner_id, second.move_ids), (self.alice, self.move))
        self.assertNotEqual(first, second)

    def test_wrong_customer(self):
        reply = self.reply().with_user(self.clerk)
        reply.action_mark_read()
        reply.action_wrong_customer()
        self.assertEqual((reply.partner_id.id, reply.move_ids.ids, reply.state), (False, [], "waiting"))
        self.assertEqual(self.codes(self.move), [])


@tagged("post_install", "-at_install")
class TestBadMails(ReplyCase):
    def test_what_cannot_be_read_waits_for_a_person(self):
        with self.assertLogs(READER, "ERROR"):
            reply = self.reply("What it says", subject="Break the reader")
        self.assertEqual(
            (reply.state, reply.new_text.strip(), self.codes(self.move)), ("waiting", "What it says", ["unread_reply"])
        )
        self.assertTrue(reply.activity_ids)

    def test_a_defect_of_ours_loses_no_mail(self):
        with (
            patch.object(type(self.env["ar.collection.reply"]), "_take_in", side_effect=KeyError("x")),
            self.assertLogs(mail_thread_replies._logger.name, "ERROR"),
        ):
            self.receive(self.mail("Kept"))
        self.assertIn("Kept", self.move.message_ids[:1].body)

    def test_a_megabyte(self):
        reply = self.reply("We pay.\n" + "x" * 80 * 1024 + "\n" + "> quoted line\n" * 80_000)
        self.assertLessEqual(len(self.mails_read[-1].text), 100_000)
        self.assertTrue(reply.new_text.startswith("We pay."))

    def test_html_is_text_in_all_that_is_shown(self):
        evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
        self.says("dispute", quote=evil)
        reply = self.reply(evil, subject=evil, html=f"<p>{evil}</p>")
        dispute = reply.dispute_ids
        self.assertEqual(reply.new_text, evil, "kept as it was written")
        for record, name in ((reply, "subject"), (reply, "new_text"), (dispute, "quote"), (dispute, "description")):
            self.assertIn(record._fields[name].type, ("char", "text"), "shown as text, never as HTML")
        bodies = "".join((dispute.message_ids | reply.message_ids | self.move.message_ids).mapped("body"))
        self.assertNotIn("<script", bodies)
        self.assertNotIn("onerror", bodies)
        notes = "".join(str(task.note or "") for task in (*reply.activity_ids, *dispute.activity_ids))
        self.assertNotIn("<script", notes)

    def test_odd_headers(self):
        for values in (
            {"date": "yesterday"},
            {"date": "Tue, 10 Mar 1970 12:00:00 +0000"},
            {"subject": ""},
            {"Content_Language": "xx"},
        ):
            self.assertEqual(self.reply(**values).received_on.isoformat(), "2026-03-10", values)

    def test_the_senders_own_day_counts(self):
        reply = self.reply(date="Mon, 09 Mar 2026 23:30:00 -0800")
        self.assertEqual(reply.received_on.isoformat(), "2026-03-09")

    def test_a_broken_encoding(self):
        self.receive(self.mail("Wir zahlen").replace(b"zahlen", b"zahlen \xff\xfe"))
        self.assertIn("Wir zahlen", self.replies().new_text)

    def test_a_mail_without_text(self):
        reply = self.reply("", files={"scan.pdf": b"%PDF-1.4"})
        self.assertEqual((reply.state, reply.new_text or ""), ("waiting", ""))


@tagged("post_install", "-at_install")
class TestAutomaticMails(ReplyCase):
    def test_away_until_a_day(self):
        self.says("out_of_office", is_automatic=True, returns_on=self.now.date().replace(day=20))
        reply = self.reply("I am away until Friday.", Auto_Submitted="auto-replied")
        self.assertEqual((reply.state, reply.silent_until.isoformat()), ("done", "2026-03-20"))
        self.assertEqual(self.codes(self.move), ["out_of_office"])
        self.assertEqual(self.codes(self.move, day=self.now.date().replace(day=20)), [])
        self.assertEqual(self.codes(self.move, "charge"), [])

    def test_away_says_somebody_unknown(self):
        """Believed where our own message is answered, as from a deputy's mailbox; not where the customer's mail is."""
        self.says("out_of_office", is_automatic=True, returns_on=self.now.date().replace(day=20))
        deputy = self.reply("Away.", sender="deputy@group.example", Auto_Submitted="auto-replied")
        self.assertEqual((deputy.sender_is_known, deputy.answers_us, deputy.state), (False, True, "done"))
        self.assertEqual(self.codes(self.move), ["out_of_office"])
        deputy._ar_through_gate().silent_until = False
        self.says()
        told = self.reply("We look into it.", Cc="tax@adviser.example")
        told.action_mark_read()
        self.says("out_of_office", is_automatic=True, returns_on=self.now.date().replace(day=20))
        values = {"sender": "tax@adviser.example", "Auto_Submitted": "auto-replied"}
        adviser = self.reply("Away.", answers=told.mail_message_id, **values)
        self.assertEqual((adviser.answers_us, adviser.state, adviser.silent_until), (False, "waiting", False))
        self.assertTrue(adviser.activity_ids)
        self.assertEqual(self.codes(self.move), [], "and it stops nothing")
        own = self.reply("Away.", answers=told.mail_message_id, Auto_Submitted="auto-replied")
        self.assertEqual((own.sender_is_known, own.state), (True, "done"))

    def test_away_says_whoever_was_in_copy_of_a_customer_without_a_login(self):
        """The customer wrote on the invoice's page: what was sent around is no message of ours."""
        told = self.move.message_post(
            body="We look into it.", message_type="comment", subtype_xmlid="mail.mt_comment", author_id=self.alice.id
        )
        self.says("out_of_office", is_automatic=True, returns_on=self.now.date().replace(day=20))
        adviser = self.reply("Away.", answers=told, sender="tax@adviser.example", Auto_Submitted="auto-replied")
        self.assertEqual((adviser.answers_us, adviser.state, adviser.silent_until), (False, "waiting", False))

    def test_our_message_stays_ours_when_its_author_leaves(self):
        ours = self.move.message_post(
            body="Please pay.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.clerk.partner_id.id,
        )
        self.clerk.active = False
        company = self.move.message_post(body="Pay.", message_type="comment", author_id=self.company.partner_id.id)
        self.assertTrue(ours._ar_is_ours() and company._ar_is_ours())

    def test_undelivered_says_somebody_unknown(self):
        Case = self.env["ar.collection.case"]
        Case._open_cases(self.company)
        raw = self.bounce(about="<letter@else.example>").replace(b"To: bounce@", b"To: catchall@")
        self.receive(raw)
        reply = self.replies()
        self.assertEqual((reply.partner_id, reply.answers_us, reply.state), (self.alice, False, "waiting"))
        self.assertFalse(self.alice.ar_undelivered_on)
        self.assertFalse(self.alice.message_bounce, "Odoo's own count, which ends the reminders")
        self.assertIsNone(Case._of(self.alice, self.company)._address_problem(self.alice))
        self.assertEqual(self.codes(self.move), [])

    def test_away_without_a_day_stops_nothing(self):
        self.says("out_of_office", is_automatic=True)
        reply = self.reply("I am away.", Auto_Submitted="auto-replied")
        self.assertEqual((reply.state, self.codes(self.move)), ("done", []))

    def test_away_for_months_needs_another_contact_and_stops_nothing(self):
        self.says("out_of_office", is_automatic=True, returns_on=self.now.date().replace(month=9))
        reply = self.reply("Parental leave.", Auto_Submitted="auto-replied")
        self.assertEqual((reply.state, reply.silent_until, self.codes(self.move)), ("waiting", False, []))
        self.assertTrue(reply.activity_ids)

    def test_a_machine_promises_and_disputes_nothing(self):
        self.says("promise", "dispute", "acknowledgement", promise=self.promised(), is_automatic=True)
        reply = self.reply("Your ticket 7 was received.", Auto_Submitted="auto-generated")
        self.assertFalse(reply.promise_id or reply.dispute_ids)
        self.assertEqual((reply.state, self.codes(self.move)), ("done", []))

    def test_what_is_only_noted(self):
        self.company.ar_collection_on_absence = "log"
        self.says("out_of_office", is_automatic=True, returns_on=self.now.date().replace(day=20))
        self.reply()
        self.assertEqual(self.codes(self.move), [])

    def bounce(self, address="ap@alice.example", about=None):
        return (
            b"From: MAILER-DAEMON@mx.example\r\nTo: bounce@harbour.example\r\nSubject: Undelivered\r\n"
            b"Message-Id: <bounce-1@mx.example>\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
            b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            b"Final-Recipient: rfc822; " + address.encode() + b"\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
            b"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-Id: "
            + (about or self.reminder.message_id).encode()
            + b"\r\nSubject: Invoice\r\n\r\nPlease pay.\r\n--b--\r\n"
        )

    def test_undelivered_marks_the_address_and_stops_nothing(self):
        self.receive(self.bounce())
        reply = self.replies()
        self.assertEqual((reply.partner_id, reply.state, reply.is_bounce), (self.alice, "done", True))
        self.assertEqual(self.alice.ar_undelivered_on, self.now.date())
        self.assertEqual(self.codes(self.move), [])
        self.assertIn("ap@alice.example", self.alice.activity_ids.summary)
        self.receive(self.bounce())
        self.assertEqual((len(self.replies()), len(self.alice.activity_ids)), (1, 1))

    def test_another_address_or_a_mail_from_it_clears_the_mark(self):
        self.receive(self.bounce())
        self.alice.email = "new@alice.example"
        self.assertFalse(self.alice.ar_undelivered_on)
        self.alice._ar_mark_undelivered()
        self.receive(self.mail(sender="new@alice.example"))
        self.assertFalse(self.alice.ar_undelivered_on)

    def test_undelivered_to_nobody_who_owes(self):
        self.receive(self.bounce("someone@else.example", "<letter@else.example>"))
        self.assertFalse(self.replies())
