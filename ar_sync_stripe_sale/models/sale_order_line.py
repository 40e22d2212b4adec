"""Lines of orders that are billed again and again by Stripe."""

from odoo import api, fields, models

from odoo.addons.ar_sync_stripe.models.ar_stripe_product_price import INTERVALS
from odoo.addons.ar_sync_stripe.payloads.recurring import MONTHS, PER_YEAR

#: What of a line Stripe is told.
SENT_FIELDS = frozenset(
    {
        "product_id", "product_uom_qty", "price_unit", "discount", "tax_ids", "ar_stripe_price_id", "ar_interval",
        "ar_interval_count", "product_uom_id",
    }
)  # fmt: skip


class SaleOrderLine(models.Model):
    """A line is recurring once one of its product's recurring prices is chosen. The rhythm is kept on the line."""

    _inherit = "sale.order.line"

    ar_stripe_price_id = fields.Many2one(
        "ar.stripe.product.price",
        string="Billed Every",
        ondelete="set null",
        domain="[('product_tmpl_id', '=', product_template_id), ('company_id', '=', company_id), "
        "('currency_id', '=', currency_id), ('interval', '!=', 'once')]",
        help="Choose an interval to sell this line as a subscription: Stripe bills it again and again. Empty is sold "
        "once. The choices are the product's recurring prices in the order's currency.",
    )
    ar_interval = fields.Selection(
        [pair for pair in INTERVALS if pair[0] != "once"],
        string="Interval",
        compute="_compute_ar_interval",
        store=True,
        precompute=True,
    )
    ar_interval_count = fields.Integer(
        string="Number of Intervals", compute="_compute_ar_interval", store=True, precompute=True, aggregator=None
    )
    ar_has_intervals = fields.Boolean(string="May Recur", compute="_compute_ar_has_intervals")
    ar_subscription_id = fields.Many2one(
        "ar.sale.subscription", string="Subscription", readonly=True, copy=False, index="btree_not_null"
    )
    ar_mrr = fields.Monetary(
        string="Recurring per Month",
        compute="_compute_ar_mrr",
        store=True,
        help="Untaxed: a year is twelve months, a week 12/52 of one.",
    )

    @api.depends("ar_stripe_price_id")
    def _compute_ar_interval(self):
        """Keep the rhythm that was chosen, whatever becomes of the product's price."""
        for line in self:
            price = line.sudo().ar_stripe_price_id
            if price or not line._origin.ar_subscription_id:
                line.ar_interval = price.interval if price.interval != "once" else False
                line.ar_interval_count = price.interval_count if line.ar_interval else 0
            else:
                line.ar_interval, line.ar_interval_count = line.ar_interval, line.ar_interval_count

    @api.depends("product_id", "order_id.currency_id", "company_id")
    def _compute_ar_has_intervals(self):
        for line in self:
            template = line.sudo().product_id.product_tmpl_id
            prices = template.ar_stripe_price_ids if template.ar_stripe_sell else template.ar_stripe_price_ids.browse()
            line.ar_has_intervals = any(
                price.interval != "once"
                and price.currency_id == line.currency_id
                and price.company_id == line.company_id
                for price in prices
            )

    @api.depends("ar_interval", "ar_interval_count", "price_subtotal")
    def _compute_ar_mrr(self):
        for line in self:
            per_year = PER_YEAR.get(line.ar_interval or "", 0)
            count = MONTHS * (line.ar_interval_count or 1)
            line.ar_mrr = line.currency_id.round(line.price_subtotal * per_year / count) if per_year else 0.0

    # === PRICE === #

    def _get_display_price(self):
        """A recurring line costs what its recurring price says, in the order's unit."""
        self.ensure_one()
        price = self.sudo().ar_stripe_price_id
        if not self.ar_interval or not price:
            return super()._get_display_price()
        return self.product_id.uom_id._compute_price(price.amount, self.product_uom_id)

    @api.depends("ar_stripe_price_id")
    def _compute_price_unit(self):
        return super()._compute_price_unit()

    @api.depends("ar_stripe_price_id")
    def _compute_pricelist_item_id(self):
        """Pricelists say what is paid once."""
        recurring = self.filtered("ar_stripe_price_id")
        recurring.pricelist_item_id = False
        return super(SaleOrderLine, self - recurring)._compute_pricelist_item_id()

    @api.onchange("ar_stripe_price_id")
    def _onchange_ar_stripe_price_id(self):
        """Another interval has another price, whatever was typed for the former."""
        if self.product_id:
            self._reset_price_unit()

    @api.onchange("product_id")
    def _onchange_ar_product_id(self):
        """Another product has other intervals."""
        if self.ar_stripe_price_id.product_tmpl_id != self.product_id.product_tmpl_id:
            self.ar_stripe_price_id = False

    # === CHANGES === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ar_tell_order()
        return lines

    def write(self, vals):
        repriced = "ar_stripe_price_id" in vals and "price_unit" not in vals
        result = super().write(vals)
        if repriced:
            for line in self.filtered("product_id"):
                line._reset_price_unit()
        if SENT_FIELDS & vals.keys():
            self._ar_tell_order()
        return result

    def _ar_tell_order(self) -> None:
        """Have the orders look at what Stripe needs of recurring lines that were changed."""
        changed = self.filtered(lambda line: line.state == "sale" and (line.ar_interval or line.ar_subscription_id))
        changed.order_id._ar_subscriptions_changed()
