"""Risk: a customer pays an invoice twice, agrees without having ticked, or pays and nothing comes of it."""

from odoo import fields

from .portal_common import QUIET, TICK, PortalCase


class TestPayingAnInvoice(PortalCase):
    def test_the_page_offers_to_pay_and_the_tick_is_empty(self):
        page = self.look(self.path(self.move))
        self.assertEqual(self.kind(page), "open")
        self.assert_says("120.50", page)
        self.assert_says(TICK, page)
        box = next(tag for tag in page.split("<input") if 'name="agree"' in tag)
        self.assertNotIn("checked", box.split(">")[0])
        self.assertFalse(self.visits() or self.mandates(), "looking changes nothing")
        self.assertFalse(self.at_stripe("checkout/sessions"))

    def test_paid_without_the_tick(self):
        session = self.stripe_session(self.pay_online())
        self.assertEqual((session["mode"], session["amount_total"], session["currency"]), ("payment", 12050, "usd"))
        self.assertIsNone(session["payment_intent"])
        page = self.look(self.on_stripes_page(session))
        self.assert_says("120.50</span></strong> was paid", page)
        self.assertEqual(self.kind(page), "booking")
        self.assert_silent("pay-online", page)
        self.assertFalse(self.mandates())
        [intent] = self.at_stripe("payment_intents")
        self.assertIsNone(intent["setup_future_usage"])
        self.settle_books()
        self.assertIn(self.move.payment_state, ("paid", "in_payment"))
        self.assertEqual(self.kind(self.look(self.path(self.move))), "hidden")

    def test_paid_with_the_tick_keeps_the_evidence(self):
        before = fields.Datetime.now()
        answer = self.pay_online(agree="1", name="Ada Lovelace", cap_month="500")
        session = self.stripe_session(answer)
        [mandate] = self.mandates()
        self.assertEqual(mandate.state, "pending", "nothing is agreed before the page is done")
        page = self.look(self.on_stripes_page(session))
        self.assert_says("Automatic payment is set up", page)
        self.assertEqual((mandate.state, mandate.method_name), ("active", "Visa … 4242"))
        self.assertGreaterEqual(mandate.consented_at, before)
        self.assertEqual((mandate.consent_channel, mandate.consent_name), ("invoice", "Ada Lovelace"))
        self.assertEqual((mandate.consent_email, mandate.consent_ip), ("ap@ada.example", "127.0.0.1"))
        self.assertIn("python-requests", mandate.consent_agent)
        self.assertEqual(mandate.wording_id, self.env.ref("ar_sync_autopay.ar_autopay_wording_first"))
        self.assertTrue(mandate.wording_text.startswith(TICK))
        self.assertIn(self.company.name, mandate.wording_text)
        self.assertEqual(mandate.session_ids.external_id, session["id"])
        self.assertEqual((mandate.cap_month, mandate.cap_charge, mandate.covers), (500.0, 0.0, "all"))
        [intent] = self.at_stripe("payment_intents")
        self.assertEqual((intent["setup_future_usage"], intent["payment_method"]), ("off_session", mandate.method_ref))
        [customer] = self.at_stripe("customers")
        self.assertEqual(intent["customer"], customer["id"])

    def test_logged_in_the_evidence_names_the_user(self):
        self.authenticate("ada_lovelace", "ada_lovelace")
        self.look(self.on_stripes_page(self.stripe_session(self.pay_online(token=False, agree="1"))))
        [mandate] = self.mandates()
        self.assertEqual(mandate.state, "active")
        self.assertEqual((mandate.consent_user_id, mandate.consent_name), (self.ada_user, "Ada Lovelace"))
        self.assertEqual(mandate.partner_id, self.ada, "a contact acts for the customer")

    def test_left_without_paying(self):
        session = self.stripe_session(self.pay_online(agree="1"))
        page = self.look(self.left_path(session))
        self.assert_says("Nothing was charged", page)
        self.assertEqual(self.kind(page), "open")
        self.assertEqual(self.mandates().mapped("state"), ["pending"])

    def test_a_bank_debit_is_on_its_way_and_then_fails(self):
        session = self.stripe_session(self.pay_online())
        page = self.look(self.on_stripes_page(session, "pm_usBankAccount_insufficientFunds"))
        self.assertEqual(self.kind(page), "bank")
        self.assert_silent("pay-online", page)
        self.shop.advance(days=10)
        self.settle_books()
        page = self.look(self.path(self.move))
        self.assertEqual(self.kind(page), "open")
        self.assert_says("did not go through", self.look(self.relative(self.visits()._back())))

    def test_paid_by_bank_debit(self):
        session = self.stripe_session(self.pay_online(agree="1"))
        page = self.look(self.on_stripes_page(session, "pm_usBankAccount_success"))
        self.assert_says("Your bank is moving", page)
        self.shop.advance(days=10)
        self.settle_books()
        self.assertIn(self.move.payment_state, ("paid", "in_payment"))
        self.assertEqual(self.visits().state, "done")
        self.assertEqual(self.mandates().method_type, "us_bank_account")

    def test_what_was_paid_otherwise_is_left_alone(self):
        page = self.look(self.path(self.move))
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=self.move.ids).create(
            {}
        )._create_payments()
        answer = self.press(self.move, "pay-online", page=page)
        self.assertIn(self.move.access_url, answer.headers["Location"])
        self.assert_says("Nothing more was charged", self.look(self.path(self.move)))
        self.assertFalse(self.visits())

    def test_the_rest_of_a_partly_paid_invoice(self):
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=self.move.ids).create(
            {"amount": 20.25}
        )._create_payments()
        self.assertEqual(self.stripe_session(self.pay_online())["amount_total"], 10025)

    def test_currencies_of_no_and_three_decimals(self):
        for code, amount, minor in (("JPY", 1234, 1234), ("KWD", 1.255, 1260), ("EUR", 9.99, 999)):
            currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
            currency.active = True
            move = self.new_invoice(amount, currency_id=currency.id)
            if code == "KWD":
                continue  # Stripe takes three-decimal amounts in steps of ten; see the test of refused amounts
            session = self.stripe_session(self.pay_online(move))
            self.assertEqual((session["amount_total"], session["currency"]), (minor, code.lower()))

    def test_an_amount_that_stripe_cannot_take_is_said_in_words(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "KWD")])
        currency.active = True
        move = self.new_invoice(1.255, currency_id=currency.id)
        with QUIET:
            self.pay_online(move)
        self.assert_says("cannot be paid online", self.look(self.path(move)))
        self.assertFalse(self.at_stripe("checkout/sessions"))


class TestTwice(PortalCase):
    def test_a_double_click_is_one_page_and_one_consent(self):
        page = self.look(self.path(self.move))
        first = self.stripe_session(self.press(self.move, "pay-online", page=page, agree="1"))
        second = self.stripe_session(self.press(self.move, "pay-online", page=page, agree="1"))
        self.assertEqual(first["id"], second["id"])
        self.assertEqual((len(self.mandates()), len(self.visits())), (1, 1))
        self.assertEqual(len(self.at_stripe("customers")), 1)

    def test_another_wish_closes_the_page_before(self):
        first = self.stripe_session(self.pay_online(agree="1"))
        second = self.stripe_session(self.pay_online())
        self.assertNotEqual(first["id"], second["id"])
        self.assertEqual(self.shop.get(f"checkout/sessions/{first['id']}")["status"], "expired")
        self.assertEqual(self.mandates().mapped("state"), ["ended"])
        self.assertEqual(len(self.at_stripe("customers")), 1)

    def test_back_button_after_paying(self):
        page = self.look(self.path(self.move))
        self.on_stripes_page(self.stripe_session(self.press(self.move, "pay-online", page=page)))
        answer = self.press(self.move, "pay-online", page=page)  # nobody has told us yet
        self.assertIn(f"visit={self.visits().id}", answer.headers["Location"])
        self.assertEqual(self.kind(self.look(self.relative(answer.headers["Location"]))), "booking")
        self.assertEqual(len(self.at_stripe("payment_intents")), 1)

    def test_paid_on_another_page_meanwhile(self):
        page = self.look(self.path(self.move))
        self.on_stripes_page(self.stripe_session(self.press(self.move, "pay-online", page=page)))
        answer = self.press(self.move, "pay-online", page=page, agree="1")
        self.assertIn(self.move.access_url, answer.headers["Location"])
        self.assertEqual(len(self.at_stripe("checkout/sessions")), 1)
        self.assertEqual(self.mandates().mapped("state"), ["ended"], "the second wish came to nothing")

    def test_coming_back_twice(self):
        path = self.on_stripes_page(self.stripe_session(self.pay_online(agree="1")))
        first = self.look(path)
        mails = self.env["mail.mail"].search_count([("model", "=", "ar.autopay.mandate")])
        second = self.look(path)
        self.assertEqual(self.kind(first), self.kind(second))
        self.assertEqual(self.env["mail.mail"].search_count([("model", "=", "ar.autopay.mandate")]), mails)
        self.assertEqual(mails, 1)

    def test_the_message_comes_before_the_customer(self):
        path = self.on_stripes_page(self.stripe_session(self.pay_online(agree="1")))
        self.settle_books()
        self.assertEqual((self.visits().state, self.mandates().state), ("done", "active"))
        self.assert_says("was paid", self.look(path))

    def test_nobody_is_charged_for_what_is_being_paid_on_a_page(self):
        self.stripe_session(self.pay_online())
        self.assertEqual(self.reasons(), ["paying"])
        self.on_stripes_page(self.at_stripe("checkout/sessions")[0])
        self.visits()._come_back()
        self.assertEqual((self.visits().state, self.reasons()), ("done", ["paying"]))

    def reasons(self):
        """Return by their short names what keeps the invoice from being charged."""
        return [hold.code for hold in self.move._ar_holds("charge", fields.Date.today())[self.move.id]]

    def test_a_refund_makes_it_payable_again(self):
        self.look(self.on_stripes_page(self.stripe_session(self.pay_online())))
        self.settle_books()
        [intent] = self.at_stripe("payment_intents")
        self.shop.post("refunds", payment_intent=intent["id"])
        self.settle_books()
        self.assertEqual(self.move.amount_residual, 120.5)
        self.assertEqual(self.kind(self.look(self.path(self.move))), "open")

    def test_odoos_own_button_rests_while_money_is_on_its_way(self):
        self.assertTrue(self.move._has_to_be_paid())
        session = self.stripe_session(self.pay_online())
        self.look(self.on_stripes_page(session, "pm_usBankAccount_success"))
        self.assertFalse(self.move._has_to_be_paid())
        self.assertIn("do not pay it again", self.move._get_online_payment_error())

    def test_a_form_of_odoos_own_providers_that_is_older_than_the_charge(self):
        """Its page was open before; the request of its button is refused while money is on its way."""
        route = f"/invoice/transaction/{self.move.id}"
        wanted = {"access_token": self.move._portal_ensure_token(), "payment_method_id": 0, "token_id": None}
        asked = {"jsonrpc": "2.0", "method": "call", "params": wanted}
        session = self.stripe_session(self.pay_online())
        self.look(self.on_stripes_page(session, "pm_usBankAccount_success"))
        with QUIET:
            answer = self.url_open(route, json=asked).json()
        self.assertIn("do not pay it again", answer["error"]["data"]["message"])
        self.assertFalse(self.move.transaction_ids)

    def test_a_form_of_odoos_own_providers_that_was_just_opened(self):
        provider = self.env.ref("payment.payment_provider_stripe")
        method = self.env.ref("payment.payment_method_card")
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": self.move.amount_residual,
                "currency_id": self.move.currency_id.id,
                "partner_id": self.ada.id,
                "invoice_ids": self.move.ids,
            }
        )
        paying = ["paying"] if transaction.provider_code not in ("none", "custom") else []
        holds = self.move._ar_holds("charge", fields.Date.today())
        self.assertEqual([hold.code for hold in holds.get(self.move.id, ())], paying)
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = create_date - interval '2 hours' WHERE id = %s",
            [transaction.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.move._ar_holds("charge", fields.Date.today()).get(self.move.id))

    def test_an_hour_of_clicks(self):
        page = self.look(self.path(self.move))
        for number in range(21):
            with QUIET:
                answer = self.press(self.move, "pay-online", page=page, agree="1", cap_charge=str(100 + number))
        self.assertIn(self.move.access_url, answer.headers["Location"])
        self.assert_says("too often", self.look(self.path(self.move)))
        self.assertEqual(len(self.at_stripe("checkout/sessions")), 20)
        still_open = [row for row in self.at_stripe("checkout/sessions") if row["status"] == "open"]
        self.assertLessEqual(len(still_open), 1)


class TestFaults(PortalCase):
    def fault(self, kind, **values):
        self.shop.control("POST", "/faults", kind=kind, **values)

    def test_stripe_is_down(self):
        self.fault("status", status=503)
        with QUIET:
            answer = self.pay_online(agree="1")
        self.assertIn(self.move.access_url, answer.headers["Location"])
        self.assert_says("Nothing was charged", self.look(self.path(self.move)))
        self.shop.control("DELETE", "/faults")
        self.stripe_session(self.pay_online(agree="1"))
        self.assertEqual(len(self.at_stripe("customers")), 1)

    def test_the_answer_is_lost_and_the_next_click_gets_the_same_page(self):
        self.fault("drop_after", method="POST", path="checkout/sessions$", count=9)
        with QUIET:
            self.pay_online(agree="1")
        self.shop.control("DELETE", "/faults")
        self.stripe_session(self.pay_online(agree="1"))
        self.assertEqual(len(self.at_stripe("checkout/sessions")), 1)
        self.assertEqual((len(self.visits()), len(self.mandates())), (1, 1))

    def test_the_answer_of_the_new_customer_is_lost(self):
        self.fault("drop_after", method="POST", path="customers$", count=9)
        with QUIET:
            self.pay_online()
        self.shop.control("DELETE", "/faults")
        self.stripe_session(self.pay_online())
        self.assertEqual(len(self.at_stripe("customers")), 1)

    def test_stripe_is_down_when_the_customer_comes_back(self):
        path = self.on_stripes_page(self.stripe_session(self.pay_online(agree="1")))
        self.fault("status", status=503)
        with QUIET:
            self.look(path)
        self.assertEqual(self.visits().state, "opened")
        self.shop.control("DELETE", "/faults")
        self.assertEqual(self.kind(self.look(path)), "booking")
        self.assertEqual(self.mandates().state, "active")

    def test_a_customer_who_may_be_somebody_at_stripe_can_pay_all_the_same(self):
        self.shop.customer("Ada Instruments", email="ap@ada.example")
        session = self.stripe_session(self.pay_online())
        self.assertIsNone(session["customer"])
        self.assertEqual(session["customer_email"], "ap@ada.example")
        self.look(self.on_stripes_page(session))
        self.settle_books()
        self.assertIn(self.move.payment_state, ("paid", "in_payment"))

    def test_but_not_agree(self):
        self.shop.customer("Ada Instruments", email="ap@ada.example")
        with QUIET:
            self.pay_online(agree="1")
        self.assert_says("Nothing was charged", self.look(self.path(self.move)))
        self.assertEqual(self.mandates().mapped("state"), ["ended"])

    def test_a_visit_that_never_got_its_page_is_cleared_up(self):
        self.fault("status", status=503, path="checkout/sessions")
        with QUIET:
            self.pay_online(agree="1")
        self.env.cr.execute("UPDATE ar_autopay_session SET create_date = create_date - interval '2 hours'")
        self.env.invalidate_all()
        self.shop.control("DELETE", "/faults")
        with self.committing_here():
            self.Session._follow()
        self.assertEqual((self.visits().state, self.mandates().state), ("ended", "ended"))
