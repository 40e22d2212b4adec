"""Refunds that Odoo's own Stripe provider records after their money was booked."""

from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """A refund that was booked already is not on the customer twice: Odoo's payment takes our entry's place."""
        payment = super()._create_payment(**extra_create_values)
        if self.operation == "refund" and self.provider_code == "stripe" and self.provider_reference:
            refund = self.env["ar.stripe.refund"].sudo().search(
                [
                    ("external_id", "=", self.provider_reference),
                    ("company_id", "=", self.company_id.id),
                    ("own_move_id", "!=", False),
                ],
                limit=1,
            )  # fmt: skip
            if refund and payment.move_id:
                refund.with_company(self.company_id)._replace_own_move(payment.sudo())
        return payment
