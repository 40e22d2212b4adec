"""The lines of invoices and credit memos, in both directions.

NetSuite books a line to the account of its item; a line has no account of its own. Recognition dates are the line's;
the rule is the item's, and is only written where the connection names a custom column for it.
"""

from odoo.addons.ar_sync.protocol.documents import Line, Recognition

from .context import Reading, Writing
from .draft import CustomText, Out, Rows, To, filled
from .fields import ZERO, Fields
from .head import digits_of, exact

#: The price level of a price that was given and not looked up.
CUSTOM_PRICE = "-1"


def read(fields: Fields, reading: Reading) -> tuple[Line, ...]:
    """Return the lines of a record."""
    return tuple(_line(row, digits_of(fields, reading)) for row in fields.rows("itemList"))


def _line(row: Fields, digits: int) -> Line:
    amount = row.money("amount", digits)
    quantity = abs(row.decimal("quantity") or ZERO) or ZERO + 1
    begins_on, ends_on = row.day("revRecStartDate"), row.day("revRecEndDate")
    return Line(
        text=row.text("description") or row.text("item"),
        quantity=quantity,
        price=row.decimal("rate") if _is_number(row) else amount / quantity,  # type: ignore[arg-type]
        amount=amount,
        tax=row.money("tax1Amt", digits),
        item=row.ref("item"),
        tax_code=row.ref("taxCode"),
        department=row.ref("department"),
        category=row.ref("class"),
        recognition=Recognition(begins_on, ends_on, row.ref("revRecSchedule")) if begins_on and ends_on else None,
    )


def _is_number(row: Fields) -> bool:
    """Tell whether the rate is one: of a discount it can be a percentage."""
    try:
        return row.decimal("rate") is not None
    except ValueError:
        return False


def write(lines: tuple[Line, ...], currency: str, writing: Writing) -> Rows:
    """Return the rows of a record, in place of those that are there."""
    return Rows("item", tuple(_row(line, currency, writing) for line in lines))


def _row(line: Line, currency: str, writing: Writing) -> dict[str, Out]:
    links = writing.links
    row = filled(
        item=To(writing.item_of(line.item, line.account)),
        description=line.text,
        quantity=line.quantity,
        price=To(CUSTOM_PRICE),
        rate=format(line.price, "f"),
        department=To(links.get("department", line.department)),
        class_=To(links.get("category", line.category)),
        taxCode=To(links.get("tax_code", line.tax_code) or writing.untaxed_code),
    )
    row["amount"] = exact(line.amount, currency, "amount", writing)
    if line.tax_code:
        row["tax1Amt"] = exact(line.tax, currency, "tax", writing)
    if line.recognition:
        row["revRecStartDate"] = line.recognition.begins_on
        row["revRecEndDate"] = line.recognition.ends_on
        if line.recognition.rule and writing.rule_field:
            row[writing.rule_field] = CustomText(writing.rule_field, line.recognition.rule)
    return row
