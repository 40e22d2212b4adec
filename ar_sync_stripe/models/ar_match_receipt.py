"""Receipts that came through Stripe."""

from odoo import api, fields, models


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    rail = fields.Selection(selection_add=[("stripe", "Stripe")], ondelete={"stripe": "set default"})
    ar_stripe_charge_ids = fields.One2many("ar.stripe.charge", "receipt_id", string="Stripe Charge", readonly=True)

    @api.depends("ar_stripe_charge_ids.balance_transaction_id.payout_id")
    def _compute_chain(self):
        return super()._compute_chain()

    def _ar_chain(self) -> list[dict]:
        """Put payment and charge before the receipt, and what became of the money at Stripe after it.

        The charge stands for the core's link to the provider: it is the same object, and can be opened.
        """
        links = super()._ar_chain()
        charge = self.ar_stripe_charge_ids[:1]
        if not charge:
            return links
        own = links[1:] if self.external_id else links
        return [*self._stripe_links_before(charge), *own, *self._stripe_links_after(charge)]

    def _stripe_links_before(self, charge) -> list[dict]:
        """Return the links from the payment the customer made to the charge that took it."""
        links = []
        payment = charge.payment_intent_id
        if payment:
            links.append(self._ar_link(self.env._("Payment"), payment.external_id, payment))
        paid_by = charge.payment_method_label or charge.external_id
        return [*links, self._ar_link(self.env._("Charge"), paid_by, charge)]

    def _stripe_links_after(self, charge) -> list[dict]:
        """Return the links from the movement of the balance to the bank; what was taken back comes first."""
        movement = charge.balance_transaction_id
        payout = movement.payout_id
        rows = [
            *((self.env._("Refunded"), refund.display_name, refund) for refund in charge.refund_ids),
            *((self.env._("Disputed"), dispute.display_name, dispute) for dispute in charge.dispute_ids),
        ]
        if movement:
            rows.append((self.env._("Stripe balance"), movement._amount_text("net"), movement))
        if payout:
            rows.append((self.env._("Payout"), payout.display_name, payout))
        rows += [(self.env._("Bank"), move.name, move) for move in payout._bank_moves()]
        return [self._ar_link(*row) for row in rows]

    def _ar_invoices_paid(self):
        """Return the invoices this money pays or had paid, also those that Odoo's own payment of it settles."""
        moves = self.invoice_ids
        return moves.filtered(lambda move: move.is_invoice()) | moves.origin_payment_id.reconciled_invoice_ids

    def action_ar_stripe_charge(self):
        """Open the Stripe charge that this receipt is."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.stripe.charge",
            "view_mode": "form",
            "res_id": self.ar_stripe_charge_ids[:1].id,
        }
