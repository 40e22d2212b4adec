"""Risk: a machine's mail counts as an answer, an address that does not work is written to for ever, nobody sees why."""

from email.message import EmailMessage
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CollectionsCase
from .reply_common import GATEWAY

TAKE_IN = "odoo.addons.ar_sync_collections.models.ar_collection_reply_read.ArCollectionReply._take_in"
OUR_LOG = "odoo.addons.ar_sync_collections.models.mail_thread_replies"


@tagged("-at_install", "post_install")
class TestCaseMails(CollectionsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].search([], limit=1) or cls.env["mail.alias.domain"].create(
            {"name": "harbour.example"}
        )
        domain.write({"name": "harbour.example", "catchall_alias": "catchall", "bounce_alias": "bounce"})
        cls.company.alias_domain_id = domain

    def setUp(self):
        super().setUp()
        self.number = 0
        self.move = self.bill()
        self.work()
        self.message = self.messages().mail_message_id
        self.messages().write({"state": "sent"})
        self.message.notification_ids.notification_status = "sent"
        self.now = self.now.replace(hour=11)

    def receive(self, raw):
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, raw)
        self.env.flush_all()

    def answer(self, text, answers=None, **headers):
        self.number += 1
        mail = EmailMessage()
        mail["From"], mail["To"] = headers.pop("sender", "ap@alice.example"), "catchall@harbour.example"
        mail["Subject"] = headers.pop("subject", "Re: Invoice")
        mail["Message-Id"] = f"<case-{self.number}@alice.example>"
        mail["Date"] = "Mon, 02 Mar 2026 11:00:00 +0000"
        mail["References"] = mail["In-Reply-To"] = (answers or self.message).message_id
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        self.receive(mail.as_bytes())

    def undelivered(self, address="ap@alice.example"):
        lines = [
            "From: MAILER-DAEMON@mx.example", "To: bounce@harbour.example", "Subject: Undelivered",
            "Message-Id: <bounce-1@mx.example>", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
            "--b", "Content-Type: text/plain", "", "User unknown",
            "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "",
            f"Final-Recipient: rfc822; {address}", "Action: failed", "Status: 5.1.1", "",
            "--b", "Content-Type: message/rfc822", "", f"Message-Id: {self.message.message_id}", "", "Please pay.",
            "--b--", "",
        ]  # fmt: skip
        self.receive("\r\n".join(lines).encode())

    # === WHAT IS AN ANSWER === #

    def test_a_person_who_writes_has_answered(self):
        self.answer("What is this invoice for?")
        self.assertEqual(self.case_of().replied_on, self.now)

    def test_an_absence_notice_is_no_answer(self):
        self.answer("I am out of the office until 20 March 2026.", Auto_Submitted="auto-replied")
        reply = self.env["ar.collection.reply"].search([])
        self.assertTrue(reply.is_automatic)
        self.assertFalse(self.case_of().replied_on)
        self.sequence.mode = "until_reply"
        self.now = self.now.replace(day=23)
        self.work()
        self.assertEqual(self.today_of().state, "sent", "it goes on by itself when somebody is back")

    def test_an_absence_notice_by_hand_is_none_either(self):
        self.answer("I am out of the office until 20 March 2026.")
        reply = self.env["ar.collection.reply"].search([])
        self.assertEqual(reply.intent_ids.mapped("label"), ["out_of_office"])
        self.assertFalse(self.case_of().replied_on)

    def test_a_ticket_system_is_no_answer(self):
        self.answer("Your ticket 4711 was opened.", Auto_Submitted="auto-generated", subject="[Ticket 4711]")
        self.assertFalse(self.case_of().replied_on)

    def test_an_answer_on_the_invoices_own_thread_is_one(self):
        sent = self.move.message_post(body="Your invoice", partner_ids=self.alice.ids)
        self.answer("We look into it. Which order was it?", answers=sent)
        self.assertEqual(self.env["ar.collection.reply"].search([]).mail_message_id.model, "account.move")
        self.assertEqual(self.case_of().replied_on, self.now)

    def test_our_own_people_are_no_customers(self):
        self.answer("I call them.", sender="grace@harbour.example")
        self.assertFalse(self.case_of().replied_on)

    def test_a_mail_that_cannot_be_taken_in_counts_as_an_answer(self):
        with patch(TAKE_IN, side_effect=ValueError("broken")), mute_logger(OUR_LOG):
            self.answer("Who are you?")
        self.assertEqual(self.case_of().replied_on, self.now)

    # === ADDRESSES === #

    def test_an_address_that_does_not_work(self):
        """Another contact is proposed at once, nobody is written to unasked, and then the message goes there."""
        other = self.env["res.partner"].create(
            {"name": "Ada in Accounts", "parent_id": self.alice.id, "email": "ada@alice.example", "type": "contact"}
        )
        self.undelivered()
        case = self.case_of()
        self.assertEqual(case.proposed_contact_id, other)
        self.assertEqual(case.activity_ids.summary, "Find a billing contact")
        self.assertIn("Ada in Accounts", case.activity_ids.note)
        self.assertFalse(self.alice.activity_ids, "one task is enough")
        self.pass_days(10)
        self.assertEqual((self.today_of().code, len(self.messages())), ("bounced", 1))
        self.assertIn("ap@alice.example", self.today_of().reason)
        case.with_user(self.grace).action_use_contact()
        self.assertFalse(case.activity_ids)
        self.pass_days(1)
        self.assertEqual((self.today_of().state, self.today_of().contact_id), ("sent", other))

    def test_a_corrected_address_is_written_to_again(self):
        self.undelivered()
        self.alice.email = "accounts@alice.example"
        self.pass_days(9)
        self.assertEqual(len(self.messages()), 2)
        self.assertEqual(self.messages()[-1].recipient_ids, self.alice)

    def test_shadow_mode_asks_nobody(self):
        self.company.ar_collection_mode = "shadow"
        self.undelivered()
        self.assertFalse(self.case_of().activity_ids)

    # === ON THE INVOICE === #

    def test_messages_of_the_case_are_on_the_invoices_timeline(self):
        other = self.bill(partner=self.bruno)
        [event] = self.move._ar_timeline_events()
        self.assertEqual((event.kind, event.is_strong), ("delivered", False))
        self.assertIn("ap@alice.example", event.note)
        self.assertFalse(other._ar_timeline_events())
        self.undelivered()
        self.assertEqual([event.kind for event in self.move._ar_timeline_events()], ["bounced"])

    def test_what_was_not_asked_for_has_no_message_on_its_timeline(self):
        coming = self.bill(due="2026-05-20")
        self.assertFalse(coming._ar_timeline_events())

    # === ATTACHMENTS === #

    def send_without_wkhtmltopdf(self):
        def fail(*_args, **_options):
            raise UserError("Unable to find Wkhtmltopdf")  # pylint: disable=translation-required

        self.company.ar_collection_attach_invoices = True
        self.bill(partner=self.bruno)
        with patch.object(type(self.env["ir.actions.report"]), "_render_qweb_pdf", fail):
            self.work()
        return self.today_of(self.bruno)

    def test_a_message_goes_with_links_where_no_pdf_can_be_made(self):
        decision = self.send_without_wkhtmltopdf()
        self.assertEqual((decision.state, decision.code), ("sent", "act_no_pdf"))
        self.assertTrue(decision.reason.endswith("a PDF could not be made: Unable to find Wkhtmltopdf"))
        self.assertIn("/my/invoices/", self.messages(self.bruno).body_html)
        self.assertFalse(decision.message_id.attachment_ids)

    def test_where_it_must_have_its_attachments_nothing_is_sent(self):
        self.company.ar_collection_without_pdf = False
        decision = self.send_without_wkhtmltopdf()
        self.assertEqual((decision.state, decision.code), ("not_sent", "no_pdf"))
        self.assertFalse(self.messages(self.bruno))

    def test_a_pdf_that_was_made_before_is_attached(self):
        self.company.ar_collection_attach_invoices = True
        invoice = self.bill(partner=self.bruno)
        stored = self.env["ir.attachment"].create({"name": "INV.pdf", "raw": b"%PDF-1.4 made before"})
        with patch.object(type(invoice), "invoice_pdf_report_id", stored):
            self.work()
        decision = self.today_of(self.bruno)
        self.assertEqual((decision.code, decision.message_id.attachment_ids.raw), ("act", b"%PDF-1.4 made before"))
