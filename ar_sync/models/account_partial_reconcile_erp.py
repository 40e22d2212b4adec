"""Applications that an ERP is told of."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env["ar.erp.plan"]._touch((made.debit_move_id | made.credit_move_id).move_id)
        return made

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        result = super().unlink()
        self.env["ar.erp.plan"]._touch(moves.exists())
        return result
