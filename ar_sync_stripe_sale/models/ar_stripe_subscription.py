"""Subscriptions at Stripe that were sold here."""

from odoo import api, fields, models


class ArStripeSubscription(models.Model):
    _inherit = "ar.stripe.subscription"

    sale_subscription_ids = fields.One2many("ar.sale.subscription", "stripe_subscription_id", string="Sold Here")
    sale_order_id = fields.Many2one("sale.order", string="Sales Order", compute="_compute_sale_order_id")

    @api.depends("sale_subscription_ids.order_id")
    def _compute_sale_order_id(self):
        for row in self:
            row.sale_order_id = row.sudo().sale_subscription_ids.order_id[:1]

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        """Tell the orders what has become of their subscriptions."""
        result = super()._after_upsert(connection, written, seen_at, currencies)
        ids = [values.id for values in written]
        sold = self.env["ar.sale.subscription"].sudo().search(
            [("connection_id", "=", connection.id), ("stripe_subscription_id.external_id", "in", ids)]
        )
        sold._follow()
        sold.flush_model()
        return result

    def _mirror_payload(self, payload: dict) -> dict:
        """Stripe writes moments as seconds."""
        found = super()._mirror_payload(payload)
        if found.get("cancel_at"):
            found["cancel_at"] = int(fields.Datetime.to_datetime(found["cancel_at"]).timestamp())
        return found

    def action_view_sale_order(self):
        """Open the order that sold this subscription."""
        self.ensure_one()
        self.check_access("read")
        return self._open(self.sale_order_id) if self.sale_order_id else False
