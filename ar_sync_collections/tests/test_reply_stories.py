"""Risk: what customers really write is not understood, or understood and answered wrongly. With the real reader."""

from datetime import date

from odoo.tests import tagged

from ..reading.mail import read
from .reply_common import ReplyCase


@tagged("post_install", "-at_install")
class TestReplyStories(ReplyCase):
    def read(self, mail):  # pylint: disable=method-required-super
        self.mails_read.append(mail)
        return read(mail)

    def reason(self, name):
        return self.env.ref(f"ar_sync_collections.ar_dispute_reason_{name}")

    def test_a_promise_above_a_quoted_reminder(self):
        reply = self.reply(
            "Hi,\n\nwe will pay 60 USD by Friday.\n\nAnn\n\nOn Mon, 9 Mar 2026, Harbour wrote:\n> Please pay tomorrow."
        )
        promise = reply.promise_id
        self.assertEqual((promise.date, promise.amount, promise.move_ids), (date(2026, 3, 13), 60.0, self.move))
        self.assertNotIn("tomorrow", reply.new_text)
        self.assertEqual(reply.state, "done")
        self.assertEqual(self.codes(self.move), ["promised"])

    def test_in_html_with_outlooks_quote(self):
        html = (
            "<html><body><p>Wir überweisen den Betrag am 20.03.2026.</p>"
            '<div id="divRplyFwdMsg"><hr>Von: Harbour</div><p>Bitte zahlen Sie bis morgen.</p></body></html>'
        )
        self.alice.lang = "en_US"
        reply = self.reply("Wir überweisen den Betrag am 20.03.2026.", html=html)
        self.assertEqual(reply.promise_id.date, date(2026, 3, 20))
        self.assertEqual(reply.language, "de")

    def test_disputes_in_three_languages_find_their_reason(self):
        for text, reason in (
            ("The goods arrived damaged, we will not pay this invoice.", "quality"),
            ("Der Preis stimmt nicht, vereinbart waren 90 Euro.", "price"),
            ("Nous contestons cette facture : elle a été facturée deux fois.", "duplicate"),
        ):
            self.move = self.bill()
            reply = self.reply(text, answers=self.remind(self.move))
            self.assertEqual(reply.dispute_ids.reason_id, self.reason(reason), text)
            self.assertEqual(self.codes(self.move)[0], "disputed")

    def test_an_absence_notice(self):
        reply = self.reply(
            "I am out of the office until 20 March 2026.",
            subject="Automatic reply: Invoice",
            Auto_Submitted="auto-replied",
        )
        self.assertEqual((reply.is_automatic, reply.silent_until), (True, date(2026, 3, 20)))
        self.assertEqual(self.codes(self.move), ["out_of_office"])

    def test_a_copy_is_asked_for(self):
        reply = self.reply(f"Could you please send us a copy of the invoice {self.move.name}?")
        self.assertEqual((reply.intent_ids.label, reply.intent_ids.outcome), ("document", "suggested"))

    def test_thanks(self):
        self.assertEqual(self.reply("Thanks, noted.").state, "done")

    def test_paid_already(self):
        reply = self.reply("This was paid on 3 March by bank transfer.")
        self.assertIn("paid", reply.intent_ids.mapped("label"))
        self.assertEqual((reply.state, self.codes(self.move)), ("waiting", ["unread_reply"]))

    def test_somebody_else(self):
        reply = self.reply("Please contact Eva Muster <eva@alice.example> for all invoices.")
        self.assertEqual((reply.contact_email, reply.contact_name), ("eva@alice.example", "Eva Muster"))
        self.assertEqual(reply.state, "waiting")

    def test_a_lawyer_and_nonsense(self):
        for text in ("Our lawyer will contact you. We will see you in court.", "qwertz uiop", "👍"):
            reply = self.reply(text)
            self.assertEqual((reply.state, bool(reply.activity_ids)), ("waiting", True), text)

    def test_a_quarter_of_a_customer(self):
        """Promised, broken, promised again, kept; disputed, credited; the rest paid."""
        reply = self.reply("We will pay by 13 March 2026.")
        promise = reply.promise_id
        self.until("2026-03-17")
        self.assertEqual((promise.state, self.codes(self.move)), ("broken", []))
        second = self.reply(
            "Sorry! We pay 60.00 USD on 20 March 2026.", date="Tue, 17 Mar 2026 12:00:00 +0000"
        ).promise_id
        self.assertEqual((second.amount, self.codes(self.move)), (60.0, ["promised"]))
        self.pay(self.move, 60, "2026-03-20")
        self.assertEqual((second.state, self.codes(self.move)), ("kept", []))
        reply = self.reply("The rest is wrong: the goods arrived damaged.", date="Fri, 20 Mar 2026 12:00:00 +0000")
        self.assertEqual(self.codes(self.move), ["disputed"])
        note = self.credit(self.move, 40, "2026-03-21")
        note.sudo().ar_dispute_id = reply.dispute_ids
        reply.dispute_ids._credited()
        self.assertEqual(
            (self.move.payment_state in ("paid", "reversed", "in_payment"), self.codes(self.move)), (True, [])
        )
        self.assertEqual(self.alice.with_user(self.clerk).ar_promise_kept_share, 0.5)
