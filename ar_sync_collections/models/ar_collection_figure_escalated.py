"""Which invoices were settled without escalation: the queries behind the share, and behind the lists it opens."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .ar_collection_figure import LATE_DAYS, PERIOD_DAYS


class ArCollectionFigure(models.Model):
    """What counts is what had to be collected: items that were overdue before they were settled, or asked for.

    They were escalated where, no later than on the day of the settlement, a step marked as an escalation was taken for
    them, a dispute about them was escalated, or they were given to a lawyer or an agency. Money that is booked late
    counts by its own day: who had paid before the step was not escalated.
    """

    _inherit = "ar.collection.figure"

    @api.model
    def _judged_sql(self, company, first, last) -> SQL:
        """Return the query of what was settled in a period, with ``is_chased`` and ``is_escalated``."""
        return SQL(
            "SELECT settled.*, (late > 0 OR %s) AS is_chased, (%s) AS is_escalated FROM (%s) settled",
            self._asked_sql(),
            self._escalated_sql(),
            self._settled_sql(company, first, last),
        )

    @api.model
    def _asked_sql(self) -> SQL:
        """Return when a settled item (``settled.id``, ``settled.day``) had been asked for."""
        return self._told_sql(SQL("told.is_asked"))

    @api.model
    def _escalated_sql(self) -> SQL:
        """Return when a settled item (``settled.id``, ``settled.move_id``, ``settled.day``) counts as escalated.

        Extension point.
        """
        return SQL(
            """%s OR EXISTS (SELECT FROM ar_dispute dispute
                              WHERE dispute.move_id = settled.move_id
                                AND COALESCE(dispute.first_escalated_on, dispute.escalated_on) <= settled.day)
                  OR EXISTS (SELECT FROM account_move move
                              WHERE move.id = settled.move_id AND move.ar_collection_legal_on <= settled.day)""",
            self._told_sql(SQL("told.is_escalation")),
        )

    @api.model
    def _told_sql(self, condition: SQL) -> SQL:
        """Return when a step was taken for a settled item until its settlement.

        A draft counts on the day on which it was sent, anything else on its own day, which is the customer's.
        """
        return SQL(
            """EXISTS (SELECT FROM ar_collection_decision_line told
                         JOIN ar_collection_decision decision ON decision.id = told.decision_id
                        WHERE told.line_id = settled.id AND %s AND decision.state = 'sent'
                          AND CASE WHEN decision.sent_at::date > decision.day + 1 THEN decision.sent_at::date
                                   ELSE decision.day END <= settled.day)""",
            condition,
        )

    @api.model
    def _steps_taken(self, company, first, last) -> int:
        """Return how many steps were taken for customers of a company in a period."""
        domain = [("company_id", "=", company.id), ("state", "=", "sent"), ("day", ">=", first), ("day", "<=", last)]
        return self.env["ar.collection.decision"].search_count(domain)

    @api.model
    def _flush_escalations(self) -> None:
        for model in ("ar.collection.decision", "ar.collection.decision.line", "ar.dispute"):
            self.env[model].flush_model()

    @api.model
    def _settled_keys(self, companies, kind: str) -> list[str]:
        """Return the names under which the items behind a number of companies' newest figures are found.

        :param kind: ``settled``, ``late`` (by more than 30 days), ``quiet`` (without escalation) or ``escalated``.
        """
        rows = self.search([("company_id", "in", companies.ids)], limit=1)
        if rows:
            rows = self.search([("company_id", "in", companies.ids), ("day", "=", rows.day)])
        if kind in ("quiet", "escalated"):
            rows = rows.filtered("step_count")
        return [f"{kind}:{row.id}" for row in rows]

    @api.model
    def _settled_query(self, keys) -> SQL:
        """Return the query of the ids of what :meth:`_settled_keys` names; names that nobody has given find nothing."""
        self.env["ar.receivable.history"]._flush()
        self._flush_escalations()
        conditions = {
            "settled": SQL("TRUE"),
            "late": SQL("late > %s", LATE_DAYS),
            "quiet": SQL("is_chased AND NOT is_escalated"),
            "escalated": SQL("is_chased AND is_escalated"),
        }
        parts = [key.partition(":") for key in keys if isinstance(key, str)]
        wanted = [(kind, int(number)) for kind, _colon, number in parts if kind in conditions and number.isdigit()]
        # Only those of companies that the user may see.
        rows = {row.id: row for row in self.search([("id", "in", [number for _kind, number in wanted])])}
        queries = [SQL("SELECT NULL::integer WHERE FALSE")]
        for kind, row_id in wanted:
            if row := rows.get(row_id):
                first = row.day - timedelta(days=PERIOD_DAYS - 1)
                items = self._judged_sql(row.company_id, first, row.day)
                queries.append(SQL("SELECT id FROM (%s) judged WHERE %s", items, conditions[kind]))
        return SQL(" UNION ").join(queries)
