"""One customer of a preview, or one message of the past."""

from odoo import fields, models


class ArCollectionPreviewLine(models.TransientModel):
    _name = "ar.collection.preview.line"
    _description = "Line of a Preview of Reminders"
    _inherit = ["ar.collection.words"]
    _order = "id"
    _rec_name = "partner_id"

    preview_id = fields.Many2one("ar.collection.preview", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="preview_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    day = fields.Date(readonly=True)
    sequence_id = fields.Many2one("ar.collection.sequence", readonly=True, ondelete="set null")
    step_id = fields.Many2one("ar.collection.step", readonly=True, ondelete="set null")
    is_sent = fields.Boolean(string="Sent", readonly=True)
    amount = fields.Monetary(string="Asked For", readonly=True)
    move_names = fields.Char(string="Invoices", readonly=True)
    paid_within_days = fields.Integer(
        string="Paid After Days", readonly=True, help="Days until the first of these invoices was paid; -1: not yet."
    )
