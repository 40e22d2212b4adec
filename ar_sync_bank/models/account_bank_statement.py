"""Bank statements that came in a file."""

from odoo import fields, models


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    ar_bank_file_id = fields.Many2one(
        "ar.bank.file", string="File", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
