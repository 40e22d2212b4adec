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

    def _post(self, soft=True):
        """Money that is in transit from now on may have arrived already."""
        posted = super()._post(soft)
        items = posted.sudo().line_ids.filtered(
            lambda item: item._ar_is_in_transit() and not item.reconciled and not item.statement_line_id
        )
        for _company, of_company in items.grouped("company_id").items():
            of_company._ar_wake_arrivals()
        return posted
