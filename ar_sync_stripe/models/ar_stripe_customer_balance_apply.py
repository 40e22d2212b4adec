"""A customer's credit balance in the ledger: granted, used up by invoices, given back.

| change at Stripe | in the books |
|---|---|
| credit note to the balance, overpayment, invoice below zero | nothing: the document's own open item is the credit |
| credit granted (adjustment and the like, negative) | credits granted against receivable: an open item |
| credit taken away (adjustment, positive) | the reverse, against the open credits, the oldest first |
| applied to an invoice | open credits, the oldest first, settle the invoice by exactly that amount |
| unapplied from an invoice | that application is taken back |

Credit that came before the books is granted when it is used, so that the invoice is settled as at Stripe.
"""

import psycopg2

from odoo import api, models

from ..payloads.balance_order import Change, ordered
from .ar_stripe_mirror_apply import ComesLater

BATCH = 100
# Credit that another document brings: its open item is in the books already.
BROUGHT = frozenset({"credit_note", "invoice_overpaid", "applied_to_invoice"})
# Debts that another document brings: an invoice too small to be charged stays open.
OWED = frozenset({"invoice_too_small"})


class ArStripeCustomerBalanceTransaction(models.Model):
    _inherit = "ar.stripe.customer.balance.transaction"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Bring one batch of changes into the books, and commit. Return whether more wait (0 or 1)."""
        if connection.mode != "automatic":
            return 0
        changes = self._to_apply(connection, BATCH)
        if changes:
            changes._book_in_order()
            self.env.cr.commit()  # pylint: disable=invalid-commit
        woken = changes.invoice_id.filtered(lambda invoice: invoice.status == "void" and invoice.needs_apply)
        return int(len(changes) == BATCH or bool(woken))

    def _book_in_order(self) -> None:
        """Book what can be booked; what waits for another one of these is tried again once that is booked.

        Changes of one second come in any order.
        """
        waiting, done = list(self), self.browse()
        while waiting:
            later = []
            for change in waiting:
                why = change._try()
                if why:
                    later.append((change, why))
                else:
                    done |= change
            if len(later) == len(waiting):
                for change, why in later:
                    change._note_waiting(why)
                break
            waiting = [change for change, _why in later]
        others = [("connection_id", "in", done.connection_id.ids), ("customer_ref", "in", done.mapped("customer_ref"))]
        self.search([*others, ("needs_apply", "=", True), ("id", "not in", self.ids)]).next_apply_at = False

    def _try(self) -> str:
        """Book this change. Return what it waits for; an error of its own is kept with it."""
        try:
            with self.env.cr.savepoint():
                self._book()
            self._note_applied()
        except psycopg2.OperationalError:
            raise
        except ComesLater as waiting:
            return str(waiting)
        except Exception as error:
            self._note_apply_error(error)
        return ""

    def _book(self) -> None:
        """Bring this change into the books, once."""
        self.ensure_one()
        if self.booking:
            return
        self._require_order()
        if self.connection_id._stripe_is_before_books(self.created_at):
            self.booking = "before"
        elif self.type == "applied_to_invoice" and self.amount > 0:
            self._apply_to_invoice()
        elif self.type == "unapplied_from_invoice" and self.amount < 0:
            self._take_application_back()
        elif self._is_brought():
            self._require_document()
            self.booking = "elsewhere"
        else:
            self._book_grant()

    def _is_brought(self) -> bool:
        """Tell whether another document brings this credit or debt into the books."""
        below_zero = self.invoice_id.total < 0 and self.amount < 0
        return (self.amount < 0 and self.type in BROUGHT) or below_zero or self.type in OWED

    # === ORDER === #

    def _require_order(self) -> None:
        """Raise :class:`ComesLater` while an earlier change of this customer waits: credit is used oldest first."""
        if not self.customer_id.partner_id:
            raise ComesLater(self.env._("The customer of %s is not known yet.", self.external_id))
        if self._earlier().filtered(lambda row: not row.booking):
            raise ComesLater(self.env._("An earlier change of this balance waits."))

    def _earlier(self):
        """Return the earlier changes of the same balance, oldest first."""
        rows = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("customer_ref", "=", self.customer_ref),
                ("currency_code", "=", self.currency_code),
                ("created_at", "<=", self.created_at),
            ]
        )
        by_id = {row.external_id: row for row in rows}
        order = ordered(row._as_change() for row in rows)
        return self.browse(by_id[external_id].id for external_id in order[: order.index(self.external_id)])

    def _as_change(self) -> Change:
        """Return what orders this change among the others of its balance."""
        return Change(self.external_id, self.created_at, self._minor(self.amount), self._minor(self.ending_balance))

    def _require_document(self) -> None:
        """Raise :class:`ComesLater` while the document that brings this credit is not in the books."""
        if self.type == "credit_note" and not (self.credit_note_id.move_id or self.credit_note_id.needs_person):
            raise ComesLater(self.env._("Its credit note is not booked yet."))
        is_payment = self.type in ("invoice_overpaid", "applied_to_invoice") and self.invoice_id.total >= 0
        if is_payment and not self._payment_lines():
            raise ComesLater(self.env._("The payment that was too much is not booked yet."))

    # === CREDITS === #

    def _credit_lines(self):
        """Return the journal items that are this change's credit."""
        Credit = self.env["ar.stripe.credit"]
        if self.type == "credit_note":
            return Credit._receivables(self.credit_note_id.move_id)
        if self.invoice_id.total < 0:
            return Credit._receivables(self.invoice_id.move_id)
        return Credit._receivables(self.move_id) if self.booking == "granted" else self._payment_lines()

    def _payment_lines(self):
        """Return the journal items of the payments of this invoice that were too much."""
        receipts = self.invoice_id.payment_ids.payment_intent_id.charge_ids.receipt_id
        return receipts.line_ids.filtered(
            lambda line: line.parent_state == "posted" and line.account_id.account_type == "asset_receivable"
        )

    def _sources(self, amount: float) -> list:
        """Return (change, [(journal item, part)]) of earlier credits that make up to ``amount``, oldest first."""
        Credit = self.env["ar.stripe.credit"]
        found, left = [], amount
        for change in self._earlier().filtered(lambda row: row.amount < 0 and row.booking in ("granted", "elsewhere")):
            unused = self.currency_id.round(-change.amount - change.used_amount)
            parts = Credit._open_parts(change._credit_lines(), -1, min(left, unused))
            if parts:
                found.append((change, parts))
                left = self.currency_id.round(left - sum(part for _line, part in parts))
        return found

    def _note_used(self, sources: list) -> None:
        """Keep what was taken of each credit."""
        self.uses = [[change.id, sum(part for _line, part in parts)] for change, parts in sources]
        for change, parts in sources:
            change.used_amount = self.currency_id.round(change.used_amount + sum(part for _line, part in parts))

    # === BOOKING === #

    def _apply_to_invoice(self) -> None:
        """Settle the invoice by exactly this amount out of the customer's open credits."""
        Credit = self.env["ar.stripe.credit"]
        invoice = self.invoice_id
        if not invoice.move_id:
            since = self.connection_id.import_from
            if invoice and since and invoice._invoice_date() < since:
                self.booking = "before"
                return
            if invoice.status == "void" or invoice.is_deleted:
                self.booking = "taken_back"
                return
            raise ComesLater(self.env._("Its invoice is not booked yet."))
        open_amount = sum(Credit._receivables(invoice.move_id).mapped("amount_residual_currency"))
        amount = self.currency_id.round(min(self.amount, max(open_amount, 0.0)))
        sources = self._sources(amount)
        parts = [pair for _change, pairs in sources for pair in pairs]
        missing = self.currency_id.round(amount - sum(part for _line, part in parts))
        if self.currency_id.compare_amounts(missing, 0) > 0:
            granted = self._grant_entry(-missing, self.env._("Credit from before the books %s", self.external_id))
            parts += Credit._open_parts(Credit._receivables(granted), -1, missing)
        if parts:
            targets = Credit._open_parts(Credit._receivables(invoice.move_id), 1, amount)
            ref = self.env._("Credit balance applied to %s", invoice.display_name)
            self.move_id = Credit._apply(self.connection_id, parts, targets, self._date(), ref)
        self._note_used(sources)
        self.booking = "applied"

    def _take_application_back(self) -> None:
        """Undo the application of the invoice that gave its credit back."""
        applied = self._earlier().filtered(lambda row: row.booking == "applied" and row.invoice_ref == self.invoice_ref)
        Credit = self.env["ar.stripe.credit"]
        for change in applied:
            if change.move_id:
                Credit._take_back(change.move_id)
            else:
                change._unreconcile_direct()
            for source_id, part in change.uses or []:
                source = self.browse(source_id)
                source.used_amount = self.currency_id.round(source.used_amount - part)
            change.write({"booking": "taken_back", "uses": False})
        if self.invoice_id.status == "void":
            self.invoice_id.write({"needs_apply": True, **self._no_problem()})
        self.booking = "elsewhere" if applied else "before"
        self.used_amount = -self.amount  # the credits themselves are open again

    def _unreconcile_direct(self) -> None:
        """Undo an application that reconciled a credit with the invoice itself."""
        Credit = self.env["ar.stripe.credit"]
        debts = Credit._receivables(self.invoice_id.move_id)
        for source_id, _part in self.uses or []:
            credits = self.browse(source_id)._credit_lines()
            partials = (credits.matched_debit_ids).filtered(lambda row: row.debit_move_id in debts)
            partials.with_context(ar_undoing=True).unlink()

    def _book_grant(self) -> None:
        """Book a credit that somebody granted, or took away."""
        label = self.description or self.type_label or self.type
        move = self._grant_entry(self.amount, f"{label} {self.external_id}")
        self.write({"move_id": move.id, "booking": "granted" if self.amount < 0 else "charged"})
        if self.amount > 0:
            self._use_up(move)

    def _use_up(self, move) -> None:
        """Let a debt take the customer's open credits, the oldest first; what is more stays open."""
        Credit = self.env["ar.stripe.credit"]
        sources = self._sources(self.amount)
        parts = [pair for _change, pairs in sources for pair in pairs]
        total = self.currency_id.round(sum(part for _line, part in parts))
        if parts:
            targets = Credit._open_parts(Credit._receivables(move), 1, total)
            Credit._apply(self.connection_id, parts, targets, self._date(), move.ref)
            self._note_used(sources)

    def _grant_entry(self, amount: float, label: str):
        """Post the entry of a credit (negative) or debt that no document brings: receivable against credits granted."""
        company, currency = self.company_id, self.currency_id
        self.connection_id._ar_require_rate(currency)
        partner = self.customer_id.partner_id.commercial_partner_id
        balance = currency._convert(amount, company.currency_id, company, self._date())
        common = {"name": label, "partner_id": partner.id, "currency_id": currency.id}
        receivable = partner.with_company(company).property_account_receivable_id
        lines = [
            {**common, "account_id": receivable.id, "amount_currency": amount, "balance": balance},
            {
                **common,
                "account_id": company._ar_account("credit").id,
                "amount_currency": -amount,
                "balance": -balance,
            },
        ]
        return self.env["ar.stripe.credit"]._post(self.connection_id, self._date(), label, lines)

    def _date(self):
        return self.connection_id._ar_local_date(self.created_at)
