"""Collections as a stage of background work: after money was booked and set off."""

from odoo import api, models


class ArSyncDispatch(models.AbstractModel):
    _inherit = "ar.sync.dispatch"

    @api.model
    def _ar_stages(self) -> tuple[str, ...]:
        return (*super()._ar_stages(), "collect")

    @api.model
    def _stage_collect(self) -> int:
        """Plan what is done today, then do what is due; each in its own transactions."""
        Case = self.env["ar.collection.case"]
        remaining = Case._plan_waiting()
        return remaining + Case._send_due()
