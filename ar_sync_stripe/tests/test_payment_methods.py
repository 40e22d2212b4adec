"""Cards on file: what a person recognises them by, and nothing else of a card anywhere in the database."""

from datetime import date

from odoo.tools import SQL

from sandbox.stripe.core.ids import derive

from .common import ImportedCase


class TestPaymentMethods(ImportedCase):
    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()
        cls.card = cls.attach("pm_card_visa")
        cls.shop.post(f"customers/{cls.ada}", invoice_settings={"default_payment_method": cls.card})

    @classmethod
    def attach(cls, name, customer=None):
        return cls.shop.post(f"payment_methods/{name}/attach", customer=customer or cls.ada)["id"]

    def test_brand_digits_and_expiry(self):
        row = self.mirror("payment.method", self.card)
        self.assertEqual((row.brand, row.last4, row.expires_on), ("visa", "4242", date(2029, 12, 31)))
        self.assertEqual(row.customer_id, self.mirror("customer", self.ada))
        self.assertEqual((row.display_name, row.is_default), ("Visa … 4242", True))

    def test_nothing_else_of_a_card_is_stored(self):
        """Charges, intents, events and all: no fingerprint, no number, whatever table it would be in."""
        self.shop.collect(5_000, self.ada, method=self.card)
        self.shop.post("setup_intents", customer=self.ada, payment_method="pm_usBankAccount_success", confirm=True)
        self.receive(*self.shop.deliveries())
        self.settle(self.connection)
        secrets = [derive(name, 16) for name in ("pm_card_visa", "pm_usBankAccount_success")]
        secrets += ["4242424242424242", "000123456789"]
        self.assertIn(secrets[0], self.shop.deliveries()[0] + "".join(self.shop.deliveries()), "Stripe does send it")
        self.assertEqual(self.tables_with(secrets), [])

    def tables_with(self, texts):
        """Return the tables with a row that holds one of these texts in any column."""
        self.env.flush_all()
        names = self.env.execute_query(
            SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE ANY(%s)",
                ["ar\\_%", "account\\_%", "res\\_%", "mail\\_%", "payment\\_%"])
        )  # fmt: skip
        found = []
        for (name,) in names:
            query = SQL("SELECT 1 FROM %s t WHERE t::text LIKE ANY(%s) LIMIT 1", SQL.identifier(name),
                        [f"%{text}%" for text in texts])  # fmt: skip
            if self.env.execute_query(query):
                found.append(name)
        return found

    def test_taken_off_by_event(self):
        self.shop.advance(seconds=1)
        self.shop.post(f"payment_methods/{self.card}/detach")
        self.settle(self.connection)
        row = self.mirror("payment.method", self.card)
        self.assertFalse(row.customer_id or row.customer_ref)

    def test_taken_off_while_nobody_listened(self):
        """A whole list that lacks a method takes it off its customer."""
        second = self.attach("pm_card_mastercard")
        self.settle(self.connection)
        self.shop.advance(seconds=60)
        self.shop.post(f"payment_methods/{second}/detach")
        stream = self.connection.stream_ids.filtered(lambda row: row.kind == "payment_method")
        stream._restart()
        self.run_stages(self.env, "import")
        self.assertFalse(self.mirror("payment.method", second).customer_id)
        self.assertTrue(self.mirror("payment.method", self.card).customer_id)

    def test_many_customers_are_read_in_pages_that_can_be_gone_on_with(self):
        customers = [self.shop.customer(f"Customer {number}") for number in range(45)]
        cards = [self.attach("pm_card_visa", customer) for customer in customers]
        for event in ("customer", "payment_method"):
            self.connection.stream_ids.filtered(lambda row, e=event: row.kind == e)._restart()
        stream = self.connection.stream_ids.filtered(lambda row: row.kind == "customer")
        stream._read_page()
        methods = self.connection.stream_ids.filtered(lambda row: row.kind == "payment_method")
        states = []
        while not methods.is_complete:
            methods._read_page()
            states.append((methods.state, bool(methods.cursor)))
        self.assertEqual(states, [("running", True), ("running", True), ("idle", False)])
        rows = self.env["ar.stripe.payment.method"].search([("external_id", "in", cards)])
        self.assertEqual((len(rows), len(rows.customer_id)), (45, 45))

    def test_expiry_changes_by_event_and_is_found(self):
        today = date.today()
        expiry = {"exp_month": today.month, "exp_year": today.year}
        self.shop.advance(seconds=1)
        self.shop.post(f"payment_methods/{self.card}", card=expiry)
        self.settle(self.connection)
        row = self.mirror("payment.method", self.card)
        self.assertTrue(row.is_expiring)
        self.assertIn(row, self.env["ar.stripe.payment.method"].search([("is_expiring", "=", True)]))

    def test_setup_intents(self):
        intent = self.shop.post("setup_intents", customer=self.ada, payment_method="pm_card_visa", confirm=True)
        self.settle(self.connection)
        row = self.mirror("setup.intent", intent["id"])
        self.assertEqual((row.status, row.customer_id), ("succeeded", self.mirror("customer", self.ada)))
        self.assertEqual(row.payment_method_id.last4, "4242")

    def test_a_contact_shows_what_is_on_file(self):
        partner = self.mirror("customer", self.ada).partner_id
        price = self.shop.post(
            "prices", product_data={"name": "Care"}, currency="usd", unit_amount=900, recurring={"interval": "month"}
        )["id"]
        self.shop.post("subscriptions", customer=self.ada, items=[{"price": price}])
        self.shop.post(f"customers/{self.ada}/balance_transactions", amount=-700, currency="usd")
        self.settle(self.connection)
        partner.invalidate_recordset()
        self.assertEqual(partner.ar_stripe_payment_method_ids.mapped("last4"), ["4242"])
        self.assertEqual((partner.ar_stripe_card_count, partner.ar_stripe_subscription_count), (1, 1))
        self.assertEqual((len(partner.ar_stripe_invoice_ids), len(partner.ar_stripe_charge_ids)), (1, 1))
        self.assertIn("7.00", partner.ar_stripe_balance_text)
        action = partner.action_ar_stripe_payment_methods()
        self.assertEqual(self.env["ar.stripe.payment.method"].search(action["domain"]).external_id, self.card)
