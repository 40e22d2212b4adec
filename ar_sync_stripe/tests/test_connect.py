"""Connecting: what a wrong key, a missing permission or a lost answer does, and what a good one leaves behind."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import config

from odoo.addons.ar_sync.models.ar_sync_secret import CONFIG_OPTION, ENVIRONMENT_VARIABLE

from ..kinds import KINDS, WEBHOOK_EVENTS
from ..payloads.version import API_VERSION
from .common import StripeCase


class TestConnect(StripeCase):
    """A person enters a key and clicks Connect."""

    def connect(self, key=None, **values):
        connection = self.new_connection(self.env, key, **values)
        connection.action_connect()
        return connection

    def refusal(self, key, **values) -> str:
        with self.assertRaises(UserError) as caught:
            self.connect(key, **values)
        return str(caught.exception)

    def endpoints(self):
        return self.shop.get("webhook_endpoints")["data"]

    # === KEYS === #

    def test_publishable_key_is_refused_before_it_is_stored(self):
        self.assertIn("publishable", self.refusal("pk_test_51abc"))

    def test_something_else_is_no_key(self):
        self.assertIn("not a Stripe key", self.refusal("hunter2"))

    def test_live_key_in_a_test_connection(self):
        message = self.refusal(self.shop.sandbox.live_key)
        self.assertIn("live key", message)
        self.assertIn("test mode", message)

    def test_test_key_in_a_live_connection(self):
        message = self.refusal(None, environment="live")
        self.assertIn("test key", message)
        self.assertIn("live mode", message)

    def test_refused_keys_leave_no_secret(self):
        connection = self.new_connection(self.env)
        connection.sudo().secret_ids.unlink()
        with self.assertRaises(UserError):
            connection.stripe_api_key = self.shop.sandbox.live_key
        self.assertFalse(connection.sudo().secret_ids)

    def test_unknown_key_says_so_and_hides_it(self):
        key = "sk_test_51" + "Q" * 40
        message = self.refusal(key)
        self.assertIn("does not accept the key", message)
        self.assertIn("API keys", message)
        self.assertNotIn(key, message)

    def test_revoked_key(self):
        key = self.shop.sandbox.secret_key
        connection = self.new_connection(self.env, key)
        self.shop.control("POST", f"/keys/{key}/status", status="expired")
        with self.assertRaisesRegex(UserError, "(?s)Expired.*API keys"):
            connection.action_connect()
        self.assertEqual(connection.state, "draft")

    def test_key_revoked_later_stops_the_connection_with_words(self):
        connection = self.connect()
        self.shop.control("POST", f"/keys/{self.shop.sandbox.secret_key}/status", status="expired")
        self.run_stages(self.env, "import")
        self.assertEqual(connection.state, "error")
        self.assertIn("does not accept the key", connection.last_error)
        self.assertIn("API keys", connection.last_remedy)
        self.assertEqual(connection.health_level, "danger")

    def test_no_encryption_key_no_credential(self):
        self.addCleanup(config.__setitem__, CONFIG_OPTION, config.get(CONFIG_OPTION))
        config[CONFIG_OPTION] = ""
        with patch.dict("os.environ", {ENVIRONMENT_VARIABLE: ""}):
            message = self.refusal(None)
        self.assertIn("ar_sync_secret_key", message)
        self.assertFalse(self.env["ar.sync.secret"].sudo().search_count([]))

    def test_stripe_cannot_be_reached(self):
        connection = self.new_connection(self.env)
        self.shop.control("POST", "/faults", kind="drop_before")
        with self.assertRaisesRegex(UserError, "connection to Stripe broke"):
            connection.action_connect()
        self.assertEqual(connection.state, "draft")

    # === PERMISSIONS === #

    def test_secret_key_shows_account_and_permissions(self):
        connection = self.connect()
        self.assertEqual(connection.external_account_id, self.shop.sandbox.account_id)
        self.assertEqual(connection.account_name, self.shop.get("account")["business_profile"]["name"])
        self.assertEqual(set(connection.stream_ids.mapped("kind")), set(KINDS))
        self.assertEqual(set(connection.stream_ids.mapped("access")), {"granted"})
        self.assertEqual(connection.state, "connected")

    def test_restricted_key_that_reads_everything_is_enough(self):
        connection = self.connect(self.shop.sandbox.restricted_key("*_read"))
        self.assertEqual(connection.state, "connected")
        self.assertEqual(set(connection.stream_ids.mapped("access")), {"granted"})

    def test_missing_needed_permissions_are_named(self):
        key = self.shop.sandbox.restricted_key(*self.all_reads("charge", "payout"))
        message = self.refusal(key)
        self.assertRegex(message, "may not read: .*Charges")
        self.assertIn("Payouts", message)
        self.assertNotIn("Customers", message)
        self.assertIn("dashboard", message)

    def test_missing_optional_permissions_are_switched_off(self):
        key = self.shop.sandbox.restricted_key(*self.all_reads("dispute"))
        connection = self.connect(key)
        stream = connection.stream_ids.filtered(lambda row: row.kind == "dispute")
        self.assertEqual((stream.access, stream.state), ("denied", "off"))
        self.assertIn("rak_dispute_read", stream.last_error)
        self.run_stages(self.env, "import")
        self.assertTrue(connection.is_imported)

    def all_reads(self, *without) -> list[str]:
        """Return every read permission the routes of the kinds ask for, but those that name a word in ``without``."""
        router = self.shop.engine.router
        paths = [kind.path for kind in KINDS.values()] + ["/v1/account", "/v1/balance"]
        wanted = {router.find("GET", path, API_VERSION)[0].permission for path in paths}
        return sorted(name for name in wanted if name and not any(f"_{word}_" in name for word in without))

    # === WEBHOOK ENDPOINT === #

    def test_endpoint_has_our_version_events_and_address(self):
        connection = self.connect()
        self.run_stages(self.env, "send")
        [endpoint] = self.endpoints()
        self.assertEqual(endpoint["api_version"], API_VERSION)
        self.assertEqual(set(endpoint["enabled_events"]), set(WEBHOOK_EVENTS))
        self.assertEqual(endpoint["url"], connection.webhook_url)
        self.assertEqual(connection.stripe_webhook_endpoint_id, endpoint["id"])

    def test_endpoint_secret_is_stored_and_nowhere_else(self):
        connection = self.connect()
        self.run_stages(self.env, "send")
        [secret] = connection._stripe_secrets()
        self.assertTrue(secret.startswith("whsec_"))
        operation = self.operation(connection)
        self.assertEqual(operation.state, "done")
        self.assertNotIn(secret, f"{operation.result} {operation.payload} {operation.error}")
        self.env.flush_all()
        self.env.cr.execute("SELECT count(*) FROM ar_sync_secret WHERE ar_sync_secret::text LIKE %s", [f"%{secret}%"])
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_connecting_again_makes_no_second_endpoint(self):
        connection = self.connect()
        self.run_stages(self.env, "send")
        connection.action_pause()
        connection.action_connect()
        self.run_stages(self.env, "send")
        self.assertEqual(len(self.endpoints()), 1)

    def test_lost_answer_is_unknown_then_settled_with_one_endpoint(self):
        """Stripe made the endpoint and the answer was lost: the same key brings the same answer, secret included."""
        connection = self.connect()
        self.shop.control("POST", "/faults", kind="drop_after", method="POST", path="webhook_endpoints", count=1)
        self.env["ar.sync.dispatch"]._run_stage("send")
        operation = self.operation(connection)
        self.assertEqual(operation.state, "unknown")
        self.assertEqual(len(self.endpoints()), 1)
        self.assertFalse(connection._stripe_secrets())
        operation.action_retry()
        self.run_stages(self.env, "send")
        self.assertEqual(operation.state, "done")
        self.assertEqual(connection.stripe_webhook_endpoint_id, self.endpoints()[0]["id"])
        self.assertEqual(len(self.endpoints()), 1)
        self.assertTrue(connection._stripe_secrets())

    def test_killed_while_sending_is_asked_for(self):
        """The process died after Stripe took the request: the row says sent, and the provider is asked."""
        connection = self.connect()
        operation = self.operation(connection)
        operation._set_state("sent", sent_at="2026-06-30 12:00:00", attempts=1)
        self.run_stages(self.env, "send")
        self.assertEqual(operation.state, "unknown")
        operation.action_retry()
        self.run_stages(self.env, "send")
        self.assertEqual(len(self.endpoints()), 1)

    def test_endpoint_whose_key_is_forgotten_is_replaced(self):
        """After a day Stripe has forgotten the key: the endpoint without a known secret makes room for a new one."""
        connection = self.connect()
        self.shop.control("POST", "/faults", kind="drop_after", method="POST", path="webhook_endpoints", count=1)
        self.env["ar.sync.dispatch"]._run_stage("send")
        [lost] = self.endpoints()
        operation = self.operation(connection)
        self.shop.advance(days=2)
        operation._set_state("unknown", sent_at="2026-06-28 12:00:00", next_attempt_at=False)
        self.run_stages(self.env, "send")
        [endpoint] = self.endpoints()
        self.assertNotEqual(endpoint["id"], lost["id"])
        self.assertEqual(connection.stripe_webhook_endpoint_id, endpoint["id"])
        self.assertTrue(connection._stripe_secrets())

    def test_restricted_key_that_may_not_write_leaves_a_clear_failure(self):
        connection = self.connect(self.shop.sandbox.restricted_key("*_read"))
        self.run_stages(self.env, "send")
        operation = self.operation(connection)
        self.assertEqual(operation.state, "failed")
        self.assertIn("webhook", operation.error)
        self.assertEqual(connection.state, "connected", "reading goes on without the endpoint")

    def test_disconnect_deletes_endpoint_and_secrets(self):
        connection = self.connect()
        self.run_stages(self.env, "send")
        connection.action_disconnect()
        self.assertFalse(self.endpoints())
        self.assertFalse(connection.sudo().secret_ids)
        self.assertFalse(connection.stripe_webhook_endpoint_id)
        self.assertEqual(connection.state, "disconnected")

    def test_disconnect_works_when_stripe_does_not(self):
        connection = self.connect()
        self.run_stages(self.env, "send")
        self.shop.control("POST", f"/keys/{self.shop.sandbox.secret_key}/status", status="deleted")
        connection.action_disconnect()
        self.assertEqual(connection.state, "disconnected")
        self.assertFalse(connection.sudo().secret_ids)
        self.assertIn("stays at Stripe", " ".join(connection.message_ids.mapped("body")))

    def test_connecting_again_after_disconnecting_makes_a_new_endpoint(self):
        connection = self.connect()
        self.run_stages(self.env, "send")
        [first] = self.endpoints()
        connection.action_disconnect()
        connection.stripe_api_key = self.shop.sandbox.secret_key
        connection.action_connect()
        self.run_stages(self.env, "send")
        [second] = self.endpoints()
        self.assertNotEqual(first["id"], second["id"])
        self.assertEqual(connection.stripe_webhook_endpoint_id, second["id"])

    def test_key_of_another_account_is_refused_after_the_import(self):
        """The data of two companies must never mix in one connection."""
        connection = self.connect()
        self.run_stages(self.env, "import")
        other = self.shop.control("POST", "/accounts", settings={"name": "Other"})
        connection.stripe_api_key = other["key"]
        with self.assertRaisesRegex(UserError, "holds the data of"):
            connection.action_connect()
        self.assertEqual(connection.external_account_id, self.shop.sandbox.account_id)

    def operation(self, connection):
        return self.env["ar.sync.operation"].search(
            [("connection_id", "=", connection.id), ("kind", "=", "webhook_endpoint.create")], limit=1
        )
