"""Reads a folder of invoices, payments and true matches, and adds decoys to it.

The format is that of the *payment to invoice* data of the LLM enterprise challenges
(DataManagementLab, PVLDB 19(2) 2025, MIT licence): ``invoices.csv``,
``payments.csv`` and ``matches.csv``, with or without a byte order mark, lists of ids
as JSON inside a quoted field. A row that cannot be read is named and counted, never
guessed at, and the rest is used.

Every amount is taken with two decimals whatever the currency, because the data has
cents in currencies that have none (JPY, KRW).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from pathlib import Path


@dataclass
class Invoice:
    """One invoice: its three numbers, customer, amount (minor units) and dates."""

    id: int
    assignment: str
    billing: str
    document: str
    customer: str
    customer_name: str
    currency: str
    amount_minor: int
    day: date
    due: date


@dataclass
class Payment:
    """One payment as a bank would show it; amount in minor units."""

    id: int
    payer_name: str
    account: str
    memo: str
    amount_minor: int
    currency: str
    day: date


@dataclass
class Truth:
    """What one payment really pays, the shape of the match and its planted errors."""

    invoice_ids: frozenset[int]
    shape: str
    errors: tuple[str, ...]


@dataclass
class Data:
    """Everything read from a folder, and the rows that could not be read."""

    invoices: dict[int, Invoice] = field(default_factory=dict)
    payments: dict[int, Payment] = field(default_factory=dict)
    truth: dict[int, Truth] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


class FolderError(Exception):
    """The folder cannot be used; the message says which file and why."""


def read_folder(folder: Path) -> Data:
    """Return the content of a folder; raises :class:`FolderError` if a file is missing."""
    data = Data()
    for row in _rows(folder / "invoices.csv", _invoice, data.refused):
        _add(data.invoices, row.id, row, "invoices.csv", data.refused)
    for row in _rows(folder / "payments.csv", _payment, data.refused):
        _add(data.payments, row.id, row, "payments.csv", data.refused)
    for category, errors, invoice_ids, payment_ids in _rows(
        folder / "matches.csv", _match, data.refused
    ):
        unknown = [i for i in invoice_ids if i not in data.invoices]
        unknown += [p for p in payment_ids if p not in data.payments]
        if unknown:
            data.refused.append(f"matches.csv: unknown or unreadable ids {unknown}")
            continue
        truth = Truth(frozenset(invoice_ids), category, errors)
        for payment_id in payment_ids:
            data.truth[payment_id] = truth
    return data


def _add(rows: dict, key: int, row: object, name: str, refused: list[str]) -> None:
    if key in rows:
        refused.append(f"{name}: id {key} appears twice; the first one is used")
    else:
        rows[key] = row


def _rows(path: Path, parse: Callable, refused: list[str]) -> Iterator:
    """Yield parsed rows; a bad one is added to ``refused`` with file and line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            for row in reader:
                try:
                    if None in row or None in row.values():
                        raise ValueError("too few or too many columns")
                    yield parse(row)
                except KeyError as error:
                    refused.append(f"{path.name} line {reader.line_num}: no column {error}")
                except (ValueError, TypeError) as error:
                    refused.append(f"{path.name} line {reader.line_num}: {error}")
    except FileNotFoundError as error:
        raise FolderError(f"{path} is missing") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FolderError(f"{path} cannot be read: {error}") from error


def _invoice(row: dict[str, str]) -> Invoice:
    day = _day(row["Document Date"])
    return Invoice(
        id=int(row["invoice_id"]),
        assignment=row["Assignment Number"].strip(),
        billing=row["Billing Number"].strip(),
        document=row["Document Number"].strip(),
        customer=row["Customer ID"].strip(),
        customer_name=row["Customer Name"].strip(),
        currency=_currency(row["Currency Code"]),
        amount_minor=_minor(row["Amount"]),
        day=day,
        due=_day(row["Due Date"]) if row["Due Date"] else day,
    )


def _payment(row: dict[str, str]) -> Payment:
    return Payment(
        id=int(row["payment_id"]),
        payer_name=row["Business Partner"].strip(),
        account=row["Account Number"].strip(),
        memo=row["Memo Line"],
        amount_minor=_minor(row["Amount"]),
        currency=_currency(row["Currency"]),
        day=_day(row["Posting Date"]),
    )


def _match(row: dict[str, str]) -> tuple[str, tuple[str, ...], list[int], list[int]]:
    invoice_ids = [int(value) for value in json.loads(row["invoice_ids"])]
    payment_ids = [int(value) for value in json.loads(row["payment_ids"])]
    if not invoice_ids or not payment_ids:
        raise ValueError("a match without invoices or payments")
    shape = "1:1"
    if len(payment_ids) > 1:
        shape = "many:1" if len(invoice_ids) == 1 else "many:many"
    elif len(invoice_ids) > 1:
        shape = "1:many"
    errors = tuple(json.loads(row.get("perturbation_categories") or "[]"))
    return shape, errors, invoice_ids, payment_ids


def _minor(text: str) -> int:
    try:
        amount = Decimal(text.strip()).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    except InvalidOperation:
        raise ValueError(f"amount {text!r} is not a number") from None
    if not amount.is_finite() or amount <= 0:
        raise ValueError(f"amount {text!r} is not positive")
    return int(amount * 100)


def _currency(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 3 or not code.isalpha():
        raise ValueError(f"currency {text!r} is not a code of three letters")
    return code


def _day(text: str) -> date:
    digits = text.strip().replace("-", "")
    if len(digits) != 8 or not digits.isdigit():
        raise ValueError(f"date {text!r} is not YYYYMMDD")
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
