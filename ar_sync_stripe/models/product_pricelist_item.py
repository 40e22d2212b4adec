"""Rules of pricelists whose prices are at Stripe."""

from odoo import api, models


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._stripe_note_changed()
        return items

    def write(self, vals):
        self._stripe_note_changed()
        result = super().write(vals)
        self._stripe_note_changed()
        return result

    def unlink(self):
        self._stripe_note_changed()
        return super().unlink()

    def _stripe_note_changed(self) -> None:
        """Have the products looked at that these rules may be about: one, or all that are sold through Stripe."""
        sending = self.env["ar.sync.connection"].sudo().search([("stripe_pricelist_ids", "!=", False)])
        mine = self.filtered(lambda item: item.pricelist_id in sending.stripe_pricelist_ids)
        if not mine:
            return
        products = mine.product_tmpl_id | mine.product_id.product_tmpl_id
        if any(item.applied_on not in ("1_product", "0_product_variant") for item in mine):
            products |= self.env["product.template"].sudo().search([("ar_stripe_sell", "=", True)])
        products._stripe_note_changed()
