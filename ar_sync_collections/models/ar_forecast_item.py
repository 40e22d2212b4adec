"""When one open item is expected to be paid."""

from odoo import api, fields, models


class ArForecastItem(models.Model):
    """An open invoice or instalment in a forecast, less its share of the customer's unapplied credit."""

    _name = "ar.forecast.item"
    _description = "Expected Payment"
    _order = "expected_on, id"

    forecast_id = fields.Many2one("ar.forecast", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True)
    line_id = fields.Many2one("account.move.line", string="Journal Item", required=True, index=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Invoice", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, ondelete="cascade")
    due_on = fields.Date(string="Due", required=True)
    amount = fields.Monetary(string="Open", help="Less the customer's credit that is not applied yet.")
    expected_on = fields.Date(
        string="Expected", required=True, help="As likely before as after, given how late it is already."
    )
    early_on = fields.Date(string="Earliest", required=True, help="One time out of ten it is paid by then.")
    late_on = fields.Date(string="Latest", required=True, help="Nine times out of ten it is paid by then.")
    promised_on = fields.Date(string="Promised")
    promised = fields.Monetary(string="Promised Amount")
    disputed = fields.Monetary(string="Disputed Amount")
    share_ids = fields.One2many("ar.forecast.share", "item_id", string="Weeks")

    @api.depends("move_id", "due_on")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.move_id.name or ''} {row.due_on or ''}".strip()

    def action_ar_open(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id.get_formview_action()
