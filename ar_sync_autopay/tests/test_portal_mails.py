"""Risk: a customer gets a mail that is wrong, unreadable, in another language, or leads nowhere."""

import re
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from odoo.fields import Command
from odoo.tools import html2plaintext

from ..planning import declines
from .portal_common import PortalCase

OF_MANDATE = ("invitation", "card", "started", "left", "expiring")
OF_CHARGE = ("notice", "charged", "retry", "failed", "confirm")
DAY = date(2026, 7, 30)


class TestMails(PortalCase):
    def setUp(self):
        super().setUp()
        self.mandate = self.opt_in()
        self.mail_count = self.env["mail.mail"].search([]).ids

    def charge(self, *moves, state="planned", **values):
        moves = moves or (self.move,)
        lines = [move.line_ids.filtered(lambda row: row.display_type == "payment_term") for move in moves]
        charge = self.env["ar.autopay.charge"].create(
            {
                "mandate_id": self.mandate.id,
                "charge_on": DAY,
                "currency_id": moves[0].currency_id.id,
                "line_ids": [
                    Command.create({"line_id": line.id, "amount": line.amount_residual_currency}) for line in lines
                ],
                **values,
            }
        )
        for step in {"planned": (), "confirm": ("sending", "confirm")}.get(state, ("sending", state)):
            charge._set_state(step)
        return charge

    def mail(self, name, record=None, **context):
        """Have a mail written and return it."""
        self.mandate._tell(f"ar_sync_autopay.mail_template_{name}", record, **context)
        return self.env["mail.mail"].search([("id", "not in", self.mail_count)], order="id desc", limit=1)

    def write_all(self):
        """Return name -> mail, each for its own situation."""
        refused = {"failure_code": "card_declined", "decline_code": "insufficient_funds"}
        found = {name: self.mail(name) for name in OF_MANDATE}
        found["notice"] = self.mail("notice", self.charge())
        for name, state, values in (
            ("charged", "succeeded", {}),
            ("retry", "failed", refused),
            ("failed", "failed", refused),
            ("confirm", "confirm", {"confirm_until": DAY, "failure_code": "authentication_required"}),
        ):
            self.env["ar.autopay.charge"].search([("is_open", "=", True)])._set_state("cancelled")
            charge = self.charge(state=state, **values)
            found[name] = self.mail(name, charge, ar_autopay_again_on=DAY)
        return found

    def readers(self, mail):
        """Return the addresses to which a mail goes."""
        return [mail.email_to or "", *mail.recipient_ids.mapped("email")]

    def links(self, mail):
        return [unescape(address) for address in re.findall(r'href="([^"]+)"', mail.body_html)]

    def test_each_says_who_writes_to_whom_and_leads_somewhere(self):
        for name, mail in self.write_all().items():
            with self.subTest(name):
                text = html2plaintext(mail.body_html)
                self.assertIn("billing@northwind.example", mail.email_from)
                self.assertIn("billing@northwind.example", mail.reply_to)
                self.assertIn("ap@ada.example", "".join(self.readers(mail)))
                self.assertTrue(mail.subject)
                self.assertNotIn("{{", mail.subject + mail.body_html)
                self.assertNotIn("False", mail.subject + text)
                self.assertIn(self.company.name, text)
                self.assertEqual(mail.body_html.count("background-color: #35557b"), 1, "one button")
                for address in self.links(mail):
                    parts = urlsplit(address)
                    self.assertEqual(f"{parts.scheme}://{parts.netloc}", self.base_url())
                    self.look(self.relative(address))

    def test_charges_are_told_with_amount_day_invoice_and_reason(self):
        mails = self.write_all()
        for name in OF_CHARGE:
            with self.subTest(name):
                text = html2plaintext(mails[name].body_html)
                self.assertIn("120.50", mails[name].subject)
                self.assertIn("120.50", text)
                self.assertIn(self.move.name, text)
        for name in ("retry", "failed"):
            self.assertIn("not enough money", mails[name].body_html)
        for name in ("notice", "retry", "confirm"):
            self.assertIn("07/30/2026", mails[name].body_html)
        self.assertIn("Visa … 4242", mails["charged"].body_html)

    def test_what_was_agreed_is_sent_to_who_agreed(self):
        self.mandate.write({"cap_charge": 500, "covers": "recurring"})
        body = html2plaintext(self.mail("started").body_html)
        self.assertIn("I allow", body)
        self.assertIn("500.00", body)
        self.assertIn("recurring orders only", body)

    def test_every_reason_is_a_sentence(self):
        charge = self.charge(state="failed")
        for code in [*declines.CODES, "never_heard_of"]:
            charge._set_state("failed", failure_code=code)
            reason = charge._reason_text()
            self.assertTrue(reason.endswith("."), (code, reason))
            self.assertFalse(reason.startswith(" "), code)

    def test_several_invoices_lead_to_the_page_of_all(self):
        moves = [self.move, self.new_invoice(30), self.new_invoice(7.25)]
        charge = self.charge(*moves, state="failed", failure_code="expired_card")
        mail = self.mail("failed", charge)
        for move in moves:
            self.assertIn(move.name, mail.body_html)
        self.assertIn("157.75", mail.subject)
        self.assertIn(self.mandate.access_url, self.links(mail)[0])

    def test_names_are_escaped(self):
        self.ada.name = "Ada <b>& Sons</b>"
        self.move.name = "INV/<i>1</i>"
        for mail in (self.mail("started"), self.mail("notice", self.charge())):
            self.assertNotIn("<b>&", mail.body_html)
            self.assertNotIn("<i>1", mail.body_html)
            self.assertIn("&lt;b&gt;", mail.body_html)

    def test_the_customers_language_and_currency(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.ada.lang = "de_DE"
        yen = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        yen.active = True
        charge = self.charge(self.new_invoice(12345, currency_id=yen.id))
        mail = self.mail("notice", charge)
        self.assertIn("30.07.2026", mail.body_html)
        self.assertIn("12.345", mail.body_html)
        self.assertIn("¥", mail.subject)

    def test_the_mail_goes_to_who_gets_the_invoices(self):
        self.env["res.partner"].create(
            {"name": "Ada Billing", "parent_id": self.ada.id, "type": "invoice", "email": "bills@ada.example"}
        )
        mail = self.mail("charged", self.charge(state="succeeded"))
        self.assertIn("bills@ada.example", "".join(self.readers(mail)))

    def test_without_any_address_no_mail_is_made_and_it_is_noted(self):
        self.ada.email = False
        self.mandate.sudo().write({"consent_email": False})
        before = self.env["mail.mail"].search_count([])
        self.mandate._tell("ar_sync_autopay.mail_template_left")
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertIn("no address", self.mandate.message_ids[0].body)
