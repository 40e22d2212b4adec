"""One open item of a proposal."""

from odoo import fields, models


class ArMatchProposalLine(models.Model):
    """An open item and the part of the receipt that would pay it."""

    _name = "ar.match.proposal.line"
    _description = "Proposal Line"
    _rec_name = "line_id"

    proposal_id = fields.Many2one("ar.match.proposal", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="proposal_id.company_id", store=True, index=True)
    line_id = fields.Many2one("account.move.line", string="Open Item", required=True, readonly=True, ondelete="cascade")
    move_id = fields.Many2one(related="line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(related="line_id.partner_id")
    date_maturity = fields.Date(related="line_id.date_maturity")
    currency_id = fields.Many2one(related="proposal_id.receipt_id.currency_id")
    residual = fields.Monetary(related="line_id.amount_residual_currency", string="Open")
    amount = fields.Monetary(string="Applied", required=True, readonly=True)
