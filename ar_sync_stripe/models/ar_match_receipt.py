"""Receipts that came through Stripe."""

from odoo import fields, models


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    rail = fields.Selection(selection_add=[("stripe", "Stripe")], ondelete={"stripe": "set default"})
    ar_stripe_charge_ids = fields.One2many("ar.stripe.charge", "receipt_id", string="Stripe Charge", readonly=True)

    def action_ar_stripe_charge(self):
        """Open the Stripe charge that this receipt is."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.stripe.charge",
            "view_mode": "form",
            "res_id": self.ar_stripe_charge_ids[:1].id,
        }
