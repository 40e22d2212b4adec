"""What the screens show of a tie-out: its verdict in words."""

from odoo import api, fields, models


class ArSyncTieOut(models.Model):
    _inherit = "ar.sync.tie.out"

    verdict = fields.Selection(
        [("tied", "Tied out"), ("waiting", "Not all booked"), ("different", "Differs")],
        compute="_compute_verdict",
    )

    @api.depends("is_tied_out", "difference", "currency_id")
    def _compute_verdict(self):
        for row in self:
            explained = not row.currency_id or row.currency_id.is_zero(row.difference)
            row.verdict = "tied" if row.is_tied_out else "waiting" if explained else "different"
