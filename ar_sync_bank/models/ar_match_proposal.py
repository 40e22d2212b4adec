"""What the screens call the ways in which bank receipts are decided."""

from odoo import api, models

from .ar_match_receipt_arrival import STEP


class ArMatchProposal(models.Model):
    _inherit = "ar.match.proposal"

    @api.model
    def _ar_step_labels(self) -> dict[str, str]:
        return {**super()._ar_step_labels(), STEP: self.env._("Money in transit")}
