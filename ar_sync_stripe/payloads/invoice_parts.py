"""The parts of an invoice that are groups of their own: bill-to, dates, figures, texts and
settlement (see `invoice`).

>>> old = {"id": "in_1", "status": "paid", "paid": True, "paid_out_of_band": False,
...     "payment_intent": "pi_1", "charge": "ch_1"}
>>> read_settlement(Fields(old, "invoice")).payment_intent_id
'pi_1'
>>> read_settlement(Fields({"id": "in_1", "status": "paid", "payments": {"data": [],
...     "has_more": False}}, "invoice")).paid
True
"""

from dataclasses import dataclass
from datetime import datetime

from . import invoice_payment
from .address import Address, TaxId, read_address, read_tax_ids
from .amounts import TaxAmount
from .fields import Fields
from .invoice_payment import InvoicePaymentValues


@dataclass(frozen=True, slots=True)
class BillTo:
    """The customer as printed on the invoice: a copy of the time it was finalised."""

    name: str | None
    email: str | None
    phone: str | None
    address: Address | None
    tax_exempt: str | None
    tax_ids: tuple[TaxId, ...]


@dataclass(frozen=True, slots=True)
class InvoiceDates:
    """When what happened to the invoice; all but creation may be open."""

    created_at: datetime
    effective_at: datetime | None
    due_at: datetime | None
    finalized_at: datetime | None
    paid_at: datetime | None
    voided_at: datetime | None
    marked_uncollectible_at: datetime | None
    period_start_at: datetime | None
    period_end_at: datetime | None
    next_payment_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvoiceAmounts:
    """The figures of the invoice in minor units of its currency.

    `subtotal_minor` already holds item discounts but no invoice discounts; `tax_minor` is None
    when no tax field was sent; `paid_off_stripe_minor` is only sent when expanded; balances are
    the customer's credit balance (negative is credit).
    """

    subtotal_minor: int
    subtotal_excluding_tax_minor: int | None
    total_minor: int
    total_excluding_tax_minor: int | None
    tax_minor: int | None
    shipping_minor: int | None
    starting_balance_minor: int | None
    ending_balance_minor: int | None
    due_minor: int
    paid_minor: int
    remaining_minor: int
    overpaid_minor: int | None
    paid_off_stripe_minor: int | None
    pre_payment_credit_notes_minor: int | None
    post_payment_credit_notes_minor: int | None


@dataclass(frozen=True, slots=True)
class InvoiceTexts:
    """What is printed on the invoice, and where it can be seen."""

    description: str | None
    footer: str | None
    statement_descriptor: str | None
    custom_fields: tuple[tuple[str, str], ...]
    account_name: str | None
    receipt_number: str | None
    hosted_invoice_url: str | None
    invoice_pdf: str | None


@dataclass(frozen=True, slots=True)
class InvoiceSettlement:
    """What paid the invoice, or will: `payments` in new shapes, when expanded; the two single ids
    in old ones.
    """

    paid: bool
    paid_out_of_band: bool | None
    payments: tuple[InvoicePaymentValues, ...] | None
    payments_complete: bool
    payment_intent_id: str | None
    charge_id: str | None
    default_payment_method_id: str | None
    attempt_count: int | None


def read_bill_to(fields: Fields) -> BillTo:
    """Return the customer as printed on the invoice."""
    return BillTo(
        name=fields.text("customer_name"),
        email=fields.text("customer_email"),
        phone=fields.text("customer_phone"),
        address=read_address(fields, "customer_address"),
        tax_exempt=fields.text("customer_tax_exempt"),
        tax_ids=read_tax_ids(fields.items("customer_tax_ids")),
    )


def read_dates(fields: Fields) -> InvoiceDates:
    """Return the dates; those of the status come from `status_transitions`."""
    moments = fields.inner("status_transitions")
    passed = {
        key: moments.moment(key) if moments else None
        for key in ("finalized_at", "paid_at", "voided_at", "marked_uncollectible_at")
    }
    return InvoiceDates(
        created_at=fields.required_moment("created"),
        effective_at=fields.moment("effective_at"),
        due_at=fields.moment("due_date"),
        period_start_at=fields.moment("period_start"),
        period_end_at=fields.moment("period_end"),
        next_payment_attempt_at=fields.moment("next_payment_attempt"),
        **passed,
    )


def read_amounts(fields: Fields, taxes: tuple[TaxAmount, ...] | None) -> InvoiceAmounts:
    """Return the figures. The sum of the taxes is `tax` in old shapes and added up in new ones."""
    tax_minor = fields.integer("tax")
    if tax_minor is None and taxes is not None:
        tax_minor = sum(tax.amount_minor for tax in taxes)
    if tax_minor is None and not fields.has("tax"):
        fields.note_missing("total_taxes", "neither total_taxes nor total_tax_amounts nor tax")
    return InvoiceAmounts(
        subtotal_minor=fields.required_integer("subtotal"),
        subtotal_excluding_tax_minor=fields.integer("subtotal_excluding_tax"),
        total_minor=fields.required_integer("total"),
        total_excluding_tax_minor=fields.integer("total_excluding_tax"),
        tax_minor=tax_minor,
        shipping_minor=fields.integer("amount_shipping"),
        starting_balance_minor=fields.expected_integer("starting_balance"),
        ending_balance_minor=fields.integer("ending_balance"),
        due_minor=fields.required_integer("amount_due"),
        paid_minor=fields.required_integer("amount_paid"),
        remaining_minor=fields.required_integer("amount_remaining"),
        overpaid_minor=fields.integer("amount_overpaid"),
        paid_off_stripe_minor=fields.integer("amount_paid_off_stripe"),
        pre_payment_credit_notes_minor=fields.integer("pre_payment_credit_notes_amount"),
        post_payment_credit_notes_minor=fields.integer("post_payment_credit_notes_amount"),
    )


def read_texts(fields: Fields) -> InvoiceTexts:
    """Return what is printed on the invoice and where it can be seen."""
    pairs = [(item.text("name"), item.text("value")) for item in fields.items("custom_fields")]
    return InvoiceTexts(
        description=fields.text("description"),
        footer=fields.text("footer"),
        statement_descriptor=fields.text("statement_descriptor"),
        custom_fields=tuple((name, value) for name, value in pairs if name and value),
        account_name=fields.text("account_name"),
        receipt_number=fields.text("receipt_number"),
        hosted_invoice_url=fields.text("hosted_invoice_url"),
        invoice_pdf=fields.text("invoice_pdf"),
    )


def read_settlement(fields: Fields) -> InvoiceSettlement:
    """Return what paid the invoice, from either shape. An invoice is paid if its status says so:
    `paid` is gone since basil.
    """
    payments, payments_complete = fields.nested("payments", invoice_payment.read) or (None, False)
    return InvoiceSettlement(
        paid=fields.text("status") == "paid" or fields.flag("paid") is True,
        paid_out_of_band=fields.flag("paid_out_of_band"),
        payments=payments,
        payments_complete=payments_complete,
        payment_intent_id=fields.ident("payment_intent"),
        charge_id=fields.ident("charge"),
        default_payment_method_id=fields.ident("default_payment_method"),
        attempt_count=fields.integer("attempt_count"),
    )
