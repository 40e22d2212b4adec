"""One file of a bank that somebody imported: what was in it, and what became of it."""

import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

WAITING = ("columns", "journal")


class ArBankFile(models.Model):
    """An imported file. Rows are evidence: the import writes them and nobody edits or deletes them.

    A file that needs something (its columns named, its journal chosen) waits here with its content and
    is imported once it has that.
    """

    _name = "ar.bank.file"
    _description = "Imported Bank File"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="File", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    data = fields.Binary(string="Original", attachment=True, readonly=True)
    checksum = fields.Char(string="SHA-256", readonly=True, help="Of the file as it was uploaded.")
    journal_id = fields.Many2one(
        "account.journal",
        string="Chosen Journal",
        readonly=True,
        check_company=True,
        help="Where a person wants statements whose account no journal has.",
    )
    mapping_id = fields.Many2one(
        "ar.bank.csv.mapping", string="Columns", readonly=True, ondelete="set null", check_company=True
    )
    format_label = fields.Char(string="Format", readonly=True)
    result = fields.Selection(
        [
            ("columns", "Columns to confirm"),
            ("journal", "Journal to choose"),
            ("imported", "Imported"),
            ("partly", "Partly imported"),
            ("known", "Nothing new"),
            ("refused", "Refused"),
        ],
        readonly=True,
        index=True,
    )
    reason = fields.Text(readonly=True, help="What is wrong with the file as a whole, and what to do.")
    statement_ids = fields.One2many("ar.bank.file.statement", "file_id", string="Statements", readonly=True)
    refusal_ids = fields.One2many("ar.bank.file.refusal", "file_id", string="Not Imported", readonly=True)
    line_ids = fields.One2many(
        "account.bank.statement.line", "ar_bank_file_id", string="Bank Transactions", readonly=True
    )
    statement_count = fields.Integer(string="Statements In File", readonly=True)
    imported_count = fields.Integer(string="New", readonly=True)
    known_count = fields.Integer(string="Known Before", readonly=True)
    pending_count = fields.Integer(
        string="Pending", readonly=True, help="Not booked by the bank yet: they come again with a later file."
    )
    refused_count = fields.Integer(string="Not Read", readonly=True)

    # === SCREEN === #

    @api.depends("name", "create_date")
    def _compute_display_name(self):
        for file in self:
            file.display_name = file.name

    # === ACTIONS === #

    def action_choose_journal(self):
        """Open the import with these files, to choose a journal for them."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_bank.ar_bank_import_action")
        action["context"] = {"default_file_ids": self.ids}
        return action

    def action_set_columns(self):
        """Open the columns of this CSV file: those it was read with, or a proposal to confirm."""
        self.ensure_one()
        self.check_access("read")
        mapping = self.mapping_id or self.env["ar.bank.csv.mapping"]._ar_propose_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Columns of %(file)s", file=self.name),
            "res_model": "ar.bank.csv.mapping",
            "view_mode": "form",
            "res_id": mapping.id,
        }

    def action_import_again(self):
        """Import what was left out before: after a period was unlocked, or a journal got its account number."""
        self.check_access("read")
        self._ar_check_importer()
        return self._ar_again(self.env["account.journal"])._ar_show()

    def action_view_lines(self):
        """List the bank transactions that came with these files."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank Transactions"),
            "res_model": "account.bank.statement.line",
            "view_mode": "list,form",
            "domain": [("ar_bank_file_id", "in", self.ids)],
            "context": {"create": False},
        }

    def _ar_show(self):
        """Return the screen with the result: the file, or the list of several."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Files"),
            "res_model": self._name,
            "target": "current",
        }
        if len(self) == 1:
            return {**action, "view_mode": "form", "views": [(False, "form")], "res_id": self.id}
        views = [(False, "list"), (False, "form")]
        return {**action, "view_mode": "list,form", "views": views, "domain": [("id", "in", self.ids)]}

    # === BUSINESS METHODS === #

    @api.model
    def _ar_take_in(self, company, files: list[tuple[str, bytes]], journal):
        """Keep uploaded files, import them and return their rows.

        :param files: name and content of each.
        :param journal: chosen by a person for statements whose account no journal has; may be empty.
        """
        self._ar_check_importer()
        if journal and journal.company_id != company:
            raise UserError(self.env._("%(journal)s is not a journal of this company.", journal=journal.display_name))
        rows = self.sudo().create(
            [
                {
                    "name": name,
                    "company_id": company.id,
                    "data": base64.b64encode(content),
                    "checksum": hashlib.sha256(content).hexdigest(),
                    "journal_id": journal.id,
                }
                for name, content in files
            ]
        )
        rows._import()
        return rows.sudo(self.env.su)

    def _ar_again(self, journal):
        """Import these files again and return their rows: of what was imported before, the row stays as it was.

        :param journal: chosen by a person; empty: as before.
        """
        self._ar_check_importer()
        waiting = self.filtered(lambda file: file.result in WAITING)
        rows = waiting
        if waiting:
            if journal:
                waiting.sudo().journal_id = journal
            waiting._import()
        for file in self - waiting:
            uploads = [(file.name, file._content())]
            rows |= self._ar_take_in(file.company_id, uploads, journal or file.journal_id)
        return rows

    @api.model
    def _ar_check_importer(self) -> None:
        """Refuse who may not see receipts: reading a file of one's own company does not do."""
        self.env["ar.match.receipt"].check_access("write")

    def _content(self) -> bytes:
        """Return the file as it was uploaded."""
        self.ensure_one()
        return base64.b64decode(self.sudo().with_context(bin_size=False).data or b"")
