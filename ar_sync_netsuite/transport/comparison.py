"""Whether both transports read the same: what a connection is switched from one to the other with.

>>> from dataclasses import dataclass as _d
>>> left = Invoice("1", "42", "EUR", date(2026, 3, 1), Decimal("10.00"), Decimal("10.00"), memo="A")
>>> right = replace(left, memo="B", stamp="x", total=Decimal("10.0"))
>>> [(row.field, row.left, row.right) for row in unlike(Remote("invoice", "1", left), Remote("invoice", "1", right))]
[('memo', 'A', 'B')]
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace  # noqa: F401 - the specification above replaces
from datetime import date  # noqa: F401 - the specification above makes dates
from decimal import Decimal
from typing import Any

from odoo.addons.ar_sync.protocol.documents import Invoice  # noqa: F401 - the specification above makes one

from .interface import RECORD_KINDS, Erp, Remote

#: What each transport has in its own way and what nothing depends on: SuiteQL shares a document's tax among its lines,
#: names no text where a line has none, and lists no customer's currencies.
OWN = frozenset({"stamp", "text", "tax", "currencies"})


@dataclass(frozen=True)
class Unlike:
    """One value that the transports do not have alike; a record that only one of them has has the field ``record``."""

    kind: str
    id: str
    field: str
    left: str
    right: str


@dataclass(frozen=True)
class Outcome:
    """What was compared.

    :param counts: records of each kind that both were asked for.
    """

    counts: dict[str, int]
    unlike: tuple[Unlike, ...]


def compare(left: Erp, right: Erp, size: int, kinds: Iterable[str] = RECORD_KINDS) -> Outcome:
    """Read the same records over both transports, at most ``size`` of each kind, and say where they differ.

    :raise ErpError: one of them cannot read.
    """
    counts: dict[str, int] = {}
    found: list[Unlike] = []
    for kind in kinds:
        ours = {row.id: row for row in _some(left, kind, size)}
        theirs = {row.id: row for row in right.read_many(kind, list(ours)).records}
        counts[kind] = len(ours)
        for key, row in ours.items():
            other = theirs.get(key)
            found += unlike(row, other) if other else [Unlike(kind, key, "record", left.name, "")]
    return Outcome(counts, tuple(found))


def unlike(left: Remote, right: Remote) -> Iterator[Unlike]:
    """Yield where two readings of one record differ."""
    mine, others = dict(_values("", left.document)), dict(_values("", right.document))
    mine["external_id"], others["external_id"] = left.external_id, right.external_id
    for name in sorted(mine.keys() | others.keys()):
        if mine.get(name, "") != others.get(name, ""):
            yield Unlike(left.kind, left.id, name, str(mine.get(name, "")), str(others.get(name, "")))


def _some(erp: Erp, kind: str, size: int) -> list[Remote]:
    rows: list[Remote] = []
    after = ""
    while len(rows) < size:
        page = erp.changed(kind, None, after, size)
        rows += page.records
        after = page.next
        if not after:
            break
    return rows[:size]


def _values(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield (name, value) of everything in a document, parts of parts by their places."""
    if is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            if part.name not in OWN:
                yield from _values(f"{name}.{part.name}" if name else part.name, getattr(value, part.name))
    elif isinstance(value, tuple):
        for place, part in enumerate(value, 1):
            yield from _values(f"{name} {place}", part)
    elif isinstance(value, frozenset):
        yield name, " ".join(sorted(value))
    elif isinstance(value, Decimal):
        yield name, f"{value.normalize():f}"
    else:
        yield name, "" if value is None else str(value)
