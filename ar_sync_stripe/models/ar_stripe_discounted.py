"""What took something off a document or a line, in words."""

from odoo import api, fields, models


class ArStripeDiscounted(models.AbstractModel):
    """An object of Stripe that discounts made cheaper. A model of this kind has ``discounts``."""

    _name = "ar.stripe.discounted"
    _description = "Stripe Object With Discounts"
    _inherit = ["ar.stripe.mirror.money"]

    discount_text = fields.Char(
        string="Coupons", compute="_compute_discount_text", help="The coupons that apply, and what each takes off."
    )

    @api.depends("discounts", "currency_id")
    def _compute_discount_text(self):
        named = self._discounts_by_id()
        for record in self:
            taken: dict[str, float] = {}
            for row in record.discounts or []:
                name = row["coupon_name"] or named.get((record.connection_id.id, row["discount_id"]))
                name = name or row["coupon_id"] or self.env._("Discount")
                taken[name] = taken.get(name, 0.0) + record._major(row["amount_minor"])
            parts = [f"{name}: {record.currency_id.format(amount)}" for name, amount in taken.items()]
            record.discount_text = ", ".join(parts) or False

    def _discounts_by_id(self) -> dict:
        """Return (connection id, discount id) -> the name of its coupon, for discounts that came without one."""
        rows = [row for record in self for row in record.discounts or [] if not row["coupon_name"]]
        ids = list({row["discount_id"] for row in rows if row["discount_id"]})
        if not ids:
            return {}
        found = self.env["ar.stripe.discount"].search(
            [("connection_id", "in", self.connection_id.ids), ("external_id", "in", ids)]
        )
        return {(discount.connection_id.id, discount.external_id): discount.display_name for discount in found}
