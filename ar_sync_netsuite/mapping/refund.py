"""Refunds: NetSuite's ``customerRefund``, which gives back credit memos, payments and deposits."""

from collections.abc import Set

from odoo.addons.ar_sync.protocol.documents import Refund

from .context import Reading, Writing
from .draft import Draft, To, filled
from .fields import ZERO, Fields
from .head import applied, apply_rows, digits_of, head, written_head

RECORDS = ("customerRefund",)
CHANGES = {"number": ("tranId",), "memo": ("memo",)}


def read(fields: Fields, reading: Reading) -> Refund:
    """Return the document of a record. :raise ValueError: unreadable."""
    parts = applied(fields, reading, "applyList", "depositList")
    return Refund(
        **head(fields, reading, "customer", "arAcct"),
        total=fields.money("total", digits_of(fields, reading)),
        open_amount=ZERO,
        applied=parts,
        account=fields.ref("account"),
    )


def write(refund: Refund, writing: Writing, deposits: Set[str] = frozenset()) -> Draft:
    """Return the record of a document. Its amount follows from what it gives back.

    :param deposits: ids in NetSuite of those it gives back that are deposits: they stand in a list of their own.
    """
    values = written_head(refund, writing, "customer", "arAcct")
    account = writing.links.get("account", refund.account)
    values.update(filled(account=To(account), paymentMethod=To(writing.refund_method)))
    held = [part for part in refund.applied if writing.links.get("target", part.target) in deposits]
    others = [part for part in refund.applied if part not in held]
    if others:
        values["applyList"] = apply_rows(others, refund.currency, writing)
    if held:
        values["depositList"] = apply_rows(held, refund.currency, writing, "customerRefundDeposit", "deposit")
    return Draft("customerRefund", values)
