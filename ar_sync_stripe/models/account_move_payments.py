"""Payments made elsewhere, such as a bank transfer: reported to Stripe, so that both sides say paid."""

from calendar import timegm
from datetime import datetime, time

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol.steps import Step, bound, reference

from ..payloads.currency import to_minor
from ..payloads.out_payment import PaymentFacts, payment_record
from .account_move_facts import _decimal

BATCH = 100


class ArStripeInvoice(models.Model):
    _inherit = "ar.stripe.invoice"

    # Written as the query below has it: PostgreSQL compares texts.
    _unpaid_index = models.Index("(connection_id, move_id) WHERE status IN ('open', 'uncollectible')")

    @api.model
    def _report_payments(self) -> int:
        """Plan the reports of one batch of payments that Stripe does not know, and commit. Return whether more wait."""
        remaining = 0
        for connection in self.env["ar.sync.connection"].search(
            [("provider", "=", "stripe"), ("state", "=", "connected"), ("stripe_send_payments", "!=", "off")]
        ):
            found = self._unreported(connection)
            for partial in found:
                partial.sudo().with_company(connection.company_id)._stripe_report(connection)
            if found:
                self.env.cr.commit()  # pylint: disable=invalid-commit
            remaining += len(found) == BATCH
        return remaining

    @api.model
    def _unreported(self, connection):
        """Return what settled invoices that are open at Stripe, neither by a credit note nor as Stripe knows already.

        Stripe's own money is among it where Stripe does not know what it paid: one payment for several invoices, say.
        An exchange difference settles nothing in the invoice's currency.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id
                     FROM ar_stripe_invoice i
                     JOIN account_move m ON m.id = i.move_id
                     JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'payment_term'
                     JOIN account_partial_reconcile p ON p.debit_move_id = l.id
                     JOIN account_move_line c ON c.id = p.credit_move_id
                     JOIN account_move cm ON cm.id = c.move_id
                     LEFT JOIN ar_match_receipt r ON r.id = c.ar_receipt_id
                    WHERE i.connection_id = %(connection)s AND i.status IN ('open', 'uncollectible')
                      AND i.is_deleted IS NOT TRUE
                      AND m.state = 'posted' AND m.amount_residual < i.amount_remaining
                      AND cm.state = 'posted' AND cm.move_type NOT IN ('out_refund', 'out_invoice')
                      AND p.debit_amount_currency > 0
                      AND (r.id IS NULL OR r.rail <> 'stripe' OR %(knows)s AND EXISTS
                           (SELECT 1 FROM ar_stripe_charge h
                             WHERE h.receipt_id = r.id AND h.connection_id = i.connection_id
                               AND NOT EXISTS (SELECT 1 FROM ar_stripe_invoice_payment t
                                                WHERE t.connection_id = h.connection_id
                                                  AND t.status IS DISTINCT FROM 'canceled'
                                                  AND (t.payment_intent_ref = h.payment_intent_ref
                                                       OR t.charge_ref = h.external_id))))
                      AND NOT EXISTS (SELECT 1 FROM ar_sync_operation o
                                       WHERE o.res_model = 'account.partial.reconcile' AND o.res_id = p.id
                                         AND o.connection_id = %(connection)s)
                    ORDER BY p.id LIMIT %(limit)s""",
                connection=connection.id,
                knows=self._payments_are_read(connection),
                limit=BATCH,
            )
        )
        return self.env["account.partial.reconcile"].browse([row_id for (row_id,) in rows])

    @api.model
    def _payments_are_read(self, connection) -> bool:
        """Tell whether it is known here what Stripe's payments pay at Stripe."""
        stream = connection.stream_ids.filtered(lambda stream: stream.kind == "invoice_payment")
        return bool(stream.is_complete and stream.state != "off")


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def _stripe_report(self, connection):
        """Plan the report of this settlement: a record of the payment, attached to the invoice."""
        self.ensure_one()
        invoice = self.debit_move_id.move_id
        words = {"amount": invoice.currency_id.format(self.debit_amount_currency), "number": invoice.name}
        target = reference("invoice", invoice._name, invoice.id)
        attach = self.env._("Count %(amount)s as paid on %(number)s", **words)
        intent = self.credit_move_id._ar_stripe_transaction().provider_reference or self._stripe_whole_payment(invoice)
        if intent:
            steps = [Step("payment_record.attach", {"payment_intent": intent}, attach, target)]
        else:
            record = bound("payment_record", self._name, self.id)
            report = self.env._("Report %(amount)s paid elsewhere for %(number)s", **words)
            steps = [
                Step("payment_record.create", self._stripe_payment_payload(connection, invoice), report),
                Step("payment_record.attach", {"payment_record": record}, attach, target),
            ]
        return self.env["ar.sync.operation"]._plan(connection, self, f"payment/{self.id}", steps)

    def _stripe_whole_payment(self, invoice) -> str:
        """Return the payment at Stripe that this is the whole of: Stripe counts a payment on one invoice only."""
        receipt = self.credit_move_id.ar_receipt_id
        charge = receipt.ar_stripe_charge_ids
        of_invoice = charge.customer_ref in (False, invoice.ar_stripe_invoice_id.customer_ref)
        if len(charge) != 1 or not of_invoice or receipt.currency_id != invoice.currency_id:
            return ""
        whole = not receipt.currency_id.compare_amounts(self.debit_amount_currency, receipt.amount)
        return charge.payment_intent_ref or "" if whole else ""

    def _stripe_payment_payload(self, connection, invoice) -> dict:
        line = self.credit_move_id
        currency = invoice.currency_id
        local = connection._stripe_timezone().localize(datetime.combine(line.date, time(12)))
        paid_at = min(timegm(local.utctimetuple()), timegm(fields.Datetime.now().timetuple()))
        receipt = line.ar_receipt_id
        charge = receipt.ar_stripe_charge_ids[:1]
        is_bank = not charge and (line.journal_id.type == "bank" or receipt.rail == "bank")
        facts = PaymentFacts(
            currency=currency.name,
            amount_minor=to_minor(_decimal(self.debit_amount_currency, currency.decimal_places), currency.name),
            paid_at=paid_at,
            method=self.env._("Bank transfer") if is_bank else line.journal_id.name,
            reference=charge.external_id or line.move_id.name or line.ref or "",
            customer=bound("customer", invoice._name, invoice.id),
            backlink=connection._stripe_backlink(self),
        )
        return payment_record(facts)

    def unlink(self):
        """A settlement that is taken back is not reported any more, as far as it was not sent."""
        Operation = self.env["ar.sync.operation"].sudo()
        unsent = Operation.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", ("draft", "review", "ready", "failed")),
            ]
        ).filtered(lambda row: not row._is_uncertain())
        for row in unsent:
            row._set_state("cancelled", is_superseded=True)
        return super().unlink()
