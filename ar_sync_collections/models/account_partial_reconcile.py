"""Settlements: in the transaction in which money arrives, what waits for it is taken back."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials.env["ar.collection.case"]._touch(partials._ar_collection_partners())
        return partials

    def unlink(self):
        partners = self._ar_collection_partners()
        result = super().unlink()
        self.env["ar.collection.case"]._touch(partners)
        return result

    def _ar_collection_partners(self):
        """Return the customers whose items are settled here."""
        lines = (self.debit_move_id | self.credit_move_id).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return lines.partner_id.commercial_partner_id
