"""What a replay counts, and the report it prints: shared by all kinds of recordings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

SHOWN_MAX = 100

_INDEX = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True)
class Failure:
    """A file, exchange or object that could not be read, and why."""

    file: str
    where: str
    problem: str


@dataclass
class FieldCount:
    """A field that was missing or not understood: how often, in which versions, and an example."""

    count: int
    versions: set[str]
    file: str
    detail: str


@dataclass
class Tally:
    """Everything a replay found. Paths are counted without their indexes: `lines.data[].taxes`."""

    files: int = 0
    exchanges: int = 0
    read: Counter[tuple[str, str]] = field(default_factory=Counter)
    without_reader: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    fields: dict[tuple[str, str, str], FieldCount] = field(default_factory=dict)
    refusals: list[Failure] = field(default_factory=list)
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def fail(self, file: str, where: str, problem: str) -> None:
        """Count something that could not be read."""
        self.failures.append(Failure(file, where, problem))

    def refuse(self, file: str, where: str, reason: str) -> None:
        """Count something that a reader refused by name."""
        self.refusals.append(Failure(file, where, reason))

    def note(self, kind: str, version: str, path: str, what: str, detail: str, file: str) -> None:
        """Count a field that was `missing` or `not_understood`."""
        key = (kind, _INDEX.sub("[]", path), what)
        found = self.fields.setdefault(key, FieldCount(0, set(), file, detail))
        found.count += 1
        found.versions.add(version)

    def summary(self) -> dict[str, int]:
        """Return the figures of the last line. `not_understood` holds the missing fields too."""
        missing = [row.count for (_, _, what), row in self.fields.items() if what == "missing"]
        return {
            "files": self.files,
            "exchanges": self.exchanges,
            "read": sum(self.read.values()),
            "refused": len(self.refusals),
            "failed": len(self.failures),
            "not_understood": sum(row.count for row in self.fields.values()),
            "missing": sum(missing),
            "without_reader": sum(self.without_reader.values()),
        }


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table, its columns as wide as what is in them."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [head, tuple("-" * width for width in widths), *rows]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _field_rows(tally: Tally) -> list[tuple[str, ...]]:
    rows = []
    for (kind, path, what), found in sorted(tally.fields.items()):
        versions = ", ".join(sorted(found.versions))
        rows.append((kind, path, what, str(found.count), versions, found.file, found.detail))
    return rows


def _cut(items: list[str]) -> list[str]:
    """Return the first items, and how many there are beyond them: a report is for reading."""
    rest = len(items) - SHOWN_MAX
    return items if rest <= 0 else [*items[:SHOWN_MAX], f"  … and {rest} more"]


def report(tally: Tally) -> list[str]:
    """Return the lines of the report, without the last one."""
    lines = [f"{tally.files} files, {tally.exchanges} exchanges", ""]
    lines += table(
        ("object", "API version", "read"),
        [(kind, version, str(count)) for (kind, version), count in sorted(tally.read.items())],
    )
    if tally.rows:
        lines += ["", *table(tally.head, tally.rows)]
    if tally.problems:
        lines += ["", "Read, and odd:", *_cut([f"  {one}" for one in tally.problems])]
    if tally.refusals:
        lines += ["", "Refused by name:"]
        lines += _cut([f"  {row.file}: {row.where}: {row.problem}" for row in tally.refusals])
    if tally.without_reader:
        lines += ["", "No reader, left alone:"]
        lines += [f"  {kind}: {count}" for kind, count in sorted(tally.without_reader.items())]
    lines += ["", "Money-relevant fields that were missing or not understood:"]
    rows = _field_rows(tally)
    head = ("object", "field", "what", "count", "API versions", "for example in", "detail")
    lines += _cut(table(head, rows)) if rows else ["  none"]
    lines += ["", "Could not be read:"]
    failures = [f"  {row.file}: {row.where}: {row.problem}" for row in tally.failures]
    return lines + (_cut(failures) or ["  none"])
