"""What the screens show of a receipt."""

from odoo import api, fields, models


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    has_proposal = fields.Boolean(compute="_compute_has_proposal", help="Somebody can accept a proposal.")

    @api.depends("proposal_ids.state")
    def _compute_has_proposal(self):
        for receipt in self:
            receipt.has_proposal = "proposed" in receipt.proposal_ids.mapped("state")
