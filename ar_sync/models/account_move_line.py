"""Journal items as open items of the engine, and as parts of a receipt."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ar_receipt_id = fields.Many2one(
        "ar.match.receipt", string="Receipt", index="btree_not_null", readonly=True, copy=False, ondelete="set null"
    )
    ar_role = fields.Selection(
        [
            ("liquidity", "Money"),
            ("fee", "Fee"),
            ("applied", "Applied"),
            ("on_account", "On account"),
            ("release", "Moved"),
            ("reversal", "Taken back"),
            ("write_off", "Settled by giving up"),
            ("given_up", "Given up"),
        ],
        string="Part of Receipt",
        readonly=True,
        copy=False,
    )
    ar_applied_line_id = fields.Many2one(
        "account.move.line", string="Pays", index="btree_not_null", readonly=True, copy=False, ondelete="set null"
    )

    # What is open, by amount: a person who types an amount finds its items without a scan.
    _ar_open_amount_index = models.Index(
        "(company_id, amount_residual_currency) WHERE amount_residual_currency <> 0 AND parent_state = 'posted'"
    )

    def _ar_item_number(self) -> str:
        """Return the number by which the customer knows this open item."""
        self.ensure_one()
        return self.move_id.name or self.move_name or self.name or ""

    def _ar_item_ids(self) -> list[str]:
        """Return identifiers of providers for this open item. Extension point: connectors add theirs."""
        self.ensure_one()
        return []

    def _ar_applications(self):
        """Return the partial reconciliations in which this item of a receipt pays its open item."""
        self.ensure_one()
        return self.matched_debit_ids.filtered(lambda partial: partial.debit_move_id == self.ar_applied_line_id)

    def _ar_is_open_item(self) -> bool:
        """Tell whether money can be applied to this journal item."""
        self.ensure_one()
        return self.account_id.account_type == "asset_receivable" and not self.ar_receipt_id


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        lines = self.env["account.move.line"]
        if not self.env.context.get("ar_undoing"):
            lines = (self.debit_move_id | self.credit_move_id).filtered("ar_receipt_id")
        result = super().unlink()
        if lines:
            self.env["ar.match.receipt"].sudo()._applications_broken(lines.exists())
        return result
