"""Lines of quotations of won opportunities: confirmed and invoiced in one step."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync_stripe_sale.models.ar_stripe_billable import STEP


class ArStripeBillable(models.Model):
    _inherit = "ar.stripe.billable"
    _depends = {
        "crm.lead": ["active", "stage_id", "user_id"],
        "crm.stage": ["is_won"],
        "sale.order": ["opportunity_id", "validity_date"],
    }

    source = fields.Selection(selection_add=[("quotation", "Quotation of a won opportunity")])
    opportunity_id = fields.Many2one("crm.lead", readonly=True)
    problem = fields.Selection(
        selection_add=[("expired", "The quotation has expired. Give it a new date, or make another.")]
    )

    @api.model
    def _order_line_columns(self):
        return {**super()._order_line_columns(), "opportunity_id": SQL("sale.opportunity_id")}

    @api.model
    def _billable_sources(self):
        columns = {
            **self._order_line_columns(),
            "source": SQL("'quotation'"),
            "id": SQL("line.id"),
            "user_id": SQL("COALESCE(sale.user_id, lead.user_id)"),
            "quantity": SQL("line.product_uom_qty"),
            "amount": SQL("line.price_subtotal"),
            "problem": SQL("CASE WHEN sale.validity_date < %s THEN 'expired' END", fields.Date.context_today(self)),
        }
        origin = SQL(
            """FROM sale_order_line line
               JOIN sale_order sale ON sale.id = line.order_id
               JOIN crm_lead lead ON lead.id = sale.opportunity_id
               JOIN crm_stage stage ON stage.id = lead.stage_id
               JOIN product_product product ON product.id = line.product_id
               JOIN product_template template ON template.id = product.product_tmpl_id
              WHERE sale.state IN ('draft', 'sent') AND lead.active AND stage.is_won
                AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
                AND template.invoice_policy = 'order' AND line.product_uom_qty > 0"""
        )
        return [*super()._billable_sources(), (2, columns, origin)]

    def _made_ready(self):
        """Confirm the quotations, with the rights of whoever does it: their lines are order lines then."""
        rows = super()._made_ready()
        quoted = rows.filtered(lambda row: row.source == "quotation")
        if not quoted:
            return rows
        line_ids = quoted.order_line_id.ids
        quoted.order_id.action_confirm()
        return (rows - quoted) | self.browse([line_id * STEP for line_id in line_ids])
