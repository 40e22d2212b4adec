"""The ladder of soft declines: how often, and after how many days, a charge is tried again."""

from odoo import api, fields, models


class ArAutopayRetry(models.Model):
    """One step: so many days after the last refusal, the charge is tried once more."""

    _name = "ar.autopay.retry"
    _description = "Auto-Pay Retry"
    _order = "company_id, attempt, id"
    _rec_name = "attempt"

    company_id = fields.Many2one("res.company", help="Empty: for every company that has none of its own.", index=True)
    attempt = fields.Integer(
        string="After Refusal", required=True, default=1, help="1 is after the first refusal, 2 after the second."
    )
    days = fields.Integer(string="Days Later", required=True, default=3)

    _attempt_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), attempt)", "There is a step for this refusal already."
    )
    _attempt_valid = models.Constraint("CHECK (attempt >= 1)", "The first refusal is number 1.")
    _days_valid = models.Constraint("CHECK (days >= 1)", "A retry is at least one day later.")

    @api.model
    def _days_after(self, company, attempt: int) -> int | None:
        """Return after how many days refusal number ``attempt`` is tried again; None where it is not."""
        own = self.search([("company_id", "=", company.id)])
        ladder = own or self.search([("company_id", "=", False)])
        return next((step.days for step in ladder if step.attempt == attempt), None)
