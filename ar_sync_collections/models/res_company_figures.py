"""What a company says about its own work, for the hours that it saves."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_collection_minutes_receipt = fields.Integer(
        string="Minutes per Payment",
        default=4,
        help="What a person takes to find the invoices of a payment and apply it.",
    )
    ar_collection_minutes_mail = fields.Integer(
        string="Minutes per Reminder", default=5, help="What a person takes to write to a customer about open invoices."
    )
    ar_collection_minutes_reply = fields.Integer(
        string="Minutes per Reply",
        default=6,
        help="What a person takes to read a customer's reply and note what it says.",
    )

    def _ar_minutes(self) -> dict[str, int]:
        """Return kind of work -> minutes that a person takes for it."""
        self.ensure_one()
        return {
            "receipt": self.ar_collection_minutes_receipt,
            "mail": self.ar_collection_minutes_mail,
            "reply": self.ar_collection_minutes_reply,
        }
