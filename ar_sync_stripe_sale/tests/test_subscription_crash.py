"""Risk: the server dies between the call and its commit, and a customer is billed twice, or goes on being billed.

The story goes through every kind of change that a sales order makes. The worker dies at each call once; what is left
at Stripe is what an undisturbed story leaves.
"""

from unittest.mock import patch

from odoo.fields import Command

from odoo.addons.ar_sync_stripe.api.client import StripeApi
from odoo.addons.ar_sync_stripe.outgoing import OUT
from odoo.addons.ar_sync_stripe.tests.test_send_crash import CrashCase

from ..outgoing import KINDS, SETTING
from .common import SubscriptionMixin

NAMES = {kind.name for kind in KINDS}
#: What an undisturbed story leaves at Stripe.
LEFT = {
    "customer": 1,
    "tax_rate": 1,
    "product": 2,
    "subscription": 1,
    "subscription_item": 2,
    "invoice": 1,
    "status": "canceled",
    "items": [(1, "6300"), (3, "3000")],
    "pause": None,
    "ends": True,
    "feedback": "unused",
    "rates": 2,
    "lines": 2,
}


class SubscriptionCrashCase(SubscriptionMixin, CrashCase):
    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.connection.stripe_send_subscriptions = cls.policy
        return result

    def story(self, **options):
        drive = lambda: self.drive(**options)  # noqa: E731
        taxes = [Command.set(self.tax(20).ids)]
        care, gold = self.sell("Care", month=30.0), self.sell("Gold", month=70.0)
        ends = {"ar_subscription_end_kind": "periods", "ar_subscription_periods": 3}
        self.sale = self.order(self.recurring(care, 2, tax_ids=taxes), **ends)
        drive()
        own = self.recurring(gold, 1, discount=10.0, tax_ids=taxes)
        self.sale.write(
            {
                "order_line": [
                    Command.create(own),
                    Command.update(self.sale.order_line.id, {"product_uom_qty": 3}),
                ]
            }
        )
        drive()
        subscription = self.sale.ar_subscription_ids
        subscription._ask(pause_collection={"behavior": "void"})
        drive()
        subscription.action_resume()
        drive()
        subscription._ask(cancel={"cancellation_details": {"feedback": "unused"}})
        drive()

    def left(self):
        with self.shop.engine.lock:
            account = self.shop.engine.context().account
            names = ("customer", "tax_rate", "product", "subscription", "subscription_item", "invoice")
            counts = {name: len(account.table(name).rows) for name in names}
        found = self.there(self.sale)
        items = found["items"]["data"]
        lines = self.env["ar.sync.binding"].search([("kind", "=", "subscription_item")])
        return {
            **counts,
            "status": found["status"],
            "items": sorted((item["quantity"], item["price"]["unit_amount_decimal"]) for item in items),
            "pause": found["pause_collection"],
            "ends": bool(found["cancel_at"]),
            "feedback": found["cancellation_details"]["feedback"],
            "rates": sum(len(item["tax_rates"]) for item in items),
            "lines": len(lines),
        }

    def check(self, when, forget):
        self.die_at_each_call(when)
        self.story(forget=forget)
        self.assertEqual(self.left(), LEFT)
        self.assertLessEqual(NAMES, set(self.deaths), "the worker died in every kind")
        self.assertFalse(self.operations().filtered(lambda row: row.state not in ("done", "cancelled")))
        self.assertFalse(self.sale.ar_subscription_problem)
        self.assertFalse(self.sale.ar_subscription_ids.wish)


class TestUndisturbed(SubscriptionCrashCase):
    def test_the_story_goes_through_every_kind(self):
        self.story()
        self.assertEqual(self.left(), LEFT)
        self.assertLessEqual(NAMES, set(self.operations(state="done").mapped("kind")))

    def test_every_kind_has_a_look_up_and_the_setting(self):
        for kind in KINDS:
            with self.subTest(kind.name):
                self.assertTrue(callable(getattr(self.connection, f"_stripe_find_{kind.look_up}")))
                self.assertEqual((OUT[kind.name], kind.setting), (kind, SETTING))
                self.assertIn(f"stripe_send_{kind.setting}", self.connection._fields)


class TestCrashAfterTheCall(SubscriptionCrashCase):
    def test_stripe_repeats_its_answer(self):
        self.check("after", forget=False)

    def test_stripe_has_forgotten_the_key(self):
        self.check("after", forget=True)


class TestCrashBeforeTheCall(SubscriptionCrashCase):
    def test_it_is_sent_once(self):
        self.check("before", forget=False)

    def test_it_is_looked_for_and_then_sent_once(self):
        self.check("before", forget=True)


class TestTwice(SubscriptionCrashCase):
    def test_two_workers_at_one_change_make_one_subscription(self):
        """The first is slow: another takes its change for a left-over and asks, while the first call comes back."""
        original, others = StripeApi.post, []

        def post(api, path, params, key):
            if path == "/v1/subscriptions" and not others:
                others.append(original(api, path, params, key))
            return original(api, path, params, key)

        self.startPatcher(patch.object(StripeApi, "post", post))
        order = self.order(self.recurring(self.sell(month=30.0)))
        self.drive()
        self.assertEqual((len(others), len(self.at_stripe("subscriptions"))), (1, 1))
        self.assertEqual(len(self.at_stripe("invoices")), 1)
        self.pass_time(0)
        self.assertEqual(order.invoice_count, 1)

    def test_a_lost_answer_is_asked_for(self):
        self.shop.control("POST", "/faults", kind="drop_after", path="^/v1/subscriptions$", method="POST", count=1)
        order = self.order(self.recurring(self.sell(month=30.0)))
        self.drive()
        self.assertEqual(len(self.at_stripe("subscriptions")), 1)
        self.assertEqual(self.there(order)["status"], "active")

    def test_every_message_twice_and_in_any_order_is_one_invoice_each(self):
        order = self.order(self.recurring(self.sell(month=30.0), 2))
        self.drive()
        self.shop.advance(days=31, seconds=4_000)
        bodies = self.shop.deliveries()
        self.receive(*reversed(bodies), *bodies)
        self.run_stages(self.env)
        self.settle(self.connection)
        self.assertEqual((order.invoice_count, order.order_line.qty_invoiced), (2, 4.0))
