"""Checkout sessions: the bridge from our reference to a payment."""

from odoo import api, fields, models


class ArStripeCheckoutSession(models.Model):
    """A hosted page on which somebody pays; reference and metadata are ours, the payment is what
    came of it.
    """

    _name = "ar.stripe.checkout.session"
    _description = "Stripe Checkout Session"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["client_reference_id", "external_id", "customer_email"]

    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "payment_intent_id": ("payment_intent_ref", "ar.stripe.payment.intent"),
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
    }
    _mirror_silent = frozenset({"url"})
    _mirror_words = {"status_label": "status", "payment_label": "payment_status"}

    mode = fields.Char(readonly=True)
    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    payment_label = fields.Char(string="Payment", compute="_compute_words")
    payment_status = fields.Char(readonly=True)
    # Stripe's own name; it is our reference, not the id of a client.
    client_reference_id = fields.Char(string="Our Reference", readonly=True, index="btree_not_null")
    amount_total = fields.Monetary(string="Total", readonly=True)
    amount_subtotal = fields.Monetary(string="Subtotal", readonly=True)
    amount_discount = fields.Monetary(string="Discount", readonly=True)
    amount_shipping = fields.Monetary(string="Shipping", readonly=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_account_ref = fields.Char(string="Account (API v2)", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    customer_email = fields.Char(readonly=True)
    customer_name = fields.Char(readonly=True)
    payment_intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    payment_intent_id = fields.Many2one(
        "ar.stripe.payment.intent", readonly=True, index="btree_not_null", ondelete="set null"
    )
    invoice_ref = fields.Char(string="Invoice ID", readonly=True, index="btree_not_null")
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="set null")
    setup_intent_ref = fields.Char(string="Setup Intent", readonly=True)
    subscription_ref = fields.Char(string="Subscription", readonly=True)
    payment_link_ref = fields.Char(string="Payment Link", readonly=True)
    url = fields.Char(string="Page", readonly=True)
    expires_at = fields.Datetime(readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(
                values.currency,
                currencies,
                amount_total=values.amount_total_minor,
                amount_subtotal=values.amount_subtotal_minor,
                amount_discount=values.amount_discount_minor,
                amount_shipping=values.amount_shipping_minor,
                amount_tax=values.amount_tax_minor,
            ),
            "mode": values.mode,
            "status": values.status,
            "payment_status": values.payment_status,
            "client_reference_id": values.client_reference_id,
            "customer_ref": values.customer_id,
            "customer_account_ref": values.customer_account_id,
            "customer_email": values.customer_email,
            "customer_name": values.customer_name,
            "payment_intent_ref": values.payment_intent_id,
            "invoice_ref": values.invoice_id,
            "setup_intent_ref": values.setup_intent_id,
            "subscription_ref": values.subscription_id,
            "payment_link_ref": values.payment_link_id,
            "url": values.url,
            "expires_at": values.expires_at,
        }

    @api.depends("client_reference_id", "external_id")
    def _compute_display_name(self):
        for session in self:
            session.display_name = session.client_reference_id or session.external_id

    # === ACTIONS === #

    def action_view_payment_intent(self):
        """Open the payment that was made on the page."""
        self.ensure_one()
        return self._open(self.payment_intent_id) if self.payment_intent_id else False

    def action_view_invoice(self):
        """Open the Stripe invoice that was paid or made on the page."""
        self.ensure_one()
        return self._open(self.invoice_id) if self.invoice_id else False
