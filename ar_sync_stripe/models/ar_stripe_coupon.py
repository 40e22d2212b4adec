"""Coupons: what may be taken off, and how often."""

from odoo import api, fields, models
from odoo.tools import formatLang


class ArStripeCoupon(models.Model):
    """A coupon: a percentage or an amount off, once, for some months or for ever."""

    _name = "ar.stripe.coupon"
    _description = "Stripe Coupon"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["name", "external_id"]

    _mirror_page = "coupons"
    _mirror_words = {"duration_label": "duration"}
    _mirror_keep = frozenset({"product_refs"})

    name = fields.Char(readonly=True)
    percent_off = fields.Float(readonly=True, digits=(6, 3), aggregator=None)
    amount_off = fields.Monetary(readonly=True)
    off_label = fields.Char(string="Takes Off", compute="_compute_off_label")
    duration = fields.Char(string="Duration Code", readonly=True)
    duration_label = fields.Char(string="Duration", compute="_compute_words")
    duration_in_months = fields.Integer(string="Months", readonly=True, aggregator=None)
    max_redemptions = fields.Integer(string="May Be Used", readonly=True, aggregator=None, help="Zero: without limit.")
    times_redeemed = fields.Integer(string="Used", readonly=True)
    redeem_by_at = fields.Datetime(string="To Be Used Until", readonly=True)
    is_valid = fields.Boolean(string="Valid", readonly=True, help="It can still be used.")
    product_refs = fields.Json(readonly=True, help="It counts for these products only; sent on request.")
    promotion_code_ids = fields.One2many(
        "ar.stripe.promotion.code", "coupon_id", string="Promotion Codes", readonly=True
    )
    discount_ids = fields.One2many("ar.stripe.discount", "coupon_id", string="Applied To", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(values.currency, currencies, amount_off=values.amount_off_minor),
            "name": values.name,
            "percent_off": values.percent_off,
            "duration": values.duration,
            "duration_in_months": values.duration_in_months,
            "max_redemptions": values.max_redemptions,
            "times_redeemed": values.times_redeemed,
            "redeem_by_at": values.redeem_by_at,
            "is_valid": values.valid,
            "product_refs": list(values.product_ids) or None,
        }

    @api.depends("percent_off", "amount_off", "currency_id", "currency_code")
    def _compute_off_label(self):
        for coupon in self:
            percent = formatLang(self.env, coupon.percent_off, digits=3).rstrip("0").rstrip(".,")
            coupon.off_label = f"{percent} %" if coupon.percent_off else coupon._amount_text("amount_off")

    @api.depends("name", "off_label", "external_id")
    def _compute_display_name(self):
        for coupon in self:
            coupon.display_name = f"{coupon.name or coupon.external_id} ({coupon.off_label})"
