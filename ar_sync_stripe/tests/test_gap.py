"""Messages that never came: the feed of events brings them, and after its 30 days everything is listed anew."""

from .common import ImportedCase


class TestGap(ImportedCase):
    """No webhook is delivered in these tests: Stripe could not reach us."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def read_feed(self):
        self.settle(self.connection)

    def test_everything_that_happened_meanwhile(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.advance(days=1)
        self.shop.pay(invoice)
        self.shop.advance(days=1)
        self.shop.post(f"customers/{self.ada}", name="Renamed")
        self.read_feed()
        self.assertEqual(self.move(invoice).payment_state, "paid")
        self.assertEqual(self.mirror("customer", self.ada).name, "Renamed")
        self.assertEqual(set(self.env["ar.sync.event"].search([]).mapped("source")), {"poll"})
        self.assert_tied_out("usd")

    def test_same_second_as_the_last_reading(self):
        """The feed is read again from the very second where it ended: what shares that second is not missed."""
        self.shop.post(f"customers/{self.ada}", name="Before")
        self.read_feed()
        self.shop.post(f"customers/{self.ada}", name="In the same second")
        self.read_feed()
        self.assertEqual(self.mirror("customer", self.ada).name, "In the same second")

    def test_some_came_by_webhook_some_did_not(self):
        before = len(self.shop.deliveries())
        invoices = [self.shop.invoice(self.ada, 10_000 + number) for number in range(3)]
        for invoice in invoices:
            self.shop.pay(invoice)
        bodies = self.shop.deliveries()[before:]
        self.receive(*bodies[::2])
        self.run_stages(self.env, "drain")
        self.read_feed()
        self.assertEqual({self.move(invoice).payment_state for invoice in invoices}, {"paid"})
        events = self.env["ar.sync.event"].search([])
        self.assertEqual(len(events), len(set(events.mapped("external_id"))))
        self.assert_tied_out("usd")

    def test_more_than_a_page_of_events(self):
        for number in range(130):
            self.shop.post(f"customers/{self.ada}", name=f"Name {number}")
        self.read_feed()
        self.assertEqual(self.mirror("customer", self.ada).name, "Name 129")
        self.assertGreaterEqual(self.env["ar.sync.event"].search_count([]), 130)

    def test_after_a_month_everything_is_listed_again(self):
        """Stripe forgets events after 30 days: what happened in the gap is found by listing."""
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        self.shop.advance(days=40)
        self.assertFalse(self.shop.get("events", type="invoice.paid")["data"], "the events are gone")
        self.read_feed()
        self.assertEqual(self.move(invoice).payment_state, "paid")
        self.assertIn("listed again", " ".join(self.connection.message_ids.mapped("body")))
        self.assert_tied_out("usd")
        self.shop.post(f"customers/{self.ada}", name="Afterwards")
        self.read_feed()
        self.assertEqual(self.mirror("customer", self.ada).name, "Afterwards", "and the feed goes on")

    def test_no_relist_within_the_month(self):
        self.shop.advance(days=25)
        self.shop.engine.counters.reset()
        self.read_feed()
        asked = self.shop.engine.counters.requests
        self.assertFalse([name for name in asked if "customers" in name or "products" in name], asked)

    def test_events_between_connecting_and_the_end_of_the_import(self):
        """What changes while the import runs is in the feed, which begins where the import began."""
        connection = self.connection
        connection.stream_ids._restart()
        connection.is_imported = False
        connection._stripe_begin_feed(connection._stripe_api())
        customers = connection.stream_ids.filtered(lambda stream: stream.kind == "customer")
        while not customers.is_complete:
            self.env["ar.sync.dispatch"]._run_stage("import")
        self.shop.advance(seconds=2)
        self.shop.post(f"customers/{self.ada}", name="Changed behind the import's back")
        self.settle(connection)
        self.assertEqual(self.mirror("customer", self.ada).name, "Changed behind the import's back")
