"""Charges: one attempt to take money, and what became of it."""

from odoo import api, fields, models

from .ar_stripe_mirror import words


class ArStripeCharge(models.Model):
    """A charge: succeeded, pending or failed. One that is not captured is only a hold."""

    _name = "ar.stripe.charge"
    _description = "Stripe Charge"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["external_id", "payment_intent_ref", "billing_name", "description"]

    _mirror_applies = True
    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "payment_intent_id": ("payment_intent_ref", "ar.stripe.payment.intent"),
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
        "balance_transaction_id": ("balance_transaction_ref", "ar.stripe.balance.transaction"),
    }
    _mirror_silent = frozenset({"receipt_url"})
    _mirror_page = "payments"
    _mirror_words = {"status_label": "status"}

    amount = fields.Monetary(readonly=True)
    amount_captured = fields.Monetary(string="Captured Amount", readonly=True)
    amount_refunded = fields.Monetary(string="Refunded Amount", readonly=True)
    application_fee = fields.Monetary(readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    paid = fields.Boolean(readonly=True)
    captured = fields.Boolean(readonly=True)
    refunded = fields.Boolean(string="Fully Refunded", readonly=True)
    disputed = fields.Boolean(readonly=True)
    dispute_ref = fields.Char(string="Dispute ID", readonly=True)
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    payment_intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    payment_intent_id = fields.Many2one(
        "ar.stripe.payment.intent", readonly=True, index="btree_not_null", ondelete="set null"
    )
    invoice_ref = fields.Char(readonly=True, index="btree_not_null", help="Only in versions before 2025-03-31.")
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="set null")
    balance_transaction_ref = fields.Char(string="Movement ID", readonly=True, index="btree_not_null")
    balance_transaction_id = fields.Many2one(
        "ar.stripe.balance.transaction",
        string="Balance Movement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    failure_code = fields.Char(readonly=True)
    failure_message = fields.Text(readonly=True)
    failure_balance_transaction_ref = fields.Char(string="Movement of Failure", readonly=True)
    outcome_type = fields.Char(string="Outcome", readonly=True)
    outcome_reason = fields.Char(readonly=True)
    description = fields.Text(readonly=True)
    statement_descriptor = fields.Char(readonly=True)
    receipt_email = fields.Char(readonly=True)
    receipt_number = fields.Char(readonly=True)
    receipt_url = fields.Char(string="Receipt Page", readonly=True)
    billing_name = fields.Char(readonly=True)
    billing_email = fields.Char(readonly=True)
    billing_phone = fields.Char(readonly=True)
    billing_country = fields.Char(readonly=True)
    payment_method_ref = fields.Char(string="Payment Method ID", readonly=True)
    payment_method_type = fields.Char(string="Payment Method", readonly=True)
    payment_method_brand = fields.Char(string="Brand", readonly=True)
    payment_method_last4 = fields.Char(string="Last Digits", readonly=True)
    payment_method_label = fields.Char(string="Paid By", compute="_compute_payment_method_label")
    payment_method_bank = fields.Char(string="Bank", readonly=True)
    payment_method_name = fields.Char(string="Verified Name", readonly=True)
    payer_reference = fields.Char(readonly=True, help="What the payer or the network wrote.")

    payout_id = fields.Many2one("ar.stripe.payout", related="balance_transaction_id.payout_id")
    refund_ids = fields.One2many("ar.stripe.refund", "charge_id", string="Refunds", readonly=True)
    dispute_ids = fields.One2many("ar.stripe.dispute", "charge_id", string="Disputes", readonly=True)
    receipt_id = fields.Many2one(
        "ar.match.receipt",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    receipt_state = fields.Selection(related="receipt_id.state", string="Matching")
    chain = fields.Json(related="receipt_id.chain")

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                amount=values.amount_minor,
                amount_captured=values.amount_captured_minor,
                amount_refunded=values.amount_refunded_minor,
                application_fee=values.connect.application_fee_minor,
            ),
            **self._mirror_outcome(values),
            **self._mirror_payer(values),
            **self._mirror_texts(values.texts),
            "status": values.status,
            "paid": values.paid,
            "captured": values.captured,
            "refunded": values.refunded,
            "disputed": values.disputed,
            "dispute_ref": values.dispute_id,
            "customer_ref": values.customer_id,
            "customer_account_ref": values.customer_account_id,
            "payment_intent_ref": values.payment_intent_id,
            "invoice_ref": values.invoice_id,
            "balance_transaction_ref": values.balance_transaction_id,
        }

    @api.model
    def _mirror_outcome(self, values) -> dict:
        failure = values.failure
        return {
            "failure_code": failure.code,
            "failure_message": failure.message,
            "failure_balance_transaction_ref": failure.balance_transaction_id,
            "outcome_type": failure.outcome_type,
            "outcome_reason": failure.outcome_reason,
        }

    @api.model
    def _mirror_payer(self, values) -> dict:
        billing, method = values.billing, values.method
        return {
            "billing_name": billing.name,
            "billing_email": billing.email,
            "billing_phone": billing.phone,
            "billing_country": billing.address and billing.address.country,
            "payment_method_ref": values.payment_method_id,
            "payment_method_type": method.type,
            "payment_method_brand": method.brand,
            "payment_method_last4": method.last4,
            "payment_method_bank": method.bank_name,
            "payment_method_name": method.verified_name,
            "payer_reference": method.reference,
        }

    @api.model
    def _mirror_texts(self, texts) -> dict:
        names = (
            "description",
            "statement_descriptor",
            "receipt_email",
            "receipt_number",
            "receipt_url",
        )
        return {name: getattr(texts, name) for name in names}

    @api.model
    def _mirror_children(self, readings) -> dict:
        movements = [values.balance_transaction for values in readings if values.balance_transaction]
        refunds = [refund for values in readings for refund in values.refunds or ()]
        children = {"ar.stripe.balance.transaction": movements, "ar.stripe.refund": refunds}
        return {model: found for model, found in children.items() if found}

    @api.depends("payment_method_type", "payment_method_brand", "payment_method_last4")
    def _compute_payment_method_label(self):
        for charge in self:
            name = words(charge.payment_method_brand or charge.payment_method_type)
            digits = charge.payment_method_last4
            charge.payment_method_label = f"{name} … {digits}" if name and digits else name

    @api.depends("amount", "currency_id", "currency_code", "created_at", "external_id")
    def _compute_display_name(self):
        for charge in self:
            charge.display_name = charge._dated_name()

    # === ACTIONS === #

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_payment_intent(self):
        """Open the payment this charge is an attempt of."""
        self.ensure_one()
        return self._open(self.payment_intent_id) if self.payment_intent_id else False

    def action_view_invoices(self):
        """List the Stripe invoices this money pays."""
        invoices = self.payment_intent_id.invoice_payment_ids.invoice_id | self.invoice_id
        return self._open_list("ar.stripe.invoice", self.env._("Invoices"), [("id", "in", invoices.ids)])

    def action_view_receipt(self):
        """Open the receipt this charge became."""
        self.ensure_one()
        return self._open(self.receipt_id) if self.receipt_id else False

    def action_view_balance_transaction(self):
        """Open the movement of the balance."""
        self.ensure_one()
        return self._open(self.balance_transaction_id) if self.balance_transaction_id else False

    def action_view_payout(self):
        """Open the payout this money left with."""
        self.ensure_one()
        return self._open(self.payout_id) if self.payout_id else False

    def action_view_refunds(self):
        """List the refunds of this charge."""
        return self._open_list("ar.stripe.refund", self.env._("Refunds"), [("charge_id", "=", self.id)])

    def action_view_disputes(self):
        """List the disputes of this charge."""
        return self._open_list("ar.stripe.dispute", self.env._("Disputes"), [("charge_id", "=", self.id)])
