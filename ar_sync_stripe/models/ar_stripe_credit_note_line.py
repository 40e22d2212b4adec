"""Lines of Stripe's credit notes."""

from dataclasses import dataclass

from odoo import api, fields, models

from ..payloads.credit_note import CreditNoteValues
from ..payloads.credit_note_line import CreditNoteLineValues
from .ar_stripe_json import discounts_json, taxes_json


@dataclass(frozen=True, slots=True)
class PlacedCreditLine:
    """A line with its place on its credit note, which it does not name itself."""

    line: CreditNoteLineValues
    note: CreditNoteValues
    sequence: int

    @property
    def id(self) -> str:
        """The line's own id."""
        return self.line.id

    @classmethod
    def all_of(cls, note: CreditNoteValues) -> list["PlacedCreditLine"]:
        """Return the lines of a credit note in their order."""
        return [cls(line, note, number) for number, line in enumerate(note.lines, 1)]


class ArStripeCreditNoteLine(models.Model):
    """One line of a credit note: a line of the invoice taken back, or an amount of its own. Amounts are positive."""

    _name = "ar.stripe.credit.note.line"
    _description = "Stripe Credit Note Line"
    _inherit = ["ar.stripe.document.line"]
    _order = "credit_note_id desc, sequence, id"
    _rec_names_search = ["description", "external_id"]

    _mirror_links = {
        "credit_note_id": ("credit_note_ref", "ar.stripe.credit.note"),
        "invoice_line_id": ("invoice_line_ref", "ar.stripe.invoice.line"),
    }

    credit_note_ref = fields.Char(string="Credit Note ID", readonly=True, index="btree_not_null")
    credit_note_id = fields.Many2one(
        "ar.stripe.credit.note", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    customer_id = fields.Many2one(related="credit_note_id.customer_id")
    sequence = fields.Integer(readonly=True, aggregator=None)
    type = fields.Char(string="Type Code", readonly=True)
    invoice_line_ref = fields.Char(string="Invoice Line ID", readonly=True, index="btree_not_null")
    invoice_line_id = fields.Many2one(
        "ar.stripe.invoice.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    product_id = fields.Many2one(related="invoice_line_id.product_id")
    description = fields.Text(readonly=True)
    quantity = fields.Float(readonly=True, digits=(16, 4))
    unit_amount = fields.Float(readonly=True, digits=(16, 6), aggregator="avg")
    amount = fields.Monetary(readonly=True, help="Before discounts and exclusive taxes, with inclusive ones.")
    discount_amount = fields.Monetary(string="Discount", readonly=True)
    net_amount = fields.Monetary(string="Net", readonly=True, help="Without discounts and taxes.")
    discounts = fields.Json(readonly=True)

    @api.model
    def _mirror_row(self, values, connection, currencies) -> dict:
        line = values.line
        discount_minor = line.discount_minor or 0
        included_minor = sum(tax.amount_minor for tax in line.taxes if tax.inclusive)
        return {
            **self._mirror_base(line, connection, created_at=values.note.created_at),
            **self._mirror_money(
                values.note.currency,
                currencies,
                amount=line.amount_minor,
                discount_amount=discount_minor,
                net_amount=line.amount_minor - discount_minor - included_minor,
                unit_amount=line.unit_amount_minor,
            ),
            "credit_note_ref": values.note.id,
            "invoice_line_ref": line.invoice_line_id,
            "sequence": values.sequence,
            "type": line.type,
            "description": line.description,
            "quantity": line.quantity,
            "taxes": taxes_json(line.taxes),
            "discounts": discounts_json(line.discounts),
        }

    def _discount_amount(self) -> float:
        """The sum is always sent; its parts are not."""
        return self.discount_amount

    @api.depends("description", "product_id.name", "external_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (line.description or line.product_id.name or line.external_id).partition("\n")[0]

    # === ACTIONS === #

    def action_view_credit_note(self):
        """Open the credit note."""
        self.ensure_one()
        return self._open(self.credit_note_id) if self.credit_note_id else False
