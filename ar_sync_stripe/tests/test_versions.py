"""Accounts that still live in an old API version: events in the old shape end in the same books."""

import json

from .common import ImportedCase, Shop


class TestOldVersion(ImportedCase):
    """The account's default version is from before invoice payments: its events show the old shape."""

    version = "2024-06-20"

    @classmethod
    def open_shop(cls):  # pylint: disable=missing-return
        super().open_shop()
        cls.shop.engine.default_version = cls.version

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def bodies(self, action):
        """Return what Stripe would send to an endpoint of the account's old version."""
        before = {row["id"] for row in self.shop.get("events", limit=100)["data"]}
        action()
        rows = [row for row in self.shop.get("events", limit=100)["data"] if row["id"] not in before]
        self.assertEqual({row["api_version"] for row in rows}, {self.version})
        return [json.dumps(row) for row in reversed(rows)]

    def test_paid_refunded_and_long(self):
        made = {}
        lines = [{"amount": 100 + number, "description": f"Line {number}"} for number in range(23)]

        def act():
            made["long"] = self.shop.invoice(self.ada, lines=lines)
            self.shop.pay(made["long"])
            made["refunded"] = self.shop.invoice(self.ada, 10_000)
            self.shop.pay(made["refunded"])
            self.shop.post("refunds", charge=self.charge(made["refunded"]), amount=2_500)

        self.receive(*self.bodies(act))
        self.run_stages(self.env, "drain")
        self.settle(self.connection)
        self.assertEqual(len(self.move(made["long"]).invoice_line_ids), 23)
        self.assertEqual(self.move(made["long"]).payment_state, "paid")
        self.assertEqual(self.move(made["refunded"]).amount_residual, 25.0)
        self.assert_tied_out("usd")
        open_messages = self.env["ar.sync.event"].search([("state", "not in", ("done", "ignored"))])
        self.assertFalse(open_messages, open_messages.mapped("reason"))

    def charge(self, invoice):
        rows = self.shop.get("charges", limit=100)["data"]
        return next(row["id"] for row in rows if row["amount"] == invoice["total"])

    def test_by_the_feed_alone(self):
        """No webhooks: the feed keeps events in the version they were born with."""
        invoice = self.shop.invoice(self.ada, 10_000, default_tax_rates=[self.rate()])
        self.shop.pay(invoice)
        self.settle(self.connection)
        self.assertEqual(self.move(invoice).payment_state, "paid")
        self.assertAlmostEqual(self.move(invoice).amount_tax, 19.0, 2)
        self.assert_tied_out("usd")

    def rate(self):
        return self.shop.post("tax_rates", display_name="VAT", percentage="19", inclusive=False)["id"]


class TestOldestVersion(TestOldVersion):
    """The version that Odoo's own provider still asks for."""

    version = "2019-05-16"


class TestMixedVersions(ImportedCase):
    """An account that is upgraded while events are on their way: both shapes of one object meet."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def test_upgrade_in_the_middle(self):
        shop: Shop = self.shop
        current = shop.engine.default_version
        self.addCleanup(setattr, shop.engine, "default_version", current)
        shop.engine.default_version = "2022-11-15"
        invoice = shop.invoice(self.ada, 10_000)
        shop.engine.default_version = current
        shop.pay(invoice)
        self.settle(self.connection)
        self.assertEqual(self.move(invoice).payment_state, "paid")
        self.assert_tied_out("usd")
