"""Subscriptions: every state, what they bring in a month, items, schedules and discounts, as Stripe has them."""

from datetime import datetime
from decimal import Decimal

from .common import ImportedCase


class TestSubscriptions(ImportedCase):
    @classmethod
    def stock(cls):
        shop = cls.shop
        cls.ada = shop.customer()
        method = shop.post("payment_methods/pm_card_visa/attach", customer=cls.ada)["id"]
        shop.post(f"customers/{cls.ada}", invoice_settings={"default_payment_method": method})
        cls.product = shop.post("products", name="Care")["id"]
        cls.monthly = cls.price(1_000, "month")
        cls.ended = shop.post("subscriptions", customer=cls.ada, items=[{"price": cls.monthly}])["id"]
        shop.call("DELETE", f"subscriptions/{cls.ended}")
        cls.imported = shop.post("subscriptions", customer=cls.ada, items=[{"price": cls.monthly, "quantity": 2}])["id"]

    @classmethod
    def price(cls, amount, interval, count=1, currency="usd", **params):
        recurring = {"interval": interval, "interval_count": count, **params.pop("recurring", {})}
        given = {} if params else {"unit_amount": amount}
        return cls.shop.post(
            "prices", product=cls.product, currency=currency, recurring=recurring, **given, **params
        )["id"]

    def subscribe(self, price, quantity=1, **params):
        items = [{"price": price, "quantity": quantity}]
        subscription = self.shop.post("subscriptions", customer=self.ada, items=items, **params)["id"]
        self.settle(self.connection)
        return self.mirror("subscription", subscription)

    # === READING === #

    def test_ended_ones_are_imported_too(self):
        row = self.mirror("subscription", self.ended)
        self.assertEqual((row.status, bool(row.ended_at), row.mrr, row.is_deleted), ("canceled", True, 0.0, False))

    def test_one_that_ends_stays(self):
        """The event is called deleted, and the subscription is not."""
        self.shop.call("DELETE", f"subscriptions/{self.imported}")
        self.settle(self.connection)
        row = self.mirror("subscription", self.imported)
        self.assertEqual((row.status, row.is_deleted, row.mrr), ("canceled", False, 0.0))
        self.assertTrue(row.item_ids)

    def test_links_and_dates(self):
        row = self.mirror("subscription", self.imported)
        self.assertEqual(row.customer_id, self.mirror("customer", self.ada))
        self.assertEqual(row.item_ids.price_id, self.mirror("price", self.monthly))
        self.assertEqual(row.item_ids.product_id.name, "Care")
        self.assertEqual(row.latest_invoice_id.subscription_ref, self.imported)
        self.assertEqual(row.period_start_at, datetime(2026, 6, 30, 12))
        self.assertEqual(row.period_end_at, datetime(2026, 7, 30, 12))
        self.assertIn("2 × Care", row.display_name)

    def test_items_beyond_the_first_page_and_items_removed(self):
        prices = [self.price(100 + number, "month") for number in range(13)]
        items = [{"price": price} for price in prices]
        found = self.shop.post("subscriptions", customer=self.ada, items=items)["id"]
        self.settle(self.connection)
        row = self.mirror("subscription", found)
        self.assertEqual((len(row.item_ids), row.items_complete), (13, True))
        self.assertEqual(row.mrr, 13.78)
        first = row.item_ids.filtered(lambda item: item.price_ref == prices[0])
        self.shop.advance(seconds=1)
        self.shop.call("DELETE", f"subscription_items/{first.external_id}")
        self.settle(self.connection)
        self.assertEqual((len(row.item_ids), row.mrr), (12, 12.78))

    def test_an_older_state_does_not_bring_items_back(self):
        old = [body for body in self.shop.deliveries() if '"customer.subscription.' in body]
        item = self.mirror("subscription", self.imported).item_ids
        self.shop.advance(seconds=5)
        self.shop.post(f"subscription_items/{item.external_id}", quantity=7)
        self.settle(self.connection)
        self.receive(*old)
        self.run_stages(self.env, "drain")
        row = self.mirror("subscription", self.imported)
        self.assertEqual((row.item_ids.quantity, row.mrr), (7.0, 70.0))

    def test_reading_again_writes_nothing(self):
        before = self.versions_of_rows()
        self.connection.stream_ids.filtered(lambda stream: stream.kind != "event")._restart()
        self.run_stages(self.env, "import")
        self.assertEqual(self.versions_of_rows(), before)

    # === PER MONTH === #

    def test_what_a_rhythm_brings_in_a_month(self):
        for amount, interval, count, quantity, expected in (
            (1_000, "month", 1, 3, 30.0),
            (12_000, "year", 1, 2, 20.0),
            (9_000, "month", 3, 1, 30.0),
            (700, "week", 1, 1, 30.33),
            (700, "week", 2, 1, 15.17),
            (100, "day", 1, 1, 30.42),
            (24_000, "year", 2, 1, 10.0),
        ):
            with self.subTest(interval=interval, count=count):
                self.assertEqual(self.subscribe(self.price(amount, interval, count), quantity).mrr, expected)

    def test_other_currencies_have_their_own_decimals(self):
        self.shop.post("customers", name="Other", email="other@example.com")
        for currency, amount, expected, in_company in (("jpy", 3_000, 3_000.0, 20.0), ("kwd", 3_100, 3.1, 10.0)):
            customer = self.shop.customer(f"Of {currency}")
            method = self.shop.post("payment_methods/pm_card_visa/attach", customer=customer)["id"]
            price = self.price(amount, "month", currency=currency)
            found = self.shop.post(
                "subscriptions", customer=customer, items=[{"price": price}], default_payment_method=method
            )["id"]
            self.settle(self.connection)
            row = self.mirror("subscription", found)
            with self.subTest(currency):
                self.assertAlmostEqual(row.mrr, expected, 3)
                self.assertAlmostEqual(row.mrr_company, in_company, 2)

    def test_trials_pauses_and_ends(self):
        trial = self.subscribe(self.monthly, trial_period_days=14)
        self.assertEqual((trial.status, trial.mrr, trial.is_earning), ("trialing", 0.0, False))
        self.assertEqual(trial.item_ids.mrr, 10.0, "what it will bring")
        running = self.subscribe(self.monthly)
        self.shop.advance(seconds=1)
        self.shop.post(f"subscriptions/{running.external_id}", pause_collection={"behavior": "void"})
        self.settle(self.connection)
        self.assertEqual((running.mrr, running.is_paused, running.pause_behavior), (0.0, True, "void"))
        self.shop.advance(seconds=1)
        self.shop.post(f"subscriptions/{running.external_id}", pause_collection="", cancel_at_period_end=True)
        self.settle(self.connection)
        self.assertEqual((running.mrr, running.cancel_at_period_end, bool(running.cancel_at)), (10.0, True, True))
        self.shop.advance(days=40)
        self.settle(self.connection)
        self.assertEqual((running.status, running.mrr), ("canceled", 0.0))
        self.assertEqual((trial.status, trial.mrr), ("active", 10.0))

    def test_tiers_metered_and_unknown(self):
        tiers = [{"up_to": 10, "unit_amount": 100}, {"up_to": "inf", "unit_amount": 50, "flat_amount": 200}]
        for mode, expected in (("volume", 9.5), ("graduated", 14.5)):
            price = self.price(0, "month", billing_scheme="tiered", tiers_mode=mode, tiers=tiers)
            row = self.subscribe(price, 15, trial_period_days=14)
            with self.subTest(mode):
                self.assertEqual((row.item_ids.mrr, row.item_ids.mrr_note), (expected, False))
                self.mirror("price", price).tiers = False
                row.item_ids._count_recurring()
                self.assertEqual((row.item_ids.mrr, bool(row.item_ids.mrr_note)), (0.0, True), "says so")
        item = row.item_ids
        item.is_metered = True
        self.assertEqual(item._recurring()[0], 0.0)

    def test_packages(self):
        item = self.mirror("subscription", self.imported).item_ids
        item.write({"quantity": 23, "transform_divide_by": 10, "transform_round": "up"})
        self.assertEqual(item._period_minor(), Decimal(3_000))

    # === DISCOUNTS === #

    def test_a_discount_is_named_by_its_coupon(self):
        coupon = self.shop.post("coupons", id="TEN", name="Ten off", percent_off="10", duration="forever")["id"]
        code = self.shop.post("promotion_codes", code="SPRING", promotion={"type": "coupon", "coupon": coupon})["id"]
        row = self.subscribe(self.monthly, discounts=[{"promotion_code": code}])
        self.assertEqual(row.discount_text, "Ten off (10 %)")
        discount = self.env["ar.stripe.discount"].search([("subscription_id", "=", row.id)])
        self.assertEqual(discount.promotion_code_id.code, "SPRING")
        self.assertEqual(self.mirror("coupon", coupon).times_redeemed, 0, "redeemed is told by no event")
        self.shop.call("DELETE", f"coupons/{coupon}")
        self.settle(self.connection)
        self.assertTrue(self.mirror("coupon", coupon).is_deleted)

    def coupon(self, **values):
        return self.shop.post("coupons", **{"duration": "forever", **values})["id"]

    def discounted(self, amount, interval, *coupons, quantity=1):
        """Return a subscription with discounts, by their coupons."""
        price = self.price(amount, interval)
        return self.subscribe(price, quantity, discounts=[{"coupon": coupon} for coupon in coupons])

    def test_what_recurs_is_less_discounts_that_recur(self):
        row = self.discounted(1_000, "month", self.coupon(percent_off="12.5"), quantity=3)
        self.assertEqual((row.mrr, row.mrr_discount, row.item_ids.mrr), (26.25, 3.75, 30.0))

    def test_an_amount_comes_off_each_invoice(self):
        coupon = self.coupon(amount_off=1_200, currency="usd")
        self.assertEqual(self.discounted(12_000, "year", coupon).mrr, 9.0)
        self.assertEqual(self.discounted(1_500, "month", coupon).mrr, 3.0)
        self.assertEqual(self.discounted(1_000, "month", coupon).mrr, 0.0, "never below zero")

    def test_once_is_no_part_of_it_and_one_by_one_in_their_order(self):
        once = self.coupon(percent_off="50", duration="once")
        self.assertEqual(self.discounted(1_000, "month", once).mrr, 10.0)
        five, ten = self.coupon(amount_off=500, currency="usd"), self.coupon(percent_off="10")
        self.assertEqual(self.discounted(10_000, "month", five, ten).mrr, 85.5)

    def test_a_discount_for_other_products_takes_nothing_off(self):
        coupon = self.coupon(percent_off="10")
        row = self.discounted(1_000, "month", coupon)
        for products, expected in ((["prod_other"], 10.0), ([self.product], 9.0)):
            self.mirror("coupon", coupon).product_refs = products
            row._count_recurring()
            self.assertEqual(row.mrr, expected)

    def test_a_discount_that_is_over_ends_without_being_told(self):
        row = self.discounted(1_000, "month", self.coupon(percent_off="50"))
        self.assertEqual(row.mrr, 5.0)
        discount = self.env["ar.stripe.discount"].search([("subscription_id", "=", row.id)])
        discount.end_at = "2020-01-01 00:00:00"
        self.env["ar.stripe.subscription"]._cron_count_recurring()
        self.assertEqual((row.mrr, row.mrr_discount), (10.0, 0.0))

    def test_a_coupon_that_is_not_known_or_in_another_currency_says_so(self):
        row = self.discounted(1_000, "month", self.coupon(percent_off="50"))
        discount = self.env["ar.stripe.discount"].search([("subscription_id", "=", row.id)])
        coupon = discount.coupon_id
        discount.coupon_id = False
        row._count_recurring()
        self.assertEqual((row.mrr, row.mrr_note), (10.0, "a discount that is not known"))
        discount.coupon_id = coupon
        coupon.write({"percent_off": 0, "amount_off": 1.0, "currency_id": self.env.ref("base.JPY").id})
        row._count_recurring()
        self.assertEqual((row.mrr, row.mrr_note), (10.0, "a discount in another currency"))

    def test_the_company_s_currency_follows_the_rate_every_day(self):
        eur = self.env.ref("base.EUR")
        customer = self.shop.customer("Euro")
        method = self.shop.post("payment_methods/pm_card_visa/attach", customer=customer)["id"]
        price = self.price(9_000, "month", currency="eur")
        found = self.shop.post(
            "subscriptions", customer=customer, items=[{"price": price}], default_payment_method=method
        )["id"]
        self.settle(self.connection)
        row = self.mirror("subscription", found)
        self.assertEqual((row.mrr, row.mrr_company), (90.0, 100.0))
        self.env["res.currency.rate"].create({"currency_id": eur.id, "rate": 0.5, "name": "2021-01-01"})
        self.env.ref("ar_sync_stripe.ir_cron_recurring").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((row.mrr, row.mrr_company), (90.0, 180.0))

    # === SCHEDULES === #

    def test_a_schedule_changes_its_subscription(self):
        more = self.price(5_000, "month")
        schedule = self.shop.post(
            "subscription_schedules",
            customer=self.ada,
            phases=[
                {"items": [{"price": self.monthly, "quantity": 1}], "duration": {"interval": "month"}},
                {"items": [{"price": more, "quantity": 2}], "duration": {"interval": "month", "interval_count": 2}},
            ],
        )
        self.settle(self.connection)
        row = self.mirror("subscription.schedule", schedule["id"])
        self.assertEqual((row.status, row.phase_count, row.subscription_id.mrr), ("active", 2, 10.0))
        self.assertEqual(row.subscription_id.schedule_id, row)
        self.assertIn("2 × Care", row.phase_text)
        self.shop.advance(days=32)
        self.settle(self.connection)
        self.assertEqual(row.subscription_id.mrr, 100.0)
        invoice = self.shop.get(f"subscriptions/{row.subscription_ref}")["latest_invoice"]
        self.assertEqual(self.mirror("invoice", invoice).total, 100.0, "billed as the phase says")
        subscription = row.subscription_id
        self.shop.advance(days=70)
        self.settle(self.connection)
        self.assertEqual((row.status, subscription.schedule_ref), ("released", False))
        self.assertEqual((subscription.status, row.subscription_id), ("active", subscription))
