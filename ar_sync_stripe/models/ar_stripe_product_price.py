"""Prices that a product has at Stripe beside its sales price."""

from odoo import api, fields, models

INTERVALS = [("once", "Once"), ("day", "Day"), ("week", "Week"), ("month", "Month"), ("year", "Year")]


class ArStripeProductPrice(models.Model):
    """One price of a product for one currency and interval. A changed amount makes a new price at Stripe."""

    _name = "ar.stripe.product.price"
    _description = "Price for Stripe"
    _order = "product_tmpl_id, interval, interval_count, currency_id, id"
    _check_company_auto = True

    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    amount = fields.Float(string="Price", required=True, digits="Product Price", help="For one unit, in this currency.")
    interval = fields.Selection(INTERVALS, string="Billed", required=True, default="once")
    interval_count = fields.Integer(
        string="Every", required=True, default=1, aggregator=None, help="3 with Month is a bill every three months."
    )
    tax_behavior = fields.Selection(
        [("exclusive", "Tax is added"), ("inclusive", "Tax is included")],
        string="Taxes",
        required=True,
        default="exclusive",
    )

    _key_unique = models.UniqueIndex(
        "(product_tmpl_id, company_id, currency_id, interval, interval_count)",
        "The product has a price for this currency and interval.",
    )
    _count_positive = models.Constraint("CHECK (interval_count > 0)", "The number of intervals is positive.")

    @api.depends("amount", "currency_id", "interval", "interval_count")
    def _compute_display_name(self):
        labels = dict(self._fields["interval"]._description_selection(self.env))
        for price in self:
            often = labels.get(price.interval, "")
            every = often if price.interval_count == 1 else f"{price.interval_count} × {often}"
            price.display_name = f"{price.amount:g} {price.currency_id.name or ''}, {every}"

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices.product_tmpl_id._stripe_note_changed()
        return prices

    def write(self, vals):
        before = self.product_tmpl_id
        result = super().write(vals)
        (before | self.product_tmpl_id)._stripe_note_changed()
        return result

    def unlink(self):
        before = self.product_tmpl_id
        result = super().unlink()
        before._stripe_note_changed()
        return result
