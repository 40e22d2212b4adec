"""Streams of Stripe, in the user's words."""

from odoo import models

from ..kinds import KINDS


class ArSyncStream(models.Model):
    _inherit = "ar.sync.stream"

    def _ar_kind_label(self) -> str:
        if self.connection_id.provider == "stripe" and self.kind in KINDS:
            return str(KINDS[self.kind].label)
        return super()._ar_kind_label()

    def _ar_is_awaited(self) -> bool:
        """What is read customer by customer takes hours on a large account: the books do not wait for it."""
        kind = KINDS.get(self.kind) if self.connection_id.provider == "stripe" else None
        return super()._ar_is_awaited() and not (kind and kind.of_customer)
