"""Currencies of an ERP, which may have some of its own."""

from odoo import api, models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    @api.model
    def _ar_erp_known(self) -> frozenset[str]:
        """Return the codes of all currencies that Odoo knows, active or not."""
        rows = self.sudo().with_context(active_test=False).search_fetch([], ["name"])
        return frozenset(rows.mapped("name"))
