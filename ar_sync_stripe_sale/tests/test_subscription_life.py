"""Risk: what happens at Stripe does not come back to the order, or a change is sent twice, half, or not at all."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import SubscriptionCase


class TestChanges(SubscriptionCase):
    def setUp(self):
        super().setUp()
        self.gold = self.sell("Gold", month=70.0)
        self.running = self.sold(self.recurring(self.care, 2))
        self.before = len(self.operations())
        self.shop.advance(seconds=5)

    def news(self):
        return self.operations()[self.before :]

    def items(self, order=None):
        rows = self.there(order or self.running)["items"]["data"]
        return sorted((row["quantity"], row["price"]["unit_amount"]) for row in rows)

    def test_only_what_changed_is_sent(self):
        self.running.order_line.product_uom_qty = 5
        [change] = self.news()
        self.assertEqual([sorted(item) for item in change.payload["items"]], [["id", "quantity"]])
        self.assertEqual(change.payload["proration_behavior"], "create_prorations")
        self.assertIn("2 → 5", change.summary)
        self.send()
        self.assertEqual(self.items(), [(5, 3000)])
        self.running.order_line.name = "Other words"
        self.running.order_line.product_uom_qty = 5
        self.assertEqual(len(self.news()), 1)

    def test_a_change_in_the_middle_is_billed_with_the_next_invoice(self):
        self.shop.advance(days=15)
        self.running.order_line.product_uom_qty = 4
        self.send()
        self.pass_time(16)
        renewal = self.running.invoice_ids.sorted("id")[-1]
        self.assertEqual(len(renewal.invoice_line_ids), 3)
        self.assertEqual(renewal.invoice_line_ids.sale_line_ids, self.running.order_line)
        self.assertAlmostEqual(renewal.amount_total, 120.0 + 30.0, 0)
        self.assertEqual(self.running.order_line.qty_invoiced, 2.0 + 4.0, "parts of a period are no pieces")
        self.assertEqual(
            self.running.order_line.untaxed_amount_invoiced, sum(self.running.invoice_ids.mapped("amount_untaxed"))
        )

    def test_billed_at_once_or_never(self):
        self.shop.advance(days=15)
        self.running.ar_subscription_proration = "always_invoice"
        self.running.order_line.product_uom_qty = 4
        self.send()
        self.settle(self.connection)
        self.assertEqual(len(self.running.invoice_ids), 2)
        self.running.ar_subscription_proration = "none"
        self.running.order_line.product_uom_qty = 9
        self.send()
        self.settle(self.connection)
        self.assertEqual((len(self.running.invoice_ids), self.items()), (2, [(9, 3000)]))

    def test_price_and_discount(self):
        self.running.order_line.write({"price_unit": 40.0, "discount": 50.0})
        self.send()
        self.assertEqual(self.items(), [(2, 2000)])
        self.assertFalse(self.running.ar_subscription_ids.has_difference)

    def test_lines_added_and_removed_in_one_change(self):
        self.running.write(
            {
                "order_line": [
                    Command.create(self.recurring(self.gold, 3)),
                    Command.update(self.running.order_line.id, {"product_uom_qty": 0}),
                ]
            }
        )
        [change] = self.news().filtered(lambda row: row.kind == "subscription.update")
        self.assertEqual(len(change.payload["items"]), 2)
        self.send()
        self.assertEqual(self.items(), [(3, 7000)])
        self.pass_time(31)
        self.assertEqual(self.running.order_line.filtered("product_uom_qty").qty_invoiced, 3.0)

    def test_the_last_line_cannot_be_taken_away(self):
        self.running.order_line.product_uom_qty = 0
        self.send()
        self.assertIn("cancel the subscription", self.running.ar_subscription_problem)
        self.assertEqual(self.items(), [(2, 3000)])

    def test_another_interval_begins_at_once(self):
        self.running.order_line.ar_stripe_price_id = self.price(self.care, "year")
        self.assertEqual(self.running.order_line.price_unit, 300.0)
        self.send()
        self.settle(self.connection)
        [subscription] = self.running.ar_subscription_ids
        self.assertEqual((subscription.interval, self.items()), ("year", [(2, 30000)]))
        self.assertEqual((self.running.ar_mrr, self.running.ar_next_renewal.year), (50.0, 2027))

    def test_one_line_of_two_gets_a_subscription_of_its_own(self):
        self.running.write({"order_line": [Command.create(self.recurring(self.gold))]})
        self.send()
        self.shop.advance(seconds=5)
        self.running.order_line[0].ar_stripe_price_id = self.price(self.care, "year")
        self.send()
        self.settle(self.connection)
        found = {row["items"]["data"][0]["price"]["unit_amount"] for row in self.at_stripe("subscriptions")}
        self.assertEqual(found, {7000, 30000})
        self.assertEqual(sorted(self.running.ar_subscription_ids.mapped("interval")), ["month", "year"])

    def test_two_quick_changes_are_one(self):
        self.running.order_line.product_uom_qty = 3
        self.running.order_line.product_uom_qty = 4
        self.send()
        self.assertEqual([row.state for row in self.news()], ["cancelled", "done"])
        self.assertTrue(self.news()[0].is_superseded)
        self.assertEqual(self.items(), [(4, 3000)])

    def test_a_change_taken_back_is_none(self):
        self.running.order_line.product_uom_qty = 3
        self.running.order_line.product_uom_qty = 2
        self.assertEqual(self.news().mapped("state"), ["cancelled"])

    def test_a_change_while_another_is_under_way_follows_it(self):
        self.running.order_line.product_uom_qty = 3
        [first] = self.news()
        first._set_state("sent", sent_at="2026-06-30 12:00:00", attempts=1)
        self.running.order_line.product_uom_qty = 4
        self.assertEqual(len(self.news()), 1, "nothing is planned on top of an unknown outcome")
        self.send()
        self.operations(state="unknown").action_retry()
        self.send()
        self.assertEqual(self.items(), [(4, 3000)])

    def test_a_refusal_is_shown_with_its_remedy_and_nothing_is_half_sent(self):
        self.shop.control(
            "POST", "/faults", kind="status", status=400, path="^/v1/subscriptions/", method="POST", count=1
        )
        self.running.write(
            {
                "order_line": [
                    Command.create(self.recurring(self.gold)),
                    Command.update(self.running.order_line.id, {"product_uom_qty": 7}),
                ]
            }
        )
        self.send()
        self.assertEqual(self.items(), [(2, 3000)])
        subscription = self.running.ar_subscription_ids
        self.assertTrue(subscription.problem and subscription.remedy)
        self.assertIn(subscription.remedy, self.running.ar_subscription_problem)
        subscription.action_send()
        self.send()
        self.assertEqual(self.items(), [(1, 7000), (7, 3000)])
        self.assertFalse(self.running.ar_subscription_problem)

    def test_the_catalogue_s_new_price_is_not_the_one_sold(self):
        """The price changes between the order and the sending: what was sold is billed."""
        self.connection.stripe_send_subscriptions = "review"
        order = self.order(self.recurring(self.gold))
        self.price(self.gold).amount = 99.0
        self.send()
        self.operations("subscription.create", state="review").action_approve()
        self.send()
        self.operations("subscription.create", state="review").action_approve()
        self.send()
        self.assertEqual(self.items(order), [(1, 7000)])

    def test_collection_changes(self):
        self.card()
        self.running.ar_subscription_collection = "charge_automatically"
        self.send()
        self.assertEqual(self.there(self.running)["collection_method"], "charge_automatically")
        self.running.write({"ar_subscription_collection": "send_invoice", "ar_subscription_days": 14})
        self.shop.advance(seconds=5)
        self.send()
        self.assertEqual(self.there(self.running)["days_until_due"], 14)


class TestPauseAndEnd(SubscriptionCase):
    def setUp(self):
        super().setUp()
        self.running = self.sold(self.recurring(self.care, 2))
        self.subscription = self.running.ar_subscription_ids
        self.shop.advance(seconds=5)

    def wizard(self, what, **values):
        action = self.subscription.action_pause() if what == "pause" else self.subscription.action_cancel()
        made = self.env[action["res_model"]].with_context(**action["context"]).create(values)
        getattr(made, "action_pause" if what == "pause" else "action_confirm")()
        self.send()
        self.settle(self.connection)

    def test_pause_and_resume(self):
        self.wizard("pause", behavior="void")
        self.assertEqual((self.subscription.is_paused, self.running.ar_mrr), (True, 0.0))
        self.assertFalse(self.subscription.wish)
        self.pass_time(31)
        self.assertEqual(len(self.running.invoice_ids.filtered(lambda move: move.state == "posted")), 1)
        self.subscription.action_resume()
        self.send()
        self.settle(self.connection)
        self.assertEqual((self.subscription.is_paused, self.running.ar_mrr), (False, 60.0))
        self.pass_time(31)
        self.assertEqual(len(self.running.invoice_ids.filtered(lambda move: move.state == "posted")), 2)

    def test_a_pause_that_ends_by_itself(self):
        self.wizard("pause", behavior="keep_as_draft", resumes_on="2030-01-01")
        self.assertEqual(self.there(self.running)["pause_collection"]["resumes_at"], 1893456000)
        with self.assertRaisesRegex(UserError, "day to come"):
            self.wizard("pause", resumes_on="2020-01-01")

    def test_cancelled_at_the_end_of_the_period_and_kept_after_all(self):
        self.wizard("cancel", when="period", feedback="too_expensive", comment="Budget")
        self.assertEqual(str(self.subscription.cancel_at), "2026-07-30 12:00:00")
        self.assertEqual(self.there(self.running)["cancellation_details"]["feedback"], "too_expensive")
        self.assertFalse(self.running.ar_next_renewal, "nothing is renewed any more")
        self.shop.advance(seconds=5)
        self.subscription.action_continue()
        self.send()
        self.settle(self.connection)
        self.assertFalse(self.subscription.cancel_at)
        self.pass_time(31)
        self.assertEqual(self.running.ar_subscription_status, "active")

    def test_cancelled_now_with_credit(self):
        self.shop.advance(days=15)
        self.wizard("cancel", when="now", prorate=True, feedback="unused")
        self.assertEqual((self.running.ar_subscription_status, self.running.ar_mrr), ("canceled", 0.0))
        refund = self.running.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertAlmostEqual(refund.amount_total, 30.0, 0)
        with self.assertRaisesRegex(UserError, "does not run"):
            self.subscription.action_resume()

    def test_an_order_that_is_cancelled_asks_first(self):
        action = self.running.action_cancel()
        self.assertEqual((action["res_model"], self.running.state), ("ar.sale.subscription.cancel", "sale"))
        made = self.env[action["res_model"]].with_context(**action["context"]).create({"when": "now"})
        made.action_confirm()
        self.send()
        self.settle(self.connection)
        self.assertEqual((self.running.state, self.running.ar_subscription_status), ("cancel", "canceled"))
        self.assertFalse(self.running.ar_subscription_problem)

    def test_an_order_cancelled_by_code_says_that_it_runs_on(self):
        self.running._action_cancel()
        self.assertIn("goes on billing", self.running.ar_subscription_problem)
        with self.assertRaisesRegex(UserError, "Cancel the subscription first"):
            self.running.unlink()

    def test_confirmed_again_after_its_end_it_is_a_new_one(self):
        self.wizard("cancel", when="now")
        self.running._action_cancel()
        self.running.action_draft()
        self.running.action_confirm()
        self.send()
        self.settle(self.connection)
        self.assertEqual(sorted(self.running.ar_subscription_ids.mapped("status")), ["active", "canceled"])
        self.assertEqual(self.running.ar_mrr, 60.0)

    def test_a_wish_that_is_given_up_in_the_outbox_is_forgotten(self):
        self.connection.stripe_send_subscriptions = "review"
        self.wizard("pause", behavior="void")
        self.operations("subscription.pause").action_cancel()
        self.assertFalse(self.subscription.wish)
        self.running.order_line.product_uom_qty = 3
        self.assertEqual(self.operations(state="review").mapped("kind"), ["subscription.update"])

    def test_pause_and_change_together(self):
        self.connection.stripe_send_subscriptions = "review"
        self.running.order_line.product_uom_qty = 3
        self.wizard("pause", behavior="void")
        self.assertEqual(self.kinds("review"), ["subscription.update", "subscription.pause"])
        self.operations("subscription.pause").action_approve()
        self.send()
        found = self.there(self.running)
        self.assertEqual((found["items"]["data"][0]["quantity"], found["pause_collection"]["behavior"]), (3, "void"))


class TestChangedAtStripe(SubscriptionCase):
    def setUp(self):
        super().setUp()
        self.gold = self.sell("Gold", month=70.0)
        self.running = self.sold(self.recurring(self.care, 2), self.recurring(self.gold))
        self.subscription = self.running.ar_subscription_ids
        self.items = {
            row["price"]["unit_amount"]: row["id"] for row in self.there(self.running)["items"]["data"]
        }
        self.shop.advance(seconds=5)

    def at_stripe_changed(self, **params):
        self.shop.post(f"subscriptions/{self.subscription.external_id}", **params)
        self.settle(self.connection)

    def test_a_quantity_is_a_difference_to_accept(self):
        self.at_stripe_changed(items=[{"id": self.items[3000], "quantity": 6}])
        self.assertTrue(self.subscription.has_difference)
        self.assertIn("2 × 30", self.subscription.difference_text)
        self.assertIn("6 × 30", self.running.ar_subscription_difference)
        self.subscription.action_accept()
        self.assertEqual(self.running.order_line.mapped("product_uom_qty"), [6.0, 1.0])
        self.assertFalse(self.subscription.has_difference)
        self.send()
        self.assertFalse(self.operations("subscription.update"))

    def test_or_to_put_back(self):
        self.at_stripe_changed(items=[{"id": self.items[3000], "quantity": 6}])
        self.shop.advance(seconds=5)
        self.subscription.action_push()
        self.send()
        self.settle(self.connection)
        quantities = sorted(row["quantity"] for row in self.there(self.running)["items"]["data"])
        self.assertEqual((quantities, self.subscription.has_difference), ([1, 2], False))

    def test_an_item_that_is_gone_and_one_that_is_new(self):
        silver = self.sell("Silver", month=50.0)
        self.send()
        price = self.Binding._in_use(self.connection, "price", silver, "usd:month:1").external_id
        self.at_stripe_changed(items=[{"id": self.items[7000], "deleted": True}, {"price": price, "quantity": 3}])
        self.assertIn("Silver", self.subscription.difference_text)
        self.subscription.action_accept()
        sold = {line.product_id.name: line.product_uom_qty for line in self.running.order_line}
        self.assertEqual(sold, {"Care": 2.0, "Gold": 0.0, "Silver": 3.0})
        self.send()
        self.assertFalse(self.operations("subscription.update"))
        self.pass_time(31)
        [line] = self.running.order_line.filtered(lambda row: row.product_id == silver)
        self.assertEqual(line.qty_invoiced, 3.0)

    def test_a_change_of_ours_leaves_somebody_else_s_a_difference(self):
        self.at_stripe_changed(items=[{"id": self.items[3000], "quantity": 6}])
        self.shop.advance(seconds=5)
        self.running.order_line[1].product_uom_qty = 4
        self.send()
        self.settle(self.connection)
        self.assertTrue(self.subscription.has_difference)
        found = {row["price"]["unit_amount"]: row["quantity"] for row in self.there(self.running)["items"]["data"]}
        self.assertEqual(found, {3000: 6, 7000: 4}, "nobody's change is overwritten unasked")

    def test_pause_and_end_at_stripe_are_no_difference(self):
        self.at_stripe_changed(pause_collection={"behavior": "void"}, cancel_at_period_end=True)
        self.assertEqual((self.subscription.is_paused, bool(self.subscription.cancel_at)), (True, True))
        self.assertFalse(self.subscription.has_difference)
        self.assertFalse(self.operations().filtered(lambda row: row.state not in ("done", "cancelled")))

    def test_collection_at_stripe(self):
        self.at_stripe_changed(days_until_due=7)
        self.assertIn("7 days", self.subscription.difference_text)
        self.subscription.action_accept()
        self.assertEqual(self.running.ar_subscription_days, 7)
        self.assertFalse(self.subscription.has_difference)
