"""How late one customer pays."""

from odoo import fields, models


class ArForecastCustomer(models.Model):
    """A customer's own distribution of delays at one company, in three numbers. Written with the forecast."""

    _name = "ar.forecast.customer"
    _description = "Payment Habit"
    _order = "typical_days desc, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    invoices = fields.Integer(string="Invoices Learnt From", help="Invoices and instalments that were paid.")
    typical_days = fields.Integer(
        string="Usual Days Late",
        aggregator="avg",
        help="Half of the invoices are paid by then; below zero: before they are due.",
    )
    early_days = fields.Integer(
        string="Days Late at the Earliest", aggregator="avg", help="One invoice of ten is paid by then."
    )
    late_days = fields.Integer(
        string="Days Late at the Latest", aggregator="avg", help="Nine invoices of ten are paid by then."
    )

    _one_per_company = models.Constraint("UNIQUE(company_id, partner_id)", "A customer has one habit at each company.")

    def _words(self) -> str:
        """Return the habit as people say it."""
        self.ensure_one()
        return self.env._(
            "%(usual)s; four of five between %(early)s and %(late)s (%(count)s invoices)",
            usual=self._day_words(self.typical_days),
            early=self._day_words(self.early_days),
            late=self._day_words(self.late_days),
            count=self.invoices,
        )

    def _day_words(self, days: int) -> str:
        if not days:
            return self.env._("on the due date")
        if days < 0:
            return self.env._("%s days early", -days) if days < -1 else self.env._("1 day early")
        return self.env._("%s days late", days) if days > 1 else self.env._("1 day late")
