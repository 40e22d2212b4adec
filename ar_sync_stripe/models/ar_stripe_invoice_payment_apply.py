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
                    payments._refresh_receipts(payments._take_off_detached())
                payments._note_applied()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                for payment in payments:
                    payment._note_apply_error(error)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(payments) == BATCH)

    def _refresh_receipts(self, taken_off=None) -> None:
        """Give receipts of these payments their identifiers anew, and decide those again that no person decided.

        :param taken_off: receipts that Stripe took off an invoice just now: that invoice is not theirs again unasked.
        """
        taken_off = taken_off or self.env["ar.match.receipt"]
        charges = self._charges()
        waiting = charges.filtered(
            lambda charge: charge.receipt_id.state in ("new", "review") and not charge.receipt_id.decided_by_id
        )
        around = waiting._surroundings()
        for charge in waiting:
            charge.receipt_id.hints = charge._hints(around)
        again = waiting.receipt_id.filtered(lambda receipt: receipt.state == "review") - taken_off
        for _company, receipts in again.grouped("company_id").items():
            receipts._decide_and_act()
        taken_off._ar_through_gate().look_again = True

    def _charges(self):
        """Return the charges that these payments are made of, as far as they have receipts."""
        intents = [ref for ref in self.mapped("payment_intent_ref") if ref]
        direct = [ref for ref in self.mapped("charge_ref") if ref]
        return self.env["ar.stripe.charge"].search(
            [
                ("connection_id", "in", self.connection_id.ids),
                ("receipt_id", "!=", False),
                "|",
                ("payment_intent_ref", "in", intents),
                ("external_id", "in", direct),
            ]
        )

    def _take_off_detached(self):
        """Take receipts off the invoices that Stripe took their payments off: the money is the customer's credit.

        What a person applied stays, with a note. The receipts that wait now are returned.
        """
        taken_off = self.env["ar.match.receipt"]
        for payment in self.filtered(lambda payment: payment.status == "canceled" and payment.invoice_id.move_id):
            move = payment.invoice_id.move_id
            paid = payment._charges().receipt_id.filtered(lambda receipt, move=move: move in receipt.invoice_ids)
            text = self.env._("Stripe took this payment off %s.", move.name)
            by_person = paid.filtered("decided_by_id")
            by_person._message_log_batch(bodies=dict.fromkeys(by_person.ids, text))
            receipts = paid - by_person
            receipts._unapply()
            receipts.proposal_ids.filtered(lambda row: row.state == "accepted")._settle("undone")
            receipts._note_decision("review", reason=text)
            taken_off |= receipts
        return taken_off
