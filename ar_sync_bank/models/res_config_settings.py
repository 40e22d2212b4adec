"""The banks' part of the block *AR Sync* in Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_return_fee_max = fields.Monetary(
        related="company_id.ar_return_fee_max", currency_field="ar_currency_id", readonly=False
    )
