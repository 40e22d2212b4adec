"""What the core asks of a NetSuite connection: a client, whether it works, and what is missing."""

from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import config

from odoo.addons.ar_sync.protocol.errors import AccessLost, Permanent

from ..transport import connect, governor
from ..transport.interface import Erp, Listed, Settings
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
        key = ("ar_sync_netsuite", settings, credentials, self._netsuite_at_once())
        known = self.env.cr.cache
        if key not in known:
            known[key] = connect(settings, credentials, self._netsuite_slots())
            known[key].use_currencies(self._netsuite_currencies())
        return known[key]

    def _netsuite_currencies(self) -> list[Listed]:
        """Return NetSuite's currencies as last read: what is only shown or examined then asks nobody."""
        domain = [("connection_id", "=", self.id), ("kind", "=", "currency")]
        rows = self.env["ar.erp.record"].sudo().search(domain)
        return [row._as_currency() for row in rows]

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
            discount_item=self.netsuite_discount_item_id.external_id or "",
            discount_accounts=self._netsuite_discount_accounts(),
            item=self.netsuite_item_id.external_id or "",
            untaxed_code=self.netsuite_untaxed_code_id.external_id or "",
            refund_method=self.netsuite_refund_method_id.external_id or "",
            rule_field=self.netsuite_rule_field or "",
            deletion_reason=self.netsuite_deletion_reason or "-1",
            may_wait=not request,
        )

    def _netsuite_discount_accounts(self) -> frozenset[str]:
        """Return our accounts of early-payment discounts, where these have an item of their own."""
        if not self.netsuite_discount_item_id:
            return frozenset()
        accounts = self.env["ar.erp.maker.money"].sudo()._discount_accounts(self.company_id)
        return frozenset(str(account.id) for account in accounts)

    def _netsuite_at_once(self) -> int:
        """Return how many requests all workers of this database make at once, where nothing is refused."""
        return self.netsuite_places or governor.places(self.netsuite_limit or None, self.netsuite_own_limit or None)

    def _netsuite_slots(self) -> DatabaseSlots:
        account = self._netsuite_settings(self.netsuite_transport).account
        return DatabaseSlots(self.env.cr.dbname, account, self._netsuite_at_once())

    @api.depends("netsuite_account", "netsuite_places", "netsuite_limit", "netsuite_own_limit")
    def _compute_netsuite_slowed(self):
        """Tell where NetSuite's refusals have us ask for less at once than there would be places."""
        for connection in self:
            connection.netsuite_slowed = False
            if connection.provider != "netsuite" or not connection.netsuite_account:
                continue
            at_once, now = connection._netsuite_at_once(), fields.Datetime.now()
            pace = self.env["ar.netsuite.pace"].sudo()._of(connection._netsuite_settings("rest").account)
            allowed = pace.allowed(at_once, now.replace(tzinfo=UTC).timestamp())
            if allowed < at_once:
                connection.netsuite_slowed = self.env._(
                    "NetSuite refused requests: %(allowed)s of %(at_once)s at once, one more every few seconds.",
                    allowed=allowed,
                    at_once=at_once,
                )

    # === PROVIDER HOOKS === #

    @api.depends("provider")
    def _compute_erp_discounts_how(self):
        """Both ways in say the same, so that a connection can change from one to the other."""
        result = super()._compute_erp_discounts_how()
        self.filtered(lambda connection: connection.provider == "netsuite").erp_discounts_how = "write_off"
        return result

    def _ar_erp_gives_discounts_beside(self) -> bool:
        """REST knows nothing else, also where a connection is older than the setting."""
        is_rest = self.provider == "netsuite" and self.netsuite_transport == "rest"
        return is_rest or super()._ar_erp_gives_discounts_beside()

    def _ar_erp_has_items(self) -> bool:
        return self.provider == "netsuite" or super()._ar_erp_has_items()

    def _ar_erp_needs_items(self) -> bool:
        if self.provider != "netsuite":
            return super()._ar_erp_needs_items()
        return not self.netsuite_item_id

    def _ar_verify(self) -> None:
        """Log in, and note what the role may not do. Nothing is written at NetSuite."""
        if self.provider != "netsuite":
            return super()._ar_verify()
        standing = self._netsuite_client(self.netsuite_transport).check()
        self.write(
            {
                "external_account_id": standing.account,
                "account_name": standing.account,
                "netsuite_limit": standing.requests_at_once or 0,
                "netsuite_own_limit": standing.own_requests_at_once or 0,
                **self._netsuite_lacking(standing),
            }
        )
        return None

    def _netsuite_lacking(self, standing) -> dict:
        return {"netsuite_missing": "\n".join(standing.missing) or False}

    def _ar_erp_hidden(self, erp) -> frozenset[str]:
        """Say each night on the connection what the role may no longer do."""
        if self.provider != "netsuite":
            return super()._ar_erp_hidden(erp)
        standing = erp.check()
        self.write(self._netsuite_lacking(standing))
        return standing.hidden

    def _ar_health(self) -> tuple[str, str]:
        level, words = super()._ar_health()
        if self.provider == "netsuite" and level == "success" and self.netsuite_missing:
            lacking = ", ".join(self.netsuite_missing.splitlines())
            return "warning", self.env._("The role lacks permissions: %s.", lacking)
        return level, words

    @api.depends("netsuite_missing")
    def _compute_health(self):
        return super()._compute_health()
