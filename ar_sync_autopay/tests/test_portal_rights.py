"""Risk: somebody pays, agrees, looks or leaves who has no right to."""

from odoo.fields import Command
from odoo.tests import new_test_user

from .portal_common import PortalCase


class TestRights(PortalCase):
    def assert_sent_away(self, answer):
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith("/my"), answer.headers["Location"])

    def token_free(self, address):
        self.env.flush_all()
        return self.url_open(address, allow_redirects=False)

    def test_a_stranger_sees_nothing(self):
        mandate = self.Mandate._new(self.ada, self.company)
        for token in ("", "?access_token=wrong", f"?access_token={self.move._portal_ensure_token()}"):
            self.assert_sent_away(self.token_free(f"{mandate.access_url}{token}"))
        self.assert_sent_away(self.token_free("/my/auto-pay/999999?access_token=x"))

    def test_a_stranger_can_do_nothing(self):
        mandate, other = self.Mandate._new(self.ada, self.company), self.Mandate._new(self.bruno, self.company)
        csrf = self.fields_of(self.look(self.path(other)), "set-up")["csrf_token"]
        for action in ("set-up", "use-saved", "leave"):
            for token in ("", "wrong", other.access_token):
                data = {"csrf_token": csrf, "access_token": token, "agree": "1"}
                self.assert_sent_away(self.submit(f"{mandate.access_url}/{action}", data))
        data = {"csrf_token": csrf, "access_token": "wrong", "agree": "1"}
        self.assert_sent_away(self.submit(f"{self.move.access_url}/pay-online", data))
        self.assertEqual((mandate.state, len(self.visits())), ("invited", 0))

    def test_without_the_forms_own_token_nothing_is_done(self):
        mandate = self.Mandate._new(self.ada, self.company)
        for csrf in ({}, {"csrf_token": "forged"}):
            data = {"access_token": mandate._portal_ensure_token(), "agree": "1", **csrf}
            self.assertEqual(self.submit(f"{mandate.access_url}/set-up", data).status_code, 400)
        self.assertEqual(mandate.state, "invited")

    def test_another_customer_who_is_logged_in(self):
        mandate = self.Mandate._new(self.ada, self.company)
        self.authenticate("bruno_clerk", "bruno_clerk")
        self.assert_sent_away(self.token_free(mandate.access_url))
        self.assert_sent_away(self.token_free(self.move.access_url))
        self.assert_silent("Ada", self.look("/my/auto-pay"))

    def test_the_customers_contacts_see_it(self):
        mandate = self.opt_in()
        self.authenticate("ada_lovelace", "ada_lovelace")
        self.assert_says("Visa", self.look("/my/auto-pay"))
        self.assert_says("Visa", self.look(mandate.access_url))
        self.press(mandate, "leave", token=False)
        self.assertEqual(mandate.state, "ended")

    def test_a_visit_of_another_document_shows_nothing(self):
        self.stripe_session(self.pay_online())
        foreign = self.new_invoice(partner=self.bruno)
        page = self.look(f"{self.path(foreign)}&visit={self.visits().id}")
        self.assert_silent("left the page", page)
        for visit in ("x", "-1", "99999999999999999999", "0"):
            self.look(f"{self.path(foreign)}&visit={visit}")

    def test_the_company_does_not_agree_for_its_customer(self):
        mandate = self.Mandate._new(self.ada, self.company)
        groups = "base.group_user,ar_sync.group_manager,account.group_account_invoice"
        new_test_user(self.env, "clerk", groups=groups, company_ids=[Command.set(self.company.ids)])
        page = self.look(self.path(mandate))
        self.authenticate("clerk", "clerk")
        page = self.look(self.path(mandate))
        self.assert_says("Only the customer", page)
        self.press(mandate, "set-up", page=page, agree="1")
        self.press(self.move, "pay-online", agree="1")
        self.assertEqual(self.mandates().mapped("state"), ["invited"])
        opted = self.Mandate._new(self.bruno, self.company)
        opted._consent("paper", {})
        self.press(opted, "set-up", page=page, agree="1")
        self.assertEqual(opted.state, "pending")

    def test_another_company_neither_offers_nor_shows_it(self):
        other = self.env["res.company"].create({"name": "Harbour Tools"})
        self.assertFalse(self.ada._ar_autopay_is_offered(other))
        mandate = self.opt_in()
        self.ada_user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.authenticate("ada_lovelace", "ada_lovelace")
        self.assert_sent_away(self.token_free(mandate.access_url))
        self.assert_silent("Visa", self.look("/my/auto-pay"))

    def test_the_home_page_shows_it_only_where_there_is_something(self):
        self.company.ar_autopay_offer = "nobody"
        self.authenticate("ada_lovelace", "ada_lovelace")
        count = {"params": {"counters": ["autopay_count"]}}
        self.assertEqual(self.url_open("/my/counters", json=count).json()["result"]["autopay_count"], 0)
        self.assert_says("/my/auto-pay", self.look("/my"))
        self.company.ar_autopay_offer = "everybody"
        self.env.flush_all()
        self.assertEqual(self.url_open("/my/counters", json=count).json()["result"]["autopay_count"], 1)

    def test_a_customer_begins_without_an_invitation(self):
        self.authenticate("ada_lovelace", "ada_lovelace")
        page = self.look("/my/auto-pay")
        self.assert_says(self.company.name, page)
        answer = self.submit("/my/auto-pay/begin", self.fields_of(page, "begin"))
        mandate = self.mandates()
        self.assertIn(mandate.access_url, answer.headers["Location"])
        self.stripe_session(self.press(mandate, "set-up", token=False, agree="1"))
        self.assertEqual((mandate.consent_channel, mandate.state), ("page", "pending"))
        again = self.submit("/my/auto-pay/begin", self.fields_of(page, "begin"))
        self.assertEqual(again.status_code, 303)
        self.assertEqual(len(self.mandates()), 1)

    def test_not_offered_not_shown(self):
        self.ada.ar_autopay_choice = "never"
        page = self.look(self.path(self.move))
        self.assertEqual(self.kind(page), "open")
        self.assert_silent('name="agree"', page)
        self.stripe_session(self.pay_online(agree="1"))
        self.assertFalse(self.mandates(), "a tick that was not offered is no consent")

    def test_bills_and_drafts_and_credit_notes_have_no_block(self):
        draft = self.new_invoice()
        draft.button_draft()
        self.assertEqual(draft._ar_autopay_situation()["kind"], "hidden")
        refund = self.move._reverse_moves([{"invoice_date": "2026-06-30"}])
        refund.action_post()
        self.assertEqual(refund._ar_autopay_situation()["kind"], "hidden")

    def test_where_nothing_is_sent_there_is_no_block(self):
        self.connection.stripe_send_charges = "off"
        self.assertEqual(self.kind(self.look(self.path(self.move))), "hidden")
        self.assertEqual(self.kind(self.look(self.path(self.move))), "hidden")
