"""Risk: a screen of what is seldom looked at opens, and shows ids, nothing, or the wrong thing.

Contracts, what settles invoices, an invoice on its way to Stripe, and a scope that is edited: each with data.
"""

from contextlib import suppress
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from sandbox.stripe.core.errors import StripeError

from .test_tours import StripeTourCase


@tagged("post_install", "-at_install")
class TestFurtherTours(StripeTourCase):
    """Ada has a contract with a coupon; others have a schedule, credit, an unapplied transfer."""

    scenario = "empty"

    @classmethod
    def stock(cls) -> None:
        cls.ada, cls.bruno, cls.cleo, cls.dora = (
            cls.shop.customer(name) for name in ("Ada Instruments", "Bruno Optics", "Cleo Marine", "Dora Tools")
        )
        for customer in (cls.ada, cls.bruno):
            cls.put_on_file(customer)
        cls.contracts()
        cls.credit()
        cls.money()

    @classmethod
    def put_on_file(cls, customer) -> None:
        card = cls.shop.post("payment_methods/pm_card_visa/attach", customer=customer)["id"]
        cls.shop.post(f"customers/{customer}", invoice_settings={"default_payment_method": card})

    @classmethod
    def contracts(cls) -> None:
        shop = cls.shop
        product = shop.post("products", name="Care")["id"]
        price = shop.post(
            "prices", product=product, currency="usd", unit_amount=3_000, recurring={"interval": "month"}
        )["id"]
        shop.post("coupons", id="LOYAL", name="Loyalty", percent_off="10", duration="forever")
        code = shop.post("promotion_codes", code="SPRING10", promotion={"type": "coupon", "coupon": "LOYAL"})["id"]
        item = {"price": price, "quantity": 1}
        shop.post("subscriptions", customer=cls.ada, items=[item], discounts=[{"promotion_code": code}])
        phases = [{"items": [{**item, "quantity": count}], "duration": {"interval": "month"}} for count in (1, 2)]
        shop.post("subscription_schedules", customer=cls.bruno, phases=phases)
        with suppress(StripeError):  # the card is refused, which is what the screen is to show
            expired = "pm_card_chargeDeclinedExpiredCard"
            shop.post("setup_intents", customer=cls.ada, payment_method=expired, confirm=True)

    @classmethod
    def credit(cls) -> None:
        shop = cls.shop
        invoice = shop.invoice(cls.ada, 30_000)
        shop.pay(invoice)
        shop.post("credit_notes", invoice=invoice["id"], amount=4_500, refund_amount=4_500)
        path = f"customers/{cls.cleo}/balance_transactions"
        shop.post(path, amount=-20_000, currency="usd", description="Goodwill")
        shop.invoice(cls.cleo, 12_500)

    @classmethod
    def money(cls) -> None:
        shop = cls.shop
        shop.invoice(cls.dora, 75_000)
        transfer = {"customer": cls.dora, "amount": 40_000, "currency": "usd", "reference": "part payment"}
        shop.control("POST", "/bank_transfers", **transfer)
        shop.advance(days=7)
        shop.control("POST", "/payouts/run", currency="usd")
        shop.advance(days=5)
        disputed = shop.invoice(cls.ada, 8_800)
        shop.pay(disputed)
        shop.control("POST", "/disputes", charge=shop.charge_of(disputed))

    @classmethod
    def mark(cls) -> None:
        """Nothing is to be marked: what the screens show was made at Stripe."""

    def test_contracts(self):
        self.watch("ar_stripe_contracts")

    def test_what_settles(self):
        self.watch("ar_stripe_settled")

    def test_sending(self):
        self.connection.write({"stripe_send_customers": "review", "stripe_send_invoices": "review"})
        partner = self.env["res.partner"].create({"name": "Erin Foods", "email": "ap@erin.example"})
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": fields.Date.today(),
                "invoice_date_due": fields.Date.today() + timedelta(days=30),
                "invoice_line_ids": [Command.create({"name": "Service", "price_unit": 120.0, "tax_ids": False})],
            }
        )
        move.action_post()
        self.watch("ar_stripe_send", f"/odoo/account.move/{move.id}")
        self.env.invalidate_all()
        with self.committing():
            self.run_stages(self.env, "send")
        self.assertEqual(move.ar_stripe_status, "Open")
        self.watch("ar_stripe_sent", f"/odoo/account.move/{move.id}")

    def test_the_scope_is_pasted(self):
        self.watch("ar_stripe_scope", f"/odoo/sync-connections/{self.connection.id}")
        self.env.invalidate_all()
        self.assertEqual(self.connection.scope_mode, "except")
        self.assertEqual(self.connection.scope_customer_ids.mapped("external_id"), [self.dora])
