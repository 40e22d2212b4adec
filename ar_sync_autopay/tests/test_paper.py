"""Risk: what was signed on paper is lost, begins to charge without a card, or is recorded by the wrong person."""

from base64 import b64decode, b64encode
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .portal_common import PortalCase

PAGE = b"%PDF-1.4 a signed page"


class TestPaper(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {"manager": "ar_sync.group_manager", "user": "ar_sync.group_user"}
        for name, group in groups.items():
            setattr(cls, name, new_test_user(cls.env, f"paper_{name}", f"{group},base.group_partner_manager"))

    def paper(self, user=None, **values):
        return self.env["ar.autopay.paper"].with_user(user or self.manager).create(
            {
                "partner_id": self.ada.id,
                "signed_by": "Ada Lovelace",
                "signed_on": "2025-03-01",
                "document": b64encode(PAGE),
                "document_name": "mandate.pdf",
                **values,
            }
        )  # fmt: skip

    def record(self, **values):
        action = self.paper(**values).action_record()
        return self.Mandate.browse(action["res_id"])

    def test_the_document_and_the_words_are_kept_and_a_link_is_sent(self):
        mandate = self.record(words="I allow Northwind to charge me.", cap_month=900)
        self.assertEqual((mandate.state, mandate.consent_channel), ("pending", "paper"))
        self.assertEqual((mandate.consent_name, mandate.consented_at.date()), ("Ada Lovelace", date(2025, 3, 1)))
        self.assertEqual((mandate.wording_text, mandate.cap_month), ("I allow Northwind to charge me.", 900.0))
        self.assertFalse(mandate.wording_id, "what was signed elsewhere is no version of ours")
        [document] = (
            mandate.message_attachment_ids
            if "message_attachment_ids" in mandate
            else mandate.message_ids.attachment_ids
        )
        self.assertEqual((document.name, b64decode(document.datas)), ("mandate.pdf", PAGE))
        self.assertIn(self.manager.name, "".join(mandate.message_ids.mapped("body")))
        [mail] = self.env["mail.mail"].search([("subject", "like", "Please leave a card")])
        self.assertIn(mandate.access_url, mail.body_html)
        self.assertIn("Ada Lovelace", mail.body_html)

    def test_the_customer_leaves_the_card_without_agreeing_again(self):
        mandate = self.record()
        page = self.look(self.path(mandate))
        self.assert_says("signed this on", page)
        self.assert_silent('name="agree"', page)
        session = self.stripe_session(self.press(mandate, "set-up", page=page))
        self.assertEqual(session["mode"], "setup")
        page = self.look(self.on_stripes_page(session))
        self.assertEqual((mandate.state, mandate.method_name), ("active", "Visa … 4242"))
        self.assertEqual((mandate.consent_channel, mandate.consent_name), ("paper", "Ada Lovelace"))
        self.assert_says("What was agreed on", page)

    def test_a_page_that_expired_does_not_end_what_was_signed(self):
        mandate = self.record()
        session = self.stripe_session(self.press(mandate, "set-up"))
        self.shop.post(f"checkout/sessions/{session['id']}/expire")
        self.settle_books()
        self.assertEqual(mandate.state, "pending")
        again = self.stripe_session(self.press(mandate, "set-up"))
        self.assertNotEqual(again["id"], session["id"])
        self.look(self.on_stripes_page(again))
        self.assertEqual(mandate.state, "active")

    def test_nothing_is_charged_before_a_card_is_there(self):
        mandate = self.record()
        with self.committing_here():
            self.Mandate._plan_waiting()
        self.assertFalse(mandate.charge_ids)

    def test_the_words_in_force_are_proposed(self):
        paper = self.paper()
        self.assertIn(self.company.name, paper.words)

    def test_what_cannot_be_recorded(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        nobody = self.env["res.partner"].create({"name": "No Address"})
        for words, values in (
            ("a day to come", {"signed_on": tomorrow}),
            ("no e-mail address", {"partner_id": nobody.id}),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.record(**values)
        self.opt_in()
        with self.assertRaisesRegex(UserError, "has auto-pay already"):
            self.record()

    def test_only_a_manager_records(self):
        with self.assertRaises(AccessError):
            self.paper(self.user)

    def test_not_for_a_company_that_is_not_ones_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.write({"company_ids": [Command.set(self.company.ids)]})
        with self.assertRaises(UserError):
            self.record(company_id=other.id)
        self.assertFalse(self.mandates())
