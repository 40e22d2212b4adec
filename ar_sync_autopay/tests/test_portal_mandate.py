"""Risk: a customer cannot set up, change or leave auto-pay, or a card is charged that nobody agreed to."""

from odoo import fields
from odoo.exceptions import UserError

from .portal_common import QUIET, TICK, PortalCase


class TestTheMandatePage(PortalCase):
    def test_an_invitation_is_accepted(self):
        self.ada.with_user(self.env.ref("base.user_admin")).action_ar_autopay_invite()
        mandate = self.mandates()
        page = self.look(self.path(mandate))
        self.assert_says(TICK, page)
        self.assert_says("Not set up yet", page)
        session = self.stripe_session(self.press(mandate, "set-up", page=page, agree="1"))
        self.assertEqual((session["mode"], session["currency"], session["amount_total"]), ("setup", "usd", None))
        self.assertEqual(self.mandates(), mandate, "the invitation itself becomes the mandate")
        page = self.look(self.on_stripes_page(session, "pm_card_mastercard"))
        self.assert_says("Automatic payment is set up", page)
        self.assertEqual((mandate.state, mandate.consent_channel), ("active", "invitation"))
        self.assertEqual(mandate.method_name, "Mastercard … 4444")
        self.assertFalse(self.at_stripe("payment_intents"), "nothing is charged")

    def test_without_the_tick_nothing_begins(self):
        mandate = self.Mandate._new(self.ada, self.company)
        self.press(mandate, "set-up")
        self.assert_says("Please tick", self.look(self.path(mandate)))
        self.assertEqual((mandate.state, len(self.visits())), ("invited", 0))

    def test_words_that_were_not_shown_are_not_agreed_to(self):
        mandate = self.Mandate._new(self.ada, self.company)
        page = self.look(self.path(mandate))
        newer = self.env.ref("ar_sync_autopay.ar_autopay_wording_first").copy({"tick": "Pay all at once"})
        self.press(mandate, "set-up", page=page, agree="1")
        page = self.look(self.path(mandate))
        self.assert_says("has changed meanwhile", page)
        self.assert_says("Pay all at once", page)
        self.assertEqual(mandate.state, "invited")
        self.stripe_session(self.press(mandate, "set-up", page=page, agree="1"))
        self.assertEqual(mandate.wording_id, newer)

    def test_limits_are_the_narrower_ones(self):
        self.company.write({"ar_autopay_cap_charge": 1000, "ar_autopay_cap_month": 3000})
        mandate = self.Mandate._new(self.ada, self.company)
        self.stripe_session(
            self.press(mandate, "set-up", agree="1", cap_charge="250.50", cap_month="9999", only_recurring="1")
        )
        self.assertEqual((mandate.cap_charge, mandate.cap_month, mandate.covers), (250.5, 3000.0, "recurring"))

    def test_limits_that_are_no_amounts(self):
        mandate = self.Mandate._new(self.ada, self.company)
        for text in ("plenty", "-5", "nan", "inf"):
            self.press(mandate, "set-up", agree="1", cap_charge=text)
            self.assert_says("is not an amount", self.look(self.path(mandate)))
        self.assertEqual(mandate.state, "invited")

    def test_the_page_is_left_and_taken_up_again(self):
        mandate = self.Mandate._new(self.ada, self.company)
        session = self.stripe_session(self.press(mandate, "set-up", agree="1"))
        self.assert_says("nothing was set up", self.look(self.left_path(session)))
        again = self.stripe_session(self.press(mandate, "set-up", agree="1"))
        self.assertEqual(again["id"], session["id"], "the page is still there")
        self.look(self.on_stripes_page(again))
        self.assertEqual(mandate.state, "active")

    def test_a_page_that_expired_ends_what_was_begun(self):
        mandate = self.Mandate._new(self.ada, self.company)
        session = self.stripe_session(self.press(mandate, "set-up", agree="1"))
        self.shop.post(f"checkout/sessions/{session['id']}/expire")
        self.settle_books()
        self.assertEqual((mandate.state, mandate.ended_why), ("ended", "expired"))
        page = self.look(self.path(mandate))
        self.assert_says("was not set up", page)
        self.assert_says("Set up again", page)

    def test_the_card_is_changed_and_the_old_one_stays_until_then(self):
        first = self.opt_in()
        session = self.stripe_session(self.press(first, "set-up", agree="1"))
        self.assertEqual(first.state, "active")
        path = self.on_stripes_page(session, "pm_card_mastercard")
        self.assertEqual(first.state, "active", "it goes on until the new one is there")
        self.look(path)
        [_old, second] = self.mandates()
        self.assertEqual((first.state, first.ended_why), ("ended", "replaced"))
        self.assertEqual((second.state, second.method_name), ("active", "Mastercard … 4444"))
        page = self.look(self.path(first))
        self.assert_says("goes on with", page)
        self.assertEqual(len(self.at_stripe("customers")), 1)

    def test_another_card_does_not_end_a_pause(self):
        first = self.opt_in()
        first._pause(fields.Date.to_date("2030-01-31"))
        self.look(self.on_stripes_page(self.stripe_session(self.press(first, "set-up", agree="1"))))
        second = self.mandates()[-1]
        self.assertEqual((second.state, second.paused_until), ("paused", fields.Date.to_date("2030-01-31")))
        self.assert_says("is paused", self.look(self.path(second)))

    def test_leaving(self):
        mandate = self.opt_in()
        page = self.look(self.path(mandate))
        self.assert_says("Leave automatic payment", page)
        self.press(mandate, "leave", page=page)
        self.assertEqual((mandate.state, mandate.ended_why), ("ended", "customer"))
        mails = self.env["mail.mail"].search_count([("subject", "ilike", "ended")])
        self.press(mandate, "leave", page=page)
        self.assertEqual(self.env["mail.mail"].search_count([("subject", "ilike", "ended")]), mails)
        self.assert_says("You left automatic payment", self.look(self.path(mandate)))

    def test_who_left_can_come_back(self):
        mandate = self.opt_in()
        self.press(mandate, "leave")
        self.look(self.on_stripes_page(self.stripe_session(self.press(mandate, "set-up", agree="1"))))
        self.assertEqual(self.mandates().mapped("state"), ["ended", "active"])

    def test_a_looking_reader_changes_nothing(self):
        mandate = self.opt_in()
        for action in ("set-up", "use-saved", "leave"):
            answer = self.url_open(f"{mandate.access_url}/{action}?access_token={mandate.access_token}")
            self.assertIn(answer.status_code, (404, 405))
        self.assertEqual(mandate.state, "active")

    def test_charges_to_come_and_past_are_shown(self):
        mandate = self.opt_in()
        with self.committing_here():
            self.Mandate._plan_waiting()
        page = self.look(self.path(mandate))
        self.assert_says("To come", page)
        self.assert_says(self.move.name, page)
        self.assertEqual(self.kind(self.look(self.path(self.move))), "planned")

    def test_not_offered_any_more(self):
        mandate = self.opt_in()
        self.press(mandate, "leave")
        self.company.ar_autopay_offer = "nobody"
        page = self.look(self.path(mandate))
        self.assert_says("not offered at the moment", page)
        self.assert_silent("set-up", page)


class TestSavedCards(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        provider = cls.env.ref("payment.payment_provider_stripe")
        cls.provider = provider.copy({"company_id": cls.company.id})
        cls.provider.write({"state": "test", "stripe_publishable_key": "pk_test_x", "stripe_secret_key": "sk_test_x"})

    def saved(self, customer=None, partner=None, **values):
        """Return a card that Odoo's own form has saved, with the customer that it has made at Stripe."""
        customer = customer or self.shop.customer("Ada, by Odoo", email="other@ada.example")
        method = self.shop.post("payment_methods/pm_card_visa/attach", customer=customer)
        return self.env["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_card").id,
                "partner_id": (partner or self.ada).id,
                "provider_ref": customer,
                "payment_details": "4242",
                "stripe_payment_method": method["id"],
                **values,
            }
        )

    def adopt(self, mandate, token, **fields):
        return self.press(mandate, "set-up", agree="1", token_id=str(token.id), **fields)

    def use(self, mandate, token, page=None, **values):
        hidden = self.fields_of(page or self.look(self.path(mandate)), "set-up")
        return self.submit(f"{mandate.access_url}/use-saved", {**hidden, "token_id": str(token.id), **values})

    def test_a_saved_card_becomes_the_mandates(self):
        token, mandate = self.saved(), self.Mandate._new(self.ada, self.company)
        self.assert_says("4242", self.look(self.path(mandate)))
        self.use(mandate, token, agree="1")
        self.assertEqual((mandate.state, mandate.consent_channel), ("active", "token"))
        self.assertEqual((mandate.method_ref, mandate.method_name), (token.stripe_payment_method, "Visa … 4242"))
        bound = self.connection._ar_bound("customer", self.ada)
        self.assertEqual(bound, token.provider_ref, "the customer of the card is the contact's from now on")
        self.assertFalse(self.at_stripe("checkout/sessions"))

    def test_not_without_the_tick(self):
        token, mandate = self.saved(), self.Mandate._new(self.ada, self.company)
        self.use(mandate, token)
        self.assert_says("Please tick", self.look(self.path(mandate)))
        self.assertEqual((mandate.state, mandate.consented_at), ("invited", False))

    def test_a_card_of_another_customer_at_stripe_is_charged_there_and_found_here(self):
        other = self.opt_in()
        self.press(other, "leave")
        present = self.connection._ar_bound("customer", self.ada)
        token, mandate = self.saved(), self.Mandate._new(self.ada, self.company)
        self.use(mandate, token, agree="1")
        self.assertEqual((mandate.state, mandate.customer_ref), ("active", token.provider_ref))
        self.assertEqual(self.connection._ar_bound("customer", self.ada), present, "invoices go on to the one before")
        with self.committing_here():
            self.Mandate._plan_waiting()
            mandate.charge_ids.action_charge_now()
        self.settle_books()
        self.settle_books()
        [intent] = [row for row in self.at_stripe("payment_intents") if row["metadata"].get("odoo_model")]
        self.assertEqual((intent["status"], intent["customer"]), ("succeeded", token.provider_ref))
        self.assertIn(self.move.payment_state, ("paid", "in_payment"))
        self.assertEqual(mandate.charge_ids.receipt_id.partner_id, self.ada, "what comes from there is this contact's")

    def test_a_card_of_somebody_elses_customer_is_refused_in_words(self):
        self.opt_in(partner=self.bruno)
        customer = self.connection._ar_bound("customer", self.bruno)
        token, mandate = self.saved(customer), self.Mandate._new(self.ada, self.company)
        self.use(mandate, token, agree="1")
        self.assert_says("another account of yours", self.look(self.path(mandate)))
        self.assertEqual((mandate.state, mandate.consented_at), ("invited", False), "no consent is kept for it")

    def test_a_card_that_is_gone_or_in_another_account(self):
        token, mandate = self.saved(), self.Mandate._new(self.ada, self.company)
        token.stripe_payment_method = "pm_1Nowhere"
        self.use(mandate, token, agree="1")
        self.assert_says("not there any more", self.look(self.path(mandate)))
        token = self.saved()
        self.shop.post(f"payment_methods/{token.stripe_payment_method}/detach")
        self.use(mandate, token, agree="1")
        self.assert_says("cannot be charged any more", self.look(self.path(mandate)))
        self.assertEqual(mandate.state, "invited")

    def test_stripe_is_down(self):
        token, mandate = self.saved(), self.Mandate._new(self.ada, self.company)
        page = self.look(self.path(mandate))
        self.shop.control("POST", "/faults", kind="status", status=503)
        with QUIET:
            self.use(mandate, token, page=page, agree="1")
        self.assert_says("try again later", self.look(self.path(mandate)))
        self.assertEqual(mandate.state, "invited")

    def test_only_ones_own_cards_and_only_of_this_mode(self):
        mandate = self.Mandate._new(self.ada, self.company)
        foreign = self.saved(partner=self.bruno)
        contact = self.saved(partner=self.ada_user.partner_id)
        self.assertEqual(mandate._saved_tokens(), contact)
        self.use(mandate, foreign, agree="1")
        self.assertEqual(mandate.state, "invited")
        self.provider.state = "disabled"
        self.assertFalse(mandate._saved_tokens())

    def test_twice_is_once(self):
        token, mandate = self.saved(), self.Mandate._new(self.ada, self.company)
        page = self.look(self.path(mandate))
        self.use(mandate, token, page=page, agree="1")
        self.use(mandate, token, page=page, agree="1")
        self.assertEqual(len(self.mandates("active")), 1)


class TestConsentRules(PortalCase):
    def test_an_older_page_that_is_finished_late_does_not_replace_the_newer(self):
        older = self.Mandate._new(self.ada, self.company)
        older._consent("page", {})
        newer = self.opt_in()
        self.assertFalse(older._activate("pm_old", "card", "Visa … 1111"))
        self.assertEqual((older.state, newer.state), ("ended", "active"))

    def test_nobody_agrees_without_a_wording(self):
        self.env["ar.autopay.wording"].search([]).action_archive()
        mandate = self.Mandate._new(self.ada, self.company)
        self.assert_silent("set-up", self.look(self.path(mandate)))
        with self.assertRaises(UserError):
            mandate._consent("page", {})
        self.assert_silent(TICK, self.look(self.path(self.move)))
