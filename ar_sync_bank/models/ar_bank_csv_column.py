"""One column of a bank's CSV file, and what it means."""

from odoo import fields, models


class ArBankCsvColumn(models.Model):
    """A column as the file names it, with samples of what it holds, and what a person says it is."""

    _name = "ar.bank.csv.column"
    _description = "Column of a Bank's CSV File"
    _order = "mapping_id, sequence, id"

    mapping_id = fields.Many2one("ar.bank.csv.mapping", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="mapping_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    name = fields.Char(string="Column", required=True)
    sample = fields.Char(string="Holds")
    meaning = fields.Selection(
        [
            ("booking_date", "Booking date"),
            ("value_date", "Value date"),
            ("amount", "Amount"),
            ("debit", "Money out"),
            ("credit", "Money in"),
            ("direction", "Debit or credit"),
            ("currency", "Currency"),
            ("balance", "Balance after it"),
            ("fee", "Fee"),
            ("text", "Text"),
            ("name", "Name of the other side"),
            ("account", "Account of the other side"),
            ("bic", "BIC of the other side"),
            ("ultimate_name", "On behalf of"),
            ("bank_reference", "Reference of the bank"),
            ("end_to_end_id", "End-to-end reference"),
            ("mandate_id", "Mandate"),
            ("reference", "Structured reference"),
            ("description", "Kind of movement"),
            ("own_account", "Our account"),
        ],
        string="Is",
        help="Empty: the column is not used. Several columns may be the text; of all others there is one.",
    )
