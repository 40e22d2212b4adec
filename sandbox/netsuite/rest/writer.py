"""From a record of the ledger to the JSON of the REST record API."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from ..ledger import shapes, view
from ..ledger.fields import Field, Shape
from ..ledger.record import Record, Values
from ..ledger.store import ENUMERATIONS, Store, name_of

_COUNTRIES = {"_unitedStates": "US", "_germany": "DE", "_japan": "JP", "_unitedKingdom": "GB"}
#: Only SOAP has these.
_SOAP_ONLY = {"stage", "customFieldList"}


def moment(seconds: float) -> str:
    """A moment in UTC, to the second: REST's, other than SOAP's Pacific time.

    >>> moment(1793606400.5)
    '2026-11-02T08:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Writer:
    """Writes records with links below *base*, the address of the record service."""

    def __init__(self, store: Store, base: str, *, expand: bool = False, simple_enums: bool = False) -> None:
        self.store = store
        self.base = base
        self.expand = expand
        self.simple_enums = simple_enums

    def record(self, record: Record, only: set[str] | None = None) -> Values:
        """A record as a reader sees it; *only* these properties."""
        where = f"{self.base}/{record.kind}/{record.id}"
        body = self.values(shapes.RECORDS[record.kind], view.full(self.store, record), where)
        body["id"] = record.id
        if record.external_id:
            body["externalId"] = record.external_id
        body["refName"] = name_of(record)
        if record.kind in shapes.LABELS:
            body["status"] = self._enum(view.status_of(self.store, record), body.get("status", ""))
        body.update({name: self._custom(kind, value) for name, (kind, value) in record.custom.items()})
        if only is not None:
            body = {name: value for name, value in body.items() if name in only or name == "links"}
        return body

    def values(self, shape: Shape, values: Values, where: str) -> Values:
        """The properties of *values*."""
        body: Values = {"links": [{"rel": "self", "href": where}] if where else []}
        for name, field in shape.fields.items():
            value = values.get(name)
            if name in shape.soap_only and not self.store.settings.rest_discounts:
                continue
            if name not in _SOAP_ONLY and (value is not None or field.kind == "list"):
                body[shape.rest_name(name)] = self._value(field, value, f"{where}/{shape.rest_name(name)}")
        return body

    def _value(self, field: Field, value: Any, where: str) -> Any:
        kind = field.kind
        if kind in ("ref", "key"):
            return self.reference(field.target, str(value))
        if kind == "refs":
            return self._collection([self.reference(field.target, one) for one in value], where)
        if kind == "list":
            return self.sublist(field, value or [], where)
        if kind == "address":
            return self.values(shapes.ROWS["address"], value, where)
        if kind == "enum":
            known = _COUNTRIES.get(value, value.removeprefix("_"))
            return self._enum(known, known)
        if kind in ("money", "number"):
            return float(value)
        if kind == "date":
            return value.isoformat()
        if kind == "moment":
            return moment(value)
        if field.name == "undepFunds":
            return self._enum("T" if value else "F", "Undeposited Funds" if value else "Account")
        return value

    def sublist(self, field: Field, rows: list[Values], where: str, *, expand: bool | None = None) -> Values:
        """A sublist: its lines when expanded, else the link to them."""
        if not (self.expand if expand is None else expand):
            return {"links": [{"rel": "self", "href": where}]}
        shape = shapes.ROWS[field.target]
        found = []
        for row in rows:
            body = self.values(shape, row, "")
            custom = row.get("customFieldList") or {}
            body.update({name: self._custom(kind, value) for name, (kind, value) in custom.items()})
            found.append(body)
        return self._collection(found, where)

    @staticmethod
    def _collection(items: list[Any], where: str) -> Values:
        return {
            "links": [{"rel": "self", "href": where}],
            "items": items,
            "totalResults": len(items),
            "count": len(items),
            "hasMore": False,
            "offset": 0,
        }

    def reference(self, kind: str, key: str) -> Values:
        """A reference with its name."""
        found = self.store.find(kind, key) if kind not in ENUMERATIONS else None
        links = [{"rel": "self", "href": f"{self.base}/{found.kind}/{key}"}] if found is not None else []
        return {"links": links, "id": key, "refName": self.store.name_of(kind, key)}

    def _enum(self, key: str, name: str) -> Any:
        return key if self.simple_enums else {"id": key, "refName": name}

    @staticmethod
    def _custom(kind: str, value: Any) -> Any:
        if kind == "number":
            return float(Decimal(value))
        if kind == "ref":
            return {"links": [], "id": value}
        return moment(value) if kind == "moment" else value
