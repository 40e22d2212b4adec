"""Invoices: everything an accounting invoice with the same cents needs
(docs.stripe.com/api/invoices/object).

| what         | until 2025-02-24.acacia      | since 2025-03-31.basil                         |
|--------------|------------------------------|------------------------------------------------|
| what paid it | `payment_intent`, `charge`   | `payments`, when expanded                      |
| paid         | `paid`, `paid_out_of_band`   | `status`; `amount_paid_off_stripe`, expanded   |
| its origin   | `subscription`, `quote`      | `parent.{subscription_details, quote_details}` |
| taxes        | `tax`, `total_tax_amounts`   | `total_taxes`                                  |
| discounts    | `discount`, then `discounts` | `discounts`                                    |

`payments` is None where the list was not sent: the caller asks for the invoice's payments.
`lines_complete` is False where Stripe cut the lines off, and the caller pages on with `…/lines`.
An invoice whose own figures do not add up is read and noted, see `invoice_total`.

>>> invoice = read({"id": "in_1", "object": "invoice", "currency": "eur", "customer": "cus_1",
...     "created": 0, "status": "open", "subtotal": 1000, "total": 1200, "amount_due": 1200,
...     "amount_paid": 0, "amount_remaining": 1200, "starting_balance": 0,
...     "total_taxes": [{"amount": 200, "tax_behavior": "exclusive", "taxable_amount": 1000}],
...     "lines": {"object": "list", "has_more": False, "data": [{"id": "il_1",
...     "object": "line_item", "amount": 1000, "currency": "eur", "taxes": []}]}})
>>> invoice.total_minor, invoice.tax_minor, invoice.lines[0].amount_minor
(1200, 200, 1000)
>>> invoice.lines_complete, invoice.payments
(True, None)
"""

from dataclasses import dataclass
from datetime import datetime

from . import discount, invoice_line
from .amounts import (
    CreditAmount,
    DiscountAmount,
    Rates,
    TaxAmount,
    read_credits,
    read_discounts,
    read_rates,
    read_taxes,
)
from .base import JsonObject, Note
from .discount import DiscountValues
from .fields import Fields
from .invoice_line import InvoiceLineValues
from .invoice_parts import (
    BillTo,
    InvoiceAmounts,
    InvoiceDates,
    InvoiceSettlement,
    InvoiceTexts,
    read_amounts,
    read_bill_to,
    read_dates,
    read_settlement,
    read_texts,
)
from .invoice_payment import InvoicePaymentValues
from .invoice_total import ShippingCost, explain_total, read_shipping


@dataclass(frozen=True, slots=True)
class InvoiceValues:
    """An invoice; the figures and dates used most are reachable at the invoice itself."""

    id: str
    number: str | None
    status: str | None
    currency: str
    customer_id: str | None
    customer_account_id: str | None
    bill_to: BillTo
    dates: InvoiceDates
    amounts: InvoiceAmounts
    texts: InvoiceTexts
    taxes: tuple[TaxAmount, ...]
    discounts: tuple[DiscountAmount, ...]
    discount_ids: tuple[str, ...]
    discount_details: tuple[DiscountValues, ...]
    credits: tuple[CreditAmount, ...]
    shipping: ShippingCost | None
    lines: tuple[InvoiceLineValues, ...]
    lines_complete: bool
    settlement: InvoiceSettlement
    subscription_id: str | None
    quote_id: str | None
    billing_reason: str | None
    collection_method: str | None
    auto_advance: bool | None
    latest_revision_id: str | None
    from_invoice_id: str | None
    on_behalf_of_id: str | None
    livemode: bool | None
    metadata: dict[str, str]

    @property
    def created_at(self) -> datetime:
        """When the invoice was created."""
        return self.dates.created_at

    @property
    def due_at(self) -> datetime | None:
        """When it is due; None when it is charged automatically."""
        return self.dates.due_at

    @property
    def finalized_at(self) -> datetime | None:
        """When it got its number and became final."""
        return self.dates.finalized_at

    @property
    def paid_at(self) -> datetime | None:
        """When it was paid in full."""
        return self.dates.paid_at

    @property
    def total_minor(self) -> int:
        """What the invoice comes to, after discounts and with taxes."""
        return self.amounts.total_minor

    @property
    def tax_minor(self) -> int | None:
        """All taxes, inclusive ones too."""
        return self.amounts.tax_minor

    @property
    def amount_due_minor(self) -> int:
        """What is to be paid: the total with the customer's balance applied."""
        return self.amounts.due_minor

    @property
    def amount_paid_minor(self) -> int:
        """What was paid."""
        return self.amounts.paid_minor

    @property
    def amount_remaining_minor(self) -> int:
        """What is still to be paid."""
        return self.amounts.remaining_minor

    @property
    def payments(self) -> tuple[InvoicePaymentValues, ...] | None:
        """The payments attached to it; None where the list was not sent."""
        return self.settlement.payments

    @property
    def hosted_invoice_url(self) -> str | None:
        """The page on which the customer can pay."""
        return self.texts.hosted_invoice_url


def _read_lines(fields: Fields, rates: Rates) -> tuple[tuple[InvoiceLineValues, ...], bool]:
    """Return the lines. A line that cannot be read is an error of the invoice: without it the
    total cannot be booked.
    """

    def read_line(obj: JsonObject, notes: list[Note] | None = None) -> InvoiceLineValues:
        return invoice_line.read(obj, notes, rates)

    nested = fields.nested("lines", read_line, strict=True)
    if nested is None:
        fields.note_missing("lines")
        return (), False
    return nested


def _read_parent(fields: Fields, kind: str) -> str | None:
    """Return the subscription or quote the invoice comes from, in either shape."""
    parent = fields.inner("parent")
    details = parent.inner(f"{kind}_details") if parent else None
    return (details.ident(kind) if details else None) or fields.ident(kind)


def _read_discount_ids(fields: Fields) -> tuple[str, ...]:
    """Return the discounts that apply; before `discounts` there could be one `discount`."""
    single = fields.ident("discount")
    return fields.idents("discounts") or ((single,) if single else ())


def _build(fields: Fields) -> InvoiceValues:
    rates = read_rates(fields, "default_tax_rates")
    taxes = read_taxes(fields, "total_taxes", "total_tax_amounts", rates)
    lines, lines_complete = _read_lines(fields, rates)
    origin = fields.inner("from_invoice")
    return InvoiceValues(
        id=fields.required_ident("id"),
        number=fields.text("number"),
        status=fields.text("status"),
        currency=fields.required_currency(),
        customer_id=fields.ident("customer"),
        customer_account_id=fields.text("customer_account"),
        bill_to=read_bill_to(fields),
        dates=read_dates(fields),
        amounts=read_amounts(fields, taxes),
        texts=read_texts(fields),
        taxes=taxes or (),
        discounts=read_discounts(fields, "total_discount_amounts"),
        discount_ids=_read_discount_ids(fields),
        discount_details=fields.objects("discounts", discount.read),
        credits=read_credits(fields, "total_pretax_credit_amounts"),
        shipping=read_shipping(fields),
        lines=lines,
        lines_complete=lines_complete,
        settlement=read_settlement(fields),
        subscription_id=_read_parent(fields, "subscription"),
        quote_id=_read_parent(fields, "quote"),
        billing_reason=fields.text("billing_reason"),
        collection_method=fields.text("collection_method"),
        auto_advance=fields.flag("auto_advance"),
        latest_revision_id=fields.ident("latest_revision"),
        from_invoice_id=origin.ident("invoice") if origin else None,
        on_behalf_of_id=fields.ident("on_behalf_of"),
        livemode=fields.flag("livemode"),
        metadata=fields.metadata(),
    )


def _explain(invoice: InvoiceValues) -> int:
    """Return how much of the total its own lines, discounts and taxes leave unexplained."""
    return explain_total(
        total_minor=invoice.total_minor,
        lines_minor=sum(line.amount_minor for line in invoice.lines),
        discounts_minor=sum(discount.amount_minor for discount in invoice.discounts),
        credits_minor=sum(credit.amount_minor for credit in invoice.credits),
        taxes=invoice.taxes,
        tax_minor=invoice.tax_minor,
        shipping=invoice.shipping,
    ).unexplained_minor


def read(obj: JsonObject, notes: list[Note] | None = None) -> InvoiceValues:
    """Return the values of an invoice, and note a total that its own figures do not explain."""
    fields = Fields.of(obj, "invoice", notes)
    invoice = _build(fields)
    if invoice.customer_id is None and invoice.customer_account_id is None:
        fields.note_missing("customer", "neither customer nor customer_account")
    unexplained_minor = _explain(invoice) if invoice.lines_complete else 0
    if unexplained_minor:
        fields.note_misread(
            "total", f"{unexplained_minor} not explained by lines, discounts, shipping and taxes"
        )
    return invoice
