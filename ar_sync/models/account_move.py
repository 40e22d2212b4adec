"""Invoices: their keys, their receipts, and numbers that come from elsewhere."""

from odoo import api, fields, models

#: What an open item's keys are made of.
KEY_FIELDS = frozenset({"name", "payment_reference", "ref", "ar_external_number"})


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_external_number = fields.Char(
        string="Number Elsewhere",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The number under which the customer received this invoice from a provider. It is the number here too.",
    )
    ar_receipt_ids = fields.Many2many("ar.match.receipt", string="Receipts", compute="_compute_ar_receipt_ids")
    ar_receipt_count = fields.Integer(compute="_compute_ar_receipt_ids")

    @api.depends("line_ids.matched_debit_ids", "line_ids.matched_credit_ids")
    def _compute_ar_receipt_ids(self):
        for move in self:
            partials = move.line_ids.matched_debit_ids | move.line_ids.matched_credit_ids
            lines = partials.debit_move_id | partials.credit_move_id | move.line_ids
            move.ar_receipt_ids = lines.ar_receipt_id | partials.sudo().ar_receipt_id.with_env(self.env)
            move.ar_receipt_count = len(move.ar_receipt_ids)

    # === NUMBERS === #

    @api.depends("posted_before", "state", "journal_id", "date", "move_type", "origin_payment_id")
    def _compute_name(self):
        """Keep the number the customer already has; all others are numbered by Odoo."""
        numbered = self.filtered("ar_external_number")
        for move in numbered:
            move.name = move.ar_external_number
        return super(AccountMove, self - numbered)._compute_name()

    def _must_check_constrains_date_sequence(self):
        """A number from elsewhere follows no sequence of ours."""
        return super()._must_check_constrains_date_sequence() and not any(move.ar_external_number for move in self)

    def _get_next_sequence_format(self):
        """Let entries of one batch, journal and month follow the first one's format.

        Odoo looks for the last number again for each entry, and writes all of them before it looks. The
        numbers themselves are given out and locked by Odoo. Kept where Odoo keeps its last numbers, so it
        is forgotten with them: at the end of the transaction and when a name is written.
        """
        if not self.env.context.get("ar_batch") or self.move_type != "entry" or self.origin_payment_id:
            return super()._get_next_sequence_format()
        known = self._get_sequence_cache()
        key = ("ar_sync", self.journal_id.id, self.date.year, self.date.month)
        if key not in known:
            known[key] = super()._get_next_sequence_format()
        format_string, values = known[key]
        return format_string, dict(values)

    # === KEYS === #

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._ar_update_keys()
        self.env["ar.match.receipt"].sudo()._look_again_for(posted)
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.env["ar.match.key"].sudo()._forget(self.line_ids)
        return result

    def write(self, vals):
        """A posted entry that is renamed or gets another reference is found by the new one."""
        result = super().write(vals)
        if KEY_FIELDS & vals.keys():
            self.filtered(lambda move: move.state == "posted")._ar_update_keys(settled=True)
        return result

    def _ar_is_fixed(self) -> bool:
        """Tell whether this entry may not go back to draft: hashed, locked, or under the restrictive audit trail."""
        self.ensure_one()
        lock_date = self.company_id._get_user_fiscal_lock_date(self.journal_id)
        return bool(self.inalterable_hash or self.company_id.restrictive_audit_trail or self.date <= lock_date)

    def _ar_update_keys(self, settled: bool = False) -> None:
        """Write the matching keys of the open items in these entries; on request of settled ones too."""
        lines = self.line_ids.filtered(
            lambda line: line.parent_state == "posted"
            and line._ar_is_open_item()
            and (settled or not line.reconciled)
        )
        self.env["ar.match.key"].sudo()._rebuild(lines)

    # === ACTIONS === #

    def action_ar_receipts(self):
        """Open the receipts that pay these invoices."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_receipt_action")
        action["domain"] = [("id", "in", self.ar_receipt_ids.ids)]
        action["context"] = {}
        return action
