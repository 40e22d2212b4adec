"""Stripe's part of the setup checklist: which key, and how its messages find the way."""

from odoo import api, models

CREATE_ENDPOINT = "webhook_endpoint.create"


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    @api.depends("stripe_webhook_endpoint_id")
    def _compute_setup_steps(self):
        return super()._compute_setup_steps()

    def _ar_setup_steps(self) -> list[dict]:
        """Say which key Stripe needs; add the webhook where Stripe can reach us. Without one it is polled."""
        steps = super()._ar_setup_steps()
        if self.provider != "stripe":
            return steps
        found = []
        for step in steps:
            if step["key"] == "credentials" and not step["done"]:
                step["hint"] = self._stripe_key_hint()
            found.append(step)
            if step["key"] == "imported":
                found += self._stripe_webhook_steps()
        return found

    def _stripe_key_hint(self) -> str:
        """Say what kind of key is wanted here."""
        if self.environment == "live":
            return self.env._("Enter a restricted key of Stripe's live mode (rk_live_…) and save.")
        return self.env._("Enter a restricted key of Stripe's test mode (rk_test_…) and save.")

    def _stripe_webhook_steps(self) -> list[dict]:
        """Return the step of the webhook; none where Stripe could not reach this address anyway."""
        done = bool(self.stripe_webhook_endpoint_id or self._stripe_has_webhook_secret())
        if not done and not self._stripe_is_reachable():
            return []
        hint = "" if done else self._stripe_webhook_hint()
        return [{"key": "webhook", "label": self.env._("Webhook"), "done": done, "hint": hint, "percent": 0}]

    def _stripe_has_webhook_secret(self) -> bool:
        """Tell whether a signing secret is stored; which one, nobody is told."""
        return "webhook_secret" in self._origin.sudo().secret_ids.mapped("name")

    def _stripe_webhook_hint(self) -> str:
        """Say what the webhook waits for, from the change that is to make it."""
        change = self.env["ar.sync.operation"].sudo().search(
            [("connection_id", "=", self._origin.id), ("kind", "=", CREATE_ENDPOINT)], order="id desc", limit=1
        )
        if change.state in ("draft", "review"):
            return self.env._("Approve it under Sync / Outgoing Changes: Stripe then sends its messages here at once.")
        if change.state in ("failed", "cancelled"):
            return self.env._(
                "Make an endpoint in Stripe's dashboard with the address on the page Webhook, and enter its signing "
                "secret there. Until then Stripe is asked every five minutes."
            )
        return self.env._("Is set up by itself after Connect.")
