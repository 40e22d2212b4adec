"""Payments that are registered and in no books yet: their invoices are open in the ledger, and are not asked for."""

from odoo import api, models

from odoo.addons.ar_sync.models.account_move_hold import Hold
from odoo.addons.ar_sync.protocol.money import minor

#: What changes who has paid.
CHANGES = {"state", "amount", "partner_id", "invoice_ids", "move_id", "currency_id"}


class AccountPayment(models.Model):
    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments._ar_collection_wake()
        return payments

    def write(self, vals):
        """A payment with an entry wakes its customer by that; one without has nothing else that would."""
        before = self.invoice_ids if vals.keys() & CHANGES else self.env["account.move"]
        result = super().write(vals)
        if vals.keys() & CHANGES:
            self._ar_collection_wake(before)
        return result

    def _ar_collection_wake(self, before=None) -> None:
        invoices = self.filtered(lambda payment: not payment.move_id).invoice_ids
        if before:
            invoices |= before
        invoices._ar_collection_wake()

    def _ar_part_of(self, move) -> int | None:
        """Return how much of an invoice these payments are, in minor units; None where they may be all of it.

        A payment of several invoices is taken for each one's: nobody is asked for what may be paid.
        """
        currency = move.currency_id
        amount = sum(self.mapped("amount"))
        if self.currency_id != currency or currency.compare_amounts(amount, move.amount_residual) >= 0:
            return None
        return minor(amount, currency.decimal_places)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ar_registered_holds(self) -> dict[int, Hold]:
        """Return by invoice what payments without an entry keep from being asked for.

        Odoo makes an entry only where the payment method has an outstanding account. Without one it calls the invoice
        paid, also where the payment is a part, and the ledger has it open until the bank has the money. Once something
        was applied to the invoice, a payment that is done is in that.
        """
        payments = (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    ("invoice_ids", "in", self.ids),
                    ("move_id", "=", False),
                    ("state", "in", ("in_process", "paid")),
                    ("payment_type", "=", "inbound"),
                ]
            )
        )
        found = {}
        for move in payments.invoice_ids & self:
            is_applied = move.currency_id.compare_amounts(move.amount_residual, move.amount_total) < 0
            own = payments.filtered(lambda row, move=move: move in row.invoice_ids)
            if is_applied:
                own = own.filtered(lambda row: row.state == "in_process")
            if own:
                part = own._ar_part_of(move)
                found[move.id] = Hold("on_its_way", self.env._("a payment is on its way"), None, part)
        return found
