"""Risk: objects that belong together stay apart because they arrived in the wrong order."""

from itertools import permutations

from .mirror_common import MirrorCase, at


class TestLinks(MirrorCase):
    def store_one(self, model):
        """Store the fixture of a model."""
        fixtures = {
            "customer": "customer",
            "payment.intent": "payment_intent.new",
            "charge": "charge.new",
            "refund": "refund",
            "invoice.payment": "invoice_payment",
        }
        return self.store(model, self.reading(fixtures[model]))

    def test_every_order_gives_the_same_links(self):
        models = ("customer", "payment.intent", "charge", "refund")
        for number, order in enumerate(permutations(models)):
            with self.subTest(order=order):
                self.connection = self.new_connection(self.company, f"order{number}")
                for model in order:
                    self.store_one(model)
                self.check_links()

    def check_links(self):
        charge, intent = self.row("charge", "ch_1"), self.row("payment.intent", "pi_1")
        customer, refund = self.row("customer", "cus_fr"), self.row("refund", "re_1")
        self.assertEqual(charge.customer_id, customer)
        self.assertEqual(charge.payment_intent_id, intent)
        self.assertEqual(charge.balance_transaction_id, self.row("balance.transaction", "txn_1"))
        self.assertEqual(intent.latest_charge_id, charge)
        self.assertEqual(refund.charge_id, charge)
        self.assertEqual(refund.payment_intent_id, intent)

    def test_a_link_stays_within_its_connection(self):
        self.store("customer", self.reading("customer"), connection=self.other_connection)
        self.store_one("charge")
        self.assertFalse(self.row("charge", "ch_1").customer_id)
        self.store_one("customer")
        self.assertEqual(self.row("charge", "ch_1").customer_id.connection_id, self.connection)

    def test_a_link_follows_a_changed_id(self):
        self.store("customer", self.reading("customer"), self.reading("customer", id="cus_2"))
        self.store_one("charge")
        self.store("charge", self.reading("charge.new", customer="cus_2"), seen=1)
        self.assertEqual(self.row("charge", "ch_1").customer_id.external_id, "cus_2")

    def test_a_link_is_not_a_change(self):
        self.store_one("charge")
        self.store_one("customer")
        self.assertEqual(self.store("charge", self.reading("charge.new"), seen=1), 0)

    def test_what_waited_for_it_is_due_at_once(self):
        self.store_one("charge")
        row = self.row("charge", "ch_1")
        row.next_apply_at = at(86400 * 365)
        self.store_one("customer")
        self.assertFalse(row.next_apply_at)

    def test_two_ends_stored_at_once_are_tied_when_claimed(self):
        """Neither of two transactions sees the other's row; here the link is cut by hand."""
        self.store_one("customer")
        self.store_one("charge")
        self.env.cr.execute("UPDATE ar_stripe_charge SET customer_id = NULL")
        self.env.invalidate_all()
        claimed = self.env["ar.stripe.charge"]._to_apply(self.connection, 10)
        self.assertEqual(claimed.customer_id.external_id, "cus_fr")

    def test_movements_of_a_payout(self):
        Movement = self.env["ar.stripe.balance.transaction"]
        self.store("balance.transaction", self.movement(1), self.movement(2), self.movement(3))
        self.assertEqual(Movement._set_payout(self.connection, "po_1", ["txn_1", "txn_2", "txn_9"]), 2)
        self.assertEqual(Movement._set_payout(self.connection, "po_1", ["txn_1", "txn_2"]), 0)
        self.store("payout", self.reading("payout"))
        payout = self.row("payout", "po_1")
        self.assertEqual(sorted(payout.movement_ids.mapped("external_id")), ["txn_1", "txn_2"])
        self.store("balance.transaction", self.movement(1, status="available"), seen=1)
        self.assertEqual((payout.movement_count, self.row("balance.transaction", "txn_1").payout_id), (2, payout))

    def test_deleting_a_connection_takes_its_mirror_along(self):
        for model in ("customer", "payment.intent", "charge", "refund", "invoice.payment"):
            self.store_one(model)
        self.store("charge", self.reading("charge.new"), connection=self.other_connection)
        both = self.row("charge", "ch_1") | self.row("charge", "ch_1", self.other_connection)
        self.connection.unlink()
        self.assertEqual(both.exists().connection_id, self.other_connection)
