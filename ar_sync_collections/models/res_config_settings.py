"""Collections in the block *AR Sync* of Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_collection_mode = fields.Selection(related="company_id.ar_collection_mode", readonly=False)
    ar_collection_user_id = fields.Many2one(related="company_id.ar_collection_user_id", readonly=False)
    ar_collection_manager_id = fields.Many2one(related="company_id.ar_collection_manager_id", readonly=False)
    ar_collection_hour_from = fields.Integer(related="company_id.ar_collection_hour_from", readonly=False)
    ar_collection_hour_to = fields.Integer(related="company_id.ar_collection_hour_to", readonly=False)
    ar_collection_cap_day = fields.Integer(related="company_id.ar_collection_cap_day", readonly=False)
    ar_collection_quiet_days = fields.Integer(related="company_id.ar_collection_quiet_days", readonly=False)
    ar_collection_minimum = fields.Monetary(
        related="company_id.ar_collection_minimum", currency_field="ar_currency_id", readonly=False
    )
    ar_collection_attach_invoices = fields.Boolean(related="company_id.ar_collection_attach_invoices", readonly=False)
    ar_collection_attach_statement = fields.Boolean(related="company_id.ar_collection_attach_statement", readonly=False)
    ar_collection_without_pdf = fields.Boolean(related="company_id.ar_collection_without_pdf", readonly=False)
    ar_collection_mark_automatic = fields.Boolean(related="company_id.ar_collection_mark_automatic", readonly=False)
    ar_collection_keep_days = fields.Integer(related="company_id.ar_collection_keep_days", readonly=False)
