"""A SOAP record for people, made without NetSuite's schema: the same names and values, no namespaces.

>>> from datetime import date
>>> from ..mapping.draft import Rows, To
>>> draft = Draft("customerPayment", {"customer": To("42"), "tranDate": date(2026, 11, 2), "payment": Decimal("1E+2"),
...     "undepFunds": True, "applyList": Rows("apply", ({"apply": True, "doc": To("7")},))})
>>> root = plain_record(draft, "p1", "UTC")
>>> root.remove(root[0])
>>> print(etree.tostring(root, encoding="unicode"))
<CustomerPayment externalId="p1"><customer internalId="42"/><tranDate>2026-11-02T00:00:00+00:00</tranDate>\
<payment>100</payment><undepFunds>true</undepFunds><applyList><apply><apply>true</apply><doc>7</doc></apply>\
<replaceAll>true</replaceAll></applyList></CustomerPayment>
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from ..mapping.draft import CustomText, Draft, to_soap

#: Said in the preview itself, beside what is not translated either.
_NOTE = " names and values; order and namespaces are those of the account's WSDL, which is not at hand "


def plain_record(draft: Draft, external_id: str, zone: str) -> Any:
    """Return the element of a record."""
    root = etree.Element(draft.type_name, externalId=external_id)
    root.append(etree.Comment(_NOTE))
    _fill(root, to_soap(draft, zone))
    return root


def _fill(element: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            _add(element, name, one)


def _add(element: Any, name: str, value: Any) -> None:
    part = etree.SubElement(element, name)
    if isinstance(value, CustomText):
        part.set("scriptId", value.script_id)
        part.text = value.text
    elif isinstance(value, dict) and set(value) == {"internalId"}:
        part.set("internalId", str(value["internalId"]))
    elif isinstance(value, dict):
        _fill(part, value)
    else:
        part.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
