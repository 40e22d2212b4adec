"""What the parts of documents are called where a person reads them: a change shows each by its name.

>>> named("due_on").field, named("lines.0.tax").field, named("lines.11.recognition.begins_on").field
('Due date', 'Tax', 'Earned from')
>>> part = named("lines.11.tax")
>>> part.row % {"place": part.place, "field": part.field}
'Line 12: Tax'

What has no name keeps its own, so that nothing is hidden:

>>> named("custom.0.colour").field, named("stamp").field, named("stamp").row
('custom.0.colour', 'stamp', '')
"""

from typing import NamedTuple

from .words import _lt

#: Every part of a document or customer that can be sent.
FIELD_WORDS = {
    "account": _lt("Account"),
    "amount": _lt("Amount"),
    "applied": _lt("Applied to"),
    "begins_on": _lt("Earned from"),
    "category": _lt("Class"),
    "control_account": _lt("Receivables account"),
    "currency": _lt("Currency"),
    "customer": _lt("Customer"),
    "day": _lt("Date"),
    "department": _lt("Department"),
    "discount": _lt("Discount"),
    "due_on": _lt("Due date"),
    "email": _lt("E-mail"),
    "ends_on": _lt("Earned until"),
    "how": _lt("How it is taken back"),
    "invoice": _lt("Invoice it takes back"),
    "item": _lt("Product"),
    "key": _lt("Document in Odoo"),
    "lines": _lt("Lines"),
    "memo": _lt("Memo"),
    "method": _lt("Payment method"),
    "name": _lt("Name"),
    "number": _lt("Number"),
    "parent": _lt("Parent company"),
    "price": _lt("Unit price"),
    "quantity": _lt("Quantity"),
    "rate": _lt("Exchange rate"),
    "reason": _lt("Reason"),
    "recognition": _lt("Recognition of revenue"),
    "reference": _lt("Reference"),
    "rule": _lt("Recognition rule"),
    "target": _lt("Document"),
    "tax": _lt("Tax"),
    "tax_code": _lt("Tax code"),
    "tax_number": _lt("Tax number"),
    "terms": _lt("Payment terms"),
    "text": _lt("Text"),
    "total": _lt("Total"),
    "unit": _lt("Legal entity"),
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
