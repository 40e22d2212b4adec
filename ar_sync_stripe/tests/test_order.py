"""Messages twice, late, out of order, of others and of the unknown: the mirror ends as Stripe is."""

import json
import random
from datetime import timedelta

from .common import ImportedCase


class MessageCase(ImportedCase):
    """Messages are taken from the sandbox's own deliveries, and delivered as the test wants."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def drain(self):
        self.run_stages(self.env, "drain")

    def event(self, external_id):
        return self.env["ar.sync.event"].search([("external_id", "=", external_id)])

    def new_bodies(self, action):
        """Return the bodies of what ``action`` makes Stripe send."""
        before = len(self.shop.deliveries())
        action()
        return self.shop.deliveries()[before:]

    def changed(self, body, **changes):
        """Return an event with other values, as its JSON."""
        event = json.loads(body)
        event.update(changes)
        return json.dumps(event)


class TestOrder(MessageCase):
    """The newest state decides, whichever message comes last."""

    def history(self):
        """Return the messages of one invoice's whole life, and the invoice."""
        made = {}

        def life():
            made["invoice"] = self.shop.invoice(self.ada, 10_000, finalize=False)
            name = f"invoices/{made['invoice']['id']}"
            self.shop.advance(seconds=3)
            self.shop.post(name, description="Changed")
            self.shop.post(name, description="Changed in the same second")
            self.shop.advance(seconds=3)
            self.shop.post(f"{name}/finalize")
            self.shop.advance(seconds=3)
            self.shop.pay(made["invoice"])

        bodies = self.new_bodies(life)
        return [body for body in bodies if '"object":"invoice"' in body], made["invoice"]

    def test_any_order_ends_as_stripe_is(self):
        bodies, invoice = self.history()
        self.assertGreater(len(bodies), 4)
        truth = self.shop.get(f"invoices/{invoice['id']}")
        for seed in range(6):
            chance = random.Random(seed)
            shuffled = bodies * 2
            chance.shuffle(shuffled)
            with self.subTest(seed=seed):
                self.env["ar.stripe.invoice"].search([("external_id", "=", invoice["id"])]).unlink()
                self.env["ar.sync.event"].search([]).unlink()
                for body in shuffled:
                    self.receive(body)
                    if chance.random() < 0.5:
                        self.drain()
                self.drain()
                row = self.mirror("invoice", invoice["id"])
                self.assertEqual((row.status, row.description), (truth["status"], truth["description"]))
                self.assertEqual(round(row.amount_remaining * 100), truth["amount_remaining"])
                self.assertEqual(len(row.line_ids), 1)

    def test_ten_times_is_once(self):
        bodies = self.new_bodies(lambda: self.shop.pay(self.shop.invoice(self.ada, 10_000)))
        self.assertEqual(self.receive(*bodies * 10), len(bodies))
        self.settle(self.connection)
        self.assert_tied_out("usd")
        counts = self.counts()
        self.receive(*bodies)
        self.settle(self.connection)
        self.assertEqual(self.counts(), counts)

    def test_old_message_after_the_truth_changes_nothing(self):
        [old] = self.new_bodies(lambda: self.shop.post(f"customers/{self.ada}", name="Old Name"))
        self.shop.advance(seconds=5)
        [new] = self.new_bodies(lambda: self.shop.post(f"customers/{self.ada}", name="New Name"))
        self.receive(new)
        self.drain()
        self.receive(old)
        self.drain()
        self.assertEqual(self.mirror("customer", self.ada).name, "New Name")

    def test_two_changes_in_one_second(self):
        """Seconds do not say which came last: Stripe is asked."""
        self.shop.advance(seconds=5)
        bodies = self.new_bodies(
            lambda: [self.shop.post(f"customers/{self.ada}", name=name) for name in ("First", "Second", "Third")]
        )
        for body in reversed(bodies):
            self.receive(body)
            self.drain()
        self.assertEqual(self.mirror("customer", self.ada).name, "Third")

    def test_update_after_delete(self):
        bodies = self.new_bodies(lambda: self.shop.post(f"customers/{self.ada}", name="Late"))
        self.shop.advance(seconds=5)
        gone = self.new_bodies(lambda: self.shop.call("DELETE", f"customers/{self.ada}"))
        self.receive(*gone)
        self.drain()
        self.receive(*bodies)
        self.drain()
        self.assertTrue(self.mirror("customer", self.ada).is_deleted)

    def test_update_of_something_already_gone_at_stripe(self):
        """The update needs a look at Stripe, and there the object is gone."""
        draft = self.shop.invoice(self.ada, 10_000, finalize=False)
        bodies = self.new_bodies(lambda: self.shop.post(f"invoices/{draft['id']}", description="x"))
        self.shop.call("DELETE", f"invoices/{draft['id']}")
        self.receive(*[self.changed(body, api_version="2020-08-27") for body in bodies])
        self.drain()
        self.assertTrue(self.mirror("invoice", draft["id"]).is_deleted)


class TestStrangeMessages(MessageCase):
    """Messages that are not for us, or not understood, are closed with a reason; no other waits for them."""

    def one(self, **changes):
        """Return a customer's update, changed, under an id of its own."""
        self.shop.advance(seconds=5)
        [body] = self.new_bodies(lambda: self.shop.post(f"customers/{self.ada}", name="Changed"))
        return self.changed(body, **{"id": "evt_strange", **changes})

    def assert_ignored(self, body, words):
        self.receive(body)
        self.drain()
        event = self.event("evt_strange")
        self.assertEqual(event.state, "ignored")
        self.assertIn(words, event.reason)
        self.assertNotEqual(self.mirror("customer", self.ada).name, "Changed")

    def test_other_account(self):
        self.assert_ignored(self.one(account="acct_other"), "acct_other")

    def test_other_mode(self):
        self.assert_ignored(self.one(livemode=True), "other mode")

    def test_unknown_type_of_object(self):
        body = self.one(type="galaxy.exploded", data={"object": {"id": "gal_1", "object": "galaxy"}})
        self.assert_ignored(body, "not synchronised")

    def test_object_without_id(self):
        self.assert_ignored(self.one(type="balance.odd", data={"object": {"object": "charge"}}), "not synchronised")

    def test_our_own_account_named_is_ours(self):
        self.receive(self.one(account=self.connection.external_account_id))
        self.drain()
        self.assertEqual(self.mirror("customer", self.ada).name, "Changed")

    def test_poison_stops_no_other(self):
        """One message breaks the batch: it alone waits, with its error."""
        good = self.one(id="evt_good")
        [other] = self.new_bodies(lambda: self.shop.customer("Zoe Foods"))
        poison = json.loads(other)
        poison["id"] = "evt_poison"
        poison["created"] += 60
        poison["data"]["object"] |= {"id": "cus_poison", "address": "not an address", "created": "yesterday"}
        self.receive(json.dumps(poison), good, other)
        self.drain()
        self.assertEqual(self.event("evt_good").state, "done")
        self.assertEqual(self.event(json.loads(other)["id"]).state, "done")
        event = self.event("evt_poison")
        self.assertIn(event.state, ("waiting", "review"))
        self.assertTrue(event.reason)
        self.assertTrue(event.remedy)

    def test_stripe_down_while_handling_is_tried_again(self):
        body = self.one(api_version="2020-08-27")
        self.shop.control("POST", "/faults", kind="status", status=500, path="/v1/customers/")
        self.receive(body)
        self.drain()
        event = self.event("evt_strange")
        self.assertEqual(event.state, "waiting")
        self.assertTrue(event.next_attempt_at > event.received_at)
        self.shop.control("DELETE", "/faults")
        event.next_attempt_at = event.received_at - timedelta(seconds=1)
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertEqual(self.mirror("customer", self.ada).name, "Changed")

    def deauthorized(self):
        return self.one(
            type="account.application.deauthorized",
            data={"object": {"id": "ca_1", "object": "application"}},
        )

    def test_deauthorized_and_the_key_is_dead_stops_the_connection(self):
        self.receive(self.deauthorized())
        self.shop.control("POST", f"/keys/{self.shop.sandbox.secret_key}/status", status="expired")
        self.drain()
        self.assertEqual(self.connection.state, "error")
        self.assertIn("does not accept the key", self.connection.last_error)

    def test_another_application_was_deauthorized(self):
        """The company ended another program's access to its account: our key is as good as before."""
        self.receive(self.deauthorized())
        self.drain()
        self.assertEqual(self.connection.state, "connected")
        self.assertIn("still lets us in", self.event("evt_strange").reason)

    def test_long_invoice_in_a_message_is_read_to_its_end(self):
        """A message carries ten lines at most: the others are fetched."""
        lines = [{"amount": 100 + number, "description": f"Line {number}"} for number in range(23)]
        made = {}
        bodies = self.new_bodies(lambda: made.update(self.shop.invoice(self.ada, lines=lines)))
        self.receive(*bodies)
        self.drain()
        row = self.mirror("invoice", made["id"])
        self.assertEqual(len(row.line_ids), 23)
        self.assertTrue(row.lines_complete)
