"""Documents as plain values that can be stored and shown, and back.

>>> paid = Payment("account.payment,7", "42", "KWD", date(2026, 3, 9), Decimal("1.005"), Decimal("0.000"),
...     applied=(Applied("account.move,3", Decimal("1.005")),))
>>> values = as_values(paid)
>>> values["total"], values["day"], values["applied"]
('1.005', '2026-03-09', [{'target': 'account.move,3', 'amount': '1.005', 'discount': '0'}])
>>> from_values("payment", values) == paid
True

What a document says for good is compared apart from what follows from others:

>>> "open_amount" in said(paid), "stamp" in said(paid)
(False, False)
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .documents import KINDS, Applied, Line, Payment, Posting, Recognition  # noqa: F401

#: What follows from other documents, or only tells versions apart: never sent.
DERIVED = frozenset({"open_amount", "stamp", "is_voided", "returned"})


def as_values(document: Any) -> Any:
    """Return a document, or a part of one, as values of JSON: amounts and days as text."""
    if is_dataclass(document) and not isinstance(document, type):
        return {part.name: as_values(getattr(document, part.name)) for part in fields(document)}
    if isinstance(document, (tuple, list)):
        return [as_values(part) for part in document]
    if isinstance(document, Decimal):
        return f"{document:f}"
    if isinstance(document, date):
        return document.isoformat()
    return document


def from_values(kind: str, values: Mapping[str, Any]) -> Posting:
    """Return the document of ``kind`` that :func:`as_values` made these values of."""
    cls = KINDS[kind]
    return cls(**{part.name: _read(part, values.get(part.name)) for part in fields(cls) if _has(part, values)})


def said(document: Posting) -> dict[str, Any]:
    """Return what a document says for good, without what is empty: what is sent, and compared before it is."""
    return {
        name: value for name, value in as_values(document).items() if name not in DERIVED and value not in (None, "")
    }


def _has(part: "Field[Any]", values: Mapping[str, Any]) -> bool:
    return part.name in values or (part.default is MISSING and part.default_factory is MISSING)


DECIMALS = frozenset({"total", "open_amount", "rate", "quantity", "price", "amount", "tax", "discount", "returned"})
DAYS = frozenset({"day", "due_on", "begins_on", "ends_on"})


def _read(part: "Field[Any]", value: Any) -> Any:
    if part.name in DECIMALS:
        return None if value is None else Decimal(value)
    if part.name in DAYS:
        return None if value is None else date.fromisoformat(value)
    if part.name == "applied":
        return tuple(_part(Applied, row) for row in value or ())
    if part.name == "lines":
        return tuple(_part(Line, row) for row in value or ())
    if part.name == "recognition":
        return _part(Recognition, value) if value else None
    return value


def _part(cls: Any, values: Mapping[str, Any]) -> Any:
    return cls(**{part.name: _read(part, values[part.name]) for part in fields(cls) if part.name in values})
