"""Booking bank receipts: the money is in the bank transaction's entry already, which is completed and restored."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.models.ar_match_share import direct
from odoo.addons.ar_sync.protocol.money import minor, spread


class ArMatchReceipt(models.Model):
    """Booking of the rail *bank*.

    A receipt that pays invoices, or whose payer is known, takes the place of the suspense line in its bank
    transaction's entry. One whose payer is not known stays on the suspense account, where Odoo's bank screen
    shows it, until somebody decides. Undo puts the suspense line back as it was.
    """

    _inherit = "ar.match.receipt"

    # === BOOKING === #

    def _write_entries(self, plan: dict):
        banked = self.filtered("statement_line_id")
        others = self - banked
        lines = super(ArMatchReceipt, others)._write_entries(plan) if others else self.env["account.move.line"]
        return lines | banked.filtered(lambda receipt: plan.get(receipt) or receipt.partner_id)._settle_in_bank(plan)

    def _settle_in_bank(self, plan: dict):
        """Put what these receipts pay into their bank transactions' entries. Return the new journal items."""
        rows: dict = {}
        without_analytic = {} if self._has_analytic_models() else {"analytic_distribution": False}
        for receipt in self:
            receipt._check_on_suspense()
            settling = receipt._settling_lines(direct(plan.get(receipt)), receipt._company_total_minor())
            rows.setdefault(receipt.statement_line_id, []).extend({**row, **without_analytic} for row in settling)
        if not rows:
            return self.env["account.move.line"]
        created = self.statement_line_id._ar_settle(rows)
        for receipt in self:
            receipt._ar_through_gate().move_id = receipt.statement_line_id.move_id.id
        return created

    def _check_on_suspense(self) -> None:
        """Refuse a receipt whose money is not on the suspense account any more."""
        line = self.statement_line_id
        if line.currency_id.compare_amounts(line._ar_suspense_amount(), self.settlement_amount) < 0:
            raise UserError(
                self.env._("%(receipt)s: the money is not on the suspense account any more.", receipt=self.name)
            )

    def _company_total_minor(self) -> int:
        """Return what the bank transaction's entry has for this receipt; the payments of a batch share it exactly."""
        line = self.statement_line_id
        if not line:
            return super()._company_total_minor()
        places = self._company_currency_places()
        total = minor(sum(line._seek_for_lines()[0].mapped("balance")), places)
        if not self.statement_part:
            return total
        receipts = line.ar_receipt_ids.sorted("statement_part")
        shares = spread(total, [round(one.settlement_amount * 10**6) for one in receipts])
        return dict(zip(receipts, shares, strict=True))[self]

    def _debit_lines(self) -> list[dict]:
        """For what a person is shown: the money comes off the suspense account."""
        lines = super()._debit_lines()
        if self.statement_line_id:
            account = self.journal_id.suspense_account_id
            lines[0].update(
                account_id=account.id, currency_id=self.currency_id.id, amount_currency=self.amount, ar_role=False
            )
        return lines

    def action_leave_on_account(self):
        """Money of an unknown payer is nobody's credit: it stays on the suspense account."""
        for receipt in self:
            if receipt.statement_line_id and not receipt.partner_id and not receipt.move_id:
                raise UserError(
                    self.env._(
                        "Who paid %(receipt)s is not known: pick the invoices, or set the partner on the bank "
                        "transaction.",
                        receipt=receipt.display_name,
                    )
                )
        return super().action_leave_on_account()

    # === UNDO === #

    def _unapply(self) -> None:
        restorable = self.filtered(lambda receipt: receipt._can_restore_suspense())
        restorable._restore_suspense()
        return super(ArMatchReceipt, self - restorable)._unapply()

    def _can_restore_suspense(self) -> bool:
        """Tell whether undo can put the bank transaction's entry back: it is open, and nothing was returned since.

        Else the money stays on the customer's account, as that of other rails does.
        """
        self.ensure_one()
        line, move = self.statement_line_id, self.move_id
        if not line or move != line.move_id or move.state != "posted" or move.inalterable_hash:
            return False
        locked = move.company_id._get_violated_lock_dates(move.date, False, move.journal_id)
        return not locked and self.currency_id.is_zero(self.reversed_amount)

    def _restore_suspense(self) -> None:
        """Put the suspense lines back in place of what these receipts were booked as."""
        if not self:
            return
        posted = self.line_ids.filtered(lambda line: line.parent_state == "posted")
        own = posted.filtered(lambda line: line.move_id in self.move_id)
        own.with_context(ar_undoing=True, **QUIET).remove_move_reconcile()
        self._take_back_entries(posted.move_id - self.move_id)
        self.statement_line_id._ar_unsettle(own)
        self._ar_through_gate().move_id = False
