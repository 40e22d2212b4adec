"""What a charge is for: open items, each in at most one open charge."""

from odoo import api, fields, models


class ArAutopayChargeLine(models.Model):
    """One part of a charge: an open item of an invoice and how much of it is charged.

    The unique index is the last guard of the rule that nothing is charged twice: two workers cannot both have an open
    charge for the same item.
    """

    _name = "ar.autopay.charge.line"
    _description = "Part of an Automatic Charge"
    _order = "id"
    _rec_name = "move_id"

    charge_id = fields.Many2one("ar.autopay.charge", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="charge_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="charge_id.currency_id")
    line_id = fields.Many2one(
        "account.move.line", string="Open Item", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date_maturity = fields.Date(related="line_id.date_maturity", string="Due")
    amount = fields.Monetary(required=True, readonly=True)
    is_open = fields.Boolean(related="charge_id.is_open", store=True)
    state = fields.Selection(related="charge_id.state")

    _once = models.UniqueIndex("(line_id) WHERE is_open", "This invoice is in another open charge.")
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A charge is of a positive amount.")

    def _open_amount(self) -> float:
        """Return what is to be paid of the item if it is charged now; 0 where it is settled or no longer posted.

        A discount counts as long as its last day is over nowhere: where the customer is, and where Stripe's money is
        dated.
        """
        self.ensure_one()
        line = self.line_id
        if line.parent_state != "posted" or line.reconciled:
            return 0.0
        day = max(self.charge_id.charge_on, self.charge_id.mandate_id._latest_today())
        return max(0.0, line.currency_id.round(line.amount_residual_currency - line._ar_discount(day)))

    def _key(self) -> str:
        """Return the identifier by which the money of this part finds its item."""
        self.ensure_one()
        return f"autopay/{self.id}"

    @api.model_create_multi
    def create(self, vals_list):
        Item = self.env["account.move.line"]
        lines = super().create([{"move_id": Item.browse(vals.get("line_id")).move_id.id, **vals} for vals in vals_list])
        lines.line_id._ar_autopay_touch_keys()
        return lines
