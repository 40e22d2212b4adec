"""One open item of a proposal."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArMatchProposalLine(models.Model):
    """An open item and the part of the receipt that would pay it, or what is given up on it and why."""

    _name = "ar.match.proposal.line"
    _description = "Proposal Line"
    _rec_name = "line_id"
    _check_company_auto = True

    proposal_id = fields.Many2one("ar.match.proposal", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="proposal_id.company_id", store=True, index=True)
    line_id = fields.Many2one("account.move.line", string="Open Item", required=True, readonly=True, ondelete="cascade")
    # Related fields are read as the user: as superuser they would show what a link over RPC points at.
    move_id = fields.Many2one(related="line_id.move_id", string="Invoice", related_sudo=False)
    partner_id = fields.Many2one(related="line_id.partner_id", related_sudo=False)
    date_maturity = fields.Date(related="line_id.date_maturity", related_sudo=False)
    currency_id = fields.Many2one(related="proposal_id.receipt_id.currency_id", related_sudo=False)
    item_currency_id = fields.Many2one(
        related="line_id.currency_id", string="Currency of the Item", related_sudo=False
    )
    residual = fields.Monetary(
        related="line_id.amount_residual_currency",
        string="Open",
        currency_field="item_currency_id",
        related_sudo=False,
    )
    amount = fields.Monetary(string="Applied", required=True, readonly=True, help="Of the receipt.")
    item_amount = fields.Monetary(
        string="Settled",
        currency_field="item_currency_id",
        readonly=True,
        help="In the currency of the item, where that is another one, and where something is given up.",
    )
    reason_id = fields.Many2one(
        "ar.match.reason", string="Given Up For", readonly=True, ondelete="restrict", check_company=True
    )

    @api.constrains("proposal_id", "line_id")
    def _check_company_of_item(self):
        """Refuse items of another company."""
        if any(line.line_id.company_id != line.company_id for line in self):
            raise ValidationError(self.env._("An item of another company cannot be proposed."))
