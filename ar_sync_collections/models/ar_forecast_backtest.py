"""One past week, forecast as it would have been at the month end before it, and what came."""

from odoo import fields, models


class ArForecastBacktest(models.Model):
    """The company's own past as the judge of the forecast, beside two simpler ways."""

    _name = "ar.forecast.backtest"
    _description = "Past Forecast"
    _order = "day desc, week"
    _rec_name = "day"

    forecast_id = fields.Many2one("ar.forecast", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True)
    day = fields.Date(string="Month End", required=True, help="Only what was known on this day was used.")
    week = fields.Integer(help="First to fourth week after the month end.", aggregator=None)
    open_amount = fields.Monetary(string="Open on That Day", aggregator=None)
    actual = fields.Monetary(string="Came In", help="Cash for the items that were open on that day.")
    expected = fields.Monetary()
    low = fields.Monetary()
    high = fields.Monetary()
    by_due_date = fields.Monetary(help="Had everything been expected on its due date.")
    by_customer_median = fields.Monetary(
        help="Had everything been expected as late as the customer's middle invoice was until then."
    )
