"""The platform at Stripe through which accounts are connected by OAuth: its id, its key, its endpoint."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config
from odoo.tools.urls import urljoin

from odoo.addons.ar_sync.protocol.errors import AccessLost, NeedsPerson
from odoo.addons.ar_sync.protocol.masking import tail

from ..api.client import StripeApi
from ..api.errors import PLATFORM_REMEDY
from ..api.oauth import OAuthApi

# In Odoo's configuration file; what is there wins over the form. %s is test or live.
OPTIONS = {
    "client_id": "ar_sync_stripe_%s_client_id",
    "secret_key": "ar_sync_stripe_%s_platform_key",
    "webhook_secret": "ar_sync_stripe_%s_connect_webhook_secret",
}
RETURN_PATH = "/ar_sync/stripe/connect/return"
WEBHOOK_PATH = "/ar_sync/stripe/connect/webhook"


class ArConnectPlatform(models.Model):
    """A Stripe account that others allow to act for them, one for test and one for live mode.

    It belongs to who runs this Odoo, not to a company, so only Odoo's own settings administrators see it. Its
    secrets are sealed like those of connections and never shown again.
    """

    _name = "ar.connect.platform"
    _description = "Stripe Connect Platform"
    _rec_name = "environment"
    _order = "environment desc"

    environment = fields.Selection([("test", "Test"), ("live", "Live")], required=True, default="test")
    client_id = fields.Char(
        string="Client ID", help="Begins with ca_. In Stripe's dashboard under Connect > Onboarding options > OAuth."
    )
    secret_key = fields.Char(
        string="Platform Secret Key",
        compute="_compute_secrets",
        inverse="_inverse_secret_key",
        help="The platform's own secret key (sk_…). It is stored encrypted and never shown again.",
    )
    webhook_secret = fields.Char(
        string="Connect Signing Secret",
        compute="_compute_secrets",
        inverse="_inverse_webhook_secret",
        help="Only needed where the endpoint for connected accounts is made by hand in Stripe's dashboard.",
    )
    secret_key_hint = fields.Char(string="Stored Key", readonly=True, copy=False)
    webhook_secret_hint = fields.Char(string="Stored Signing Secret", readonly=True, copy=False)
    sealed_secret_key = fields.Char(copy=False, groups=fields.NO_ACCESS)
    sealed_webhook_secret = fields.Char(copy=False, groups=fields.NO_ACCESS)
    webhook_token = fields.Char(readonly=True, copy=False, default=lambda self: secrets.token_urlsafe(24))
    webhook_endpoint_id = fields.Char(string="Endpoint at Stripe", readonly=True, copy=False)
    webhook_url = fields.Char(string="Connect Webhook Address", compute="_compute_addresses")
    redirect_uri = fields.Char(compute="_compute_addresses", help="Enter it in Stripe's dashboard, exactly as it is.")
    source = fields.Char(compute="_compute_source", help="Where the settings are taken from.")
    account_ids = fields.One2many("ar.connect.account", "platform_id", string="Accounts Without a Connection")

    _environment_unique = models.UniqueIndex("(environment)", "There is one platform for each mode.")
    _webhook_token_unique = models.UniqueIndex("(webhook_token)", "Two platforms cannot share a webhook address.")

    @api.depends("environment")
    def _compute_display_name(self):
        labels = dict(self._fields["environment"]._description_selection(self.env))
        for platform in self:
            platform.display_name = self.env._("Stripe Connect, %s", labels.get(platform.environment, ""))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        platforms = super().create(vals_list)
        platforms._forget_entered()
        return platforms

    def write(self, vals):
        result = super().write(vals)
        self._forget_entered()
        return result

    def _forget_entered(self) -> None:
        """What was entered stays in the cache otherwise, and the answer to the browser would have it."""
        self.invalidate_recordset(["secret_key", "webhook_secret"])

    # === SETTINGS === #

    def _compute_secrets(self):
        """Write-only: what is stored is never sent to a browser."""
        self.secret_key = self.webhook_secret = False

    def _compute_addresses(self):
        for platform in self:
            base = platform.get_base_url()
            platform.redirect_uri = urljoin(base, RETURN_PATH)
            platform.webhook_url = urljoin(base, f"{WEBHOOK_PATH}/{platform.webhook_token}")

    @api.depends("environment")
    def _compute_source(self):
        for platform in self:
            names = [option % platform.environment for option in OPTIONS.values()]
            found = [name for name in names if config.get(name)]
            platform.source = self.env._("Taken from the configuration file: %s", ", ".join(found)) if found else False

    @api.constrains("client_id")
    def _check_client_id(self):
        for platform in self.filtered("client_id"):
            if not platform.client_id.strip().startswith("ca_"):
                raise UserError(self.env._("A client ID begins with ca_. It is not the account's id and not a key."))

    def _inverse_secret_key(self):
        for platform in self.filtered("secret_key"):
            key = platform.secret_key.strip()
            wanted = f"sk_{platform.environment}_"
            if not key.startswith(wanted):
                raise UserError(self.env._("The platform's secret key of this mode begins with %s.", wanted))
            platform._seal("secret_key", key)

    def _inverse_webhook_secret(self):
        for platform in self.filtered("webhook_secret"):
            secret = platform.webhook_secret.strip()
            if not secret.startswith("whsec_"):
                raise UserError(
                    self.env._("A signing secret begins with whsec_. It is shown at the endpoint in Stripe.")
                )
            platform._seal("webhook_secret", secret)

    def _seal(self, name: str, value: str) -> None:
        """Store a secret, sealed, with how it ends."""
        sealed = self.env["ar.sync.secret"]._vault_or_explain().seal(value)
        self.sudo().write({f"sealed_{name}": sealed, f"{name}_hint": f"…{tail(value)}"})

    def _reseal(self, vault) -> None:
        """Seal anew with the first configured key."""
        for platform in self.sudo().search([("environment", "in", ("test", "live"))]):
            for name in ("sealed_secret_key", "sealed_webhook_secret"):
                if platform[name]:
                    platform[name] = vault.rotate(platform[name])

    # === USE === #

    @api.model
    def _of(self, environment: str):
        """Return the platform of a mode, as superuser; it is made on the first use."""
        Platform = self.sudo()
        found = Platform.search([("environment", "=", environment)])
        return found or Platform.create({"environment": environment})

    def _setting(self, name: str) -> str:
        """Return a setting in clear: of the configuration file, else of the form; empty where there is none."""
        self.ensure_one()
        configured = (config.get(OPTIONS[name] % self.environment) or "").strip()
        if configured or name == "client_id":
            return configured or (self.client_id or "").strip()
        sealed = self.sudo()[f"sealed_{name}"]
        return self.env["ar.sync.secret"]._vault_or_explain().open(sealed) if sealed else ""

    @api.model
    def _is_ready(self, environment: str) -> bool:
        """Tell whether accounts of this mode can be connected by OAuth. Opens no secret."""
        row = self.sudo().search([("environment", "=", environment)])
        has_key = config.get(OPTIONS["secret_key"] % environment) or row.sealed_secret_key
        return bool(has_key and (config.get(OPTIONS["client_id"] % environment) or row.client_id))

    def _key(self) -> str:
        """Return the secret key. Raise :class:`AccessLost` where there is none."""
        key = self._setting("secret_key")
        if not key:
            raise AccessLost("There is no secret key of the Stripe Connect platform.", PLATFORM_REMEDY, "key")
        if not key.startswith(f"sk_{self.environment}_"):
            raise AccessLost(f"The platform's key is not one of {self.environment} mode.", PLATFORM_REMEDY, "key")
        return key

    def _oauth(self) -> OAuthApi:
        """Return what speaks OAuth for this platform. Raise :class:`SyncError` where its settings are missing."""
        client_id = self._setting("client_id")
        if not client_id:
            raise NeedsPerson(
                self.env._("Stripe Connect is not set up: there is no client ID."),
                self.env._(
                    "Ask who runs Odoo to enter the platform under Settings > AR Sync, or use a restricted key."
                ),
            )
        return OAuthApi(self._key(), client_id)

    def _api(self) -> StripeApi:
        """Return a client that acts for the platform itself."""
        return StripeApi(self._key(), self.environment)

    def _webhook_secrets(self) -> list[str]:
        """Return the signing secrets of the platform's endpoint."""
        return [secret for secret in [self._setting("webhook_secret")] if secret]

    def _has_webhook(self) -> bool:
        return bool(config.get(OPTIONS["webhook_secret"] % self.environment) or self.sudo().sealed_webhook_secret)
