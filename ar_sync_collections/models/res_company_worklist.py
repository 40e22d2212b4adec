"""What speaks for a call, and how much: the weights of the worklist."""

from odoo import fields, models
from odoo.tools import SQL

from ..planning.worklist import DEFAULT_WEIGHTS

#: By factor of ``planning/worklist.py``.
WEIGHTS = {factor: f"ar_collection_weight_{factor}" for factor in DEFAULT_WEIGHTS}


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_collection_weight_amount = fields.Integer(
        string="Amount Overdue",
        default=DEFAULT_WEIGHTS["amount"],
        help="All points from what a tenth of the late customers owe.",
    )
    ar_collection_weight_share = fields.Integer(
        string="Share of Receivables", default=DEFAULT_WEIGHTS["share"], help="All points from 10 % of what is owed."
    )
    ar_collection_weight_age = fields.Integer(
        string="Age", default=DEFAULT_WEIGHTS["age"], help="All points where the oldest invoice is 90 days late."
    )
    ar_collection_weight_habit = fields.Integer(
        string="Later Than Usual",
        default=DEFAULT_WEIGHTS["habit"],
        help="All points 30 days after the customer's usual day.",
    )
    ar_collection_weight_loss = fields.Integer(
        string="Expected Loss",
        default=DEFAULT_WEIGHTS["loss"],
        help="All points where the forecast expects nothing of it within thirteen weeks.",
    )
    ar_collection_weight_promises = fields.Integer(
        string="Broken Promises",
        default=DEFAULT_WEIGHTS["promises"],
        help="All points from two in twelve months.",
    )
    ar_collection_weight_silence = fields.Integer(
        string="Silence", default=DEFAULT_WEIGHTS["silence"], help="All points after three messages without an answer."
    )
    ar_collection_weight_dispute = fields.Integer(
        string="Dispute Deadline", default=DEFAULT_WEIGHTS["dispute"], help="All points on the day and after it."
    )
    ar_collection_weight_task = fields.Integer(
        string="Task",
        default=DEFAULT_WEIGHTS["task"],
        help="A call that the sequence asks for, a decision, an address that does not work.",
    )
    ar_collection_large_amount = fields.Monetary(
        string="A Large Overdue Amount", readonly=True, help="A tenth of the customers who are late owe as much."
    )
    ar_collection_receivables = fields.Monetary(string="All Receivables", readonly=True)

    _ar_collection_weights_valid = models.Constraint(
        f"CHECK (LEAST({', '.join(WEIGHTS.values())}) >= 0)", "Points of the worklist are not negative."
    )

    def _ar_collection_weights(self) -> dict[str, int]:
        """Return by factor the most points that it brings."""
        self.ensure_one()
        return {factor: self[name] for factor, name in WEIGHTS.items()}

    def _ar_collection_measure(self) -> None:
        """Measure what is owed in all, and what is much: a tenth of the customers who are late owe as much."""
        self.ensure_one()
        self.env["account.move.line"].flush_model()
        today = self._ar_collection_today()
        ((large, whole),) = self.env.execute_query(
            SQL(
                """SELECT PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY overdue) FILTER (WHERE overdue > 0),
                          SUM(owed) FILTER (WHERE owed > 0)
                     FROM (SELECT SUM(line.amount_residual) AS owed,
                                  SUM(line.amount_residual) FILTER (
                                      WHERE COALESCE(line.date_maturity, line.date) < %s) AS overdue
                             FROM account_move_line line
                             JOIN account_account account ON account.id = line.account_id
                                                         AND account.account_type = 'asset_receivable'
                             JOIN res_partner partner ON partner.id = line.partner_id
                            WHERE line.company_id = %s AND line.parent_state = 'posted' AND NOT line.reconciled
                         GROUP BY partner.commercial_partner_id) customer""",
                today,
                self.id,
            )
        )
        values = {"ar_collection_large_amount": large or 0.0, "ar_collection_receivables": whole or 0.0}
        if any(self.currency_id.compare_amounts(self[name], value) for name, value in values.items()):
            self.sudo().write(values)

    def write(self, vals):
        """Other weights are other points, at once."""
        result = super().write(vals)
        if vals.keys() & set(WEIGHTS.values()):
            self.env["ar.collection.case"].sudo()._plan_anew(self)
        return result
