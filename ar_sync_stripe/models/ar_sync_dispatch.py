"""Stripe's part of the background stages: from the mirror into the books."""

from odoo import api, models

APPLY_ORDER = (
    "ar.stripe.customer",
    "ar.stripe.invoice",
    "ar.stripe.credit.note",
    "ar.stripe.charge",
    "ar.stripe.invoice.payment",
    "ar.stripe.payout",
    "ar.stripe.customer.balance.transaction",
    "ar.stripe.dispute",
)


class ArSyncDispatch(models.AbstractModel):
    _inherit = "ar.sync.dispatch"

    @api.model
    def _stage_apply(self) -> int:
        """Apply one batch: customers become partners, invoices entries, charges receipts, payouts are taken apart.

        A kind is begun when nothing of the kinds before it is due, so that a receipt finds its invoices.
        """
        remaining = super()._stage_apply()
        for connection in self._stripe_connections():
            remaining += any(
                self.env[model].with_company(connection.company_id)._apply_waiting(connection) for model in APPLY_ORDER
            )
        return remaining

    @api.model
    def _stripe_connections(self):
        """Return the connections whose objects may be brought into the books: running, first import done."""
        return self.env["ar.sync.connection"].search(
            [("provider", "=", "stripe"), ("state", "=", "connected"), ("is_imported", "=", True)]
        )

    @api.model
    def _stage_book(self) -> int:
        """Book one batch of movements of the balance that are no receipts."""
        remaining = super()._stage_book()
        for connection in self._stripe_connections():
            Movement = self.env["ar.stripe.balance.transaction"].with_company(connection.company_id)
            remaining += Movement._book_waiting(connection)
        return remaining

    @api.model
    def _stage_send(self) -> int:
        """Work out first what changed records need at Stripe, then send one change."""
        remaining = self.env["product.template"]._stripe_plan_waiting()
        remaining += self.env["ar.stripe.invoice"]._report_payments()
        return remaining + super()._stage_send()
