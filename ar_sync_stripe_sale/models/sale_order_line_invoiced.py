"""What of recurring lines is invoiced: by Stripe alone, never by the order."""

from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("ar_interval")
    def _compute_qty_to_invoice(self):
        """Stripe renews: nothing is left to the order's own invoices."""
        recurring = self.filtered("ar_interval")
        recurring.qty_to_invoice = 0.0
        return super(SaleOrderLine, self - recurring)._compute_qty_to_invoice()

    @api.depends("ar_interval")
    def _compute_invoice_status(self):
        recurring = self.filtered("ar_interval")
        for line in recurring:
            line.invoice_status = "invoiced" if line.state == "sale" and line.qty_invoiced else "no"
        return super(SaleOrderLine, self - recurring)._compute_invoice_status()

    @api.depends("ar_interval")
    def _compute_untaxed_amount_to_invoice(self):
        recurring = self.filtered("ar_interval")
        recurring.untaxed_amount_to_invoice = 0.0
        return super(SaleOrderLine, self - recurring)._compute_untaxed_amount_to_invoice()

    @api.depends("ar_interval")
    def _compute_amount_to_invoice(self):
        recurring = self.filtered("ar_interval")
        recurring.amount_to_invoice = 0.0
        return super(SaleOrderLine, self - recurring)._compute_amount_to_invoice()

    # === QUANTITIES === #

    def _get_invoice_lines(self):
        """Quantities count whole periods; what a change in between bills or credits counts as amount only."""
        lines = super()._get_invoice_lines()
        if self.env.context.get("ar_whole_periods"):
            return lines.filtered(lambda line: not line.ar_is_partial_period)
        return lines

    def _prepare_qty_invoiced(self):
        found = super(SaleOrderLine, self.with_context(ar_whole_periods=True))._prepare_qty_invoiced()
        return {line: found[line.with_context(ar_whole_periods=True)] for line in self}

    @api.depends("invoice_lines.ar_is_partial_period")
    def _compute_qty_invoiced(self):
        return super()._compute_qty_invoiced()

    @api.depends("invoice_lines.ar_is_partial_period")
    def _compute_qty_invoiced_posted(self):
        return super(SaleOrderLine, self.with_context(ar_whole_periods=True))._compute_qty_invoiced_posted()
