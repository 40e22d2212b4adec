"""Risk: a price is changed in place or doubled, a product deleted, a change at Stripe lost or fought over."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from .send_common import SendCase


class CatalogueCase(SendCase):
    def setUp(self):
        super().setUp()
        self.product = self.env["product.template"].create(
            {
                "name": "Support",
                "type": "service",
                "list_price": 100.0,
                "description_sale": "By telephone",
                "default_code": "SUP-1",
                "ar_stripe_sell": True,
            }
        )
        self.variant = self.product.product_variant_id

    def products(self):
        return [row for row in self.at_stripe("products") if row["metadata"].get("odoo_db")]

    def prices(self, **values):
        rows = [row for row in self.at_stripe("prices") if row["metadata"].get("odoo_price")]
        return [row for row in rows if all(row[name] == value for name, value in values.items())]

    def remote(self):
        [product] = self.products()
        return product

    def row(self):
        return self.mirror("product", self.remote()["id"])


class TestSendCatalogue(CatalogueCase):
    def test_a_marked_product_is_made_with_its_price(self):
        self.send()
        product = self.remote()
        said = (product["name"], product["description"], product["unit_label"])
        self.assertEqual(said, ("Support", "By telephone", "Units"))
        self.assertEqual(product["metadata"]["odoo_reference"], "SUP-1")
        [price] = self.prices()
        self.assertEqual((price["currency"], price["unit_amount"], price["tax_behavior"]), ("usd", 10_000, "exclusive"))
        self.assertEqual(product["default_price"], price["id"])
        self.assertEqual(self.row().product_id, self.variant)
        self.assertEqual(self.kinds(), ["product.create", "price.create", "product.update"])

    def test_an_unmarked_product_is_not_sent(self):
        self.product.ar_stripe_sell = False
        self.env["product.template"].create({"name": "Paper clips"})
        self.send()
        self.assertFalse(self.products())

    def test_nothing_is_sent_again(self):
        self.send()
        self.product.write({"name": "Support", "list_price": 100.0})
        self.send()
        self.product.action_ar_stripe_send()
        self.assertEqual(len(self.operations()), 3)

    def test_a_changed_price_is_a_new_one_and_the_old_one_is_retired(self):
        self.send()
        [old] = self.prices()
        self.product.list_price = 120.0
        self.send()
        [new] = self.prices(active=True)
        self.assertEqual((new["unit_amount"], self.remote()["default_price"]), (12_000, new["id"]))
        self.assertEqual([row["id"] for row in self.prices(active=False)], [old["id"]])
        self.assertEqual(self.kinds()[3:], ["price.create", "product.update", "price.update"])
        self.product.action_ar_stripe_send()
        self.assertEqual(len(self.operations()), 6)

    def test_prices_by_currency_and_interval(self):
        eur = self.env.ref("base.EUR")
        self.product.ar_stripe_price_ids = [
            Command.create({"currency_id": eur.id, "amount": 9.9, "interval": "month"}),
            Command.create({"currency_id": eur.id, "amount": 99, "interval": "year", "tax_behavior": "inclusive"}),
            Command.create({"currency_id": self.env.ref("base.JPY").id, "amount": 1500, "interval": "once"}),
        ]
        self.send()
        found = {row["metadata"]["odoo_price"]: row for row in self.prices()}
        self.assertEqual(set(found), {"usd:once", "eur:month:1", "eur:year:1", "jpy:once"})
        self.assertEqual(found["eur:month:1"]["unit_amount"], 990)
        self.assertEqual(found["eur:month:1"]["recurring"]["interval"], "month")
        self.assertEqual(found["eur:year:1"]["tax_behavior"], "inclusive")
        self.assertEqual(found["jpy:once"]["unit_amount"], 1500)
        self.product.ar_stripe_price_ids.filtered(lambda row: row.interval == "year").unlink()
        self.send()
        self.assertEqual([row["metadata"]["odoo_price"] for row in self.prices(active=False)], ["eur:year:1"])

    def test_prices_of_a_pricelist(self):
        eur = self.env.ref("base.EUR")
        eur.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Europe", "currency_id": eur.id})
        self.connection.stripe_pricelist_ids = pricelist
        item = self.env["product.pricelist.item"].create(
            {
                "pricelist_id": pricelist.id,
                "applied_on": "1_product",
                "product_tmpl_id": self.product.id,
                "compute_price": "fixed",
                "fixed_price": 80.0,
            }
        )
        self.send()
        self.assertEqual({row["currency"]: row["unit_amount"] for row in self.prices()}, {"usd": 10_000, "eur": 8_000})
        item.fixed_price = 85.5
        self.send()
        found = {row["currency"]: row["unit_amount"] for row in self.prices(active=True)}
        self.assertEqual(found, {"usd": 10_000, "eur": 8_550})

    def test_parts_of_a_cent(self):
        self.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 4
        self.product.list_price = 0.0125
        self.send()
        [price] = self.prices()
        self.assertEqual((price["unit_amount"], price["unit_amount_decimal"]), (None, "1.25"))

    def test_off_sale_and_on_again_nothing_deleted(self):
        self.send()
        self.product.action_archive()
        self.send()
        self.assertFalse(self.remote()["active"])
        self.product.action_unarchive()
        self.send()
        self.assertTrue(self.remote()["active"])
        self.assertEqual(len(self.prices(active=True)), 1)

    def test_variants_are_products_of_their_own(self):
        attribute = self.env["product.attribute"].create(
            {"name": "Level", "value_ids": [Command.create({"name": "Gold"}), Command.create({"name": "Iron"})]}
        )
        self.product.attribute_line_ids = [
            Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(attribute.value_ids.ids)]})
        ]
        self.send()
        names = sorted(row["name"] for row in self.products())
        self.assertEqual(names, ["Support (Gold)", "Support (Iron)"])

    def test_what_is_wrong_is_said_before(self):
        kwd = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "KWD")])
        self.product.ar_stripe_price_ids = [Command.create({"currency_id": kwd.id, "amount": 5.12, "interval": "once"})]
        self.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 3
        self.product.ar_stripe_price_ids.amount = 5.124
        self.send()
        price = self.operations("price.create").filtered("problems")
        self.assertIn("multiple of 0.010 KWD", price.problems)
        self.assertEqual(self.operations("product.update").held_by.splitlines()[0].split(" (")[1], "To review)")

    def test_a_product_deleted_at_stripe_is_made_anew(self):
        self.product.list_price = 0
        self.send()
        [price] = self.prices()
        with self.shop.engine.lock:
            ctx = self.shop.engine.context()
            ctx.account.remove(ctx.get("price", price["id"]))
            self.shop.engine.commit()
        self.shop.call("DELETE", f"products/{self.remote()['id']}")
        self.settle(self.connection)
        self.product.name = "Support again"
        self.send()
        self.assertEqual(self.remote()["name"], "Support again")
        self.assertEqual(len(self.prices()), 1)

    def test_another_company_s_product_is_not_sent(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.product.company_id = company
        self.send()
        self.assertFalse(self.products())


class TestCatalogueDifferences(CatalogueCase):
    """Somebody changes the catalogue in Stripe's dashboard."""

    def setUp(self):
        super().setUp()
        self.send()
        self.id = self.remote()["id"]

    def change(self, **values):
        self.shop.advance(seconds=5)
        self.shop.post(f"products/{self.id}", **values)
        self.settle(self.connection)
        return self.row()

    def test_our_own_changes_are_no_difference(self):
        self.product.name = "Help"
        self.send()
        self.settle(self.connection)
        self.assertFalse(self.row().has_difference)

    def test_a_change_is_shown_and_changes_nothing_here(self):
        row = self.change(name="Premium support")
        self.assertTrue(row.has_difference)
        self.assertEqual(row.difference_rows, [{"name": "Name", "before": "Support", "after": "Premium support"}])
        self.assertEqual(self.product.name, "Support")
        self.assertEqual(len(self.operations()), 3)

    def test_accepting_takes_it_over_and_sends_nothing(self):
        row = self.change(name="Premium support", description="")
        row.action_accept()
        self.send()
        self.assertEqual((self.product.name, self.product.description_sale), ("Premium support", ""))
        self.assertFalse(row.has_difference)
        self.assertEqual(len(self.operations()), 3)

    def test_pushing_puts_it_back(self):
        row = self.change(name="Premium support")
        row.action_push()
        self.send()
        self.settle(self.connection)
        self.assertEqual(self.remote()["name"], "Support")
        self.assertFalse(row.has_difference)

    def test_off_sale_at_stripe_is_a_difference(self):
        row = self.change(active=False)
        self.assertTrue(row.has_difference)
        row.action_accept()
        self.assertFalse(self.product.ar_stripe_sell)

    def test_another_default_price_becomes_the_sales_price(self):
        price = self.shop.post("prices", product=self.id, currency="usd", unit_amount=13_000, tax_behavior="exclusive")
        row = self.change(default_price=price["id"])
        self.assertEqual(row.difference_rows[0]["after"], "130.00 USD")
        row.action_accept()
        self.assertEqual(self.product.list_price, 130.0)
        self.product.action_ar_stripe_send()
        self.send()
        self.assertEqual(self.remote()["default_price"], price["id"])
        self.assertEqual(len(self.prices(active=True)), 0, "the price made here is retired, the new one stays")
        self.assertFalse(self.operations("price.create")[1:])

    def test_a_monthly_default_price_goes_into_the_table(self):
        monthly = {"recurring": {"interval": "month"}, "unit_amount": 990, "currency": "eur"}
        price = self.shop.post("prices", product=self.id, **monthly)
        self.change(default_price=price["id"]).action_accept()
        [own] = self.product.ar_stripe_price_ids
        self.assertEqual((own.currency_id.name, own.amount, own.interval), ("EUR", 9.9, "month"))

    def test_only_managers_decide(self):
        row = self.change(name="Premium support")
        user = new_test_user(self.env, "looker", groups="base.group_user,ar_sync.group_user")
        for action in ("action_accept", "action_push"):
            with self.assertRaises(AccessError):
                getattr(row.with_user(user), action)()
