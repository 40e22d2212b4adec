"""What the core asks of a NetSuite connection: a client, whether it works, and what is missing."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config

from odoo.addons.ar_sync.protocol.errors import AccessLost, Permanent

from ..transport import connect, governor
from ..transport.interface import Erp, Settings
from .slots import DatabaseSlots

#: Options of the configuration file: another host than NetSuite's, and where its WSDL is; for trying things out.
URL_OPTION = "ar_sync_netsuite_url"
WSDL_OPTION = "ar_sync_netsuite_wsdl"


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    @api.model
    def _ar_erp_providers(self):
        return (*super()._ar_erp_providers(), "netsuite")

    def _ar_erp_transport(self) -> Erp:
        if self.provider != "netsuite":
            return super()._ar_erp_transport()
        return self._netsuite_client(self.netsuite_transport)

    def _netsuite_client(self, transport: str) -> Erp:
        """Return a client that talks by ``transport``, whichever is set. One cursor has one, with its open connection.

        :raise AccessLost: there are no credentials.
        """
        self.ensure_one()
        try:
            credentials = self._netsuite_credentials()
        except UserError as error:
            raise AccessLost(str(error), "", "key") from error
        settings = self._netsuite_settings(transport)
        key = ("ar_sync_netsuite", settings, credentials, self.netsuite_places, self.netsuite_limit)
        known = self.env.cr.cache
        if key not in known:
            known[key] = connect(settings, credentials, self._netsuite_slots())
        return known[key]

    def _netsuite_settings(self, transport: str) -> Settings:
        if not self.netsuite_account:
            raise Permanent("No account is named.", "Enter the account's id, like 1234567 or 1234567_SB1.")
        return Settings(
            account=self.netsuite_account.strip().upper().replace("-", "_"),
            transport=transport,
            version=self.netsuite_version,
            url=config.get(URL_OPTION) or "",
            wsdl=config.get(WSDL_OPTION) or "",
            time_zone=self.netsuite_time_zone or "America/Los_Angeles",
            sends_numbers=self.netsuite_sends_numbers,
            write_off_item=self.netsuite_write_off_item_id.external_id or "",
            item=self.netsuite_item_id.external_id or "",
            untaxed_code=self.netsuite_untaxed_code_id.external_id or "",
            refund_method=self.netsuite_refund_method_id.external_id or "",
            rule_field=self.netsuite_rule_field or "",
            deletion_reason=self.netsuite_deletion_reason or "-1",
        )

    def _netsuite_slots(self) -> DatabaseSlots:
        limit = self.netsuite_places or governor.places(self.netsuite_limit or None, None)
        return DatabaseSlots(self.env.cr.dbname, self.netsuite_account, limit)

    # === PROVIDER HOOKS === #

    def _ar_verify(self) -> None:
        """Log in, and note what the role may not do. Nothing is written at NetSuite."""
        if self.provider != "netsuite":
            return super()._ar_verify()
        standing = self._netsuite_client(self.netsuite_transport).check()
        own = standing.own_requests_at_once
        self.write(
            {
                "external_account_id": standing.account,
                "account_name": standing.account,
                "netsuite_limit": own + 1 if own else standing.requests_at_once or 0,
                "netsuite_missing": "\n".join(standing.missing) or False,
            }
        )
        return None

    def _ar_health(self) -> tuple[str, str]:
        level, words = super()._ar_health()
        if self.provider == "netsuite" and level == "success" and self.netsuite_missing:
            lacking = ", ".join(self.netsuite_missing.splitlines())
            return "warning", self.env._("The role lacks permissions: %s.", lacking)
        return level, words

    @api.depends("netsuite_missing")
    def _compute_health(self):
        return super()._compute_health()
