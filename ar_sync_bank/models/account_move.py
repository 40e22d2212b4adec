"""Entries of bank transactions: what somebody changes in them, the receipts follow."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _synchronize_business_models(self, changed_fields):
        """Tell the receipts of a bank transaction that its entry was changed by somebody else."""
        result = super()._synchronize_business_models(changed_fields)
        if "line_ids" in changed_fields and not self.env.context.get("ar_bank_booking"):
            self.sudo().statement_line_id._ar_follow()
        return result
