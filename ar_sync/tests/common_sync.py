"""Connections whose provider is played by the test, and cursors that may commit."""

from contextlib import ExitStack
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE

ROLES = {
    "user": "ar_sync.group_user",
    "manager": "ar_sync.group_manager",
    "administrator": "ar_sync.group_administrator",
}


def new_connection(env, company, name="Wallet", state="connected"):
    """Create a connection of ``company`` and bring it to ``state``."""
    connection = env["ar.sync.connection"].create({"name": name, "company_id": company.id})
    connection._set_state(state)
    return connection


class SyncCase(TransactionCase):
    """A company with one connected connection. ``self.env`` may commit: it is a savepoint.

    The provider is played by giving the connection's hooks with :meth:`play`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.dict("os.environ", {ENVIRONMENT_VARIABLE: Fernet.generate_key().decode()})
        )
        cls.company = cls.env["res.company"].create({"name": "Harbour Tools"})
        cls.connection = new_connection(cls.env, cls.company)
        cls.users = {
            role: new_test_user(
                cls.env,
                f"sync_{role}",
                groups=f"base.group_user,{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role, group in ROLES.items()
        }

    def setUp(self):
        super().setUp()
        stack = ExitStack()
        self.addCleanup(stack.close)
        stack.enter_context(self.enter_registry_test_mode())
        cr = stack.enter_context(self.registry.cursor())
        self.env = self.env(cr=cr)
        self.connection = self.connection.with_env(self.env)
        self.Event = self.env["ar.sync.event"]
        self.Operation = self.env["ar.sync.operation"]

    def play(self, **hooks):
        """Give the provider's hooks of every connection: name without ``_ar_`` -> function."""
        for name, hook in hooks.items():
            self.patch(self.registry["ar.sync.connection"], f"_ar_{name}", _as_method(hook))

    def messages(self, *external_ids, connection=None, kind="thing.changed"):
        """Store messages as the door does, and return them in this order."""
        connection = connection or self.connection
        rows = [{"external_id": key, "kind": kind, "body": "{}"} for key in external_ids]
        self.Event._store(connection, rows)
        found = self.Event.search([("connection_id", "=", connection.id)], order="id")
        return found.filtered(lambda event: event.external_id in external_ids)

    def intend(self, kind="thing.create", record=None, version=1, **values):
        """Write one intention to the outbox."""
        record = record or self.connection.company_id.partner_id
        return self.Operation._intend(
            self.connection, kind, record, {"name": "Ada"}, "Make a thing", version, **values
        )


def _as_method(hook):
    """Return ``hook``, also where it is bound to a test, as a method of a model."""

    def method(connection, *args):
        return hook(connection, *args)

    return method
