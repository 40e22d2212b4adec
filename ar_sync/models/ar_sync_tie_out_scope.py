"""The tie-out's line for money of customers that are out of scope."""

from odoo import fields, models


class ArSyncTieOut(models.Model):
    _inherit = "ar.sync.tie.out"

    outside_amount = fields.Monetary(
        string="Of Which Out of Scope",
        readonly=True,
        help="Movements of customers that are out of scope: booked in sum, against the provider clearing account.",
    )


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_tie_out_values(self, currency, remote_balance: float) -> dict:
        values = super()._ar_tie_out_values(currency, remote_balance)
        return {**values, "outside_amount": self._ar_outside_sum(currency)}

    def _ar_outside_sum(self, currency) -> float:
        """Return what is booked in sum for customers that are out of scope. Hook of connectors."""
        return 0.0
