"""Recurring prices as a salesperson chooses them."""

from odoo import api, models


class ArStripeProductPrice(models.Model):
    _inherit = "ar.stripe.product.price"

    @api.depends_context("ar_rhythm_first")
    def _compute_display_name(self):
        """On the line of an order the interval says more than the price, which stands beside it."""
        result = super()._compute_display_name()
        if self.env.context.get("ar_rhythm_first"):
            for price in self:
                amount, _comma, often = (price.display_name or "").rpartition(", ")
                price.display_name = f"{often}, {amount}"
        return result
