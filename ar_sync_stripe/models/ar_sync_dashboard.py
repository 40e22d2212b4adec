"""What arrives from Stripe, and when: payouts on their way, and money that is not available yet."""

from odoo import fields, models
from odoo.tools import format_date

COMING = ("pending", "in_transit")
# So many days of arrival have a row of their own; all later ones share one.
DAYS_SHOWN = 3


class ArSyncDashboard(models.AbstractModel):
    _inherit = "ar.sync.dashboard"

    def _ar_arriving(self, open_items: dict, rates: dict) -> list[dict]:
        """Put Stripe's payouts first, by the day they arrive; what is pending is a part of what Stripe holds."""
        rows = super()._ar_arriving(open_items, rates)
        held = [row for row in rows if row["key"] == "at_provider"]
        rest = [row for row in rows if row["key"] != "at_provider"]
        return [*self._stripe_payout_rows(rates), *held, *self._stripe_pending_rows(rates), *rest]

    def _stripe_domain(self) -> list:
        """Return what is shown: the chosen companies' connections that are in use, in currencies Odoo knows."""
        return [
            *self._company_domain(),
            ("connection_id.state", "not in", ("draft", "disconnected")),
            ("currency_id", "!=", False),
            ("is_deleted", "=", False),
        ]

    def _stripe_payout_rows(self, rates: dict) -> list[dict]:
        """Return a row for each of the next days on which payouts arrive; late ones are first."""
        today = fields.Date.context_today(self)
        groups = self.env["ar.stripe.payout"]._read_group(
            [*self._stripe_domain(), ("status", "in", COMING), ("arrival_date", "!=", False)],
            ["arrival_date:day", "currency_id"],
            ["amount:sum", "__count"],
        )
        days = sorted({day for day, *_rest in groups if day >= today})[:DAYS_SHOWN]
        sums: dict = {}
        for day, currency, amount, count in groups:
            key = "late" if day < today else day if day in days else "later"
            row = sums.setdefault(key, {"amount": 0.0, "count": 0, "first": day})
            row["amount"] += amount * rates.get(currency.id, 1.0)
            row["count"] += count
            row["first"] = min(row["first"], day)
        keys = [key for key in ("late", *days, "later") if key in sums]
        return [self._stripe_payout_row(key, sums[key]) for key in keys]

    def _stripe_payout_row(self, key, found: dict) -> dict:
        """Return the row of one day, or of all that are late, or later than the days shown."""
        first = format_date(self.env, found["first"])
        label, context = self.env._("Payout arrives %(date)s", date=first), {}
        hint = self.env._("%(count)s payouts of Stripe", count=found["count"]) if found["count"] > 1 else ""
        if key == "late":
            label = self.env._("Payouts that should have arrived")
            hint = self.env._("since %(date)s: see whether the bank has them", date=first)
        elif key == "later":
            label = self.env._("Payouts that arrive later")
            hint = self.env._("from %(date)s", date=first)
        else:
            context = {"search_default_arrival_date": fields.Date.to_string(key)}
            key = fields.Date.to_string(key)
        return {
            "key": f"stripe_payout_{key}",
            "label": label,
            "hint": hint,
            "amount": found["amount"],
            "count": found["count"],
            "target": ["ar_sync_stripe.ar_stripe_payout_action", {"search_default_coming": 1, **context}],
        }

    def _stripe_pending_rows(self, rates: dict) -> list[dict]:
        """Return one row for the money that came in and cannot be paid out yet; none where there is none.

        Its day counts, not its status: Stripe sends no event when a movement becomes available. Days are UTC.
        """
        groups = self.env["ar.stripe.balance.transaction"]._read_group(
            [
                *self._stripe_domain(),
                ("available_on", ">", fields.Date.today()),
                ("booking_kind", "not in", ("payout", "payout_failure")),
            ],
            ["currency_id"],
            ["net:sum", "__count", "available_on:min", "available_on:max"],
        )
        if not groups:
            return []
        first, last = min(group[3] for group in groups), max(group[4] for group in groups)
        days = [format_date(self.env, day) for day in (first, last)]
        return [
            {
                "key": "stripe_pending",
                "label": self.env._("Of it pending at Stripe"),
                "hint": self.env._("can be paid out on %(date)s", date=days[0])
                if first == last
                else self.env._("can be paid out from %(first)s to %(last)s", first=days[0], last=days[1]),
                "amount": sum(net * rates.get(currency.id, 1.0) for currency, net, *_rest in groups),
                "count": sum(count for _currency, _net, count, *_days in groups),
                "target": ["ar_sync_stripe.ar_stripe_balance_transaction_action", {"search_default_pending": 1}],
            }
        ]
