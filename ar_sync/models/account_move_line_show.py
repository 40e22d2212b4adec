"""Opening the document behind an open item."""

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def action_ar_open(self):
        """Open the invoice, or the receipt behind a credit."""
        self.ensure_one()
        record = self.ar_receipt_id or self.move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }
