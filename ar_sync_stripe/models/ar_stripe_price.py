"""Prices of Stripe's catalogue."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import formatLang


class ArStripePrice(models.Model):
    """A price of a product. It never changes in amount: a new amount is a new price."""

    _name = "ar.stripe.price"
    _description = "Stripe Price"
    _inherit = ["ar.stripe.mirror.money"]
    _rec_names_search = ["nickname", "lookup_key", "external_id"]

    _mirror_links = {"product_id": ("product_ref", "ar.stripe.product")}
    _mirror_keep = frozenset({"unit_amounts", "tiers"})
    _mirror_page = "prices"
    _mirror_words = {"type_label": "type", "scheme_label": "billing_scheme", "tax_label": "tax_behavior"}

    product_ref = fields.Char(string="Product ID", readonly=True, index="btree_not_null")
    product_id = fields.Many2one("ar.stripe.product", readonly=True, index="btree_not_null", ondelete="set null")
    nickname = fields.Char(readonly=True)
    lookup_key = fields.Char(readonly=True)
    type = fields.Char(string="Type Code", readonly=True)
    type_label = fields.Char(string="Type", compute="_compute_words")
    scheme_label = fields.Char(string="Billing", compute="_compute_words")
    tax_label = fields.Char(string="Tax", compute="_compute_words")
    amount_label = fields.Char(string="Price", compute="_compute_amount_label")
    interval_label = fields.Char(string="Billed", compute="_compute_amount_label")
    is_active = fields.Boolean(string="On Sale", readonly=True)
    billing_scheme = fields.Char(readonly=True)
    unit_amount = fields.Float(
        readonly=True,
        digits=(16, 6),
        aggregator="avg",
        help="In units of the currency, up to twelve places more than it has.",
    )
    unit_amounts = fields.Json(readonly=True, help="Unit amounts in other currencies, in minor units.")
    customer_chooses = fields.Boolean(readonly=True)
    tax_behavior = fields.Char(readonly=True)
    recurring_interval = fields.Char(string="Billed Every", readonly=True)
    recurring_interval_count = fields.Integer(string="Intervals", readonly=True, aggregator=None)
    recurring_usage_type = fields.Char(string="Usage", readonly=True)
    tiers_mode = fields.Char(readonly=True)
    tiers = fields.Json(readonly=True)
    transform_quantity = fields.Json(readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        transform = values.transform_quantity
        return {
            **self._mirror_base(values, connection),
            **self._mirror_money(values.currency, currencies, unit_amount=values.unit_amount_minor),
            **self._mirror_recurrence(values.recurring),
            "product_ref": values.product_id,
            "nickname": values.nickname,
            "lookup_key": values.lookup_key,
            "type": values.type,
            "is_active": values.active,
            "billing_scheme": values.billing_scheme,
            "unit_amounts": {code: str(amount) for code, amount in values.unit_amounts_minor.items()} or None,
            "customer_chooses": values.customer_chooses,
            "tax_behavior": values.tax_behavior,
            "tiers_mode": values.tiers_mode,
            "tiers": [_tier_json(tier) for tier in values.tiers] or None,
            "transform_quantity": transform and {"divide_by": transform.divide_by, "round": transform.round},
        }

    @api.model
    def _mirror_recurrence(self, recurring) -> dict:
        return {
            "recurring_interval": recurring and recurring.interval,
            "recurring_interval_count": recurring and recurring.interval_count,
            "recurring_usage_type": recurring and recurring.usage_type,
        }

    @api.depends(
        "unit_amount", "currency_id", "currency_code", "tiers", "customer_chooses", "recurring_interval",
        "recurring_interval_count",
    )  # fmt: skip
    def _compute_amount_label(self):
        for price in self:
            price.amount_label = price._price_text()
            count = price.recurring_interval_count or 1
            every = price.recurring_interval if count == 1 else f"{count} {price.recurring_interval}s"
            price.interval_label = self.env._("every %s", every) if price.recurring_interval else False

    def _price_text(self) -> str:
        """Return the price of one unit with all the places it has, at least those of its currency."""
        if self.tiers and not self.unit_amount:
            return self.env._("By quantity")
        if self.customer_chooses and not self.unit_amount:
            return self.env._("The customer chooses")
        places = -Decimal(f"{self.unit_amount:.6f}").normalize().as_tuple().exponent
        digits = max(self.currency_id.decimal_places if self.currency_id else 2, places)
        return f"{formatLang(self.env, self.unit_amount, digits=digits)} {self.currency_code or ''}".strip()

    @api.depends("nickname", "lookup_key", "external_id", "product_id.name")
    def _compute_display_name(self):
        for price in self:
            price.display_name = price.nickname or price.lookup_key or price.product_id.name or price.external_id

    # === ACTIONS === #

    def action_view_product(self):
        """Open the Stripe product."""
        self.ensure_one()
        return self._open(self.product_id) if self.product_id else False


def _tier_json(tier) -> dict:
    return {
        "up_to": tier.up_to,
        "unit_amount_minor": None if tier.unit_amount_minor is None else str(tier.unit_amount_minor),
        "flat_amount_minor": None if tier.flat_amount_minor is None else str(tier.flat_amount_minor),
    }
