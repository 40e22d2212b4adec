"""Risk: a customer is charged twice, too much, too early, or not at all; or the money is not in the books."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import AutopayCase


@tagged("post_install", "-at_install")
class TestChargedOnTheDueDate(AutopayCase):
    def test_an_invoice_is_charged_posted_and_reconciled_on_its_due_date(self):
        mandate = self.agree()
        move = self.invoice((100.0, 1, self.tax(20)))
        self.work()
        charge = self.charges()
        self.assertEqual((charge.state, str(charge.charge_on), charge.amount), ("planned", "2026-07-30", 120.0))
        self.assertEqual(mandate.next_charge_id, charge)
        self.until("2026-07-29")
        self.assertEqual(self.taken(), [])
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [12_000])
        self.assertEqual(charge.state, "succeeded")
        self.assertEqual((move.amount_residual, move.payment_state in ("paid", "in_payment")), (0.0, True))
        self.assertEqual(charge.receipt_id.state, "matched")
        self.assertEqual(charge.receipt_id.invoice_ids, move)
        self.assert_tied_out("usd")
        self.assertIn("We charged", self.mails()[-1])
        self.until("2026-08-05")
        self.assertEqual(self.taken(), [12_000], "once")

    def test_an_invoice_that_is_at_stripe_is_paid_there_too(self):
        self.agree()
        move = self.sent_invoice((100.0, 1, None))
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [10_000])
        self.assertEqual(self.remote(move)["status"], "paid")
        self.assertEqual(move.amount_residual, 0.0)
        self.assert_tied_out("usd")

    def test_not_before_the_hour_of_the_customer(self):
        self.agree()
        self.partner.tz = "America/Los_Angeles"
        self.invoice()
        self.until("2026-07-29")
        self.pass_days(1)  # noon in UTC is five in the morning there
        self.work()
        self.assertEqual(self.taken(), [])
        self.pass_days(0, hours=4)
        self.work()
        self.assertEqual(self.taken(), [10_000])

    def test_due_on_a_day_off(self):
        self.agree()
        self.invoice(invoice_date_due="2026-08-01")  # a Saturday
        self.work()
        self.assertEqual(str(self.charges().charge_on), "2026-08-03")
        self.company.ar_autopay_rule = "preceding"
        self.Mandate.search([]).needs_plan = True
        self.work()
        self.assertEqual(str(self.charges().charge_on), "2026-07-31")

    def test_only_the_rest_of_what_was_paid_in_part(self):
        self.agree()
        move = self.invoice()
        self.work()
        self.pay_by_bank(move, 30.0)
        self.work()
        self.assertEqual(self.charges().amount, 70.0)
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [7_000])
        self.assertEqual(move.amount_residual, 0.0)

    def test_what_was_paid_is_not_charged(self):
        self.agree()
        move = self.invoice()
        self.work()
        self.pay_by_bank(move)
        self.until("2026-07-31")
        self.assertEqual(self.taken(), [])
        self.assertFalse(self.charges())

    def test_paid_in_the_last_second(self):
        """The change is written and released; then somebody pays; then the worker comes."""
        self.agree()
        move = self.invoice()
        self.until("2026-07-29")
        self.pass_days()
        self.run_stages(self.env, "autopay")
        self.assertEqual(self.charges().state, "sending")
        self.pay_by_bank(move)
        self.work()
        self.assertEqual(self.taken(), [])
        self.assertEqual(self.operations("payment_intent.create").state, "failed")
        self.assertFalse(self.charges("sending", "succeeded", "failed"))
        self.assertEqual(self.Mandate.search([]).state, "active", "the customer is not to blame")

    def test_credit_notes_are_used_first(self):
        self.agree()
        move = self.invoice()
        note = self.invoice((40.0, 1, None), move_type="out_refund", invoice_date_due=False)
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [6_000])
        self.assertEqual((move.amount_residual, note.amount_residual), (0.0, 0.0))

    def test_a_credit_note_is_kept_until_the_invoice_is_nearly_due(self):
        self.agree()
        move = self.invoice()
        note = self.invoice((40.0, 1, None), move_type="out_refund", invoice_date_due=False)
        self.work()
        self.assertEqual(self.charges().amount, 60.0, "the plan shows what will be left")
        self.assertEqual((move.amount_residual, note.amount_residual), (100.0, 40.0))

    def test_the_bank_replaces_the_card(self):
        mandate = self.agree()
        self.invoice()
        self.work()
        self.shop.control("POST", "/webhooks/policy", paused=True)
        with self.shop.engine.lock:
            ctx = self.shop.engine.context()
            row = ctx.get("payment_method", mandate.method_ref)
            ctx.update(row, card={**row["card"], "last4": "5556", "exp_month": 7, "exp_year": 2026})
            ctx.emit("payment_method.automatically_updated", row)
            self.shop.engine.commit()
        self.pass_days()
        self.work()
        self.work()
        self.pass_days()
        self.work()
        self.assertEqual(mandate.method_name, "Visa … 5556")
        self.assertEqual(len([subject for subject in self.mails() if "expires soon" in subject]), 1)

    def test_several_invoices_of_a_day_are_one_charge(self):
        self.company.ar_autopay_combine = True
        self.agree()
        moves = self.invoice((100.0, 1, None)) | self.invoice((25.5, 1, None))
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [12_550])
        self.assertEqual(moves.mapped("amount_residual"), [0.0, 0.0])
        self.assertEqual(self.charges().receipt_id.invoice_ids, moves)

    def test_installments_are_charged_each_on_its_day(self):
        self.agree()
        term = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
                ],
            }
        )
        move = self.invoice(invoice_payment_term_id=term.id, invoice_date_due=False)
        self.work()
        self.assertEqual([str(row.charge_on) for row in self.charges()], ["2026-07-10", "2026-07-30"])
        self.until("2026-07-10")
        self.assertEqual((self.taken(), move.amount_residual), ([5_000], 50.0))
        self.until("2026-07-31")
        self.assertEqual((self.taken(), move.amount_residual), ([5_000, 5_000], 0.0))

    def test_a_foreign_currency_and_one_without_cents(self):
        self.agree()
        euro, yen = self.env.ref("base.EUR"), self.env.ref("base.JPY")
        (euro | yen).active = True
        moves = self.invoice((80.0, 1, None), currency_id=euro.id) | self.invoice((9000, 1, None), currency_id=yen.id)
        self.until("2026-07-30")
        self.assertEqual(sorted(row["amount"] for row in self.at_stripe("payment_intents")), [8_000, 9_000])
        self.assertEqual(moves.mapped("amount_residual"), [0.0, 0.0])
        self.assert_tied_out()

    def pay_by_bank(self, move, amount=None):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        return wizard.create(
            {"payment_date": self.now.date(), **({"amount": amount} if amount else {})}
        )._create_payments()
