"""What of an imported file was not imported, and why."""

from odoo import fields, models


class ArBankFileRefusal(models.Model):
    """A part of a file that was left out, by name: nothing is left out silently."""

    _name = "ar.bank.file.refusal"
    _description = "Part of a Bank File Not Imported"
    _order = "file_id desc, id"

    file_id = fields.Many2one("ar.bank.file", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    statement = fields.Char(readonly=True)
    entry = fields.Char(readonly=True)
    reason = fields.Text(readonly=True)
