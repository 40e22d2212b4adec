"""Subscriptions at a connection: whether they are sent, and how each change is found afterwards."""

from odoo import fields, models

from odoo.addons.ar_sync_stripe.models.ar_sync_connection_outgoing import POLICIES
from odoo.addons.ar_sync_stripe.models.ar_sync_connection_send import Said


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    stripe_send_subscriptions = fields.Selection(
        POLICIES,
        string="Subscriptions",
        required=True,
        default="off",
        tracking=True,
        help="Recurring lines of confirmed sales orders become subscriptions; later changes follow.",
    )

    def _ar_bound(self, kind: str, record, key: str = "") -> str | int | None:
        """The end of a subscription's periods is a moment that its first one tells."""
        if self.provider == "stripe" and kind == "period_end":
            return record.sudo()._stripe_period_end(int(key))
        return super()._ar_bound(kind, record, key)

    # === DID IT HAPPEN? === #

    def _stripe_find_subscribed(self, client, operation) -> Said | None:
        """Find the subscription that this very change made, be it over already: plain lists leave those out."""
        customer, mark = operation.payload["customer"], operation.payload["metadata"]["odoo_op"]
        for row in client.pages("/v1/subscriptions", customer=customer, status="all"):
            if (row.get("metadata") or {}).get("odoo_op") == mark:
                return self._stripe_now(client, f"/v1/subscriptions/{row['id']}")
        return None

    def _stripe_find_stamped(self, client, operation) -> Said | None:
        """The subscription carries the key of the last change that was made from here."""
        said = self._stripe_target_now(client, operation)
        mark = operation.payload["metadata"]["odoo_op"]
        return said if said is not None and (said.get("metadata") or {}).get("odoo_op") == mark else None

    def _stripe_find_over(self, client, operation) -> Said | None:
        return self._stripe_in_status(client, operation, "canceled", "incomplete_expired")

    # === BEFORE === #

    def _stripe_before_subscription_create(self, client, operation) -> Said | None:
        self.env[operation.res_model].browse(operation.res_id)._stripe_check_prices(operation)
        return None

    def _stripe_before_subscription_update(self, client, operation) -> Said | None:
        self.env[operation.res_model].browse(operation.res_id)._stripe_check_prices(operation)
        return None

    def _stripe_before_subscription_cancel(self, client, operation) -> Said | None:
        """What is over needs no cancelling."""
        return self._stripe_find_over(client, operation)
