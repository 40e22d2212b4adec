"""A cursor over one JSON object that reads fields by type and keeps notes of what it could not
read.

For each type there is a plain method (absent or null gives None), and where money depends on it
an `expected_` one (absent or null is noted as missing) and a `required_` one (absent, null or
malformed raises `PayloadError`). A value of the wrong type is noted as not understood, never
converted: an amount of `10.0`, `"10"` or `true` is not an amount.

>>> fields = Fields({"id": "ch_1", "amount": 1050, "currency": "eur", "created": 0,
...     "refunded": "no"}, "charge")
>>> fields.required_integer("amount"), fields.required_currency()
(1050, 'EUR')
>>> fields.required_moment("created").isoformat()
'1970-01-01T00:00:00+00:00'
>>> fields.flag("refunded"), fields.expected_integer("amount_captured")
(None, None)
>>> [(note.path, note.kind) for note in fields.notes]
[('refunded', 'not_understood'), ('amount_captured', 'missing')]
>>> fields.required_text("status")
Traceback (most recent call last):
...
odoo.addons.ar_sync_stripe.payloads.base.PayloadError: charge ch_1: status is missing
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from . import currency
from .base import MISSING, NOT_UNDERSTOOD, JsonObject, Note, PayloadError, Reader, ident

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SHOWN_CHARS_MAX = 60

ValuesT = TypeVar("ValuesT")


def _shown(value: object) -> str:
    """Return a short, safe rendering of a value for a note. Long texts are cut: a note is a
    pointer, not a copy.
    """
    text = repr(value)
    return text if len(text) <= SHOWN_CHARS_MAX else text[:SHOWN_CHARS_MAX] + "…"


class Fields:
    """Typed access to the fields of one JSON object; `path` says where the object sits in the one
    that is being read.
    """

    __slots__ = ("data", "notes", "object_id", "object_type", "path")

    def __init__(
        self,
        data: object,
        object_type: str,
        notes: list[Note] | None = None,
        path: str = "",
        object_id: str | None = None,
    ) -> None:
        if not isinstance(data, Mapping):
            raise PayloadError(
                object_type,
                object_id,
                path or "the payload",
                f"is not a JSON object but {_shown(data)}",
            )
        self.data: JsonObject = data
        self.object_type = object_type
        self.object_id = object_id if object_id is not None else ident(data)
        self.notes: list[Note] = notes if notes is not None else []
        self.path = path

    @classmethod
    def of(cls, data: object, object_type: str, notes: list[Note] | None = None) -> "Fields":
        """Open a Stripe object of a known type; raise `PayloadError` if it says that it is of
        another.
        """
        fields = cls(data, object_type, notes)
        said = fields.data.get("object", object_type)
        if said != object_type:
            raise fields.error("object", f"is {_shown(said)}")
        return fields

    # --- notes ----------------------------------------------------------------------------------

    def at(self, key: str) -> str:
        """Return the path of a field, from the object that is being read."""
        return f"{self.path}.{key}" if self.path else key

    def note_missing(self, key: str, detail: str = "") -> None:
        """Note that a field money depends on is not there."""
        self.notes.append(Note(self.at(key), MISSING, detail))

    def note_misread(self, key: str, detail: str) -> None:
        """Note that a field is there and not understood."""
        self.notes.append(Note(self.at(key), NOT_UNDERSTOOD, detail))

    def error(self, key: str, problem: str) -> PayloadError:
        """Return the error to raise for a field without which the object cannot be read."""
        return PayloadError(self.object_type, self.object_id, self.at(key), problem)

    def _require(self, key: str, value: ValuesT | None, what: str) -> ValuesT:
        if value is not None:
            return value
        raw = self.data.get(key)
        raise self.error(key, "is missing" if raw is None else f"is not {what}: {_shown(raw)}")

    def _expect(self, key: str, value: ValuesT | None) -> ValuesT | None:
        if value is None and self.data.get(key) is None:
            self.note_missing(key)
        return value

    def _misread(self, key: str, what: str) -> None:
        self.note_misread(key, f"not {what}: {_shown(self.data[key])}")

    # --- presence -------------------------------------------------------------------------------

    def has(self, key: str) -> bool:
        """Tell whether the field is there at all, null included: how a reader tells an old shape
        from a new one.
        """
        return key in self.data

    def given(self, key: str) -> bool:
        """Tell whether the field is there and not null."""
        return self.data.get(key) is not None

    # --- scalars --------------------------------------------------------------------------------

    def text(self, key: str) -> str | None:
        """Return a text."""
        value = self.data.get(key)
        if value is None or isinstance(value, str):
            return value
        self._misread(key, "a text")
        return None

    def required_text(self, key: str) -> str:
        """Return a text, or raise."""
        return self._require(key, self.text(key), "a text")

    def flag(self, key: str) -> bool | None:
        """Return a boolean."""
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._misread(key, "a boolean")
        return None

    def integer(self, key: str) -> int | None:
        """Return a whole number: a count, or an amount in minor units."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._misread(key, "a whole number")
        return None

    def expected_integer(self, key: str) -> int | None:
        """Return a whole number and note its absence."""
        return self._expect(key, self.integer(key))

    def required_integer(self, key: str) -> int:
        """Return a whole number, or raise."""
        return self._require(key, self.integer(key), "a whole number")

    def decimal(self, key: str) -> Decimal | None:
        """Return an exact number. Stripe writes `*_decimal` fields as text and rates as JSON
        numbers, which may arrive as float: the shortest text of a float is the text that was on
        the wire, so its decimal value is exact.
        """
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, (str, int, float, Decimal)) and not isinstance(value, bool):
            try:
                number = Decimal(str(value))
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite():
                return number
        self._misread(key, "a number")
        return None

    def moment(self, key: str) -> datetime | None:
        """Return an aware UTC time; Stripe gives whole seconds since 1970 (docs.stripe.com/api:
        "Unix timestamp").
        """
        seconds = self.integer(key)
        if seconds is None:
            return None
        try:
            return EPOCH + timedelta(seconds=seconds)
        except OverflowError:
            self._misread(key, "a time")
            return None

    def required_moment(self, key: str) -> datetime:
        """Return an aware UTC time, or raise."""
        return self._require(key, self.moment(key), "a time")

    def currency(self, key: str = "currency") -> str | None:
        """Return an upper-case ISO 4217 code; Stripe writes it in lower case."""
        code = self.text(key)
        if code is None:
            return None
        try:
            return currency.normalize(code)
        except ValueError:
            self._misread(key, "a currency")
            return None

    def required_currency(self, key: str = "currency") -> str:
        """Return an upper-case ISO 4217 code, or raise."""
        return self._require(key, self.currency(key), "a currency")

    # --- ids and metadata -----------------------------------------------------------------------

    def ident(self, key: str) -> str | None:
        """Return the id of an expandable field."""
        value = self.data.get(key)
        found = ident(value)
        if found is None and value is not None:
            self._misread(key, "an id or an object with an id")
        return found

    def required_ident(self, key: str) -> str:
        """Return the id of an expandable field, or raise."""
        return self._require(key, self.ident(key), "an id or an object with an id")

    def idents(self, key: str) -> tuple[str, ...]:
        """Return the ids of a list of expandable values."""
        return tuple(found for found in map(ident, self._list(key)) if found is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(value for value in self._list(key) if isinstance(value, str))

    def metadata(self, key: str = "metadata") -> dict[str, str]:
        """Return the metadata, text to text (docs.stripe.com/metadata)."""
        inner = self.inner(key)
        return (
            {name: value for name, value in inner.data.items() if isinstance(value, str)}
            if inner
            else {}
        )

    def amounts(self, key: str) -> dict[str, int]:
        """Return amounts in minor units by upper-case currency (`{"eur": 1200}`)."""
        inner = self.inner(key)
        if inner is None:
            return {}
        amounts = {}
        for code in inner.data:
            amount_minor = inner.integer(code)
            if amount_minor is not None:
                amounts[code.upper()] = amount_minor
        return amounts

    # --- structure ------------------------------------------------------------------------------

    def _list(self, key: str) -> list[Any]:
        value = self.data.get(key)
        if value is None:
            return []
        if isinstance(value, (list, tuple)):
            return list(value)
        self._misread(key, "a list")
        return []

    def _child(self, data: object, path: str) -> "Fields":
        return Fields(data, self.object_type, self.notes, path, self.object_id or "")

    def inner(self, key: str) -> "Fields | None":
        """Return a nested JSON object (`parent`, `pricing`, an expanded field), or None if it is
        absent or only an id.
        """
        value = self.data.get(key)
        if value is None or isinstance(value, str):
            return None
        if isinstance(value, Mapping):
            return self._child(value, self.at(key))
        self._misread(key, "a JSON object")
        return None

    def items(self, key: str) -> list["Fields"]:
        """Return the JSON objects of a plain list."""
        found = []
        for index, value in enumerate(self._list(key)):
            place = f"{key}[{index}]"
            if isinstance(value, Mapping):
                found.append(self._child(value, self.at(place)))
            elif not isinstance(value, str):
                self.note_misread(place, f"not a JSON object: {_shown(value)}")
        return found

    # --- other objects inside this one ----------------------------------------------------------

    def _read(
        self, data: JsonObject, place: str, reader: Reader[ValuesT], strict: bool
    ) -> ValuesT | None:
        """Read a nested Stripe object. Unless `strict`, its error becomes a note: a broken refund
        must not hide its charge.
        """
        if data.get("deleted") is True:
            return None
        found: list[Note] = []
        try:
            values = reader(data, found)
        except PayloadError as error:
            inside = f"{place}.{error.path}"
            if strict:
                raise self.error(inside, error.problem) from error
            self.note_misread(inside, error.problem)
            return None
        self.notes += [
            Note(self.at(f"{place}.{note.path}"), note.kind, note.detail) for note in found
        ]
        return values

    def expanded(self, key: str, reader: Reader[ValuesT]) -> ValuesT | None:
        """Return the values of an expanded field, or None if it is absent, only an id, or
        deleted.
        """
        inner = self.inner(key)
        return self._read(inner.data, key, reader, strict=False) if inner else None

    def objects(self, key: str, reader: Reader[ValuesT]) -> tuple[ValuesT, ...]:
        """Return the values of the objects in a plain list; ids and deleted objects among them
        are left out.
        """
        data = self._list(key)
        return self._read_all(
            [(f"{key}[{index}]", item) for index, item in enumerate(data)], reader, strict=False
        )

    def nested(
        self, key: str, reader: Reader[ValuesT], *, strict: bool = False
    ) -> tuple[tuple[ValuesT, ...], bool] | None:
        """Return the values of a nested list and whether they are all there, or None if the list
        was not sent.

        Stripe cuts nested lists after ten items and says so in `has_more`
        (docs.stripe.com/api/pagination). With `strict`, an item that cannot be read is an error
        of the whole.
        """
        page = self.inner(key)
        if page is None:
            return None
        data = page._list("data")
        values = self._read_all(
            [(f"{key}.data[{index}]", item) for index, item in enumerate(data)], reader, strict
        )
        return values, page.flag("has_more") is False and len(values) == len(data)

    def _read_all(
        self, placed: list[tuple[str, Any]], reader: Reader[ValuesT], strict: bool
    ) -> tuple[ValuesT, ...]:
        read = []
        for place, data in placed:
            if isinstance(data, Mapping):
                read.append(self._read(data, place, reader, strict))
            elif not isinstance(data, str):
                self.note_misread(place, f"not a JSON object: {_shown(data)}")
        return tuple(values for values in read if values is not None)
