"""Journal items: found by the figure that counts them, so that a list of them needs no ids."""

from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ar_settled_as = fields.Char(
        string="Counted as Settled",
        compute="_compute_ar_settled_as",
        search="_search_ar_settled_as",
        exportable=False,
        help="Only to search by: a kind and a row of the figures, as the overview opens them.",
    )

    def _compute_ar_settled_as(self):
        self.ar_settled_as = False

    @api.model
    def _search_ar_settled_as(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self.env["ar.collection.figure"]._settled_query(value))]
