"""Sales orders straight to Stripe: Odoo's own invoice is made, posted and sent in one step."""

from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_ar_stripe_invoice(self):
        """Invoice what is billable on these orders, and have the customers pay it online.

        Nothing is sent from here: the invoices are posted and their changes written in one transaction.
        """
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        billable = self.filtered(lambda order: order.state == "sale" and order.invoice_status == "to invoice")
        if not billable:
            raise UserError(self.env._("Nothing is to be invoiced on these orders."))
        for company in billable.company_id:
            if not self.env["ar.sync.connection"]._stripe_sending(company, "invoices"):
                raise UserError(self.env._("Sending invoices is switched off on the Stripe connection."))
        self.env["ar.stripe.billable"]._hold(billable.order_line)
        moves = self.env["account.move"]
        for company, orders in billable.grouped("company_id").items():
            moves |= orders.with_company(company)._create_invoices(final=True)
        moves.sudo().action_post()
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        return invoices.action_ar_stripe_send() if invoices else self.action_view_invoice(moves)
