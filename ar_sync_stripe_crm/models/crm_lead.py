"""From an opportunity to an invoice that its customer pays online."""

from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_ar_stripe_invoice(self):
        """Confirm the quotation of this opportunity and invoice what of it is billable.

        Where quotations are alternatives a person says which one was accepted, by confirming it.
        """
        self.ensure_one()
        self.check_access("write")
        orders = self.order_ids.filtered(lambda order: order.state in ("draft", "sent", "sale"))
        quotations = orders.filtered(lambda order: order.state != "sale")
        if not orders:
            raise UserError(self.env._("%s has no quotation. Make one: its lines are what is invoiced.", self.name))
        if len(quotations) > 1:
            names = ", ".join(quotations.mapped("name"))
            raise UserError(self.env._("Confirm the quotation that was accepted: there are %s.", names))
        self.env["ar.stripe.billable"].check_access("read")
        self.env["ar.stripe.billable"]._hold(orders.order_line)
        if quotations:
            quotations.action_confirm()
        domain = [("order_id", "in", orders.ids), ("problem", "=", False)]
        rows = self.env["ar.stripe.billable"].search(domain)
        if not rows:
            raise UserError(self.env._("Nothing on %s is to be invoiced yet.", ", ".join(orders.mapped("name"))))
        return rows.action_ar_stripe_invoice()
