"""Disputes in the block *AR Sync* of Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_dispute_lost = fields.Selection(related="company_id.ar_dispute_lost", readonly=False)
    ar_dispute_reason_id = fields.Many2one(related="company_id.ar_dispute_reason_id", readonly=False)
    ar_dispute_user_id = fields.Many2one(related="company_id.ar_dispute_user_id", readonly=False)
