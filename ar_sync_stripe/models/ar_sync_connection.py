"""Stripe as a provider: credentials, verification, account."""

from urllib.parse import urlsplit

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.protocol.errors import AccessLost, NeedsPerson, SyncError

from ..api.client import StripeApi, api_base
from ..api.errors import KEY_REMEDY
from ..kinds import KINDS, WEBHOOK_EVENTS
from ..payloads import account as account_reader
from ..payloads.version import API_VERSION

KEY_PREFIXES = {"sk_test_": "test", "rk_test_": "test", "sk_live_": "live", "rk_live_": "live"}


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    provider = fields.Selection(
        selection_add=[("stripe", "Stripe")], ondelete={"stripe": lambda records: records._ar_stripe_uninstalled()}
    )
    stripe_api_key = fields.Char(
        string="API Key",
        compute="_compute_stripe_credentials",
        inverse="_inverse_stripe_api_key",
        groups="ar_sync.group_administrator",
        help="A restricted key (rk_…) with read access is enough. It is stored encrypted and never shown again.",
    )
    stripe_api_key_hint = fields.Char(string="Stored Key", compute="_compute_stripe_hints")
    stripe_webhook_secret = fields.Char(
        string="Signing Secret",
        compute="_compute_stripe_credentials",
        inverse="_inverse_stripe_webhook_secret",
        groups="ar_sync.group_administrator",
        help="Only needed where the key may not create the webhook endpoint by itself.",
    )
    stripe_webhook_hint = fields.Char(string="Stored Signing Secret", compute="_compute_stripe_hints")
    stripe_webhook_endpoint_id = fields.Char(string="Webhook Endpoint", readonly=True, copy=False)
    stripe_country_code = fields.Char(string="Country", readonly=True, copy=False)

    # === CREDENTIALS === #

    def _compute_stripe_credentials(self):
        """Credentials are write-only: what is stored is never sent to a browser."""
        for connection in self:
            connection.stripe_api_key = False
            connection.stripe_webhook_secret = False

    def _compute_stripe_hints(self):
        Secret = self.env["ar.sync.secret"]
        for connection in self:
            for field, name in (("stripe_api_key_hint", "api_key"), ("stripe_webhook_hint", "webhook_secret")):
                hint = Secret._hint(connection, name) if connection.id else ""
                connection[field] = f"…{hint}" if hint else False

    def _inverse_stripe_api_key(self):
        for connection in self.filtered("stripe_api_key"):
            key = connection.stripe_api_key.strip()
            connection._check_stripe_key(key)
            self.env["ar.sync.secret"]._put(connection, "api_key", key)

    def _inverse_stripe_webhook_secret(self):
        for connection in self.filtered("stripe_webhook_secret"):
            secret = connection.stripe_webhook_secret.strip()
            if not secret.startswith("whsec_"):
                raise UserError(
                    self.env._("A signing secret begins with whsec_. It is shown at the endpoint in Stripe.")
                )
            self.env["ar.sync.secret"]._put(connection, "webhook_secret", secret)

    def _check_stripe_key(self, key: str) -> None:
        """Refuse, in clear words, what is not a key of this environment."""
        environment = next((found for prefix, found in KEY_PREFIXES.items() if key.startswith(prefix)), None)
        if key.startswith("pk_"):
            raise UserError(
                self.env._("This is a publishable key. A secret (sk_…) or restricted key (rk_…) is needed.")
            )
        if environment is None:
            raise UserError(
                self.env._("This is not a Stripe key: those begin with rk_test_, rk_live_, sk_test_ or sk_live_.")
            )
        if environment != self.environment:
            raise UserError(
                self.env._(
                    "This is a %(found)s key and the connection is for %(wanted)s mode. Nothing was stored.",
                    found=environment,
                    wanted=self.environment,
                )
            )

    def _stripe_api(self) -> StripeApi:
        """Return a client with the stored key. Raise :class:`AccessLost` where there is none."""
        self.ensure_one()
        key = self.env["ar.sync.secret"]._get(self, "api_key")
        if not key:
            raise AccessLost("There is no Stripe key on this connection.", KEY_REMEDY, "key")
        return StripeApi(key, self.environment)

    # === VERIFICATION === #

    def _ar_verify(self) -> None:
        """Prove the key: account, environment, and what it may read."""
        if self.provider != "stripe":
            return super()._ar_verify()
        client = self._stripe_api()
        self._stripe_take_account(client)
        self._ar_ensure_streams()
        denied = self._stripe_probe(client)
        self._stripe_begin_feed(client)
        needed = [stream.kind_label for stream in denied if KINDS[stream.kind].needed]
        if needed:
            raise AccessLost(
                self.env._("The key may not read: %(kinds)s.", kinds=", ".join(needed)),
                self.env._("Give the restricted key read access to them in Stripe's dashboard, then connect again."),
                "permission",
            )
        self._stripe_want_webhook()

    def _stripe_take_account(self, client: StripeApi) -> None:
        """Fill in the account; refuse one of another mode, or another account than before."""
        account = account_reader.read(client.get("/v1/account").data)
        livemode = client.get("/v1/balance").data.get("livemode")
        if bool(livemode) != (self.environment == "live"):
            raise NeedsPerson(
                self.env._("Stripe answers in the other mode than this connection's."),
                self.env._("Choose a key of the same mode."),
            )
        if self.external_account_id and self.external_account_id != account.id and self.is_imported:
            raise NeedsPerson(
                self.env._(
                    "This key belongs to %(found)s, and this connection holds the data of %(kept)s.",
                    found=account.id,
                    kept=self.external_account_id,
                ),
                self.env._("Make a new connection for the other account."),
            )
        self.write(self._stripe_account_values(account))

    def _stripe_account_values(self, account) -> dict:
        """Return what is kept of the account."""
        return {
            "external_account_id": account.id,
            "account_name": account.display_name or account.email or account.id,
            "stripe_country_code": account.country,
        }

    def _stripe_probe(self, client: StripeApi):
        """Try each kind of object once and note on its stream whether it may be read. Return the denied ones."""
        denied = self.env["ar.sync.stream"]
        for stream in self.stream_ids:
            try:
                client.get(KINDS[stream.kind].path, limit=1)
                stream.access = "granted"
            except AccessLost as error:
                if error.code == "key":
                    raise
                stream.write({"access": "denied", "last_error": error.message, "last_remedy": error.remedy})
                denied |= stream
        denied.filtered(lambda stream: stream.state != "off" and not KINDS[stream.kind].needed)._set_state("off")
        return denied

    # === WEBHOOK ENDPOINT === #

    def _stripe_want_webhook(self) -> None:
        """Write the intention to create our endpoint at Stripe, unless it is there or cannot be reached."""
        if self.stripe_webhook_endpoint_id or self._stripe_secrets() or not self._stripe_is_reachable():
            return
        self.env["ar.sync.operation"]._intend(
            self,
            "webhook_endpoint.create",
            self,
            {
                "url": self.sudo().webhook_url,
                "api_version": API_VERSION,
                "enabled_events": list(WEBHOOK_EVENTS),
                "description": f"AR Sync, {self.company_id.name}",
            },
            self.env._("Create the webhook endpoint at Stripe"),
            version=1 + self.env["ar.sync.operation"].search_count(
                [("connection_id", "=", self.id), ("kind", "=", "webhook_endpoint.create"), ("state", "=", "done")]
            ),
            is_reviewed=False,
        )

    def _stripe_is_reachable(self) -> bool:
        """Tell whether Stripe could reach us: https, or the sandbox on this machine."""
        return urlsplit(self.get_base_url()).scheme == "https" or bool(api_base())

    def _stripe_secrets(self) -> list[str]:
        """Return the signing secrets, the newest first; two while one is being rolled."""
        names = ("webhook_secret", "webhook_secret_former")
        return [secret for secret in self.env["ar.sync.secret"]._get_all(self, names).values() if secret]

    def _ar_disconnect(self) -> None:
        if self.provider != "stripe":
            return super()._ar_disconnect()
        if self.stripe_webhook_endpoint_id:
            try:
                self._stripe_api().delete(f"/v1/webhook_endpoints/{self.stripe_webhook_endpoint_id}")
            except SyncError as error:
                self.message_post(body=self.env._("The webhook endpoint stays at Stripe: %s", error.message))
        self.stripe_webhook_endpoint_id = False

    def _ar_stripe_uninstalled(self) -> None:
        """The addon goes: its connections stay, disconnected and without credentials."""
        self.sudo().secret_ids.unlink()
        self.write({"provider": "none", "active": False})

    def _ar_currencies(self):
        """Add the currencies of the mirrored invoices."""
        found = super()._ar_currencies()
        if self.provider == "stripe":
            groups = self.env["ar.stripe.invoice"]._read_group([("connection_id", "=", self.id)], ["currency_id"])
            found |= self.env["res.currency"].union(*(currency for (currency,) in groups))
        return found

    # === BALANCE === #

    def _ar_remote_balances(self) -> dict:
        """Return Stripe's own balance per currency: available and pending together."""
        if self.provider != "stripe":
            return super()._ar_remote_balances()
        return self._stripe_balances(self._stripe_api().get("/v1/balance").data)
