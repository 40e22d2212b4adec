"""When an invoice is expected to be paid, on the invoice."""

from odoo import api, fields, models
from odoo.tools.misc import format_date


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_expected_on = fields.Date(
        string="Expected Payment",
        compute="_compute_ar_expected",
        search="_search_ar_expected_on",
        compute_sudo=True,
        help="The day on which the last open part is as likely paid as not, by this customer's own habit.",
    )
    ar_expected_words = fields.Char(string="Expected Between", compute="_compute_ar_expected", compute_sudo=True)

    @api.depends("payment_state")
    def _compute_ar_expected(self):
        rows = self.env["ar.forecast.item"]._read_group(
            [("move_id", "in", self.ids)],
            ["move_id"],
            ["expected_on:max", "early_on:max", "late_on:max"],
        )
        found = {move.id: days for move, *days in rows}
        for move in self:
            is_open = move.payment_state in ("not_paid", "partial")
            days = found.get(move.id) if is_open else None
            move.ar_expected_on = days[0] if days else False
            move.ar_expected_words = (
                self.env._(
                    "%(early)s to %(late)s, four times out of five",
                    early=format_date(self.env, days[1]),
                    late=format_date(self.env, days[2]),
                )
                if days
                else False
            )

    @api.model
    def _search_ar_expected_on(self, operator, value):
        items = self.env["ar.forecast.item"].sudo()._search([("expected_on", operator, value)])
        return [("id", "in", items.subselect("move_id"))]
