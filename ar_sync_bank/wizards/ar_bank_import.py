"""The import: a person gives the bank's files."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ArBankImport(models.TransientModel):
    """Take in statement files of a company's bank accounts."""

    _name = "ar.bank.import"
    _description = "Import Bank Statements"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Choose Files", bypass_search_access=True)
    file_ids = fields.Many2many(
        "ar.bank.file", string="Files", readonly=True, help="Files that were uploaded before and wait for a journal."
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'credit')), ('company_id', '=', company_id), "
        "('ar_connection_id', '=', False)]",
        check_company=True,
        help="For statements whose account no journal has. All others find their journal by the account number.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        journal = self.env["account.journal"].browse(values.get("journal_id"))
        files = self.env["ar.bank.file"].browse(self.env.context.get("default_file_ids") or [])
        company = files.company_id[:1] or journal.company_id
        if company:
            values["company_id"] = company.id
        if files:
            values["file_ids"] = [Command.set(files.ids)]
        return values

    def action_import(self):
        """Import the files and show what became of them."""
        self.ensure_one()
        File = self.env["ar.bank.file"]
        File._ar_check_importer()
        self.file_ids.check_access("read")
        uploads = [(one.name, one.raw or b"") for one in self._own_attachments()]
        if not uploads and not self.file_ids:
            raise UserError(self.env._("Choose at least one file of your bank."))
        rows = File
        if self.file_ids:
            rows |= self.file_ids._ar_again(self.journal_id)
        if uploads:
            rows |= File._ar_take_in(self.company_id, uploads, self.journal_id)
        return rows._ar_show()

    def _own_attachments(self):
        """Return the uploads, read as the user: a link to somebody else's attachment is refused."""
        attachments = self.attachment_ids.with_user(self.env.user)
        attachments.check_access("read")
        return attachments
