"""Odoo's own e-mail of an invoice that is at Stripe leads to the page where it is paid."""

from odoo import models

#: Who gets the invoice as its customer.
CUSTOMERS = ("portal_customer", "customer", "additional_intended_recipient", "follower")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Have the button in a customer's mail open Stripe's payment page while the invoice can be paid there."""
        groups = super()._notify_get_recipients_groups(message, model_description, msg_vals=msg_vals)
        url = self._ar_stripe_pay_url()
        if url:
            button = {"url": url, "title": self.env._("Pay Online")}
            for name, _test, options in groups:
                if name in CUSTOMERS:
                    options |= {"has_button_access": True, "button_access": button}
        return groups

    def _ar_stripe_pay_url(self) -> str:
        """Return the payment page of an invoice that is open at Stripe, else nothing."""
        row = self.sudo().ar_stripe_invoice_id
        if len(self) != 1 or row.status != "open" or self.payment_state not in ("not_paid", "partial"):
            return ""
        return row.hosted_invoice_url or ""
