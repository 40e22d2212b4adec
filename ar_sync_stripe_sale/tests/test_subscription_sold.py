"""Risk: what was sold is not what Stripe bills: another price, tax, interval, customer, or twice."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user

from .common import SubscriptionCase


class TestSold(SubscriptionCase):
    def test_a_confirmed_order_is_a_subscription(self):
        order = self.sold(self.recurring(self.care, 2))
        found = self.there(order)
        [item] = found["items"]["data"]
        self.assertEqual((found["status"], found["customer"]), ("active", self.customer_id()))
        self.assertEqual((found["collection_method"], found["days_until_due"]), ("send_invoice", 30))
        self.assertEqual((item["quantity"], item["price"]["unit_amount"]), (2, 3000))
        self.assertTrue(item["price"]["active"], "the catalogue's own price")
        self.assertEqual(found["metadata"]["odoo_id"], str(order.ar_subscription_ids.id))
        self.assertEqual(order.ar_subscription_ids.status, "active")
        self.assertEqual((order.ar_mrr, order.ar_subscription_status), (60.0, "active"))
        self.assertEqual(str(order.ar_next_renewal), "2026-07-30 12:00:00")
        self.assertFalse(order.ar_subscription_problem)

    def test_customer_product_and_price_come_first(self):
        order = self.order(self.recurring(self.care))
        self.run_stages(self.env, "send")
        kinds = self.kinds("done")
        self.assertLess(kinds.index("customer.create"), kinds.index("subscription.create"))
        self.assertLess(kinds.index("price.create"), kinds.index("subscription.create"))
        self.assertEqual(len(self.at_stripe("customers")), 1)
        self.assertEqual(self.there(order)["status"], "active")

    def test_a_price_of_its_own_and_a_discount(self):
        order = self.sold(self.recurring(self.care, 3, price_unit=27.77, discount=10.0))
        [item] = self.there(order)["items"]["data"]
        self.assertEqual(item["price"]["unit_amount_decimal"], "2499.3")
        self.assertFalse(item["price"]["active"], "made for this subscription")
        product = self.Binding._in_use(self.connection, "product", self.care).external_id
        self.assertEqual(item["price"]["product"], product)
        [move] = order.invoice_ids
        self.assertEqual(move.amount_total, order.amount_total)

    def test_taxes_are_charged_on_every_invoice(self):
        tax = self.tax(20)
        order = self.sold(self.recurring(self.care, 2, tax_ids=[Command.set(tax.ids)]))
        [rate] = self.there(order)["items"]["data"][0]["tax_rates"]
        self.assertEqual((rate["percentage"], rate["inclusive"]), (20.0, False))
        self.pass_time(31)
        self.assertEqual(order.invoice_ids.mapped("amount_total"), [72.0, 72.0])
        self.assertEqual(order.invoice_ids.invoice_line_ids.tax_ids, tax)
        self.sold(self.recurring(self.care, tax_ids=[Command.set(tax.ids)]))
        self.assertEqual(len(self.operations("tax_rate.create")), 1, "one rate for a tax")

    def test_a_tax_in_the_price_stays_in_it(self):
        tax = self.tax(20, price_include_override="tax_included")
        order = self.sold(self.recurring(self.care, 2, price_unit=36.0, tax_ids=[Command.set(tax.ids)]))
        [item] = self.there(order)["items"]["data"]
        self.assertTrue(item["tax_rates"][0]["inclusive"])
        [move] = order.invoice_ids
        self.assertEqual((move.amount_total, move.amount_untaxed), (72.0, 60.0))
        self.assertEqual(order.amount_total, 72.0)

    def test_a_tax_that_stripe_cannot_renew_is_said_before_it_is_sent(self):
        tax = self.tax(1.5, amount_type="fixed", name="Stamp")
        order = self.sold(self.recurring(self.care, tax_ids=[Command.set(tax.ids)]))
        self.assertIn("Stamp", order.ar_subscription_problem)
        self.assertFalse(self.at_stripe("subscriptions", status="all"))

    def test_each_interval_is_a_subscription(self):
        order = self.sold(self.recurring(self.care), self.recurring(self.care, interval="year"))
        self.assertEqual(sorted(order.ar_subscription_ids.mapped("interval")), ["month", "year"])
        self.assertEqual(len(self.at_stripe("subscriptions")), 2)
        self.assertEqual(order.ar_mrr, 55.0)

    def test_the_same_price_on_two_lines(self):
        order = self.sold(self.recurring(self.care), self.recurring(self.care, 4))
        items = self.there(order)["items"]["data"]
        self.assertEqual(sorted(item["quantity"] for item in items), [1, 4])
        self.assertEqual({item["price"]["unit_amount"] for item in items}, {3000})

    def test_half_a_piece_is_refused_with_its_reason(self):
        order = self.sold(self.recurring(self.care, 1.5))
        self.assertIn("whole quantities", order.ar_subscription_problem)
        order.order_line.product_uom_qty = 2
        self.send()
        self.assertEqual(self.there(order)["items"]["data"][0]["quantity"], 2)
        self.assertFalse(order.ar_subscription_problem)

    def test_yen_have_no_cents(self):
        yen = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        yen.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Yen", "currency_id": yen.id})
        self.care.product_tmpl_id.ar_stripe_price_ids = [
            Command.create({"interval": "month", "amount": 4_500, "currency_id": yen.id})
        ]
        order = self.sold(self.recurring(self.care, 2, currency=yen), pricelist_id=pricelist.id)
        [item] = self.there(order)["items"]["data"]
        self.assertEqual((item["price"]["currency"], item["price"]["unit_amount"]), ("jpy", 4500))
        self.assertEqual((order.invoice_ids.currency_id, order.invoice_ids.amount_total), (yen, 9000.0))
        self.assertEqual(order.ar_mrr, 9000.0)

    def test_dinars_have_three_decimals(self):
        dinar = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "KWD")])
        dinar.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Dinar", "currency_id": dinar.id})
        self.care.product_tmpl_id.ar_stripe_price_ids = [
            Command.create({"interval": "month", "amount": 9.12, "currency_id": dinar.id})
        ]
        order = self.sold(self.recurring(self.care, 3, currency=dinar), pricelist_id=pricelist.id)
        [item] = self.there(order)["items"]["data"]
        self.assertEqual(item["price"]["unit_amount"], 9120)
        self.assertAlmostEqual(order.invoice_ids.amount_total, 27.36, 3)

    def test_charged_by_itself(self):
        self.card()
        order = self.sold(self.recurring(self.care), ar_subscription_collection="charge_automatically")
        self.assertEqual(self.there(order)["collection_method"], "charge_automatically")
        self.assertEqual(order.invoice_ids.payment_state, "paid")

    def test_without_a_card_stripe_refuses_and_the_order_says_what_helps(self):
        order = self.sold(self.recurring(self.care), ar_subscription_collection="charge_automatically")
        self.assertEqual(order.ar_subscription_ids.status, "unsent")
        self.assertIn("payment", order.ar_subscription_problem)
        self.assertIn("collect by e-mailed invoice", order.ar_subscription_problem)
        order.ar_subscription_collection = "send_invoice"
        self.send()
        self.assertEqual(self.there(order)["status"], "active")
        self.assertFalse(order.ar_subscription_problem)

    def test_one_time_lines_stay_with_odoo(self):
        once = self.env["product.product"].create(
            {"name": "Setup", "type": "service", "list_price": 99.0, "invoice_policy": "order"}
        )
        order = self.sold(self.recurring(self.care), {"product_id": once.id, "tax_ids": [Command.clear()]})
        self.assertEqual(order.invoice_status, "to invoice")
        move = order._create_invoices()
        self.assertEqual(move.amount_untaxed, 99.0, "nothing of what recurs is invoiced here")
        self.assertEqual(self.shop.get("invoices")["data"][0]["total"], 3000)

    def test_nothing_of_a_recurring_order_is_to_be_invoiced_here(self):
        order = self.order(self.recurring(self.care))
        self.assertEqual((order.invoice_status, order.order_line.qty_to_invoice), ("no", 0.0))
        self.assertEqual((order.amount_to_invoice, order.order_line.untaxed_amount_to_invoice), (0.0, 0.0))
        with self.assertRaises(UserError):
            order._create_invoices()


class TestWhen(SubscriptionCase):
    """On the sandbox's own day."""

    def setUp(self):
        super().setUp()
        freezer = freeze_time("2026-06-30 12:00:00", tick=False)
        freezer.start()
        self.addCleanup(freezer.stop)

    def test_a_later_start_bills_nothing_until_then(self):
        order = self.sold(self.recurring(self.care), ar_subscription_start="2026-07-15")
        self.assertEqual(order.ar_subscription_status, "trialing")
        self.assertFalse(sum(order.invoice_ids.mapped("amount_total")))
        self.assertEqual(str(order.ar_next_renewal), "2026-07-15 00:00:00")
        self.pass_time(16)
        self.assertEqual(order.ar_subscription_status, "active")
        self.assertEqual(sum(order.invoice_ids.mapped("amount_total")), 30.0)

    def test_a_past_start_is_billed_from_that_day(self):
        order = self.sold(self.recurring(self.care), ar_subscription_start="2026-06-10")
        found = self.there(order)
        self.assertEqual(found["start_date"], 1781049600)
        self.assertEqual(str(order.ar_next_renewal), "2026-07-10 00:00:00")
        self.assertEqual(order.invoice_ids.amount_total, 30.0)

    def test_it_ends_after_its_periods(self):
        order = self.sold(
            self.recurring(self.care), ar_subscription_end_kind="periods", ar_subscription_periods=3
        )
        self.assertEqual(str(order.ar_subscription_ids.cancel_at), "2026-09-30 12:00:00")
        self.pass_time(120)
        self.assertEqual(order.ar_subscription_status, "canceled")
        self.assertEqual(order.invoice_ids.mapped("amount_total"), [30.0] * 3)
        self.assertEqual((order.ar_mrr, order.ar_next_renewal), (0.0, False))

    def test_a_change_before_the_end_is_planned_does_not_lose_it(self):
        order = self.order(self.recurring(self.care), ar_subscription_end_kind="periods", ar_subscription_periods=2)
        while self.operations("subscription.create").state != "done":
            self.assertTrue(self.Operation._send_ready())
        order.order_line.product_uom_qty = 3
        self.send()
        found = self.there(order)
        self.assertEqual((found["cancel_at"], found["items"]["data"][0]["quantity"]), (1788091200, 3))
        self.assertFalse(order.ar_subscription_ids.wish)

    def test_it_ends_on_its_day(self):
        order = self.sold(
            self.recurring(self.care), ar_subscription_end_kind="date", ar_subscription_end="2026-07-10"
        )
        self.assertEqual(str(order.ar_subscription_ids.cancel_at), "2026-07-10 23:59:59")
        self.pass_time(12)
        self.assertEqual(order.ar_subscription_status, "canceled")

    def test_an_end_before_the_start_is_said(self):
        order = self.order(
            self.recurring(self.care),
            ar_subscription_start="2026-08-01",
            ar_subscription_end_kind="date",
            ar_subscription_end="2026-07-10",
        )
        self.assertIn("ends before it begins", order.ar_subscription_problem)

    def test_a_start_that_passed_in_review_is_backdated(self):
        self.connection.stripe_send_subscriptions = "review"
        order = self.order(self.recurring(self.care), ar_subscription_start="2026-07-02")
        self.shop.advance(days=5)
        with freeze_time("2026-07-05 12:00:00"):
            self.operations("subscription.create").action_approve()
            self.send()
            [again] = self.operations("subscription.create", state="review")
            self.assertIn("backdate_start_date", again.payload)
            again.action_approve()
            self.send()
        self.assertEqual(str(order.ar_next_renewal), "2026-08-02 00:00:00")


class TestForm(SubscriptionCase):
    def test_choosing_an_interval_sets_its_price(self):
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.care
                line.ar_stripe_price_id = self.price(self.care)
                self.assertEqual(line.price_unit, 30.0)
                line.ar_stripe_price_id = self.price(self.care, "year")
                self.assertEqual(line.price_unit, 300.0)
        order = form.record
        self.assertEqual((order.ar_is_recurring, order.ar_mrr, order.order_line.ar_interval), (True, 25.0, "year"))
        self.assertEqual(order.ar_subscription_days, 0)

    def test_a_price_that_is_deleted_leaves_the_rhythm(self):
        order = self.sold(self.recurring(self.care))
        self.price(self.care).unlink()
        self.env.invalidate_all()
        self.assertEqual((order.order_line.ar_interval, order.order_line.price_unit), ("month", 30.0))
        order.order_line.product_uom_qty = 2
        self.send()
        self.assertEqual(self.there(order)["items"]["data"][0]["quantity"], 2)


class TestWho(SubscriptionCase):
    def seller(self, *more, login="seller"):
        groups = ",".join(["base.group_user", "sales_team.group_sale_salesman", *more])
        return new_test_user(self.env, login, groups=groups)

    def test_a_salesperson_s_order_waits_for_a_manager(self):
        seller = self.seller()
        order = self.order(self.recurring(self.care), confirm=False, user_id=seller.id)
        order.with_user(seller).action_confirm()
        self.send()
        [waiting] = self.operations("subscription.create")
        self.assertEqual((waiting.state, len(self.at_stripe("subscriptions"))), ("review", 0))
        waiting.action_approve()
        self.send()
        self.assertEqual(self.there(order)["status"], "active")
        order.with_user(seller).order_line.product_uom_qty = 5
        self.send()
        self.assertEqual(self.operations("subscription.update").state, "review")
        subscription = order.with_user(seller).ar_subscription_ids
        self.assertEqual(subscription.status, "active", "he sees it")
        for action in ("action_send", "action_resume", "action_pause", "action_cancel", "action_continue"):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(subscription, action)()

    def test_others_orders_are_not_seen(self):
        order = self.order(self.recurring(self.care))
        order.user_id = self.env.user
        self.assertFalse(self.env["ar.sale.subscription"].with_user(self.seller()).search([]))

    def test_another_company_neither_sees_nor_sends(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        order = self.sold(self.recurring(self.care))
        other = new_test_user(
            self.env, "other", groups="base.group_user,ar_sync.group_manager,sales_team.group_sale_manager",
            company_id=company.id, company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["ar.sale.subscription"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            order.ar_subscription_ids.with_user(other).action_send()
        theirs = self.env["sale.order"].with_company(company).create(
            {"partner_id": self.partner.id, "company_id": company.id}
        )
        self.assertFalse(theirs.ar_is_recurring)

    def test_reviewed_is_reviewed(self):
        self.connection.stripe_send_subscriptions = "review"
        order = self.order(self.recurring(self.care))
        self.send()
        [waiting] = self.operations("subscription.create")
        self.assertEqual((waiting.state, order.ar_subscription_ids.open_count), ("review", 1))
        self.assertIn("30.00", waiting.summary)

    def test_switched_off_is_said_and_sent_later(self):
        self.connection.stripe_send_subscriptions = "off"
        order = self.order(self.recurring(self.care))
        self.assertIn("switched off", order.ar_subscription_problem)
        self.connection.stripe_send_subscriptions = "automatic"
        order.ar_subscription_ids.action_send()
        self.send()
        self.assertEqual(self.there(order)["status"], "active")
        self.assertFalse(order.ar_subscription_problem)

    def test_a_quotation_sends_nothing_and_a_cancelled_order_takes_it_back(self):
        self.connection.stripe_send_subscriptions = "review"
        order = self.order(self.recurring(self.care), confirm=False)
        self.assertFalse(self.operations())
        order.action_confirm()
        order.action_cancel()
        self.assertEqual(self.operations("subscription.create").state, "cancelled")
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.operations("subscription.create", state="review").payload["items"][0]["quantity"], 1)
