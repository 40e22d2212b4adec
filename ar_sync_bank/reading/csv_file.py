"""CSV files of banks, with a declared mapping of their columns (`csv_mapping`).

Every row under the header is an entry, is empty, or is refused by its row number: the total under
a table too, so that nothing is left out that only looked like one. Accounts and currencies of a
file become statements of their own. With a column for the running balance, the sums are checked,
whether the file goes up or down in time.

>>> from .csv_mapping import CsvMapping
>>> columns = {"booking_date": ("Date",), "amount": ("Amount",), "text": ("Text",)}
>>> mapping = CsvMapping(columns, delimiter=",", decimal=".", currency="EUR")
>>> file = read(b"Date,Amount,Text\\n2026-03-01,-12.50,INV 1\\nTotal,-12.50,\\n", mapping)
>>> file.statements[0].entries[0].amount, str(file.refusals[0])
(Decimal('-12.50'), "row 3: the date 'Total' has not the form %Y-%m-%d")
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .csv_mapping import CsvMapping, date_of, named
from .errors import EntryRefused, FileRefused
from .fields import amount_of, currency_of, distinct, identifier, is_bic, shown, split_account, words
from .tie_out import checked
from .values import Account, Balance, Charge, Entry, File, Party, Refusal, Remittance, Statement

#: What a column for the direction says, in small letters.
INWARD = frozenset("c cr crdt credit bij haben h gutschrift + in avoir abono".split())
OUTWARD = frozenset("d dr dbit debit debet af soll s belastung lastschrift - out debito cargo".split())

_SYMBOL = re.compile(r"^(?:[A-Z]{3}|[€$£¥])\s*|\s*(?:[A-Z]{3}|[€$£¥])$")

_Row = dict[str, str]

CELL_CHARACTERS_MAX = 100_000


def read(data: bytes, mapping: CsvMapping, *, currency: str = "", account: str = "") -> File:
    """Return the file; raise `FileRefused` where the mapping does not fit it.

    :param currency: of a file that does not say it, as `account` is.
    """
    wrong = mapping.problems()
    if wrong:
        raise FileRefused(f"the mapping of the CSV file cannot be used: {'; '.join(wrong)}")
    rows = _rows(data, mapping)
    if mapping.header_row:
        names = named(rows[mapping.header_row - 1]) if len(rows) >= mapping.header_row else []
        first = mapping.header_row
    else:
        names = [str(number) for number in range(1, max(map(len, rows), default=0) + 1)]
        first = mapping.skip_rows
    missing = distinct(one for found in mapping.columns.values() for one in found if one not in names)
    if missing:
        raise FileRefused(f"the CSV file has no column {', '.join(map(repr, missing))}")
    home = mapping.currency or currency
    groups: dict[tuple[str, str], list[tuple[Entry, Decimal | None]]] = {}
    refusals: list[Refusal] = []
    for number, cells in enumerate(rows[first:], start=first + 1):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _meanings(cells, names, mapping)
            entry = replace(_entry(row, mapping, home), position=f"row {number}")
            balance = amount_of(_bare(row["balance"]), mapping.decimal) if row.get("balance") else None
            own = row.get("own_account") or account
            groups.setdefault((own, entry.currency), []).append((entry, balance))
        except EntryRefused as problem:
            refusals.append(Refusal("", f"row {number}", str(problem)))
    statements = [_statement(*key, found, len(refusals)) for key, found in groups.items()]
    return File("CSV", "", tuple(statements), tuple(refusals))


def _rows(data: bytes, mapping: CsvMapping) -> list[list[str]]:
    try:
        text = data.decode(mapping.encoding).lstrip("\ufeff")
    except (UnicodeDecodeError, LookupError) as problem:
        raise FileRefused(f"the CSV file is not of the encoding {mapping.encoding}: {problem}") from problem
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter))
    except csv.Error as problem:
        raise FileRefused(f"the CSV file cannot be taken apart: {problem}") from problem
    # The library's own limit belongs to the process: whoever runs us may have raised it.
    if any(len(cell) > CELL_CHARACTERS_MAX for row in rows for cell in row):
        raise FileRefused("the CSV file cannot be taken apart: a quotation that begins a cell has no end")
    return rows


def _meanings(cells: Sequence[str], names: Sequence[str], mapping: CsvMapping) -> _Row:
    """Return what a row says, by field; the columns of the text are one text."""
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        raise EntryRefused(f"it has {len(cells)} cells, the header {len(names)}")
    by_name = dict(zip(names, cells, strict=False))
    return {
        meaning: "\n".join(distinct(words(by_name.get(name, "")) for name in columns))
        for meaning, columns in mapping.columns.items()
    }


def _entry(row: _Row, mapping: CsvMapping, home: str) -> Entry:
    said = row.get
    booked = _date(said("booking_date", ""), mapping)
    valued = _date(said("value_date", ""), mapping)
    date = booked or valued
    if date is None:
        raise EntryRefused("it has no date")
    currency = currency_of(said("currency") or home)
    iban, number = split_account(said("account"))
    bic = said("bic", "")
    return Entry(
        booking_date=date,
        value_date=valued,
        amount=_amount(row, mapping.decimal),
        currency=currency,
        bank_reference=identifier(said("bank_reference")),
        end_to_end_id=identifier(said("end_to_end_id")),
        mandate_id=identifier(said("mandate_id")),
        description=said("description", ""),
        charges=_charges(said("fee", ""), mapping.decimal, currency),
        party=Party(
            name=said("name", ""),
            iban=iban,
            account=number,
            bic=bic if is_bic(bic) else "",
            ultimate_name=said("ultimate_name", ""),
        ),
        remittance=Remittance(said("text", ""), distinct([identifier(said("reference"))])),
    )


def _date(cell: str, mapping: CsvMapping) -> datetime.date | None:
    if not cell:
        return None
    found = date_of(cell, mapping.date_format)
    if found is None:
        raise EntryRefused(f"the date {shown(cell)} has not the form {mapping.date_format}")
    return found


def _bare(cell: str) -> str:
    """Return an amount without currency, with its sign in front.

    >>> _bare("12,50-"), _bare("(12.50)"), _bare("EUR 12,50"), _bare("12,50 €")
    ('-12,50', '-12.50', '12,50', '12,50')
    """
    text = _SYMBOL.sub("", _SYMBOL.sub("", cell.strip())).strip()
    if text.startswith("(") and text.endswith(")"):
        return f"-{text[1:-1]}"
    return f"-{text[:-1]}" if text.endswith("-") and len(text) > 1 else text


def _amount(row: _Row, decimal: str) -> Decimal:
    """Return the signed amount of a row, from one column, two, or one and its direction."""
    if "amount" in row:
        amount = amount_of(_bare(row["amount"]), decimal)
        return _directed(amount, row["direction"]) if "direction" in row else amount
    debit = amount_of(_bare(row["debit"]), decimal) if row.get("debit") else None
    credit = amount_of(_bare(row["credit"]), decimal) if row.get("credit") else None
    if debit is None and credit is None:
        raise EntryRefused("it has neither a debit nor a credit")
    if debit and credit:
        raise EntryRefused(f"it has both a debit ({debit}) and a credit ({credit})")
    return credit if credit else -abs(debit or Decimal(0))


def _directed(amount: Decimal, cell: str) -> Decimal:
    word = cell.strip().lower()
    if word in OUTWARD:
        return -abs(amount)
    if word not in INWARD:
        raise EntryRefused(f"its direction {shown(cell)} is neither a credit nor a debit")
    if amount < 0:
        raise EntryRefused(f"its amount {amount} is negative, its direction {shown(cell)} is not")
    return amount


def _charges(cell: str, decimal: str, currency: str) -> tuple[Charge, ...]:
    amount = amount_of(_bare(cell), decimal) if cell else Decimal(0)
    return (Charge(-abs(amount), currency),) if amount else ()


def _statement(own: str, currency: str, found: list[tuple[Entry, Decimal | None]], refused: int) -> Statement:
    iban, number = split_account(own)
    entries = [entry for entry, _ in found]
    dates = [entry.booking_date for entry in entries]
    opening, closing, problems = _balances(found) if not refused else (None, None, ())
    first, last = min(dates), max(dates)
    return checked(
        Statement(
            account=Account(iban=iban, number=number, currency=currency),
            from_date=first,
            to_date=last,
            opening=None if opening is None else Balance(opening, currency, first),
            closing=None if closing is None else Balance(closing, currency, last),
            entries=tuple(entries),
            problems=problems,
        )
    )


def _balances(
    found: list[tuple[Entry, Decimal | None]],
) -> tuple[Decimal | None, Decimal | None, tuple[str, ...]]:
    """Return opening and closing balance from the running balance, oldest or newest row first."""
    known = [(entry.amount, balance) for entry, balance in found if balance is not None]
    if not known:
        return None, None, ()
    if len(known) < len(found):
        return None, None, ("some rows have no running balance: the sums cannot be checked",)
    for rows in (known, known[::-1]):
        if all(before[1] + after[0] == after[1] for before, after in zip(rows, rows[1:], strict=False)):
            return rows[0][1] - rows[0][0], rows[-1][1], ()
    return None, None, ("the running balance does not follow from the amounts: rows may be missing",)
