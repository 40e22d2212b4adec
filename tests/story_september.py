"""September: a top-up, payouts that come back, money converted, and what is open at the end."""

from .story_august import August
from .story_company import on


class September(August):
    """A top-up, payouts that fail, money converted, and what is open at the end."""

    @on("09-01")
    def topped_up(self):
        self.shop.control("POST", "/topups", amount=50_000, currency="usd")
        self.notes.sent("usd", -50_000)
        self.bank.book("usd", "2026-09-01", -50_000, "STRIPE TOP-UP", name="STRIPE")
        self.notes.arrived("usd", -50_000)

    @on("09-01")
    def a_payout_of_a_closed_month_comes_back(self):
        """Its bank transaction is in August, which is locked."""
        payout = next(row for row in self.payouts("paid") if row["currency"] == "eur")
        self.assertEqual(self.clock_day(payout["arrival_date"]).month, 8)
        self.comes_back(payout)

    @on("09-04")
    def in_a_hurry(self):
        self.shop.post("payouts", amount=10_000, currency="usd", method="instant")
        self.notes.sent("usd", 10_000, fee=100)

    @on("09-07")
    def a_payout_fails_on_its_way(self):
        [payout] = [row for row in self.payouts("pending") if row["currency"] == "eur"]
        self.shop.control("POST", f"/payouts/{payout['id']}/fail")
        self.notes.sent("eur", -payout["amount"])

    @on("09-09")
    def three_hundred(self):
        self.invoice_in_odoo("a6", "ada", "usd", (300.0, 1, 0))
        self.notes.invoice("a6", "ada", "usd", 30_000)

    @on("09-10")
    def paid_at_once(self):
        self.pay("a6")
        self.notes.paid("ada", "usd", 30_000, a6=30_000)

    @on("09-11")
    def from_one_balance_to_another(self):
        """Euros become dollars, and dollars yen, at Stripe: the rate is Stripe's, the fee is a percent."""
        for code, amount, into in (("eur", 4_000, "usd"), ("usd", 2_500, "jpy")):
            sides = self.shop.control("POST", "/conversions", amount=amount, currency=code, into=into)["data"]
            self.notes.converted(code, amount, into, sides[1]["amount"])

    @on("09-15")
    def a_debit_and_bad_debt(self):
        self.invoice_at_stripe("b17", "bob", "usd", 13_000)
        self.notes.invoice("b17", "bob", "usd", 13_000)
        self.pay("b17", "pm_usBankAccount_success")
        self.shop.post(f"invoices/{self.remote['b16']}/mark_uncollectible")
        self.notes.invoices["b16"].status = "uncollectible"

    @on("09-16")
    def odoo_refunds_through_stripe(self):
        self.reverse("a6", 100.0).action_ar_stripe_refund()
        refund = self.env["ar.sync.operation"].search([("kind", "=", "refund.create")])
        self.assertEqual(refund.state, "review")
        refund.action_approve()
        self.work("send")
        self.notes.credit("a6", 10_000)
        self.notes.refunded("ada", "usd", 10_000)

    @on("09-17")
    def a_part_of_it(self):
        self.invoice_at_stripe("b18", "claire", "eur", 26_000)
        self.notes.invoice("b18", "claire", "eur", 26_000)
        self.attach("b18", "claire", "eur", 10_000)
        self.notes.paid("claire", "eur", 10_000, b18=10_000)

    @on("09-18")
    def a_payout_comes_back_from_the_bank(self):
        self.comes_back(next(row for row in self.payouts("paid") if row["currency"] == "usd"))

    def comes_back(self, payout):
        """The bank sends a payout back that it had stated."""
        code, number, amount = payout["currency"], payout["id"], payout["amount"]
        self.shop.control("POST", f"/payouts/{number}/fail")
        self.notes.sent(code, -amount)
        details = {"name": "STRIPE", "end_to_end": number, "returned": "AC04"}
        self.bank.book(code, str(self.day), -amount, f"RETURN {number}", **details)
        self.notes.arrived(code, -amount)

    @on("09-21")
    def the_banks_fee(self):
        self.bank.book("usd", "2026-09-21", -1_500, "ACCOUNT FEES Q3")
        self.notes.bank_fee("usd", 1_500)

    @on("09-22")
    def a_contract_ends(self):
        self.shop.post(f"subscriptions/{self.subscribed['bob']}", cancel_at_period_end=True)

    @on("09-24")
    def a_payout_is_taken_back(self):
        """A payout that arrived is reversed: Stripe collects it from the bank again."""
        payout = next(row for row in self.payouts("paid") if row["currency"] == "usd")
        self.shop.control("POST", f"/payouts/{payout['id']}/reverse")
        self.notes.sent("usd", -payout["amount"])

    @on("09-28")
    def somebody_says_what_the_bank_took(self):
        """The accountant books the bank's fee in Odoo, as the bank's line says it."""
        line = self.env["account.bank.statement.line"].search([("amount", "=", -15.0)])
        suspense = line.move_id.line_ids.filtered(lambda row: row.account_id == line.journal_id.suspense_account_id)
        expense = self.env["account.account"].search([("account_type", "=", "expense")], limit=1)
        line.move_id.button_draft()
        suspense.account_id = expense
        line.move_id.action_post()
        self.notes.explained("usd", 1_500)

    @on("09-23")
    def the_debit_is_good(self):
        [row] = self.shop.get("invoice_payments", invoice=self.remote["b17"])["data"]
        self.assertEqual(row["status"], "paid")
        self.notes.paid("bob", "usd", 13_000, "debit", b17=13_000)
