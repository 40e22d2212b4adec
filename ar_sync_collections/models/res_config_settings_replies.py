"""Collections in the block *AR Sync* of Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_collection_reply_user_id = fields.Many2one(related="company_id.ar_collection_reply_user_id", readonly=False)
    ar_collection_promise_grace_days = fields.Integer(
        related="company_id.ar_collection_promise_grace_days", readonly=False
    )
    ar_collection_dispute_user_id = fields.Many2one(related="company_id.ar_collection_dispute_user_id", readonly=False)
