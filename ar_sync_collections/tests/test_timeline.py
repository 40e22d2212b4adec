"""Risk: a machine's visit is taken for the customer's, or what happened with an invoice is told wrongly."""

from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.mail.models.mail_mail import MailMail

from ..controllers.portal_trace import is_machine
from .reply_common import ReplyCase
from .test_portal_collections import PortalCase

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


def test_people_and_machines():
    people = (
        BROWSER,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    )
    machines = (
        "", " ", "Mozilla/5.0 (compatible; bingbot/2.0)", "Slackbot-LinkExpanding 1.0", "python-requests/2.31",
        "Microsoft Office Outlook SafeLinks", "Barracuda Sentinel (EE)", "WhatsApp/2.23", "curl/8.5.0",
        "Mozilla/5.0 HeadlessChrome/126", "GoogleImageProxy", "SkypeUriPreview Preview/0.5", "facebookexternalhit/1.1",
    )  # fmt: skip
    assert not any(map(is_machine, people))
    assert all(map(is_machine, machines))


@tagged("post_install", "-at_install")
class TestTrace(PortalCase):
    def visit(self, address=None, agent=BROWSER, **headers):
        self.env.flush_all()
        answer = self.url_open(address or self.path(), headers={"User-Agent": agent, **headers})
        self.env.invalidate_all()
        return answer

    def traces(self):
        return self.env["ar.collection.trace"].search([], order="id")

    def test_seen_with_the_link_of_a_mail(self):
        self.assertEqual(self.visit().status_code, 200)
        trace = self.traces()
        self.assertEqual((trace.move_id, trace.kind, trace.partner_id), (self.move, "viewed", self.ada))
        self.assertEqual((trace.company_id, trace.user_id.id), (self.company, False))
        self.assertEqual(self.move.ar_last_seen_at, trace.at)
        self.assertEqual(self.ada.ar_last_seen_at, trace.at)

    def test_seen_by_who_is_logged_in(self):
        self.authenticate("ada_lovelace", "ada_lovelace")
        self.visit(self.move.access_url)
        self.assertEqual(self.traces().user_id, self.ada_user)

    def test_once_an_hour(self):
        moment = fields.Datetime.now().replace(minute=30)
        with patch.object(fields.Datetime, "now", staticmethod(lambda *_args: moment)):
            for _visit in range(3):
                self.visit()
            self.assertEqual(len(self.traces()), 1)
            self.env["ar.collection.trace"]._note(self.move, "viewed")
        self.assertEqual(len(self.traces()), 1)
        later = fields.Datetime.add(moment, hours=1)
        with patch.object(fields.Datetime, "now", staticmethod(lambda *_args: later)):
            self.env["ar.collection.trace"]._note(self.move, "viewed")
        self.assertEqual(len(self.traces()), 2)

    def test_machines_and_prefetches_are_not_counted(self):
        self.visit(agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
        for name in ("Sec-Purpose", "Purpose", "X-Moz"):
            self.visit(**{name: "prefetch;prerender"})
        self.opener.head(self.base_url() + self.path(), headers={"User-Agent": BROWSER})
        self.assertFalse(self.traces())

    def test_our_own_people_are_not_counted(self):
        self.authenticate("portal_clerk", "portal_clerk")
        self.visit()
        self.assertFalse(self.traces())

    def test_who_has_no_right_leaves_no_trace(self):
        for token in ("", "?access_token=wrong"):
            self.visit(f"{self.move.access_url}{token}")
        self.assertFalse(self.traces())

    def test_the_page_inside_the_page_is_not_another_visit(self):
        with patch.object(type(self.env["ir.actions.report"]), "_render_qweb_html", lambda *a, **k: (b"<p/>", "html")):
            self.visit(f"{self.path()}&report_type=html")
        self.assertFalse(self.traces())

    def test_the_pdf_is_fetched(self):
        docs = [{"filename": "INV.pdf", "filetype": "pdf", "content": b"%PDF-1.4"}]
        with patch.object(type(self.move), "_get_invoice_legal_documents_all", lambda *a, **k: docs):
            answer = self.visit(f"{self.path()}&report_type=pdf&download=true")
        self.assertEqual(answer.content, b"%PDF-1.4")
        self.assertEqual(self.traces().kind, "downloaded")

    def test_filters(self):
        other = self.new_invoice()
        self.visit()
        Move = self.env["account.move"].with_user(self.clerk)
        both = [("id", "in", (self.move | other).ids)]
        self.assertEqual(Move.search([*both, ("ar_last_seen_at", "!=", False)]), self.move)
        self.assertEqual(Move.search([*both, ("ar_last_seen_at", "=", False)]), other)
        self.assertEqual(Move.search([*both, ("ar_last_seen_at", ">", "2020-01-01 00:00:00")]), self.move)


@tagged("post_install", "-at_install")
class TestTimeline(ReplyCase):
    def kinds(self, record=None):
        events = (record or self.move)._ar_timeline_events()
        return [event.kind for event in sorted(events, key=lambda event: event.at)]

    def test_nothing_yet(self):
        move = self.bill(partner=self.bruno)
        self.assertIn("Nothing has happened yet", move.with_user(self.clerk).ar_timeline)

    def test_one_line_of_time(self):
        self.reminder.date = datetime(2026, 3, 9, 8, 0)
        self.env["ar.collection.trace"]._note(self.move, "viewed")
        self.says("promise", promise=self.promised())
        self.reply("We pay on Friday.")
        self.env["ar.dispute"].create({"move_id": self.move.id, "amount": 10.0})
        self.pay(self.move, 50, "2026-03-18")
        self.credit(self.move, 10, "2026-03-19")
        self.until("2026-03-24")
        kinds = self.kinds()
        self.assertEqual(kinds[0] in ("sent", "delivered"), True)
        self.assertEqual(set(kinds[1:]), {"viewed", "replied", "promised", "disputed", "paid", "settled", "broken"})
        html = self.move.with_user(self.clerk).ar_timeline
        for words in ("Seen in the portal", "Promises to pay", "50.00", "Promise not kept", "weak signals"):
            self.assertIn(words, html)

    def test_what_a_mail_server_took_is_weak_and_what_came_back_is_strong(self):
        notification = self.reminder.notification_ids
        strengths = {}
        for state in ("ready", "sent", "bounce", "exception", "canceled"):
            notification.notification_status = state
            [*events] = self.move._ar_mail_events()
            strengths[state] = [(event.kind, event.is_strong) for event in events]
        self.assertEqual(
            strengths,
            {
                "ready": [("sent", False)],
                "sent": [("delivered", False)],
                "bounce": [("bounced", True)],
                "exception": [("failed", False)],
                "canceled": [],
            },
        )

    def test_mails_to_our_own_people_are_not_the_customers(self):
        with patch.object(MailMail, "send"):
            self.move.message_notify(partner_ids=self.clerk.partner_id.ids, body="Look", subject="Look")
        self.assertEqual(len(self.move._ar_mail_events()), 1)

    def test_words_of_a_customer_are_text(self):
        self.says("dispute", quote="<img src=x onerror=alert(1)>")
        self.reply("x", subject="<img src=x onerror=alert(2)>")
        self.reminder.subject = "<script>alert(3)</script>"
        html = self.move.with_user(self.clerk).ar_timeline
        self.assertNotIn("<img", html)
        self.assertNotIn("<script", html)

    def test_of_a_customer_over_all_invoices(self):
        other = self.bill()
        self.pay(other, 100)
        alice = self.alice.with_user(self.clerk)
        self.assertTrue(alice.ar_has_timeline)
        self.assertIn("100.00", alice.ar_timeline)
        self.assertFalse(self.clerk.partner_id.with_user(self.clerk).ar_has_timeline)

    def test_a_long_history_is_cut(self):
        for _number in range(70):
            self.remind(self.move)
        self.assertIn("earlier", self.move.with_user(self.clerk).ar_timeline)
