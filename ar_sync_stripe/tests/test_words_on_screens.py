"""Risk: a screen shows ids, seconds or the wrong person where somebody looks for a name and a day."""

from odoo.addons.ar_sync.protocol.steps import bound

from .common import ImportedCase


class TestWordsOnScreens(ImportedCase):
    @classmethod
    def stock(cls):
        shop = cls.shop
        cls.ada = shop.customer()
        shop.post("coupons", id="LOYAL", name="Loyalty", percent_off="10", duration="forever")
        shop.post("coupons", id="WELCOME", name="Welcome", amount_off=150, currency="jpy", duration="once")

    def discounted(self, currency, *coupons, amounts=(10_000,)):
        """Return the mirrored invoice to which these coupons apply."""
        discounts = [{"coupon": coupon} for coupon in coupons]
        invoice = self.shop.invoice(self.ada, *amounts, currency=currency, discounts=discounts)
        self.settle(self.connection)
        return self.mirror("invoice", invoice["id"])

    def test_discounts_are_named_with_what_each_takes_off(self):
        invoice = self.discounted("jpy", "LOYAL", "WELCOME")
        self.assertIn("Loyalty", invoice.discount_text)
        self.assertIn("1,000", invoice.discount_text)
        self.assertIn("Welcome", invoice.discount_text)
        self.assertIn("150", invoice.discount_text)
        self.assertNotIn("di_", invoice.discount_text)
        self.assertIn("Loyalty", invoice.line_ids.discount_text)

    def test_a_discount_that_was_never_read_has_no_id_for_a_name(self):
        invoice = self.discounted("usd", "LOYAL")
        self.env["ar.stripe.discount"].search([]).unlink()
        invoice.invalidate_recordset()
        self.assertTrue(invoice.discount_text.startswith("Discount: "), invoice.discount_text)

    def test_without_discounts_nothing_is_said(self):
        invoice = self.discounted("kwd")
        self.assertFalse(invoice.discount_text or invoice.line_ids.discount_text)

    def test_names_cost_the_same_for_one_invoice_and_for_many(self):
        for _count in range(4):
            self.discounted("usd", "LOYAL", amounts=(1_000, 2_000))
        lines = self.env["ar.stripe.invoice.line"].search([])
        lines.mapped("discounts")
        self.env["ar.stripe.coupon"].search([]).mapped("display_name")
        with self.assertQueryCount(3):
            lines.mapped("discount_text")

    def test_the_number_is_said_once(self):
        move = self.discounted("usd").move_id
        self.assertEqual(move.display_name, move.name)
        move.ref = "Order 7"
        move.invalidate_recordset(["display_name"])
        self.assertEqual(move.display_name, f"{move.name} (Order 7)")

    def test_the_invoice_belongs_to_the_customers_salesperson_or_to_nobody(self):
        self.assertFalse(self.discounted("usd").move_id.invoice_user_id)
        self.mirror("customer", self.ada).partner_id.user_id = self.env.ref("base.user_admin")
        self.assertEqual(self.discounted("usd").move_id.invoice_user_id, self.env.ref("base.user_admin"))

    def test_the_day_of_a_dispute_is_the_connections(self):
        self.connection.timezone = "Asia/Tokyo"
        invoice = self.shop.invoice(self.ada, 9_900)
        self.shop.pay(invoice)
        self.settle(self.connection)
        dispute = self.shop.control("POST", "/disputes", charge=self.shop.charge_of(invoice))
        self.settle(self.connection)
        row = self.mirror("dispute", dispute["id"])
        self.assertEqual(row.evidence_due_at.hour, 12)
        self.assertRegex(row._answer_until(), r", 9:00\sPM \(Asia/Tokyo\)$")
        self.assertIn(row._answer_until(), row.activity_ids.note)

    def test_what_is_not_made_yet_and_moments_are_said_in_words(self):
        partner = self.env["res.partner"].create({"name": "Bruno Optics"})
        customer = bound("customer", "res.partner", partner.id)
        payload = {"customer": customer, "due_date": 1_798_001_999, "amount": 1_798_001_999}
        operation = self.env["ar.sync.operation"]._intend(
            self.connection, "invoice.create", partner, payload, "Create an invoice"
        )
        said = {row["name"]: row["after"] for row in operation.change_rows}
        self.assertIn("once it is made", said["customer"])
        self.assertEqual(said["amount"], "1798001999")
        self.assertTrue(said["due_date"].startswith("1798001999 (12/23/2026"), said["due_date"])
        self.assertNotIn("$bound", operation.payload_text)
        self.assertIn("$bound", str(operation.payload), "what is kept is not changed by what is shown")

    def test_customers_of_a_scope_have_their_contact(self):
        self.connection.scope_mode = "except"
        self.connection.scope_paste("Ada Instruments")
        row = self.connection.scope_customer_ids
        self.assertEqual(row.partner_id, self.mirror("customer", self.ada).partner_id)
        self.assertTrue(row.partner_id)

    def test_a_setup_intent_is_named_by_its_customer(self):
        intent = self.shop.post("setup_intents", customer=self.ada)
        self.settle(self.connection)
        self.assertTrue(self.mirror("setup.intent", intent["id"]).display_name.startswith("Ada Instruments: "))
