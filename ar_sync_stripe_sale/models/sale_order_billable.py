"""Odoo's own invoicing, for the lines that were picked."""

from odoo import models

#: Context: which lines are invoiced, and which orders are invoiced as a whole.
PICKED = "ar_stripe_picked"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_invoiceable_lines(self, final=False):
        """Return the picked lines with their sections and notes; down payments come off when an order is whole."""
        picked = self.env.context.get(PICKED)
        if not picked or self.id in picked["whole"]:
            return super()._get_invoiceable_lines(final)
        lines = super()._get_invoiceable_lines(final).filtered(lambda line: not line.is_downpayment)
        kept, headings, follows = self.env["sale.order.line"], self.env["sale.order.line"], False
        for line in lines:
            if line.display_type == "line_note":
                kept += line if follows else kept.browse()
            elif line.display_type:
                upper = headings.filtered(lambda row: row.display_type == "line_section")
                headings = line if line.display_type == "line_section" else upper + line
                follows = False
            else:
                follows = line.id in picked["lines"]
                if follows:
                    kept += headings + line
                    headings = kept.browse()
        return kept
