"""What all transactions of receivables have in common, in both directions."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol

from odoo.addons.ar_sync.protocol.documents import Applied, Posting
from odoo.addons.ar_sync.protocol.erp_errors import erp_error

from .context import Reading, Writing
from .draft import Out, Rows, To, filled
from .fields import ZERO, Fields

#: How NetSuite's screens call a void, where nothing better tells.
_VOIDED = "voided"


class Applicable(Protocol):
    """What is applied to something."""

    @property
    def currency(self) -> str: ...
    @property
    def applied(self) -> tuple[Applied, ...]: ...


def digits_of(fields: Fields, reading: Reading) -> int:
    """Return the decimals of a record's currency."""
    return reading.currencies.digits(fields.ref("currency"))


def is_voided(fields: Fields) -> bool:
    """Tell whether a transaction is void."""
    return fields.flag("voided") or fields.text("status").lower() == _VOIDED


def head(fields: Fields, reading: Reading, customer: str = "entity", account: str = "account") -> dict[str, Any]:
    """Return the values of a :class:`Posting`, but for its amounts and what it is applied to.

    :param customer: the name of the field that has the customer.
    :param account: the name of the field that has the receivables account.
    """
    modified = fields.moment("lastModifiedDate")
    return {
        "key": fields.id,
        "customer": fields.ref(customer),
        "currency": reading.currencies.code(fields.ref("currency")),
        "day": fields.due_day("tranDate"),
        "number": fields.text("tranId"),
        "memo": fields.text("memo"),
        "rate": fields.decimal("exchangeRate"),
        "unit": fields.ref("subsidiary"),
        "control_account": fields.ref(account),
        "is_voided": is_voided(fields),
        "stamp": modified.isoformat() if modified else "",
    }


def applied(fields: Fields, reading: Reading, *lists: str) -> tuple[Applied, ...]:
    """Return what a record is applied to, in the order of the targets' ids. Lines that are not ticked do not count."""
    digits = digits_of(fields, reading)
    found: dict[str, Applied] = {}
    for name in lists:
        for row in fields.rows(name):
            amount, discount = row.money("amount", digits), row.money("disc", digits)
            if row.text("apply") and not row.flag("apply") or not (amount or discount):
                continue
            target = row.ref("doc")
            known = found.get(target, Applied(target, ZERO))
            found[target] = Applied(target, known.amount + amount, known.discount + discount)
    return tuple(sorted(found.values(), key=lambda part: (len(part.target), part.target)))


def written_head(
    document: Posting, writing: Writing, customer: str = "entity", account: str = "account"
) -> dict[str, Out]:
    """Return what of a document's head is written."""
    links, currencies = writing.links, writing.currencies
    values = filled(
        tranDate=document.day,
        tranId=document.number if writing.sends_numbers else "",
        currency=To(currencies.id_of(document.currency)),
        exchangeRate=document.rate,
        subsidiary=To(links.get("unit", document.unit)),
        memo=document.memo,
    )
    values[customer] = To(links.get("customer", document.customer))
    if document.control_account:
        values[account] = To(links.get("account", document.control_account))
    return values


def apply_rows(
    parts: Iterable[Applied], currency: str, writing: Writing, name: str = "apply", rest_name: str = ""
) -> Rows:
    """Return the rows of what something is applied to, in place of those that are there.

    :raise ErpError: ``unsupported``, a discount where the transport takes none.
    """
    rows: list[dict[str, Out]] = []
    for part in parts:
        row: dict[str, Out] = {"apply": True, "doc": To(writing.links.get("target", part.target))}
        if part.discount:
            if not writing.has_discounts:
                raise erp_error("unsupported", detail=f"a discount of {part.discount} on what is applied")
            row["disc"] = exact(part.discount, currency, "discount", writing)
        row["amount"] = exact(part.amount, currency, "applied", writing)
        rows.append(row)
    return Rows(name, tuple(rows), rest_name)


def exact(amount: Decimal, currency: str, name: str, writing: Writing) -> Decimal:
    """Return an amount as it is sent. :raise ErpError: ``value``, it is finer than NetSuite keeps the currency."""
    return writing.currencies.exact(amount, currency, name)
