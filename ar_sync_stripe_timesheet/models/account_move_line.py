"""Which hours an invoice is for: those that were picked."""

from odoo import api, models

from odoo.addons.ar_sync_stripe_sale.models.sale_order_billable import PICKED


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _timesheet_domain_get_invoiced_lines(self, sale_line_delivery):
        """Odoo takes all hours of a period: take the picked ones alone."""
        domain = super()._timesheet_domain_get_invoiced_lines(sale_line_delivery)
        picked = self.env.context.get(PICKED)
        return [("id", "in", picked["timesheets"]), *domain] if picked and "timesheets" in picked else domain
