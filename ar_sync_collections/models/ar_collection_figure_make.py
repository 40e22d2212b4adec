"""Computes the figures of a company on a day: three set queries, then the formulas of the pure room."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol.money import major, minor

from ..forecasting import figures
from ..forecasting.backtest import month_ends
from .ar_collection_figure import PERIOD_DAYS, WORK_DAYS

MONTHS_BACK = 24
COUNTBACK_MONTHS = 12
COLUMNS = {
    "current": "current_amount",
    "1_30": "overdue_1_30",
    "31_60": "overdue_31_60",
    "61_90": "overdue_61_90",
    "91": "overdue_91",
}


class ArCollectionFigure(models.Model):
    _inherit = "ar.collection.figure"

    @api.model
    def _make(self, company):
        """Write what is missing of a company: past month ends the first time, then yesterday. Return the rows."""
        yesterday = self.env["ar.receivable.history"]._today(company) - timedelta(days=1)
        days = {yesterday}
        if not self.search_count([("company_id", "=", company.id)], limit=1):
            days |= set(self._past_month_ends(company, yesterday))
        return self._make_days(company, days)

    @api.model
    def _make_days(self, company, days):
        """Write the figures of these days anew."""
        self.env["ar.receivable.history"]._flush()
        self._flush_escalations()
        rows = {row.day: row for row in self.search([("company_id", "=", company.id), ("day", "in", list(days))])}
        found = self.browse()
        for day in sorted(days):
            values = self._values(company, day)
            if day in rows:
                rows[day].write(values)
                found += rows[day]
            else:
                found += self.create({"company_id": company.id, "day": day, **values})
        return found

    @api.model
    def _past_month_ends(self, company, yesterday):
        """Return the month ends of two years on which there were receivables already."""
        [(first,)] = self.env.execute_query(
            SQL(
                """SELECT MIN(line.date) FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                    WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                      AND line.company_id = %s""",
                company.id,
            )
        )
        return month_ends(first, yesterday)[-MONTHS_BACK:] if first else []

    @api.model
    def _values(self, company, day) -> dict:
        places = company.currency_id.decimal_places
        aged = {name: minor(amount, places) for name, amount in self._ageing(company, day).items()}
        then = self._ageing(company, day - timedelta(days=PERIOD_DAYS))
        opened = sum(aged[name] for name in COLUMNS)
        opening = sum(minor(then[name], places) for name in COLUMNS)
        months = [(minor(amount, places), days) for amount, days in self._sales_of_months(company, day)]
        sales = minor(self._sales(company, day - timedelta(days=PERIOD_DAYS - 1), day), places)
        at_risk = aged["61_90"] + aged["91"]
        at_risk += minor(self._disputed_amount(company, day, figures.AT_RISK_DAYS), places)
        found = {column: major(aged[name], places) for name, column in COLUMNS.items()}
        found.update(
            is_month_end=(day + timedelta(days=1)).day == 1,
            open_amount=major(opened, places),
            credit_amount=major(aged["credit"], places),
            overdue_amount=major(opened - aged["current"], places),
            at_risk_amount=major(at_risk, places),
            at_risk_rate=figures.percent(at_risk, opened),
            sales=major(sales, places),
            dso=figures.dso(opened, sales, PERIOD_DAYS),
            dso_countback=figures.dso_countback(opened, months),
            dso_best=figures.best_possible_dso(aged["current"], sales, PERIOD_DAYS),
            days_delinquent=figures.average_days_delinquent(opened, aged["current"], sales, PERIOD_DAYS),
            effectiveness=figures.collection_effectiveness(opening, sales, opened, aged["current"]),
            **self._settled_values(company, day, places),
            **self._work_values(company, day),
        )
        return {name: value if value is not None else 0.0 for name, value in found.items()}

    # === QUERIES === #

    @api.model
    def _ageing(self, company, day) -> dict:
        """Return bucket -> amount at the end of ``day``, and what is the customers' own credit."""
        columns = [SQL("SUM(residual) FILTER (WHERE residual < 0)")]
        for low, high in figures.AGEING.values():
            late = SQL("(%s::date - due)", day)
            parts = [SQL("residual > 0")]
            parts += [SQL("%s >= %s", late, low)] if low is not None else []
            parts += [SQL("%s <= %s", late, high)] if high is not None else []
            columns.append(SQL("SUM(residual) FILTER (WHERE %s)", SQL(" AND ").join(parts)))
        items = self.env["ar.receivable.history"]._items_sql(day, [company.id])
        [sums] = self.env.execute_query(SQL("SELECT %s FROM (%s) open_item", SQL(", ").join(columns), items))
        credit, *buckets = [amount or 0 for amount in sums]
        return {"credit": -credit, **dict(zip(figures.AGEING, buckets, strict=True))}

    @api.model
    def _sold_sql(self, company, first, last) -> SQL:
        """Return the query of what was invoiced and credited on account, by day."""
        return SQL(
            """SELECT line.date, line.balance FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN account_move move ON move.id = line.move_id
                WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                  AND move.move_type IN ('out_invoice', 'out_refund')
                  AND line.company_id = %s AND line.date BETWEEN %s AND %s""",
            company.id,
            first,
            last,
        )

    @api.model
    def _sales(self, company, first, last):
        query = SQL("SELECT SUM(balance) FROM (%s) sold", self._sold_sql(company, first, last))
        [(amount,)] = self.env.execute_query(query)
        return amount or 0

    @api.model
    def _sales_of_months(self, company, day) -> list[tuple]:
        """Return sales and days of the last months, that of ``day`` first, with its days so far."""
        firsts = [day.replace(day=1)]
        while len(firsts) < COUNTBACK_MONTHS:
            firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
        query = SQL(
            "SELECT date_trunc('month', date)::date, SUM(balance) FROM (%s) sold GROUP BY 1",
            self._sold_sql(company, firsts[-1], day),
        )
        sold = dict(self.env.execute_query(query))
        ends = [day, *(first - timedelta(days=1) for first in firsts[:-1])]
        return [(sold.get(first, 0), (end - first).days + 1) for first, end in zip(firsts, ends, strict=True)]

    @api.model
    def _settled_values(self, company, day, places) -> dict:
        first = day - timedelta(days=PERIOD_DAYS - 1)
        rows = self.env.execute_query(
            SQL(
                """SELECT late, SUM(amount), COUNT(*), COUNT(*) FILTER (WHERE is_chased),
                          COUNT(*) FILTER (WHERE is_chased AND is_escalated)
                     FROM (%s) judged GROUP BY late""",
                self._judged_sql(company, first, day),
            )
        )
        count, chased, escalated = (sum(row[place] for row in rows) for place in (2, 3, 4))
        steps = self._steps_taken(company, first, day)
        return {
            "settled_count": count,
            "days_late": figures.average_days_late([(late, minor(amount, places)) for late, amount, *_rest in rows]),
            "step_count": steps,
            "chased_count": chased,
            "escalated_count": escalated,
            # Who asks nobody escalates nothing: that is no hundred percent.
            "resolved_rate": figures.without_escalation(chased, escalated) if steps else None,
        }

    @api.model
    def _settled_sql(self, company, first, last) -> SQL:
        """Return the query of invoices' items that were settled in full in a period.

        Columns: ``id``, ``move_id``, ``amount``, ``day`` of the settlement, and ``late``, its days past the due date.
        """
        return SQL(
            """SELECT line.id, line.move_id, line.balance AS amount, done.day,
                      done.day - COALESCE(line.date_maturity, line.date) AS late
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                 JOIN account_move move ON move.id = line.move_id
                 JOIN LATERAL (SELECT MAX(part.max_date) AS day FROM account_partial_reconcile part
                                WHERE part.debit_move_id = line.id) done ON TRUE
                WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
                  AND move.move_type = 'out_invoice' AND line.reconciled AND line.balance > 0
                  AND line.company_id = %(company)s AND done.day BETWEEN %(first)s AND %(last)s
                  AND line.id IN (SELECT debit_move_id FROM account_partial_reconcile
                                   WHERE max_date BETWEEN %(first)s AND %(last)s)""",
            company=company.id,
            first=first,
            last=last,
        )

    @api.model
    def _work_values(self, company, day) -> dict:
        kept, due = self._promises_due(company, day - timedelta(days=PERIOD_DAYS - 1), day)
        done = self._work_done(company, day - timedelta(days=WORK_DAYS - 1), day)
        return {
            "promise_count": due,
            "promise_rate": figures.percent(kept, due),
            "hours_saved": figures.hours_saved(done, company._ar_minutes()),
        }
