"""The figures of receivables on a day, kept so that they have a history."""

from odoo import api, fields, models

# Periods of the figures, in days.
PERIOD_DAYS = 90
WORK_DAYS = 30
# Who pays later than this pays late by any measure.
LATE_DAYS = 30


class ArCollectionFigure(models.Model):
    """One row per company and day: month ends of the past, and every day from the first night on.

    All amounts are in the company's currency, as booked. Formulas: ``forecasting/figures.py``, told in
    docs/forecast-and-figures.md.
    """

    _name = "ar.collection.figure"
    _description = "Receivables Figures"
    _order = "day desc, company_id"
    _rec_name = "day"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    day = fields.Date(required=True, index=True, help="The figures are those at the end of this day.")
    is_month_end = fields.Boolean()
    open_amount = fields.Monetary(
        string="Open", aggregator=None, help="What customers owe, their own credit not taken off."
    )
    credit_amount = fields.Monetary(string="Credit Not Applied", aggregator=None)
    current_amount = fields.Monetary(string="Not Due Yet", aggregator=None)
    overdue_1_30 = fields.Monetary(string="1 to 30 Days Late", aggregator=None)
    overdue_31_60 = fields.Monetary(string="31 to 60 Days Late", aggregator=None)
    overdue_61_90 = fields.Monetary(string="61 to 90 Days Late", aggregator=None)
    overdue_91 = fields.Monetary(string="Over 90 Days Late", aggregator=None)
    overdue_amount = fields.Monetary(string="Overdue", aggregator=None)
    at_risk_amount = fields.Monetary(
        string="At Risk", aggregator=None, help="More than 60 days overdue, or disputed: each item once."
    )
    at_risk_rate = fields.Float(
        string="At Risk (%)", aggregator=None, digits=(6, 1), help="At risk as a share of what is open."
    )
    sales = fields.Monetary(
        string="Sales of 90 Days", aggregator=None, help="Invoices less credit notes of 90 days, taxes included."
    )
    dso = fields.Float(
        string="Days Sales Outstanding", aggregator="avg", digits=(6, 1), help="Open / sales of 90 days × 90."
    )
    dso_countback = fields.Float(
        string="Days Sales Outstanding by Countback",
        aggregator="avg",
        digits=(6, 1),
        help="Open is taken off the last months' sales, the latest first; their days are counted.",
    )
    dso_best = fields.Float(
        string="Best Possible DSO", aggregator="avg", digits=(6, 1), help="Not due yet / sales of 90 days × 90."
    )
    days_delinquent = fields.Float(
        string="Average Days Delinquent",
        aggregator="avg",
        digits=(6, 1),
        help="Days sales outstanding less the best possible.",
    )
    days_late = fields.Float(
        string="Average Days Late",
        aggregator="avg",
        digits=(6, 1),
        help="Of what was settled in 90 days: days from due date to settlement, by amount; early counts as zero.",
    )
    effectiveness = fields.Float(
        string="Collection Effectiveness (%)",
        aggregator="avg",
        digits=(6, 1),
        help="(Open 90 days ago + sales - open) / (open 90 days ago + sales - not due yet).",
    )
    settled_count = fields.Integer(
        string="Settled", aggregator=None, help="Invoices and instalments settled in 90 days."
    )
    resolved_rate = fields.Float(
        string="Settled Without Escalation (%)",
        aggregator="avg",
        digits=(6, 1),
        help="Of what was settled in 90 days after it was overdue or asked for, by number, the share without "
        "escalation: no step marked so, no dispute past its deadline, no lawyer or agency.",
    )
    chased_count = fields.Integer(
        string="Settled, Overdue or Asked For",
        aggregator=None,
        help="Of what was settled in 90 days: what had been overdue before, or asked for.",
    )
    escalated_count = fields.Integer(
        string="Escalated Before Settlement", aggregator=None, help="Of these: what had been escalated before."
    )
    step_count = fields.Integer(
        string="Steps Taken", aggregator=None, help="Messages, letters, calls and posts of sequences in 90 days."
    )
    resolved_note = fields.Char(string="About Settled Without Escalation", compute="_compute_resolved_note")
    promise_count = fields.Integer(string="Promises Due", aggregator=None, help="Promises whose day came in 90 days.")
    promise_rate = fields.Float(
        string="Promises Kept (%)", aggregator="avg", digits=(6, 1), help="Of the promises due in 90 days, by number."
    )
    hours_saved = fields.Float(
        aggregator=None,
        digits=(6, 1),
        help="Of 30 days: what was done without a person, times the minutes that a person takes for it "
        "(see the company's settings).",
    )

    _one_per_day = models.Constraint("UNIQUE(company_id, day)", "There is one row of figures for each company and day.")

    @api.depends("chased_count", "escalated_count", "step_count")
    @api.depends_context("lang")
    def _compute_resolved_note(self):
        for row in self:
            row.resolved_note = row._resolved_words(row.step_count, row.chased_count, row.escalated_count)

    @api.model
    def _resolved_words(self, steps: int, chased: int, escalated: int) -> str:
        """Say what the share without escalation is of, or why there is none."""
        if not steps:
            return self.env._("No figure: no step of a sequence was taken in 90 days.")
        if not chased:
            return self.env._("No figure: nothing was settled in 90 days that had been overdue or asked for.")
        return self.env._("%(quiet)s of %(all)s", quiet=chased - escalated, all=chased)

    # === WHAT OTHERS KNOW === #

    @api.model
    def _disputed_amount(self, company, day, late_days: int) -> float:
        """Return what is contested of items not more than ``late_days`` overdue, in the company's currency.

        Extension point.
        """
        return 0.0

    @api.model
    def _promises_due(self, company, first, last) -> tuple[int, int]:
        """Return how many promises were kept, and how many fell due, from ``first`` to ``last``. Extension point."""
        return (0, 0)

    @api.model
    def _work_done(self, company, first, last) -> dict[str, int]:
        """Return how often a kind of work was done without a person. Extension point; add to what ``super`` returned.

        Kinds are the names of the company's minutes: ``receipt``, ``mail``, ``reply``.
        """
        domain = [("company_id", "=", company.id), ("state", "=", "matched"), ("decided_by_id", "=", False)]
        return {
            "receipt": self.env["ar.match.receipt"].search_count([*domain, ("date", ">=", first), ("date", "<=", last)])
        }
