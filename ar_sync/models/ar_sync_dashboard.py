"""The dashboard's numbers in one call: what came in, is stuck, is owed, and arrives when."""

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

DAYS = 30
TOP_DEBTORS = 6
# States of messages, streams and outgoing changes in which something is stuck.
TROUBLE = ("waiting", "review", "error", "unknown", "failed")
# Bucket -> (from, to) days past the due date; both ends are in it. None is unbounded.
AGEING = {
    "current": (None, 0),
    "1_30": (1, 30),
    "31_60": (31, 60),
    "61_90": (61, 90),
    "91": (91, None),
}
# What falls due: bucket -> (from, to) days until the due date.
DUE = {"due_7": (0, 7), "due_30": (8, 30), "due_later": (31, None)}


class ArSyncDashboard(models.AbstractModel):
    """Answers for the companies the user has chosen, in the main one's currency.

    Sums of several currencies are converted at today's rate: an overview, not books.
    Connectors add what is on its way to the bank in :meth:`_ar_arriving`.
    """

    _name = "ar.sync.dashboard"
    _description = "Receivables Dashboard"

    @api.model
    @api.readonly
    def get_dashboard(self) -> dict:
        """Return all the dashboard shows. Raise AccessError to those who may not see receipts."""
        self.env["ar.match.receipt"].check_access("read")
        rates = self._rates()
        open_items = self._open_items(rates)
        return {
            "currency_id": self.env.company.currency_id.id,
            **self._conversion(),
            "company_names": self.env.companies.mapped("name"),
            "can_connect": self.env["ar.sync.connection"].has_access("create"),
            "received": self._received(rates),
            "automatic": self._automatic(),
            "review": self._waiting_money([("state", "=", "review")], "amount", rates),
            "unapplied": self._waiting_money([("unapplied_amount", ">", 0)], "unapplied_amount", rates),
            "problems": self._problems(),
            "ageing": {key: open_items[key] for key in (*AGEING, "credit")},
            "debtors": self._debtors(rates),
            "arriving": self._ar_arriving(open_items, rates),
            "connections": self._connections(),
            "tie_outs": self._tie_outs(),
        }

    # === MONEY === #

    def _company_domain(self) -> list:
        return [("company_id", "in", self.env.companies.ids)]

    def _rates(self) -> dict[int, float]:
        """Return currency id -> factor into the main company's currency."""
        currencies = self.env["res.currency"].search([("active", "in", (True, False))])
        rates = currencies._get_rates(self.env.company, fields.Date.context_today(self))
        main = rates[self.env.company.currency_id.id]
        return {currency_id: main / rate for currency_id, rate in rates.items()}

    def _conversion(self) -> dict:
        """Tell whether sums are converted, and which currencies count one to one for want of a rate."""
        foreign = self.env["res.currency"].search([("active", "=", True)]) - self.env.company.currency_id
        rated = self.env["res.currency.rate"]._read_group(
            [("currency_id", "in", foreign.ids), ("company_id", "in", (False, self.env.company.root_id.id))],
            ["currency_id"],
        )
        unrated = foreign.filtered(lambda currency: (currency,) not in rated)
        return {"is_converted": bool(foreign), "unrated": sorted(unrated.mapped("name"))}

    def _received(self, rates: dict) -> dict:
        """Return the money of 30 days: per day, and added up for today, 7 and 30 days."""
        today = fields.Date.context_today(self)
        days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
        sums = {day: {"date": fields.Date.to_string(day), "amount": 0.0, "count": 0} for day in days}
        groups = self.env["ar.match.receipt"]._read_group(
            # A customer's credit brings no money.
            [*self._company_domain(), ("rail", "!=", "credit"), ("date", ">=", days[0]), ("date", "<=", today)],
            ["date:day", "currency_id"],
            ["amount:sum", "__count"],
        )
        for day, currency, amount, count in groups:
            sums[day]["amount"] += amount * rates.get(currency.id, 1.0)
            sums[day]["count"] += count
        rows = list(sums.values())
        return {
            "days": rows,
            "today": _added(rows[-1:]),
            "week": _added(rows[-7:]),
            "month": _added(rows),
        }

    def _automatic(self) -> dict:
        """Return how many receipts of 30 days were decided, and how many by the engine."""
        start = fields.Date.context_today(self) - timedelta(days=DAYS - 1)
        groups = self.env["ar.match.receipt"]._read_group(
            [
                *self._company_domain(),
                ("date", ">=", start),
                ("state", "in", ("review", "booked", "matched")),
            ],
            ["state", "decided_by_id"],
            ["__count"],
        )
        decided = sum(count for _state, _user, count in groups)
        automatic = sum(count for state, user, count in groups if state == "matched" and not user)
        return {
            "decided": decided,
            "automatic": automatic,
            "rate": automatic / decided if decided else None,
        }

    def _waiting_money(self, domain: list, field: str, rates: dict) -> dict:
        """Return count, sum and oldest date of the receipts in ``domain``."""
        groups = self.env["ar.match.receipt"]._read_group(
            [*self._company_domain(), *domain],
            ["currency_id"],
            [f"{field}:sum", "__count", "date:min"],
        )
        oldest = min((date for *_rest, date in groups), default=None)
        today = fields.Date.context_today(self)
        return {
            "amount": sum(amount * rates.get(currency.id, 1.0) for currency, amount, _count, _date in groups),
            "count": sum(count for _currency, _amount, count, _date in groups),
            "oldest_days": (today - oldest).days if oldest else None,
        }

    # === WHAT IS STUCK === #

    def _problems(self) -> dict[str, int]:
        """Return problem -> how many records have it."""
        event, stream = self._state_counts("ar.sync.event"), self._state_counts("ar.sync.stream")
        operation = self._state_counts("ar.sync.operation")
        not_booked = [("state", "in", ("new", "review")), ("problem", "!=", False)]
        return {
            "events_waiting": event["waiting"],
            "events_review": event["review"],
            "streams_error": stream["error"],
            "operations_review": operation["review"],
            "operations_stuck": operation["unknown"] + operation["failed"],
            "receipts_problem": self.env["ar.match.receipt"].search_count([*self._company_domain(), *not_booked]),
        }

    def _state_counts(self, model: str) -> Counter:
        """Return state -> number of records, of those states that mean trouble."""
        # Only states that the model has: a partial index of it serves no query that asks for others too.
        states = [state for state in self.env[model]._fields["state"].get_values(self.env) if state in TROUBLE]
        domain = [*self._company_domain(), ("state", "in", states)]
        return Counter(dict(self.env[model]._read_group(domain, ["state"], ["__count"])))

    # === WHO OWES === #

    def _open_items_query(self):
        """Return the query of open receivable items that this user may see."""
        return self.env["account.move.line"]._search(
            [
                *self._company_domain(),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "!=", 0),
            ]
        )

    def _days_late(self, query) -> SQL:
        """Return the days since the due date, as SQL; an item without one is due on its date."""
        today = fields.Date.context_today(self)
        return SQL("(%s - COALESCE(%s, %s))", today, *self._columns(query, "date_maturity", "date"))

    def _columns(self, query, *names: str) -> list[SQL]:
        Line = self.env["account.move.line"]
        return [Line._field_to_sql(query.table, name, query) for name in names]

    def _open_items(self, rates: dict) -> dict[str, dict]:
        """Return bucket -> amount and count: by age, by due date, and credits apart."""
        query = self._open_items_query()
        company, residual = self._columns(query, "company_id", "amount_residual")
        cases = [
            *((key, _between(self._days_late(query), low, high)) for key, (low, high) in AGEING.items()),
            *((key, _between(SQL("-%s", self._days_late(query)), low, high)) for key, (low, high) in DUE.items()),
        ]
        columns = [SQL("SUM(%s) FILTER (WHERE %s < 0)", residual, residual)]
        columns.append(SQL("COUNT(*) FILTER (WHERE %s < 0)", residual))
        for _key, condition in cases:
            columns.append(SQL("SUM(%s) FILTER (WHERE %s > 0 AND %s)", residual, residual, condition))
            columns.append(SQL("COUNT(*) FILTER (WHERE %s > 0 AND %s)", residual, condition))
        query.groupby = company
        keys = ["credit", *(key for key, _condition in cases)]
        sums = {key: {"amount": 0.0, "count": 0} for key in keys}
        for company_id, *values in self.env.execute_query(query.select(company, *columns)):
            rate = rates[self.env["res.company"].browse(company_id).currency_id.id]
            for key, amount, count in zip(keys, values[::2], values[1::2], strict=True):
                sums[key]["amount"] += float(amount or 0) * rate
                sums[key]["count"] += count
        return sums

    def _debtors(self, rates: dict) -> list[dict]:
        """Return the customers that owe most, those that are late first."""
        query = self._open_items_query()
        partner = query.join("account_move_line", "partner_id", "res_partner", "id", "partner")
        debtor = SQL(
            "COALESCE(%s, %s)",
            SQL.identifier(partner, "commercial_partner_id"),
            SQL.identifier(partner, "id"),
        )
        company, residual = self._columns(query, "company_id", "amount_residual")
        late = self._days_late(query)
        factor = SQL(
            "CASE %s %s ELSE 1 END",
            company,
            SQL(" ").join(SQL("WHEN %s THEN %s", row.id, rates[row.currency_id.id]) for row in self.env.companies),
        )
        query.groupby = debtor
        query.having = SQL("SUM(%s) > 0", residual)
        query.order = SQL("3 DESC NULLS LAST, 2 DESC, 1")
        query.limit = TOP_DEBTORS
        rows = self.env.execute_query(
            query.select(
                debtor,
                SQL("SUM(%s * %s)", residual, factor),
                SQL("COALESCE(SUM(%s * %s) FILTER (WHERE %s > 0), 0)", residual, factor, late),
                SQL("MAX(%s) FILTER (WHERE %s > 0)", late, residual),
            )
        )
        names = {row.id: row.display_name for row in self.env["res.partner"].browse([row[0] for row in rows])}
        return [
            {
                "partner_id": partner_id,
                "name": names[partner_id],
                "open": float(open_amount),
                "overdue": max(0.0, float(overdue)),
                "days_late": max(0, days_late or 0),
            }
            for partner_id, open_amount, overdue, days_late in rows
        ]

    # === WHAT ARRIVES WHEN === #

    def _ar_arriving(self, open_items: dict, rates: dict) -> list[dict]:
        """Return what is expected, soonest first. Extension point: connectors add payouts.

        :return: rows of label, hint, amount, and ``target``: an action's xml id and context.
        """
        held = self.env["ar.sync.tie.out"]._read_group(self._company_domain(), ["currency_id"], ["remote_balance:sum"])
        amount = sum(balance * rates.get(currency.id, 1.0) for currency, balance in held)
        labels = {
            "due_7": self.env._("Due within 7 days"),
            "due_30": self.env._("Due in 8 to 30 days"),
            "due_later": self.env._("Due later"),
        }
        rows = [
            {
                "key": key,
                "label": label,
                "amount": open_items[key]["amount"],
                "count": open_items[key]["count"],
                "target": ["ar_sync.account_move_line_action_open", {f"search_default_{key}": 1}],
            }
            for key, label in labels.items()
        ]
        if not held:
            return rows
        at_provider = {
            "key": "at_provider",
            "label": self.env._("Held by providers, on its way to the bank"),
            "amount": amount,
            "count": 0,
            "target": ["ar_sync.ar_sync_tie_out_action", {}],
        }
        return [at_provider, *rows]

    # === CONNECTIONS === #

    def _connections(self) -> list[dict]:
        """Return the cards of the connections that are in use."""
        connections = self.env["ar.sync.connection"].search(self._company_domain())
        providers = dict(connections._fields["provider"]._description_selection(self.env))
        states = dict(connections._fields["state"]._description_selection(self.env))
        several = len(self.env.companies) > 1
        return [
            {
                "id": row.id,
                "name": row.name,
                "provider": providers.get(row.provider, row.provider),
                "company": row.company_id.name if several else "",
                "environment": row.environment,
                "mode": row.mode,
                "state": row.state,
                "state_label": states[row.state],
                "health": row.health,
                "health_level": row.health_level,
                "remedy": row.health_remedy or "",
                "import_progress": row.import_progress,
                "is_imported": row.is_imported,
                "receipt_review_count": row.receipt_review_count,
                "last_success_at": fields.Datetime.to_string(
                    max(
                        row.stream_ids.filtered("last_success_at").mapped("last_success_at"),
                        default=False,
                    )
                ),
            }
            for row in connections
        ]

    def _tie_outs(self) -> list[dict]:
        """Return the tie-out of each connection and currency."""
        rows = self.env["ar.sync.tie.out"].search([*self._company_domain(), ("connection_id.active", "=", True)])
        return [
            {
                "id": row.id,
                "connection_id": row.connection_id.id,
                "connection": row.connection_id.name,
                "currency_id": row.currency_id.id,
                "currency": row.currency_id.name,
                "remote": row.remote_balance,
                "ledger": row.ledger_balance,
                "waiting": row.waiting_amount,
                "difference": row.difference,
                "is_tied_out": row.is_tied_out,
                "checked_at": fields.Datetime.to_string(row.checked_at),
            }
            for row in rows
        ]


def _added(rows: list[dict]) -> dict:
    """Return amount and count of several days."""
    return {
        "amount": sum(row["amount"] for row in rows),
        "count": sum(row["count"] for row in rows),
    }


def _between(value: SQL, low: int | None, high: int | None) -> SQL:
    """Return the condition ``low <= value <= high``; None is unbounded."""
    parts = []
    if low is not None:
        parts.append(SQL("%s >= %s", value, low))
    if high is not None:
        parts.append(SQL("%s <= %s", value, high))
    return SQL(" AND ").join(parts)
