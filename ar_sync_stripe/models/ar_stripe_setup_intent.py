"""Setup intents: saving a way to pay for later."""

from odoo import api, fields, models
from odoo.tools.misc import format_date


class ArStripeSetupIntent(models.Model):
    """One attempt of a customer to leave a card or account for later payments."""

    _name = "ar.stripe.setup.intent"
    _description = "Stripe Setup Intent"
    _inherit = ["ar.stripe.mirror"]
    _rec_names_search = ["external_id", "customer_ref"]

    _mirror_links = {
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "payment_method_id": ("payment_method_ref", "ar.stripe.payment.method"),
    }
    _mirror_page = "setup_intents"
    _mirror_words = {"status_label": "status", "usage_label": "usage"}

    status = fields.Char(string="Status Code", readonly=True)
    status_label = fields.Char(string="Status", compute="_compute_words")
    customer_ref = fields.Char(string="Customer ID", readonly=True, index="btree_not_null")
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    payment_method_ref = fields.Char(string="Payment Method ID", readonly=True, index="btree_not_null")
    payment_method_id = fields.Many2one(
        "ar.stripe.payment.method", readonly=True, index="btree_not_null", ondelete="set null"
    )
    method_types = fields.Char(string="Offered", readonly=True, help="The kinds of payment methods that were offered.")
    mandate_ref = fields.Char(string="Mandate", readonly=True)
    usage = fields.Char(string="Usage Code", readonly=True)
    usage_label = fields.Char(string="For", compute="_compute_words")
    description = fields.Char(readonly=True)
    cancellation_reason = fields.Char(readonly=True)
    error_code = fields.Char(string="Refusal Code", readonly=True)
    error_message = fields.Char(string="Refusal", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            "status": values.status,
            "customer_ref": values.customer_id,
            "payment_method_ref": values.payment_method_id,
            "method_types": ", ".join(values.method_types) or None,
            "mandate_ref": values.mandate_id,
            "usage": values.usage,
            "description": values.description,
            "cancellation_reason": values.cancellation_reason,
            "error_code": values.error_code,
            "error_message": values.error_message,
        }

    @api.depends("customer_id.display_name", "customer_ref", "payment_method_id.display_name", "created_at")
    def _compute_display_name(self):
        for intent in self:
            who = intent.customer_id.display_name or intent.customer_ref
            what = intent.payment_method_id.display_name or format_date(self.env, intent.created_at)
            intent.display_name = f"{who}: {what}" if who and what else intent.external_id

    # === ACTIONS === #

    def action_view_customer(self):
        """Open the Stripe customer."""
        self.ensure_one()
        return self._open(self.customer_id) if self.customer_id else False

    def action_view_payment_method(self):
        """Open the payment method that was left."""
        self.ensure_one()
        return self._open(self.payment_method_id) if self.payment_method_id else False
