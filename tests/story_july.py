"""July: catalogue, customers, first invoices, every way of paying. Figures are written out, to be checked by hand."""

from odoo.fields import Command

from .story_company import on
from .story_hands import CARD, Hands


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
        for word, code, quantity, share in (
            ("bob", "usd", 2, "8.625"),
            ("claire", "eur", 1, "20"),
            ("dai", "jpy", 1, "10"),
        ):
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
        self.bank.book(
            "eur", "2026-07-21", 49_088, f"Rechnung {self.number('a5')}", name="Rheinwerk GmbH", end_to_end="RW-1"
        )
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
