"""Streams of Stripe, in the user's words."""

from odoo import models

from ..kinds import KINDS


class ArSyncStream(models.Model):
    _inherit = "ar.sync.stream"

    def _ar_kind_label(self) -> str:
        if self.connection_id.provider == "stripe" and self.kind in KINDS:
            return str(KINDS[self.kind].label)
        return super()._ar_kind_label()
