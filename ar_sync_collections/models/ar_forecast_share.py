"""What one open item adds to one week."""

from odoo import fields, models


class ArForecastShare(models.Model):
    """A week's number is the sum of these rows, to the cent: amount of an item times the chance of this week."""

    _name = "ar.forecast.share"
    _description = "Share of a Week"
    _order = "amount desc, id"
    _rec_name = "item_id"

    item_id = fields.Many2one(
        "ar.forecast.item", string="Expected Payment", required=True, index=True, ondelete="cascade"
    )
    week_id = fields.Many2one("ar.forecast.week", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True)
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Invoice", required=True, index=True, ondelete="cascade")
    start_on = fields.Date(string="Week From", required=True)
    amount = fields.Monetary(string="Expected in This Week")
    item_amount = fields.Monetary(related="item_id.amount", string="Open")
    due_on = fields.Date(related="item_id.due_on")
    expected_on = fields.Date(related="item_id.expected_on")

    def action_ar_open(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id.get_formview_action()
