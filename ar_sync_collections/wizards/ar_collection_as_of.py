"""Asks for the day of the report of aged receivables."""

from odoo import fields, models
from odoo.tools.misc import format_date


class ArCollectionAsOf(models.TransientModel):
    """The day as of which open items are shown."""

    _name = "ar.collection.as.of"
    _description = "Aged Receivables as of a Day"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    day = fields.Date(
        string="As Of",
        required=True,
        default=lambda self: self.env.company._ar_collection_today(),
        help="What was open at the end of this day, by what has been booked until now.",
    )

    def action_ar_show(self):
        """Open the report as of the day."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_ageing_action")
        name = self.env._("Aged receivables on %s", format_date(self.env, self.day))
        return {
            **action,
            "name": name,
            "display_name": name,
            "context": {"ar_as_of": fields.Date.to_string(self.day)},
        }
