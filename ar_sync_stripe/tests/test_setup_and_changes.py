"""Risk: the checklist sends a person the wrong way, or a change is approved without seeing what it replaces."""

from unittest.mock import patch

from .common import StripeCase
from .mirror_common import MirrorCase


class TestSetupSteps(StripeCase):
    """From a draft to live, as the checklist tells it."""

    def steps(self, connection):
        connection.invalidate_recordset(["setup_steps"])
        return {step["key"]: step for step in connection.setup_steps}

    def test_which_key_is_wanted(self):
        connection = self.env["ar.sync.connection"].create({"name": "S", "provider": "stripe", "environment": "live"})
        self.assertIn("rk_live_", self.steps(connection)["credentials"]["hint"])
        connection.environment = "test"
        self.assertIn("rk_test_", self.steps(connection)["credentials"]["hint"])

    def test_webhook_is_made_by_itself(self):
        connection = self.new_connection(self.env)
        step = self.steps(connection)["webhook"]
        self.assertFalse(step["done"])
        self.assertIn("by itself", step["hint"])
        self.import_all(connection)
        self.assertTrue(self.steps(connection)["webhook"]["done"])
        self.assertEqual(list(self.steps(connection))[-4:], ["imported", "webhook", "tied_out", "live"])

    def test_a_key_that_may_not_make_it(self):
        connection = self.new_connection(self.env, self.shop.sandbox.restricted_key("*_read"))
        self.import_all(connection)
        step = self.steps(connection)["webhook"]
        self.assertFalse(step["done"] or connection.is_live)
        self.assertIn("signing secret", step["hint"])
        connection.stripe_webhook_secret = "whsec_0123456789abcdefghij"
        self.assertTrue(self.steps(connection)["webhook"]["done"])

    def test_where_stripe_cannot_reach_us_there_is_no_such_step(self):
        connection = self.new_connection(self.env)
        with patch.object(type(connection), "_stripe_is_reachable", lambda self: False):
            self.assertNotIn("webhook", self.steps(connection))

    def test_other_providers_have_the_core_s_steps(self):
        connection = self.env["ar.sync.connection"].create({"name": "None"})
        self.assertNotIn("webhook", self.steps(connection))


class TestBefore(MirrorCase):
    """What Stripe has now, beside what will be sent."""

    def change(self, kind, record, payload):
        operation = self.env["ar.sync.operation"]._intend(self.connection, kind, record, payload, "A change")
        return {row["name"]: (row["before"], row["after"], row["same"]) for row in operation.change_rows}

    def test_values_texts_and_metadata_of_a_bound_record(self):
        self.store("customer", self.reading("customer", name="Ada", metadata={"tier": "gold"}))
        row = self.env["ar.stripe.customer"].search([("connection_id", "=", self.connection.id)])
        partner = self.env["res.partner"].create({"name": "Ada Ltd"})
        self.env["ar.sync.binding"]._bind(self.connection, "customer", row.external_id, partner)
        rows = self.change(
            "customer.update",
            partner,
            {"name": "Ada Ltd", "email": row.email, "metadata": {"tier": "gold", "odoo_id": "7"}, "unheard": "x"},
        )
        self.assertEqual(rows["name"], ("Ada", "Ada Ltd", False))
        self.assertTrue(rows["email"][2])
        self.assertEqual(rows["metadata.tier"], ("gold", "gold", True))
        self.assertEqual(rows["metadata.odoo_id"], ("", "7", False))
        self.assertEqual(rows["unheard"], ("", "x", False))

    def test_amounts_are_in_minor_units_and_references_by_id(self):
        self.store("charge", self.reading("charge.new"))
        charge = self.row("charge", "ch_1")
        payload = {"amount": 24_281, "customer": charge.customer_ref, "captured": True}
        rows = self.change("charge.update", charge, payload)
        self.assertEqual([same for _before, _after, same in rows.values()], [True, True, True])

    def test_nothing_is_there_before_a_creation(self):
        self.store("charge", self.reading("charge.new"))
        rows = self.change("webhook_endpoint.create", self.connection, {"url": "https://example.com"})
        self.assertEqual(rows["url"][0], "")
        rows = self.change("charge.create", self.row("charge", "ch_1"), {"amount": 5})
        self.assertEqual(rows["amount"][0], "")
        partner = self.env["res.partner"].create({"name": "Unbound"})
        self.assertEqual(self.change("customer.update", partner, {"name": "x"})["name"][0], "")
