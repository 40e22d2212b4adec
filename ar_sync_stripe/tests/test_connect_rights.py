"""Risk: only the superuser of the tests can connect, or somebody who should not can read or use the key.

Everything here is done over the door of RPC by people with the suite's groups, none of them a superuser.
"""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from .common import StripeCase

CREDENTIALS = ("stripe_api_key", "stripe_webhook_secret")
GROUPS = {
    "user": "ar_sync.group_user",
    "manager": "ar_sync.group_manager",
    "administrator": "ar_sync.group_administrator",
}


class RightsCase(StripeCase):
    @classmethod
    def prepare(cls):  # pylint: disable=missing-return
        cls.users = {
            role: new_test_user(cls.env, f"stripe_{role}", groups=f"base.group_user,{group}")
            for role, group in GROUPS.items()
        }
        cls.outsider = new_test_user(cls.env, "stripe_nobody", groups="base.group_user")

    def setUp(self):
        super().setUp()
        self.users = {role: user.with_env(self.env) for role, user in self.users.items()}

    def call(self, role, method, *args, **kwargs):
        """Call a method of connections as RPC does, with nothing read before."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.users.get(role) or self.outsider
        return call_kw(self.env(user=user)["ar.sync.connection"], method, args, kwargs)

    def read(self, role, connection_id, *names):  # pylint: disable=method-required-super
        [row] = self.call(role, "read", [connection_id], list(names))
        return row


class TestConnectAsAPerson(RightsCase):
    @classmethod
    def prepare(cls):  # pylint: disable=missing-return
        super().prepare()
        cls.connection = cls.env["ar.sync.connection"]

    def connected(self):
        """Return the id of a connection that an administrator made and connected, all over RPC."""
        values = {
            "name": "Stripe",
            "provider": "stripe",
            "environment": "test",
            "timezone": "UTC",
            "stripe_api_key": self.shop.sandbox.secret_key,
        }
        made = self.call("administrator", "create", values)
        self.call("administrator", "action_connect", [made])
        return made

    def test_an_administrator_connects(self):
        made = self.connected()
        row = self.read("administrator", made, "state", "account_name", "health")
        self.assertEqual(row["state"], "connected")
        self.assertTrue(row["account_name"])
        connection = self.env["ar.sync.connection"].browse(made)
        self.assertEqual(set(connection.stream_ids.mapped("access")), {"granted"})
        self.run_stages(self.env, "send", "import")
        self.assertTrue(connection.stripe_webhook_endpoint_id)
        self.assertTrue(connection.is_imported)

    def test_an_administrator_does_everything_else_too(self):
        made = self.connected()
        self.run_stages(self.env, "send", "import")
        for action in ("action_sync_now", "action_check_tie_out", "action_pause", "action_resume"):
            self.call("administrator", action, [made])
        self.call("administrator", "action_disconnect", [made])
        connection = self.env["ar.sync.connection"].browse(made)
        self.assertEqual(connection.state, "disconnected")
        self.assertFalse(connection.secret_ids)
        self.assertFalse(self.shop.get("webhook_endpoints")["data"])

    def test_a_manager_restarts_what_an_administrator_connected(self):
        made = self.connected()
        stream = self.env["ar.sync.connection"].browse(made).stream_ids[:1]
        streams = self.env(user=self.users["manager"])["ar.sync.stream"]
        call_kw(streams, "action_restart", [stream.ids], {})
        call_kw(streams, "action_switch", [stream.ids], {})
        self.assertEqual(stream.state, "off")

    def test_nobody_else_connects_or_changes_a_connection(self):
        made = self.connected()
        for role in ("nobody", "user", "manager"):
            with self.assertRaises(AccessError):
                self.call(role, "create", {"name": "Mine", "provider": "stripe"})
            for values in ({"name": "x"}, {"mode": "automatic"}, {"stripe_api_key": "sk_test_x"}):
                with self.assertRaises(AccessError, msg=f"{role} {values}"):
                    self.call(role, "write", [made], values)
            for action in ("action_connect", "action_disconnect", "action_pause"):
                with self.assertRaises(AccessError, msg=f"{role} {action}"):
                    self.call(role, action, [made])


class TestCredentialFields(RightsCase):
    @classmethod
    def prepare(cls):  # pylint: disable=missing-return
        super().prepare()
        cls.connection = cls.new_connection(cls.env)
        cls.connection.stripe_webhook_secret = "whsec_0123456789abcdefghij"

    def test_what_was_entered_is_never_shown_again(self):
        key = self.shop.sandbox.secret_key
        self.call(
            "administrator",
            "write",
            self.connection.ids,
            {"stripe_api_key": key, "stripe_webhook_secret": "whsec_9876543210abcdefghij"},
        )
        for method, args in (
            ("read", [list(CREDENTIALS)]),
            ("web_read", [{name: {} for name in CREDENTIALS}]),
            ("web_save", [{"name": "Renamed"}, {name: {} for name in CREDENTIALS}]),
            ("export_data", [list(CREDENTIALS)]),
            ("copy_data", []),
        ):
            self.users["administrator"].group_ids += self.env.ref("base.group_allow_export")
            answer = str(self.call("administrator", method, self.connection.ids, *args))
            self.assertNotIn(key, answer, method)
            self.assertNotIn("9876543210", answer, method)
        self.assertEqual(self.env["ar.sync.secret"]._get(self.connection, "api_key"), key)

    def test_saving_the_form_without_a_new_key_keeps_the_old_one(self):
        """The form sends back the empty field that it was given."""
        for empty in (False, "", None):
            self.call("administrator", "write", self.connection.ids, {"name": "x", "stripe_api_key": empty})
        self.assertEqual(self.env["ar.sync.secret"]._get(self.connection, "api_key"), self.shop.sandbox.secret_key)

    def test_others_see_how_it_ends_and_nothing_more(self):
        end = self.shop.sandbox.secret_key[-4:]
        for role in ("user", "manager"):
            row = self.read(role, self.connection.id, "stripe_api_key_hint")
            self.assertEqual(row["stripe_api_key_hint"], f"…{end}")
            for name in (*CREDENTIALS, "webhook_token", "webhook_url"):
                with self.assertRaises(AccessError, msg=f"{role} {name}"):
                    self.read(role, self.connection.id, name)

    def test_the_credentials_cannot_be_searched(self):
        for role in GROUPS:
            for name in CREDENTIALS:
                try:
                    found = self.call(role, "search", [(name, "=like", "sk_%")])
                except (UserError, ValueError):
                    continue
                self.assertEqual(found, [], f"{role} {name}")

    def test_a_draft_may_still_become_another_connection(self):
        company = self.env["res.company"].create({"name": "Alder Works"})
        self.users["administrator"].company_ids = [Command.link(company.id)]
        values = {"environment": "live", "company_id": company.id}
        self.call("administrator", "write", self.connection.ids, values)
        with self.assertRaisesRegex(UserError, "other mode"):
            self.call("administrator", "action_connect", self.connection.ids)
        self.assertEqual(self.connection.state, "draft")

    def test_a_connection_with_data_stays_what_it_is(self):
        """Test money would get into live books, messages and receipts stay with a former company."""
        company = self.env["res.company"].create({"name": "Alder Works"})
        self.users["administrator"].company_ids = [Command.link(company.id)]
        self.connection._ar_ensure_streams()
        for values in (
            {"environment": "live"},
            {"company_id": company.id},
            {"provider": "none"},
            {"name": "Renamed", "environment": "live"},
        ):
            with self.assertRaisesRegex(UserError, "Make a new connection"):
                self.call("administrator", "write", self.connection.ids, values)
        same = {"environment": "test", "company_id": self.connection.company_id.id, "name": "Same"}
        self.call("administrator", "write", self.connection.ids, same)
        self.assertEqual(self.connection.name, "Same")
