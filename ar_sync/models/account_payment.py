"""Payments that Odoo's own providers recorded: their money is recognised, never posted twice."""

from odoo import api, fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    ar_receipt_ids = fields.Many2many("ar.match.receipt", string="Receipts", compute="_compute_ar_receipt_ids")
    ar_receipt_count = fields.Integer(compute="_compute_ar_receipt_ids")

    @api.depends("move_id.line_ids.matched_credit_ids")
    def _compute_ar_receipt_ids(self):
        for payment in self:
            lines = payment.move_id.line_ids
            partials = lines.matched_debit_ids | lines.matched_credit_ids
            payment.ar_receipt_ids = (partials.debit_move_id | partials.credit_move_id).ar_receipt_id
            payment.ar_receipt_count = len(payment.ar_receipt_ids)

    def action_ar_receipts(self):
        """Open the receipts through which the money of these payments arrived."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_receipt_action")
        action["domain"] = [("id", "in", self.ar_receipt_ids.ids)]
        action["context"] = {}
        return action
