"""Customers."""

from odoo.addons.ar_sync.protocol.documents import Customer

from .context import Reading, Writing
from .draft import Draft, Out, Rows, To, filled
from .fields import Fields

RECORDS = ("customer",)
CHANGES = {
    "name": ("companyName",),
    "number": ("entityId",),
    "email": ("email",),
    "tax_number": ("vatRegNumber",),
    "parent": ("parent",),
    "currencies": ("currencyList",),
    "is_inactive": ("isInactive",),
}


def read(fields: Fields, reading: Reading) -> Customer:
    """Return the document of a record.

    Where the transport does not tell which currencies a customer has, there are none: any, until NetSuite refuses one.
    """
    code = reading.currencies.code
    return Customer(
        key=fields.id,
        name=fields.text("companyName") or fields.text("altName") or _person(fields) or fields.text("entityId"),
        number=fields.text("entityId"),
        email=fields.text("email"),
        tax_number=fields.text("vatRegNumber"),
        parent=fields.ref("parent"),
        currencies=frozenset(code(row.ref("currency")) for row in fields.rows("currencyList")),
        units=frozenset(filter(None, [fields.ref("subsidiary")])),
        is_inactive=fields.flag("isInactive"),
    )


def _person(fields: Fields) -> str:
    return f"{fields.text('firstName')} {fields.text('lastName')}".strip()


def write(customer: Customer, writing: Writing) -> Draft:
    """Return the record of a document: a company. :raise ErpError: unmapped."""
    currencies = [writing.currencies.id_of(code) for code in sorted(customer.currencies)]
    values = filled(
        companyName=customer.name,
        entityId=customer.number if writing.sends_numbers else "",
        parent=To(writing.links.get("customer", customer.parent)),
        vatRegNumber=customer.tax_number,
    )
    values["isPerson"] = False
    values["isInactive"] = customer.is_inactive
    values["email"] = customer.email or None
    for unit in sorted(customer.units)[:1]:
        values["subsidiary"] = To(writing.links.get("unit", unit))
    if currencies:
        values["currency"] = To(currencies[0])
        rows: tuple[dict[str, Out], ...] = tuple({"currency": To(key)} for key in currencies)
        values["currencyList"] = Rows("currency", rows, "currencyList", replaces=False)
    return Draft("customer", values)
