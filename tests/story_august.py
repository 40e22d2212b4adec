"""August: refunds, disputes, credit notes, another price, and payouts once a week."""

from .story_company import on
from .story_july import July


class August(July):
    """Refunds, disputes, credit notes, another price, and payouts once a week."""

    @on("08-03", "09-03", "10-03")
    def contracts_go_on(self):
        month = f"{self.day:%m}"
        usd = {"08": 19_800, "09": 21_800}.get(month)  # it ends before October
        if usd:
            self.month(f"bob-{month}", "bob", "usd", usd, "8.625")
        self.month(f"claire-{month}", "claire", "eur", 9_200, "20")
        self.month(f"dai-{month}", "dai", "jpy", 14_850, "10")

    @on("08-04")
    def the_rest_by_bank(self):
        self.bank.book(
            "eur", "2026-08-04", 68_999, f"Rest {self.number('a2')}", name="Rheinwerk GmbH", end_to_end="RW-2"
        )
        self.notes.transferred("rhein", "eur", 68_999, a2=68_999)

    @on("08-05")
    def money_back(self):
        self.shop.post("refunds", charge=self.charge("b8"))
        self.notes.refunded("claire", "eur", 17_999, b8=17_999)
        self.refund = self.shop.post("refunds", charge=self.charge("b9"))["id"]
        self.notes.refunded("bob", "usd", 31_000, b9=31_000)

    @on("08-14")
    def a_refund_that_never_arrived(self):
        """Money that could not be given back pays its invoice again."""
        self.assertEqual(self.shop.get(f"refunds/{self.refund}")["status"], "failed")
        self.notes.refunded("bob", "usd", -31_000, b9=-31_000)

    @on("08-06")
    def two_disputes(self):
        self.lost = self.shop.control("POST", "/disputes", charge=self.charge("b10"))["id"]
        self.notes.disputed("jpy", 50_000)
        self.won = self.shop.control("POST", "/disputes", charge=self.charge("b11"))["id"]
        self.notes.disputed("usd", 42_000)

    @on("08-10")
    def another_price(self):
        """The price changes in Odoo; the contract at Stripe follows from its next month."""
        row = self.care.ar_stripe_price_ids.filtered(lambda price: price.currency_id.name == "USD")
        row.amount = 109.0
        self.work("send")
        self.note_prices()
        self.assertEqual(self.prices["usd"]["unit_amount"], 10_900)
        contract = self.shop.get(f"subscriptions/{self.subscribed['bob']}")
        item = {"id": contract["items"]["data"][0]["id"], "price": self.prices["usd"]["id"], "quantity": 2}
        self.shop.post(f"subscriptions/{contract['id']}", items=[item], proration_behavior="none")

    @on("08-11")
    def euros_to_be_credited(self):
        self.invoice_at_stripe("b12", "claire", "eur", 15_000)
        self.notes.invoice("b12", "claire", "eur", 15_000)

    @on("08-12")
    def credited_before_it_is_paid(self):
        self.shop.post("credit_notes", invoice=self.remote["b12"], amount=3_000)
        self.notes.credit("b12", 3_000)
        self.notes.settle("b12", 3_000)
        settings = {"payout_interval": "weekly", "payout_weekly_anchor": "monday"}
        self.shop.control("POST", f"/accounts/{self.shop.sandbox.account_id}/settings", settings=settings)

    @on("08-13")
    def paid_and_partly_credited(self):
        self.invoice_at_stripe("b13", "bob", "usd", 9_000)
        self.notes.invoice("b13", "bob", "usd", 9_000)
        self.pay("b13")
        self.notes.paid("bob", "usd", 9_000, b13=9_000)

    @on("08-14")
    def to_the_balance(self):
        self.shop.post("credit_notes", invoice=self.remote["b13"], amount=2_500, credit_amount=2_500)
        self.notes.credit("b13", 2_500)

    @on("08-17")
    def the_balance_is_used(self):
        self.invoice_at_stripe("b14", "bob", "usd", 6_000)
        self.notes.invoice("b14", "bob", "usd", 6_000)
        self.pay("b14")
        self.notes.paid("bob", "usd", 3_500, b14=6_000)

    @on("08-18")
    def what_is_left_is_paid(self):
        self.pay("b12")
        self.notes.paid("claire", "eur", 12_000, b12=12_000)

    @on("08-19")
    def pounds_back(self):
        refund = self.shop.post("refunds", charge=self.charge("b7"), amount=10_000)
        worth = -self.shop.get(f"balance_transactions/{refund['balance_transaction']}")["amount"]
        self.notes.refunded_converted("ely", "gbp", 10_000, "usd", worth)
        self.notes.reopen("b7", 10_000)

    @on("08-20")
    def one_is_lost(self):
        self.shop.control("POST", f"/disputes/{self.lost}/close", status="lost")
        self.notes.lost("jpy", 50_000)

    @on("08-21")
    def a_thousand(self):
        self.invoice_in_odoo("a4", "ada", "usd", (1000.0, 1, 0), tax=self.sales)
        self.notes.invoice("a4", "ada", "usd", 108_250, 8_250)

    @on("08-24")
    def odoo_credits_a_part(self):
        self.reverse("a4", 200.0).action_ar_stripe_send()
        self.work("send")
        self.notes.credit("a4", 21_650, 1_650)
        self.notes.settle("a4", 21_650)

    @on("08-25")
    def one_is_won(self):
        self.shop.control("POST", f"/disputes/{self.won}/close", status="won")
        self.notes.won("usd", 42_000)

    @on("08-21")
    def by_mistake(self):
        self.invoice_at_stripe("b15", "bob", "usd", 4_400)
        self.notes.invoice("b15", "bob", "usd", 4_400)
        self.invoice_at_stripe("b16", "ely", "gbp", 8_800)
        self.notes.invoice("b16", "ely", "gbp", 8_800)

    @on("08-27")
    def void(self):
        self.shop.post(f"invoices/{self.remote['b15']}/void")
        self.notes.void("b15")

    @on("08-28")
    def what_odoo_left_open_is_paid(self):
        self.pay("a4")
        self.notes.paid("ada", "usd", 86_600, a4=86_600)
