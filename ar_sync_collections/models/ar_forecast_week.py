"""One week of a forecast."""

from odoo import api, fields, models


class ArForecastWeek(models.Model):
    """What is expected in a week that ends on a Sunday; the first begins on the day of the forecast."""

    _name = "ar.forecast.week"
    _description = "Forecast Week"
    _order = "forecast_id, start_on"

    forecast_id = fields.Many2one("ar.forecast", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="forecast_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="forecast_id.currency_id", store=True)
    start_on = fields.Date(string="From", required=True)
    end_on = fields.Date(string="Until", required=True)
    expected = fields.Monetary()
    low = fields.Monetary(help="Four weeks out of five bring between low and high.")
    high = fields.Monetary(help="Four weeks out of five bring between low and high.")
    promised = fields.Monetary(help="What customers said they will pay in this week, believed or not.")
    disputed = fields.Monetary(help="The part of what is expected that is disputed.")
    total_expected = fields.Monetary(string="Expected until Then", aggregator=None)
    total_low = fields.Monetary(string="Low until Then", aggregator=None)
    total_high = fields.Monetary(string="High until Then", aggregator=None)

    @api.depends("start_on", "end_on")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.start_on} – {row.end_on}"

    def action_ar_shares(self):
        """Open the items that make up what is expected in this week."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_forecast_share_action")
        return {**action, "domain": [("week_id", "=", self.id)]}
