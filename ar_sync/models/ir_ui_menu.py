"""The section for an ERP is there where an ERP is connected."""

from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Hide the section while nothing could be in it."""
        hidden = super()._load_menus_blacklist()
        menu = self.env.ref("ar_sync.ar_erp_menu", raise_if_not_found=False)
        if not menu or self.env["ar.sync.connection"].sudo().search_count([("is_erp", "=", True)], limit=1):
            return hidden
        return [*hidden, *self.sudo().with_context(active_test=False).search([("id", "child_of", menu.id)]).ids]
