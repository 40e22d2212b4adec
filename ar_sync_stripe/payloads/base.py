"""What every reader of this package shares: errors, notes and the reading itself.

A *reader* turns one Stripe object, as parsed from JSON, into a frozen value. It obeys four rules.

1. Fields it does not know are ignored and enumerations stay text, because Stripe adds fields and
   values every month and calls that compatible
   (docs.stripe.com/upgrades#what-changes-does-stripe-consider-to-be-backward-compatible).
2. A field that matters to money is never guessed. A required one raises `PayloadError`; any other
   leaves `None` and a `Note`.
3. Objects of every API version since 2020-08-27 are read by the same reader; where a field moved,
   both places are looked at.
4. Whatever may be expanded (docs.stripe.com/expand) may come as an id, as an object, or as the
   stub of a deleted object.

>>> ident("cus_1"), ident({"id": "cus_2", "object": "customer"}), ident({"id": "cus_3",
...     "deleted": True}), ident(None)
('cus_1', 'cus_2', 'cus_3', None)
>>> str(PayloadError("charge", "ch_1", "amount", "is missing"))
'charge ch_1: amount is missing'
>>> Note("lines.data[0].taxes", MISSING, "neither taxes nor tax_amounts").kind
'missing'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

MISSING = "missing"
NOT_UNDERSTOOD = "not_understood"

JsonObject = Mapping[str, Any]


class PayloadError(ValueError):
    """A Stripe object that cannot be read: a field without which no booking is possible is
    missing or malformed.

    It is a permanent error: reading the same object again gives the same answer, a person or a
    new release has to look at it.
    """

    def __init__(self, object_type: str, object_id: str | None, path: str, problem: str) -> None:
        super().__init__(f"{object_type} {object_id or '(no id)'}: {path} {problem}")
        self.object_type = object_type
        self.object_id = object_id
        self.path = path
        self.problem = problem


class UnknownObject(ValueError):
    """An object of a type that this package has no reader for. It is no defect: it is counted and
    left alone.
    """

    def __init__(self, object_type: str | None) -> None:
        super().__init__(f"no reader for {object_type or 'an object without a type'}")
        self.object_type = object_type


@dataclass(frozen=True, slots=True)
class Note:
    """A field that was `missing` or `not_understood`, where it was (`lines.data[3].quantity`) and
    what was wrong with it.
    """

    path: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One object read: its Stripe type, its values (a dataclass of this package) and what could
    not be read.
    """

    kind: str
    values: object
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class DeletedValues:
    """The stub Stripe returns for an object that was deleted: `{"id": …, "object": …, "deleted":
    true}`.
    """

    object_type: str
    id: str


ValuesT_co = TypeVar("ValuesT_co", covariant=True)


class Reader(Protocol[ValuesT_co]):
    """A reader: takes the object and, optionally, the list that collects its notes."""

    def __call__(self, obj: JsonObject, notes: list[Note] | None = None) -> ValuesT_co: ...


def ident(value: object) -> str | None:
    """Return the id of an expandable field: of an id, an expanded object or the stub of a deleted
    one; else None.
    """
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) and value else None
