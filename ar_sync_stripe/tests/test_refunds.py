"""Money that goes back: refunds, refunds that fail, disputes. Invoices open again, and the books stay tied out."""

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ImportedCase

DAY_S = 86_400


class TestRefunds(ImportedCase):
    """A paid invoice, and what takes its money back."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def paid(self, amount=10_000, method="pm_card_visa", **params):
        """Return (an invoice that is paid and in the books, its charge)."""
        invoice = self.shop.invoice(self.ada, amount, **params)
        self.shop.pay(invoice, method)
        charge = self.shop.charge_of(invoice)
        self.arrive()
        return invoice, charge

    def arrive(self):
        self.settle(self.connection)
        self.assert_tied_out("usd")

    def residual(self, invoice):
        return round(self.move(invoice).amount_residual, 3)

    # === REFUNDS === #

    def test_full_refund_opens_the_invoice(self):
        invoice, charge = self.paid()
        self.shop.post("refunds", charge=charge)
        self.arrive()
        receipt = self.receipt(charge)
        self.assertEqual((receipt.state, receipt.reversed_amount), ("reversed", 100.0))
        self.assertEqual(self.residual(invoice), 100.0)
        self.assertEqual(self.move(invoice).payment_state, "not_paid")

    def test_partial_refunds_open_their_part_each(self):
        invoice, charge = self.paid()
        for refund, left in ((1_500, 15.0), (2_501, 40.01), (5_999, 100.0)):
            self.shop.post("refunds", charge=charge, amount=refund)
            self.arrive()
            self.assertEqual(self.residual(invoice), left)
        self.assertEqual(self.receipt(charge).state, "reversed")

    def test_refund_that_is_read_with_its_charge(self):
        """Charge and refund arrive in one batch: the charge is booked first."""
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        charge = self.shop.charge_of(invoice)
        self.shop.post("refunds", charge=charge, amount=4_000)
        self.arrive()
        self.assertEqual(self.residual(invoice), 40.0)

    def test_refund_takes_the_open_part_first(self):
        """Of an overpayment, the credit goes back before the application."""
        invoice = self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(12_500, self.ada)
        self.shop.post(f"invoices/{invoice['id']}/attach_payment", payment_intent=intent["id"])
        self.arrive()
        self.shop.post("refunds", payment_intent=intent["id"], amount=2_500)
        self.arrive()
        self.assertEqual(self.residual(invoice), 0.0)
        self.assertEqual(self.receipt(intent["id"]).unapplied_amount, 0.0)
        self.shop.post("refunds", payment_intent=intent["id"], amount=1_000)
        self.arrive()
        self.assertEqual(self.residual(invoice), 10.0)

    def test_refund_of_what_nobody_applied(self):
        intent = self.shop.collect(7_700)
        self.arrive()
        self.shop.post("refunds", payment_intent=intent["id"])
        self.arrive()
        receipt = self.receipt(intent["id"])
        self.assertEqual(receipt.state, "reversed")
        self.assertEqual(self.balance(self.connection.company_id.ar_unapplied_account_id), 0.0)

    def test_refund_in_another_currency_than_the_settlement(self):
        invoice, charge = self.paid(9_999, currency="gbp")
        for amount in (3_333, 3_333, 3_333):
            self.shop.post("refunds", charge=charge, amount=amount)
            self.arrive()
        self.assertEqual(self.residual(invoice), 99.99)
        self.assertEqual(self.receipt(charge).state, "reversed")

    def test_failed_refund_comes_back_for_a_person(self):
        invoice, charge = self.paid(method="pm_card_refundFail")
        self.shop.post("refunds", charge=charge)
        self.arrive()
        self.assertEqual(self.receipt(charge).state, "reversed")
        self.shop.advance(days=8)
        self.arrive()
        receipt = self.receipt(charge)
        self.assertEqual((receipt.state, receipt.reversed_amount), ("review", 0.0))
        self.assertEqual(receipt.unapplied_amount, 100.0)
        self.assertIn("failed", receipt.reason)
        self.assertEqual(self.residual(invoice), 100.0)

    def test_pending_refund_is_booked_when_it_moves(self):
        invoice, charge = self.paid(method="pm_card_pendingRefund")
        self.shop.post("refunds", charge=charge)
        self.arrive()
        self.shop.advance(days=8)
        self.arrive()
        self.assertEqual(self.residual(invoice), 100.0)

    def test_refund_after_a_person_took_the_application_back(self):
        invoice, charge = self.paid()
        self.receipt(charge).action_undo()
        self.shop.post("refunds", charge=charge, amount=3_000)
        self.arrive()
        self.assertEqual(self.receipt(charge).unapplied_amount, 70.0)
        self.assertEqual(self.residual(invoice), 100.0)

    def test_pending_refund_that_fails_comes_back(self):
        invoice, charge = self.paid(method="pm_card_pendingRefund")
        refund = self.shop.post("refunds", charge=charge, amount=4_000)
        self.assertEqual(refund["status"], "pending")
        self.arrive()
        self.shop.control("POST", f"/refunds/{refund['id']}/fail")
        self.arrive()
        receipt = self.receipt(charge)
        self.assertEqual((receipt.unapplied_amount, receipt.reversed_amount), (40.0, 0.0))
        self.assertEqual(self.residual(invoice), 40.0)

    def test_refunds_of_which_one_fails(self):
        invoice, charge = self.paid()
        first, _second = (self.shop.post("refunds", charge=charge, amount=amount) for amount in (2_500, 3_100))
        self.arrive()
        self.assertEqual(self.residual(invoice), 56.0)
        self.shop.control("POST", f"/refunds/{first['id']}/fail")
        self.arrive()
        receipt = self.receipt(charge)
        self.assertEqual((receipt.reversed_amount, receipt.unapplied_amount, receipt.state), (31.0, 25.0, "review"))

    def test_refund_of_money_that_paid_several_invoices(self):
        """The newest application goes first, as far as the refund reaches."""
        invoices = [self.shop.invoice(self.ada, amount) for amount in (4_000, 6_000)]
        intent = self.shop.collect(10_000, self.ada)
        self.arrive()
        receipt = self.receipt(intent["id"])
        if receipt.state != "matched":
            moves = [self.move(invoice) for invoice in invoices]
            items = [move.line_ids.filtered(lambda row: row.display_type == "payment_term") for move in moves]
            receipt._apply_by_person([Share(item, item.amount_residual_currency) for item in items])
        self.shop.post("refunds", payment_intent=intent["id"], amount=7_500)
        self.arrive()
        self.assertEqual(sum(self.residual(invoice) for invoice in invoices), 75.0)
        self.assertEqual(sorted(self.residual(invoice) for invoice in invoices), [15.0, 60.0])
        self.shop.post("refunds", payment_intent=intent["id"])
        self.arrive()
        self.assertEqual([self.residual(invoice) for invoice in invoices], [40.0, 60.0])

    def test_yen_and_dinars_go_back_to_the_last_unit(self):
        for currency, amount, part, left in (("jpy", 12_345, 3_333, 3_333.0), ("kwd", 12_340, 3_330, 3.33)):
            invoice, charge = self.paid(amount, currency=currency)
            self.shop.post("refunds", charge=charge, amount=part)
            self.arrive()
            self.assertEqual(self.residual(invoice), left, currency)
            self.shop.post("refunds", charge=charge)
            self.arrive()
            self.assertEqual(self.receipt(charge).state, "reversed", currency)
            self.assertEqual(self.residual(invoice), round(self.move(invoice).amount_total, 3))

    # === DISPUTES === #

    def dispute(self, status=None):
        """Return (invoice, charge) of a payment that was disputed, and decided where ``status`` says so."""
        invoice, charge = self.paid()
        dispute = self.shop.control("POST", "/disputes", charge=charge)
        self.arrive()
        if status:
            self.shop.control("POST", f"/disputes/{dispute['id']}/close", status=status)
            self.arrive()
        return invoice, charge

    def test_open_dispute_waits_on_its_account_with_its_fee(self):
        invoice, _charge = self.dispute()
        company = self.connection.company_id
        self.assertEqual(self.balance(company.ar_dispute_account_id), 100.0)
        self.assertEqual(self.residual(invoice), 0.0, "who owes the money is not decided yet")

    def test_won_dispute_clears_its_account(self):
        self.dispute("won")
        self.assertEqual(self.balance(self.connection.company_id.ar_dispute_account_id), 0.0)

    def test_lost_dispute_stays_where_a_person_sees_it(self):
        self.dispute("lost")
        self.assertEqual(self.balance(self.connection.company_id.ar_dispute_account_id), 100.0)
