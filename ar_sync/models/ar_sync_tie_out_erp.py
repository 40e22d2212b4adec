"""The proof that receivables here are what the ERP's control accounts say, per currency, today and at a month's end."""

from datetime import date

from odoo import fields, models
from odoo.tools import date_utils

from ..protocol.documents import KINDS

INCOMING = ("payment", "credit_memo", "write_off")


class ArSyncTieOut(models.Model):
    _inherit = "ar.sync.tie.out"

    as_of = fields.Date(string="At the End Of", readonly=True, help="Empty: now.")

    _currency_unique = models.UniqueIndex(
        "(connection_id, currency_id, COALESCE(as_of, '0001-01-01'::date))", "One row per currency and day."
    )


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_update_tie_out(self) -> None:
        """Compare control accounts with our receivables, for the end of last month and for today."""
        if not self.is_erp:
            super()._ar_update_tie_out()
            return
        self.ensure_one()
        today = fields.Date.context_today(self.with_context(tz=self.timezone))
        last_month = date_utils.start_of(today, "month") - date_utils.relativedelta(days=1)
        erp = self._ar_erp_transport()
        for as_of in (last_month, None):
            self._ar_erp_tie_out_on(erp, as_of, as_of or today)
        months_ends = self.tie_out_ids.filtered(lambda row: row.as_of and row.as_of < last_month)
        months_ends.sudo().unlink()

    def _ar_erp_tie_out_on(self, erp, as_of: date | None, day: date) -> None:
        accounts = self._ar_erp_control_accounts()
        rows = self._ar_erp_control_rows(erp, list(accounts), day)
        is_split = all(row.amount is not None for row in rows)
        ours = self._ar_erp_receivables(accounts, day, is_split)
        theirs = self._ar_erp_control_balances(rows, is_split)
        waiting = self._ar_erp_waiting_sums(day, is_split)
        present = {row.currency_id: row for row in self.tie_out_ids if (row.as_of or None) == as_of}
        for currency in set(ours) | set(theirs):
            remote, ledger = theirs.get(currency, 0.0), ours.get(currency, 0.0)
            on_its_way = waiting.get(currency, 0.0)
            values = {
                "remote_balance": remote,
                "ledger_balance": ledger,
                "mirrored_balance": self._ar_erp_mirrored(currency) if as_of is None else 0.0,
                "waiting_amount": on_its_way,
                "difference": currency.round(remote + on_its_way - ledger),
                "checked_at": fields.Datetime.now(),
            }
            if currency in present:
                present[currency].sudo().write(values)
            else:
                self.env["ar.sync.tie.out"].sudo().create(
                    {"connection_id": self.id, "currency_id": currency.id, "as_of": as_of, **values}
                )

    def _ar_erp_control_accounts(self) -> dict:
        """Return the ERP's id of each control account -> the accounts here that it stands for."""
        known = self.env["ar.erp.mapping"]._known(self, "account")
        accounts = self.env["account.account"].sudo().browse([int(key) for key in known]).exists()
        receivable = accounts.filtered(lambda account: account.account_type == "asset_receivable")
        return receivable.grouped(lambda account: known[str(account.id)])

    def _ar_erp_receivables(self, accounts: dict, day: date, is_split: bool) -> dict:
        """Return currency -> what customers owe us on a day.

        :param is_split: by the currency of the items; else all of it in the company's.
        """
        domain = [
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
            ("account_id", "in", [account.id for rows in accounts.values() for account in rows]),
            ("date", "<=", day),
        ]
        Line = self.env["account.move.line"].sudo()
        if not is_split:
            [(total,)] = Line._read_group(domain, [], ["balance:sum"])
            return {self.company_id.currency_id: self.company_id.currency_id.round(total or 0.0)}
        groups = Line._read_group(domain, ["currency_id"], ["amount_currency:sum"])
        return {currency: currency.round(total) for currency, total in groups}

    def _ar_erp_control_rows(self, erp, accounts: list[str], day: date) -> list:
        """Return the balances of the ERP's control accounts that are this company's."""
        unit = self.erp_unit_id.external_id
        rows = erp.balances(sorted(accounts), day) if accounts else []
        return [row for row in rows if not unit or row.unit in ("", unit)]

    def _ar_erp_control_balances(self, rows: list, is_split: bool) -> dict:
        """Return currency -> balance of the ERP's control accounts; in the company's where it tells no other."""
        own, found = self.company_id.currency_id, {}
        for row in rows:
            currency = self.env["ar.erp.opening"]._currency(row.currency) if is_split else own
            found[currency] = found.get(currency, 0.0) + float(row.amount if is_split else row.base_amount)
        return {currency: currency.round(amount) for currency, amount in found.items()}

    def _ar_erp_waiting_sums(self, day: date, is_split: bool) -> dict:
        """Return currency -> what the control accounts will move by when all that waits is made."""
        company = self.company_id
        rows = (
            self.env["ar.sync.operation"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.id),
                    ("erp_subject", "in", list(KINDS)),
                    ("state", "not in", ("done", "cancelled")),
                    ("document_date", "<=", day),
                ]
            )
        )
        found = {}
        for row in rows.filtered(lambda operation: operation._ar_erp_verb() in ("create", "cancel")):
            document = row.erp_document or {}
            given = sum(float(part.get("discount") or 0) for part in document.get("applied") or ())
            sign = -1 if row.erp_subject in INCOMING else 1
            sign = -sign if row._ar_erp_verb() == "cancel" else sign
            amount, currency = sign * (row.amount_total + given), row.currency_id
            if not is_split:
                amount = currency._convert(amount, company.currency_id, company, row.document_date)
                currency = company.currency_id
            found[currency] = found.get(currency, 0.0) + amount
        return found

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
