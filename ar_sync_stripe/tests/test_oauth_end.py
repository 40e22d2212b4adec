"""Risk: reading goes on after the access ended, data is lost with it, or the end never reaches Stripe."""

import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.modules.neutralize import get_neutralization_queries

from ..api.oauth import OAuthApi
from ..models.ar_sync_connection_connect_end import DEAUTHORIZE
from .test_oauth_accounts import ConnectCase


class TestEnd(ConnectCase):
    def setUp(self):
        super().setUp()
        self.allow(self.connection, self.harbour)
        self.assertEqual(self.connection.state, "connected")

    def ended_at_stripe(self):
        self.shop.control("POST", f"/accounts/{self.harbour}/deauthorize")

    def assert_ended(self):
        connection = self.connection
        self.assertEqual(connection.state, "error", connection.stream_ids.mapped("last_error"))
        self.assertFalse(connection.stripe_is_authorized)
        self.assertFalse(connection.sudo().secret_ids, "the grant is dropped")
        self.assertIn("no longer lets us into this account", connection.last_error)
        self.assertIn("same account", connection.last_remedy)
        self.assertEqual(connection.health_level, "danger")
        self.assertEqual(connection.stripe_connect_account, self.harbour, "whose data it is, is kept")

    # === FROM ODOO === #

    def test_disconnect_stops_at_once_and_tells_stripe(self):
        self.post_as(self.harbour, "customers", name="Pier Nine")
        self.settle(self.connection)
        self.connection.action_disconnect()
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.connection.stripe_is_authorized or self.connection.sudo().secret_ids)
        self.assertTrue(self.is_let_in(self.harbour), "not in the person's transaction")
        self.run_stages(self.env, "send")
        self.assertFalse(self.is_let_in(self.harbour))
        self.assertEqual(self.operations(DEAUTHORIZE).state, "done")
        self.assertTrue(self.env["ar.stripe.customer"].search([("connection_id", "=", self.connection.id)]))

    def test_the_answer_of_the_end_is_lost(self):
        self.connection.action_disconnect()
        deauthorize = OAuthApi.deauthorize

        def lost(oauth, account):
            deauthorize(oauth, account)
            raise RuntimeError("killed")

        with patch.object(OAuthApi, "deauthorize", lost), self.assertLogs("odoo.addons.ar_sync"):
            self.run_stages(self.env, "send")
        operation = self.operations(DEAUTHORIZE)
        self.assertEqual(operation.state, "unknown")
        operation.action_retry()
        self.run_stages(self.env, "send")
        self.assertEqual(operation.state, "done")
        self.assertFalse(self.is_let_in(self.harbour))

    def test_killed_while_ending(self):
        self.connection.action_disconnect()
        operation = self.operations(DEAUTHORIZE)
        operation._set_state("sent", sent_at="2026-06-30 12:00:00", attempts=1)
        self.run_stages(self.env, "send")
        operation.action_retry()
        self.run_stages(self.env, "send")
        self.assertEqual(operation.state, "done")
        self.assertFalse(self.is_let_in(self.harbour))

    def test_connected_again_before_the_end_was_sent(self):
        """The end that was written must not kill the new access."""
        self.connection.action_disconnect()
        self.allow(self.connection, self.harbour)
        self.run_stages(self.env, "send")
        self.assertTrue(self.is_let_in(self.harbour))
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.operations(DEAUTHORIZE).state, "cancelled")

    def test_while_the_end_is_unknown_nothing_new_begins(self):
        self.connection.action_disconnect()
        self.operations(DEAUTHORIZE)._set_state("sent", sent_at="2026-06-30 12:00:00", attempts=1)
        with self.assertRaisesRegex(UserError, "still being ended"):
            self.connection.action_stripe_connect()

    def test_the_end_waits_for_no_review_and_no_connection(self):
        self.connection.review_outgoing = True
        self.connection.action_pause()
        self.connection.action_disconnect()
        self.connection.active = False
        self.run_stages(self.env, "send")
        self.assertFalse(self.is_let_in(self.harbour))

    def test_disconnecting_twice_ends_twice_at_most(self):
        for _again in range(2):
            self.connection.action_disconnect()
            self.run_stages(self.env, "send")
            self.allow(self.connection, self.harbour)
        self.assertEqual(self.operations(DEAUTHORIZE).mapped("state"), ["done", "done"])
        self.assertTrue(self.is_let_in(self.harbour))

    # === FROM STRIPE === #

    def test_a_call_finds_the_door_closed(self):
        self.ended_at_stripe()
        self.run_stages(self.env, "import")
        self.assert_ended()

    def test_ended_and_then_paused_by_a_person(self):
        """Resume must not pretend that it works; the way back stays open."""
        self.ended_at_stripe()
        self.run_stages(self.env, "import")
        self.connection.action_pause()
        with self.assertRaisesRegex(UserError, "Click Connect with Stripe"):
            self.connection.action_resume()
        row = self.allow(self.connection, self.harbour)
        self.assertEqual((row.state, self.connection.state), ("done", "connected"))

    def test_in_the_middle_of_an_import(self):
        """Page by page: what was read stays, and reading goes on from there when the account is back."""
        for number in range(3):
            self.post_as(self.harbour, "customers", name=f"Pier {number}")
        dispatch = self.env["ar.sync.dispatch"]
        with patch("odoo.addons.ar_sync_stripe.api.client.PAGE_SIZE", 1):
            dispatch._run_stage("import")
            customers = self.connection.stream_ids.filtered(lambda row: row.kind == "customer")
            while not customers.records_done:
                dispatch._run_stage("import")
            done = customers.records_done
            self.assertFalse(customers.is_complete)
            self.ended_at_stripe()
            dispatch._run_stage("import")
        self.assert_ended()
        self.assertEqual(customers.records_done, done, "what was read is kept")
        self.run_stages(self.env, "import")  # nothing is called any more
        with self.assertRaisesRegex(UserError, "Click Connect with Stripe"):
            self.connection.action_resume()
        row = self.allow(self.connection, self.harbour)
        self.assertEqual((row.state, self.connection.state), ("done", "connected"))
        self.assertEqual(set(self.connection.stream_ids.mapped("state")) & {"error"}, set())
        self.settle(self.connection)
        self.assertEqual(customers.records_done, 3, "none twice")
        names = self.env["ar.stripe.customer"].search([("connection_id", "=", self.connection.id)]).mapped("name")
        self.assertEqual(sorted(names), ["Pier 0", "Pier 1", "Pier 2"])
        self.assertTrue(self.connection.is_imported)

    def event(self, kind="account.application.deauthorized", **changes):
        body = {
            "id": "evt_end", "object": "event", "type": kind, "created": 1_780_000_000, "livemode": False,
            "account": self.harbour, "data": {"object": {"id": "ca_1", "object": "application"}}, **changes,
        }  # fmt: skip
        return json.dumps(body)

    def store(self, body):
        return self.platform._route(self.harbour, self.connection._stripe_inbox_row(json.loads(body), body))

    def drain(self):
        self.run_stages(self.env, "drain")

    def test_stripes_message_that_it_ended(self):
        self.settle(self.connection)
        self.ended_at_stripe()
        self.store(self.event())
        self.drain()
        self.assert_ended()
        self.assertTrue(self.connection.is_imported)

    def test_a_late_message_of_a_former_end_stops_nothing(self):
        self.store(self.event())
        self.drain()
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.connection.stripe_is_authorized)
        found = self.env["ar.sync.event"].search([("external_id", "=", "evt_end")])
        self.assertEqual(found.state, "ignored")

    def test_messages_that_came_with_the_end_wait_for_the_return(self):
        """A batch of a change and the end: the change is not given to a person as an error."""
        self.settle(self.connection)
        customer = self.post_as(self.harbour, "customers", name="Pier Nine")
        changed = self.event("customer.updated", id="evt_change", api_version="2020-08-27", data={"object": customer})
        self.store(changed)
        self.ended_at_stripe()
        self.store(self.event())
        self.drain()
        self.assert_ended()
        waiting = self.env["ar.sync.event"].search([("external_id", "=", "evt_change")])
        self.assertEqual(waiting.state, "received")
        self.allow(self.connection, self.harbour)
        self.drain()
        self.assertEqual(waiting.state, "done")

    def test_a_dead_platform_key_drops_no_grant(self):
        """The platform's key is the matter of who runs Odoo; the owners need not allow again."""
        self.shop.control("POST", f"/keys/{self.shop.sandbox.secret_key}/status", status="expired")
        self.run_stages(self.env, "import")
        self.assertEqual(self.connection.state, "error")
        self.assertTrue(self.connection.stripe_is_authorized)
        self.shop.control("POST", f"/keys/{self.shop.sandbox.secret_key}/status", status="active")
        self.connection.action_resume()
        self.run_stages(self.env, "import")
        self.assertTrue(self.connection.is_imported)

    # === COPIES === #

    def test_a_neutralized_copy_gets_in_nowhere_and_ends_nothing(self):
        self.env.flush_all()
        for query in get_neutralization_queries(["ar_sync", "ar_sync_stripe"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertFalse(self.connection.stripe_is_authorized or self.platform.sudo().sealed_secret_key)
        with self.configured(client_id=self.shop.sandbox.client_id, secret_key=self.shop.sandbox.secret_key):
            self.connection.action_disconnect()
            self.run_stages(self.env, "send")
        self.assertTrue(self.is_let_in(self.harbour), "production still lives on it")
