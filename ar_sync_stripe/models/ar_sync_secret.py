"""The platform's secrets are sealed anew together with those of the connections."""

from odoo import api, models


class ArSyncSecret(models.Model):
    _inherit = "ar.sync.secret"

    @api.model
    def _rotate_all(self) -> int:
        sealed = super()._rotate_all()
        self.env["ar.connect.platform"]._reseal(self._vault_or_explain())
        return sealed

    @api.model
    def _hint_exists(self, connection, name: str) -> bool:
        """Tell whether a credential is stored."""
        return bool(self.sudo().search_count([("connection_id", "=", connection.id), ("name", "=", name)], limit=1))
