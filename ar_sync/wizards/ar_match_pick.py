"""The picker: a person chooses invoices and splits a receipt over them."""

from odoo import api, fields, models
from odoo.fields import Command

from ..models.ar_match_share import Share


class ArMatchPick(models.TransientModel):
    """Choose open items and how much of the receipt each gets."""

    _name = "ar.match.pick"
    _description = "Apply a Receipt"

    receipt_id = fields.Many2one("ar.match.receipt", required=True, readonly=True, ondelete="cascade")
    # Related fields are read as the user: as superuser they would show what a link over RPC points at.
    company_id = fields.Many2one(related="receipt_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(related="receipt_id.currency_id", related_sudo=False)
    partner_id = fields.Many2one("res.partner", string="Customer", help="Whose open invoices are shown.")
    amount = fields.Monetary(string="To Apply", compute="_compute_amount")
    left_over = fields.Monetary(compute="_compute_left_over", help="Stays on the customer's account.")
    reference_text = fields.Text(related="receipt_id.reference_text", related_sudo=False)
    line_ids = fields.One2many("ar.match.pick.line", "pick_id")

    @api.depends("receipt_id")
    def _compute_amount(self):
        for pick in self:
            pick.amount = pick.receipt_id._amount_to_apply()

    @api.depends("amount", "line_ids.amount")
    def _compute_left_over(self):
        for pick in self:
            pick.left_over = pick.amount - sum(pick.line_ids.mapped("amount"))

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        receipt = self.env["ar.match.receipt"].browse(values.get("receipt_id"))
        proposal = receipt.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1)[:1]
        if receipt:
            values["partner_id"] = (receipt.partner_id or proposal.line_ids.partner_id[:1]).commercial_partner_id.id
            values["line_ids"] = [
                Command.create({"line_id": line.line_id.id, "amount": line.amount}) for line in proposal.line_ids
            ]
        return values

    def action_fill(self):
        """Add the customer's open items, oldest first, and fill in amounts until nothing is left."""
        self.ensure_one()
        items = self._open_items() - self.line_ids.line_id
        left = self.left_over
        rows = []
        for item in items:
            part = max(0.0, min(left, item.amount_residual_currency))
            left -= part
            rows.append(Command.create({"line_id": item.id, "amount": part}))
        self.line_ids = rows
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply %(receipt)s", receipt=self.receipt_id.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _open_items(self):
        """Return the customer's open items in the receipt's currency, oldest first."""
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id.commercial_partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("ar_receipt_id", "=", False),
            ],
            order="date_maturity, id",
            limit=200,
        )

    def action_apply(self):
        """Book and apply the receipt as chosen."""
        self.ensure_one()
        receipt = self.receipt_id
        chosen = [
            Share(line.line_id, line.amount) for line in self.line_ids if not self.currency_id.is_zero(line.amount)
        ]
        receipt._apply_by_person(chosen)
        return {"type": "ir.actions.act_window_close"}
