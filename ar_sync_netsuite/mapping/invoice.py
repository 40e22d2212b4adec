"""Invoices: NetSuite's ``invoice``."""

from odoo.addons.ar_sync.protocol.documents import Invoice

from . import lines
from .context import Reading, Writing
from .draft import Draft, To
from .fields import Fields
from .head import digits_of, head, is_voided, written_head

RECORDS = ("invoice",)
#: Fields of the document and what of the record they are.
CHANGES = {
    "customer": ("entity",),
    "day": ("tranDate",),
    "number": ("tranId", "otherRefNum"),
    "memo": ("memo",),
    "rate": ("exchangeRate",),
    "control_account": ("account",),
    "due_on": ("dueDate",),
    "terms": ("terms",),
    "lines": ("itemList",),
    "total": ("itemList",),
}


def read(fields: Fields, reading: Reading) -> Invoice:
    """Return the document of a record. What is owed of a void invoice is nothing. :raise ValueError: unreadable."""
    digits = digits_of(fields, reading)
    total = fields.money("total", digits)
    # A list of ids and totals has no open amount; what was paid is what is told instead in old versions.
    remaining = fields.decimal("amountRemaining")
    left = fields.money("amountRemaining", digits) if remaining is not None else total
    return Invoice(
        **head(fields, reading),
        total=total,
        open_amount=left * 0 if is_voided(fields) else left,
        due_on=fields.day("dueDate"),
        terms=fields.ref("terms"),
        lines=lines.read(fields, reading),
    )


def write(invoice: Invoice, writing: Writing) -> Draft:
    """Return the record of a document. :raise ErpError: unmapped, or an amount NetSuite cannot hold."""
    values = written_head(invoice, writing)
    if invoice.number and not writing.sends_numbers:
        values["otherRefNum"] = invoice.number
    if invoice.terms:
        values["terms"] = To(writing.links.get("terms", invoice.terms))
    if invoice.due_on:
        values["dueDate"] = invoice.due_on
    values["itemList"] = lines.write(invoice.lines, invoice.currency, writing)
    return Draft("invoice", values)
