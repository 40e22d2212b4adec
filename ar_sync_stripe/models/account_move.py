"""Invoices of Odoo that are invoices of Stripe, and what paid them there."""

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_stripe_invoice_id = fields.Many2one(
        "ar.stripe.invoice", string="Stripe Invoice", readonly=True, copy=False, index="btree_not_null"
    )
    ar_stripe_charge_count = fields.Integer(compute="_compute_ar_stripe_charge_count", groups="ar_sync.group_user")

    @api.depends("ar_receipt_ids")
    def _compute_ar_stripe_charge_count(self):
        for move in self:
            move.ar_stripe_charge_count = len(move.ar_receipt_ids.ar_stripe_charge_ids)

    def action_ar_stripe_invoice(self):
        """Open the invoice at Stripe that this one is."""
        self.ensure_one()
        invoice = self.ar_stripe_invoice_id
        return invoice._open(invoice)

    def action_ar_stripe_charges(self):
        """Open the Stripe charges that paid this invoice."""
        self.ensure_one()
        charges = self.ar_receipt_ids.ar_stripe_charge_ids
        if len(charges) == 1:
            return charges._open(charges)
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe.ar_stripe_charge_action")
        return {**action, "domain": [("id", "in", charges.ids)], "context": {}}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_read_for_keys(self) -> None:
        """Read the Stripe invoice too."""
        super()._ar_read_for_keys()
        self.move_id.fetch(["ar_stripe_invoice_id"])

    def _ar_item_ids(self) -> list[str]:
        """Add the Stripe invoice; for a payment of Odoo's own Stripe provider its payment intent and reference."""
        found = super()._ar_item_ids()
        if self.move_id.ar_stripe_invoice_id:
            found.append(self.move_id.ar_stripe_invoice_id.external_id)
        transaction = self._ar_stripe_transaction()
        if transaction:
            found += [value for value in (transaction.provider_reference, transaction.reference) if value]
        return found

    def _ar_stripe_transaction(self):
        """Return the transaction of Odoo's own Stripe provider whose money this outstanding item stands for."""
        payment = self.move_id.origin_payment_id
        if not payment or self.account_id != payment.outstanding_account_id:
            return self.env["payment.transaction"]
        return payment.payment_transaction_id.sudo().filtered(lambda row: row.provider_code == "stripe")

    def _ar_is_open_item(self) -> bool:
        """Money that Odoo's own Stripe provider recorded waits for its charge, on the outstanding account."""
        return super()._ar_is_open_item() or bool(self.account_id.reconcile and self._ar_stripe_transaction())

    def _ar_transit_names(self) -> list[str]:
        """Add what Stripe calls the payout on the customer's bank statement, and the banks' own number for it."""
        payouts = self.env["ar.stripe.payout"].sudo().search([("move_id", "=", self.move_id.id)])
        told = [value for payout in payouts for value in (payout.statement_descriptor, payout.trace_number)]
        return [*super()._ar_transit_names(), *(value for value in told if value)]

    def _ar_item_number(self) -> str:
        """The outstanding item is known by its transaction, never by the invoice's number."""
        transaction = self._ar_stripe_transaction()
        return transaction.reference if transaction else super()._ar_item_number()
