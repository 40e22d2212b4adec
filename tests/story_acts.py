"""The quarter, told by month. Figures are written out, so that they can be checked with paper and pencil."""

from odoo.fields import Command

from .story_company import on
from .story_hands import CARD, Hands
from .story_notebook import percent


class July(Hands):
    """Catalogue, customers, first invoices, every way of paying."""

    @on("07-01")
    def catalogue(self):
        """Products are made in Odoo and sold at Stripe by the month, in three currencies."""
        self.sales, self.vat, self.consumption = self.tax(8.25), self.tax(19), self.tax(10)
        monthly = [("usd", 99.0), ("eur", 92.0), ("jpy", 14_850)]
        self.care = self.env["product.template"].create(
            {
                "name": "Instrument Care",
                "type": "service",
                "list_price": 99.0,
                "ar_stripe_sell": True,
                "ar_stripe_price_ids": [
                    Command.create({"currency_id": self.currency(code).id, "amount": amount, "interval": "month"})
                    for code, amount in monthly
                ],
            }
        )
        self.env["product.template"].create(
            {"name": "Bench refractometer", "list_price": 1890.0, "ar_stripe_sell": True}
        )
        self.work("send")
        self.note_prices()
        self.assertEqual(self.prices["usd"]["unit_amount"], 9_900)
        self.assertEqual(self.prices["jpy"]["unit_amount"], 14_850)

    def note_prices(self):
        rows = [row for row in self.shop.get("prices", limit=100, active=True)["data"] if row["recurring"]]
        self.prices = {row["currency"]: row for row in rows}

    @on("07-01")
    def people(self):
        self.customer_in_odoo("ada", "Ada Instruments", "us")
        self.customer_in_odoo("rhein", "Rheinwerk GmbH", "de")
        self.customer_in_odoo("kobe", "Kobe Optics KK", "jp")
        self.customer_at_stripe("bob", "Bob Optics")
        self.customer_at_stripe("claire", "Claire SARL")
        self.customer_at_stripe("dai", "Dai Seiki KK")
        self.customer_at_stripe("ely", "Ely Castings Ltd")

    @on("07-02")
    def contracts_begin(self):
        for word, code, quantity, share in (("bob", "usd", 2, "8.625"), ("claire", "eur", 1, "20"), ("dai", "jpy", 1, "10")):
            self.subscribe(word, code, self.prices[code]["id"], quantity, share)
        self.month("bob-07", "bob", "usd", 19_800, "8.625")
        self.month("claire-07", "claire", "eur", 9_200, "20")
        self.month("dai-07", "dai", "jpy", 14_850, "10")

    @on("07-03")
    def a_discount_and_a_tax(self):
        self.invoice_in_odoo("a1", "ada", "usd", (1890.0, 1, 10), tax=self.sales)
        self.notes.invoice("a1", "ada", "usd", 184_133, 14_033)

    @on("07-06")
    def thirds_of_a_thousand_euros(self):
        self.invoice_in_odoo("a2", "rhein", "eur", (333.33, 3, 0), tax=self.vat)
        self.notes.invoice("a2", "rhein", "eur", 118_999, 19_000)

    @on("07-07")
    def yen_and_an_invoice_that_stays_at_home(self):
        self.invoice_in_odoo("a3", "kobe", "jpy", (74_500, 2, 0), tax=self.consumption)
        self.notes.invoice("a3", "kobe", "jpy", 163_900, 14_900)
        self.invoice_in_odoo("a5", "rhein", "eur", (412.5, 1, 0), tax=self.vat, send=False)
        self.notes.invoice("a5", "rhein", "eur", 49_088, 7_838)

    @on("07-08")
    def a_coupon(self):
        coupon = self.shop.post("coupons", percent_off="10", duration="forever")["id"]
        self.invoice_at_stripe("b1", "bob", "usd", 25_000, percent_tax="8.625", discounts=[{"coupon": coupon}])
        self.notes.invoice("b1", "bob", "usd", 24_441, 1_941)
        self.pay("b1")
        self.notes.paid("bob", "usd", 24_441, b1=24_441)

    @on("07-09")
    def three_invoices(self):
        self.invoice_at_stripe("b2", "claire", "eur", 48_000)
        self.notes.invoice("b2", "claire", "eur", 48_000)
        for word, amount in (("b3", 12_000), ("b4", 8_050)):
            self.invoice_at_stripe(word, "bob", "usd", amount)
            self.notes.invoice(word, "bob", "usd", amount)

    @on("07-10")
    def the_whole(self):
        self.pay("a1")
        self.notes.paid("ada", "usd", 184_133, a1=184_133)

    @on("07-13")
    def two_more(self):
        self.invoice_at_stripe("b5", "dai", "jpy", 30_000, percent_tax="10")
        self.notes.invoice("b5", "dai", "jpy", 33_000, 3_000)
        self.invoice_at_stripe("b6", "bob", "usd", 7_500)
        self.notes.invoice("b6", "bob", "usd", 7_500)

    @on("07-14")
    def too_much_and_declined(self):
        self.attach("b2", "claire", "eur", 50_000)
        self.notes.paid("claire", "eur", 50_000, b2=48_000)
        try:
            self.pay("b5", "pm_card_chargeCustomerFail")
        except Exception as error:  # the account's own error of a declined card
            self.assertEqual(getattr(error, "status", 0), 402)
        else:
            self.fail("the card is declined")

    @on("07-15")
    def a_part(self):
        self.attach("a2", "rhein", "eur", 50_000)
        self.notes.paid("rhein", "eur", 50_000, a2=50_000)

    @on("07-16")
    def one_for_two(self):
        text = f"Invoices {self.number('b3')}, {self.number('b4')}"
        self.shop.collect(20_050, self.customers["bob"], description=text)
        self.notes.paid("bob", "usd", 20_050, b3=12_000, b4=8_050)

    @on("07-17")
    def another_card(self):
        self.pay("b5")
        self.notes.paid("dai", "jpy", 33_000, b5=33_000)

    @on("07-20")
    def transfers_to_stripe_and_past_it(self):
        transfer = {"customer": self.customers["kobe"], "currency": "jpy", "amount": 163_900}
        self.shop.control("POST", "/bank_transfers", reference=self.number("a3"), **transfer)
        self.notes.paid("kobe", "jpy", 163_900, "transfer", a3=163_900)
        self.shop.post(f"invoices/{self.remote['b6']}/pay", paid_out_of_band=True)

    @on("07-21")
    def a_transfer_to_our_bank(self):
        self.bank.book("eur", "2026-07-21", 49_088, f"Rechnung {self.number('a5')}", name="Rheinwerk GmbH", end_to_end="RW-1")
        self.notes.transferred("rhein", "eur", 49_088, a5=49_088)

    @on("07-22")
    def what_stripe_was_told_of(self):
        self.bank.book("usd", "2026-07-22", 7_500, f"INV {self.number('b6')}", name="BOB OPTICS", end_to_end="BOB-1")
        self.notes.transferred("bob", "usd", 7_500, b6=7_500)

    @on("07-23")
    def nobody_knows_who(self):
        self.intents["unknown"] = self.shop.collect(7_700)["id"]
        self.notes.unknown("usd", 7_700)

    @on("07-24")
    def pounds(self):
        self.invoice_at_stripe("b7", "ely", "gbp", 64_000)
        self.notes.invoice("b7", "ely", "gbp", 64_000)
        self.pay("b7")
        self.notes.paid_converted("ely", "gbp", 64_000, "usd", self.worth(self.charge("b7")), b7=64_000)

    @on("07-27")
    def bought_and_regretted(self):
        self.invoice_at_stripe("b8", "claire", "eur", 19_999)
        self.notes.invoice("b8", "claire", "eur", 19_999)
        # Twenty euros were paid too much: Stripe takes them off this invoice.
        self.pay("b8")
        self.notes.paid("claire", "eur", 17_999, b8=19_999)

    @on("07-28")
    def three_that_end_badly(self):
        for word, customer, code, amount, method in (
            ("b9", "bob", "usd", 31_000, "pm_card_refundFail"),
            ("b10", "dai", "jpy", 50_000, CARD),
            ("b11", "bob", "usd", 42_000, CARD),
        ):
            self.invoice_at_stripe(word, customer, code, amount)
            self.notes.invoice(word, customer, code, amount)
            self.pay(word, method)
            self.notes.paid(customer, code, amount, **{word: amount})

    @on("07-31", "08-31", "09-30")
    def stripe_bills_its_own(self):
        self.shop.control("POST", "/fees", amount=900, currency="usd")
        self.notes.stripe_fee("usd", 900)

    @on("07-31", evening=True)
    def after_the_books_were_closed(self):
        """July is locked, and not over: it is booked on the first day that is open."""
        self.invoice_at_stripe("b19", "bob", "usd", 3_300)
        self.notes.invoice("b19", "bob", "usd", 3_300)
        self.pay("b19")
        self.notes.paid("bob", "usd", 3_300, b19=3_300)
        self.shop.post("refunds", charge=self.charge("b1"), amount=1_000)
        self.notes.refunded("bob", "usd", 1_000, b1=1_000)
        self.shop.control("POST", f"/payouts/{self.payouts()[0]['id']}/fail")
        payout = self.payouts()[0]
        self.sent.add(payout["id"])
        self.notes.sent(payout["currency"], -payout["amount"])


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
        self.bank.book("eur", "2026-08-04", 68_999, f"Rest {self.number('a2')}", name="Rheinwerk GmbH", end_to_end="RW-2")
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


class September(August):
    """A top-up, payouts that fail, money converted, and what is open at the end."""

    @on("09-01")
    def topped_up(self):
        self.shop.control("POST", "/topups", amount=50_000, currency="usd")
        self.notes.sent("usd", -50_000)
        self.bank.book("usd", "2026-09-01", -50_000, "STRIPE TOP-UP", name="STRIPE")
        self.notes.arrived("usd", -50_000)

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
        payout = max((row for row in self.payouts("paid") if row["currency"] == "usd"), key=lambda row: row["created"])
        self.shop.control("POST", f"/payouts/{payout['id']}/fail")
        self.notes.sent("usd", -payout["amount"])
        text = f"RETURN {payout['id']}"
        self.bank.book("usd", "2026-09-18", -payout["amount"], text, name="STRIPE", end_to_end=payout["id"], returned="AC04")
        self.notes.arrived("usd", -payout["amount"])

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
