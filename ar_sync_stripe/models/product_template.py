"""Products that are sold through Stripe."""

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync.logs import masked_logger

_logger = masked_logger(__name__)

BATCH = 50
SENT_FIELDS = frozenset(
    {
        "name", "description_sale", "list_price", "active", "uom_id", "default_code", "type", "company_id",
        "ar_stripe_sell", "ar_stripe_tax_code", "ar_stripe_tax_behavior", "attribute_line_ids",
    }
)  # fmt: skip


class ProductTemplate(models.Model):
    _inherit = "product.template"

    ar_stripe_sell = fields.Boolean(
        string="Sell Through Stripe",
        help="Stripe's catalogue has this product and its prices. Unmarked or archived, it is taken off sale there; "
        "nothing is deleted.",
    )
    ar_stripe_tax_code = fields.Char(
        string="Stripe Tax Code", help="Such as txcd_10000000. Only needed where Stripe works taxes out by itself."
    )
    ar_stripe_tax_behavior = fields.Selection(
        [("exclusive", "Tax is added"), ("inclusive", "Tax is included")],
        string="Sales Price at Stripe",
        default="exclusive",
        required=True,
        help="Whether the sales price and those of pricelists include tax.",
    )
    ar_stripe_price_ids = fields.One2many("ar.stripe.product.price", "product_tmpl_id", string="Prices for Stripe")
    ar_stripe_changed = fields.Boolean(
        string="Changed for Stripe", copy=False, help="What Stripe needs of a change is worked out within a minute."
    )
    ar_stripe_product_ids = fields.One2many(
        "ar.stripe.product", string="At Stripe", compute="_compute_ar_stripe_product_ids", groups="ar_sync.group_user"
    )
    ar_stripe_product_count = fields.Integer(
        string="Products at Stripe", compute="_compute_ar_stripe_product_ids", groups="ar_sync.group_user"
    )

    _ar_stripe_changed_index = models.Index("(id) WHERE ar_stripe_changed IS TRUE")

    def _compute_ar_stripe_product_ids(self):
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            template.ar_stripe_product_ids = self.env["ar.stripe.product"].search([("product_id", "in", variants.ids)])
            template.ar_stripe_product_count = len(template.ar_stripe_product_ids)

    # === CHANGES === #

    def write(self, vals):
        was_sold = self.filtered("ar_stripe_sell")
        result = super().write(vals)
        if SENT_FIELDS & vals.keys():
            (was_sold | self)._stripe_note_changed()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._stripe_note_changed()
        return templates

    def _stripe_note_changed(self) -> None:
        """Have the worker look at what Stripe needs of these products, and of those that were sold until now."""
        if self.env.context.get("ar_stripe_accepting"):
            return
        changed = self.sudo().filtered(lambda row: row.ar_stripe_sell or row._stripe_is_known())
        if changed:
            changed.ar_stripe_changed = True
            self.env["ar.sync.dispatch"]._dispatch("send")

    def _stripe_is_known(self) -> bool:
        """Tell whether Stripe has a variant of this product from us."""
        variants = self.with_context(active_test=False).product_variant_ids
        return bool(self.env["ar.sync.binding"].sudo()._of(variants, "product"))

    @api.model
    def _stripe_plan_waiting(self) -> int:
        """Work out what Stripe needs of one batch of changed products, and commit. Return whether more wait."""
        found = self.sudo().with_context(active_test=False).search([("ar_stripe_changed", "=", True)], limit=BATCH)
        claimed = found.try_lock_for_update()
        for template in claimed:
            try:
                with self.env.cr.savepoint():
                    template._stripe_plan_all()
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("planning product %s for Stripe", template.id)  # it stops no other
        if claimed:
            self.env.cr.execute(
                SQL("UPDATE product_template SET ar_stripe_changed = FALSE WHERE id = ANY(%s)", claimed.ids)
            )
            claimed.invalidate_recordset(["ar_stripe_changed"], flush=False)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(claimed) == BATCH)

    def _stripe_plan_all(self, companies=None):
        """Plan every variant at every account that it is sent to; return the open changes.

        :param companies: whose accounts, where not those of all companies that sell the product.
        """
        planned = self.env["ar.sync.operation"].sudo()
        for template in self.sudo():
            for company in companies or template.company_id or self._stripe_companies():
                for connection in self.env["ar.sync.connection"]._stripe_sending(company, "products"):
                    for product in template.with_context(active_test=False).product_variant_ids:
                        planned |= product._stripe_plan(connection)
        return planned

    @api.model
    def _stripe_companies(self):
        """Return the companies that send products to Stripe."""
        connections = self.env["ar.sync.connection"].sudo().search(
            [("provider", "=", "stripe"), ("stripe_send_products", "!=", "off")]
        )
        return connections.company_id

    # === ACTIONS === #

    def action_ar_stripe_send(self):
        """Have Stripe know these products as they are."""
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        return self._stripe_plan_all(self.env.companies)._show_planned()

    def action_ar_stripe_products(self):
        """Open these products as Stripe has them."""
        rows = self.ar_stripe_product_ids
        if len(rows) == 1:
            return rows._open(rows)
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_stripe.ar_stripe_product_action")
        return {**action, "domain": [("id", "in", rows.ids)], "context": {}}
