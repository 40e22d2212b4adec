"""Risk: somebody promises or disputes who has no right to, twice, or without end; or markup of a customer is run."""

import re
from datetime import timedelta
from html import unescape

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@tagged("post_install", "-at_install")
class PortalCase(HttpCase):
    """``ada`` is the customer; ``ada_user`` logs in as one of its contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.company.write({"email": "billing@northwind.example", "ar_collection_promise_days": 30})
        Partner = cls.env["res.partner"]
        cls.ada = Partner.create(
            {"name": "Ada Instruments", "email": "ap@ada.example", "is_company": True, "tz": "UTC"}
        )
        cls.bruno = Partner.create({"name": "Bruno Optics", "email": "office@bruno.example", "is_company": True})
        cls.ada_user, cls.bruno_user = (
            new_test_user(cls.env, login, groups="base.group_portal") for login in ("ada_lovelace", "bruno_clerk")
        )
        cls.ada_user.partner_id.parent_id = cls.ada
        cls.bruno_user.partner_id.parent_id = cls.bruno
        cls.clerk = new_test_user(
            cls.env, "portal_clerk", groups="base.group_user,ar_sync.group_manager", company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)], email="clerk@northwind.example",
        )  # fmt: skip
        cls.company.ar_collection_reply_user_id = cls.clerk
        cls.move = cls.new_invoice()
        cls.price = cls.env.ref("ar_sync_collections.ar_dispute_reason_price")

    @classmethod
    def new_invoice(cls, amount=120.5, partner=None, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.ada).id,
                "invoice_date": fields.Date.today(),
                "invoice_user_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": False})],
                **values,
            }
        )
        move.action_post()
        return move

    def setUp(self):
        super().setUp()
        self.friday = str(fields.Date.today() + timedelta(days=10))

    # === AT THE BROWSER === #

    def path(self, move=None, token=True):
        move = move or self.move
        return move.get_portal_url() if token else move.access_url

    def look(self, address=None):
        self.env.flush_all()
        answer = self.url_open(address or self.path())
        self.env.invalidate_all()
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def fields_of(self, page, action):
        """Return the hidden fields of the form whose address ends with ``action``."""
        form = re.search(rf'<form[^>]*action="[^"]*{action}"[^>]*>(.*?)</form>', page, re.S)
        self.assertTrue(form, f"no form {action}")
        found = {}
        for tag in re.findall(r"<input[^>]*>", form[1]):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            if attributes.get("type") == "hidden":
                found[attributes["name"]] = unescape(attributes.get("value", ""))
        return found

    def submit(self, address, data, files=None):
        self.env.flush_all()
        answer = self.url_open(address, data=data, files=files, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def press(self, action, move=None, token=True, page=None, files=None, **values):
        """Fill in a form of the invoice's page and press its button; return what the next page says."""
        move = move or self.move
        page = page or self.look(self.path(move, token))
        answer = self.submit(f"{move.access_url}/{action}", {**self.fields_of(page, action), **values}, files)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith("#collections"))
        return self.look(answer.headers["Location"].split("#")[0])

    def note(self, page):
        found = re.search(r"o_ar_collections_note[^>]*>(.*?)</div>", page, re.S)
        return unescape(found[1]).strip() if found else ""

    def promises(self, move=None):
        return self.env["ar.promise"].search([("move_ids", "in", (move or self.move).ids)], order="id")

    def disputes(self, move=None):
        return self.env["ar.dispute"].search([("move_id", "in", (move or self.move).ids)], order="id")

    def mails_to(self, address):
        mails = self.env["mail.mail"].sudo().search([], order="id")
        return [
            mail.subject for mail in mails
            if address in (mail.email_to or "") or address in mail.recipient_ids.mapped("email")
        ]  # fmt: skip


class TestPortalPromise(PortalCase):
    def test_promised_with_the_link_of_a_mail_and_no_password(self):
        page = self.look()
        self.assertFalse(self.promises(), "looking changes nothing")
        self.assertIn("I will pay on a certain day", page)
        page = self.press("promise", date=self.friday)
        self.assertIn("We do not remind you", self.note(page))
        promise = self.promises()
        self.assertEqual(
            (promise.date, promise.amount, promise.source), (fields.Date.to_date(self.friday), 120.5, "portal")
        )
        self.assertEqual((promise.user_id, promise.state, promise.partner_id), (self.clerk, "open", self.ada))
        holds = self.move._ar_holds("chase", fields.Date.today())
        self.assertEqual([hold.code for hold in holds[self.move.id]], ["promised"])
        self.assertEqual(len(self.mails_to("ap@ada.example")), 1)
        self.assertTrue(
            any("Promised in the portal" in subject for subject in self.mails_to("clerk@northwind.example"))
        )

    def test_logged_in_a_part_of_it(self):
        self.authenticate("ada_lovelace", "ada_lovelace")
        self.press("promise", token=False, date=self.friday, amount="20,25")
        self.assertEqual(self.promises().amount, 20.25)

    def test_another_day_takes_the_place_of_the_first(self):
        self.press("promise", date=self.friday)
        later = str(fields.Date.today() + timedelta(days=12))
        self.press("promise", date=later)
        first, second = self.promises()
        self.assertEqual((first.state, first.withdrawn_why, second.state), ("withdrawn", "replaced", "open"))

    def test_the_same_click_twice(self):
        page = self.look()
        for _click in range(2):
            self.press("promise", page=page, date=self.friday)
        self.assertEqual(len(self.promises()), 1)
        self.assertEqual(len(self.mails_to("ap@ada.example")), 1)

    def test_silence_is_not_bought_without_end(self):
        page = self.look()
        for days in range(1, 6):
            day = str(fields.Date.today() + timedelta(days=days))
            said = self.note(self.press("promise", page=page, date=day))
        self.assertEqual(len(self.promises()), 3)
        self.assertIn("call us", said)
        self.assertNotIn("o_ar_promise_go", self.look())

    def test_days_and_amounts_that_are_none(self):
        page = self.look()
        today = fields.Date.today()
        for values in (
            {"date": ""}, {"date": "x"}, {"date": "2026-99-99"}, {"date": str(today - timedelta(days=1))},
            {"date": str(today + timedelta(days=31))}, {"date": self.friday, "amount": "120.51"},
            {"date": self.friday, "amount": "-1"}, {"date": self.friday, "amount": "nan"},
            {"date": self.friday, "amount": "1e3"}, {"date": self.friday, "amount": "inf"},
            {"date": self.friday, "amount": "<script>"}, {"date": self.friday, "amount": "٣"},
            {"date": self.friday, "amount": "0"},
        ):  # fmt: skip
            answer = self.press("promise", page=page, **values)
            self.assertIn("alert-warning", answer, values)
            self.assertNotIn("<script> is", answer)
            self.assertNotIn("“<script>”", answer)
        self.assertFalse(self.promises())

    def test_taken_back(self):
        self.press("promise", date=self.friday)
        promise = self.promises()
        self.press(f"promise/{promise.id}/withdraw")
        self.assertEqual((promise.state, promise.withdrawn_why), ("withdrawn", "customer"))

    def test_what_we_entered_is_not_taken_back_by_the_customer(self):
        self.press("promise", date=self.friday)
        ours = self.env["ar.promise"].create(
            {"partner_id": self.ada.id, "date": self.friday, "amount": 1.0, "move_ids": [Command.set(self.move.ids)]}
        )
        csrf = self.fields_of(self.look(), "promise")
        self.submit(f"{self.move.access_url}/promise/{ours.id}/withdraw", csrf)
        self.assertEqual(ours.state, "open")

    def test_a_paid_invoice_offers_nothing(self):
        page = self.look()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        ).create({})._create_payments()  # fmt: skip
        self.press("promise", page=page, date=self.friday)
        self.press("dispute", page=page, reason_id=str(self.price.id), description="x")
        self.assertFalse(self.promises() or self.disputes())
        self.assertNotIn("o_ar_promise_go", self.look())


class TestPortalDispute(PortalCase):
    def dispute(self, **values):
        values = {"reason_id": str(self.price.id), "description": "Two of ten are missing.", **values}
        return self.press("dispute", **values)

    def test_a_part_with_a_picture(self):
        page = self.dispute(amount="40", files=[("attachment", ("proof.pdf", PDF, "application/pdf"))])
        self.assertIn("We look into it", self.note(page))
        dispute = self.disputes()
        self.assertEqual((dispute.amount, dispute.reason_id, dispute.source), (40.0, self.price, "portal"))
        self.assertEqual((dispute.user_id, dispute.description), (self.clerk, "Two of ten are missing."))
        attached = self.env["ir.attachment"].search([("res_model", "=", "ar.dispute"), ("res_id", "=", dispute.id)])
        self.assertEqual((attached.name, attached.public), ("proof.pdf", False))
        holds = self.move._ar_holds("chase", fields.Date.today())[self.move.id]
        self.assertEqual([(hold.code, hold.amount_minor) for hold in holds], [("disputed", 4000)])
        self.assertEqual(len(self.mails_to("ap@ada.example")), 1)
        self.assertTrue(any("Disputed" in subject for subject in self.mails_to("clerk@northwind.example")))
        self.assertIn("Received", page)

    def test_the_same_words_twice(self):
        page = self.look()
        for _click in range(2):
            self.dispute(page=page, amount="40")
        self.assertEqual(len(self.disputes()), 1)

    def test_parts_of_one_invoice_and_what_stays_due(self):
        """Together they are no more than what is open; all of it, after a part of it, is the rest."""
        self.dispute(amount="80")
        self.assertIn("noted it already", self.dispute(amount="80"))
        page = self.look()
        self.assertRegex(page, r"The rest stays due: <strong.*40\.50")
        self.assertIn("Only $\xa040.50", self.dispute(amount="40.51", description="And the rest"))
        self.dispute(description="And the rest")
        self.assertEqual(self.disputes().mapped("amount"), [80.0, 40.5])
        page = self.look()
        self.assertNotIn("o_ar_dispute_go", page)
        self.assertNotIn("o_ar_rest", page)

    def test_what_is_refused(self):
        page = self.look()
        hidden = self.env["ar.dispute.reason"].create({"name": "Internal", "in_portal": False})
        other = self.env["res.company"].create({"name": "Birch"})
        foreign = self.env["ar.dispute.reason"].create({"name": "Foreign", "company_id": other.id})
        for values in (
            {"reason_id": ""}, {"reason_id": "x"}, {"reason_id": str(hidden.id)}, {"reason_id": str(foreign.id)},
            {"description": "  "}, {"amount": "500"}, {"amount": "x"},
            {"files": [("attachment", ("x.exe", b"MZ" + b"x" * 99, "application/pdf"))]},
            {"files": [("attachment", ("x.pdf", PDF + b"x" * 5_000_000, "application/pdf"))]},
            {"files": [("attachment", (f"{number}.pdf", PDF, "application/pdf")) for number in range(4)]},
            {"files": [("attachment", ("x.png", b"<svg onload=alert(1)>", "image/png"))]},
        ):  # fmt: skip
            self.assertIn("alert-warning", self.dispute(page=page, **values), values)
        self.assertFalse(self.disputes())

    def test_a_name_that_is_a_path(self):
        self.dispute(files=[("attachment", ("../../etc/passwd.pdf", PDF, "application/pdf"))])
        attached = self.env["ir.attachment"].search([("res_model", "=", "ar.dispute")])
        self.assertNotIn("/", attached.name)

    def test_markup_is_text(self):
        self.dispute(description='<script>alert("x")</script>{{ object }}')
        dispute = self.disputes()
        dispute.outcome_note = "<script>no</script>"
        dispute.action_reject()
        page = self.look()
        self.assertNotIn("<script>no", page)
        self.assertIn("&lt;script&gt;no", page)
        mail = self.env["mail.mail"].sudo().search([], order="id desc", limit=1)
        self.assertNotIn("<script", mail.body_html)
        opened = self.env["mail.mail"].sudo().search([("subject", "ilike", "We look into")], limit=1)
        self.assertIn("&lt;script&gt;alert", opened.body_html)

    def test_a_wholly_disputed_invoice_offers_nothing_more(self):
        self.dispute()
        page = self.look()
        self.assertNotIn("o_ar_promise_go", page)
        self.assertNotIn("o_ar_dispute_go", page)

    def test_taken_back_but_not_after_it_is_settled(self):
        page = self.dispute()
        dispute = self.disputes()
        dispute.outcome_note = "Sent again."
        dispute.action_accept()
        self.assertIn("settled", self.note(self.press(f"dispute/{dispute.id}/withdraw", page=page)))
        self.assertEqual(dispute.state, "accepted")
        self.assertIn("Sent again.", self.look())
        self.dispute(amount="5")
        second = self.disputes() - dispute
        self.press(f"dispute/{second.id}/withdraw")
        self.assertEqual(second.state, "withdrawn")

    def test_no_more_than_so_much_a_day(self):
        page = self.look()
        for number in range(8):
            said = self.note(self.dispute(page=page, amount="1", description=f"No. {number}"))
        self.assertEqual(len(self.disputes()), 6)
        self.assertIn("call us", said)


class TestPortalStrangers(PortalCase):
    def sent_away(self, answer):
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith("/my"), answer.headers["Location"])

    def test_a_stranger_can_do_nothing(self):
        other = self.new_invoice(partner=self.bruno)
        csrf = self.fields_of(self.look(self.path(other)), "promise")["csrf_token"]
        for token in ("", "wrong", other.access_token):
            data = {
                "csrf_token": csrf,
                "access_token": token,
                "date": self.friday,
                "description": "x",
                "reason_id": "1",
            }
            for action in ("promise", "dispute", "promise/1/withdraw", "dispute/1/withdraw"):
                self.sent_away(self.submit(f"{self.move.access_url}/{action}", data))
        self.assertFalse(self.promises() or self.disputes())

    def test_without_the_forms_own_token_nothing_is_done(self):
        for csrf in ({}, {"csrf_token": "forged"}):
            data = {"access_token": self.move._portal_ensure_token(), "date": self.friday, **csrf}
            self.assertEqual(self.submit(f"{self.move.access_url}/promise", data).status_code, 400)
        self.assertFalse(self.promises())

    def test_a_link_alone_does_nothing(self):
        """What is fetched in advance, or shown in a chat, promises nothing."""
        answer = self.url_open(f"{self.move.access_url}/promise?access_token={self.move._portal_ensure_token()}&date=x")
        self.assertIn(answer.status_code, (404, 405))

    def test_another_customer_who_is_logged_in(self):
        self.authenticate("bruno_clerk", "bruno_clerk")
        own = self.new_invoice(partner=self.bruno)
        csrf = self.fields_of(self.look(self.path(own, token=False)), "promise")["csrf_token"]
        self.sent_away(self.submit(f"{self.move.access_url}/promise", {"csrf_token": csrf, "date": self.friday}))
        self.assertFalse(self.promises())

    def test_another_invoices_promise_is_not_taken_back(self):
        mine, foreign = self.new_invoice(), self.new_invoice(partner=self.bruno)
        self.press("promise", move=foreign, date=self.friday)
        csrf = self.fields_of(self.look(self.path(mine)), "promise")
        self.submit(f"{mine.access_url}/promise/{self.promises(foreign).id}/withdraw", csrf)
        self.assertEqual(self.promises(foreign).state, "open")

    def test_the_company_does_not_promise_for_its_customer(self):
        self.authenticate("portal_clerk", "portal_clerk")
        page = self.look()
        self.assertIn("Here the customer can say", page)
        csrf = re.search(r'csrf_token: "([^"]+)"', page)[1]
        self.submit(
            f"{self.move.access_url}/promise",
            {"csrf_token": csrf, "access_token": self.move.access_token, "date": self.friday},
        )
        self.assertFalse(self.promises())

    def test_bills_and_credit_notes_have_no_such_block(self):
        note = self.new_invoice(move_type="out_refund")
        self.assertNotIn("o_ar_collections", self.look(self.path(note)))

    def test_the_customer_cannot_read_the_records_themselves(self):
        self.press("promise", date=self.friday)
        for model in ("ar.promise", "ar.dispute", "ar.dispute.reason", "ar.collection.reply"):
            self.assertFalse(self.env[model].with_user(self.ada_user).has_access("read"), model)
