"""One statement of an imported file: where it went, and whether its sums are right."""

from odoo import api, fields, models


class ArBankFileStatement(models.Model):
    """A statement as the file tells it, beside what was imported of it."""

    _name = "ar.bank.file.statement"
    _description = "Statement in a Bank File"
    _order = "file_id desc, id"
    _check_company_auto = True

    file_id = fields.Many2one("ar.bank.file", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    name = fields.Char(string="Statement", readonly=True)
    account = fields.Char(readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True, check_company=True)
    statement_id = fields.Many2one(
        "account.bank.statement", string="Bank Statement", readonly=True, ondelete="set null", check_company=True
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    from_date = fields.Date(string="From", readonly=True)
    to_date = fields.Date(string="To", readonly=True)
    has_balances = fields.Boolean(readonly=True)
    opening = fields.Monetary(readonly=True)
    total = fields.Monetary(string="Entries", readonly=True, help="The sum of the booked entries of the file.")
    closing = fields.Monetary(readonly=True)
    difference = fields.Monetary(readonly=True, help="Closing balance less opening balance and entries: 0 is right.")
    balance_check = fields.Char(compute="_compute_balance_check")
    imported_count = fields.Integer(string="New", readonly=True)
    known_count = fields.Integer(string="Known Before", readonly=True)
    pending_count = fields.Integer(string="Pending", readonly=True)
    refused_count = fields.Integer(string="Not Read", readonly=True)
    problems = fields.Text(string="What Is Odd", readonly=True)

    @api.depends("has_balances", "difference", "currency_id")
    @api.depends_context("lang")
    def _compute_balance_check(self):
        for row in self:
            if not row.has_balances:
                row.balance_check = self.env._("The file gives no balances to check.")
            elif row.currency_id.is_zero(row.difference):
                row.balance_check = self.env._("Opening balance and entries give the closing balance.")
            else:
                row.balance_check = self.env._("%(amount)s are missing.", amount=row.currency_id.format(row.difference))
