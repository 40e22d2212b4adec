"""Cash by week for a company and a currency, and how good such forecasts were: kept, not computed while one looks."""

from odoo import api, fields, models

WEEKS = 13


class ArForecast(models.Model):
    """One row per company and currency, written anew each night from what was open and known the evening before.

    ``forecasting/`` has the rules and docs/forecast-and-figures.md tells them. What is known of open items beside the
    ledger comes in through :meth:`_promises_of` and :meth:`_disputes_of`.
    """

    _name = "ar.forecast"
    _description = "Cash Forecast"
    _order = "company_id, currency_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True)
    day = fields.Date(string="Made On", required=True, help="What was booked by the night of this day is in it.")
    week_ids = fields.One2many("ar.forecast.week", "forecast_id", string="Weeks")
    item_ids = fields.One2many("ar.forecast.item", "forecast_id", string="Open Items")
    backtest_ids = fields.One2many("ar.forecast.backtest", "forecast_id", string="Past Forecasts")
    open_amount = fields.Monetary(string="Open", help="What customers owe, less their credit that is not applied yet.")
    credit_amount = fields.Monetary(
        string="Credit Not Applied", help="Customers' own credit; it is taken off what they owe, the oldest first."
    )
    later_amount = fields.Monetary(string="Expected Later", help="What is not expected within the weeks shown.")
    expected_4w = fields.Monetary(string="Expected in 4 Weeks")
    low_4w = fields.Monetary(
        string="Low of 4 Weeks", help="Four times out of five what comes lies between low and high."
    )
    high_4w = fields.Monetary(
        string="High of 4 Weeks", help="Four times out of five what comes lies between low and high."
    )
    wape = fields.Float(
        string="Weekly Error",
        digits=(6, 3),
        aggregator=None,
        help="On past month ends, forecast as they would have been then: how far weeks were off, by what came.",
    )
    wape_due_date = fields.Float(
        string="Weekly Error by Due Date",
        digits=(6, 3),
        aggregator=None,
        help="The same, had everything been expected on its due date.",
    )
    wape_customer_median = fields.Float(
        string="Weekly Error by Customer Median",
        digits=(6, 3),
        aggregator=None,
        help="The same, had everything been expected as late as the customer's middle invoice was.",
    )
    bias_4w = fields.Float(
        string="Four-Week Bias",
        digits=(6, 3),
        aggregator=None,
        help="What four weeks together were over (or below zero: under) what came, as a share of it.",
    )
    coverage = fields.Float(
        string="Weeks Inside the Band",
        digits=(6, 3),
        aggregator=None,
        help="The share of past weeks in which what came was between low and high. 80 % is meant.",
    )
    month_ends = fields.Integer(string="Month Ends Judged", aggregator=None)
    half_life_days = fields.Integer(
        aggregator=None,
        string="Half-Life (Days)",
        help="A payment so many days ago counts half of one today; zero: all count alike. Chosen on your past.",
    )
    dispute_days = fields.Integer(
        string="Days a Dispute Adds", aggregator=None, help="As disputes of this company took so far."
    )

    problem = fields.Char(help="Why the last forecast could not be made; what is shown is an older one.")

    _one_per_currency = models.Constraint(
        "UNIQUE(company_id, currency_id)", "A company has one forecast in each currency."
    )

    @api.depends("company_id", "currency_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.company_id.name} {row.currency_id.name}"

    @api.model
    def _note_problem(self, company, error: Exception) -> None:
        """Remember that no forecast could be made today, so that it is tried again tomorrow and not every minute."""
        today = self.env["ar.receivable.history"]._today(company)
        found = self.search([("company_id", "=", company.id)])
        found = found or self.create({"company_id": company.id, "currency_id": company.currency_id.id, "day": today})
        found.write({"day": today, "problem": str(error)[:500] or type(error).__name__})

    # === WHAT IS KNOWN BESIDE THE LEDGER === #

    @api.model
    def _promises_of(self, line_ids: list[int]) -> dict[int, tuple]:
        """Return by journal item (day, amount in its currency, share of kept promises) of open promises.

        Extension point; one query for all. Without promises nothing is promised.
        """
        return {}

    @api.model
    def _disputes_of(self, line_ids: list[int]) -> dict[int, float]:
        """Return by journal item the amount, in its currency, that is contested now. Extension point; one query."""
        return {}

    # === WHERE NUMBERS LEAD === #

    def action_ar_items(self):
        """Open the items of these forecasts, with the day on which each is expected."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_forecast_item_action")
        return {**action, "domain": [("forecast_id", "in", self.ids)]}

    def action_ar_backtest(self):
        """Open the past weeks, with what was expected and what came."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_forecast_backtest_action")
        return {**action, "domain": [("forecast_id", "in", self.ids)]}
