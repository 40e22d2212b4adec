"""One open item in the picker."""

from odoo import api, fields, models


class ArMatchPickLine(models.TransientModel):
    _name = "ar.match.pick.line"
    _description = "Open Item to Apply"

    pick_id = fields.Many2one("ar.match.pick", required=True, ondelete="cascade")
    # Related fields are read as the user: as superuser they would show what a link over RPC points at.
    currency_id = fields.Many2one(related="pick_id.currency_id", related_sudo=False)
    line_id = fields.Many2one(
        "account.move.line",
        string="Open Item",
        required=True,
        ondelete="cascade",
        domain="[('account_id.account_type', '=', 'asset_receivable'), ('reconciled', '=', False), "
        "('parent_state', '=', 'posted'), ('currency_id', '=', currency_id), ('ar_receipt_id', '=', False)]",
    )
    partner_id = fields.Many2one(related="line_id.partner_id", related_sudo=False)
    date_maturity = fields.Date(related="line_id.date_maturity", related_sudo=False)
    residual = fields.Monetary(related="line_id.amount_residual_currency", string="Open", related_sudo=False)
    amount = fields.Monetary(string="Apply")

    @api.onchange("line_id")
    def _onchange_line_id(self):
        if self.line_id and not self.amount:
            self.amount = min(self.residual, max(0.0, self.pick_id.left_over))
