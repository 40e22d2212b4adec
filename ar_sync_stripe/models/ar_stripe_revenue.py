"""Revenue by customer, product, price, invoice and line: what was invoiced, less what was credited."""

from odoo import api, fields, models
from odoo.tools import SQL


class ArStripeRevenue(models.Model):
    """(view) One row per line of a final invoice, and one, negative, per line of a credit note that stands.

    Without taxes and discounts, in the currency of the document and on its day; nothing is stored twice.
    """

    _name = "ar.stripe.revenue"
    _description = "Stripe Revenue"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "description"

    connection_id = fields.Many2one("ar.sync.connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection([("invoice", "Invoice"), ("credit_note", "Credit note")], string="Document", readonly=True)
    date = fields.Datetime(readonly=True, help="When the invoice was finalized, or the credit note was dated.")
    customer_id = fields.Many2one("ar.stripe.customer", string="Stripe Customer", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("ar.stripe.product", readonly=True)
    price_id = fields.Many2one("ar.stripe.price", readonly=True)
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True)
    line_id = fields.Many2one("ar.stripe.invoice.line", readonly=True)
    credit_note_id = fields.Many2one("ar.stripe.credit.note", readonly=True)
    subscription_id = fields.Many2one("ar.stripe.subscription", readonly=True)
    description = fields.Text(readonly=True)
    is_recurring = fields.Boolean(string="From a Subscription", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    gross = fields.Monetary(string="Before Discounts", readonly=True, help="As on the line; credit notes are negative.")
    discount = fields.Monetary(readonly=True)
    revenue = fields.Monetary(readonly=True, help="Net of discounts, credit notes and taxes.")
    quantity = fields.Float(readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._invoice_rows(), self._credit_rows())

    @api.model
    def _invoice_rows(self) -> SQL:
        """Return the lines of invoices that are final and were not voided. Ids of the two parts never meet."""
        return SQL(
            """SELECT line.id * 2 AS id, line.connection_id, line.company_id, 'invoice' AS kind,
                      COALESCE(invoice.finalized_at, invoice.created_at) AS date,
                      invoice.customer_id, customer.partner_id, line.product_id, line.price_id,
                      invoice.id AS invoice_id, line.id AS line_id, NULL::integer AS credit_note_id,
                      subscription.id AS subscription_id, line.description,
                      line.subscription_ref IS NOT NULL AS is_recurring, line.currency_id,
                      line.amount AS gross, line.discount_amount AS discount, line.net_amount AS revenue,
                      line.quantity
                 FROM ar_stripe_invoice_line line
                 JOIN ar_stripe_invoice invoice ON invoice.id = line.invoice_id
            LEFT JOIN ar_stripe_customer customer ON customer.id = invoice.customer_id
            LEFT JOIN ar_stripe_subscription subscription ON subscription.connection_id = line.connection_id
                      AND subscription.external_id = COALESCE(line.subscription_ref, invoice.subscription_ref)
                WHERE invoice.status IN ('open', 'paid', 'uncollectible') AND invoice.is_deleted IS NOT TRUE"""
        )

    @api.model
    def _credit_rows(self) -> SQL:
        """Return the lines of credit notes that stand, by the product and price of the line they take back."""
        return SQL(
            """SELECT line.id * 2 + 1 AS id, line.connection_id, line.company_id, 'credit_note' AS kind,
                      COALESCE(note.effective_at, note.created_at) AS date,
                      note.customer_id, customer.partner_id, sold.product_id, sold.price_id,
                      note.invoice_id, sold.id AS line_id, note.id AS credit_note_id,
                      subscription.id AS subscription_id, line.description,
                      sold.subscription_ref IS NOT NULL AS is_recurring, line.currency_id,
                      -line.amount AS gross, -line.discount_amount AS discount, -line.net_amount AS revenue,
                      -line.quantity AS quantity
                 FROM ar_stripe_credit_note_line line
                 JOIN ar_stripe_credit_note note ON note.id = line.credit_note_id
            LEFT JOIN ar_stripe_invoice_line sold ON sold.id = line.invoice_line_id
            LEFT JOIN ar_stripe_invoice invoice ON invoice.id = note.invoice_id
            LEFT JOIN ar_stripe_customer customer ON customer.id = note.customer_id
            LEFT JOIN ar_stripe_subscription subscription ON subscription.connection_id = line.connection_id
                      AND subscription.external_id = COALESCE(sold.subscription_ref, invoice.subscription_ref)
                WHERE note.status = 'issued' AND note.is_deleted IS NOT TRUE"""
        )

    def action_view_invoice(self):
        """Open the Stripe invoice."""
        self.ensure_one()
        return self.invoice_id._open(self.invoice_id) if self.invoice_id else False
