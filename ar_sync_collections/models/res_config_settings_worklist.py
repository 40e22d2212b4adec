"""The weights of the worklist in Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_collection_weight_amount = fields.Integer(related="company_id.ar_collection_weight_amount", readonly=False)
    ar_collection_weight_share = fields.Integer(related="company_id.ar_collection_weight_share", readonly=False)
    ar_collection_weight_age = fields.Integer(related="company_id.ar_collection_weight_age", readonly=False)
    ar_collection_weight_habit = fields.Integer(related="company_id.ar_collection_weight_habit", readonly=False)
    ar_collection_weight_loss = fields.Integer(related="company_id.ar_collection_weight_loss", readonly=False)
    ar_collection_weight_promises = fields.Integer(related="company_id.ar_collection_weight_promises", readonly=False)
    ar_collection_weight_silence = fields.Integer(related="company_id.ar_collection_weight_silence", readonly=False)
    ar_collection_weight_dispute = fields.Integer(related="company_id.ar_collection_weight_dispute", readonly=False)
    ar_collection_weight_task = fields.Integer(related="company_id.ar_collection_weight_task", readonly=False)
