"""Stripe invoices become invoices of Odoo, with the same total, tax and lines to the cent."""

import psycopg2

from odoo import api, fields, models

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.errors import NeedsPerson, Transient

BATCH = 25
FINAL_STATUSES = ("open", "paid", "uncollectible")
METADATA_KEYS = ("odoo_move_id", "odoo_invoice")


class ArStripeInvoice(models.Model):
    _inherit = "ar.stripe.invoice"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Bring one batch of invoices into the books, and commit. Return whether more wait (0 or 1)."""
        invoices = self._to_apply(connection, BATCH)
        if invoices:
            invoices.with_context(ar_tax_memo={})._apply_batch()
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(invoices) == BATCH)

    def _apply_batch(self) -> None:
        """Apply together, which is many times faster; if that fails, one by one."""
        try:
            with self.env.cr.savepoint():
                different = self._apply_all()
                (self - different)._note_applied()
                different.needs_apply = False
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(self) == 1:
                self._note_apply_error(error)
                return
            for invoice in self:
                invoice._apply_batch()

    def _apply_all(self):
        """Find or make the entries of these invoices; void what is void.

        :return: the invoices whose entry stays a draft, because it differs from Stripe's.
        """
        to_book = self.filtered(lambda invoice: invoice._is_to_book())
        new = to_book - to_book._find_moves()
        drafts = new._create_moves() if new else self.env["account.move"]
        for invoice, move in zip(new, drafts, strict=True):
            invoice.move_id = move
        exact = new.filtered(lambda invoice: invoice._fit_to_the_cent())
        exact.move_id.with_context(**QUIET)._post(soft=False)
        made = {invoice.external_id: invoice.move_id for invoice in new}
        self.env["ar.sync.binding"]._bind_all(self.connection_id, "invoice", made, self.env._("created"))
        for invoice in self.filtered(lambda invoice: invoice.status == "void" or invoice.is_deleted):
            invoice._void_move()
        self._rematch_receipts()
        return new - exact

    def _is_to_book(self) -> bool:
        """Tell whether this invoice belongs in the books: final, not deleted, not older than the books."""
        self.ensure_one()
        if self.move_id or self.is_deleted or self.status not in FINAL_STATUSES:
            return False
        since = self.connection_id.import_from
        return not since or self._invoice_date() >= since

    def _invoice_date(self):
        """Return the accounting date: when it was finalized, in the connection's time zone."""
        return self.connection_id._ar_local_date(self.finalized_at or self.created_at)

    def _find_moves(self):
        """Tie these invoices to entries that Odoo has already, found by id, metadata or number.

        :return: those that were found.
        """
        known = self.env["ar.sync.binding"]._find(self.connection_id, "invoice", self.mapped("external_id"))
        numbered = self._moves_by_number()
        found = self.browse()
        for invoice in self:
            for move, how in (
                (known.get(invoice.external_id), self.env._("known")),
                (invoice._move_by_metadata(), self.env._("metadata")),
                (invoice._only_move(numbered), self.env._("number, customer and total")),
            ):
                if move:
                    invoice._tie(move, how)
                    found |= invoice
                    break
        return found

    def _tie(self, move, how: str) -> None:
        """Tie this invoice to entry ``move``, which is not changed, and note where it differs."""
        self.move_id = move
        move.ar_stripe_invoice_id = self
        self.env["ar.sync.binding"]._bind(self.connection_id, "invoice", self.external_id, move, how)
        self._note_difference(move)
        move._ar_update_keys()

    def _move_by_metadata(self):
        """Return the entry that the metadata names, if it is an invoice of this company.

        Our own back-link counts only in the database that wrote it.
        """
        metadata = self.metadata or {}
        if metadata.get("odoo_model") == "account.move":
            move = self.env["account.move"].browse(int(metadata.get("odoo_id") or 0)).exists()
            if move and self.connection_id._stripe_is_ours(metadata, move):
                return move
        for key in METADATA_KEYS:
            value = (self.metadata or {}).get(key, "")
            if value.isdecimal() and len(value) < 10:
                move = self.env["account.move"].browse(int(value)).exists()
                return move.filtered(lambda row: row.company_id == self.company_id and row.move_type == "out_invoice")
        return self.env["account.move"]

    def _moves_by_number(self) -> dict:
        """Return (customer, number) -> posted invoices of this company that no Stripe invoice is tied to."""
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("commercial_partner_id", "in", self.customer_id.partner_id.commercial_partner_id.ids),
                ("name", "in", [number for number in self.mapped("number") if number]),
                ("ar_stripe_invoice_id", "=", False),
            ]
        )
        return moves.grouped(lambda move: (move.commercial_partner_id, move.name))

    def _only_move(self, numbered: dict):
        """Return the one entry of ``numbered`` with this invoice's customer and number."""
        moves = numbered.get((self.customer_id.partner_id.commercial_partner_id, self.number))
        return moves if moves and len(moves) == 1 else self.env["account.move"]

    # === MAKING === #

    def _create_moves(self):
        """Create the draft entries of these invoices in one go, one for each, in order."""
        return self.env["account.move"].with_context(**QUIET).create([invoice._move_values() for invoice in self])

    def _move_values(self) -> dict:
        """Return the values of this invoice's entry. A negative total is a credit note."""
        self.ensure_one()
        partner = self.customer_id.partner_id
        if not partner:
            raise Transient(
                self.env._("The customer of invoice %s is not known yet.", self.display_name), retry_after_s=5
            )
        sign = -1 if self.total < 0 else 1
        date = self._invoice_date()
        due = self.connection_id._ar_local_date(self.due_at) if self.due_at else date
        self.connection_id._ar_require_rate(self.currency_id)
        if not self.currency_id.active:
            self.currency_id.sudo().active = True
        return {
            "move_type": "out_refund" if sign < 0 else "out_invoice",
            "company_id": self.company_id.id,
            "journal_id": self.connection_id._ar_invoice_journal().id,
            "partner_id": partner.id,
            "invoice_user_id": (partner.user_id or partner.commercial_partner_id.user_id).id,
            "currency_id": self.currency_id.id,
            "invoice_date": date,
            "date": date,
            "invoice_date_due": max(due, date),
            "invoice_payment_term_id": False,
            "ref": self.number,
            "payment_reference": self.number,
            "ar_external_number": self.number,
            "ar_stripe_invoice_id": self.id,
            "narration": self.description,
            "invoice_line_ids": [fields.Command.create(line._move_line_values(sign)) for line in self._sold_lines()],
        }

    def _sold_lines(self):
        """Return the lines in Stripe's order. Raise where Stripe's lines were not read to their end."""
        if not self.lines_complete:
            raise Transient(self.env._("Not all lines of invoice %s are read yet.", self.display_name), retry_after_s=5)
        return self.line_ids.sorted("sequence")

    # === LATER === #

    def _void_move(self) -> None:
        """Cancel the entry of an invoice that Stripe voided; one with money on it, or locked, needs a person."""
        self.ensure_one()
        move = self.move_id
        if not move or move.state == "cancel" or self._is_voided_from_here():
            return
        if move.state == "posted" and move.payment_state not in ("not_paid", "blocked"):
            raise NeedsPerson(
                self.env._("Stripe voided %s, and money is applied to it here.", move.name),
                self.env._("Take the application back, then apply the Stripe invoice again."),
            )
        if move._get_violated_lock_dates(move.date, True):
            raise NeedsPerson(
                self.env._("Stripe voided %s, and its period is locked here.", move.name),
                self.env._("Issue a credit note in the open period."),
            )
        move.button_draft()
        move.button_cancel()

    def _is_voided_from_here(self) -> bool:
        """Tell whether Odoo voided it: then the entry is as somebody wanted it, cancelled or changed and sent anew."""
        domain = [("connection_id", "=", self.connection_id.id), ("kind", "=", "invoice.void")]
        states = ("sent", "unknown", "done")
        return bool(
            self.env["ar.sync.operation"]
            .sudo()
            .search_count([*domain, ("target", "=", self.external_id), ("state", "in", states)], limit=1)
        )

    def _rematch_receipts(self) -> None:
        """Let the engine look again at receipts that waited for these invoices."""
        payments = self.env["ar.stripe.invoice.payment"].search(
            [("connection_id", "in", self.connection_id.ids), ("invoice_ref", "in", self.mapped("external_id"))]
        )
        payments._refresh_receipts()
