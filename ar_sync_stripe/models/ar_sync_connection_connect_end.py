"""Stripe Connect's operations: the platform's endpoint, and the end of an access from either side."""

from odoo import api, fields, models

from odoo.addons.ar_sync.protocol.errors import AccessLost

from ..api.errors import AccountRevoked
from ..kinds import WEBHOOK_EVENTS
from ..payloads.version import API_VERSION
from .ar_sync_connection_connect import GRANT
from .ar_sync_connection_send import KEY_KEPT_S

DEAUTHORIZE = "connect.deauthorize"
CREATE_ENDPOINT = "connect_endpoint.create"
CONNECT_EVENTS = (*WEBHOOK_EVENTS, "account.application.authorized")


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    # === THE END === #

    def _stripe_drop_grant(self) -> None:
        """Drop what opened the account. What was read stays, and whose it was."""
        for connection in self.sudo():
            connection.secret_ids.filtered(lambda secret: secret.name == GRANT).unlink()
            connection.write({"stripe_is_authorized": False, "stripe_granted_scope": False})

    def _ar_fail(self, error) -> None:
        """Where the account's owner took the access away, the grant is dropped too."""
        result = super()._ar_fail(error)
        if isinstance(error, AccountRevoked):
            self.filtered(lambda connection: connection._stripe_is_connect())._stripe_drop_grant()
        return result

    def _ar_disconnect(self) -> None:
        """Have Stripe told that the access ends. Without a grant there is nothing of ours to end."""
        if not self._stripe_is_connect():
            return super()._ar_disconnect()
        account = self.stripe_connect_account
        if self.stripe_is_authorized and self.env["ar.sync.secret"]._hint_exists(self, GRANT):
            number = (
                self.env["ar.sync.operation"]
                .sudo()
                .search_count([("connection_id", "=", self.id), ("kind", "=", DEAUTHORIZE)])
            )
            self._stripe_intend_end(account, self, number + 1)
        self._stripe_drop_grant()

    def _ar_not_granted(self, authorization) -> None:
        """End an access that was given and is not used, unless another connection lives on it."""
        if self.provider != "stripe":
            return super()._ar_not_granted(authorization)
        if authorization.account and not self._stripe_lives_on(authorization.account):
            self._stripe_intend_end(authorization.account, authorization, 1)

    def _stripe_intend_end(self, account: str, record, version: int) -> None:
        """Write the intention to end our access to an account."""
        self.env["ar.sync.operation"]._intend(
            self,
            DEAUTHORIZE,
            record,
            {"stripe_user_id": account},
            self.env._("End the access to Stripe account %s", account),
            version=version,
            is_reviewed=False,
        )

    def _stripe_lives_on(self, account: str) -> bool:
        """Tell whether any connection of this database is let into the account at present."""
        domain = [
            ("stripe_connect_account", "=", account),
            ("environment", "=", self.environment),
            ("stripe_is_authorized", "=", True),
        ]
        return bool(self.sudo().with_context(active_test=False).search_count(domain, limit=1))

    def _stripe_pending_ends(self, account: str, states: tuple[str, ...]):
        """Return the operations that are to end the access to this account."""
        Operation = self.env["ar.sync.operation"].sudo()
        if not account:
            return Operation
        found = Operation.search([("kind", "=", DEAUTHORIZE), ("state", "in", states)])
        return found.filtered(
            lambda row: (
                row.payload.get("stripe_user_id") == account and row.connection_id.environment == self.environment
            )
        )

    def _stripe_deauthorized(self) -> str:
        """Stripe says that an application lost its access: ask whether it is ours, and now.

        The message may be late, or about another application. Raise :class:`AccessLost` where it is true.
        """
        try:
            self._stripe_api().get("/v1/account")
        except AccessLost as error:
            if error.code == "key":
                raise
        return self.env._("Stripe still lets us in: it was a former access, or another application's.")

    # === OPERATIONS === #

    def _ar_send(self, operation) -> dict:
        """Send what concerns the platform with the platform's own key."""
        if operation.kind == DEAUTHORIZE:
            return self._stripe_end(operation)
        if operation.kind == CREATE_ENDPOINT:
            return self._stripe_make_endpoint(operation)
        return super()._ar_send(operation)

    def _ar_settle(self, operation) -> dict | None:
        """Ask: ending twice is as good as once, and Stripe repeats its answer to the same key for a day."""
        if operation.kind == DEAUTHORIZE:
            return self._stripe_end(operation)
        if operation.kind != CREATE_ENDPOINT:
            return super()._ar_settle(operation)
        if (fields.Datetime.now() - operation.sent_at).total_seconds() < KEY_KEPT_S:
            return self._stripe_make_endpoint(operation)
        client = self.env["ar.connect.platform"]._of(self.environment)._api()
        for endpoint in client.pages("/v1/webhook_endpoints"):
            if endpoint["url"] == operation.payload["url"]:
                client.delete(f"/v1/webhook_endpoints/{endpoint['id']}")
        return None

    def _stripe_end(self, operation) -> dict:
        """End the access, unless the account was connected again since this was written."""
        account = operation.payload["stripe_user_id"]
        if self._stripe_lives_on(account):
            return {"id": account, "left": self.env._("The account is connected again.")}
        platform = self.env["ar.connect.platform"]._of(self.environment)
        platform._oauth().deauthorize(account)
        self.env["ar.connect.account"]._forget(platform, account)
        return {"id": account}

    def _stripe_make_endpoint(self, operation) -> dict:
        """Make the platform's endpoint; its secret is sealed and kept out of the answer."""
        platform = self.env["ar.connect.platform"]._of(self.environment)
        data = platform._api().post("/v1/webhook_endpoints", operation.payload, operation.idempotency_key).data
        secret = data.pop("secret", None)
        if secret:
            platform._seal("webhook_secret", secret)
        platform.webhook_endpoint_id = data["id"]
        return data

    def _stripe_want_webhook(self) -> None:
        """For Connect one endpoint of the platform brings the messages of all accounts."""
        if not self._stripe_is_connect():
            return super()._stripe_want_webhook()
        platform = self.env["ar.connect.platform"]._of(self.environment)
        if platform._has_webhook() or not self._stripe_is_reachable():
            return
        made = [("kind", "=", CREATE_ENDPOINT), ("state", "=", "done"), ("res_id", "=", platform.id)]
        self.env["ar.sync.operation"]._intend(
            self,
            CREATE_ENDPOINT,
            platform,
            {
                "url": platform.webhook_url,
                "connect": True,
                "api_version": API_VERSION,
                "enabled_events": list(CONNECT_EVENTS),
                "description": "AR Sync, connected accounts",
            },
            self.env._("Create the webhook endpoint of the platform at Stripe"),
            version=1 + self.env["ar.sync.operation"].sudo().search_count(made),
            is_reviewed=False,
        )

    # === THE CHECKLIST === #

    @api.depends("stripe_access", "stripe_is_authorized")
    def _compute_setup_steps(self):
        return super()._compute_setup_steps()

    def _stripe_key_hint(self) -> str:
        if not self._stripe_is_connect():
            return super()._stripe_key_hint()
        if not self.stripe_is_platform_ready:
            return self.env._("Stripe Connect is not set up here: use a restricted key, or ask who runs Odoo.")
        return self.env._("Save, then click Connect with Stripe: the account's owner allows it at Stripe.")

    def _stripe_webhook_steps(self) -> list[dict]:
        if not self._stripe_is_connect():
            return super()._stripe_webhook_steps()
        done = self.env["ar.connect.platform"]._of(self.environment)._has_webhook()
        if not done and not self._stripe_is_reachable():
            return []
        hint = "" if done else self.env._("Is set up by itself after Connect, once for all connected accounts.")
        return [{"key": "webhook", "label": self.env._("Webhook"), "done": done, "hint": hint, "percent": 0}]
