"""Invoice payments tell which invoice a payment paid; receipts that waited for it are looked at again."""

import psycopg2

from odoo import api, models

BATCH = 200


class ArStripeInvoicePayment(models.Model):
    _inherit = "ar.stripe.invoice.payment"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Refresh the receipts of one batch of invoice payments, and commit. Return whether more wait."""
        payments = self._to_apply(connection, BATCH)
        if payments:
            try:
                with self.env.cr.savepoint():
                    payments._refresh_receipts()
                payments._note_applied()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                for payment in payments:
                    payment._note_apply_error(error)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(payments) == BATCH)

    def _refresh_receipts(self) -> None:
        """Give receipts of these payments their identifiers anew, and decide those again that no person decided."""
        intents = [ref for ref in self.mapped("payment_intent_ref") if ref]
        direct = [ref for ref in self.mapped("charge_ref") if ref]
        charges = self.env["ar.stripe.charge"].search(
            [
                ("connection_id", "in", self.connection_id.ids),
                ("receipt_id", "!=", False),
                "|",
                ("payment_intent_ref", "in", intents),
                ("external_id", "in", direct),
            ]
        )
        waiting = charges.filtered(
            lambda charge: charge.receipt_id.state in ("new", "review") and not charge.receipt_id.decided_by_id
        )
        around = waiting._surroundings()
        for charge in waiting:
            charge.receipt_id.hints = charge._hints(around)
        again = waiting.receipt_id.filtered(lambda receipt: receipt.state == "review")
        for _company, receipts in again.grouped("company_id").items():
            receipts._decide_and_act()
