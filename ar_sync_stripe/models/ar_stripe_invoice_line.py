"""Lines of Stripe invoices."""

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

from ..payloads.invoice import InvoiceValues
from ..payloads.invoice_line import InvoiceLineValues
from .ar_stripe_json import credits_json, discounts_json, taxes_json


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its place on its invoice: in older versions a line does not name its invoice."""

    line: InvoiceLineValues
    invoice: InvoiceValues
    sequence: int

    @property
    def id(self) -> str:
        """The line's own id."""
        return self.line.id

    @classmethod
    def all_of(cls, invoice: InvoiceValues) -> list["PlacedLine"]:
        """Return the lines of an invoice in their order."""
        return [cls(line, invoice, number) for number, line in enumerate(invoice.lines, 1)]


class ArStripeInvoiceLine(models.Model):
    """One line of an invoice at Stripe. The amount rules: quantity times unit amount may differ
    from it.
    """

    _name = "ar.stripe.invoice.line"
    _description = "Stripe Invoice Line"
    _inherit = ["ar.stripe.document.line"]
    _order = "invoice_id desc, sequence, id"
    _rec_names_search = ["description", "external_id"]

    _mirror_links = {
        "invoice_id": ("invoice_ref", "ar.stripe.invoice"),
        "price_id": ("price_ref", "ar.stripe.price"),
        "product_id": ("product_ref", "ar.stripe.product"),
    }

    invoice_ref = fields.Char(string="Invoice ID", readonly=True, index="btree_not_null")
    invoice_id = fields.Many2one("ar.stripe.invoice", readonly=True, index="btree_not_null", ondelete="cascade")
    sequence = fields.Integer(readonly=True, aggregator=None)
    description = fields.Text(readonly=True)
    quantity = fields.Float(readonly=True, digits=(16, 4))
    unit_amount = fields.Float(
        readonly=True, digits=(16, 6), aggregator="avg", help="With up to twelve places more than the currency."
    )
    amount = fields.Monetary(readonly=True, help="Before discounts and exclusive taxes, with inclusive ones.")
    subtotal = fields.Monetary(readonly=True)
    discount_amount = fields.Monetary(string="Discount", readonly=True)
    net_amount = fields.Monetary(string="Net", readonly=True, help="Without discounts and taxes.")
    discountable = fields.Boolean(readonly=True)
    discounts = fields.Json(readonly=True)
    discount_refs = fields.Json(readonly=True)
    credits = fields.Json(readonly=True)
    price_ref = fields.Char(string="Price ID", readonly=True, index="btree_not_null")
    price_id = fields.Many2one("ar.stripe.price", readonly=True, index="btree_not_null", ondelete="set null")
    product_ref = fields.Char(string="Product ID", readonly=True, index="btree_not_null")
    product_id = fields.Many2one("ar.stripe.product", readonly=True, index="btree_not_null", ondelete="set null")
    period_start_at = fields.Datetime(readonly=True)
    period_end_at = fields.Datetime(readonly=True)
    is_proration = fields.Boolean(string="Proration", readonly=True)
    origin_type = fields.Char(readonly=True)
    subscription_ref = fields.Char(string="Subscription", readonly=True)
    subscription_item_ref = fields.Char(string="Subscription Item", readonly=True)
    invoice_item_ref = fields.Char(string="Invoice Item", readonly=True)
    credited_invoice_ref = fields.Char(string="Corrects Invoice", readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        line = values.line
        included_minor = sum(tax.amount_minor for tax in line.taxes if tax.inclusive)
        return {
            **self._mirror_base(line, connection, created_at=values.invoice.created_at),
            **self._mirror_money(
                line.currency,
                currencies,
                amount=line.amount_minor,
                subtotal=line.subtotal_minor,
                discount_amount=line.discount_minor,
                net_amount=line.amount_minor - line.discount_minor - included_minor,
                unit_amount=line.unit_amount_minor,
            ),
            **self._mirror_origin(line),
            "invoice_ref": values.invoice.id,
            "sequence": values.sequence,
            "description": line.description,
            "quantity": line.quantity,
            "discountable": line.discountable,
            "taxes": taxes_json(line.taxes),
            "discounts": discounts_json(line.discounts),
            "discount_refs": list(line.discount_ids) or None,
            "credits": credits_json(line.credits),
            "price_ref": line.price_id,
            "product_ref": line.product_id,
            "period_start_at": line.period_start_at,
            "period_end_at": line.period_end_at,
        }

    @api.model
    def _mirror_origin(self, line) -> dict:
        origin = line.origin
        return {
            "is_proration": origin.proration,
            "origin_type": origin.type,
            "subscription_ref": origin.subscription_id,
            "subscription_item_ref": origin.subscription_item_id,
            "invoice_item_ref": origin.invoice_item_id,
            "credited_invoice_ref": origin.credited_invoice_id,
        }

    @api.model
    def _delete_gone(self, connection, kept: dict[str, list[str]]) -> None:
        """Delete the lines of these invoices that are no longer on them: drafts are edited.

        :param kept: ids of the lines of each whole invoice.
        """
        if not kept:
            return
        self.env.cr.execute(
            SQL(
                """DELETE FROM ar_stripe_invoice_line
                    WHERE connection_id = %s AND invoice_ref = ANY(%s)
                      AND external_id <> ALL(%s)""",
                connection.id,
                list(kept),
                [line_id for line_ids in kept.values() for line_id in line_ids],
            )
        )
        self.invalidate_model(flush=False)

    @api.depends("description", "product_id.name", "external_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (line.description or line.product_id.name or line.external_id).partition("\n")[0]

    # === ACTIONS === #

    def action_view_invoice(self):
        """Open the Stripe invoice."""
        self.ensure_one()
        return self._open(self.invoice_id) if self.invoice_id else False
