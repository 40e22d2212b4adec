"""The block *AR Sync* in Odoo's settings."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_sync_mode = fields.Selection(related="company_id.ar_sync_mode", readonly=False)
    ar_sync_import_from = fields.Date(related="company_id.ar_sync_import_from", readonly=False)
    ar_sync_booking = fields.Selection(related="company_id.ar_sync_booking", readonly=False)
    ar_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    ar_automatic_cap = fields.Monetary(
        related="company_id.ar_automatic_cap", currency_field="ar_currency_id", readonly=False
    )
    ar_four_eyes_amount = fields.Monetary(
        related="company_id.ar_four_eyes_amount", currency_field="ar_currency_id", readonly=False
    )
    ar_error_max = fields.Float(related="company_id.ar_error_max", readonly=False)
    ar_discount_grace_days = fields.Integer(related="company_id.ar_discount_grace_days", readonly=False)
    ar_known_account_only = fields.Boolean(related="company_id.ar_known_account_only", readonly=False)
    ar_take_in_credits = fields.Boolean(related="company_id.ar_take_in_credits", readonly=False)
    ar_take_in_payments = fields.Boolean(related="company_id.ar_take_in_payments", readonly=False)
    ar_write_off_account_id = fields.Many2one(related="company_id.ar_write_off_account_id", readonly=False)
    ar_fee_account_id = fields.Many2one(related="company_id.ar_fee_account_id", readonly=False)
    ar_unapplied_account_id = fields.Many2one(related="company_id.ar_unapplied_account_id", readonly=False)
    ar_transit_account_id = fields.Many2one(related="company_id.ar_transit_account_id", readonly=False)
    ar_dispute_account_id = fields.Many2one(related="company_id.ar_dispute_account_id", readonly=False)
    ar_clearing_account_id = fields.Many2one(related="company_id.ar_clearing_account_id", readonly=False)
    ar_sync_close_days = fields.Integer(related="company_id.ar_sync_close_days", readonly=False)
    ar_sync_alarm_days = fields.Integer(related="company_id.ar_sync_alarm_days", readonly=False)
    ar_connection_count = fields.Integer(string="Connections", compute="_compute_ar_connection_count")

    def _compute_ar_connection_count(self):
        for settings in self:
            settings.ar_connection_count = self.env["ar.sync.connection"].search_count(
                [("company_id", "=", settings.company_id.id)]
            )

    def action_ar_create_accounts(self):
        """Create the accounts that are not chosen yet, with the suite's defaults."""
        self.ensure_one()
        self.env["res.config.settings"].check_access("create")
        for kind in self.company_id._ar_account_kinds():
            self.company_id._ar_account(kind)
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_ar_reasons(self):
        """Open the company's reasons for giving something up; the usual ones are made on the way."""
        self.ensure_one()
        self.check_access("create")
        return self.env["ar.match.reason"].with_company(self.company_id).sudo().action_open()

    def action_ar_connections(self):
        """Open the company's connections."""
        return self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_sync_connection_action")
