"""What conditions may ask of a customer."""

from odoo import api, fields, models
from odoo.tools import SQL


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def _facts(self, company, rows: dict[int, list], today) -> dict[int, dict]:
        """Return by id of the case what is known of its customer; amounts in the company's currency.

        Extension point: other addons add facts, named in ``planning/conditions.py``.

        :param rows: the open items by customer.
        """
        paid = self._paid_facts(company, today)
        messages = self._message_counts(company)
        portal = self._portal_partners()
        facts = {}
        for case in self:
            partner = case.partner_id
            own = rows.get(partner.id, ())
            overdue = [row for row in own if row.residual > 0 and row.due_on < today]
            revenue, late_share = paid.get(partner.id, (0.0, None))
            facts[case.id] = {
                "tags": frozenset(tag.name for tag in partner.category_id),
                "country": partner.country_id.code or None,
                "language": (partner.lang or "").partition("_")[0] or None,
                "open_amount": float(sum(row.whole_worth for row in own)),
                "overdue_amount": float(sum(row.whole_worth for row in overdue)),
                "overdue_count": len({row.move_id for row in overdue}),
                "oldest_overdue_days": max(((today - row.due_on).days for row in overdue), default=0),
                "revenue": float(revenue),
                "late_share": None if late_share is None else float(late_share),
                "messages": messages.get(case.id, 0),
                "broken_promises": None,
                "replied": bool(case.replied_on),
                "has_portal": partner.id in portal,
            }
        return facts

    def _paid_facts(self, company, today) -> dict[int, tuple]:
        """Return by customer the revenue of twelve months, and how many percent of the invoices paid in them were late.

        An invoice is late where the last part of it was paid after it was due. Who has paid fewer than three invoices
        has no share: one late invoice is no habit.
        """
        self.env["account.partial.reconcile"].flush_model(["max_date", "debit_move_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT move.commercial_partner_id,
                          SUM(move.amount_untaxed_signed) FILTER (WHERE move.invoice_date > %(since)s),
                          CASE WHEN COUNT(*) FILTER (WHERE paid.on_day > %(since)s) >= 3 THEN
                               100.0 * COUNT(*) FILTER (WHERE paid.on_day > %(since)s
                                                          AND paid.on_day > move.invoice_date_due)
                               / COUNT(*) FILTER (WHERE paid.on_day > %(since)s) END
                     FROM account_move move
                LEFT JOIN LATERAL (
                          SELECT MAX(partial.max_date) AS on_day
                            FROM account_move_line line
                            JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
                           WHERE line.move_id = move.id AND line.full_reconcile_id IS NOT NULL
                             AND move.move_type = 'out_invoice') paid ON TRUE
                    WHERE move.company_id = %(company)s AND move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_refund')
                      AND move.commercial_partner_id = ANY(%(partners)s)
                      AND move.invoice_date > %(reach)s
                    GROUP BY move.commercial_partner_id""",
                company=company.id,
                partners=self.partner_id.ids,
                since=fields.Date.subtract(today, years=1),
                reach=fields.Date.subtract(today, years=2),
            )
        )
        return {partner_id: (revenue or 0.0, share) for partner_id, revenue, share in rows}

    def _message_counts(self, company) -> dict[int, int]:
        """Return by case how many messages were sent about what is still open."""
        rows = self.env.execute_query(
            SQL(
                """SELECT decision.case_id, COUNT(DISTINCT decision.id)
                     FROM ar_collection_decision decision
                     JOIN ar_collection_decision_line line ON line.decision_id = decision.id
                     JOIN account_move_line item ON item.id = line.line_id AND NOT item.reconciled
                    WHERE decision.case_id = ANY(%s) AND decision.state = ANY(%s) AND line.is_asked
                    GROUP BY decision.case_id""",
                self.ids,
                ["sent"] + (["shadow"] if company.ar_collection_mode == "shadow" else []),
            )
        )
        return dict(rows)

    def _portal_partners(self) -> set[int]:
        """Return the customers of whom somebody can log in to the portal."""
        users = (
            self.env["res.users"]
            .sudo()
            .search([("share", "=", True), ("partner_id.commercial_partner_id", "in", self.partner_id.ids)])
        )
        return set(users.partner_id.commercial_partner_id.ids)

    @api.model
    def _zone_days(self, company) -> dict[str, object]:
        """Return the days it is now by the time zones of the company's cases."""
        zones = self.env.execute_query(
            SQL("SELECT DISTINCT zone FROM ar_collection_case WHERE company_id = %s AND zone IS NOT NULL", company.id)
        )
        now = fields.Datetime.now()
        return {zone: fields.Datetime.context_timestamp(self.with_context(tz=zone), now).date() for (zone,) in zones}
