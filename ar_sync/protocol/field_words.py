"""What the parts of documents are called where a person reads them: a change shows each by its name.

>>> named("due_on").field, named("lines.0.tax").field, named("lines.11.recognition.begins_on").field
('Due date', 'Tax', 'Earned from')
>>> part = named("lines.11.tax")
>>> part.row % {"place": part.place, "field": part.field}
'Line 12: Tax'

What has no name keeps its own, so that nothing is hidden:

>>> named("custom.0.colour").field, named("stamp").field, named("stamp").row
('custom.0.colour', 'stamp', '')

In the order in which a person reads a document, its rows after its head:

>>> sorted(["applied.0.amount", "lines.1.text", "total", "lines.0.tax", "lines.0.text", "customer"], key=place)
['customer', 'total', 'lines.0.text', 'lines.0.tax', 'lines.1.text', 'applied.0.amount']
"""

from typing import NamedTuple

from .words import _lt

#: Every part of a document or customer that can be sent, in the order in which one reads them.
FIELD_WORDS = {
    "customer": _lt("Customer"),
    "name": _lt("Name"),
    "key": _lt("Document in Odoo"),
    "number": _lt("Number"),
    "invoice": _lt("Invoice it takes back"),
    "how": _lt("How it is taken back"),
    "day": _lt("Date"),
    "due_on": _lt("Due date"),
    "terms": _lt("Payment terms"),
    "currency": _lt("Currency"),
    "rate": _lt("Exchange rate"),
    "total": _lt("Total"),
    "reason": _lt("Reason"),
    "memo": _lt("Memo"),
    "reference": _lt("Reference"),
    "method": _lt("Payment method"),
    "email": _lt("E-mail"),
    "tax_number": _lt("Tax number"),
    "parent": _lt("Parent company"),
    "control_account": _lt("Receivables account"),
    "unit": _lt("Legal entity"),
    "lines": _lt("Lines"),
    "applied": _lt("Applied to"),
    "target": _lt("Document"),
    "text": _lt("Text"),
    "item": _lt("Product"),
    "quantity": _lt("Quantity"),
    "price": _lt("Unit price"),
    "amount": _lt("Amount"),
    "discount": _lt("Discount"),
    "tax": _lt("Tax"),
    "tax_code": _lt("Tax code"),
    "account": _lt("Account"),
    "department": _lt("Department"),
    "category": _lt("Class"),
    "recognition": _lt("Recognition of revenue"),
    "begins_on": _lt("Earned from"),
    "ends_on": _lt("Earned until"),
    "rule": _lt("Recognition rule"),
}
#: What one row of a list is called.
ROW_WORDS = {"lines": _lt("Line %(place)s: %(field)s"), "applied": _lt("Application %(place)s: %(field)s")}


class Named(NamedTuple):
    """The name of a value.

    :param field: its own.
    :param row: a sentence for it as part of a row; empty where it is part of none.
    :param place: of the row, from 1.
    """

    field: str
    row: str
    place: int


def named(path: str) -> Named:
    """Return what people call the value at a dotted path of a document's plain values."""
    first, *rest = path.split(".")
    word = FIELD_WORDS.get(path.rsplit(".", 1)[-1])
    if word and not rest:
        return Named(word, "", 0)
    if word and first in ROW_WORDS and rest[0].isdigit():
        return Named(word, ROW_WORDS[first], int(rest[0]) + 1)
    return Named(path, "", 0)


def place(path: str) -> tuple[int, int, int]:
    """Return where a value stands among others: by what it is a part of, its row, and itself."""
    parts = path.split(".")
    row = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else -1
    return _PLACES.get(parts[0], len(_PLACES)), row, _PLACES.get(parts[-1], len(_PLACES))


_PLACES = {name: number for number, name in enumerate(FIELD_WORDS)}
