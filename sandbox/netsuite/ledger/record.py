"""Records, references and what a caller sends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True)
class Ref:
    """A reference as a caller wrote it: by internal id or by external id."""

    internal_id: str = ""
    external_id: str = ""
    kind: str = ""


@dataclass
class Rows:
    """A sublist as a caller wrote it.

    :param replace: whether rows that are not named go away; otherwise rows are merged by their key.
    """

    rows: list[Values]
    replace: bool = True


@dataclass
class Custom:
    """Custom fields as a caller wrote them, by script id: (kind, value); None clears."""

    values: dict[str, tuple[str, Any] | None] = field(default_factory=dict)


@dataclass
class Draft:
    """A record a caller sends, before any rule has looked at it. None among the values clears."""

    kind: str
    values: Values
    internal_id: str = ""
    external_id: str = ""
    seen: int | None = None
    """The ledger's count of writes when the request came in; a write of somebody else since then is a conflict."""
    started: int | None = None
    """The count when the request began to write: what came after is its own."""


@dataclass
class Record:
    """A stored record. Rows of sublists are dicts; references are internal ids."""

    kind: str
    id: str
    values: Values
    external_id: str = ""
    created: float = 0.0
    modified: float = 0.0
    written: int = 0
    custom: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """A stored value."""
        value = self.values.get(name)
        return default if value is None else value

    def rows(self, name: str) -> list[Values]:
        """The rows of a sublist."""
        return self.values.get(name) or []

    def copy_of_state(self) -> tuple[Any, ...]:
        """What :meth:`restore` needs to undo a write."""
        values = {
            name: [dict(row) for row in value] if isinstance(value, list) and value and isinstance(value[0], dict)
            else value
            for name, value in self.values.items()
        }  # fmt: skip
        return values, self.external_id, self.modified, self.written, dict(self.custom)

    def restore(self, state: tuple[Any, ...]) -> None:
        """Undo writes since *state* was taken."""
        self.values, self.external_id, self.modified, self.written, self.custom = state


@dataclass
class Link:
    """An application: *credit* pays *debit*.

    :param via: the payment through which a credit memo was applied, or the same as *credit*.
    :param amount: in the transactions' currency.
    :param discount: taken beside the amount, by a payment.
    """

    id: int
    debit: str
    credit: str
    via: str
    amount: Any
    discount: Any
    date: Any


@dataclass(frozen=True)
class Deleted:
    """A record that is gone."""

    kind: str
    id: str
    name: str
    external_id: str
    moment: float
    reason: str = ""
    memo: str = ""


@dataclass(frozen=True)
class Note:
    """A system note: who changed which field of which record, when."""

    kind: str
    id: str
    name: str
    old: str
    new: str
    moment: float
    source: str
