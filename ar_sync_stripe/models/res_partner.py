"""Customers: who they are at Stripe."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_stripe_customer_count = fields.Integer(
        compute="_compute_ar_stripe_customer_count", groups="ar_sync.group_user"
    )

    def _compute_ar_stripe_customer_count(self):
        groups = self.env["ar.stripe.customer"]._read_group(
            self._ar_stripe_customer_domain(), ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.ar_stripe_customer_count = counts.get(partner._origin.id, 0)

    def _ar_stripe_customer_domain(self) -> list:
        return [("partner_id", "in", self.ids)]

    def action_ar_stripe_customers(self):
        """Open this contact's customer at Stripe; where there are several, list them."""
        self.ensure_one()
        customers = self.env["ar.stripe.customer"].search(self._ar_stripe_customer_domain())
        if len(customers) == 1:
            return customers._open(customers)
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe.ar_stripe_customer_action")
        return {**action, "domain": self._ar_stripe_customer_domain(), "context": {}}
