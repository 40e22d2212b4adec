"""Risk: the platform's key leaks, or a message of one company's account is put into another's inbox, or is lost."""

import json
from time import time as machine_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase

from ..kinds import KINDS
from ..models.ar_sync_connection_connect_end import CREATE_ENDPOINT
from ..payloads.signature import sign
from .common import ShopMixin
from .connect_common import ConnectMixin
from .test_oauth_accounts import ConnectCase

LOG = "odoo.addons.ar_sync_stripe.controllers.connect"


class TestPlatform(ConnectCase):
    """Settings: of the file or the form, never shown again."""

    def test_secrets_are_write_only(self):
        key = self.shop.sandbox.secret_key
        answer = str(self.platform.read()) + str(self.platform.web_read({"secret_key": {}, "webhook_secret": {}}))
        shown = {"secret_key": {}, "webhook_secret": {}, "secret_key_hint": {}}
        answer += str(self.platform.web_save({"secret_key": key, "webhook_secret": "whsec_0123canary789"}, shown))
        self.assertNotIn(key, answer)
        self.assertNotIn("0123canary", answer)
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
