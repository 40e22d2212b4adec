"""Short words for the records that tests make over SOAP."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .soap_client import Soap

SENSOR, CONSULTING, SUBSCRIPTION, BAD_DEBT = "11", "10", "12", "14"
PARENT, EUROPE = "1", "2"
USD, GBP, EUR, JPY = "1", "2", "4", "5"


def customer(soap: Soap, name: str = "Dunmore Optics", subsidiary: str = PARENT, **more: Any) -> str:
    """A new customer."""
    return soap.add("Customer", companyName=name, subsidiary=soap.ref(subsidiary), **more)


def lines(soap: Soap, *amounts: str, item: str = SENSOR, **more: Any) -> dict[str, Any]:
    """Lines of one item each."""
    return {"item": [{"item": soap.ref(item), "amount": Decimal(one), **more} for one in amounts]}


def invoice(soap: Soap, entity: str, *amounts: str, **more: Any) -> str:
    """A new invoice of these amounts."""
    values = {"itemList": lines(soap, *(amounts or ("100",))), **more}
    return soap.add("Invoice", entity=soap.ref(entity), **values)


def applied(*rows: tuple[str, str | None], **more: Any) -> dict[str, Any]:
    """An apply list of (document, amount)."""
    found = []
    for doc, amount in rows:
        row: dict[str, Any] = {"apply": True, "doc": int(doc), **more}
        if amount is not None:
            row["amount"] = Decimal(amount)
        found.append(row)
    return {"apply": found}


def payment(soap: Soap, entity: str, amount: str | None, *rows: tuple[str, str | None], **more: Any) -> str:
    """A new payment applied to these rows."""
    values: dict[str, Any] = {"customer": soap.ref(entity), "autoApply": False, **more}
    if amount is not None:
        values["payment"] = Decimal(amount)
    if rows:
        values["applyList"] = applied(*rows)
    return soap.add("CustomerPayment", **values)


def memo(soap: Soap, entity: str, amount: str, *rows: tuple[str, str | None], **more: Any) -> str:
    """A new credit memo applied to these rows."""
    values: dict[str, Any] = {"entity": soap.ref(entity), "itemList": lines(soap, amount), **more}
    if rows:
        values["applyList"] = applied(*rows)
    return soap.add("CreditMemo", **values)


def money(value: Any) -> Decimal:
    """A double as cents."""
    return Decimal(str(value)).quantize(Decimal("0.01"))
