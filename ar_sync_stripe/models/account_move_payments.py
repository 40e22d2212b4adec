"""What settled invoices without Stripe: reported as paid, or as credited where it was given up, so that both agree."""

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
        An exchange difference is no settlement: it is worth nothing in the invoice's currency.
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
                      AND (r.id IS NULL OR r.rail <> 'stripe' OR c.ar_role = 'write_off' OR %(knows)s AND EXISTS
                           (SELECT 1 FROM ar_stripe_charge h
                             WHERE h.receipt_id = r.id AND h.connection_id = i.connection_id
                               AND NOT EXISTS (SELECT 1 FROM ar_stripe_invoice_payment t
                                                WHERE t.connection_id = h.connection_id
                                                  AND t.status IS DISTINCT FROM 'canceled'
                                                  AND (t.payment_intent_ref = h.payment_intent_ref
                                                       OR t.charge_ref = h.external_id))))
                      AND p.debit_amount_currency > 0
                      AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile x WHERE x.exchange_move_id = cm.id)
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
        """Plan the report of this settlement: what was paid, attached to the invoice, and what was given up."""
        self.ensure_one()
        invoice = self.debit_move_id.move_id
        given_up = self._stripe_given_up()
        paid = invoice.currency_id.round(self.debit_amount_currency - given_up)
        planned = self.env["ar.sync.operation"]
        planned._write_cause(self)  # who takes it back in this moment sees the report, or there is none
        if not invoice.currency_id.is_zero(paid):
            planned |= planned._plan(connection, self, f"payment/{self.id}", self._stripe_paid_steps(connection, paid))
        if not invoice.currency_id.is_zero(given_up):
            steps = self._stripe_given_up_steps(connection, given_up)
            planned |= planned._plan(connection, self, f"given_up/{self.id}", steps)
        return planned

    def _stripe_paid_steps(self, connection, paid: float) -> list[Step]:
        """Return the steps by which Stripe counts ``paid`` as paid: a record of the payment, attached."""
        invoice = self.debit_move_id.move_id
        words = {"amount": invoice.currency_id.format(paid), "number": invoice.name}
        target = reference("invoice", invoice._name, invoice.id)
        attach = self.env._("Count %(amount)s as paid on %(number)s", **words)
        own = self.credit_move_id._ar_stripe_transaction().provider_reference
        intent = own or self._stripe_whole_payment(invoice, paid)
        if intent:
            return [Step("payment_record.attach", {"payment_intent": intent}, attach, target)]
        record = bound("payment_record", self._name, self.id)
        report = self.env._("Report %(amount)s paid elsewhere for %(number)s", **words)
        return [
            Step("payment_record.create", self._stripe_payment_payload(connection, invoice, paid), report),
            Step("payment_record.attach", {"payment_record": record}, attach, target),
        ]

    def _stripe_whole_payment(self, invoice, paid: float) -> str:
        """Return the payment at Stripe that this is the whole of: Stripe counts a payment on one invoice only."""
        receipt = self.credit_move_id.ar_receipt_id
        charge = receipt.ar_stripe_charge_ids
        of_invoice = charge.customer_ref in (False, invoice.ar_stripe_invoice_id.customer_ref)
        if len(charge) != 1 or not of_invoice or receipt.currency_id != invoice.currency_id:
            return ""
        return charge.payment_intent_ref or "" if not receipt.currency_id.compare_amounts(paid, receipt.amount) else ""

    def _stripe_payment_payload(self, connection, invoice, paid: float) -> dict:
        line = self.credit_move_id
        currency = invoice.currency_id
        local = connection._stripe_timezone().localize(datetime.combine(line.date, time(12)))
        paid_at = min(timegm(local.utctimetuple()), timegm(fields.Datetime.now().timetuple()))
        receipt = line.ar_receipt_id
        charge = receipt.ar_stripe_charge_ids[:1]
        is_bank = not charge and (line.journal_id.type == "bank" or receipt.rail == "bank")
        facts = PaymentFacts(
            currency=currency.name,
            amount_minor=to_minor(_decimal(paid, currency.decimal_places), currency.name),
            paid_at=paid_at,
            method=self.env._("Bank transfer") if is_bank else line.journal_id.name,
            reference=charge.external_id or line.move_id.name or line.ref or "",
            customer=bound("customer", invoice._name, invoice.id),
            backlink=connection._stripe_backlink(self),
        )
        return payment_record(facts)
