"""Reads a CSV of invoices for the benchmark of the forecast.

Columns, in any order and case: ``customer``, ``invoice_date``, ``due_date``, ``amount``, ``settled_date`` (empty:
still open) and, if there is one, ``disputed``. Commas, semicolons or tabs between them; with or without a byte order
mark. A row that cannot be read is refused with its line number and reason, never guessed at; the rest is used.

Dates are ISO, or day, month and year in an order that the whole column agrees on: a column with 25/3 is d/m/y, one
with 3/25 is m/d/y. A column without such a day follows the file's other columns; where none tells, the order in which
fewer invoices fall due or are settled before they are issued; where that is even, m/d/y. What does not fit its column
is refused.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from workspace import pure

pure.install()

from odoo.addons.ar_sync_collections.forecasting.invoices import Invoice, Settlement  # noqa: E402

DATES = ("invoice_date", "due_date", "settled_date")
NEEDED = ("customer", "invoice_date", "due_date", "amount", "settled_date")
ISO, DAY_FIRST, MONTH_FIRST = "ISO", "d/m/y", "m/d/y"
OPEN_WORDS = frozenset({"", "-", "null", "none", "nan", "nat", "n/a", "na"})
YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "t"})
NO = frozenset({"no", "n", "false", "0", "", "nein", "non", "f", "-", "null", "none", "nan"})
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})$")
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[T ].*)?$")
YEAR_LAST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[T ].*)?$")
MINOR_DIGITS_MAX = 4


class FileError(Exception):
    """The file cannot be used; the message says why."""


@dataclass
class Data:
    """What was read: invoices, how their dates were read, and the lines that were refused."""

    invoices: list[Invoice] = field(default_factory=list)
    orders: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    has_disputes: bool = False
    decimals: int = 2

    @property
    def known_until(self) -> date:
        """Return the last day of which the file says something."""
        days = [invoice.settled_on for invoice in self.invoices if invoice.settled_on]
        return max(days or [invoice.issued for invoice in self.invoices])


def read_file(path: Path) -> Data:
    """Return the content of a file; raise :class:`FileError` if it is missing or no such CSV."""
    rows, refused = _rows(_text(path))
    data = Data(refused=refused)
    data.has_disputes = any("disputed" in row for _line, row in rows)
    data.orders = _orders([row for _line, row in rows])
    comma = _has_decimal_comma([row["amount"] for _line, row in rows])
    read = []
    for line, row in rows:
        try:
            read.append(_row(row, data.orders, comma))
        except ValueError as error:
            data.refused.append(f"line {line}: {error}")
    data.decimals = max([2, *(-int(one[3].as_tuple().exponent) for one in read)])
    data.decimals = min(data.decimals, MINOR_DIGITS_MAX)
    data.invoices = [_invoice(one, data.decimals) for one in read]
    if not data.invoices:
        raise FileError(f"{path} has no line that can be read; the first: {'; '.join(data.refused[:3]) or 'none'}")
    return data


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileError(f"{path} is neither UTF-8 nor Windows-1252")


def _rows(text: str) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Return (line number, row) of each data row, and the lines with too few or too many columns."""
    head = text.split("\n", 1)[0]
    separator = max(",;\t|", key=head.count)
    reader = csv.reader(text.splitlines(), delimiter=separator)
    try:
        names = [_column(name) for name in next(reader, [])]
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise FileError(f"the file has no column {', '.join(missing)}; it has {', '.join(names) or 'none'}")
        rows, refused = [], []
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if len(values) != len(names):
                refused.append(f"line {reader.line_num}: {len(values)} columns instead of {len(names)}")
                continue
            rows.append((reader.line_num, {name: value.strip() for name, value in zip(names, values, strict=True)}))
    except csv.Error as error:
        raise FileError(f"line {reader.line_num} is no CSV: {error}") from error
    return rows, refused


def _column(name: str) -> str:
    """Return the name of a column as we use it: ``InvoiceDate`` is ``invoice_date``.

    >>> [_column(name) for name in ("Due Date", "InvoiceDate", "customerID", "Invoice Amount")]
    ['due_date', 'invoice_date', 'customer', 'amount']
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower()
    words = re.sub(r"[^a-z]+", "_", words).strip("_")
    return {"customer_id": "customer", "invoice_amount": "amount"}.get(words, words)


# === DATES === #


def _orders(rows: list[dict[str, str]]) -> dict[str, str]:
    """Return how each column's dates are to be read."""
    votes = {name: _votes(row[name] for row in rows) for name in DATES}
    orders = {name: order for name, found in votes.items() if (order := _winner(found))}
    if len(orders) < len(DATES):
        common = _winner(sum(votes.values(), Counter())) or _by_sense(rows, orders)
        for name in DATES:
            orders.setdefault(name, common)
    return orders


def _votes(values: Iterator[str]) -> Counter[str]:
    """Count the dates of a column that can only be read in one order."""
    found: Counter[str] = Counter()
    for value in values:
        match = YEAR_LAST.match(value)
        if match:
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found[DAY_FIRST] += 1
            elif second > 12 >= first:
                found[MONTH_FIRST] += 1
        elif ISO_DATE.match(value) or COMPACT_DATE.match(value) or YEAR_FIRST.match(value):
            found[ISO] += 0
    return found


def _winner(votes: Counter[str]) -> str | None:
    days, months = votes[DAY_FIRST], votes[MONTH_FIRST]
    if days == months:
        return None
    return DAY_FIRST if days > months else MONTH_FIRST


def _by_sense(rows: list[dict[str, str]], known: dict[str, str]) -> str:
    """Return the order in which fewer invoices fall due or are settled before they are issued."""
    worst = {}
    for order in (MONTH_FIRST, DAY_FIRST):
        worst[order] = 0
        for row in rows:
            try:
                issued, due, settled = (_day(row[name], known.get(name, order)) for name in DATES)
            except ValueError:
                worst[order] += 1
                continue
            worst[order] += issued is None or due is None or due < issued or bool(settled and settled < issued)
    return min(worst, key=lambda order: worst[order])


def _day(value: str, order: str) -> date | None:
    """Return a date, None for an empty value; raise ``ValueError`` for one that is not of this order."""
    if value.lower() in OPEN_WORDS:
        return None
    match = ISO_DATE.match(value) or COMPACT_DATE.match(value) or YEAR_FIRST.match(value)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    match = YEAR_LAST.match(value)
    if not match:
        raise ValueError(f"{value!r} is no date")
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if year < 100:
        year += 2000 if year < 70 else 1900
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{value!r} is no date of the form {order}, as the others of its column") from error


# === AMOUNTS === #


def _has_decimal_comma(values: list[str]) -> bool:
    """Tell whether a column writes 1.234,50: more values end in a comma and two digits or one than in a point."""
    commas = sum(bool(re.search(r",\d{1,2}$", value)) for value in values)
    points = sum(bool(re.search(r"\.\d{1,2}$", value)) for value in values)
    return commas > points


def _amount(value: str, has_decimal_comma: bool) -> Decimal:
    bare = re.sub(r"[\s'’$€£]", "", value)
    bare = bare.replace(".", "").replace(",", ".") if has_decimal_comma else bare.replace(",", "")
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        raise ValueError(f"{value!r} is no amount") from None
    if not amount.is_finite():
        raise ValueError(f"{value!r} is no amount")
    if amount <= 0:
        raise ValueError(f"the amount {value} is not above zero; credits are no invoices")
    return amount


# === ROWS === #


def _row(row: dict[str, str], orders: dict[str, str], comma: bool) -> tuple:
    if not row["customer"]:
        raise ValueError("no customer")
    issued, due, settled = (_labelled_day(row, name, orders[name]) for name in DATES)
    if issued is None or due is None:
        raise ValueError("no invoice_date" if issued is None else "no due_date")
    if due - issued > timedelta(days=3660) or (settled and settled - issued > timedelta(days=36600)):
        raise ValueError("its dates are years apart")
    disputed = row.get("disputed", "").lower()
    if disputed not in YES and disputed not in NO:
        raise ValueError(f"disputed is {row['disputed']!r}, neither yes nor no")
    return row["customer"], issued, due, _amount(row["amount"], comma), settled, disputed in YES


def _labelled_day(row: dict[str, str], name: str, order: str) -> date | None:
    try:
        return _day(row[name], order)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _invoice(read: tuple, decimals: int) -> Invoice:
    customer, issued, due, amount, settled, was_disputed = read
    minor = max(1, int(amount.scaleb(decimals).to_integral_value()))
    settlements = (Settlement(settled, minor),) if settled else ()
    return Invoice(customer, issued, due, minor, settlements, None, was_disputed)
