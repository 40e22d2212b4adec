"""The head of a CSV file: its columns with samples of what they hold, for a person to name them.

>>> found = head(b"Date;Amount\\n2026-03-01;1,00\\n", delimiter=";")
>>> found.names, found.samples("Amount")
(('Date', 'Amount'), '1,00')
>>> head(b"2026-03-01;1,00\\n", delimiter=";", header_row=0).names
('1', '2')
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice

from .csv_mapping import named
from .fields import decode, distinct, words

SAMPLE_ROWS = 5


@dataclass(frozen=True)
class Head:
    """The names of the columns, or their numbers, and the first rows under them."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def samples(self, name: str) -> str:
        """Return what the first rows hold in a column."""
        place = self.names.index(name)
        return " | ".join(distinct(words(row[place]) for row in self.rows if place < len(row)))


def head(
    data: bytes, *, encoding: str = "utf-8-sig", delimiter: str, header_row: int = 1, skip_rows: int = 0
) -> Head:
    """Return the head of a file; nothing where it has none in that row.

    :param header_row: the row with the names, from 1; 0 where there is none.
    """
    lines = decode(data, encoding).splitlines(keepends=True)
    first = header_row or skip_rows
    try:
        rows = list(islice(csv.reader(lines, delimiter=delimiter), first + SAMPLE_ROWS))
    except csv.Error:
        return Head((), ())
    samples = tuple(tuple(row) for row in rows[first:] if any(cell.strip() for cell in row))
    if header_row:
        names = named(rows[header_row - 1]) if len(rows) >= header_row else []
    else:
        names = [str(number) for number in range(1, max(map(len, samples), default=0) + 1)]
    return Head(tuple(names), samples)
