"""Credit notes: they lower an invoice, before or after it was paid
(docs.stripe.com/api/credit_notes/object).

Since basil one note may do both (`type` mixed) and name several refunds
(docs.stripe.com/changelog/basil/2025-03-31/credit-notes-multiple-refunds); before, it did one of
the two and named at most one `refund`. Then the whole note is before or after payment, as its
type says, and the refund's share is not told: its amount is None.

>>> note = {"id": "cn_1", "object": "credit_note", "amount": 500, "subtotal": 500, "total": 500,
...     "currency": "eur", "created": 0, "customer": "cus_1", "invoice": "in_1",
...     "status": "issued", "total_taxes": [], "lines": {"data": [], "has_more": False}}
>>> old = read({**note, "type": "post_payment", "refund": "re_1"})
>>> new = read({**note, "type": "mixed", "pre_payment_amount": 200, "post_payment_amount": 300,
...             "refunds": [{"amount_refunded": 300, "refund": "re_1", "type": "refund"}]})
>>> old.pre_payment_minor, old.post_payment_minor
(0, 500)
>>> new.pre_payment_minor, new.post_payment_minor
(200, 300)
>>> [(refund.refund_id, refund.amount_minor) for refund in old.refunds + new.refunds]
[('re_1', None), ('re_1', 300)]
"""

from dataclasses import dataclass
from datetime import datetime

from . import credit_note_line
from .amounts import DiscountAmount, TaxAmount, read_discounts, read_taxes
from .base import JsonObject, Note
from .credit_note_line import CreditNoteLineValues
from .fields import Fields
from .invoice_total import ShippingCost, read_shipping

PARTS = ("pre_payment", "post_payment")


@dataclass(frozen=True, slots=True)
class CreditNoteRefund:
    """A refund tied to a credit note, of a charge or of a payment record."""

    refund_id: str | None
    payment_record_id: str | None
    refund_group: str | None
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class CreditNoteValues:
    """A credit note. `pre_payment_minor` lowers what is due; `post_payment_minor` is refunded,
    credited or settled elsewhere.
    """

    id: str
    number: str | None
    invoice_id: str
    customer_id: str | None
    customer_account_id: str | None
    currency: str
    status: str
    type: str | None
    reason: str | None
    memo: str | None
    amount_minor: int
    subtotal_minor: int
    total_minor: int
    total_excluding_tax_minor: int | None
    tax_minor: int | None
    discount_minor: int | None
    out_of_band_minor: int | None
    pre_payment_minor: int | None
    post_payment_minor: int | None
    taxes: tuple[TaxAmount, ...]
    discounts: tuple[DiscountAmount, ...]
    shipping: ShippingCost | None
    refunds: tuple[CreditNoteRefund, ...]
    customer_balance_transaction_id: str | None
    pdf: str | None
    lines: tuple[CreditNoteLineValues, ...]
    lines_complete: bool
    created_at: datetime
    effective_at: datetime | None
    voided_at: datetime | None
    livemode: bool | None
    metadata: dict[str, str]


def _read_refund(item: Fields) -> CreditNoteRefund:
    record = item.inner("payment_record_refund")
    return CreditNoteRefund(
        refund_id=item.ident("refund"),
        payment_record_id=record.ident("payment_record") if record else None,
        refund_group=record.text("refund_group") if record else None,
        amount_minor=item.integer("amount_refunded"),
    )


def _read_refunds(fields: Fields) -> tuple[CreditNoteRefund, ...]:
    if fields.given("refunds"):
        return tuple(_read_refund(item) for item in fields.items("refunds"))
    single = fields.ident("refund")
    return (CreditNoteRefund(single, None, None, None),) if single else ()


def _read_part(fields: Fields, part: str, amount_minor: int) -> int | None:
    """Return how much of the note is before or after payment; an old note is all one or all the
    other.
    """
    kind = fields.text("type")
    if not fields.given(f"{part}_amount") and kind in PARTS:
        return amount_minor if kind == part else 0
    return fields.expected_integer(f"{part}_amount")


def _read_lines(fields: Fields) -> tuple[tuple[CreditNoteLineValues, ...], bool]:
    nested = fields.nested("lines", credit_note_line.read, strict=True)
    if nested is None:
        fields.note_missing("lines")
        return (), False
    return nested


def _read_tax_minor(fields: Fields, taxes: tuple[TaxAmount, ...] | None) -> int | None:
    """Return the sum of the taxes, and note if no version's field for them was sent."""
    if taxes is None:
        fields.note_missing("total_taxes", "neither total_taxes nor tax_amounts")
        return None
    return sum(tax.amount_minor for tax in taxes)


def read(obj: JsonObject, notes: list[Note] | None = None) -> CreditNoteValues:
    """Return the values of a credit note."""
    fields = Fields.of(obj, "credit_note", notes)
    amount_minor = fields.required_integer("amount")
    taxes = read_taxes(fields, "total_taxes", "tax_amounts")
    lines, lines_complete = _read_lines(fields)
    return CreditNoteValues(
        id=fields.required_ident("id"),
        number=fields.text("number"),
        invoice_id=fields.required_ident("invoice"),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        currency=fields.required_currency(),
        status=fields.required_text("status"),
        type=fields.text("type"),
        reason=fields.text("reason"),
        memo=fields.text("memo"),
        amount_minor=amount_minor,
        subtotal_minor=fields.required_integer("subtotal"),
        total_minor=fields.required_integer("total"),
        total_excluding_tax_minor=fields.integer("total_excluding_tax"),
        tax_minor=_read_tax_minor(fields, taxes),
        discount_minor=fields.integer("discount_amount"),
        out_of_band_minor=fields.integer("out_of_band_amount"),
        pre_payment_minor=_read_part(fields, "pre_payment", amount_minor),
        post_payment_minor=_read_part(fields, "post_payment", amount_minor),
        taxes=taxes or (),
        discounts=read_discounts(fields, "discount_amounts"),
        shipping=read_shipping(fields),
        refunds=_read_refunds(fields),
        customer_balance_transaction_id=fields.ident("customer_balance_transaction"),
        pdf=fields.text("pdf"),
        lines=lines,
        lines_complete=lines_complete,
        created_at=fields.required_moment("created"),
        effective_at=fields.moment("effective_at"),
        voided_at=fields.moment("voided_at"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )
