"""From the XML of a record to a draft for the ledger."""

from __future__ import annotations

from typing import Any

from ..ledger import shapes
from ..ledger.fields import Field, Shape
from ..ledger.record import Custom, Draft, Ref, Rows, Values
from . import faults
from .names import XSI, Element, Names, children, first, local, text_of, type_of
from .values import date_of, moment_of, parsed

_CUSTOM_KINDS = {
    "StringCustomFieldRef": "text",
    "BooleanCustomFieldRef": "bool",
    "DateCustomFieldRef": "moment",
    "DoubleCustomFieldRef": "number",
    "LongCustomFieldRef": "int",
    "SelectCustomFieldRef": "ref",
}


class Reader:
    """Reads records of one endpoint version for a user in a time zone."""

    def __init__(self, names: Names, zone: str) -> None:
        self.names = names
        self.zone = zone

    def draft(self, element: Element) -> Draft:
        """The draft in a ``record`` element. :raise SoapFault: a type or an element the schema lacks."""
        uri, name = type_of(element)
        shape = shapes.BY_TYPE_NAME.get(name)
        if shape is None or uri != self.names.uri(shape.space):
            raise faults.malformed(f"Deserializing parameter 'record': could not find deserializer for type {name}")
        values = self._values(shape, element, "")
        for cleared in self._null_fields(element):
            values[cleared] = None
        return Draft(shape.name, values, element.get("internalId") or "", element.get("externalId") or "")

    def _null_fields(self, element: Element) -> list[str]:
        block = first(element, "nullFieldList")
        return [] if block is None else [(one.text or "").strip() for one in children(block)]

    def _values(self, shape: Shape, element: Element, path: str) -> Values:
        values: Values = {}
        for child in children(element):
            name = local(child)
            if name == "nullFieldList":
                continue
            field = shape.fields.get(name)
            if field is None or child.tag != self.names.tag(shape.space, name):
                raise faults.malformed(f"{name} is not a valid element of {shape.type_name} here")
            if child.get(f"{{{XSI}}}nil") == "true":
                continue
            values[name] = self._value(field, child, f"{path}.{name}".lstrip("."))
        return values

    def _value(self, field: Field, element: Element, path: str) -> Any:
        kind = field.kind
        if kind == "ref":
            return ref_of(element)
        if kind == "refs":
            return [ref_of(one) for one in children(element)]
        if kind == "key":
            return Ref(internal_id=(element.text or "").strip())
        if kind == "list":
            return self._rows(field, element, path)
        if kind == "address":
            return self._values(shapes.ROWS["address"], element, path)
        if kind == "custom":
            return Custom({self._custom_name(one): self._custom(one) for one in children(element)})
        return parsed(field, (element.text or "").strip(), self.zone, path)

    def _rows(self, field: Field, element: Element, path: str) -> Rows:
        shape = shapes.ROWS[field.target]
        rows = []
        for index, child in enumerate(children(element)):
            if local(child) != field.rows:
                raise faults.malformed(f"{local(child)} is not a valid element of {field.name}")
            rows.append(self._values(shape, child, f"{path}[{index}]"))
        return Rows(rows, element.get("replaceAll", "true") in ("true", "1"))

    @staticmethod
    def _custom_name(element: Element) -> str:
        return element.get("scriptId") or element.get("internalId") or ""

    def _custom(self, element: Element) -> tuple[str, Any] | None:
        kind = _CUSTOM_KINDS.get(type_of(element)[1])
        if kind is None:
            raise faults.malformed(f"custom field type {type_of(element)[1]} is not known here")
        value = first(element, "value")
        if value is None:
            return None
        if kind == "ref":
            return kind, value.get("internalId") or ""
        field = Field(self._custom_name(element), kind)
        return kind, parsed(field, (value.text or "").strip(), self.zone, "customFieldList")


def ref_of(element: Element) -> Ref:
    """A ``RecordRef``."""
    return Ref(element.get("internalId") or "", element.get("externalId") or "", element.get("type") or "")


def search_days(element: Element, zone: str) -> tuple[list[float], list[Any]]:
    """The moments and the days of a date criterion."""
    texts = [text for name in ("searchValue", "searchValue2") if (text := text_of(element, name))]
    return [moment_of(text) for text in texts], [date_of(text, zone) for text in texts]
