"""The entry of a bank transaction: its suspense line gives way to what the money is, and comes back."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET


class AccountBankStatementLine(models.Model):
    """Odoo books a bank transaction as liquidity against the journal's suspense account. What its money is
    takes the place of the suspense line, in the same entry, as Odoo's own bank screen does it; so that screen
    goes on to work. The rest, if any, stays on the suspense line."""

    _inherit = "account.bank.statement.line"

    def _ar_open_lines(self, **context):
        """Return the model of journal items, for changes in posted entries of bank transactions."""
        quiet = {} if self.company_id[:1].restrictive_audit_trail else QUIET
        return self.env["account.move.line"].with_context(
            **quiet,
            **context,
            ar_bank_booking=True,
            ar_undoing=True,
            force_delete=True,
            skip_readonly_check=True,
            skip_account_move_synchronization=True,
            skip_invoice_sync=True,
        )

    def _ar_suspense_lines(self):
        """Return the suspense lines of these transactions' entries."""
        found = self.env["account.move.line"]
        for line in self:
            found |= line._seek_for_lines()[1]
        return found

    def _ar_settle(self, rows: dict, *, whole: bool = False):
        """Put journal items in the place of the suspense lines, all entries in one batch; return the new items.

        :param rows: bank transaction -> values of journal items, in the currency of its suspense line; what they
            leave over stays on the suspense line.
        :param whole: they are worth all that is on the suspense line, in whatever currency.
        :raise UserError: where the period is locked.
        """
        moves = self.move_id
        moves._check_fiscal_lock_dates()
        gone, values = self.env["account.move.line"], []
        for line, settling in rows.items():
            amount = sum(row["amount_currency"] for row in settling)
            balance = sum(row["balance"] for row in settling)
            suspense, left = line._ar_suspense_lines(), []
            if not whole:
                suspense, left = line._ar_changed_suspense(-amount, -balance)
            gone |= suspense
            values += [{**row, "move_id": line.move_id.id} for row in [*settling, *left]]
        created = self._ar_exchange(moves, gone, values)
        return created.filtered(lambda item: item.account_id != item.journal_id.suspense_account_id)

    def _ar_unsettle(self, items) -> None:
        """Take journal items out of these transactions' entries: their money is on the suspense lines again."""
        moves = self.move_id
        moves._check_fiscal_lock_dates()
        gone, values = items, []
        of_move = items.grouped("move_id")
        for line in self:
            taken = of_move[line.move_id]
            amount, balance = sum(taken.mapped("amount_currency")), sum(taken.mapped("balance"))
            suspense, left = line._ar_changed_suspense(amount, balance)
            gone |= suspense
            values += left
        self._ar_exchange(moves, gone, values)

    def _ar_exchange(self, moves, gone, values: list[dict]):
        """Delete journal items of posted entries and create others in their place. Return the new ones."""
        Line = self._ar_open_lines()
        with moves._check_balanced({"records": moves}):
            Line.browse(gone.ids).unlink()
            created = Line.create(values)
        items = self.env["account.move.line"].browse(created.ids)
        # Deleting empties the cache. Odoo reconciles pair by pair, and would read each pair by itself.
        stored = [field.name for field in items._fields.values() if field.store and field.column_type]
        (items | items.ar_applied_line_id).fetch(stored)
        return items

    def _ar_changed_suspense(self, amount: float, balance: float):
        """Return the suspense line as it is, and values of the one to put in its place: with this much added.

        There is none to put where nothing is left. It is made as Odoo makes it, never rewritten, so that the
        entry of a transaction that was booked and taken back is the one it was.
        """
        self.ensure_one()
        suspense = self._ar_suspense_lines()
        _liquidity, fresh = self._prepare_move_line_default_vals()
        currency = self.env["res.currency"].browse(fresh["currency_id"])
        before = sum(suspense.mapped("amount_currency"))
        left = {
            "amount_currency": currency.round(before + amount),
            "balance": self.company_id.currency_id.round(sum(suspense.mapped("balance")) + balance),
        }
        if before * left["amount_currency"] < 0:
            raise UserError(
                self.env._("%(move)s: more would be booked than is on the suspense account.", move=self.move_id.name)
            )
        if currency.is_zero(left["amount_currency"]) and self.company_id.currency_id.is_zero(left["balance"]):
            return suspense, []
        kept = {name: value for name, value in fresh.items() if name not in ("debit", "credit")}
        return suspense, [{**kept, **left}]
