"""The proof that receivables here are what the ERP's control accounts say, by currency, now and at each month's end."""

from collections import defaultdict
from datetime import date

from odoo import api, fields, models
from odoo.tools import date_utils, format_date

from ..protocol.documents import KINDS

INCOMING = ("payment", "credit_memo", "write_off")
#: Month ends that are kept: the last ones since the ledger was taken over.
MONTHS_MAX = 36


class ArSyncTieOut(models.Model):
    _inherit = "ar.sync.tie.out"
    # Now comes before the month ends, of which the last one comes first.
    _order = "connection_id, as_of desc, currency_id"

    as_of = fields.Date(string="At the End Of", readonly=True, index="btree_not_null", help="Empty: now.")
    moment = fields.Char(string="When", compute="_compute_moment")
    is_all_currencies = fields.Boolean(
        string="All Currencies Together",
        readonly=True,
        help="The way in which the ERP is talked to tells no currencies of its accounts: all of them are compared at "
        "once, at their worth in the currency of the books. Rates that differ on both sides show as a difference.",
    )

    _currency_unique = models.UniqueIndex(
        "(connection_id, currency_id, COALESCE(as_of, '0001-01-01'::date))", "One row per currency and day."
    )

    @api.depends("as_of", "is_all_currencies")
    @api.depends_context("lang")
    def _compute_moment(self):
        for row in self:
            words = format_date(self.env, row.as_of) if row.as_of else self.env._("Now")
            row.moment = self.env._("%(when)s, all currencies", when=words) if row.is_all_currencies else words


class ArSyncConnection(models.Model):
    """A tie-out looks at all month ends at once: what somebody does in a month that was compared before is seen."""

    _inherit = "ar.sync.connection"

    def _ar_update_tie_out(self) -> None:
        """Compare control accounts with our receivables, for each month's end since the opening and for now."""
        if not self.is_erp:
            super()._ar_update_tie_out()
            return
        self.ensure_one()
        today = fields.Date.context_today(self.with_context(tz=self.timezone))
        # Periods are whole in the ERP, so now means until the end of the present one.
        this_month = date_utils.end_of(today, "month")
        days = [*self._ar_erp_month_ends(today), this_month]
        accounts = self._ar_erp_control_accounts()
        rows = self._ar_erp_control_rows_by_day(self._ar_erp_transport(), sorted(accounts), days)
        # A currency that only the ERP has can be compared at its worth alone.
        known = self.env["res.currency"]._ar_erp_known()
        is_split = all(row.amount is not None and row.currency in known for found in rows.values() for row in found)
        ours = self._ar_erp_receivables(accounts, days, is_split)
        waiting = self._ar_erp_waiting_sums(days, is_split)
        kept = self.env["ar.sync.tie.out"]
        for day in days:
            theirs = self._ar_erp_control_balances(rows[day], is_split)
            as_of = None if day == this_month else day
            kept |= self._ar_erp_keep_tie_out(as_of, theirs, ours[day], waiting[day], is_split)
        (self.tie_out_ids - kept).sudo().unlink()

    def _ar_erp_month_ends(self, today: date) -> list[date]:
        """Return the month ends since the ledger was taken over, or since documents are sent; the oldest first."""
        begins_on = self.erp_opening_on or self.erp_send_from or self.create_date.date()
        found = []
        for months in range(1, MONTHS_MAX + 1):
            day = date_utils.end_of(today - date_utils.relativedelta(months=months), "month")
            if day < begins_on:
                break
            found.append(day)
        return found[::-1]

    def _ar_erp_keep_tie_out(self, as_of: date | None, theirs: dict, ours: dict, waiting: dict, is_split: bool):
        """Write down what both sides say on a day; return the rows."""
        TieOut = self.env["ar.sync.tie.out"].sudo()
        present = {row.currency_id: row for row in self.tie_out_ids if (row.as_of or None) == as_of}
        kept = TieOut
        for currency in set(ours) | set(theirs) | set(waiting):
            remote, ledger = theirs.get(currency, 0.0), currency.round(ours.get(currency, 0.0))
            on_its_way = currency.round(waiting.get(currency, 0.0))
            values = {
                "remote_balance": remote,
                "ledger_balance": ledger,
                "mirrored_balance": self._ar_erp_mirrored(currency) if as_of is None and is_split else 0.0,
                "waiting_amount": on_its_way,
                "difference": currency.round(remote + on_its_way - ledger),
                "is_all_currencies": not is_split,
                "checked_at": fields.Datetime.now(),
            }
            row = present.get(currency)
            if row:
                row.sudo().write(values)
            else:
                row = TieOut.create({"connection_id": self.id, "currency_id": currency.id, "as_of": as_of, **values})
            kept |= row
        return kept

    def _ar_erp_control_accounts(self) -> dict:
        """Return the ERP's id of each control account -> the accounts here that it stands for."""
        known = self.env["ar.erp.mapping"]._known(self, "account")
        accounts = self.env["account.account"].sudo().browse([int(key) for key in known]).exists()
        receivable = accounts.filtered(lambda account: account.account_type == "asset_receivable")
        return receivable.grouped(lambda account: known[str(account.id)])

    def _ar_erp_receivables(self, accounts: dict, days: list[date], is_split: bool) -> dict:
        """Return day -> currency -> what customers owe us on that day.

        :param days: month ends, the oldest first.
        :param is_split: by the currency of the items; else all of it in the company's.
        """
        domain = [
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
            ("account_id", "in", [account.id for rows in accounts.values() for account in rows]),
            ("date", "<=", days[-1]),
        ]
        measure = "amount_currency:sum" if is_split else "balance:sum"
        groups = self.env["account.move.line"].sudo()._read_group(domain, ["currency_id", "date:month"], [measure])
        own = self.company_id.currency_id
        return _by_day([(month, currency if is_split else own, total) for currency, month, total in groups], days)

    def _ar_erp_control_rows_by_day(self, erp, accounts: list[str], days: list[date]) -> dict:
        """Return day -> the balances of the ERP's control accounts that are this company's.

        The ERP is asked once where it tells the periods, else for each day.
        """
        if not accounts:
            return {day: [] for day in days}
        rows = self._ar_erp_own_rows(erp.balances(accounts, days[-1]))
        domain = [("connection_id", "=", self.id), ("kind", "=", "period")]
        periods = self.env["ar.erp.record"].sudo().with_context(active_test=False).search(domain)
        begins = {period.external_id: period.begins_on for period in periods}
        if all(begins.get(row.period) for row in rows):
            return {day: [row for row in rows if begins[row.period] <= day] for day in days}
        found = {day: self._ar_erp_own_rows(erp.balances(accounts, day)) for day in days[:-1]}
        return {**found, days[-1]: rows}

    def _ar_erp_own_rows(self, rows: list) -> list:
        """Return those rows that are of this company's legal entity."""
        unit = self.erp_unit_id.external_id
        return [row for row in rows if not unit or row.unit in ("", unit)]

    def _ar_erp_control_balances(self, rows: list, is_split: bool) -> dict:
        """Return currency -> balance of the ERP's control accounts; in the company's where it tells no other."""
        own, found = self.company_id.currency_id, {}
        for row in rows:
            currency = self.env["ar.erp.opening"]._currency(row.currency) if is_split else own
            found[currency] = found.get(currency, 0.0) + float(row.amount if is_split else row.base_amount)
        return {currency: currency.round(amount) for currency, amount in found.items()}

    def _ar_erp_waiting_sums(self, days: list[date], is_split: bool) -> dict:
        """Return day -> currency -> what the control accounts will move by when all that waits is made."""
        company = self.company_id
        domain = [
            ("connection_id", "=", self.id),
            ("erp_subject", "in", list(KINDS)),
            ("state", "not in", ("done", "cancelled")),
            ("document_date", "<=", days[-1]),
        ]
        rows = self.env["ar.sync.operation"].sudo().search(domain)
        found = []
        for row in rows.filtered(lambda operation: operation._ar_erp_verb() in ("create", "cancel")):
            document = row.erp_document or {}
            given = sum(float(part.get("discount") or 0) for part in document.get("applied") or ())
            sign = -1 if row.erp_subject in INCOMING else 1
            sign = -sign if row._ar_erp_verb() == "cancel" else sign
            amount, currency = sign * (row.amount_total + given), row.currency_id
            if not is_split:
                amount = currency._convert(amount, company.currency_id, company, row.document_date)
                currency = company.currency_id
            found.append((row.document_date, currency, amount))
        return _by_day(found, days)

    def _ar_erp_mirrored(self, currency) -> float:
        """Return what is open in the ERP by the documents that were read."""
        groups = (
            self.env["ar.erp.document"]
            .sudo()
            ._read_group(
                [
                    ("connection_id", "=", self.id),
                    ("currency_id", "=", currency.id),
                    ("is_deleted", "=", False),
                    ("is_voided", "=", False),
                ],
                ["subject"],
                ["open_amount:sum"],
            )
        )
        return currency.round(sum(-total if subject in INCOMING else total for subject, total in groups))

    # === CHECKLIST === #

    def _ar_setup_rows(self, verified: bool) -> list[tuple]:
        """An ERP ties out when all that differs is what waits to be sent; it has no shadow mode."""
        rows = super()._ar_setup_rows(verified)
        if not self.is_erp:
            return rows
        different = self.tie_out_ids.filtered(lambda row: not row.currency_id.is_zero(row.difference))
        done = {
            "tied_out": bool(self.tie_out_ids) and not different,
            "live": verified and self.is_imported,
        }
        return [(key, label, done.get(key, is_done), hint) for key, label, is_done, hint in rows]

    def _ar_tie_out_hint(self) -> str:
        if self.is_erp and self.tie_out_ids:
            return self.env._("Receivables differ from the ERP's control accounts: see the pages Tie-out and Drift.")
        return (
            super()._ar_tie_out_hint() if not self.is_erp else self.env._("Click Check Tie-out, or wait for the night.")
        )


def _by_day(moves: list[tuple], days: list[date]) -> dict:
    """Return day -> currency -> sum of all that moved until then, of (day, currency, amount)."""
    found = {}
    for day in days:
        sums = found[day] = defaultdict(float)
        for moved_on, currency, amount in moves:
            if moved_on <= day:
                sums[currency] += amount or 0.0
    return found
