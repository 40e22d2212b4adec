"""Lines of credit notes (docs.stripe.com/api/credit_notes/line_item), in the shapes before and
after basil.

`amount_minor` is positive and, as on invoices, before discounts and exclusive taxes.

>>> line = read({"id": "cnli_1", "object": "credit_note_line_item", "amount": 500,
...     "type": "invoice_line_item", "quantity": 1, "invoice_line_item": "il_1",
...     "unit_amount_decimal": "500", "discount_amount": 0, "taxes": []})
>>> line.invoice_line_id, line.unit_amount_minor, line.quantity
('il_1', Decimal('500'), Decimal('1'))
"""

from dataclasses import dataclass
from decimal import Decimal

from .amounts import DiscountAmount, TaxAmount, read_discounts, read_rates, read_taxes
from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class CreditNoteLineValues:
    """A line of a credit note: `type` is invoice_line_item or custom_line_item."""

    id: str
    type: str | None
    invoice_line_id: str | None
    description: str | None
    amount_minor: int
    discount_minor: int | None
    quantity: Decimal | None
    unit_amount_minor: Decimal | None
    taxes: tuple[TaxAmount, ...]
    discounts: tuple[DiscountAmount, ...]
    livemode: bool | None
    metadata: dict[str, str]


def read(obj: JsonObject, notes: list[Note] | None = None) -> CreditNoteLineValues:
    """Return the values of a line of a credit note."""
    fields = Fields.of(obj, "credit_note_line_item", notes)
    taxes = read_taxes(fields, "taxes", "tax_amounts", read_rates(fields, "tax_rates"))
    if taxes is None:
        fields.note_missing("taxes", "neither taxes nor tax_amounts")
    exact = fields.decimal("unit_amount_decimal")
    return CreditNoteLineValues(
        id=fields.required_ident("id"),
        type=fields.text("type"),
        invoice_line_id=fields.ident("invoice_line_item"),
        description=fields.text("description"),
        amount_minor=fields.required_integer("amount"),
        discount_minor=fields.integer("discount_amount"),
        quantity=fields.decimal("quantity"),
        unit_amount_minor=exact if exact is not None else fields.decimal("unit_amount"),
        taxes=taxes or (),
        discounts=read_discounts(fields, "discount_amounts"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
