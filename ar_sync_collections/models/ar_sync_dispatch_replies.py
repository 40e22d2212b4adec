"""Promises and disputes in background work: their days are over before anybody is written to."""

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
        """Judge promises whose time is over, escalate disputes that are late, send the copies that were asked for."""
        remaining = self.env["ar.promise"]._judge_due() + self.env["ar.dispute"]._escalate_due()
        return remaining + self.env["ar.collection.reply"]._send_wanted_copies()
