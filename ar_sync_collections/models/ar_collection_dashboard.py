"""What the dashboard of collections shows, in one call: kept numbers, not computed while one looks."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..forecasting import figures
from .ar_collection_figure import LATE_DAYS, PERIOD_DAYS
from .ar_collection_figure_make import COLUMNS
from .ar_dispute import OPEN

TREND_MONTHS = 13
TOP = 6
MONEY = ("open_amount", "credit_amount", "overdue_amount", "at_risk_amount", "sales", *COLUMNS.values())
COUNTS = ("settled_count", "promise_count", "hours_saved", "step_count", "chased_count", "escalated_count")
#: Lists of what was settled -> what of it.
SETTLED = {"settled": "settled", "settled_late": "late", "resolved": "quiet", "escalated": "escalated"}
RATES = ("dso", "dso_countback", "dso_best", "days_delinquent", "days_late", "effectiveness")


class ArCollectionDashboard(models.AbstractModel):
    """Answers for the companies the user has chosen, in the main one's currency at the rates of the day.

    Amounts of several companies and currencies are added; days and shares are those of the company whose row it is,
    and weighted by sales or by number where there are several.
    """

    _name = "ar.collection.dashboard"
    _description = "Collections Dashboard"

    @api.model
    @api.readonly
    def get_dashboard(self) -> dict:
        """Return all the dashboard shows. Raise AccessError to those who may not see forecasts."""
        Forecast = self.env["ar.forecast"]
        Forecast.check_access("read")
        rates = self._rates()
        forecasts = Forecast.search(self._company_domain())
        trend = self._trend(rates)
        return {
            "currency_id": self.env.company.currency_id.id,
            "is_converted": len({row.currency_id.id for row in forecasts} | set(self.env.companies.currency_id.ids))
            > 1,
            "made_on": fields.Date.to_string(min(forecasts.mapped("day"), default=False)),
            "problems": [f"{row.company_id.name}: {row.problem}" for row in forecasts if row.problem],
            "figures": trend[-1] if trend else None,
            "before": self._before(trend),
            "trend": [row for row in trend if row["is_month_end"]][-TREND_MONTHS:],
            "weeks": self._weeks(forecasts, rates),
            "four_weeks": self._four_weeks(forecasts, rates),
            "backtest": self._backtest(forecasts),
            "past": self._past(forecasts, rates),
            "late": self._late(forecasts, rates),
        }

    def _company_domain(self) -> list:
        return [("company_id", "in", self.env.companies.ids)]

    def _rates(self) -> dict[int, float]:
        """Return currency id -> factor into the main company's currency, today."""
        return self.env["ar.sync.dashboard"]._rates()

    # === FIGURES === #

    def _trend(self, rates: dict) -> list[dict]:
        """Return the figures of the chosen companies together: month ends, and the last day."""
        Figure = self.env["ar.collection.figure"]
        last = Figure.search(self._company_domain(), limit=1).day
        if not last:
            return []
        rows = Figure.search([*self._company_domain(), "|", ("is_month_end", "=", True), ("day", "=", last)])
        by_day = defaultdict(Figure.browse)
        for row in rows:
            by_day[row.day] += row
        return [self._together(by_day[day], rates) for day in sorted(by_day)]

    def _together(self, rows, rates: dict) -> dict:
        """Return one day's figures of several companies: amounts added, the others weighted."""
        found = {"day": fields.Date.to_string(rows[0].day), "is_month_end": rows[0].is_month_end}
        for name in MONEY:
            found[name] = sum(row[name] * rates[row.currency_id.id] for row in rows)
        sales = [row.sales * rates[row.currency_id.id] for row in rows]
        for name in RATES:
            found[name] = _weighted([row[name] for row in rows], sales)
        found["promise_rate"] = _weighted([row.promise_rate for row in rows], [row.promise_count for row in rows])
        found["at_risk_rate"] = 100 * found["at_risk_amount"] / found["open_amount"] if found["open_amount"] else None
        for name in COUNTS:
            found[name] = sum(rows.mapped(name))
        # Companies that ask nobody have no such share, and none that would raise the others'.
        asking = rows.filtered("step_count")
        chased, escalated = sum(asking.mapped("chased_count")), sum(asking.mapped("escalated_count"))
        found["resolved_rate"] = 100 * (chased - escalated) / chased if chased else None
        found["resolved_note"] = rows._resolved_words(found["step_count"], chased, escalated)
        return found

    def _before(self, trend: list[dict]) -> dict | None:
        """Return the figures of the last month end that is a quarter or more before the last day."""
        if not trend:
            return None
        limit = fields.Date.to_date(trend[-1]["day"]) - timedelta(days=PERIOD_DAYS)
        found = [row for row in trend[:-1] if fields.Date.to_date(row["day"]) <= limit]
        return found[-1] if found else None

    # === FORECAST === #

    def _weeks(self, forecasts, rates: dict) -> list[dict]:
        """Return the weeks of all forecasts together. Lows and highs are added: a band that is rather too wide."""
        rows = defaultdict(lambda: defaultdict(float))
        for week in forecasts.week_ids:
            sums = rows[week.end_on]
            for name in ("expected", "low", "high", "promised", "disputed"):
                sums[name] += week[name] * rates[week.currency_id.id]
            sums["start"] = min(sums["start"] or week.start_on, week.start_on)
        return [
            {**sums, "start": fields.Date.to_string(sums["start"]), "end": fields.Date.to_string(end)}
            for end, sums in sorted(rows.items())
        ]

    def _four_weeks(self, forecasts, rates: dict) -> dict:
        fields_ = ("expected_4w", "low_4w", "high_4w", "open_amount", "later_amount", "credit_amount")
        return {name: sum(row[name] * rates[row.currency_id.id] for row in forecasts) for name in fields_}

    def _backtest(self, forecasts) -> list[dict]:
        """Return how good the forecast was, for each company and currency whose past is long enough."""
        several = len(self.env.companies) > 1
        return [
            {
                "id": row.id,
                "name": f"{row.company_id.name} {row.currency_id.name}" if several else row.currency_id.name,
                "wape": row.wape,
                "wape_due_date": row.wape_due_date,
                "wape_customer_median": row.wape_customer_median,
                "bias_4w": row.bias_4w,
                "coverage": row.coverage,
                "month_ends": row.month_ends,
            }
            for row in forecasts
            if row.month_ends
        ]

    def _past(self, forecasts, rates: dict) -> list[dict]:
        """Return by month end what four weeks were expected to bring, and brought."""
        groups = self.env["ar.forecast.backtest"]._read_group(
            [("forecast_id", "in", forecasts.ids)],
            ["day:day", "currency_id"],
            ["actual:sum", "expected:sum", "by_due_date:sum", "by_customer_median:sum"],
        )
        names = ("actual", "expected", "by_due_date", "by_customer_median")
        rows = defaultdict(lambda: dict.fromkeys(names, 0.0))
        for day, currency, *sums in groups:
            for name, amount in zip(names, sums, strict=True):
                rows[day][name] += amount * rates[currency.id]
        return [{"day": fields.Date.to_string(day), **sums} for day, sums in sorted(rows.items())][-12:]

    def _late(self, forecasts, rates: dict) -> list[dict]:
        """Return the customers of whom most is open past its due date, with their habit."""
        today = self.env["ar.receivable.history"]._today(self.env.company)
        groups = self.env["ar.forecast.item"]._read_group(
            [("forecast_id", "in", forecasts.ids), ("due_on", "<", today), ("partner_id", "!=", False)],
            ["partner_id", "currency_id"],
            ["amount:sum", "due_on:min", "expected_on:min", "__count"],
        )
        rows = {}
        for partner, currency, amount, due, expected, count in groups:
            row = rows.setdefault(partner, {"amount": 0.0, "count": 0, "due": due, "expected": expected})
            row["amount"] += amount * rates[currency.id]
            row["count"] += count
            row["due"], row["expected"] = min(row["due"], due), min(row["expected"], expected)
        most = sorted(rows.items(), key=lambda item: -item[1]["amount"])[:TOP]
        return [
            {
                "partner_id": partner.id,
                "name": partner.display_name,
                "amount": row["amount"],
                "count": row["count"],
                "days_late": (today - row["due"]).days,
                "expected": fields.Date.to_string(row["expected"]),
                "habit": partner.ar_delay_words or "",
            }
            for partner, row in most
        ]

    # === WHERE NUMBERS LEAD === #

    @api.model
    @api.readonly
    def get_items_action(self, figure: str) -> dict:
        """Return the action that lists the invoices behind a figure.

        :raise ValueError: for a figure that has none.
        """
        self.env["ar.forecast"].check_access("read")
        name, domain = self._settled_items(figure) if figure in SETTLED else self._domains().get(figure, ("", None))
        if domain is None:
            raise ValueError(f"no such figure: {figure}")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.account_move_line_action_open")
        base = [("account_id.account_type", "=", "asset_receivable"), ("parent_state", "=", "posted")]
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [*self._company_domain(), *base, *domain],
            "context": {},
        }

    def _domains(self) -> dict[str, tuple]:
        """Return figure -> title and domain of journal items."""
        today = self.env["ar.receivable.history"]._today(self.env.company)
        last = self.env["ar.collection.figure"].search(self._company_domain(), limit=1).day or today
        first = last - timedelta(days=PERIOD_DAYS - 1)
        is_open = [("reconciled", "=", False), ("amount_residual", ">", 0)]
        # As old as on the day of the figures: what fell due in the night after is in the next ones.
        risky = last - timedelta(days=figures.AT_RISK_DAYS)
        return {
            "open": (self.env._("Open"), is_open),
            "credit": (self.env._("Credit not applied"), [("reconciled", "=", False), ("amount_residual", "<", 0)]),
            "overdue": (self.env._("Overdue"), [*is_open, ("date_maturity", "<", last)]),
            "current": (self.env._("Not due yet"), [*is_open, ("date_maturity", ">=", last)]),
            "at_risk": (
                self.env["ar.collection.figure"]._fields["at_risk_amount"]._description_string(self.env),
                [*is_open, "|", ("date_maturity", "<", risky), ("move_id.ar_dispute_ids.state", "in", OPEN)],
            ),
            "sales": (
                self.env._("Invoiced in %s days", PERIOD_DAYS),
                [
                    ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                    ("date", ">=", first),
                    ("date", "<=", last),
                ],
            ),
        }

    def _settled_items(self, figure: str) -> tuple[str, list]:
        """Return title and domain of what was settled, until the day of the figures and by the day of settlement."""
        days = {"days": PERIOD_DAYS}
        names = {
            "settled": self.env._("Settled in %s days", PERIOD_DAYS),
            "settled_late": self.env._(
                "Settled in %(days)s days, more than %(late)s days late", late=LATE_DAYS, **days
            ),
            "resolved": self.env._("Settled in %(days)s days without escalation", **days),
            "escalated": self.env._("Escalated, and settled in %(days)s days", **days),
        }
        keys = self.env["ar.collection.figure"]._settled_keys(self.env.companies, SETTLED[figure])
        return names[figure], [("ar_settled_as", "in", keys)]


def _weighted(values: list[float], weights: list[float]) -> float | None:
    """Return the mean of values by weights; None where nothing has weight."""
    whole = sum(weights)
    if whole <= 0:
        return None
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / whole
