"""Promises in background work: those whose day is over are judged before anybody is written to."""

from odoo import api, models


class ArSyncDispatch(models.AbstractModel):
    _inherit = "ar.sync.dispatch"

    @api.model
    def _ar_stages(self) -> tuple[str, ...]:
        stages = list(super()._ar_stages())
        stages.insert(stages.index("send"), "promise")
        return tuple(stages)

    @api.model
    def _stage_promise(self) -> int:
        """Judge the promises whose time is over."""
        return self.env["ar.promise"]._judge_due()
