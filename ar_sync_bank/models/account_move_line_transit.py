"""Money in transit that came in, or that comes back: what becomes of the bank transactions."""

from odoo import models
from odoo.exceptions import UserError

from .ar_match_receipt_arrival import STEP
from .transit_pool import has_one_of

# Bank receipts that are looked at when new money is in transit.
WAKE_MAX = 200


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_wake_arrivals(self) -> None:
        """Have bank receipts decided again that may be this money: a bank can be faster than a provider's news."""
        if not self:
            return
        waiting = self.env["ar.match.receipt"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("rail", "=", "bank"),
                ("state", "=", "review"),
                ("move_id", "=", False),
                ("date", ">=", min(self.mapped("date"))),
            ],
            order="date, id",
            limit=WAKE_MAX,
        )
        names = [name for item in self for name in (*item._ar_transit_names(), *item._ar_transit_numbers())]
        woken = waiting.filtered(
            lambda receipt: receipt.step != STEP and has_one_of(names, receipt._ar_arrival_text())
        )
        woken._ar_decide_anew()

    # === COMING BACK === #

    def _ar_leave_transit(self, reason: str):
        """Put bank transactions that were taken for this money back on their suspense accounts: a person decides."""
        partials = self.matched_debit_ids | self.matched_credit_ids
        lines = ((partials.debit_move_id | partials.credit_move_id) - self).move_id.statement_line_id
        found = super()._ar_leave_transit(reason)
        for line in lines:
            line._ar_free_from_transit(reason)
        return found


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_free_from_transit(self, reason: str) -> None:
        """Take money in transit out of this bank transaction wholly; in a locked period its entry stays as it is."""
        account = self.company_id.ar_transit_account_id
        items = self.move_id.line_ids.filtered(lambda item: item.account_id == account)
        receipts = self.ar_receipt_ids
        try:
            with self.env.cr.savepoint():
                items.with_context(ar_undoing=True).remove_move_reconcile()
                receipts._ar_take_back_beside()
                if items:
                    self._ar_unsettle(items)
                receipts._ar_through_gate().move_id = False
        except UserError:
            return
        for receipt in receipts.filtered(lambda receipt: receipt.state in ("ignored", "matched", "booked")):
            receipt._note_decision("review", reason=reason, step=STEP)

