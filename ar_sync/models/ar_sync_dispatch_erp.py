"""The ERP's part of background work."""

from odoo import api, models


class ArSyncDispatch(models.AbstractModel):
    _inherit = "ar.sync.dispatch"

    @api.model
    def _ar_stages(self) -> tuple[str, ...]:
        """Documents are planned and examined right before anything is sent."""
        stages = list(super()._ar_stages())
        stages.insert(stages.index("send"), "erp")
        return tuple(stages)

    @api.model
    def _stage_erp(self) -> int:
        taken_over = self.env["ar.sync.connection"]._ar_erp_take_over_waiting()
        return taken_over + self.env["ar.erp.again"]._look() + self.env["ar.erp.check"]._check_waiting()
