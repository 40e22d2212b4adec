"""Invoices: disputed or not, and the credit notes that settle a dispute."""

from datetime import date

from odoo import api, fields, models

from odoo.addons.ar_sync.models.account_move_hold import Hold

from .ar_dispute import OPEN


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_dispute_ids = fields.One2many("ar.dispute", "move_id", string="Disputes", groups="ar_sync.group_user")
    ar_dispute_id = fields.Many2one(
        "ar.dispute",
        string="Settles the Dispute",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="ar_sync.group_user",
    )
    ar_disputed_amount = fields.Monetary(
        string="Disputed",
        compute="_compute_ar_disputed_amount",
        groups="ar_sync.group_user",
        help="What is open and disputed; the rest goes on being asked for.",
    )

    @api.depends("ar_dispute_ids.state", "ar_dispute_ids.amount", "amount_residual")
    def _compute_ar_disputed_amount(self):
        for move in self:
            disputes = move.ar_dispute_ids.filtered(lambda row: row.state in OPEN)
            amount = sum(row.amount if row.is_part else move.amount_residual for row in disputes)
            move.ar_disputed_amount = min(amount, move.amount_residual)

    def _ar_holds(self, purpose: str, day: date) -> dict[int, list[Hold]]:
        found = super()._ar_holds(purpose, day)
        disputes = (
            self.env["ar.dispute"].sudo().search([("move_id", "in", self.ids), ("state", "in", OPEN)], order="id")
        )
        for dispute in disputes:
            # What is charged is all that is open, so a part that is disputed keeps the whole from being charged.
            amount_minor = dispute._disputed_minor() if purpose == "chase" else None
            hold = Hold("disputed", dispute._hold_sentence(), None, amount_minor)
            found.setdefault(dispute.move_id.id, []).append(hold)
        return found

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.sudo().ar_dispute_id._credited()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.sudo().ar_dispute_id._credit_taken_back()
        return result

    def action_ar_dispute(self):
        """Open a new dispute about this invoice."""
        self.ensure_one()
        self.check_access("read")
        self.env["ar.dispute"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": "ar.dispute",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_id": self.id},
        }

    def action_ar_disputes_open(self):
        """Open the disputes about these invoices."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_dispute_action")
        return {**action, "domain": [("move_id", "in", self.ids)], "context": {}}
