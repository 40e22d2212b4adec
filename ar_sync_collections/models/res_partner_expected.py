"""How late a customer pays, on the customer."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_delay_words = fields.Char(
        string="Usually Pays",
        compute="_compute_ar_delay_words",
        help="By this customer's own invoices at your company; a few are drawn towards what is usual in its country.",
    )

    @api.depends_context("company", "uid")
    def _compute_ar_delay_words(self):
        habits = self.env["ar.forecast.customer"]
        found = {}
        if habits.has_access("read"):
            rows = habits.search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("invoices", ">", 0),
                ]
            )
            found = {row.partner_id.id: row for row in rows}
        for partner in self:
            row = found.get(partner.commercial_partner_id.id)
            partner.ar_delay_words = row._words() if row else False
