"""Writes a company's forecasts anew: read by set queries, computed by the pure room, written by set inserts."""

from collections import defaultdict
from datetime import timedelta
from itertools import accumulate, chain

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol.money import major, minor

from ..forecasting import cash, tuning
from ..forecasting.backtest import Past
from ..forecasting.cash import Open, Promise, Width, band
from ..forecasting.delays import History, Outlook, fit
from .ar_forecast import WEEKS
from .ar_receivable_history import MONEY_JOURNALS

ROWS_PER_INSERT = 1000
# The evening before any delay: an outlook from there is a customer's whole distribution.
LONG_BEFORE = timedelta(days=1000)


class ArForecast(models.Model):
    _inherit = "ar.forecast"

    @api.model
    def _make(self, company):
        """Write the forecasts, the expected payments and the habits of one company; return the forecasts."""
        Past_ = self.env["ar.receivable.history"]
        today = Past_._today(company)
        seen_on = today - timedelta(days=1)
        invoices = Past_._invoices(company, today)
        history = History(chain.from_iterable(invoices.values()))
        rows = self._open_rows(company, today)
        currency_ids = {*invoices, *rows, company.currency_id.id}
        found = self.browse()
        for currency in self.env["res.currency"].browse(sorted(currency_ids)):
            report = tuning.report(Past(invoices.get(currency.id, []), history), seen_on)
            delays = fit(history, seen_on, report.settings)
            forecast = self._header(company, currency, today, report, delays)
            forecast._write_open(rows.get(currency.id, []), delays, report.width, today)
            forecast._write_backtest(report)
            found += forecast
        # A currency in which nothing is left to know has no forecast: its old one would stay for ever.
        (self.search([("company_id", "=", company.id)]) - found).unlink()
        self._write_customers(company, fit(history, seen_on), chain.from_iterable(invoices.values()))
        self.env.invalidate_all()
        return found

    @api.model
    def _header(self, company, currency, today, report, delays):
        values = {
            "day": today,
            "wape": report.reported.wape() or 0.0,
            "wape_due_date": report.reported.wape("due_date") or 0.0,
            "wape_customer_median": report.reported.wape("customer_median") or 0.0,
            "bias_4w": report.reported.bias() or 0.0,
            "coverage": report.coverage or 0.0,
            "month_ends": len(report.reported.totals) if report.reported.wape() is not None else 0,
            "half_life_days": report.settings.half_life_days or 0,
            "dispute_days": delays.dispute_days,
            "problem": False,
        }
        found = self.search([("company_id", "=", company.id), ("currency_id", "=", currency.id)])
        if found:
            found.write(values)
            return found
        return self.create({"company_id": company.id, "currency_id": currency.id, **values})

    # === WHAT IS OPEN === #

    @api.model
    def _open_rows(self, company, today) -> dict[int, list[dict]]:
        """Return by currency what is open now: claims, and customers' credit."""
        query = self.env["ar.receivable.history"]._items_sql(today, [company.id])
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT item.id, item.move_id, item.currency_id, item.partner_id, item.due, item.residual_currency,
                          partner.country_id, journal.type = ANY(%s) AS is_money
                     FROM (%s) item
                     JOIN account_journal journal ON journal.id = item.journal_id
                LEFT JOIN res_partner partner ON partner.id = item.partner_id
                    WHERE item.residual_currency <> 0
                 ORDER BY item.due, item.id""",
                list(MONEY_JOURNALS),
                query,
            )
        )
        found = defaultdict(list)
        for row in rows:
            found[row["currency_id"]].append(row)
        return found

    def _write_open(self, rows: list[dict], delays, width: Width, today) -> None:
        """Replace the weeks, expected payments and shares of this forecast."""
        self.ensure_one()
        places = self.currency_id.decimal_places
        claims, credit_minor = _net(rows, places)
        items = self._items(claims, delays, today, places)
        ends = [today + timedelta(days=6 - today.weekday() + 7 * week) for week in range(WEEKS)]
        shares = [cash.expected_by_end(item, ends) for item in items]
        found = cash.forecast(items, ends, width)
        for model in ("ar.forecast.week", "ar.forecast.item"):
            table = SQL.identifier(self.env[model]._table)
            self.env.cr.execute(SQL("DELETE FROM %s WHERE forecast_id = %s", table, self.id))
        sums = [sum(column) for column in zip(*shares, strict=True)] if shares else [0] * WEEKS
        starts = [today, *(end + timedelta(days=1) for end in ends[:-1])]
        week_ids = self._write_weeks(found.weeks, sums, starts, places)
        item_ids = self._write_items(claims, items, today, places)
        self._write_shares(claims, shares, item_ids, list(zip(week_ids, starts, strict=True)), places)
        self._write_totals(found, sums, credit_minor, width, places)

    def _items(self, claims, delays, today, places) -> list[Open]:
        """Return the claims as the pure room knows them, with what was promised and what is contested."""
        seen_on = today - timedelta(days=1)
        line_ids = [claim["id"] for claim in claims]
        promises, disputes = self._promises_of(line_ids), self._disputes_of(line_ids)
        found = []
        for claim in claims:
            who = (claim["partner_id"], claim["country_id"], claim["due"], seen_on)
            promise = promises.get(claim["id"])
            contested = minor(disputes.get(claim["id"], 0), places)
            found.append(
                Open(
                    claim["id"],
                    claim["due"],
                    claim["left_minor"],
                    delays.at(*who),
                    Promise(promise[0], minor(promise[1], places), promise[2]) if promise else None,
                    contested,
                    delays.at(*who, is_disputed=True) if contested else None,
                )
            )
        return found

    # === WHAT IS WRITTEN === #

    def _write_weeks(self, weeks, sums, starts, places) -> list[int]:
        """Write the weeks with the sums of their shares; what rounding put outside its band widens it."""
        names = ("expected", "low", "high", "promised", "disputed", "total_expected", "total_low", "total_high")
        rows = []
        for week, expected, total, start in zip(weeks, sums, accumulate(sums), starts, strict=True):
            amounts = (
                expected,
                min(week.low_minor, expected),
                max(week.high_minor, expected),
                week.promised_minor,
                week.disputed_minor,
                total,
                min(week.total_low_minor, total),
                max(week.total_high_minor, total),
            )
            values = dict(zip(names, (major(amount, places) for amount in amounts), strict=True))
            rows.append({**self._owner(), "start_on": start, "end_on": week.end, **values})
        return self._insert("ar.forecast.week", rows)

    def _write_items(self, claims, items, today, places) -> list[int]:
        rows = []
        for claim, item in zip(claims, items, strict=True):
            early, middle, late = (max(today, cash.quantile(item, share)) for share in (0.1, 0.5, 0.9))
            promise = item.promise if item.promise and item.promise.day >= today else None
            rows.append(
                {
                    **self._owner(),
                    "line_id": claim["id"],
                    "move_id": claim["move_id"],
                    "partner_id": claim["partner_id"],
                    "due_on": claim["due"],
                    "amount": major(claim["left_minor"], places),
                    "expected_on": middle,
                    "early_on": early,
                    "late_on": late,
                    "promised_on": promise.day if promise else None,
                    "promised": major(min(promise.amount_minor, claim["left_minor"]) if promise else 0, places),
                    "disputed": major(min(item.disputed_minor, claim["left_minor"]), places),
                }
            )
        return self._insert("ar.forecast.item", rows)

    def _write_shares(self, claims, shares, item_ids, weeks, places) -> None:
        owner = {key: value for key, value in self._owner().items() if key != "forecast_id"}
        rows = [
            {
                **owner,
                "item_id": item_id,
                "week_id": week_id,
                "partner_id": claim["partner_id"],
                "move_id": claim["move_id"],
                "start_on": start,
                "amount": major(amount, places),
            }
            for claim, amounts, item_id in zip(claims, shares, item_ids, strict=True)
            for (week_id, start), amount in zip(weeks, amounts, strict=True)
            if amount
        ]
        self._insert("ar.forecast.share", rows)

    def _write_totals(self, found, sums, credit_minor, width, places) -> None:
        fourth = found.weeks[3]
        expected = sum(sums[:4])
        low, high = band(expected, fourth.total_deviation, width.total, found.open_minor)
        self.write(
            {
                "open_amount": major(found.open_minor, places),
                "credit_amount": major(credit_minor, places),
                "later_amount": major(found.open_minor - sum(sums), places),
                "expected_4w": major(expected, places),
                "low_4w": major(low, places),
                "high_4w": major(high, places),
            }
        )

    def _write_backtest(self, report) -> None:
        """Replace the past weeks of this forecast."""
        self.env.cr.execute(SQL("DELETE FROM ar_forecast_backtest WHERE forecast_id = %s", self.id))
        places = self.currency_id.decimal_places
        width = report.width.week
        rows = []
        for trial in report.reported.trials:
            low, high = band(trial.expected_minor["ours"], trial.deviation, width, trial.open_minor)
            values = {
                "open_amount": trial.open_minor,
                "actual": trial.actual_minor,
                "expected": trial.expected_minor["ours"],
                "low": low,
                "high": high,
                "by_due_date": trial.expected_minor["due_date"],
                "by_customer_median": trial.expected_minor["customer_median"],
            }
            money = {name: major(amount, places) for name, amount in values.items()}
            rows.append({**self._owner(), "day": trial.day, "week": trial.week + 1, **money})
        self._insert("ar.forecast.backtest", rows)

    @api.model
    def _write_customers(self, company, delays, invoices) -> None:
        """Replace the habits of a company's customers."""
        self.env.cr.execute(SQL("DELETE FROM ar_forecast_customer WHERE company_id = %s", company.id))
        counts, segments = defaultdict(int), {}
        for invoice in invoices:
            if invoice.customer:
                counts[invoice.customer] += bool(invoice.settled_on and invoice.was_paid)
                segments[invoice.customer] = invoice.segment
        rows = []
        for partner_id, count in counts.items():
            outlook = Outlook(delays.curve(partner_id, segments[partner_id]), delays.day, delays.day - LONG_BEFORE)
            early, middle, late = ((outlook.quantile(share) - delays.day).days for share in (0.1, 0.5, 0.9))
            values = {"typical_days": middle, "early_days": early, "late_days": late}
            rows.append({"company_id": company.id, "partner_id": partner_id, "invoices": count, **values})
        self._insert("ar.forecast.customer", rows)

    def _owner(self) -> dict:
        return {"forecast_id": self.id, "company_id": self.company_id.id, "currency_id": self.currency_id.id}

    @api.model
    def _insert(self, model: str, rows: list[dict]) -> list[int]:
        """Insert rows of a table that only this code writes, and return their ids in order."""
        ids = []
        if not rows:
            return ids
        table = SQL.identifier(self.env[model]._table)
        columns = SQL(", ").join(SQL.identifier(name) for name in (*rows[0], "create_uid", "create_date"))
        stamp = (self.env.uid, self.env.cr.now())
        for begin in range(0, len(rows), ROWS_PER_INSERT):
            values = SQL(", ").join(SQL("%s", (*row.values(), *stamp)) for row in rows[begin : begin + ROWS_PER_INSERT])
            query = SQL("INSERT INTO %s (%s) VALUES %s RETURNING id", table, columns, values)
            ids += [row_id for (row_id,) in self.env.execute_query(query)]
        return ids


def _net(rows: list[dict], places: int) -> tuple[list[dict], int]:
    """Return claims with what is left of each after the customer's credit, and all credit that is not applied."""
    credit: dict[int, int] = defaultdict(int)
    claims: dict[int, list[dict]] = defaultdict(list)
    for row in rows:
        amount = minor(row["residual_currency"], places)
        if amount < 0 or row["is_money"]:
            credit[row["partner_id"]] -= amount
        else:
            claims[row["partner_id"]].append({**row, "left_minor": amount})
    found = []
    for partner_id, own in claims.items():
        left = cash.net_of_credit([claim["left_minor"] for claim in own], credit[partner_id])
        found += [{**claim, "left_minor": amount} for claim, amount in zip(own, left, strict=True) if amount]
    return sorted(found, key=lambda claim: (claim["due"], claim["id"])), sum(max(0, value) for value in credit.values())
