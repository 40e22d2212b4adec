"""The setup checklist of a connection: from a draft to live, and what to do next."""

from odoo import api, fields, models
from odoo.tools.urls import urljoin


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    setup_steps = fields.Json(compute="_compute_setup_steps", string="Setup Checklist")
    is_live = fields.Boolean(compute="_compute_setup_steps", help="Every step of the setup is done.")
    webhook_url = fields.Char(
        string="Webhook Address",
        compute="_compute_webhook_url",
        groups="ar_sync.group_administrator",
        help="Where the provider sends its messages.",
    )
    health_remedy = fields.Char(compute="_compute_health_remedy", help="What to do about its health.")

    @api.depends("webhook_token")
    def _compute_webhook_url(self):
        for connection in self:
            token = connection.webhook_token
            connection.webhook_url = token and urljoin(connection.get_base_url(), f"/ar_sync/webhook/{token}")

    @api.depends("state", "last_remedy", "stream_ids.state", "stream_ids.last_remedy")
    def _compute_health_remedy(self):
        for connection in self:
            broken = connection.stream_ids.filtered(lambda stream: stream.state == "error")
            of_streams = connection.state == "connected" and broken[:1].last_remedy
            connection.health_remedy = of_streams or connection.last_remedy

    @api.depends(
        "provider",
        "environment",
        "state",
        "mode",
        "is_imported",
        "account_name",
        "stream_ids.progress",
        "tie_out_ids.is_tied_out",
    )
    def _compute_setup_steps(self):
        for connection in self:
            steps = connection._ar_setup_steps()
            current = next((step for step in steps if not step["done"]), None)
            for step in steps:
                step["current"] = step is current
            connection.setup_steps = steps
            connection.is_live = current is None

    def _ar_setup_steps(self) -> list[dict]:
        """Return the checklist: key, label, done, percent, and a hint at what it needs."""
        verified = self.state not in ("draft", "disconnected")
        return [
            {
                "key": key,
                "label": label,
                "done": bool(done),
                "hint": "" if done else hint,
                "percent": self.import_progress if key == "imported" and verified and not done else 0,
            }
            for key, label, done, hint in self._ar_setup_rows(verified)
        ]

    def _ar_setup_rows(self, verified: bool) -> list[tuple]:
        """Return (key, label, done, hint) of each step."""
        known = verified or self._ar_has_credentials()
        tied_out = bool(self.tie_out_ids) and all(row.is_tied_out for row in self.tie_out_ids)
        live = verified and self.is_imported and self.mode == "automatic"
        running = self.env._("Live") if self.environment == "live" else self.env._("Running")
        chosen = verified or self.provider != "none"
        tried = self.env._("Click Connect: the key is tried and the account shown.")
        decide = self.env._("Set the mode to Automatic once the proposals convince you: what waits is decided again.")
        return [
            ("draft", self.env._("Draft"), chosen, self.env._("Choose the provider and save.")),
            ("credentials", self.env._("Credentials"), known, self.env._("Enter the key and save.")),
            ("verified", self.env._("Verified"), verified, tried),
            ("imported", self.env._("First Import"), self.is_imported, self._ar_import_hint(verified)),
            ("tied_out", self.env._("Tied Out"), tied_out, self._ar_tie_out_hint()),
            ("live", running, live, decide),
        ]

    def _ar_has_credentials(self) -> bool:
        """Tell whether any credential is stored; which one, nobody is told."""
        return bool(self._origin.sudo().secret_ids)

    def _ar_import_hint(self, verified: bool) -> str:
        if not verified:
            return self.env._("Starts by itself after Connect.")
        return self.env._("Under way: %(percent)s %%. You can go on working.", percent=self.import_progress)

    def _ar_tie_out_hint(self) -> str:
        if self.mode == "shadow":
            return self.env._("Nothing is booked in shadow mode: set the mode to Automatic to book and to tie out.")
        if not self.tie_out_ids:
            return self.env._("Click Check Tie-out: the provider's balance is compared with the books.")
        different = self.tie_out_ids.filtered(lambda row: not row.is_tied_out)
        return self.env._(
            "The books differ in %(currencies)s: see the page Tie-out.",
            currencies=", ".join(different.currency_id.mapped("name")),
        )
