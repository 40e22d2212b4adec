"""Risk: a failed charge is tried for ever, or its customer hears nothing, or the invoice is taken for paid."""

from odoo.tests import tagged

from .common import AutopayCase


@tagged("post_install", "-at_install")
class TestRefused(AutopayCase):
    def charged(self, method="pm_card_chargeCustomerFail", **company):
        """Return (mandate, invoice, charge) on the evening of a due date on which a charge was refused."""
        self.company.write(company)
        mandate = self.agree(method)
        move = self.invoice()
        self.until("2026-07-30")
        return mandate, move, self.charges("failed", "confirm", "processing", "succeeded")

    def test_a_refused_charge_switches_auto_pay_off_and_tells_everybody(self):
        self.company.ar_autopay_user_id = self.env.ref("base.user_admin")
        mandate, move, charge = self.charged()
        self.assertEqual(
            (charge.state, charge.failure_code, charge.decline_code), ("failed", "card_declined", "generic_decline")
        )
        self.assertEqual((mandate.state, mandate.ended_why), ("ended", "failed"))
        self.assertIn("declined it", mandate.ended_note)
        self.assertEqual((move.amount_residual, move.payment_state), (100.0, "not_paid"))
        self.assertIn("automatic payment has ended", self.mails()[-1])
        [task] = mandate.activity_ids
        self.assertEqual(task.user_id, self.env.ref("base.user_admin"))
        self.assertIn("Auto-pay could not charge", move.message_ids[0].body)
        self.assertEqual(self.taken(), [])
        self.until("2026-08-20")
        self.assertEqual(len(self.charges()), 1, "nothing more is tried")
        self.assertTrue(all(row["status"] == "canceled" for row in self.at_stripe("payment_intents")))
        self.assert_tied_out("usd")

    def test_the_mail_says_why_and_where_to_pay(self):
        _mandate, move, _charge = self.charged()
        [mail] = self.env["mail.mail"].sudo().search([("subject", "like", "automatic payment has ended")])
        body = mail.body_html
        self.assertIn("your bank declined it", body)
        self.assertIn(f"/my/invoices/{move.id}?access_token=", body)
        self.assertIn("/my/auto-pay/", body)
        self.assertIn("$\N{NO-BREAK SPACE}100.00", body)

    def test_a_soft_decline_is_tried_again_on_the_ladder_and_then_ended(self):
        mandate, _move, charge = self.charged(ar_autopay_retries=True)
        self.assertEqual((charge.decline_class, mandate.state), ("soft", "active"))
        again = self.charges("planned")
        self.assertEqual((again.attempt, again.previous_id, str(again.charge_on)), (2, charge, "2026-08-02"))
        self.assertIn("try again", self.mails()[-1])
        self.until("2026-08-02")
        self.until("2026-08-07")
        self.assertEqual(self.charges("failed").mapped("attempt"), [1, 2, 3])
        self.assertEqual((mandate.state, mandate.ended_why), ("ended", "failed"))
        self.until("2026-09-07")
        self.assertEqual(len(self.at_stripe("payment_intents")), 3)

    def test_a_retry_charges_what_is_open_then(self):
        _mandate, move, _charge = self.charged(ar_autopay_retries=True)
        self.reversal_of(move, 25.0)
        self.work()
        self.assertEqual(self.charges("planned").amount, 75.0)

    def test_a_hard_decline_is_never_tried_again(self):
        self.company.ar_autopay_retries = True
        mandate = self.agree()
        self.invoice()
        self.turn_into(mandate, "pm_card_visa_chargeDeclinedStolenCard")
        self.until("2026-07-30")
        self.assertEqual((self.charges("failed").decline_class, mandate.state), ("hard", "ended"))

    def test_the_bank_wants_the_customer(self):
        mandate, move, charge = self.charged("pm_card_authenticationRequired")
        self.assertEqual((charge.state, mandate.state), ("confirm", "active"))
        self.assertIn("confirm", self.mails()[-1].lower())
        self.assertEqual(str(charge.confirm_until), "2026-08-06")
        self.until("2026-08-03")
        self.assertEqual(len(self.at_stripe("payment_intents")), 1, "meanwhile nothing is tried")
        self.pay_elsewhere(move)
        self.until("2026-08-20")
        self.assertEqual((charge.state, mandate.state), ("cancelled", "active"))

    def test_the_customer_does_not_confirm(self):
        mandate, move, charge = self.charged("pm_card_authenticationRequired")
        self.until("2026-08-07")
        self.assertEqual((charge.state, mandate.state), ("failed", "ended"))
        self.assertEqual(move.amount_residual, 100.0)

    def test_a_bank_debit_that_comes_back_days_later(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        mandate = self.agree("pm_insufficientFunds_de")
        move = self.invoice(currency_id=euro.id)
        self.until("2026-07-30")
        charge = self.charges()
        self.assertEqual((charge.state, move.amount_residual), ("processing", 100.0))
        self.until("2026-08-02")
        self.assertEqual(len(self.at_stripe("payment_intents")), 1, "not again while the bank works on it")
        self.until("2026-08-10")
        self.work()
        self.assertEqual((charge.state, charge.failure_code), ("failed", "insufficient_funds"))
        self.assertEqual((mandate.state, move.amount_residual), ("ended", 100.0))
        self.assert_tied_out()

    def test_a_bank_debit_comes_back_after_the_customer_has_left(self):
        """Who left is not charged again: no attempt is planned that keeps the invoice from being asked for."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.company.ar_autopay_retries = True
        mandate = self.agree("pm_insufficientFunds_de")
        self.invoice(currency_id=euro.id)
        self.until("2026-07-30")
        mandate._leave()
        self.until("2026-08-10")
        self.work()
        self.assertEqual((self.charges().state, mandate.ended_why), ("failed", "customer"))
        self.assertFalse([subject for subject in self.mails() if "try again" in subject])

    def test_a_bank_debit_that_succeeds_days_later(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.agree("pm_success_de")
        move, other = self.invoice(currency_id=euro.id), self.invoice()
        self.until("2026-07-30")
        self.until("2026-08-10")
        self.work()
        self.assertEqual((self.charges().state, move.amount_residual), ("succeeded", 0.0))
        self.assertIn("cannot be charged in this currency", other.ar_autopay_why_not)

    def test_a_defect_of_ours_is_nobody_s_fault(self):
        mandate = self.agree()
        self.invoice()
        self.shop.control(
            "POST", "/faults", kind="status", status=400, path="^/v1/payment_intents$", method="POST", count=1
        )
        self.until("2026-07-30")
        self.assertEqual(
            (self.charges().state, self.charges().decline_class, mandate.state), ("held", "ours", "active")
        )
        self.assertTrue(mandate.activity_ids)
        self.assertEqual(self.taken(), [])

    def test_refunded_money_is_not_taken_again(self):
        self.agree()
        move = self.invoice()
        self.until("2026-07-30")
        self.shop.post("refunds", payment_intent=self.charges().intent_ref)
        self.until("2026-08-20")
        self.assertEqual(move.amount_residual, 100.0)
        self.assertEqual(self.taken(), [10_000])
        self.assertIn("the money went back", move.ar_autopay_why_not)
        self.assert_tied_out("usd")

    def test_disputed_money_is_not_taken_again(self):
        self.company.ar_dispute_lost = "reopen"
        self.agree("pm_card_createDispute")
        move = self.invoice()
        self.until("2026-07-30")
        self.until("2026-08-03")
        self.assertEqual(self.taken(), [10_000])
        self.until("2026-09-30")
        self.assertEqual(self.taken(), [10_000])
        self.assertFalse(self.charges("planned", "held", "sending"))
        self.assertTrue(move)
        self.assert_tied_out("usd")

    def pay_elsewhere(self, move):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        return wizard.create({"payment_date": self.now.date()})._create_payments()

    def reversal_of(self, move, amount):
        note = self.invoice((amount, 1, None), move_type="out_refund", invoice_date_due=False, post=False)
        note.reversed_entry_id = move
        note.action_post()
        items = (move | note).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        items.reconcile()


@tagged("post_install", "-at_install")
class TestHeld(AutopayCase):
    """Risk: a limit is broken, or money that came already is asked for again."""

    def held(self, move):
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [])
        charge = self.charges()
        self.assertEqual(charge.state, "held")
        return charge.why

    def test_over_the_limit_of_one_charge(self):
        self.agree(cap_charge=99.0)
        self.assertIn("limit of one charge", self.held(self.invoice()))

    def test_nobody_is_told_of_a_charge_that_is_over_the_limit(self):
        self.company.ar_autopay_notice_days = 3
        self.agree(cap_charge=99.0)
        move = self.invoice()
        self.work()
        self.assertEqual(self.charges().state, "held", "it is seen weeks before")
        self.until("2026-07-28")
        self.assertFalse([subject for subject in self.mails() if "we charge" in subject])
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"payment_date": self.now.date(), "amount": 10.0})._create_payments()
        self.work()
        self.assertEqual((self.charges().state, self.charges().amount), ("planned", 90.0))

    def test_over_the_limit_of_one_month(self):
        self.company.ar_autopay_cap_month = 150.0
        self.agree()
        moves = self.invoice() | self.invoice()
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [10_000])
        self.assertIn("limit of one month", self.charges("held").why)
        self.until("2026-08-03")
        self.work()
        self.assertEqual(self.taken(), [10_000, 10_000], "next month there is room again")
        self.assertEqual(sum(moves.mapped("amount_residual")), 0.0)

    def test_money_of_the_customer_waits_to_be_applied(self):
        self.agree()
        move = self.invoice()
        self.until("2026-07-29")
        self.shop.collect(5_000, customer=self.customer_id(), description="thank you")
        self.pass_days()
        self.work()
        self.work()
        self.assertEqual(self.taken(), [5_000])
        self.assertIn("just coming in", self.charges("held").why)
        self.pass_days()
        self.work()
        self.assertIn("waits to be applied", self.charges("held").why)
        self.assertEqual((self.taken(), move.amount_residual), ([5_000], 100.0))

    def test_excluded_and_taken_in_again(self):
        self.agree()
        move = self.invoice()
        self.work()
        self.charges().action_exclude()
        self.work()
        self.assertFalse(self.charges())
        self.assertIn("excluded", move.ar_autopay_status)
        move.action_ar_autopay_include()
        self.work()
        self.assertEqual(self.charges().state, "planned")

    def test_paused_until_a_day(self):
        mandate = self.agree()
        self.invoice()
        self.work()
        mandate._pause("2026-08-05")
        self.until("2026-08-04")
        self.assertEqual((self.taken(), self.charges().ids), ([], []))
        self.until("2026-08-05")
        self.work()
        self.assertEqual((mandate.state, self.taken()), ("active", [10_000]))

    def test_the_card_was_taken_off_at_stripe(self):
        mandate = self.agree()
        self.invoice()
        self.work()
        self.shop.post(f"payment_methods/{mandate.method_ref}/detach")
        self.work()
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [])

    def test_only_recurring_invoices(self):
        self.agree(covers="recurring")
        move = self.invoice()
        self.work()
        self.assertFalse(self.charges())
        self.assertIn("recurring invoices only", move.ar_autopay_why_not)

    def test_reviewed_charges_wait_for_a_person(self):
        self.connection.stripe_send_charges = "review"
        self.agree()
        self.invoice()
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [])
        change = self.operations("payment_intent.create")
        self.assertEqual(change.state, "review")
        change.action_approve()
        self.work()
        self.assertEqual(self.taken(), [10_000])

    def test_what_waits_is_not_sent_once_charging_is_switched_off(self):
        self.connection.stripe_send_charges = "review"
        self.agree()
        self.invoice()
        self.until("2026-07-30")
        self.operations("payment_intent.create").action_approve()
        self.connection.stripe_send_charges = "off"
        self.work()
        self.assertEqual(self.taken(), [])
        self.assertIn("switched off", self.charges("held").why)
        self.connection.stripe_send_charges = "automatic"
        self.until("2026-07-31")
        self.assertEqual(self.taken(), [10_000])

    def test_a_person_withdraws_what_waits(self):
        self.connection.stripe_send_charges = "review"
        self.agree()
        move = self.invoice()
        self.until("2026-07-30")
        self.operations("payment_intent.create").action_cancel()
        self.until("2026-08-03")
        self.assertEqual((self.taken(), self.charges("sending", "planned").ids), ([], []))
        self.assertTrue(move.ar_autopay_excluded, "what a person withdrew is not planned again")


@tagged("post_install", "-at_install")
class TestNotice(AutopayCase):
    """Risk: a customer is charged who was not told, or told of less."""

    def setUp(self):
        super().setUp()
        self.company.ar_autopay_notice_days = 3
        self.agree()

    def test_told_three_days_before(self):
        self.invoice()
        self.until("2026-07-26")
        self.assertFalse(self.charges().notified_at)
        self.until("2026-07-27")
        self.assertTrue(self.charges().notified_at)
        self.assertIn("On 07/30/2026 we charge $\N{NO-BREAK SPACE}100.00", self.mails()[-1])
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [10_000])

    def test_an_overdue_invoice_is_charged_when_the_notice_is_over(self):
        self.invoice(invoice_date_due="2026-06-20")
        self.work()
        self.assertEqual(str(self.charges().charge_on), "2026-07-03")
        self.assertTrue(self.charges().notified_at)
        self.until("2026-07-03")
        self.assertEqual(self.taken(), [10_000])

    def test_less_than_was_told_needs_no_new_notice(self):
        move = self.invoice()
        self.until("2026-07-28")
        mails = len(self.mails())
        note = self.invoice((10.0, 1, None), move_type="out_refund", invoice_date_due=False)
        self.until("2026-07-30")
        self.assertEqual((self.taken(), len(self.mails()), note.amount_residual), ([9_000], mails + 1, 0.0))
        self.assertEqual(move.amount_residual, 0.0)

    def test_more_than_was_told_is_told_again(self):
        self.company.ar_autopay_combine = True
        self.invoice()
        self.until("2026-07-28")
        self.invoice((50.0, 1, None))
        self.work()
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [])
        self.until("2026-07-31")
        self.assertEqual(self.taken(), [15_000])
        self.assertIn("150.00", self.mails()[-2])
