"""Changes of subscriptions that a person gives up in the outbox."""

from odoo import models


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def action_cancel(self):
        """A pause, resumption or end that is given up is not wished for any more."""
        result = super().action_cancel()
        for operation in self.filtered(lambda row: row.res_model == "ar.sale.subscription"):
            subscription = operation._record()
            if subscription:
                subscription._stripe_given_up(operation.kind)
        return result
