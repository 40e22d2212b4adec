"""Risk: a renewal is booked while it is still a draft, is booked twice, or is never the order's."""

from .common import SubscriptionCase


class TestRenewals(SubscriptionCase):
    def test_renewals_are_invoices_of_the_order(self):
        order = self.sold(self.recurring(self.care, 2))
        self.pass_time(31)
        self.pass_time(31)
        self.assertEqual(order.invoice_ids.mapped("amount_total"), [60.0] * 3)
        self.assertEqual((order.invoice_count, set(order.invoice_ids.mapped("state"))), (3, {"posted"}))
        line = order.order_line
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice, line.untaxed_amount_invoiced), (6.0, 0.0, 180.0))
        self.assertEqual((line.amount_to_invoice, order.invoice_status), (0.0, "invoiced"))
        self.assertEqual(set(order.invoice_ids.mapped("invoice_origin")), {order.name})
        self.assertEqual(order.invoice_ids.invoice_line_ids.product_id, self.care)
        self.assertEqual(str(order.ar_next_renewal), "2026-09-30 12:00:00")
        self.assertEqual(order.ar_subscription_ids.invoice_count, 3)

    def test_two_lines_each_have_their_own(self):
        gold = self.sell("Gold", month=70.0)
        order = self.sold(self.recurring(self.care), self.recurring(gold, 2))
        self.pass_time(31)
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [2.0, 4.0])
        self.assertEqual(order.order_line.mapped("untaxed_amount_invoiced"), [60.0, 280.0])

    def test_an_invoice_that_came_first_is_tied_later(self):
        """The worker died after the call, and the webhooks were faster than its successor."""
        order = self.order(self.recurring(self.care))
        self.run_until("subscription.create")
        self.Operation._send_ready()
        self.env["ar.sync.binding"].search([("kind", "in", ("subscription", "subscription_item"))]).unlink()
        subscription = order.ar_subscription_ids
        subscription.write({"external_id": False, "stripe_subscription_id": False})
        self.pass_time(0)
        [operation] = self.operations("subscription.create")
        self.assertFalse(order.invoice_ids)
        operation._ar_operation_done(self.connection._stripe_look_up(operation))
        self.assertEqual((order.invoice_ids.amount_total, order.order_line.qty_invoiced), (30.0, 1.0))
        self.assertEqual(order.invoice_ids.invoice_origin, order.name)

    def run_until(self, kind):
        for _turn in range(20):
            [operation] = self.operations(kind)
            if not operation._held_on():
                return
            self.Operation._send_ready()
        self.fail(f"{kind} is never due")

    def test_a_card_that_is_declined_is_said_and_paid_later(self):
        self.card()
        order = self.sold(self.recurring(self.care), ar_subscription_collection="charge_automatically")
        self.card("pm_card_chargeCustomerFail")
        self.pass_time(31)
        self.assertEqual((order.ar_subscription_status, order.ar_mrr), ("past_due", 30.0))
        self.assertIn("Past Due", order.message_ids[0].body)
        self.assertEqual(order.invoice_ids.sorted("id")[-1].payment_state, "not_paid")
        self.card()
        self.pass_time(4)
        self.assertEqual(order.ar_subscription_status, "active")

    def test_unpaid_and_gone_at_stripe(self):
        order = self.sold(self.recurring(self.care))
        with self.shop.engine.lock:
            ctx = self.shop.engine.context()
            ctx.update(
                ctx.get("subscription", order.ar_subscription_ids.external_id),
                "customer.subscription.updated",
                status="unpaid",
            )
            self.shop.engine.commit()
        self.pass_time(0)
        self.assertEqual((order.ar_subscription_status, order.ar_mrr), ("unpaid", 0.0))
        self.shop.call("DELETE", f"subscriptions/{order.ar_subscription_ids.external_id}")
        self.pass_time(0)
        self.assertEqual((order.ar_subscription_status, order.ar_next_renewal), ("canceled", False))
        self.assertIn("Ended", order.message_ids[0].body)


class TestDraftHour(SubscriptionCase):
    """What Stripe e-mails, and every renewal, is a draft for an hour: it may still be changed, and is in no books."""

    def newest(self, order):
        """Return the subscription's latest invoice as Stripe has it."""
        return self.shop.get(f"invoices/{self.there(order)['latest_invoice']}")

    def wait(self, **time):
        self.shop.advance(**time)
        self.settle(self.connection)

    def renewed(self, **values):
        """Return an order whose subscription has just been renewed."""
        order = self.sold(self.recurring(self.care, 2), **values)
        [item] = self.there(order)["items"]["data"]
        self.wait(seconds=item["current_period_end"] - int(self.shop.engine.clock.time()))
        return order

    def test_the_first_invoice_that_is_e_mailed(self):
        order = self.order(self.recurring(self.care, 2))
        self.send()
        self.settle(self.connection)
        draft = self.newest(order)
        self.assertEqual((draft["status"], self.mirror("invoice", draft["id"]).status), ("draft", "draft"))
        self.assertEqual((order.ar_subscription_status, order.ar_mrr), ("active", 60.0))
        self.assertFalse(order.invoice_ids | self.move(draft))
        self.assertEqual((order.order_line.qty_invoiced, order.order_line.qty_to_invoice), (0.0, 0.0))
        self.wait(seconds=3_600)
        self.assertEqual((order.invoice_ids.state, order.invoice_ids.amount_total), ("posted", 60.0))
        self.assertEqual(order.order_line.qty_invoiced, 2.0)

    def test_a_renewal_however_it_is_collected(self):
        self.card()
        for collection, end in (("send_invoice", "open"), ("charge_automatically", "paid")):
            with self.subTest(collection):
                order = self.renewed(ar_subscription_collection=collection)
                self.assertEqual(self.newest(order)["status"], "draft")
                self.assertEqual(len(order.invoice_ids), 1, "the first period's")
                self.assertEqual(self.mirror("invoice", self.newest(order)["id"]).status, "draft")
                self.wait(seconds=3_600)
                self.assertEqual((self.newest(order)["status"], len(order.invoice_ids)), (end, 2))
                self.assertEqual(set(order.invoice_ids.mapped("state")), {"posted"})
        self.assert_tied_out("usd")

    def test_what_is_added_in_that_hour_is_on_the_invoice(self):
        order = self.renewed()
        draft = self.newest(order)
        self.shop.post("invoiceitems", customer=draft["customer"], invoice=draft["id"], amount=555, currency="usd")
        self.settle(self.connection)
        self.assertFalse(self.move(draft))
        self.wait(seconds=3_600)
        self.assertEqual(self.move(draft).amount_total, 65.55)

    def test_imported_within_that_hour(self):
        """Messages were lost: the draft is found by listing, and its end by the feed."""
        order = self.renewed()
        draft = self.newest(order)
        self.connection.stream_ids.filtered(lambda stream: stream.kind == "invoice")._restart()
        self.settle(self.connection)
        self.assertFalse(self.move(draft))
        self.wait(seconds=3_600)
        self.assertEqual(self.move(draft).state, "posted")
        self.assertIn(self.move(draft), order.invoice_ids)
