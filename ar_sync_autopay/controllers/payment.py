"""Odoo's own payment providers beside auto-pay."""

from odoo.http import request

from odoo.addons.account_payment.controllers.payment import PaymentPortal


class AutopayPaymentPortal(PaymentPortal):
    def _process_transaction(self, partner_id, currency_id, invoice_ids, payment_reference, **kwargs):
        """Open no payment of invoices whose money is on its way: a page may be older than our charge.

        :raise ValidationError: where one is.
        """
        request.env["account.move"].browse(invoice_ids)._ar_autopay_check_free()
        return super()._process_transaction(partner_id, currency_id, invoice_ids, payment_reference, **kwargs)
