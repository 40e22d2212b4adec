"""Disputes in the books: what is lost is settled as the company wants it, what comes back clears it.

The movements of a dispute are booked as they come, against *Disputed Receipts* (see
``ar_stripe_balance_transaction_book``). This file takes the money off that account again.
"""

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.errors import Transient

BATCH = 200
# The bank has decided; what is withdrawn then stays so.
CLOSED = ("lost", "won", "warning_closed", "prevented")
PERSON, REOPEN, CREDIT_NOTE, WRITE_OFF = "person", "reopen", "credit_note", "write_off"


class ArStripeDispute(models.Model):
    _inherit = "ar.stripe.dispute"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Settle and tell of one batch of disputes, and commit. Return whether more wait (0 or 1)."""
        disputes = self._to_apply(connection, BATCH)
        for dispute in disputes:
            try:
                with self.env.cr.savepoint():
                    if connection.mode == "automatic":
                        dispute._wait_for_charge()
                        dispute._settle_in_books()
                    dispute._tell()
                dispute._note_applied()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                dispute._note_apply_error(error)
        if disputes:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(disputes) == BATCH)

    def _wait_for_charge(self) -> None:
        """Wait for the money that is disputed: before it is booked, nobody knows which invoices it paid.

        :raise Transient: while that is so.
        """
        paid = self.charge_id.balance_transaction_id
        if paid and not paid.is_booked:
            text = self.env._("The charge of dispute %s is not booked yet.", self.external_id)
            raise Transient(text, retry_after_s=60)

    # === SETTLING === #

    def _settle_in_books(self) -> None:
        """Clear what came back against what was withdrawn; settle what is lost as the company wants it.

        A movement that is not booked yet brings the dispute here again once it is.
        """
        self.ensure_one()
        self._clear_what_came_back()
        left = self._disputed_lines()
        total = sum(left.mapped("amount_residual_currency"))
        if not left:
            if self.status in CLOSED and not self.settled_as and self._dispute_movements().move_id:
                self.settled_as = "back"
        elif total < 0 and self.settled_as in ("reopened", "written_off"):
            self._take_settlement_back()
        elif total > 0 and self.status in CLOSED:
            wish = self.company_id.ar_dispute_lost
            if wish != PERSON and self._can_settle(wish):
                self._settle(wish)

    def _disputed_lines(self):
        """Return what is open of this dispute on the account of disputed receipts."""
        account = self.company_id.ar_dispute_account_id
        return self._dispute_movements().move_id.line_ids.filtered(
            lambda line: line.account_id == account and line.parent_state == "posted" and not line.reconciled
        )

    def _clear_what_came_back(self) -> None:
        """Settle withdrawal and return against each other."""
        lines = self._disputed_lines()
        if lines.filtered(lambda line: line.balance > 0) and lines.filtered(lambda line: line.balance < 0):
            self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([lines])

    def _can_settle(self, wish: str) -> bool:
        """Tell whether this can be done by itself: invoices only open again where the money is known to have paid."""
        if wish == WRITE_OFF:
            return True
        receipt = self.receipt_id
        left = receipt.currency_id.round(receipt.amount - receipt.reversed_amount) if receipt.move_id else 0.0
        return bool(receipt.move_id) and receipt.currency_id.compare_amounts(self._lost_amount(), left) <= 0

    def _lost_amount(self) -> float:
        """Return what is lost in the currency of the charge: all, or the part that did not come back."""
        withdrawn = sum(abs(row.amount) for row in self._dispute_movements() if row.booking_kind == "dispute")
        left = abs(sum(self._disputed_lines().mapped("amount_residual_currency")))
        if not withdrawn or self.withdrawn_currency_id.compare_amounts(left, withdrawn) >= 0:
            return self.amount
        return self.currency_id.round(self.amount * left / withdrawn)

    def _settle(self, wish: str) -> None:
        """Take the lost money off the account of disputed receipts.

        :param wish: REOPEN, CREDIT_NOTE or WRITE_OFF.
        """
        lines = self._disputed_lines()
        invoices = self.invoice_ids
        move = self._write_off(lines) if wish == WRITE_OFF else self._open_invoices(lines)
        self._reconcile_with(lines, move)
        self.settled_as = "written_off" if wish == WRITE_OFF else "reopened"
        self.settle_move_id = move
        if wish == CREDIT_NOTE:
            self._propose_credit_notes(invoices)

    def _reconcile_with(self, lines, move) -> None:
        """Settle the dispute's open items against an entry's line on the same account."""
        taken = move.line_ids.filtered(lambda line: line.account_id == lines.account_id)
        self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([lines | taken])

    def _closing_line(self, lines) -> dict:
        """Return the line that takes ``lines`` off their account, at the rate they were booked with."""
        return {
            "name": self.env._("Dispute %s", self.external_id),
            "account_id": lines.account_id.id,
            "partner_id": lines.partner_id[:1].id,
            "currency_id": lines.currency_id[:1].id,
            "amount_currency": -sum(lines.mapped("amount_residual_currency")),
            "balance": -sum(lines.mapped("amount_residual")),
        }

    def _entry_head(self) -> dict:
        """Return journal, date and reference of an entry of this dispute: on the day of its newest state."""
        return {
            "journal_id": self.company_id._ar_transfer_journal().id,
            "date": self.connection_id._ar_local_date(self.seen_at),
            "ref": self.external_id,
        }

    def _open_invoices(self, lines):
        """Put the customer's debt back, as a refund does: the invoices it had paid are open again."""
        entry = {**self._entry_head(), "line_ids": [self._closing_line(lines)]}
        text = self.env._("The dispute was lost.")
        move = self.receipt_id._reverse(self._lost_amount(), entry, text)
        self.receipt_id._ar_open_own_payment(move, f"{text} {self.external_id}", move.date)
        return move

    def _write_off(self, lines):
        """Give the money up for the company's reason; a negative sum takes that back."""
        closing = self._closing_line(lines)
        reason = self.company_id._ar_dispute_reason()
        cost = {
            **closing,
            "name": f"{reason.name} {self.external_id}",
            "account_id": reason.account_id.id,
            "partner_id": self.receipt_id.partner_id.commercial_partner_id.id,
            "amount_currency": -closing["amount_currency"],
            "balance": -closing["balance"],
        }
        return self.env["ar.stripe.balance.transaction"]._post_lines(
            self._entry_head(), self.company_id, [closing, cost]
        )

    def _take_settlement_back(self) -> None:
        """The money came back after all: the customer has it on account again, or the cost is taken back."""
        lines = self._disputed_lines()
        if self.settled_as == "written_off":
            move = self._write_off(lines)
        else:
            entry = {**self._entry_head(), "line_ids": [self._closing_line(lines)]}
            reason = self.env._("The dispute was won after all: the money is back.")
            move = self.receipt_id._restore(self._lost_amount(), entry, reason)
        self._reconcile_with(lines, move)
        self.write({"settled_as": "back", "settle_move_id": move.id})

    def _propose_credit_notes(self, invoices) -> None:
        """Draft a credit note for each invoice that is wholly open again; a person posts it, or deletes it."""
        reason = self.env._("Dispute lost: %s", self.external_id)
        for invoice in invoices.filtered(lambda move: move.move_type == "out_invoice"):
            drafted = invoice.reversal_move_ids.filtered(lambda move: move.state != "cancel")
            if not drafted and not invoice.currency_id.compare_amounts(invoice.amount_residual, invoice.amount_total):
                values = {"ref": reason, "date": self._entry_head()["date"], "invoice_date": self._entry_head()["date"]}
                invoice._reverse_moves([values])

    # === ACTIONS === #

    def _settle_by_person(self, wish: str) -> None:
        """Settle what is lost as a manager says.

        :raise UserError: where nothing is lost, or it is not known what the money had paid.
        """
        self.ensure_one()
        self.check_access("read")
        self.connection_id.check_access("read")
        if not self.env.user.has_group("ar_sync.group_manager"):
            raise AccessError(self.env._("Only a manager of receivables may settle a dispute."))
        dispute = self.sudo().with_company(self.company_id)
        if self.status not in CLOSED or sum(dispute._disputed_lines().mapped("amount_residual_currency")) <= 0:
            raise UserError(self.env._("Nothing of this dispute waits to be settled."))
        if not dispute._can_settle(wish):
            raise UserError(
                self.env._(
                    "It is not known which invoices this money had paid, or more is disputed than is left of it."
                )
            )
        dispute._settle(wish)
        dispute._tell()

    def action_reopen(self):
        """Open the invoices again: the customer still owes."""
        self._settle_by_person(REOPEN)

    def action_credit_note(self):
        """Open the invoices again, and draft credit notes for those that were wholly disputed."""
        self._settle_by_person(CREDIT_NOTE)

    def action_write_off(self):
        """Give the money up; the invoices stay paid."""
        self._settle_by_person(WRITE_OFF)
