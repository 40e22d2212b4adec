"""Bank statement lines: known by one id in every file that holds them."""

from odoo import fields, models

IMPORT_INDEX = "account_bank_statement_line_ar_import_unique"


class AccountBankStatementLine(models.Model):
    """A movement on a bank account. ``ar_import_id`` is made from what the bank says of it, so that the
    same file twice, or files that overlap, find it again; an index keeps two imports at once apart."""

    _inherit = "account.bank.statement.line"

    ar_import_id = fields.Char(string="Import ID", readonly=True, copy=False)
    ar_bank_file_id = fields.Many2one(
        "ar.bank.file", string="File", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    _ar_import_unique = models.UniqueIndex(
        "(journal_id, ar_import_id) WHERE ar_import_id IS NOT NULL", "This movement was already imported."
    )
