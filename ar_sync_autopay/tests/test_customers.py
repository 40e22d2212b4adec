"""Risk: a customer who is merged, archived, in another currency or at another account is charged wrongly."""

from odoo.tests import tagged

from .common import AutopayCase


@tagged("post_install", "-at_install")
class TestMerged(AutopayCase):
    def setUp(self):
        super().setUp()
        self.double = self.env["res.partner"].create({"name": "Ada Instr.", "email": "x@ada.example"})
        self.double.action_ar_stripe_send()
        self.send()

    def merge(self, gone, stays):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([gone.id, stays.id], stays)

    def test_of_two_mandates_that_of_the_contact_who_stays_goes_on(self):
        kept, left = self.agree(), self.agree(partner=self.double)
        theirs = self.invoice((25.0, 1, None), partner_id=self.double.id)
        self.work()
        self.merge(self.double, self.partner)
        self.assertEqual((kept.state, left.state, left.ended_why), ("active", "ended", "replaced"))
        self.assertEqual(left.partner_id, self.partner, "its evidence stays")
        self.assertIn("Ada Instr. was merged with Ada Instruments", left.ended_note)
        self.until("2026-07-30")
        self.assertEqual((self.taken(), theirs.amount_residual), ([2_500], 0.0))
        self.assertEqual(self.charges("succeeded").mandate_id, kept)

    def test_the_only_mandate_moves_and_charges_the_cards_own_customer(self):
        former = self.customer_id(self.double)
        mandate = self.agree(partner=self.double)
        move = self.invoice()
        self.merge(self.double, self.partner)
        self.assertEqual((mandate.state, mandate.partner_id, mandate.customer_ref), ("active", self.partner, former))
        self.until("2026-07-30")
        [intent] = [row for row in self.at_stripe("payment_intents") if row["metadata"].get("odoo_model")]
        self.assertEqual((intent["customer"], intent["status"]), (former, "succeeded"))
        self.assertEqual((move.amount_residual, self.charges().receipt_id.state), (0.0, "matched"))
        self.assert_tied_out("usd")

    def test_a_charge_under_way_goes_on(self):
        self.connection.stripe_send_charges = "review"
        self.agree(partner=self.double)
        self.agree()
        move = self.invoice(partner_id=self.double.id)
        self.until("2026-07-30")
        charge = self.charges("sending")
        self.merge(self.double, self.partner)
        self.operations("payment_intent.create").action_approve()
        self.work()
        self.work()
        self.assertLessEqual(len(self.taken()), 1)
        self.assertEqual(move.amount_residual, 0.0 if self.taken() else 100.0)
        self.assertNotEqual(charge.state, "sending")

    def test_an_invoice_at_stripe_of_the_other_customer_waits_for_a_person(self):
        """Stripe counts a payment on an invoice of the same customer only."""
        self.agree(partner=self.double)
        move = self.sent_invoice()
        self.merge(self.double, self.partner)
        self.until("2026-07-30")
        self.assertEqual((self.taken(), move.amount_residual), ([], 100.0))
        self.assertIn("another customer at Stripe", self.charges().why)


@tagged("post_install", "-at_install")
class TestCustomers(AutopayCase):
    def test_an_archived_customer_is_not_charged_until_he_is_back(self):
        self.agree()
        move = self.invoice()
        self.work()
        self.partner.active = False
        self.until("2026-07-30")
        self.assertEqual((self.taken(), self.charges().why), ([], "The customer is archived."))
        self.partner.active = True
        self.until("2026-07-31")
        self.assertEqual((self.taken(), move.amount_residual), ([10_000], 0.0))

    def test_amounts_with_three_decimals(self):
        """Stripe takes them in steps of ten of the smallest unit: what is no such step waits for a person."""
        self.agree()
        dinar = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "KWD")])
        dinar.active = True
        even = self.invoice((12.34, 1, None), currency_id=dinar.id)
        odd = self.invoice((12.345, 1, None), currency_id=dinar.id)
        self.until("2026-07-30")
        self.assertEqual([row["amount"] for row in self.at_stripe("payment_intents")], [12_340])
        self.assertEqual((even.amount_residual, odd.amount_residual), (0.0, 12.345))
        self.assertIn("KWD", self.charges("held").why)
        self.assert_tied_out()

    def test_an_invoice_at_another_account_of_the_company_is_not_charged_here(self):
        self.agree()
        move = self.invoice()
        other = self.connection.copy({"name": "Second account"})
        self.Binding._bind(other, "invoice", "in_elsewhere", move)
        self.until("2026-07-30")
        self.assertEqual(self.taken(), [])
        self.assertIn("Second account", self.charges("held").why)

    def test_of_two_accounts_the_customers_own_is_charged(self):
        other = self.env["ar.sync.connection"].create(
            {"name": "Second account", "provider": "stripe", "environment": "test", "stripe_send_charges": "automatic"}
        )
        other._set_state("connected")
        self.assertEqual(self.company._ar_autopay_connection(self.partner), self.connection, "which alone knows him")
        self.partner.ar_stripe_connection_id = other
        self.assertEqual(self.company._ar_autopay_connection(self.partner), other, "which a person chose")
        mandate = self.Mandate._new(self.partner, self.company)
        self.assertEqual(mandate.connection_id, other)
        self.partner.ar_stripe_connection_id = False
        mandate = self.agree()
        self.invoice()
        self.until("2026-07-30")
        self.assertEqual((mandate.connection_id, self.taken()), (self.connection, [10_000]))
