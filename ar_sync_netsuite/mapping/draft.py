"""A record that is to be written, in neither shape, and how it becomes both.

>>> draft = Draft("customerPayment", {"customer": To("42"), "payment": Decimal("100.00"), "tranDate": date(2026, 11, 2),
...     "undepFunds": True, "applyList": Rows("apply", ({"apply": True, "doc": To("7"), "amount": Decimal("60")},))})
>>> print(dumps(to_rest(draft)))
{"customer": {"id": "42"}, "payment": 100.00, "tranDate": "2026-11-02", "undepFunds": {"id": "T"}, \
"apply": {"items": [{"apply": true, "doc": {"id": "7"}, "amount": 60}]}}
>>> soap = to_soap(draft, "America/Los_Angeles")
>>> soap["customer"], soap["tranDate"].isoformat(), soap["applyList"]["apply"][0]["doc"]
({'internalId': '42'}, '2026-11-02T00:00:00-08:00', 7)

What is cleared says so: in REST it is null, in SOAP it is named in a list.

>>> emptied = Draft("customer", {"email": None})
>>> to_rest(emptied), to_soap(emptied, "UTC")
({'email': None}, {'nullFieldList': {'name': ['email']}})
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Union
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class To:
    """A reference that is written."""

    id: str


@dataclass(frozen=True)
class Rows:
    """The rows of a list.

    :param name: of a row's element in SOAP.
    :param rest_name: of the list in REST; the row's name where not given.
    :param replaces: all rows that are there go.
    """

    name: str
    rows: tuple[Mapping[str, "Out"], ...]
    rest_name: str = ""
    replaces: bool = True


@dataclass(frozen=True)
class CustomText:
    """A custom field that holds a text; its name begins with ``cust``."""

    script_id: str
    text: str


Out = Union[To, Rows, Decimal, date, bool, int, str, CustomText, None]  # noqa: UP007 - recursive


@dataclass(frozen=True)
class Draft:
    """A record to be written: NetSuite's type and values by SOAP's names."""

    record: str
    values: Mapping[str, Out]

    def only(self, names: set[str]) -> "Draft":
        """Return the draft with these values alone."""
        return replace(self, values={name: value for name, value in self.values.items() if name in names})

    @property
    def type_name(self) -> str:
        """The type's name in the schema."""
        return self.record[0].upper() + self.record[1:]

    @property
    def replaced(self) -> list[str]:
        """REST's names of the lists whose rows are all replaced."""
        found = [value for value in self.values.values() if isinstance(value, Rows) and value.replaces]
        return [value.rest_name or value.name for value in found]


def filled(**values: Out) -> dict[str, Out]:
    """Return the values that say something. A trailing underscore is for Python's own words.

    >>> filled(memo="", terms=To(""), total=Decimal(0), class_=To("3"))
    {'total': Decimal('0'), 'class': To(id='3')}
    """
    return {name.rstrip("_"): value for name, value in values.items() if value not in ("", None) and value != To("")}


def to_rest(draft: Draft) -> dict[str, Any]:
    """Return the body of a REST request; amounts are decimals, see :func:`dumps`."""
    return _rest_values(draft.values)


def _rest_values(values: Mapping[str, Out]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Rows):
            found[value.rest_name or value.name] = {"items": [_rest_values(row) for row in value.rows]}
        elif isinstance(value, CustomText):
            found[value.script_id] = value.text
        elif name == "undepFunds":
            found[name] = {"id": "T" if value else "F"}
        else:
            found[name] = _rest_value(value)
    return found


def _rest_value(value: Out) -> Any:
    if isinstance(value, To):
        return {"id": value.id}
    return value.isoformat() if isinstance(value, date) else value


def to_soap(draft: Draft, zone: str) -> dict[str, Any]:
    """Return the values of a SOAP record as plain dicts and lists; days are midnights where the user is."""
    return _soap_values(draft.values, ZoneInfo(zone))


def _soap_values(values: Mapping[str, Out], zone: ZoneInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    custom = [value for value in values.values() if isinstance(value, CustomText)]
    empty = [name for name, value in values.items() if value is None]
    for name, value in values.items():
        if isinstance(value, Rows):
            found[name] = {value.name: [_soap_values(row, zone) for row in value.rows], "replaceAll": value.replaces}
        elif value is not None and not isinstance(value, CustomText):
            found[name] = _soap_value(name, value, zone)
    if custom:
        found["customFieldList"] = custom
    if empty:
        found["nullFieldList"] = {"name": empty}
    return found


def _soap_value(name: str, value: Out, zone: ZoneInfo) -> Any:
    if isinstance(value, To):
        if name != "doc":
            return {"internalId": value.id}
        return int(value.id) if value.id.removeprefix("-").isdigit() else value.id  # a preview's may have none yet
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    return value


def dumps(value: Any, indent: int = 0, _level: int = 0) -> str:
    """Return JSON in which a decimal is a number with exactly its digits.

    :param indent: spaces by which each level is set in, for people; none: all in one line.

    >>> dumps({"a": Decimal("1E+2"), "b": [Decimal("0.10"), None, True, "x"]})
    '{"a": 100, "b": [0.10, null, true, "x"]}'
    >>> print(dumps({"a": [Decimal("0.10")]}, 2))
    {
      "a": [
        0.10
      ]
    }
    """
    if isinstance(value, dict):
        inside = [f"{json.dumps(str(key))}: {dumps(one, indent, _level + 1)}" for key, one in value.items()]
        return _joined(inside, "{}", indent, _level)
    if isinstance(value, list | tuple):
        return _joined([dumps(one, indent, _level + 1) for one in value], "[]", indent, _level)
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=not indent)


def _joined(inside: list[str], signs: str, indent: int, level: int) -> str:
    if not indent or not inside:
        return signs[0] + ", ".join(inside) + signs[1]
    pad, end = "\n" + " " * indent * (level + 1), "\n" + " " * indent * level
    return signs[0] + pad + ("," + pad).join(inside) + end + signs[1]
