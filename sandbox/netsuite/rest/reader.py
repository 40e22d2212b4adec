"""From the JSON of a record to values for the ledger."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

from ..ledger import errors, shapes
from ..ledger.errors import NsError
from ..ledger.fields import Field, Shape
from ..ledger.record import Custom, Ref, Rows, Values
from ..ledger.store import Store

_CUSTOM = re.compile(r"cust(body|col|entity|item|record)_[a-z0-9_]+", re.IGNORECASE)
#: Properties every resource has and nobody needs to send.
_GENERAL = {"links", "id", "refName", "externalId", "customForm"}


def content_error(detail: str, path: str = "") -> NsError:
    """A body NetSuite cannot read."""
    return NsError("INVALID_CONTENT", detail, path)


class Reader:
    """Reads bodies. *replace* names the sublists whose rows are all replaced."""

    def __init__(self, store: Store, replace: frozenset[str] = frozenset()) -> None:
        self.store = store
        self.replace = replace

    def values(self, shape: Shape, body: Values, path: str, *, strict: bool) -> tuple[Values, list[str]]:
        """The values in *body*, and the names that were dropped because nobody knows them.

        :param strict: unknown names are refused (``X-NetSuite-PropertyNameValidation: Error``).
        :raise NsError: an unknown name, or a value that does not fit.
        """
        values: Values = {}
        custom: dict[str, tuple[str, Any] | None] = {}
        dropped = []
        for name, value in body.items():
            here = f"{path}.{name}".lstrip(".")
            field = shape.from_rest(name)
            if field is not None and field.name in shape.soap_only and not self.store.settings.rest_discounts:
                field = None
            if field is not None and field.name not in ("customFieldList",):
                values[field.name] = self._value(field, value, here, strict)
            elif _CUSTOM.fullmatch(name):
                custom[name.lower()] = _custom(value)
            elif name not in _GENERAL:
                if strict:
                    raise content_error(f"Error while accessing a resource. Unknown property {name}.", here)
                dropped.append(here)
        if custom:
            values["customFieldList"] = Custom(custom)
        return values, dropped

    def _value(self, field: Field, value: Any, path: str, strict: bool) -> Any:
        if value is None:
            return None
        kind = field.kind
        if kind in ("ref", "key"):
            return self._ref(value, path)
        if kind == "refs":
            return [self._ref(one, path) for one in _items(value, path)]
        if kind == "list":
            return self._rows(field, value, path, strict)
        if kind == "address":
            if not isinstance(value, dict):
                raise content_error("An address must be an object.", path)
            return self.values(shapes.ROWS["address"], value, path, strict=strict)[0]
        if kind == "enum" and isinstance(value, dict):
            value = value.get("id", "")
        if field.name == "undepFunds" and isinstance(value, dict):
            value = str(value.get("id", "")).upper() in ("T", "TRUE")
        return _simple(field, value, path)

    def _ref(self, value: Any, path: str) -> Ref:
        if isinstance(value, dict):
            if value.get("externalId") and not value.get("id"):
                return Ref(external_id=str(value["externalId"]))
            value = value.get("id")
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
            raise content_error("A reference needs an id or an externalId.", path)
        text = str(value)
        return Ref(external_id=text[4:]) if text.startswith("eid:") else Ref(internal_id=text)

    def _rows(self, field: Field, value: Any, path: str, strict: bool) -> Rows:
        shape = shapes.ROWS[field.target]
        rows = []
        for index, row in enumerate(_items(value, path)):
            here = f"{path}.items[{index}]"
            if not isinstance(row, dict):
                raise content_error("A line must be an object.", here)
            rows.append(self.values(shape, row, here, strict=strict)[0])
        name = path.rpartition(".")[2]
        return Rows(rows, name in self.replace)


def _items(value: Any, path: str) -> list[Any]:
    found = value.get("items") if isinstance(value, dict) else value
    if not isinstance(found, list):
        raise content_error("A sublist must be an object with items.", path)
    return found


def _custom(value: Any) -> tuple[str, Any] | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, dict):
        return "ref", str(value.get("id", ""))
    if isinstance(value, (int, float, Decimal)):
        return "number", Decimal(str(value))
    return "text", str(value)


def _simple(field: Field, value: Any, path: str) -> Any:
    """A simple value. :raise NsError: not of the field's type."""
    kind = field.kind
    wrong = errors.NsError(
        "INVALID_CONTENT", f"Error while accessing a resource. Invalid value for the field {field.name}.", path
    )
    if kind == "bool":
        if not isinstance(value, bool):
            raise wrong
        return value
    if kind in ("money", "number", "int"):
        if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
            raise wrong
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            raise wrong from None
        if not number.is_finite():
            raise wrong
        return int(number) if kind == "int" else number
    if kind == "date":
        return _date(value, wrong)
    if kind == "moment":
        return _moment(value, wrong)
    if isinstance(value, (dict, list)):
        raise wrong
    return str(value)


def _date(value: Any, wrong: NsError) -> date:
    """REST takes plain days only."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise wrong
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise wrong from None


def _moment(value: Any, wrong: NsError) -> float:
    try:
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise wrong from None
    return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
