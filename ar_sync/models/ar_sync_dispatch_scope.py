"""The scope's part of background work."""

from odoo import api, models


class ArSyncDispatch(models.AbstractModel):
    _inherit = "ar.sync.dispatch"

    @api.model
    def _ar_stages(self) -> tuple[str, ...]:
        """A changed scope is carried out first, so that nothing is booked for who has just left."""
        return ("scope", *super()._ar_stages())

    @api.model
    def _stage_scope(self) -> int:
        return self.env["ar.sync.connection"]._ar_sweep_scopes()

    @api.model
    def _stage_import(self) -> int:
        """Read a page of the streams, and a page of the history of one customer that enters a scope."""
        return super()._stage_import() + self.env["ar.sync.scope.customer"]._enter_waiting()
