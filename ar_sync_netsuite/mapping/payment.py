"""Payments: NetSuite's ``customerPayment``, and money received ahead, its ``customerDeposit``.

A payment of nothing only carries credits to invoices (NetSuite has no other way to apply a journal entry); it is no
payment, and :func:`is_vehicle` tells. A deposit has no rows of its own: whoever reads it adds those of its applications
as ``applyList``. It lies on no receivables account.
"""

from odoo.addons.ar_sync.protocol.documents import Applied, Payment

from .context import Reading, Writing
from .draft import Draft, To, filled
from .fields import ZERO, Fields
from .head import applied, apply_rows, digits_of, exact, head, is_voided, written_head

RECORDS = ("customerPayment", "customerDeposit")
CHANGES = {
    "day": ("tranDate",),
    "number": ("tranId",),
    "memo": ("memo",),
    "rate": ("exchangeRate",),
    "total": ("payment",),
    "account": ("account", "undepFunds"),
    "method": ("paymentMethod",),
    "reference": ("checkNum",),
    "applied": ("applyList", "autoApply"),
}


def is_vehicle(fields: Fields, reading: Reading) -> bool:
    """Tell whether a payment brought no money and only applies credits."""
    is_empty = not fields.money("payment", digits_of(fields, reading)) and not is_voided(fields)
    return fields.record == "customerPayment" and is_empty


def read(fields: Fields, reading: Reading) -> Payment:
    """Return the document of a record. :raise ValueError: unreadable."""
    digits = digits_of(fields, reading)
    total = fields.money("payment", digits)
    parts = _own(fields, reading)
    left = fields.money("unapplied", digits) if fields.decimal("unapplied") is not None else None
    if left is None:
        left = total - sum((part.amount for part in parts), ZERO)
    return Payment(
        **head(fields, reading, "customer", "arAcct"),
        total=total,
        open_amount=left * 0 if is_voided(fields) else left,
        applied=parts,
        account="" if fields.flag("undepFunds") else fields.ref("account"),
        method=fields.ref("paymentMethod"),
        reference=fields.text("checkNum"),
    )


def _own(fields: Fields, reading: Reading) -> tuple[Applied, ...]:
    """Return what the money itself is applied to: credits that the payment carries pay first, in its rows' order."""
    digits = digits_of(fields, reading)
    carried = sum(
        (row.money("amount", digits) for name in ("creditList", "depositList") for row in fields.rows(name)), ZERO
    )
    found = []
    for part in applied(fields, reading, "applyList"):
        by_credit = min(carried, part.amount)
        carried -= by_credit
        if part.amount > by_credit or part.discount:
            found.append(Applied(part.target, part.amount - by_credit, part.discount))
    return tuple(found)


def write(payment: Payment, writing: Writing) -> Draft:
    """Return the record of a document. Nothing is applied by itself: what is over stays on account.

    :raise ErpError: as for invoices; ``unsupported``, a discount where the transport takes none.
    """
    values = written_head(payment, writing, "customer", "arAcct")
    values["payment"] = exact(payment.total, payment.currency, "total", writing)
    account = writing.links.get("account", payment.account)
    values["undepFunds"] = not account
    values.update(
        filled(
            account=To(account),
            paymentMethod=To(writing.links.get("method", payment.method)),
            checkNum=payment.reference,
        )
    )
    values["autoApply"] = False
    values["applyList"] = apply_rows(payment.applied, payment.currency, writing)
    return Draft("customerPayment", values)
