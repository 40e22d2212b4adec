"""Auto-pay in the block *AR Sync* of Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_autopay_offer = fields.Selection(related="company_id.ar_autopay_offer", readonly=False)
    ar_autopay_tag_ids = fields.Many2many(related="company_id.ar_autopay_tag_ids", readonly=False)
    ar_autopay_covers = fields.Selection(related="company_id.ar_autopay_covers", readonly=False)
    ar_autopay_combine = fields.Boolean(related="company_id.ar_autopay_combine", readonly=False)
    ar_autopay_take_discounts = fields.Boolean(related="company_id.ar_autopay_take_discounts", readonly=False)
    ar_autopay_rule = fields.Selection(related="company_id.ar_autopay_rule", readonly=False)
    ar_autopay_hour = fields.Integer(related="company_id.ar_autopay_hour", readonly=False)
    ar_autopay_notice_days = fields.Integer(related="company_id.ar_autopay_notice_days", readonly=False)
    ar_autopay_notice_days_debit = fields.Integer(related="company_id.ar_autopay_notice_days_debit", readonly=False)
    ar_autopay_cap_charge = fields.Monetary(related="company_id.ar_autopay_cap_charge", readonly=False)
    ar_autopay_cap_month = fields.Monetary(related="company_id.ar_autopay_cap_month", readonly=False)
    ar_autopay_retries = fields.Boolean(related="company_id.ar_autopay_retries", readonly=False)
    ar_autopay_user_id = fields.Many2one(related="company_id.ar_autopay_user_id", readonly=False)
