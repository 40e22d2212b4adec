"""Discounts: coupons as they are applied to a customer, a subscription or an invoice."""

from odoo import api, fields, models


class ArStripeDiscount(models.Model):
    """One coupon applied to one object. They come inside the objects they lower."""

    _name = "ar.stripe.discount"
    _description = "Stripe Discount"
    _inherit = ["ar.stripe.mirror"]

    _mirror_links = {
        "coupon_id": ("coupon_ref", "ar.stripe.coupon"),
        "promotion_code_id": ("promotion_code_ref", "ar.stripe.promotion.code"),
        "customer_id": ("customer_ref", "ar.stripe.customer"),
        "subscription_id": ("subscription_ref", "ar.stripe.subscription"),
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
    }

    coupon_ref = fields.Char(string="Coupon ID", readonly=True, index="btree_not_null")
    coupon_id = fields.Many2one("ar.stripe.coupon", readonly=True, index="btree_not_null", ondelete="set null")
    promotion_code_ref = fields.Char(string="Promotion Code ID", readonly=True)
    promotion_code_id = fields.Many2one(
        "ar.stripe.promotion.code", readonly=True, index="btree_not_null", ondelete="set null"
    )
    customer_ref = fields.Char(string="Customer ID", readonly=True)
    customer_id = fields.Many2one("ar.stripe.customer", readonly=True, index="btree_not_null", ondelete="set null")
    subscription_ref = fields.Char(string="Subscription ID", readonly=True)
    subscription_id = fields.Many2one(
        "ar.stripe.subscription", readonly=True, index="btree_not_null", ondelete="set null"
    )
    invoice_ref = fields.Char(string="Invoice ID", readonly=True)
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="set null")
    start_at = fields.Datetime(string="From", readonly=True)
    end_at = fields.Datetime(string="Until", readonly=True, help="Empty: for good, or for one invoice only.")

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection, values.start_at),
            "coupon_ref": values.coupon_id,
            "promotion_code_ref": values.promotion_code_id,
            "customer_ref": values.customer_id,
            "subscription_ref": values.subscription_id,
            "invoice_ref": values.invoice_id,
            "start_at": values.start_at,
            "end_at": values.end_at,
        }

    @api.depends("coupon_id", "coupon_ref", "external_id")
    def _compute_display_name(self):
        for discount in self:
            discount.display_name = discount.coupon_id.display_name or discount.coupon_ref or discount.external_id
