"""From a record of the ledger to its XML, in the schema's order."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from lxml import etree

from ..ledger import shapes, view
from ..ledger.fields import Field, Shape
from ..ledger.record import Record, Values
from ..ledger.store import Store
from .names import PREFIXES, Element, Names
from .values import moment_text, written

_CUSTOM_TYPES = {
    "text": "StringCustomFieldRef",
    "bool": "BooleanCustomFieldRef",
    "moment": "DateCustomFieldRef",
    "number": "DoubleCustomFieldRef",
    "int": "LongCustomFieldRef",
    "ref": "SelectCustomFieldRef",
}


class Writer:
    """Writes records of one endpoint version for a user in a time zone.

    :param shuffle: elements come in an order of their own, as NetSuite's sometimes do.
    :param unknown: an element the schema does not have is added to every record.
    """

    def __init__(
        self, names: Names, store: Store, zone: str, *, shuffle: bool = False, unknown: bool = False, bare: bool = False
    ) -> None:
        self.names = names
        self.store = store
        self.zone = zone
        self.shuffle = shuffle
        self.unknown = unknown
        self.bare = bare

    def record(self, parent: Element, space: str, record: Record) -> Element:
        """Add ``record`` below *parent*, as a reader sees it."""
        element = self.values(parent, space, shapes.RECORDS[record.kind], view.full(self.store, record))
        element.set("internalId", record.id)
        if record.external_id and record.kind != "accountingPeriod":
            element.set("externalId", record.external_id)
        return element

    def values(self, parent: Element, space: str, shape: Shape, values: Values) -> Element:
        """Add ``record`` with these values below *parent*."""
        nsmap = {PREFIXES[one]: self.names.uri(one) for one in (space, shape.space)}
        element = etree.SubElement(parent, self.names.tag(space, "record"), nsmap=nsmap)
        self.names.type(element, shape.space, shape.type_name)
        self._fill(element, shape, values)
        if self.unknown:
            self.names.child(element, shape.space, "futureField", "from a release to come")
        if self.shuffle:
            _shuffle(element)
        return element

    def _fill(self, element: Element, shape: Shape, values: Values) -> None:
        for name, field in shape.fields.items():
            value = values.get(name)
            if value is None or (self.bare and field.kind == "list"):
                continue
            self._value(element, shape, field, value)

    def _value(self, parent: Element, shape: Shape, field: Field, value: Any) -> None:
        kind, names = field.kind, self.names
        if kind in ("list", "refs", "custom") and not value:
            return
        if kind == "ref":
            self.reference(names.child(parent, shape.space, field.name), field.target, value)
        elif kind == "refs":
            block = names.child(parent, shape.space, field.name)
            for one in value:
                self.reference(names.child(block, "core.platform", "recordRef"), field.target, one)
        elif kind == "list":
            block = names.child(parent, shape.space, field.name)
            row_shape = shapes.ROWS[field.target]
            for row in value:
                self._fill(names.child(block, shape.space, field.rows), row_shape, row)
        elif kind == "address":
            self._fill(names.child(parent, shape.space, field.name), shapes.ROWS["address"], value)
        elif kind == "custom":
            self._custom(names.child(parent, shape.space, field.name), value)
        else:
            names.child(parent, shape.space, field.name, written(field, value, self.zone))

    def reference(self, element: Element, kind: str, key: str) -> None:
        """Fill a ``RecordRef`` with id and name."""
        element.set("internalId", str(key))
        name = self.store.name_of(kind, str(key))
        self.names.child(element, "core.platform", "name", name)

    def _custom(self, block: Element, custom: dict[str, tuple[str, Any]]) -> None:
        for name, (kind, value) in custom.items():
            element = self.names.child(block, "core.platform", "customField")
            element.set("scriptId", name)
            element.set("internalId", str(100 + sum(map(ord, name)) % 900))
            self.names.type(element, "core.platform", _CUSTOM_TYPES[kind])
            if kind == "ref":
                self.names.child(element, "core.platform", "value").set("internalId", str(value))
                continue
            text = moment_text(value) if kind == "moment" else None
            if text is None:
                text = written(Field(name, kind), Decimal(value) if kind == "number" else value, self.zone)
            self.names.child(element, "core.platform", "value", text)


def _shuffle(element: Element) -> None:
    """Another order of the children, the same for the same record."""
    found = list(element)
    random.Random(len(found)).shuffle(found)
    for child in found:
        element.append(child)
    for child in found:
        if child.tag.endswith("List") and len(child):
            for row in child:
                if len(row) > 1:
                    _shuffle(row)
