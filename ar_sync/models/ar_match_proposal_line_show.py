"""What the screens show of one open item of a proposal."""

from odoo import fields, models


class ArMatchProposalLine(models.Model):
    _inherit = "ar.match.proposal.line"

    def _ar_card_line(self) -> dict:
        """Return one open item as the screen shows it."""
        return {
            "id": self.id,
            "move_id": self.move_id.id,
            "number": self.line_id._ar_item_number(),
            "partner": self.partner_id.display_name or "",
            "due": fields.Date.to_string(self.date_maturity) or "",
            "open": self.residual,
            "amount": self.amount,
            "is_partial": self.currency_id.compare_amounts(self.amount, self.residual) < 0,
        }
