"""Risk: a credential leaves the server, or is lost when the key that seals it changes."""

from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user
from odoo.tools import config, mute_logger

from odoo.addons.ar_sync.models.ar_sync_secret import CONFIG_OPTION, ENVIRONMENT_VARIABLE

from .common_sync import SyncCase, new_connection

CLEAR = "sk_test_canary_0123456789"
LOG = "odoo.addons.ar_sync.models.ar_sync_secret"


class SecretCase(SyncCase):
    def setUp(self):
        super().setUp()
        self.Secret = self.env["ar.sync.secret"]
        self.use_keys(Fernet.generate_key().decode())

    def use_keys(self, *keys, option=""):
        """Configure these encryption keys, the newest first."""
        self.startPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: ",".join(keys)}))
        self.startPatcher(patch.dict(config.options, {CONFIG_OPTION: option}))

    def put(self, value=CLEAR, name="api_key"):
        self.Secret._put(self.connection, name, value)
        return self.row(name)

    def row(self, name="api_key"):
        return self.Secret.search([("connection_id", "=", self.connection.id), ("name", "=", name)])

    def get(self, name="api_key"):
        return self.Secret._get(self.connection, name)


class TestSecretStorage(SecretCase):
    def test_the_table_holds_no_readable_credential(self):
        row = self.put()
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM ar_sync_secret WHERE id = %s", (row.id,))
        stored = str(self.env.cr.fetchone())
        self.assertNotIn("canary", stored)
        self.assertIn("6789", stored, "the last four characters tell keys apart")
        self.assertEqual(self.get(), CLEAR)

    def test_a_short_credential_has_no_hint(self):
        self.assertFalse(self.put("12345678901").hint)
        self.assertEqual(self.Secret._hint(self.connection, "api_key"), "")

    def test_putting_again_replaces(self):
        row = self.put()
        self.assertEqual(self.put("sk_test_new_9876543210"), row)
        self.assertEqual(self.get(), "sk_test_new_9876543210")
        self.assertEqual(self.Secret._hint(self.connection, "api_key"), "3210")

    def test_credentials_of_a_connection_are_apart(self):
        self.put()
        self.put("whsec_other_000000000", name="webhook_secret")
        other = new_connection(self.env, self.company, "Other")
        self.assertEqual(self.get("webhook_secret"), "whsec_other_000000000")
        self.assertEqual(self.Secret._get(other, "api_key"), "")
        self.assertEqual(self.Secret._hint(other, "api_key"), "")

    def test_a_missing_one_is_empty_and_needs_no_key(self):
        self.use_keys()
        self.assertEqual(self.get("nothing"), "")

    def test_they_go_with_the_connection(self):
        row = self.put()
        self.connection.unlink()
        self.assertFalse(row.exists())

    def test_disconnecting_forgets_them(self):
        row = self.put()
        self.connection.with_user(self.users["administrator"]).action_disconnect()
        self.assertFalse(row.exists())


class TestSecretKey(SecretCase):
    def test_without_a_key_nothing_is_stored_and_it_is_explained(self):
        self.use_keys()
        for environment in ("test", "live"):
            self.connection.environment = environment
            with self.assertRaises(UserError) as refusal:
                self.put()
            words = str(refusal.exception)
            for needed in (CONFIG_OPTION, ENVIRONMENT_VARIABLE, "no encryption key", "Fernet"):
                self.assertIn(needed, words)
            self.assertNotIn("canary", words)
        self.assertFalse(self.row())

    def test_a_key_that_is_none_is_explained_and_not_shown(self):
        self.use_keys("not-a-key-but-private")
        with self.assertRaisesRegex(UserError, "not a Fernet key") as refusal:
            self.put()
        self.assertNotIn("private", str(refusal.exception))

    def test_the_key_comes_from_the_configuration_file_too(self):
        self.use_keys(option=Fernet.generate_key().decode())
        self.put()
        self.assertEqual(self.get(), CLEAR)

    def test_the_environment_wins_over_the_file(self):
        mine, other = (Fernet.generate_key().decode() for _key in "ab")
        self.use_keys(mine, option=other)
        self.put()
        self.use_keys(mine)
        self.assertEqual(self.get(), CLEAR)

    def test_a_lost_key_is_said_and_nothing_is_deleted(self):
        row = self.put()
        sealed = row.sealed
        self.use_keys(Fernet.generate_key().decode())
        with self.assertRaises(UserError) as refusal:
            self.get()
        words = str(refusal.exception)
        for needed in ("api_key", self.connection.name, "another key", "after the new one"):
            self.assertIn(needed, words)
        self.assertEqual(row.sealed, sealed)
        self.assertIsNone(refusal.exception.__cause__.__cause__, "no traceback leads to the cipher's own error")

    def test_entering_it_again_mends_a_lost_key(self):
        self.put()
        self.use_keys(Fernet.generate_key().decode())
        self.put()
        self.assertEqual(self.get(), CLEAR)


class TestSecretRotation(SecretCase):
    def setUp(self):
        super().setUp()
        self.old, self.new = (Fernet.generate_key().decode() for _key in "ab")
        self.use_keys(self.old)
        self.put()

    def test_with_both_keys_everything_works_before_and_after(self):
        self.use_keys(self.new, self.old)
        self.assertEqual(self.get(), CLEAR)
        self.assertEqual(self.Secret._rotate_all(), 1)
        self.assertEqual(self.get(), CLEAR)
        self.assertEqual(self.Secret._rotate_all(), 0, "what is sealed anew is left alone")

    def test_afterwards_the_old_key_may_go(self):
        self.use_keys(self.new, self.old)
        self.Secret._rotate_daily()
        self.use_keys(self.new)
        self.assertEqual(self.get(), CLEAR)
        self.use_keys(self.old)
        with self.assertRaises(UserError):
            self.get()

    def test_one_that_no_key_opens_stops_no_other_and_stays(self):
        self.use_keys(Fernet.generate_key().decode())
        self.put("whsec_lost_00000000", name="lost")
        lost = self.row("lost").sealed
        self.use_keys(self.new, self.old)
        with self.assertLogs(LOG, "WARNING") as logs:
            self.assertEqual(self.Secret._rotate_all(), 1)
        self.assertIn("lost", logs.output[0])
        self.assertEqual(self.row("lost").sealed, lost)
        self.use_keys(self.new)
        self.assertEqual(self.get(), CLEAR)

    def test_the_daily_cleaning_without_a_key_does_nothing(self):
        sealed = self.row().sealed
        self.use_keys()
        self.Secret._rotate_daily()
        self.assertEqual(self.row().sealed, sealed)


class TestSecretReading(SecretCase):
    """Every way by which a person can ask Odoo for a field."""

    def setUp(self):
        super().setUp()
        self.sealed = self.put().sealed
        export = self.env.ref("base.group_allow_export")
        self.people = list(self.users.values()) + [
            self.env.ref("base.user_admin"),
            new_test_user(self.env, "sync_system", groups="base.group_system,ar_sync.group_administrator"),
        ]
        for user in self.people:
            user.group_ids += export
            user.company_ids += self.company
            user.company_id = self.company

    def call(self, user, model, method, *args, **kwargs):
        self.env.invalidate_all()
        return call_kw(self.env(user=user)[model], method, args, kwargs)

    def test_nobody_may_do_anything_with_the_table(self):
        row = self.row()
        calls = (
            ("search", [[]]),
            ("read", [row.ids]),
            ("search_read", [[]]),
            ("search_count", [[]]),
            ("web_search_read", [[], {"sealed": {}}]),
            ("formatted_read_group", [[], ["sealed"], ["__count"]]),
            ("export_data", [row.ids, ["sealed"]]),
            ("name_search", [""]),
            ("write", [row.ids, {"sealed": "x"}]),
            ("create", [[{"connection_id": self.connection.id, "name": "x", "sealed": "x"}]]),
            ("copy", [row.ids]),
            ("unlink", [row.ids]),
        )
        for user in self.people:
            for method, args in calls:
                with self.assertRaises(AccessError, msg=f"{user.login} {method}"):
                    self.call(user, "ar.sync.secret", method, *args)

    def test_its_methods_are_private(self):
        for user in self.people:
            for method in ("_get", "_put", "_hint", "_vault", "_rotate_all", "_rotate_daily"):
                with self.assertRaises(AccessError):
                    self.call(user, "ar.sync.secret", method, self.connection, "api_key")

    def test_the_connection_shows_neither_clear_nor_sealed(self):
        names = list(self.env["ar.sync.connection"]._fields)
        for user in self.people:
            everything = [name for name in names if self.may_read(user, name)]
            self.assertNotIn("secret_ids", everything)
            for method, args in (
                ("read", []),
                ("read", [everything]),
                ("web_read", [{name: {} for name in everything}]),
                ("export_data", [everything]),
                ("copy_data", []),
            ):
                answer = self.call(user, "ar.sync.connection", method, self.connection.ids, *args)
                self.assertNotIn("canary", str(answer))
                self.assertNotIn(self.sealed, str(answer))

    def may_read(self, user, name):
        """Tell whether ``user`` may read a field of connections."""
        Connection = self.env["ar.sync.connection"].with_user(user)
        return Connection._has_field_access(Connection._fields[name], "read")

    def test_the_credentials_are_not_reached_through_the_connection(self):
        for user in self.people:
            for method, args in (
                ("web_read", [self.connection.ids, {"secret_ids": {"fields": {"sealed": {}}}}]),
                ("export_data", [self.connection.ids, ["secret_ids/sealed"]]),
                ("search", [[("secret_ids.sealed", "like", "g")]]),
                ("write", [self.connection.ids, {"secret_ids": [(0, 0, {"name": "x", "sealed": "x"})]}]),
            ):
                with self.assertRaises(AccessError, msg=f"{user.login} {method}"):
                    self.call(user, "ar.sync.connection", method, *args)

    def test_a_copy_has_no_credentials_and_an_address_of_its_own(self):
        self.put("whsec_000000000000", name="webhook_secret")
        copy = self.connection.with_user(self.users["administrator"]).copy()
        self.assertFalse(copy.sudo().secret_ids)
        self.assertEqual(self.Secret._get(copy, "api_key"), "")
        self.assertNotEqual(copy.webhook_token, self.connection.webhook_token)
        self.assertTrue(copy.webhook_token)

    def test_the_address_of_the_webhook_is_for_administrators(self):
        for role, user in self.users.items():
            calls = (
                ("read", [self.connection.ids, ["webhook_token"]]),
                ("search", [[("webhook_token", "=like", f"{self.connection.webhook_token[0]}%")]]),
                ("export_data", [self.connection.ids, ["webhook_token"]]),
                ("formatted_read_group", [[], ["webhook_token"], ["__count"]]),
            )
            for method, args in calls:
                if role == "administrator":
                    self.call(user, "ar.sync.connection", method, *args)
                else:
                    with self.assertRaises(AccessError, msg=f"{role} {method}"):
                        self.call(user, "ar.sync.connection", method, *args)

    def test_addresses_cannot_be_guessed(self):
        tokens = {new_connection(self.env, self.company, str(n)).webhook_token for n in range(20)}
        self.assertEqual(len(tokens), 20)
        self.assertTrue(all(len(token) == 32 for token in tokens))
        self.assertGreater(len(set("".join(tokens))), 50, "all letters of the alphabet are used")

    @mute_logger("odoo.models")
    def test_a_vault_and_its_record_show_nothing_when_printed(self):
        row = self.row()
        for shown in (repr(row), str(row), row.display_name, repr(self.Secret._vault())):
            self.assertNotIn("canary", shown)
            self.assertNotIn(self.sealed, shown)
