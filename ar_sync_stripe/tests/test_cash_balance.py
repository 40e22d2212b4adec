"""Bank transfers that Stripe receives for customers: seen when they come, booked when they are applied."""

from .common import ImportedCase


class TestCashBalance(ImportedCase):
    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def transfer(self, amount, currency="usd", reference="", customer=None):
        body = {"customer": customer or self.ada, "amount": amount, "currency": currency, "reference": reference}
        return self.shop.control("POST", "/bank_transfers", **body)

    def arrive(self):
        self.settle(self.connection)
        self.assert_tied_out()

    def residual(self, invoice):
        return round(self.move(invoice).amount_residual, 3)

    def movements(self):
        return self.env["ar.stripe.cash.balance.transaction"].search([])

    def unapplied(self):
        return self.env["ar.stripe.cash.balance.transaction"].search([("is_latest", "=", True)])

    def test_a_transfer_pays_the_invoice_it_names(self):
        for currency in ("usd", "eur", "jpy"):
            customer = self.shop.customer(f"Payer {currency}")
            first = self.shop.invoice(customer, 10_000, currency=currency)
            second = self.shop.invoice(customer, 10_000, currency=currency)
            self.transfer(10_000, currency, f"Re {second['number']}", customer)
            self.arrive()
            with self.subTest(currency):
                self.assertEqual(self.residual(second), 0.0)
                self.assertEqual(self.move(first).payment_state, "not_paid")
                receipt = self.receipt(self.shop.charge_of(second))
                self.assertEqual((receipt.state, receipt.unapplied_amount), ("matched", 0.0))
                self.assertEqual(receipt.partner_id, self.mirror("customer", customer).partner_id)

    def test_what_is_too_much_waits_and_is_seen(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.transfer(12_500, reference="thanks")
        self.arrive()
        self.assertEqual(self.residual(invoice), 0.0)
        funds = self.unapplied()
        self.assertEqual((funds.ending_balance, funds.type), (25.0, "applied_to_payment"))
        self.assertEqual(self.mirror("customer", self.ada).cash_text, "25.00 USD")
        self.assertEqual(funds.payment_intent_id.external_id, self.movements().payment_intent_id.external_id)

    def test_what_pays_nothing_is_not_in_the_books(self):
        """Money that Stripe only keeps for a customer is not in its balance: no entry, and the tie-out is green."""
        self.shop.invoice(self.ada, 10_000)
        before = self.counts()["ar_match_receipt"]
        self.transfer(4_000)
        self.arrive()
        self.assertEqual(self.counts()["ar_match_receipt"], before)
        self.assertEqual(self.unapplied().ending_balance, 40.0)
        self.transfer(6_000)
        self.arrive()
        self.assertFalse(self.unapplied())
        self.assertEqual(self.counts()["ar_match_receipt"], before + 1)

    def test_sent_back(self):
        self.transfer(4_000)
        self.shop.advance(seconds=1)
        self.shop.control("POST", f"/bank_transfers/{self.ada}/return", amount=4_000, currency="usd")
        self.arrive()
        self.assertFalse(self.unapplied())
        self.assertEqual(sorted(self.movements().mapped("type")), ["funded", "return_initiated"])

    def test_details_of_the_sender(self):
        self.transfer(4_000, "eur", "INV 7")
        self.arrive()
        row = self.movements()
        self.assertEqual((row.transfer_type, row.reference), ("eu_bank_transfer", "INV 7"))
        self.assertEqual((row.sender_name, row.sender_last4), ("ADA INSTRUMENTS", "3000"))

    def test_by_event_and_by_list_it_is_the_same(self):
        self.transfer(4_000)
        self.arrive()
        dump = self.mirror_dump()["ar_stripe_cash_balance_transaction"]
        self.movements().sudo().unlink()
        self.connection.stream_ids.filtered(lambda row: row.kind == "customer_cash_balance_transaction")._restart()
        self.run_stages(self.env, "import")
        self.assertEqual(self.mirror_dump()["ar_stripe_cash_balance_transaction"], dump)
        before = self.counts()
        self.receive(*self.shop.deliveries(), *self.shop.deliveries())
        self.arrive()
        self.assertEqual((self.counts(), len(self.movements())), (before, 1))
