"""The books equal Stripe's balance to the cent, in every currency and at every step, whatever the settings."""

from odoo.fields import Date

from .common import ImportedCase, StripeCase


def tell_story(case):
    """Return the steps of a month, to be taken one by one."""
    shop = case.shop
    invoice = shop.invoice(case.ada, 10_000)
    euros = shop.invoice(case.ada, 8_000, currency="eur")
    pounds = shop.invoice(case.ada, 5_555, currency="gbp")
    yield "an open invoice moves nothing"
    shop.pay(invoice)
    yield "a payment"
    shop.pay(euros)
    yield "a payment in the second settlement currency"
    shop.pay(pounds)
    yield "a payment that is converted"
    shop.collect(1_234)
    yield "money that nobody explains"
    shop.post("refunds", charge=shop.charge_of(invoice), amount=2_345)
    yield "a refund"
    shop.advance(days=8)
    payout = shop.post("payouts", amount=5_000, currency="usd")
    yield "a payout by hand"
    shop.advance(days=5)
    yield "the payout arrived"
    shop.control("POST", f"/payouts/{payout['id']}/fail")
    yield "the bank returned it"
    shop.control("POST", "/payouts/run", currency="eur")
    yield "an automatic payout of euros"
    shop.control("POST", "/disputes", charge=shop.charge_of(euros))
    yield "a dispute, with its fee"


class TestTieOut(ImportedCase):
    """Step by step, live."""

    @classmethod
    def stock(cls):
        cls.shop.control(
            "POST", f"/accounts/{cls.shop.sandbox.account_id}/settings",
            settings={"settlement_currencies": ["usd", "eur"], "payout_interval": "manual"},
        )  # fmt: skip
        cls.ada = cls.shop.customer()

    def test_at_every_step(self):
        for what in tell_story(self):
            with self.subTest(what):
                self.settle(self.connection)
                self.assert_tied_out("usd")
        self.assertEqual({row.currency_id.name for row in self.connection.tie_out_ids}, {"USD", "EUR"})

    def test_daily_entries_tie_out_too(self):
        """One entry a day: single receipts can still be matched, refunded and undone."""
        self.connection.company_id.ar_sync_booking = "daily"
        invoices = [self.shop.invoice(self.ada, amount) for amount in (10_000, 2_222, 3_333)]
        for invoice in invoices:
            self.shop.pay(invoice)
        self.settle(self.connection)
        receipts = [self.receipt(self.shop.charge_of(invoice)) for invoice in invoices]
        self.assertEqual(len({receipt.move_id for receipt in receipts}), 1)
        self.assert_tied_out("usd")
        self.assertEqual({self.move(invoice).payment_state for invoice in invoices}, {"paid"})
        self.shop.post("refunds", charge=self.shop.charge_of(invoices[1]), amount=222)
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertEqual([round(self.move(invoice).amount_residual, 2) for invoice in invoices], [0.0, 2.22, 0.0])
        receipts[0].action_undo()
        self.assert_tied_out("usd")
        self.assertEqual([round(self.move(invoice).amount_residual, 2) for invoice in invoices], [100.0, 2.22, 0.0])

    def test_payouts_wait_in_transit_for_the_bank(self):
        self.shop.pay(self.shop.invoice(self.ada, 100_000))
        self.shop.advance(days=8)
        payout = self.shop.post("payouts", amount=50_000, currency="usd")
        self.settle(self.connection)
        transit = self.connection.company_id.ar_transit_account_id
        self.assertEqual(self.balance(transit), 500.0)
        self.shop.advance(days=5)
        self.shop.control("POST", f"/payouts/{payout['id']}/fail")
        self.settle(self.connection)
        self.assertEqual(self.balance(transit), 0.0)
        self.assert_tied_out("usd")

    def test_a_difference_is_shown_not_hidden(self):
        self.shop.pay(self.shop.invoice(self.ada, 10_000))
        self.settle(self.connection)
        receipt = self.env["ar.match.receipt"].search([], limit=1)
        account, other = receipt.journal_id.default_account_id, self.connection.company_id._ar_account("clearing")
        self.env["account.move"].create(
            {
                "journal_id": self.connection.company_id._ar_transfer_journal().id,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "debit": 1.0}),
                    (0, 0, {"account_id": other.id, "credit": 1.0}),
                ],
            }
        )._post()
        self.connection.action_check_tie_out()
        row = self.connection.tie_out_ids.filtered(lambda row: row.currency_id.name == "USD")
        self.assertFalse(row.is_tied_out)
        self.assertEqual(row.difference, -1.0)
        self.assertEqual(self.connection.health_level, "warning")

    def test_proven_after_every_change_without_asking(self):
        self.shop.pay(self.shop.invoice(self.ada, 10_000))
        self.settle(self.connection)
        self.assertFalse(self.connection.needs_tie_out)
        row = self.connection.tie_out_ids.filtered(lambda row: row.currency_id.name == "USD")
        self.assertAlmostEqual(row.ledger_balance, self.shop.total("usd"), 2)
        self.assertTrue(row.is_tied_out)


class TestShadow(ImportedCase):
    """Shadow mode proposes and posts nothing of the money."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()
        cls.invoice = cls.shop.invoice(cls.ada, 10_000)
        cls.shop.pay(cls.invoice)
        cls.shop.collect(1_234, cls.ada)

    @classmethod
    def new_connection(cls, env, key=None, **values):
        return super().new_connection(env, key, **{"mode": "shadow", **values})

    def test_posts_nothing_and_says_what_it_would(self):
        receipts = self.env["ar.match.receipt"].search([])
        self.assertEqual(len(receipts), 2)
        self.assertFalse(receipts.move_id)
        self.assertFalse(self.env["ar.stripe.balance.transaction"].search([("is_booked", "=", True)]))
        sure = self.receipt(self.shop.charge_of(self.invoice))
        self.assertTrue(sure.is_shadow)
        self.assertEqual(sure.state, "review")
        self.assertEqual(sure.proposal_ids[:1].line_ids.move_id, self.move(self.invoice))
        self.connection._ar_update_tie_out()
        row = self.connection.tie_out_ids.filtered(lambda row: row.currency_id.name == "USD")
        self.assertAlmostEqual(row.waiting_amount, self.shop.total("usd"), 2)
        self.assertEqual(row.difference, 0.0, "what is not booked is explained")

    def test_then_automatic_books_everything(self):
        self.connection.mode = "automatic"
        self.env["ar.match.receipt"].search([]).action_match()
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertEqual(self.move(self.invoice).payment_state, "paid")


class TestBookFrom(StripeCase):
    """A company that begins in the middle: what lies before is one opening entry."""

    @classmethod
    def prepare(cls):
        shop = cls.shop
        ada = shop.customer()
        cls.old = shop.invoice(ada, 10_000)
        shop.pay(cls.old)
        cls.pending = shop.invoice(ada, 3_000)
        shop.advance(days=20)
        cls.new = shop.invoice(ada, 20_000)
        shop.pay(cls.new)
        cls.connection = cls.new_connection(cls.env, import_from="2026-07-15")
        cls.import_all(cls.connection)

    def test_opening_entry_and_the_rest_in_full(self):
        self.assert_tied_out("usd")
        self.assertFalse(self.move(self.old))
        self.assertFalse(self.receipt(self.shop.charge_of(self.old)))
        self.assertEqual(self.move(self.new).payment_state, "paid")
        opening = self.mirror("charge", self.shop.charge_of(self.old)).balance_transaction_id.move_id
        self.assertEqual(opening.date, Date.to_date("2026-07-15"))

    def test_old_invoice_paid_now_is_money_that_waits(self):
        """Its invoice is not in the books, its money is."""
        self.shop.pay(self.pending)
        self.settle(self.connection)
        self.assert_tied_out("usd")
        receipt = self.receipt(self.shop.charge_of(self.pending))
        self.assertEqual(receipt.state, "review")
        self.assertEqual(receipt.unapplied_amount, 30.0)

    def test_refund_of_money_from_before(self):
        """The money it takes back is in the opening entry: it goes to clearing, where a person sees it."""
        self.shop.post("refunds", charge=self.shop.charge_of(self.old), amount=4_000)
        clearing = self.connection.company_id.ar_clearing_account_id
        before = self.balance(clearing)
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertEqual(self.balance(clearing) - before, 40.0)
