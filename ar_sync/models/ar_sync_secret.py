"""Encrypted credentials. Nobody but the server can read them."""

import logging
import os

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config

from ..protocol.masking import tail
from ..protocol.secrets import NoKey, Vault, WrongKey

_logger = logging.getLogger(__name__)

CONFIG_OPTION = "ar_sync_secret_key"
ENVIRONMENT_VARIABLE = "AR_SYNC_SECRET_KEY"


class ArSyncSecret(models.Model):
    """One credential of a connection, encrypted with a key that is not in the database.

    There is no access right for any group: code reaches it with ``sudo`` through :meth:`_get` and
    :meth:`_put` only.
    """

    _name = "ar.sync.secret"
    _description = "Credential"

    connection_id = fields.Many2one("ar.sync.connection", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    name = fields.Char(required=True, help="What it opens, for example api_key.")
    sealed = fields.Text(required=True)
    hint = fields.Char(help="The last four characters, to tell keys apart.")
    key_fingerprint = fields.Char(help="Which encryption key sealed it.")

    _name_unique = models.UniqueIndex("(connection_id, name)", "A connection has each credential once.")

    @api.model
    def _vault(self) -> Vault:
        """Return the configured vault. Raise :class:`NoKey` where the configuration has no usable key."""
        return Vault(os.environ.get(ENVIRONMENT_VARIABLE) or config.get(CONFIG_OPTION) or "")

    @api.model
    def _vault_or_explain(self) -> Vault:
        """Return the vault, or tell the user how to configure one."""
        try:
            return self._vault()
        except NoKey as error:
            raise UserError(
                self.env._(
                    "Credentials cannot be stored: %(reason)s.\nAdd a line %(option)s = … to Odoo's configuration "
                    "file (or set %(variable)s) and restart. Make a key with:\n"
                    'python3 -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"',
                    reason=str(error),
                    option=CONFIG_OPTION,
                    variable=ENVIRONMENT_VARIABLE,
                )
            ) from error

    @api.model
    def _put(self, connection, name: str, value: str) -> None:
        """Store ``value`` as credential ``name`` of ``connection``, replacing an earlier one."""
        vault = self._vault_or_explain()
        values = {"sealed": vault.seal(value), "hint": tail(value), "key_fingerprint": vault.key_fingerprint}
        present = self.sudo().search([("connection_id", "=", connection.id), ("name", "=", name)])
        if present:
            present.write(values)
        else:
            self.sudo().create({"connection_id": connection.id, "name": name, **values})

    @api.model
    def _get(self, connection, name: str) -> str:
        """Return the credential in clear, or an empty text where there is none.

        :raise UserError: no key is configured, or it is not the one that sealed this credential.
        """
        return self._get_all(connection, (name,)).get(name, "")

    @api.model
    def _get_all(self, connection, names: tuple[str, ...]) -> dict[str, str]:
        """Return credential name -> value in clear, for those of ``names`` that there are, in one statement.

        :raise UserError: as :meth:`_get`.
        """
        self.flush_model(["connection_id", "name", "sealed"])
        sealed = dict(
            self.env.execute_query(
                SQL(
                    "SELECT name, sealed FROM ar_sync_secret WHERE connection_id = %s AND name = ANY(%s)",
                    connection.id,
                    list(names),
                )
            )
        )
        if not sealed:
            return {}
        vault = self._vault_or_explain()
        return {name: self._open(vault, connection, name, sealed[name]) for name in names if name in sealed}

    @api.model
    def _open(self, vault: Vault, connection, name: str, sealed: str) -> str:
        """Return one credential in clear."""
        try:
            return vault.open(sealed)
        except WrongKey as error:
            raise UserError(
                self.env._(
                    "The credential %(name)s of %(connection)s was encrypted with another key. Put the former key "
                    "after the new one (separated by a comma) in the configuration, or enter the credential again.",
                    name=name,
                    connection=connection.display_name,
                )
            ) from error

    @api.model
    def _hint(self, connection, name: str) -> str:
        """Return how the stored credential ends, for display, or an empty text."""
        return self.sudo().search([("connection_id", "=", connection.id), ("name", "=", name)]).hint or ""

    @api.model
    def _rotate_all(self) -> int:
        """Seal every credential anew with the first configured key. Return how many were sealed.

        Those that no configured key opens are left as they are, and named in the log.
        """
        vault = self._vault_or_explain()
        sealed = 0
        for secret in self.sudo().search([("key_fingerprint", "!=", vault.key_fingerprint)]):
            try:
                values = {"sealed": vault.rotate(secret.sealed), "key_fingerprint": vault.key_fingerprint}
            except WrongKey:
                _logger.warning(
                    "credential %s of connection %s needs its former key", secret.name, secret.connection_id.id
                )
                continue
            secret.write(values)
            sealed += 1
        return sealed

    @api.autovacuum
    def _rotate_daily(self):
        """Seal anew what an older key sealed: a day after a key was put first, the former one may go."""
        try:
            self._vault()
        except NoKey:
            return
        self._rotate_all()
