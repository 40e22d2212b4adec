"""Risk: each part holds for itself, and the way of one customer from the tick to a refused charge does not.

A customer agrees at a browser; months pass; one charge goes through, the next is refused. What happens is looked at
where the people concerned see it: the customer in the portal and in the mails, the clerk on the screens of auto-pay.
"""

import re
from html import unescape

from odoo.tests import new_test_user
from odoo.tools import html2plaintext

from odoo.addons.ar_sync.tests.common_tours import PHONE, WINDOW

from .browser_common import BrowserCase
from .common import MovingTime
from .portal_common import TICK

FAILED = "ar_sync_autopay.ar_autopay_charge_action_failed"
NO_BREAK = "\N{NO-BREAK SPACE}"


class TestTheWholeWay(MovingTime, BrowserCase):
    def setUp(self):
        super().setUp()
        self.begin_time()
        groups = "base.group_user,ar_sync.group_manager,account.group_account_invoice"
        self.clerk = new_test_user(self.env, "autopay_clerk", groups=groups, name="Clara Clerk")
        self.company.ar_autopay_user_id = self.clerk
        self.charged = self.new_invoice(80.25, invoice_date_due="2026-07-30")
        self.refused = self.new_invoice(45.5, invoice_date_due="2026-08-31")

    def work(self):
        with self.committing_here():
            result = super().work()
        self.env.invalidate_all()
        return result

    def charge_of(self, move):
        return self.env["ar.autopay.charge.line"].search([("move_id", "=", move.id)]).charge_id

    def mail(self, subject):
        """Return the one mail to the customer with these words in its subject."""
        [mail] = self.env["mail.mail"].search([("subject", "like", subject)])
        self.assertIn("ap@ada.example", f"{mail.email_to} {mail.recipient_ids.mapped('email')}")
        return mail

    def links(self, mail):
        return [self.relative(unescape(address)) for address in re.findall(r'href="([^"]+)"', mail.body_html)]

    def taken(self):
        return sorted(row["amount"] for row in self.at_stripe("charges") if row["status"] == "succeeded")

    def test_from_the_tick_to_a_refused_charge_and_back(self):
        mandate = self.agrees()
        self.is_told_and_charged(mandate)
        self.is_refused(mandate)
        self.sees_why_and_comes_back(mandate)

    def agrees(self):
        def story(visitor):
            visitor.see("#autopay .form-check-label", TICK)
            visitor.click("#autopay_agree")
            visitor.click(".o_ar_autopay_pay")
            visitor.see("#total", "120.50")
            visitor.click("#submit")
            visitor.see(".o_ar_autopay_done", "Automatic payment is set up")

        self.walk(story, self.path(self.move), WINDOW)
        self.work()
        [mandate] = self.mandates("active")
        self.assertEqual((self.taken(), self.move.amount_residual), ([12_050], 0.0))
        self.assertEqual(mandate.next_charge_id.move_ids, self.charged)
        return mandate

    def is_told_and_charged(self, mandate):
        self.until("2026-07-27")
        self.assertIn(f"${NO_BREAK}80.25", self.mail("On 07/30/2026 we charge").subject)
        self.until("2026-07-29")
        self.assertEqual(self.taken(), [12_050], "not before the due date")
        self.until("2026-07-30")
        charge = self.charge_of(self.charged)
        self.assertEqual((charge.state, charge.attempt), ("succeeded", 1))
        self.assertEqual((charge.receipt_id.state, charge.receipt_id.invoice_ids), ("matched", self.charged))
        self.assertEqual(charge.receipt_id.move_id.state, "posted")
        self.assertEqual(self.charged.amount_residual, 0.0)
        self.assertIn(self.charged.payment_state, ("paid", "in_payment"))
        self.assertEqual(self.taken(), [8_025, 12_050])
        self.assert_tied_out("usd")
        self.mail("We charged")

        def story(visitor):
            visitor.see(".o_ar_autopay", "Paid by automatic payment on 07/30/2026")
            visitor.open(self.path(mandate, token=False))
            visitor.see(".o_ar_autopay_past li", "Charged")
            visitor.see(".o_ar_autopay_coming li", self.refused.name)
            visitor.is_narrow_enough()

        self.walk(story, self.path(self.charged, token=False), PHONE, "ada_lovelace")

    def is_refused(self, mandate):
        self.turn_into(mandate, "pm_card_chargeCustomerFail")
        self.until("2026-08-28")
        self.assertTrue(self.charge_of(self.refused).notified_at)
        self.until("2026-08-31")
        charge = self.charge_of(self.refused)
        self.assertEqual((charge.state, charge.failure_code), ("failed", "card_declined"))
        self.assertTrue(charge.decline_code and charge.failure_message and charge.intent_ref, "the attempt is kept")
        self.assertEqual((mandate.state, mandate.ended_why), ("ended", "failed"))
        self.assertEqual((self.refused.payment_state, self.refused.amount_residual), ("not_paid", 45.5))
        [task] = mandate.activity_ids
        self.assertEqual(task.user_id, self.clerk)
        self.assertIn("was switched off", task.summary)
        self.assertNotIn("charge", self.refused._ar_holds("chase", self.now.date()), "collections may take it")
        mail = self.mail("automatic payment has ended")
        text = html2plaintext(mail.body_html)
        self.assertIn(f"${NO_BREAK}45.50", text)
        self.assertIn("your bank declined it", text)
        self.assertIn(f"/my/invoices/{self.refused.id}?access_token=", self.links(mail)[0])
        self.assertIn(mandate.access_url, self.links(mail)[1])
        self.assertEqual(self.taken(), [8_025, 12_050])
        self.walk(self.clerk_looks, f"/odoo/action-{FAILED}", WINDOW, "autopay_clerk")

    def clerk_looks(self, visitor):
        visitor.see(".o_data_row", "your bank declined it")
        visitor.click(".o_data_row .o_data_cell")
        visitor.see(".o_form_view [name=decline_code]", "generic_decline")
        visitor.see(".o_form_view .alert-danger", "your bank declined it")

    def sees_why_and_comes_back(self, mandate):
        mail = self.mail("automatic payment has ended")

        def story(visitor):
            visitor.see(".o_ar_autopay .alert-danger", "Your bank declined it")
            visitor.open(self.links(mail)[1])
            visitor.see("#autopay[data-state=ended]", "A charge failed, so automatic payment has ended")
            visitor.see(".o_ar_autopay_past li", "Failed")
            visitor.is_narrow_enough()
            visitor.open(self.links(mail)[0])
            visitor.click("#autopay_agree")
            visitor.click(".o_ar_autopay_pay")
            visitor.see("#total", "45.50")
            visitor.click("#submit")
            visitor.see(".o_ar_autopay_done", "Automatic payment is set up")

        self.walk(story, self.links(mail)[0], PHONE)
        self.work()
        self.assertEqual(self.taken(), [4_550, 8_025, 12_050])
        self.assertEqual(self.refused.amount_residual, 0.0)
        self.assertEqual(self.mandates().mapped("state"), ["ended", "active"])
        self.assert_tied_out("usd")
