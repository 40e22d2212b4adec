"""Credit memos: NetSuite's ``creditMemo``.

What a credit memo is applied to through a payment is not on the credit memo; whoever reads it adds those rows to its
``applyList`` first. What was refunded of it is told by the refund.
"""

from odoo.addons.ar_sync.protocol.documents import CreditMemo

from . import lines
from .context import Reading, Writing
from .draft import Draft, To
from .fields import Fields
from .head import applied, apply_rows, digits_of, head, is_voided, written_head

RECORDS = ("creditMemo",)
CHANGES = {
    "day": ("tranDate",),
    "number": ("tranId", "otherRefNum"),
    "memo": ("memo",),
    "rate": ("exchangeRate",),
    "control_account": ("account",),
    "lines": ("itemList",),
    "total": ("itemList",),
    "applied": ("applyList", "autoApply"),
}


def read(fields: Fields, reading: Reading) -> CreditMemo:
    """Return the document of a record. :raise ValueError: unreadable."""
    digits = digits_of(fields, reading)
    left = fields.money("unapplied", digits)
    return CreditMemo(
        **head(fields, reading),
        total=fields.money("total", digits),
        open_amount=left * 0 if is_voided(fields) else left,
        applied=applied(fields, reading, "applyList"),
        invoice=fields.ref("createdFrom"),
        lines=lines.read(fields, reading),
    )


def write(memo: CreditMemo, writing: Writing) -> Draft:
    """Return the record of a document. Nothing is applied by itself. :raise ErpError: as for invoices."""
    values = written_head(memo, writing)
    if memo.number and not writing.sends_numbers:
        values["otherRefNum"] = memo.number
    if memo.invoice:
        values["createdFrom"] = To(writing.links.get("target", memo.invoice))
    values["autoApply"] = False
    values["itemList"] = lines.write(memo.lines, memo.currency, writing)
    values["applyList"] = apply_rows(memo.applied, memo.currency, writing)
    return Draft("creditMemo", values)
