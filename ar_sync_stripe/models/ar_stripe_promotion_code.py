"""Promotion codes: what a customer types in to get a coupon."""

from odoo import api, fields, models


class ArStripePromotionCode(models.Model):
    """A code of a coupon, perhaps for one customer only."""

    _name = "ar.stripe.promotion.code"
    _description = "Stripe Promotion Code"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_name = "code"
    _rec_names_search = ["code", "external_id"]

    _mirror_links = {
        "coupon_id": ("coupon_ref", "ar.stripe.coupon"),
        "customer_id": ("customer_ref", "ar.stripe.customer"),
    }
    _mirror_page = "promotion_codes"

    code = fields.Char(readonly=True)
    coupon_ref = fields.Char(string="Coupon ID", readonly=True, index="btree_not_null")
    coupon_id = fields.Many2one("ar.stripe.coupon", readonly=True, index="btree_not_null", ondelete="set null")
    is_active = fields.Boolean(string="Usable", readonly=True)
    customer_ref = fields.Char(string="Customer ID", readonly=True)
    customer_id = fields.Many2one(
        "ar.stripe.customer", string="Only For", readonly=True, index="btree_not_null", ondelete="set null"
    )
    expires_at = fields.Datetime(string="Valid Until", readonly=True)
    max_redemptions = fields.Integer(string="May Be Used", readonly=True, aggregator=None, help="Zero: without limit.")
    times_redeemed = fields.Integer(string="Used", readonly=True)
    first_time_only = fields.Boolean(string="First Payment Only", readonly=True)
    minimum_amount = fields.Monetary(string="From an Amount Of", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(values.minimum_currency, currencies, minimum_amount=values.minimum_minor),
            "code": values.code,
            "coupon_ref": values.coupon_id,
            "is_active": values.active,
            "customer_ref": values.customer_id,
            "expires_at": values.expires_at,
            "max_redemptions": values.max_redemptions,
            "times_redeemed": values.times_redeemed,
            "first_time_only": values.first_time_only,
        }

    @api.depends("code", "external_id")
    def _compute_display_name(self):
        for code in self:
            code.display_name = code.code or code.external_id
