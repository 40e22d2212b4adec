"""Customers: their receipts."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_receipt_count = fields.Integer(compute="_compute_ar_receipt_count", groups="ar_sync.group_user")

    def _compute_ar_receipt_count(self):
        groups = self.env["ar.match.receipt"]._read_group(
            [("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            own = self.search([("id", "child_of", partner.id)]).ids if partner.id else []
            partner.ar_receipt_count = sum(counts.get(partner_id, 0) for partner_id in own)

    def action_ar_receipts(self):
        """Open this customer's receipts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_receipt_action")
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {}
        return action
