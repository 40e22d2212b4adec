"""Lists: ``limit``, cursors, ``created`` ranges, newest first.

Source: https://docs.stripe.com/api/pagination.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .errors import invalid
from .params import Int, ListOf, Range, Rule, Str
from .store import Obj, Table

#: Parameters every list accepts.
LIST: dict[str, Rule] = {
    "limit": Int(1, 100),
    "starting_after": Str(),
    "ending_before": Str(),
}
#: Lists of objects that have a ``created``.
LIST_CREATED: dict[str, Rule] = {**LIST, "created": Range()}
EXPAND: dict[str, Rule] = {"expand": ListOf(Str())}

DEFAULT_LIMIT = 10

Keep = Callable[[Obj], bool]


@dataclass
class Page:
    """One page of a list, before rendering."""

    items: list[Obj]
    has_more: bool
    url: str
    total_count: int | None = None


def page(
    table: Table,
    params: dict[str, Any],
    url: str,
    *,
    where: tuple[str, Any] | None = None,
    keep: Keep | None = None,
    label: str | None = None,
) -> Page:
    """The page of *table* that *params* ask for.

    :param where: an indexed path and the value it must have.
    :param keep: further condition on an object.
    :param label: the word for the object in errors about cursors.
    """
    limit = params.get("limit", DEFAULT_LIMIT)
    forward = "ending_before" in params
    first, last = _bounds(table, params, label or table.kind)
    rows = _rows(table, first, last, where, newest_first=not forward)
    found: list[Obj] = []
    more = False
    for row in rows:
        if keep is not None and not keep(row):
            continue
        if len(found) == limit:
            more = True
            break
        found.append(row)
    if forward:
        found.reverse()
    return Page(found, more, url)


def _bounds(table: Table, params: dict[str, Any], label: str) -> tuple[int, int]:
    if "starting_after" in params and "ending_before" in params:
        raise invalid(
            "You cannot parameterize both starting_after and ending_before.",
            param="starting_after",
        )
    span = params.get("created") or {}
    lows = [span["gte"]] if "gte" in span else []
    lows += [span["gt"] + 1] if "gt" in span else []
    highs = [span["lte"]] if "lte" in span else []
    highs += [span["lt"] - 1] if "lt" in span else []
    first, last = table.span(max(lows, default=None), min(highs, default=None))
    if "starting_after" in params:
        last = min(last, _cursor(table, params, "starting_after", label))
    if "ending_before" in params:
        first = max(first, _cursor(table, params, "ending_before", label) + 1)
    return first, last


def _cursor(table: Table, params: dict[str, Any], name: str, label: str) -> int:
    object_id = params[name]
    if object_id not in table.place:
        raise invalid(
            f"No such {label}: '{object_id}'", param=name, code="resource_missing"
        )
    return table.place[object_id]


def _rows(
    table: Table,
    first: int,
    last: int,
    where: tuple[str, Any] | None,
    newest_first: bool,
) -> Iterable[Obj]:
    if where is None:
        return table.walk(first, last, newest_first)
    rows = [r for r in table.where(*where) if first <= table.place[r["id"]] < last]
    return reversed(rows) if newest_first else rows


def embedded(items: list[Obj], url: str, limit: int = 10) -> Page:
    """A list inside an object: the first *limit* items and how many there are."""
    return Page(items[:limit], len(items) > limit, url, len(items))
