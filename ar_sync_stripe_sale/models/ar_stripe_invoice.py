"""Invoices that Stripe makes of subscriptions sold here: tied to their order, line by line."""

from odoo import fields, models


class ArStripeInvoice(models.Model):
    _inherit = "ar.stripe.invoice"

    def _create_moves(self):
        """Look up the orders of all lines at once."""
        refs = [ref for ref in self.line_ids.mapped("subscription_item_ref") if ref]
        lines = self.env["ar.sale.subscription"]._lines_of_items(self.connection_id, refs)
        return super(ArStripeInvoice, self.with_context(ar_sale_lines=lines))._create_moves()

    def _move_values(self) -> dict:
        """Add the order's lines, number and salesperson."""
        values = super()._move_values()
        known = self.env.context.get("ar_sale_lines") or {}
        orders = self.env["sale.order"]
        for command, line in zip(values["invoice_line_ids"], self._sold_lines(), strict=True):
            sold = known.get(line.subscription_item_ref)
            if sold:
                command[2].update(line._sale_values(sold))
                orders |= sold.order_id
        if orders:
            values |= orders[:1]._ar_invoice_values()
            values["invoice_origin"] = ", ".join(orders.mapped("name"))
        return values

    def _link_sale_lines(self) -> None:
        """Tie entries that were made before it was known which order they are of."""
        refs = [ref for ref in self.line_ids.mapped("subscription_item_ref") if ref]
        known = self.env["ar.sale.subscription"]._lines_of_items(self.connection_id, refs)
        for invoice in self.filtered("move_id"):
            rows = invoice.line_ids.sorted("sequence")
            lines = invoice.move_id.invoice_line_ids.sorted("id")
            if len(rows) != len(lines):
                continue  # somebody has edited the entry: its lines are not Stripe's any more
            for row, line in zip(rows, lines, strict=True):
                sold = known.get(row.subscription_item_ref)
                if sold and not line.sale_line_ids:
                    line.write(row._sale_values(sold))
            if lines.sale_line_ids and not invoice.move_id.invoice_origin:
                invoice.move_id.invoice_origin = ", ".join(lines.sale_line_ids.order_id.mapped("name"))


class ArStripeInvoiceLine(models.Model):
    _inherit = "ar.stripe.invoice.line"

    def _sale_values(self, sold) -> dict:
        """Return what ties a line of an entry to the line of the order it is of."""
        free = not self.amount and sold.price_unit
        return {
            "sale_line_ids": [fields.Command.link(sold.id)],
            "ar_is_partial_period": bool(self.is_proration or free),
        }
