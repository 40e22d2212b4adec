"""From the XML of a SOAP record to its fields, by name: the order of the elements says nothing.

>>> from lxml import etree
>>> record = etree.fromstring('''<record xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:t="urn:t"
...     xsi:type="t:Invoice" internalId="7" externalId="a"><t:total>100.0</t:total><t:entity internalId="42"><name>N
...     </name></t:entity><t:itemList><t:item><t:line>1</t:line></t:item></t:itemList></record>''')
>>> fields = read(record)
>>> fields.record, fields.id, fields.external_id, fields.ref("entity"), fields.rows("itemList")[0].text("line")
('invoice', '7', 'a', '42', '1')
"""

from typing import Any

from lxml import etree

from .fields import PACIFIC, Fields, Ref

XSI = "http://www.w3.org/2001/XMLSchema-instance"
#: Elements whose content is one value, though it has children: references have a name.
_NAME_ONLY = {"name"}


def local(element: Any) -> str:
    """Return the name without its namespace."""
    return str(etree.QName(element).localname)


def children(element: Any) -> list[Any]:
    """Return the child elements; comments are left aside."""
    return [one for one in element if isinstance(one.tag, str)]


def type_of(element: Any) -> str:
    """Return NetSuite's name of the type that ``xsi:type`` says: ``CreditMemo`` is ``creditMemo``."""
    name = (element.get(f"{{{XSI}}}type") or "").rpartition(":")[2]
    return name[:1].lower() + name[1:]


def read(record: Any, zone: str = PACIFIC) -> Fields:
    """Return the fields of a record."""
    internal, external = record.get("internalId") or "", record.get("externalId") or ""
    return Fields(type_of(record), internal, external, _values(record, zone), zone)


def _values(element: Any, zone: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in children(element):
        name = local(child)
        if name == "customFieldList":
            found.update(_custom(child))
        elif child.get(f"{{{XSI}}}nil") not in ("true", "1"):
            found[name] = _value(child, zone)
    return found


def _value(element: Any, zone: str) -> Any:
    inside = children(element)
    internal = element.get("internalId")
    if internal is not None and {local(one) for one in inside} <= _NAME_ONLY:
        name = next((one.text or "" for one in inside), "")
        return Ref(internal, name.strip())
    if not inside:
        return element.text or ""
    if local(element).endswith("List"):
        return tuple(_row(one, zone) for one in inside)
    return Fields("", internal or "", "", _values(element, zone), zone)


def _row(element: Any, zone: str) -> Any:
    found = _value(element, zone)
    return found if isinstance(found, Fields | Ref) else Fields("", "", "", {local(element): found}, zone)


def _custom(block: Any) -> dict[str, Any]:
    """Return custom fields by their script ids."""
    found = {}
    for one in children(block):
        value = next((child for child in children(one) if local(child) == "value"), None)
        name = one.get("scriptId") or one.get("internalId") or ""
        if value is not None and name:
            internal = value.get("internalId")
            found[name] = Ref(internal) if internal else (value.text or "")
    return found
