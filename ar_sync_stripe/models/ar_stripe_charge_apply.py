"""Charges that brought money become receipts."""

from dataclasses import dataclass
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from odoo.addons.ar_sync.protocol.errors import Transient

BATCH = 200
# How long a payment of Odoo's own provider may take to be recorded by Odoo before its charge is treated as unknown.
OWN_PAYMENT_WAIT = timedelta(hours=1)


class ArStripeCharge(models.Model):
    _inherit = "ar.stripe.charge"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Make receipts of one batch of charges, and commit. Return whether more wait (0 or 1)."""
        self.env["ar.stripe.balance.transaction"]._take_back_outside(connection)
        charges = self._to_apply(connection, BATCH)
        if not charges:
            return 0
        rows = []
        around = charges._surroundings()
        for charge in charges:
            try:
                with self.env.cr.savepoint():
                    rows += charge._receipt_rows(around)
                charge._note_applied()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                charge._note_apply_error(error)
        receipts = self.env["ar.match.receipt"].create([values for _charge, values in rows])
        for (charge, _values), receipt in zip(rows, receipts, strict=True):
            charge.receipt_id = receipt
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(charges) == BATCH)

    def _surroundings(self) -> "Surroundings":
        """Read what is known about the payments of these charges, in one look-up of each kind."""
        intents = [ref for ref in self.mapped("payment_intent_ref") if ref]
        mine = ("connection_id", "in", self.connection_id.ids)
        sessions = self.env["ar.stripe.checkout.session"].search([mine, ("payment_intent_ref", "in", intents)])
        payments = self.env["ar.stripe.invoice.payment"].search(
            [
                mine,
                ("status", "=", "paid"),
                "|",
                ("payment_intent_ref", "in", intents),
                ("charge_ref", "in", intents + self.mapped("external_id")),
            ]
        )
        by_payment: dict = {}
        for row in payments:
            for ref in filter(None, (row.payment_intent_ref, row.charge_ref)):
                key = (row.connection_id, ref)
                by_payment[key] = by_payment.get(key, payments.browse()) | row
        movements = self.env["ar.stripe.balance.transaction"].search(
            [mine, ("external_id", "in", [ref for ref in self.mapped("balance_transaction_ref") if ref])]
        )
        recorded = self.env["payment.transaction"].sudo().search([("provider_reference", "in", intents)])
        return Surroundings(
            sessions.grouped(lambda row: (row.connection_id, row.payment_intent_ref)),
            by_payment,
            movements.grouped(lambda row: (row.connection_id, row.external_id)),
            recorded.grouped("provider_reference"),
        )

    def _receipt_rows(self, around: "Surroundings") -> list:
        """Return [(charge, receipt values)] when this charge brought money that is not taken in yet, else []."""
        self.ensure_one()
        if self.receipt_id or self.is_deleted or self.status != "succeeded" or not self.captured:
            return []
        movement = around.movements.get((self.connection_id, self.balance_transaction_ref))
        if not movement:
            raise Transient(
                self.env._("The balance transaction of charge %s is not read yet.", self.external_id), retry_after_s=1
            )
        movement._require_out_of_sum()
        if movement.is_booked or self.connection_id._stripe_is_before_books(movement.created_at):
            return []  # in the opening entry, or about to be
        self._wait_for_own_payment(around)
        return [(self, self._receipt_values(movement, around))]

    def _wait_for_own_payment(self, around: "Surroundings") -> None:
        """Wait while Odoo's own provider is about to record this payment: it is recognised, not posted twice."""
        transaction = around.recorded.get(self.payment_intent_ref, self.env["payment.transaction"])[:1]
        young = transaction and transaction.create_date > fields.Datetime.now() - OWN_PAYMENT_WAIT
        if young and not transaction.payment_id and transaction.state not in ("cancel", "error"):
            raise Transient(self.env._("Odoo is recording payment %s itself.", transaction.reference), retry_after_s=60)

    def _receipt_values(self, movement, around: "Surroundings") -> dict:
        """Return the receipt of this charge: amounts in both currencies, and everything by which it can be matched."""
        connection = self.connection_id
        return {
            "name": self.external_id,
            "company_id": self.company_id.id,
            "connection_id": connection.id,
            "journal_id": connection._ar_journal(movement.currency_id).id,
            "rail": "stripe",
            "external_id": self.external_id,
            "date": connection._ar_local_date(movement.created_at),
            "currency_id": self.currency_id.id,
            "amount": self.amount_captured,
            "settlement_currency_id": movement.currency_id.id,
            "settlement_amount": movement.amount,
            "fee_amount": movement.fee,
            "partner_id": self.customer_id.partner_id.id,
            "payer_name": self.customer_id.name or self.billing_name,
            "reference_text": "\n".join(self._reference_texts(around)),
            "hints": self._hints(around),
        }

    def _sessions(self, around: "Surroundings"):
        """Return the checkout sessions that led to this charge."""
        none = self.env["ar.stripe.checkout.session"]
        return around.sessions.get((self.connection_id, self.payment_intent_ref), none)

    def _reference_texts(self, around: "Surroundings") -> list[str]:
        """Return every text in which the payer or a system may have named an invoice, each once."""
        sessions = self._sessions(around)
        texts = [self.description, self.payment_intent_id.description]
        for record in (self, self.payment_intent_id, sessions):
            for row in record:
                texts += [value for key, value in (row.metadata or {}).items() if not key.startswith("odoo_")]
        texts += sessions.mapped("client_reference_id")
        return list(dict.fromkeys(text for text in texts if text))

    def _hints(self, around: "Surroundings") -> list[dict]:
        """Return identifiers, strongest first: invoice payments with their amounts, then intent, charge, sessions."""
        hints = []
        for payment in self._invoice_payments(around):
            hints.append(self._hint(payment.invoice_ref, "Stripe invoice payment", payment.amount_paid))
        if not hints and self.invoice_ref:
            hints.append(self._hint(self.invoice_ref, "Stripe charge"))
        for session in self._sessions(around):
            if not hints and session.invoice_ref:
                hints.append(self._hint(session.invoice_ref, "Stripe checkout session"))
        hints.append(self._hint(self.payment_intent_ref, "Stripe payment intent"))
        hints.append(self._hint(self.external_id, "Stripe charge"))
        return [hint for hint in hints if hint["value"]]

    def _hint(self, value: str, source: str, amount: float | None = None) -> dict:
        """Return one identifier as the engine takes it, its amount in the currency's own minor units."""
        hint = {"kind": "id", "value": value or "", "source": source}
        if amount is not None:
            places = self.currency_id.decimal_places
            hint["amount_minor"] = round(amount * 10**places)
        return hint

    def _invoice_payments(self, around: "Surroundings"):
        """Return the paid invoice payments that used this charge or its payment intent."""
        found = self.env["ar.stripe.invoice.payment"]
        for ref in (self.payment_intent_ref, self.external_id):
            if ref:
                found |= around.payments.get((self.connection_id, ref), found.browse())
        return found.sorted("id")


@dataclass(frozen=True)
class Surroundings:
    """What is known about the payments of a batch of charges: (connection, remote id) -> rows.

    ``recorded`` is Odoo's own: payment intent -> transactions of Odoo's Stripe provider.
    """

    sessions: dict
    payments: dict
    movements: dict
    recorded: dict
