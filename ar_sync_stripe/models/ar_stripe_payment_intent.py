"""Payment intents: one sum to be collected, through as many charges as it takes."""

from odoo import api, fields, models


class ArStripePaymentIntent(models.Model):
    """A payment intent; it is paid when its status is succeeded, and may take days at processing."""

    _name = "ar.stripe.payment.intent"
    _description = "Stripe Payment Intent"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "description"]

    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
        "latest_charge_id": ("latest_charge_ref", "ar.stripe.charge"),
    }
    _mirror_page = "payments"
    _mirror_words = {"status_label": "status"}

    amount = fields.Monetary(readonly=True)
    amount_received = fields.Monetary(string="Received", readonly=True)
    amount_capturable = fields.Monetary(string="Capturable", readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    invoice_ref = fields.Char(readonly=True, index="btree_not_null", help="Only in versions before 2025-03-31.")
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="set null")
    latest_charge_ref = fields.Char(string="Latest Charge ID", readonly=True, index="btree_not_null")
    latest_charge_id = fields.Many2one("ar.stripe.charge", readonly=True, index="btree_not_null", ondelete="set null")
    payment_method_ref = fields.Char(string="Payment Method", readonly=True)
    payment_record_ref = fields.Char(string="Payment Record", readonly=True)
    order_reference = fields.Char(readonly=True)
    description = fields.Text(readonly=True)
    statement_descriptor = fields.Char(readonly=True)
    receipt_email = fields.Char(readonly=True)
    capture_method = fields.Char(readonly=True)
    setup_future_usage = fields.Char(readonly=True)
    next_action_type = fields.Char(string="Next Action", readonly=True)
    error_code = fields.Char(readonly=True)
    error_message = fields.Text(readonly=True)
    cancellation_reason = fields.Char(readonly=True)
    canceled_at = fields.Datetime(readonly=True)
    presentment_amount = fields.Float(
        readonly=True, digits=(16, 3), aggregator=None, help="What the customer saw, in their currency."
    )
    presentment_currency_code = fields.Char(readonly=True)

    invoice_payment_ids = fields.One2many("ar.stripe.invoice.payment", "payment_intent_id", readonly=True)
    charge_ids = fields.One2many("ar.stripe.charge", "payment_intent_id", string="Charges", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        error = values.last_error
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                amount=values.amount_minor,
                amount_received=values.amount_received_minor,
                amount_capturable=values.amount_capturable_minor,
            ),
            **self._mirror_presentment(values),
            "status": values.status,
            "customer_ref": values.customer_id,
            "customer_account_ref": values.customer_account_id,
            "invoice_ref": values.invoice_id,
            "latest_charge_ref": values.latest_charge_id,
            "payment_method_ref": values.payment_method_id,
            "payment_record_ref": values.payment_record_id,
            "order_reference": values.order_reference,
            "description": values.description,
            "statement_descriptor": values.statement_descriptor,
            "receipt_email": values.receipt_email,
            "capture_method": values.capture_method,
            "setup_future_usage": values.setup_future_usage,
            "next_action_type": values.next_action_type,
            "error_code": error and (error.decline_code or error.code),
            "error_message": error and error.message,
            "cancellation_reason": values.cancellation_reason,
            "canceled_at": values.canceled_at,
        }

    @api.model
    def _mirror_presentment(self, values) -> dict:
        """Return what the customer was shown, where Stripe converted the price for them."""
        code = values.presentment_currency
        shown = self._mirror_money(code, {code: 0}, amount=values.presentment_amount_minor)
        return {"presentment_amount": shown["amount"], "presentment_currency_code": code}

    @api.model
    def _mirror_children(self, readings) -> dict:
        charges = [charge for values in readings for charge in values.charges]
        return {"ar.stripe.charge": charges} if charges else {}

    @api.depends("amount", "currency_id", "currency_code", "created_at", "external_id")
    def _compute_display_name(self):
        for intent in self:
            intent.display_name = intent._dated_name()

    # === ACTIONS === #

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_charges(self):
        """List the attempts to take this money."""
        return self._open_list("ar.stripe.charge", self.env._("Charges"), [("payment_intent_id", "=", self.id)])

    def action_view_invoices(self):
        """List the Stripe invoices this money pays."""
        invoices = self.invoice_payment_ids.invoice_id | self.invoice_id
        return self._open_list("ar.stripe.invoice", self.env._("Invoices"), [("id", "in", invoices.ids)])
