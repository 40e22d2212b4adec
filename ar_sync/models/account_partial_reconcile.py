"""Reconciliations: which receipt made them, and what follows when somebody takes them away."""

from odoo import fields, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    ar_receipt_id = fields.Many2one(
        "ar.match.receipt",
        string="Receipt",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        help="The customer credit that was set against an invoice without an entry of its own.",
    )

    def unlink(self):
        lines, credits = self.env["account.move.line"], {}
        settled = self.debit_move_id | self.credit_move_id
        if not self.env.context.get("ar_undoing"):
            lines = settled.filtered("ar_receipt_id")
            credits = {
                receipt: partials.debit_move_id
                for receipt, partials in self.sudo().filtered("ar_receipt_id").grouped("ar_receipt_id").items()
            }
        result = super().unlink()
        self.env["ar.match.key"].sudo()._restore(settled.exists())
        if lines:
            self.env["ar.match.receipt"].sudo()._applications_broken(lines.exists())
        for receipt, items in credits.items():
            receipt._credit_taken_off(items.exists())
        return result
