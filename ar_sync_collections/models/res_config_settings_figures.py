"""The minutes behind *hours saved* in Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_collection_minutes_receipt = fields.Integer(related="company_id.ar_collection_minutes_receipt", readonly=False)
    ar_collection_minutes_mail = fields.Integer(related="company_id.ar_collection_minutes_mail", readonly=False)
    ar_collection_minutes_reply = fields.Integer(related="company_id.ar_collection_minutes_reply", readonly=False)
