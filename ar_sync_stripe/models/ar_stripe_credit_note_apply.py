"""Stripe's credit notes become credit notes of Odoo, to the cent, and settle what they settled at Stripe."""

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.errors import Transient

BATCH = 25


class ArStripeCreditNote(models.Model):
    _inherit = "ar.stripe.credit.note"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Bring one batch of credit notes into the books, and commit. Return whether more wait (0 or 1)."""
        notes = self._to_apply(connection, BATCH)
        if notes:
            notes.with_context(ar_tax_memo={})._apply_batch()
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(notes) == BATCH)

    def _apply_batch(self) -> None:
        """Apply together; if that fails, one by one."""
        try:
            with self.env.cr.savepoint():
                self._apply_all()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(self) == 1:
                self._note_apply_error(error)
                return
            for note in self:
                note._apply_batch()

    def _apply_all(self) -> None:
        """Make the entries of these notes, reconcile them as Stripe did, void what is void."""
        new = self.filtered(lambda note: note._is_to_book())
        new -= new._find_moves()
        for note, move in zip(new, new._create_moves() if new else [], strict=True):
            note.move_id = move
        exact = new.filtered(lambda note: note._fit_to_the_cent())
        exact.move_id.with_context(**QUIET)._post(soft=False)
        for note in new:  # not before: Odoo would reconcile the whole of it with the invoice while it posts
            note.move_id.reversed_entry_id = note.invoice_id.move_id
        made = {note.external_id: note.move_id for note in new}
        self.env["ar.sync.binding"]._bind_all(self.connection_id, "credit_note", made, self.env._("created"))
        for note in self.filtered(lambda note: note.status == "void" or note.is_deleted):
            note._void_move()
        waiting = self.filtered(lambda note: note.status == "issued" and not note._settle())
        (self - waiting - (new - exact))._note_applied()
        (new - exact).needs_apply = False
        for note in waiting - (new - exact):
            note._note_waiting(self.env._("The refund or the payment that it corrects is not booked yet."))

    def _is_to_book(self) -> bool:
        """Tell whether this note belongs in the books: issued, and not older than they are."""
        self.ensure_one()
        if self.move_id or self.is_deleted or self.status != "issued":
            return False
        since = self.connection_id.import_from
        return not since or self._note_date() >= since

    def _note_date(self):
        """Return the accounting date in the connection's time zone."""
        return self.connection_id._ar_local_date(self.effective_at or self.created_at)

    def _find_moves(self):
        """Tie these notes to entries they became before. Return those that were found."""
        known = self.env["ar.sync.binding"]._find(self.connection_id, "credit_note", self.mapped("external_id"))
        found = self.filtered(lambda note: note.external_id in known)
        for note in found:
            note.move_id = known[note.external_id]
            note.move_id.ar_stripe_credit_note_id = note
        return found

    # === MAKING === #

    def _move_sign(self, move) -> int:
        """A credit note's total is positive at Stripe and in Odoo."""
        return 1

    def _create_moves(self):
        """Create the draft entries of these notes in one go, one for each, in order."""
        return self.env["account.move"].with_context(**QUIET).create([note._move_values() for note in self])

    def _move_values(self) -> dict:
        """Return the values of this note's entry. Raise :class:`Transient` where its invoice is not booked yet."""
        self.ensure_one()
        partner = self.customer_id.partner_id or self.invoice_id.customer_id.partner_id
        if not partner or not self.lines_complete or self._awaits_invoice():
            raise Transient(
                self.env._("The customer, the invoice or a line of %s is not read yet.", self.display_name),
                retry_after_s=5,
            )
        date = self._note_date()
        self.connection_id._ar_require_rate(self.currency_id)
        if not self.currency_id.active:
            self.currency_id.sudo().active = True
        return {
            "move_type": "out_refund",
            "company_id": self.company_id.id,
            "journal_id": self.connection_id._ar_invoice_journal().id,
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "invoice_date": date,
            "date": date,
            "invoice_date_due": date,
            "invoice_payment_term_id": False,
            "ref": self.number,
            "payment_reference": self.number,
            "ar_external_number": self.number,
            "ar_stripe_credit_note_id": self.id,
            "narration": self.memo,
            "invoice_line_ids": [
                fields.Command.create(line._move_line_values(1)) for line in self.line_ids.sorted("sequence")
            ],
        }

    def _awaits_invoice(self) -> bool:
        """Tell whether the invoice will be in the books and is not yet. One from before the first day never will."""
        invoice = self.invoice_id
        if invoice.move_id:
            return invoice.move_id.state == "draft"
        since = self.connection_id.import_from
        return not (invoice and since and invoice._invoice_date() < since)

    # === SETTLING === #

    def _settle(self) -> bool:
        """Apply to the invoice what Stripe applied: the part before payment, and what was refunded.

        What was credited to the customer's balance, or is given back elsewhere, stays the customer's credit.
        Return whether nothing is left to be applied; a refund that is not booked yet leaves nothing open to apply to.
        """
        self.ensure_one()
        move, invoice = self.move_id, self.invoice_id.move_id
        if not move or move.state != "posted" or invoice.state != "posted":
            return not move or move.state == "draft" or not invoice
        booked = self._refunded_in_books()
        waits = self.currency_id.compare_amounts(booked, self.refunded_amount) < 0
        self.settled_amount = self.settled_amount or self._reconciled_by_odoo(move, invoice)
        wanted = self.currency_id.round(self.pre_payment_amount + booked - self.settled_amount)
        if self.currency_id.compare_amounts(wanted, 0) <= 0:
            return not waits
        Credit = self.env["ar.stripe.credit"]
        sources = Credit._open_parts(Credit._receivables(move), -1, wanted)
        targets = Credit._open_parts(Credit._receivables(invoice), 1, sum(part for _line, part in sources))
        amount = self.currency_id.round(sum(part for _line, part in targets))
        if amount:
            sources = Credit._open_parts(Credit._receivables(move), -1, amount)
            date, ref = self._note_date(), self.env._("Credit note %s", self.display_name)
            self.settle_move_ids |= Credit._apply(self.connection_id, sources, targets, date, ref)
            self.settled_amount = self.currency_id.round(self.settled_amount + amount)
        return not waits and not self.currency_id.compare_amounts(amount, wanted)

    def _reconciled_by_odoo(self, move, invoice) -> float:
        """Return what Odoo set off by itself between its own credit note, which was sent to Stripe, and the invoice."""
        Credit = self.env["ar.stripe.credit"]
        partials = Credit._receivables(move).matched_debit_ids & Credit._receivables(invoice).matched_credit_ids
        return self.currency_id.round(sum(partials.mapped("credit_amount_currency")))

    def _refunded_in_books(self) -> float:
        """Return what was refunded and is booked: only then is the invoice open again for it."""
        refs = {row["refund_id"]: row["amount_minor"] for row in self.refunds or [] if row["refund_id"]}
        refunds = self.env["ar.stripe.refund"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "in", list(refs))]
        )
        booked = refunds.filtered(lambda row: row.balance_transaction_id.is_booked)
        if None in refs.values():  # before 2025 a note named one refund and not its share
            return self.refunded_amount if len(booked) == len(refs) else 0.0
        return sum(self._major(refs[row.external_id]) for row in booked)

    @api.model
    def _wake(self, connection) -> int:
        """Money was booked: what waited for it is due at once. Return how many rows did."""
        woken = 0
        for model in ("ar.stripe.credit.note", "ar.stripe.customer.balance.transaction"):
            table = self.env[model]
            table.flush_model(["needs_apply", "next_apply_at"])
            self.env.cr.execute(
                SQL(
                    """UPDATE %s SET next_apply_at = NULL
                        WHERE connection_id = %s AND needs_apply IS TRUE AND next_apply_at IS NOT NULL""",
                    SQL.identifier(table._table),
                    connection.id,
                )
            )
            if self.env.cr.rowcount:
                woken += self.env.cr.rowcount
                table.invalidate_model(["next_apply_at"], flush=False)
        return woken

    def _void_move(self) -> None:
        """Take a voided note out of the books: cancelled, or reversed today where its period is locked."""
        self.ensure_one()
        move = self.move_id
        if not move or move.state == "cancel" or move.reversal_move_ids:
            return
        Credit = self.env["ar.stripe.credit"]
        Credit._take_back(self.settle_move_ids)
        self.settled_amount = 0
        self.settle_move_ids = False
        Credit._take_back(move)


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_stripe_credit_note_id = fields.Many2one(
        "ar.stripe.credit.note", string="Stripe Credit Note", readonly=True, copy=False, index="btree_not_null"
    )

    def action_ar_stripe_credit_note(self):
        """Open the credit note at Stripe that this one is."""
        self.ensure_one()
        note = self.ar_stripe_credit_note_id
        return note._open(note)
