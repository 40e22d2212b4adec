"""Messages of connected accounts: one endpoint of the platform brings those of all, each to its connection."""

import json
from datetime import timezone

from odoo import fields, models

from odoo.addons.ar_sync.protocol.errors import SyncError

from ..payloads.signature import SignatureRejected, verify

AUTHORIZED = "account.application.authorized"
DEAUTHORIZED = "account.application.deauthorized"


class ArConnectPlatform(models.Model):
    _inherit = "ar.connect.platform"

    def _receive(self, body: bytes, headers) -> int:
        """Check the signature over the raw bytes and store the message with its connection. Return how many are new.

        :raise SyncError: to refuse the request; nothing is stored.
        """
        now_s = int(fields.Datetime.now().replace(tzinfo=timezone.utc).timestamp())
        try:
            verify(body, headers.get("Stripe-Signature") or "", self._webhook_secrets(), now_s)
        except SignatureRejected as error:
            raise SyncError(str(error)) from error
        Connection = self.env["ar.sync.connection"]
        try:
            text = body.decode()
            event = json.loads(text)
            row = Connection._stripe_inbox_row(event, text)
            account, livemode = event.get("account"), event.get("livemode")
            if account is not None and (not isinstance(account, str) or "\x00" in account):
                raise ValueError("no account")
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
            raise SyncError(f"The message is signed and not an event: {type(error).__name__}.") from error
        if not account or (livemode is not None and bool(livemode) != (self.environment == "live")):
            return 0  # of the platform itself, or of the other mode, which Stripe sends to live endpoints too
        return self._route(account, row)

    def _route(self, account: str, row: dict) -> int:
        """Store a message with the connection of its account; of an unknown account it is counted."""
        connection = self._connection_of(account)
        if not connection:
            self._count_stranger(account, row["kind"])
            return 0
        if connection.state not in ("connected", "paused", "error"):
            return 0  # not connected yet: the import reads everything; disconnected: nothing is wanted
        return self.env["ar.sync.event"]._store(connection, [row])

    def _connection_of(self, account: str):
        """Return the connection of an account, as superuser: the one let in, else the last that was."""
        Connection = self.env["ar.sync.connection"].sudo().with_context(active_test=False)
        return Connection.search(
            [
                ("stripe_connect_account", "=", account),
                ("environment", "=", self.environment),
                ("stripe_access", "=", "connect"),
            ],
            order="stripe_is_authorized desc nulls last, id desc",
            limit=1,
        )

    def _count_stranger(self, account: str, kind: str) -> None:
        """Acknowledge and count; who ended the access is no stranger any more."""
        Account = self.env["ar.connect.account"].sudo()
        if kind == DEAUTHORIZED:
            Account._forget(self, account)
        else:
            Account._count(self, account, kind)
