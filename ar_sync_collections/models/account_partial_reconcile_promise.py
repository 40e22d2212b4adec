"""Settlements: who settles a promised invoice keeps a promise in the same transaction; taking it back is judged too."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self.env["ar.promise"]._judge_invoices(partials._ar_promisable())
        return partials

    def unlink(self):
        moves = self._ar_promisable()
        result = super().unlink()
        self.env["ar.promise"]._judge_invoices(moves.exists())
        return result

    def _ar_promisable(self):
        """Return the invoices that are settled here."""
        return self.debit_move_id.move_id.filtered(lambda move: move.move_type == "out_invoice")
