"""Products of Stripe's catalogue."""

from odoo import api, fields, models


class ArStripeProduct(models.Model):
    """A product at Stripe, and the product it is in Odoo, where it is one."""

    _name = "ar.stripe.product"
    _description = "Stripe Product"
    _inherit = ["ar.stripe.mirror"]
    _rec_name = "name"
    _rec_names_search = ["name", "external_id"]

    _mirror_page = "products"

    name = fields.Char(readonly=True)
    description = fields.Text(readonly=True)
    # Not ``active``: Odoo would hide what Stripe no longer sells, and old invoices still name it.
    is_active = fields.Boolean(string="On Sale", readonly=True)
    type = fields.Char(readonly=True, help="Service or good; only in older versions.")
    default_price_ref = fields.Char(string="Default Price", readonly=True)
    unit_label = fields.Char(readonly=True)
    statement_descriptor = fields.Char(readonly=True)
    tax_code_ref = fields.Char(string="Tax Code", readonly=True)
    shippable = fields.Boolean(readonly=True)
    url = fields.Char(readonly=True)
    updated_at = fields.Datetime(string="Changed at Stripe", readonly=True)
    price_ids = fields.One2many("ar.stripe.price", "product_id", string="Prices", readonly=True)

    product_id = fields.Many2one(
        "product.product",
        string="Product in Odoo",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        return {
            **self._mirror_base(values, connection),
            "name": values.name,
            "description": values.description,
            "is_active": values.active,
            "type": values.type,
            "default_price_ref": values.default_price_id,
            "unit_label": values.unit_label,
            "statement_descriptor": values.statement_descriptor,
            "tax_code_ref": values.tax_code_id,
            "shippable": values.shippable,
            "url": values.url,
            "updated_at": values.updated_at,
        }

    @api.depends("name", "external_id")
    def _compute_display_name(self):
        for product in self:
            product.display_name = product.name or product.external_id

    # === ACTIONS === #

    def action_view_product(self):
        """Open the product in Odoo."""
        self.ensure_one()
        return self._open(self.product_id) if self.product_id else False

    def action_view_prices(self):
        """List the prices of this product."""
        return self._open_list("ar.stripe.price", self.env._("Prices"), [("product_id", "=", self.id)])
