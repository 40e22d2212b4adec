"""Slack as a provider: the app's token, the channel, and what is posted there."""

from datetime import timezone

from slack_sdk.signature import Clock, SignatureVerifier

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.protocol.errors import AccessLost, Permanent, SyncError

from ..api.client import TOKEN_REMEDY, SlackApi
from ..payloads import clicks
from ..payloads.blocks import Button

#: How far back a message whose outcome is unknown is looked for, before the moment at which it was sent.
LOOK_BACK_S = 120
HISTORY_PAGE = 200
PAGES_MAX = 20


class _MomentClock(Clock):
    """The suite's own time, which tests move."""

    def now(self) -> float:
        return fields.Datetime.now().replace(tzinfo=timezone.utc).timestamp()


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    provider = fields.Selection(
        selection_add=[("slack", "Slack")], ondelete={"slack": lambda records: records._ar_slack_uninstalled()}
    )
    slack_token = fields.Char(
        string="Bot Token",
        compute="_compute_slack_credentials",
        inverse="_inverse_slack_token",
        groups="ar_sync.group_administrator",
        help="From the app's page OAuth & Permissions. It is stored encrypted and never shown again.",
    )
    slack_token_hint = fields.Char(string="Stored Token", compute="_compute_slack_hints")
    slack_secret = fields.Char(
        string="App's Signing Secret",
        compute="_compute_slack_credentials",
        inverse="_inverse_slack_secret",
        groups="ar_sync.group_administrator",
        help="From the app's page Basic Information. Without it no button works.",
    )
    slack_secret_hint = fields.Char(string="Stored Signing Secret of the App", compute="_compute_slack_hints")
    slack_channel = fields.Char(
        string="Channel",
        help="Where reminders that are for Slack, replies and differences are posted, like #receivables.",
    )
    slack_tell_replies = fields.Boolean(
        string="Tell Replies", default=True, help="Post the replies of customers that wait for a person."
    )
    slack_tell_drift = fields.Boolean(
        string="Tell Differences", default=True, help="Post what differs with an ERP before the books close."
    )
    slack_tell_promises = fields.Boolean(
        string="Tell Broken Promises",
        default=True,
        help="Post a promise of which nothing, or only a part, came in time.",
    )
    slack_tell_disputes = fields.Boolean(
        string="Tell Disputes", default=True, help="Post what customers dispute, and disputes that are late."
    )
    slack_pause_days = fields.Integer(
        string="Pause For",
        default=3,
        help="Days for which Pause in Slack leaves a customer alone: no message, no call.",
    )

    # === CREDENTIALS === #

    def _compute_slack_credentials(self):
        """Credentials are write-only: what is stored is never sent to a browser."""
        for connection in self:
            connection.slack_token = False
            connection.slack_secret = False

    def _compute_slack_hints(self):
        Secret = self.env["ar.sync.secret"]
        for connection in self:
            for field, name in (("slack_token_hint", "slack_token"), ("slack_secret_hint", "slack_secret")):
                hint = Secret._hint(connection, name) if connection.id else ""
                connection[field] = f"…{hint}" if hint else False

    def _inverse_slack_token(self):
        for connection in self.filtered("slack_token"):
            token = connection.slack_token.strip()
            if not token.startswith("xoxb-"):
                raise UserError(self.env._("A bot token begins with xoxb-. Nothing was stored."))
            self.env["ar.sync.secret"]._put(connection, "slack_token", token)

    def _inverse_slack_secret(self):
        for connection in self.filtered("slack_secret"):
            self.env["ar.sync.secret"]._put(connection, "slack_secret", connection.slack_secret.strip())

    def _slack_api(self) -> SlackApi:
        """Return a client with the stored token. Raise :class:`AccessLost` where there is none."""
        self.ensure_one()
        token = self.env["ar.sync.secret"]._get(self, "slack_token")
        if not token:
            raise AccessLost("There is no Slack token on this connection.", TOKEN_REMEDY, "key")
        return SlackApi(token)

    def _ar_slack_uninstalled(self) -> None:
        """Keep the connections, without a provider."""
        for connection in self:
            connection.secret_ids.unlink()
            connection._set_state("disconnected")
        self.write({"provider": "none"})

    # === PROVIDER HOOKS === #

    def _ar_moves_money(self) -> bool:
        return self.provider != "slack" and super()._ar_moves_money()

    def _ar_verify(self) -> None:
        if self.provider != "slack":
            return super()._ar_verify()
        if not self.slack_channel:
            raise Permanent("No channel is chosen.", "Enter the channel to post to, like #receivables.")
        found = self._slack_api().read("auth.test")
        self.write(
            {"account_name": f"{found.get('team')} ({found.get('user')})", "external_account_id": found["team_id"]}
        )
        return None

    def _ar_setup_rows(self, verified: bool) -> list[tuple]:
        if self.provider != "slack":
            return super()._ar_setup_rows(verified)
        known = verified or self._ar_has_credentials()
        tried = self.env._("Click Connect: the token is tried and the workspace shown.")
        return [
            ("draft", self.env._("Draft"), True, ""),
            ("credentials", self.env._("Credentials"), known, self.env._("Enter the bot token and save.")),
            ("verified", self.env._("Verified"), verified, tried),
        ]

    def _ar_is_reviewed(self, kind: str) -> bool:
        """What is told to our own people needs no review."""
        return super()._ar_is_reviewed(kind) and not kind.startswith("slack.")

    def _ar_receive(self, body: bytes, headers) -> list[dict]:
        """Check the signature over the raw bytes, then take the click into the inbox: Slack waits three seconds."""
        if self.provider != "slack":
            return super()._ar_receive(body, headers)
        secret = self.env["ar.sync.secret"]._get(self, "slack_secret")
        if not secret:
            raise SyncError("There is no signing secret: clicks are refused.")
        if not SignatureVerifier(secret, clock=_MomentClock()).is_valid_request(body, dict(headers)):
            raise SyncError("The signature is wrong, or older than five minutes.")
        try:
            text = clicks.payload_of(body)
            click = clicks.read(text)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise SyncError(f"The message is signed and not a click: {type(error).__name__}.") from error
        return [
            {
                "external_id": click.key[:250],
                "kind": f"slack.{click.action}"[:100],
                "object_id": f"{click.model},{click.record_id}"[:100],
                "occurred_at": fields.Datetime.now(),
                "body": text,
            }
        ]

    # === POSTING === #

    def _slack_of(self, company):
        """Return the connection through which a company's people are told; empty where there is none."""
        domain = [("company_id", "=", company.id), ("provider", "=", "slack"), ("state", "=", "connected")]
        return self.sudo().search([*domain, ("slack_channel", "!=", False)], limit=1)

    def _slack_pause_button(self, case) -> Button:
        """Return the button that leaves a customer alone for the days that are set."""
        days = max(1, self.slack_pause_days)
        return Button("pause", self.env._("Pause for %s Days", days), f"ar.collection.case,{case.id}")

    def _slack_post(self, record, content: dict, summary: str, version: int = 1):
        """Have a message posted, once, and return its outgoing change."""
        payload = {"channel": self.slack_channel, **content}
        Operation = self.env["ar.sync.operation"]
        return Operation._intend(self, "slack.post", record, payload, summary, version, is_reviewed=False)

    def _ar_send(self, operation) -> dict:
        if self.provider != "slack":
            return super()._ar_send(operation)
        payload, api = operation.payload, self._slack_api()
        if operation.kind == "slack.post":
            stamp = {"event_type": "ar_sync", "event_payload": {"key": operation.idempotency_key}}
            found = api.write("chat.postMessage", **payload, metadata=stamp, unfurl_links=False)
        elif operation.kind == "slack.update":
            found = api.write("chat.update", **payload)
        else:
            found = api.write("chat.postEphemeral", **payload)
        return {"id": found.get("ts") or found.get("message_ts") or "", "channel": found.get("channel", "")}

    def _ar_settle(self, operation) -> dict | None:
        """Look for the message by the key it carries; a changed message is changed again, a whisper is not repeated."""
        if self.provider != "slack":
            return super()._ar_settle(operation)
        if operation.kind == "slack.update":
            return None
        if operation.kind != "slack.post":
            return {"id": ""}
        sent = operation.sent_at.replace(tzinfo=timezone.utc).timestamp() - LOOK_BACK_S
        api, cursor = self._slack_api(), ""
        channel = self._slack_channel_id(api, operation.payload["channel"])
        for _page in range(PAGES_MAX):
            found = api.read(
                "conversations.history",
                channel=channel,
                oldest=str(sent),
                include_all_metadata="true",
                limit=str(HISTORY_PAGE),
                cursor=cursor,
            )
            for row in found.get("messages", []):
                stamp = (row.get("metadata") or {}).get("event_payload") or {}
                if stamp.get("key") == operation.idempotency_key:
                    return {"id": row["ts"], "channel": channel}
            cursor = (found.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        raise Permanent("There are too many newer messages to look it up.", "Look in the channel, then decide.")

    def _slack_channel_id(self, api: SlackApi, name: str) -> str:
        """Return the id of a channel: its history is asked for by id only."""
        if not name.startswith("#"):
            return name
        cursor = ""
        for _page in range(PAGES_MAX):
            found = api.read("conversations.list", exclude_archived="true", limit=str(HISTORY_PAGE), cursor=cursor)
            for row in found.get("channels", []):
                if row.get("name") == name[1:]:
                    return row["id"]
            cursor = (found.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        raise Permanent("Slack has no such channel.", "Choose another channel on the connection.", "channel_not_found")
