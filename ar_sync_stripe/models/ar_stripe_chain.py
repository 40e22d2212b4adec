"""Stripe's links in the chain of money: payout, movement, refund, dispute, charge and payment."""

from odoo import api, models


class ArSyncChain(models.TransientModel):  # pylint: disable=no-wizard-in-models
    _inherit = "ar.sync.chain"

    @api.model
    def _levels(self):
        """Put Stripe's levels between the bank and the receipts."""
        bank, *rest = super()._levels()
        return [
            bank,
            ("payout", "ar.stripe.payout", self.env._("Payout")),
            ("movement", "ar.stripe.balance.transaction", self.env._("Stripe balance")),
            ("refund", "ar.stripe.refund", self.env._("Refunded")),
            ("dispute", "ar.stripe.dispute", self.env._("Disputed")),
            ("charge", "ar.stripe.charge", self.env._("Charge")),
            ("payment", "ar.stripe.payment.intent", self.env._("Payment")),
            *rest,
        ]

    @api.model
    def _edges(self):
        """Add what leads from one object of Stripe to another."""
        charges_of = self._charges_of
        return {
            **super()._edges(),
            ("bank", "payout"): lambda lines: self._payouts_in(lines),
            ("payout", "bank"): lambda payouts: payouts._bank_moves().statement_line_id,
            ("payout", "movement"): lambda payouts: payouts.movement_ids - payouts.balance_transaction_id,
            ("movement", "payout"): lambda rows: rows.payout_id | self._sources(rows, "ar.stripe.payout"),
            ("movement", "refund"): lambda rows: self._sources(rows, "ar.stripe.refund"),
            ("movement", "dispute"): lambda rows: self._sources(rows, "ar.stripe.dispute"),
            ("movement", "charge"): lambda rows: self._sources(rows, "ar.stripe.charge"),
            ("refund", "movement"): lambda rows: rows.balance_transaction_id | rows.failure_balance_transaction_id,
            ("dispute", "movement"): lambda rows: rows._dispute_movements(),
            ("charge", "movement"): lambda rows: rows.balance_transaction_id,
            ("refund", "charge"): lambda rows: rows.charge_id,
            ("dispute", "charge"): lambda rows: rows.charge_id,
            ("charge", "refund"): lambda rows: rows.refund_ids,
            ("charge", "dispute"): lambda rows: rows.dispute_ids,
            ("charge", "payment"): lambda rows: rows.payment_intent_id,
            ("charge", "receipt"): lambda rows: rows.receipt_id,
            ("payment", "charge"): charges_of,
            ("payment", "receipt"): lambda rows: charges_of(rows).receipt_id,
            ("receipt", "payment"): lambda rows: rows.ar_stripe_charge_ids.payment_intent_id,
            ("receipt", "charge"): lambda rows: rows.ar_stripe_charge_ids,
        }

    @api.model
    def _sources(self, movements, model: str):
        """Return the objects of ``model`` that moved the balance."""
        return self.env[model].search(
            [
                ("connection_id", "in", movements.connection_id.ids),
                ("external_id", "in", [ref for ref in movements.mapped("source_ref") if ref]),
            ]
        )

    @api.model
    def _charges_of(self, payments):
        """Return the charges that brought the money of payments."""
        return self.env["ar.stripe.charge"].search(
            [("payment_intent_id", "in", payments.ids), ("status", "=", "succeeded")]
        )

    @api.model
    def _payouts_in(self, lines):
        """Return the payouts that arrived with bank transactions."""
        items = lines.move_id.line_ids
        partials = items.matched_debit_ids | items.matched_credit_ids
        moves = (partials.debit_move_id | partials.credit_move_id).move_id
        return self.env["ar.stripe.payout"].search([("balance_transaction_id.move_id", "in", moves.ids)])


class ArStripePayout(models.Model):
    _inherit = "ar.stripe.payout"

    def action_ar_chain(self):
        """Show what this payout is made of, and the bank transaction it arrived with."""
        return self.env["ar.sync.chain"]._open(self)


class ArStripeBalanceTransaction(models.Model):
    _inherit = "ar.stripe.balance.transaction"

    def action_ar_chain(self):
        """Show what moved the balance, and where the money went."""
        return self.env["ar.sync.chain"]._open(self)


class ArStripeCharge(models.Model):
    _inherit = "ar.stripe.charge"

    def action_ar_chain(self):
        """Show this charge between the invoices and the bank."""
        return self.env["ar.sync.chain"]._open(self)


class ArStripePaymentIntent(models.Model):
    _inherit = "ar.stripe.payment.intent"

    def action_ar_chain(self):
        """Show this payment between the invoices and the bank."""
        return self.env["ar.sync.chain"]._open(self)


class ArStripeRefund(models.Model):
    _inherit = "ar.stripe.refund"

    def action_ar_chain(self):
        """Show what was refunded, and with which payout it left."""
        return self.env["ar.sync.chain"]._open(self)


class ArStripeDispute(models.Model):
    _inherit = "ar.stripe.dispute"

    def action_ar_chain(self):
        """Show what is disputed, and with which payouts it left and came back."""
        return self.env["ar.sync.chain"]._open(self)
