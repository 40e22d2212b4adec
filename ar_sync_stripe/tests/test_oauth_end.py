"""Risk: reading goes on after the access ended, data is lost with it, or the end never reaches Stripe."""

import json
from time import time as machine_time
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import HttpCase

from ..api.oauth import OAuthApi
from ..kinds import KINDS
from ..models.ar_sync_connection_connect_end import CREATE_ENDPOINT, DEAUTHORIZE
from ..payloads.signature import sign
from .common import ShopMixin
from .connect_common import ConnectMixin
from .test_oauth_accounts import ConnectCase

LOG = "odoo.addons.ar_sync_stripe.controllers.connect"


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


class TestPlatform(ConnectCase):
    """Settings: of the file or the form, never shown again."""

    def test_secrets_are_write_only(self):
        key = self.shop.sandbox.secret_key
        answer = str(self.platform.read()) + str(self.platform.web_read({"secret_key": {}, "webhook_secret": {}}))
        self.assertNotIn(key, answer)
        self.assertIn(key[-4:], self.platform.secret_key_hint)
        self.assertEqual(self.platform._setting("secret_key"), key)
        self.platform.write({"client_id": "ca_2", "secret_key": False})
        self.assertEqual(self.platform._setting("secret_key"), key, "an empty field keeps what is stored")

    def test_what_is_no_setting_is_refused(self):
        for name, value in (
            ("client_id", "acct_1"),
            ("secret_key", "rk_test_1"),
            ("secret_key", self.shop.sandbox.live_key),
            ("webhook_secret", "sk_test_1"),
        ):
            with self.assertRaises(UserError, msg=name) as refusal:
                self.platform.write({name: value})
            self.assertNotIn(self.shop.sandbox.live_key, str(refusal.exception))

    def test_the_configuration_file_wins(self):
        with self.configured(client_id="ca_file", secret_key="sk_test_file0123456789"):
            self.assertEqual(self.platform._setting("client_id"), "ca_file")
            self.assertEqual(self.platform._key(), "sk_test_file0123456789")
            self.platform.invalidate_recordset()
            self.assertIn("ar_sync_stripe_test_platform_key", self.platform.source)
            self.assertNotIn("file0123456789", self.platform.source)

    def test_a_key_of_the_other_mode_in_the_file_is_not_used(self):
        with self.configured(secret_key=self.shop.sandbox.live_key), self.assertRaisesRegex(Exception, "test mode"):
            self.platform._key()

    def test_without_a_platform_the_screen_says_so(self):
        self.platform.unlink()
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.stripe_is_platform_ready)
        self.assertIn("not set up", str(self.connection.setup_steps))

    def test_sealed_anew_with_a_new_key(self):
        before = self.platform.sudo().sealed_secret_key
        self.env["ar.sync.secret"]._rotate_all()
        self.platform.invalidate_recordset()
        self.assertNotEqual(self.platform.sudo().sealed_secret_key, before)
        self.assertEqual(self.platform._setting("secret_key"), self.shop.sandbox.secret_key)

    def test_one_endpoint_for_all_accounts(self):
        other = self.new_account("Alder Works")
        second = self.new_connect(self.env, name="Second")
        self.allow(self.connection, self.harbour)
        self.allow(second, other)
        self.run_stages(self.env, "send")
        [endpoint] = self.shop.get("webhook_endpoints")["data"]
        self.assertEqual(endpoint["url"], self.platform.webhook_url)
        self.assertTrue(self.shop.engine.account().get("webhook_endpoint", endpoint["id"])["_connect"])
        self.assertEqual(set(self.operations(CREATE_ENDPOINT).mapped("state")), {"done"})
        self.assertTrue(self.platform._webhook_secrets())
        for operation in self.operations(CREATE_ENDPOINT):
            self.assertNotIn("whsec_", str(operation.result))


class TestConnectDoor(ConnectMixin, ShopMixin, HttpCase):
    """Messages of connected accounts over real HTTP: each to its connection, strangers are counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_shop()
        with cls.committing():
            cls.platform = cls.set_up_platform(cls.env)
            cls.harbour, cls.alder = cls.new_account(), cls.new_account("Alder Works")
            company = cls.env["res.company"].create({"name": "Alder Works"})
            cls.connection = cls.new_connect(cls.env)
            cls.other = cls.new_connect(cls.env, name="Alder", company_id=company.id)
            cls.allow(cls.connection, cls.harbour)
            cls.allow(cls.other, cls.alder)
            cls.run_stages(cls.env, "send")
        cls.shop.keep()

    def setUp(self):
        super().setUp()
        self.shop.back()

    def knock(self, body, secret=None, token=None):
        data = body if isinstance(body, bytes) else body.encode()
        secret = secret or self.platform._webhook_secrets()[0]
        headers = {"Content-Type": "application/json", "Stripe-Signature": sign(data, secret, int(machine_time()))}
        path = f"/ar_sync/stripe/connect/webhook/{token or self.platform.webhook_token}"
        answer = self.url_open(path, data=data, headers=headers, method="POST")
        self.env.invalidate_all()
        return answer.status_code

    def bodies(self, account, kind="customer.created"):
        """Return what Stripe really sends when something happens in an account."""
        self.post_as(account, "customers", name="Pier Nine")
        return [
            row["payload"]
            for row in self.shop.engine.courier.deliveries()
            if row["account"] == account and row["type"] == kind
        ]

    def stored(self, connection):
        return self.env["ar.sync.event"].search([("connection_id", "=", connection.id), ("source", "=", "webhook")])

    def strangers(self):
        return self.env["ar.connect.account"].search([])

    def test_each_message_finds_its_connection(self):
        [mine], [theirs] = self.bodies(self.harbour), self.bodies(self.alder)
        self.assertEqual(json.loads(mine)["account"], self.harbour)
        self.assertEqual([self.knock(mine), self.knock(theirs), self.knock(mine)], [200] * 3)
        self.assertEqual(len(self.stored(self.connection)), 1)
        self.assertEqual(self.stored(self.other).company_id, self.other.company_id)
        with self.committing():
            self.run_stages(self.env, "drain")
        self.assertEqual(self.stored(self.connection).state, "done")
        self.assertEqual(self.stored(self.other).state, "done")

    def test_an_unknown_account_is_acknowledged_and_counted(self):
        stranger = self.new_account("Nobody's")
        [body] = self.bodies(stranger)
        with self.committing():
            self.assertEqual([self.knock(body), self.knock(body)], [200, 200])
        [row] = self.strangers()
        self.assertEqual((row.account, row.message_count, row.last_kind), (stranger, 2, "customer.created"))

    def test_allowed_and_lost_shows_up_then_connects(self):
        """The answer of Stripe was lost, and its message about it was not: somebody can see the account."""
        stranger = self.new_account("Pier Works")
        draft = self.new_connect(self.env, name="Pier")
        _row, _state, _nonce, address = self.begin(draft)
        self.platform._oauth().exchange(self.code_for(address, stranger))
        [body] = [row["payload"] for row in self.shop.engine.courier.deliveries() if row["account"] == stranger]
        self.assertEqual(json.loads(body)["type"], "account.application.authorized")
        self.assertEqual(self.knock(body), 200)
        self.assertEqual(self.strangers().account, stranger)
        with self.committing():
            self.allow(draft, stranger)
        self.assertFalse(self.strangers())

    def test_a_message_before_its_connection_is_committed(self):
        """It is acknowledged and only counted: the import, which begins after it, reads what it was about."""
        account = self.new_account("Pier Works")
        draft = self.new_connect(self.env, name="Pier")
        [body] = self.bodies(account)
        self.assertEqual(self.knock(body), 200)
        with self.committing():
            self.allow(draft, account)
            self.settle(draft)
        self.assertEqual(self.env["ar.stripe.customer"].search([("connection_id", "=", draft.id)]).name, "Pier Nine")
        self.assertFalse(self.strangers())

    def test_the_platforms_secret_only(self):
        [body] = self.bodies(self.harbour)
        with self.assertLogs(LOG):
            self.assertEqual(self.knock(body, secret="whsec_" + "x" * 32), 400)
            self.assertEqual(self.knock(body.replace("Pier", "Fier"), secret="whsec_0"), 400)
        self.assertFalse(self.stored(self.connection))

    def test_without_a_secret_everything_is_refused(self):
        [body] = self.bodies(self.harbour)
        secret = self.platform._webhook_secrets()[0]
        self.platform.sudo().sealed_webhook_secret = False
        self.env.flush_all()
        with self.assertLogs(LOG):
            self.assertEqual(self.knock(body, secret=secret), 400)

    def test_the_address_of_a_single_connection_takes_none_of_them(self):
        [body] = self.bodies(self.harbour)
        data, secret = body.encode(), self.platform._webhook_secrets()[0]
        headers = {"Content-Type": "application/json", "Stripe-Signature": sign(data, secret, int(machine_time()))}
        path = f"/ar_sync/webhook/{self.connection.webhook_token}"
        with self.assertLogs("odoo.addons.ar_sync.controllers.webhook"):
            self.assertEqual(self.url_open(path, data=data, headers=headers, method="POST").status_code, 400)

    def test_signed_and_strange(self):
        [body] = self.bodies(self.harbour)
        event = json.loads(body)
        with self.assertLogs(LOG):
            for changes in ({"account": 5}, {"account": ["x"]}, {"account": "a\x00"}, {"id": ""}, {"data": 1}):
                self.assertEqual(self.knock(json.dumps({**event, **changes})), 400, changes)
            for strange in ("", "[]", "null", "{", b"\xff"):
                self.assertEqual(self.knock(strange), 400)
        for changes in ({"account": None}, {"account": ""}, {"livemode": True}):
            self.assertEqual(self.knock(json.dumps({**event, **changes})), 200, changes)
        self.assertFalse(self.stored(self.connection) or self.strangers())

    def test_no_such_address(self):
        [body] = self.bodies(self.harbour)
        for token in ("x" * 32, "short"):
            self.assertEqual(self.knock(body, token=token), 404)

    def test_a_paused_connection_stores_a_disconnected_one_does_not(self):
        [body] = self.bodies(self.harbour)
        self.connection.action_pause()
        self.assertEqual(self.knock(body), 200)
        self.assertEqual(len(self.stored(self.connection)), 1)
        with self.committing():
            self.other.action_disconnect()
        [body] = self.bodies(self.alder)
        self.assertEqual(self.knock(body), 200)
        self.assertFalse(self.stored(self.other) or self.strangers())

    def test_every_kind_that_is_read_is_routed(self):
        """The endpoint listens to all that a single connection listens to."""
        [endpoint] = [row for row in self.shop.get("webhook_endpoints")["data"]]
        wanted = {name.split(".")[0] for name in endpoint["enabled_events"]}
        self.assertTrue({"customer", "invoice", "charge", "payout"} <= wanted & {*KINDS, "charge"})
