"""Settlements: whoever settles an invoice, or takes that back, has its customer's charges planned anew."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._ar_autopay_wake()
        return partials

    def unlink(self):
        partners = self._ar_autopay_partners()
        result = super().unlink()
        self.env["ar.autopay.mandate"].sudo()._wake(partners)
        return result

    def _ar_autopay_wake(self) -> None:
        self.env["ar.autopay.mandate"].sudo()._wake(self._ar_autopay_partners())

    def _ar_autopay_partners(self):
        """Return the customers whose items are settled here."""
        lines = (self.debit_move_id | self.credit_move_id).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return lines.partner_id
