"""Auto-pay as a stage of background work: before what it writes is sent."""

from odoo import api, models


class ArSyncDispatch(models.AbstractModel):
    _inherit = "ar.sync.dispatch"

    @api.model
    def _ar_stages(self) -> tuple[str, ...]:
        stages = list(super()._ar_stages())
        stages.insert(stages.index("send"), "autopay")
        return tuple(stages)

    @api.model
    def _stage_autopay(self) -> int:
        """Follow visits and payments, plan, tell customers, charge what is due; each in its own transactions."""
        Charge = self.env["ar.autopay.charge"]
        remaining = self.env["ar.autopay.session"]._follow()
        remaining += Charge._follow_payments() + Charge._follow_confirmations()
        remaining += self.env["ar.autopay.mandate"]._plan_waiting()
        remaining += Charge._notify_due()
        return remaining + Charge._charge_due()
