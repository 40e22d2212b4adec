"""What ties a payment to an invoice."""

from odoo import api, fields, models


class ArStripeInvoicePayment(models.Model):
    """One payment attached to one invoice: open, paid or canceled. Since API version 2025-03-31
    there can be several.
    """

    _name = "ar.stripe.invoice.payment"
    _description = "Stripe Invoice Payment"
    _inherit = ["ar.stripe.mirror.money"]

    _mirror_applies = True
    _mirror_links = {
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
        "payment_intent_id": ("payment_intent_ref", "ar.stripe.payment.intent"),
        "charge_id": ("charge_ref", "ar.stripe.charge"),
    }
    _mirror_words = {"status_label": "status"}

    invoice_ref = fields.Char(string="Invoice ID", readonly=True, index="btree_not_null")
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="cascade")
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    amount_paid = fields.Monetary(string="Paid", readonly=True)
    amount_requested = fields.Monetary(string="Requested", readonly=True)
    payment_type = fields.Char(readonly=True)
    payment_intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    payment_intent_id = fields.Many2one(
        "ar.stripe.payment.intent", readonly=True, index="btree_not_null", ondelete="set null"
    )
    charge_ref = fields.Char(string="Charge ID", readonly=True, index="btree_not_null")
    charge_id = fields.Many2one("ar.stripe.charge", readonly=True, index="btree_not_null", ondelete="set null")
    payment_record_ref = fields.Char(string="Payment Record", readonly=True, help="Money that did not come by Stripe.")
    is_default = fields.Boolean(readonly=True)
    paid_at = fields.Datetime(readonly=True)
    canceled_at = fields.Datetime(readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                amount_paid=values.amount_paid_minor,
                amount_requested=values.amount_requested_minor,
            ),
            "invoice_ref": values.invoice_id,
            "status": values.status,
            "payment_type": values.payment_type,
            "payment_intent_ref": values.payment_intent_id,
            "charge_ref": values.charge_id,
            "payment_record_ref": values.payment_record_id,
            "is_default": values.is_default,
            "paid_at": values.paid_at,
            "canceled_at": values.canceled_at,
        }

    @api.depends(
        "invoice_id.number",
        "invoice_ref",
        "amount_paid",
        "amount_requested",
        "currency_id",
        "status",
    )
    def _compute_display_name(self):
        for payment in self:
            amount = payment._amount_text("amount_paid" if payment.status == "paid" else "amount_requested")
            payment.display_name = f"{payment.invoice_id.number or payment.invoice_ref or ''} {amount}".strip()

    # === ACTIONS === #

    def action_view_invoice(self):
        """Open the Stripe invoice."""
        self.ensure_one()
        return self._open(self.invoice_id) if self.invoice_id else False

    def action_view_payment(self):
        """Open the payment intent, or the charge where there is none."""
        self.ensure_one()
        payment = self.payment_intent_id or self.charge_id
        return self._open(payment) if payment else False
