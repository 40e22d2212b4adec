"""What the screens show of an imported file: what it brought and what is to do."""

from odoo import api, fields, models


class ArBankFile(models.Model):
    _inherit = "ar.bank.file"

    receipt_count = fields.Integer(string="Receipts", compute="_compute_receipt_counts")
    review_count = fields.Integer(string="To Review", compute="_compute_receipt_counts")
    next_step = fields.Char(compute="_compute_next_step", string="What Is Next")

    def _compute_receipt_counts(self):
        Receipt = self.env["ar.match.receipt"]
        for file in self:
            of_file = [("statement_line_id.ar_bank_file_id", "=", file.id)]
            file.receipt_count = Receipt.search_count(of_file)
            file.review_count = Receipt.search_count([*of_file, ("state", "=", "review")])

    @api.depends("result", "imported_count")
    @api.depends_context("lang")
    def _compute_next_step(self):
        for file in self:
            file.next_step = file._next_step()

    def _next_step(self) -> str:
        """Say in a sentence what a person does next."""
        said = {
            "columns": self.env._("Say what the columns mean; then the file is imported."),
            "journal": self.env._("Choose the journal; then the file is imported."),
            "known": self.env._("Everything in this file was imported before: nothing was changed."),
            "refused": self.env._("Nothing was imported. What is below says why."),
        }
        if self.result == "known" and not self.known_count:
            return self.env._("The file holds no booked entries: there is nothing to import.")
        if self.result in said:
            return said[self.result]
        waiting = self.env["ar.match.receipt"].search_count(
            [("statement_line_id.ar_bank_file_id", "=", self.id), ("state", "=", "new")]
        )
        if self.review_count:
            return self.env._("%(count)s receipts wait for your decision.", count=self.review_count)
        if waiting:
            return self.env._("%(count)s receipts are being matched in the background.", count=waiting)
        if self.receipt_count:
            return self.env._("Every receipt is matched. Nothing is left to do.")
        return self.env._("No money came in with this file.")

    # === ACTIONS === #

    def action_review(self):
        """Open the receipts of these files that wait for a person."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_receipt_action_review")
        action["domain"] = [("statement_line_id.ar_bank_file_id", "in", self.ids), ("state", "=", "review")]
        action["context"] = {}
        return action

    def action_view_receipts(self):
        """Open all receipts of these files."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_receipt_action")
        action["domain"] = [("statement_line_id.ar_bank_file_id", "in", self.ids)]
        action["context"] = {}
        return action
