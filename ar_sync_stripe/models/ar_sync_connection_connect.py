"""Stripe Connect: an account that its owner allowed this platform to use, instead of a key of its own."""

import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.ar_sync.models.ar_sync_connection import ArSyncConnection as Core
from odoo.addons.ar_sync.protocol.errors import AccessLost, NeedsPerson, SyncError

from ..api.client import StripeApi
from ..api.errors import REVOKED_REMEDY

GRANT = "connect_grant"
SESSION_KEY = "ar_sync_authorizations"
# Pages of consent that one browser may have open at a time.
SESSION_KEPT = 5
SCOPES = [("read_only", "Read only"), ("read_write", "Read and write")]


class ArSyncConnection(models.Model):
    """What may be called is decided by the sealed grant, never by a field that a person can write."""

    _inherit = "ar.sync.connection"
    _ar_facts = Core._ar_facts | {
        "stripe_connect_account",
        "stripe_granted_scope",
        "stripe_authorized_at",
        "stripe_is_authorized",
    }

    stripe_access = fields.Selection(
        [("key", "Restricted key (recommended)"), ("connect", "Stripe Connect")],
        string="Access",
        required=True,
        default="key",
        help="How this Odoo gets into the Stripe account.",
    )
    stripe_scope = fields.Selection(
        SCOPES,
        string="Ask For",
        required=True,
        default="read_only",
        help="Read only is enough to import, match and book. Sending anything to Stripe needs Read and write.",
    )
    stripe_granted_scope = fields.Selection(SCOPES, string="Allowed", readonly=True, copy=False)
    stripe_connect_account = fields.Char(string="Connected Account", readonly=True, copy=False)
    stripe_authorized_at = fields.Datetime(string="Allowed On", readonly=True, copy=False)
    stripe_is_authorized = fields.Boolean(
        string="Allowed by Its Owner", readonly=True, copy=False, help="The account's owner lets us in at present."
    )
    stripe_is_platform_ready = fields.Boolean(compute="_compute_stripe_is_platform_ready")
    stripe_connect_note = fields.Char(string="Last Try", compute="_compute_stripe_connect_note")

    _connect_account_unique = models.UniqueIndex(
        "(stripe_connect_account, environment) WHERE stripe_is_authorized",
        "This Stripe account is already connected by another connection.",
    )

    # === WHAT THE SCREEN SHOWS === #

    @api.depends("environment", "provider")
    def _compute_stripe_is_platform_ready(self):
        for connection in self:
            connection.stripe_is_platform_ready = connection.provider == "stripe" and self.env[
                "ar.connect.platform"
            ]._is_ready(connection.environment)

    @api.depends("stripe_is_authorized", "state")
    def _compute_stripe_connect_note(self):
        """Say why the last try connected nothing, until something is connected."""
        for connection in self:
            row = self.env["ar.sync.authorization"].sudo()
            if connection._origin.id and connection.state not in ("connected", "paused"):
                row = row.search([("connection_id", "=", connection._origin.id)], limit=1)
            words = f"{row.reason} {row.remedy or ''}".strip() if row.reason else False
            connection.stripe_connect_note = words

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(not self._ar_facts.isdisjoint(vals) for vals in vals_list):
            raise AccessError(self.env._("What a provider allowed is not entered by hand."))
        return super().create(vals_list)

    def write(self, vals):
        if "stripe_access" in vals:
            for connection in self.filtered(lambda row: row.stripe_access != vals["stripe_access"]):
                connection._stripe_switch_access()
        return super().write(vals)

    def _stripe_switch_access(self) -> None:
        """Let go of the credentials of the other kind of access; refuse while they are in use."""
        is_ended = self.state in ("draft", "disconnected") or (
            self.state == "error" and self.stripe_access == "connect"
        )
        if not is_ended or self.stripe_is_authorized:
            raise UserError(self.env._("Disconnect first, then choose the other way to connect."))
        self.sudo().secret_ids.unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unauthorized(self):
        if any(connection.stripe_is_authorized for connection in self):
            raise UserError(self.env._("Disconnect first: Stripe still lets this Odoo into the account."))

    # === ACTIONS === #

    def action_stripe_connect(self):
        """Send the person to Stripe, where the account's owner allows this connection or does not."""
        self.ensure_one()
        self.check_access("write")
        if self.provider != "stripe" or self.stripe_access != "connect":
            raise UserError(self.env._("Choose Stripe Connect as the way to connect first."))
        if self.stripe_is_authorized:
            raise UserError(self.env._("The account is already allowed. Click Connect, or disconnect it first."))
        if self._stripe_pending_ends(self.stripe_connect_account, ("sent", "unknown")):
            raise UserError(self.env._("The former access is still being ended at Stripe. Try again in a minute."))
        if not request:
            raise UserError(self.env._("This begins in a browser: open the connection and click the button there."))
        platform = self.env["ar.connect.platform"]._of(self.environment)
        try:
            oauth = platform._oauth()
            Authorization = self.env["ar.sync.authorization"]
            row, state, nonce = Authorization._begin(self, self.stripe_scope, platform.redirect_uri)
            address = oauth.authorize_url(self.stripe_scope, state, platform.redirect_uri)
        except SyncError as error:
            words = f"{error.message}\n{error.remedy}"
            raise UserError(words) from error
        kept = list((request.session.get(SESSION_KEY) or {}).items())[-SESSION_KEPT + 1 :]
        request.session[SESSION_KEY] = {**dict(kept), str(row.id): nonce}
        return {"type": "ir.actions.act_url", "url": address, "target": "self"}

    def action_resume(self):
        for connection in self.filtered(lambda row: row._stripe_is_connect() and not row.stripe_is_authorized):
            raise UserError(
                self.env._("%s is not allowed into its account any more. Click Connect with Stripe.", connection.name)
            )
        return super().action_resume()

    # === THE GRANT === #

    def _stripe_is_connect(self) -> bool:
        return self.provider == "stripe" and self.stripe_access == "connect"

    def _stripe_grant(self) -> dict:
        """Return account and scope of the sealed grant. Raise :class:`AccessLost` where there is none."""
        sealed = self.env["ar.sync.secret"]._get(self, GRANT)
        if not sealed:
            raise AccessLost(self.env._("The account's owner does not let us in at present."), REVOKED_REMEDY, "key")
        return json.loads(sealed)

    def _stripe_api(self) -> StripeApi:
        """For Connect: the platform's key, the account on every call, and a budget of the account's own."""
        if not self._stripe_is_connect():
            return super()._stripe_api()
        grant = self._stripe_grant()
        key = self.env["ar.connect.platform"]._of(self.environment)._key()
        return StripeApi(key, self.environment, grant["account"], read_only=grant["scope"] != "read_write")

    def _ar_has_credentials(self) -> bool:
        return self.stripe_is_authorized if self._stripe_is_connect() else super()._ar_has_credentials()

    def _ar_exchange_code(self, authorization, code: str) -> dict:
        if self.provider != "stripe":
            return super()._ar_exchange_code(authorization, code)
        grant = self.env["ar.connect.platform"]._of(self.environment)._oauth().exchange(code)
        return {"account": grant.account, "granted_scope": grant.scope}

    def _ar_granted(self, authorization) -> None:
        """Keep the grant of an account that may be used here."""
        if self.provider != "stripe":
            return super()._ar_granted(authorization)
        account, scope = authorization.account, authorization.granted_scope
        self._stripe_check_grant(authorization)
        self._stripe_pending_ends(account, ("ready",))._set_state("cancelled")
        self.env["ar.sync.secret"]._put(self, GRANT, json.dumps({"account": account, "scope": scope}))
        self.write(
            {
                "stripe_connect_account": account,
                "stripe_granted_scope": scope,
                "stripe_authorized_at": fields.Datetime.now(),
                "stripe_is_authorized": True,
            }
        )
        platform = self.env["ar.connect.platform"]._of(self.environment)
        self.env["ar.connect.account"]._forget(platform, account)
        words = self.env._("Stripe account %(account)s was allowed (%(scope)s).", account=account, scope=scope)
        self.message_post(body=words, author_id=authorization.user_id.partner_id.id)

    def _stripe_check_grant(self, authorization) -> None:
        """Refuse an account that is not this connection's, or is another's."""
        account = authorization.account
        if self.stripe_access != "connect":
            raise NeedsPerson(self.env._("The connection was changed to a restricted key meanwhile."))
        kept = self.stripe_connect_account or self.external_account_id
        has_data = self.is_imported or any(self.stream_ids.mapped("records_done"))
        in_use = self.stripe_is_authorized or has_data
        if in_use and kept and kept != account:
            raise NeedsPerson(
                self.env._(
                    "%(found)s was allowed, and this connection holds the data of %(kept)s.", found=account, kept=kept
                ),
                self.env._("Choose %s at Stripe, or make a new connection for the other account.", kept),
            )
        self._stripe_check_sole(account, authorization.user_id)
        if self._stripe_pending_ends(account, ("sent", "unknown")):
            raise NeedsPerson(
                self.env._("The former access to %s is still being ended at Stripe.", account),
                self.env._("Try again in a minute."),
            )

    def _stripe_check_sole(self, account: str, user) -> None:
        """An account belongs to one company and one connection: its money would be booked twice."""
        other = self._stripe_others(account)[:1]
        if not other:
            return
        if other.company_id in user.company_ids:
            words = self.env._(
                "%(account)s is already the account of %(connection)s of %(company)s.",
                account=account,
                connection=other.name,
                company=other.company_id.name,
            )
        else:
            words = self.env._("%s is already the account of another company of this database.", account)
        raise NeedsPerson(words, self.env._("An account is connected once. Use it there, or archive it there first."))

    def _stripe_others(self, account: str):
        """Return the other connections of this account, of any company: those let in, and those in use."""
        Connection = self.sudo().with_context(active_test=False)
        same = [("id", "!=", self.id), ("provider", "=", "stripe"), ("environment", "=", self.environment)]
        let_in = [("stripe_connect_account", "=", account), ("stripe_is_authorized", "=", True)]
        in_use = [("external_account_id", "=", account), ("active", "=", True)]
        return Connection.search([*same, *let_in]) | Connection.search([*same, *in_use])

    # === VERIFICATION === #

    def _stripe_take_account(self, client: StripeApi) -> None:
        result = super()._stripe_take_account(client)
        account = self.external_account_id
        if self._stripe_is_connect():
            granted = self._stripe_grant()["account"]
            if account != granted:
                raise NeedsPerson(
                    self.env._("Stripe answers for %(found)s instead of %(kept)s.", found=account, kept=granted)
                )
            self._stripe_check_sole(account, self.env.user)
        elif self._stripe_others(account).filtered("stripe_is_authorized"):
            self._stripe_check_sole(account, self.env.user)
        return result
