"""BAI2 cash management balance reports, as banks in North America send them.

Records are lines of fields between commas that end with "/": ``01`` file, ``02`` group (a bank
and a day), ``03`` account with its sums, ``16`` a movement, ``88`` more of the record before,
``49``, ``98`` and ``99`` the control totals. Amounts have no decimal point: the currency says how
many decimals they have. Every group's account is a statement. Source: BAI, *Cash Management
Balance Reporting Specifications Version 2*, and its successor X9.121.

The sums of credits and debits (100, 400), the control total (49) and the balances (010, 015) are
checked against the entries; what does not agree is a problem of the statement.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from . import bai2_detail
from .errors import EntryRefused, FileRefused
from .fields import compact_date, currency_of, decode, minor_amount, shown, split_account
from .identity import plain
from .tie_out import checked
from .values import Account, Balance, Entry, File, Refusal, Statement

HOME_CURRENCY = "USD"
OPENING, CLOSING, CREDITS, DEBITS = "010", "015", "100", "400"
RECORDS = frozenset({"01", "02", "03", "16", "49", "88", "98", "99"})

_RECORD = re.compile(r"\s*(\d\d),(.*)", re.ASCII)
_LOOKS = re.compile(r"\s*01,[^\n]*,")


@dataclass
class Record:
    """A record and the continuations of it: code, and the line of each without its end."""

    code: str
    line: int
    parts: list[str]

    def fields(self) -> list[str]:
        """Return the fields of a record without text, all its lines together."""
        return [one.strip() for part in self.parts for one in part.split(",")]


@dataclass
class _Group:
    """The group (02) that accounts stand in."""

    bank: str = ""
    date: datetime.date | None = None
    currency: str = HOME_CURRENCY


@dataclass
class _Draft:
    """An account (03) while its records are read."""

    group: _Group
    header: Record
    details: list[Record] = field(default_factory=list)
    trailer: Record | None = None


def looks_like(text: str) -> bool:
    """Tell whether this is the text of a BAI2 file."""
    return bool(_LOOKS.match(text)) and bool(re.search(r"(?m)^\s*0[23],", text))


def read(data: bytes) -> File:
    """Return the file; raise `FileRefused` where it holds no account."""
    text = decode(data)
    refusals: list[Refusal] = []
    drafts: list[_Draft] = []
    group = _Group()
    version = ""
    codes = set()
    for record in _records(text, refusals):
        codes.add(record.code)
        if record.code == "01":
            version = (record.fields() + [""] * 8)[7].strip()
        elif record.code == "02":
            group = _group(record, refusals)
        elif record.code == "03":
            drafts.append(_Draft(group, record))
        elif record.code == "16" and drafts:
            drafts[-1].details.append(record)
        elif record.code == "16":
            refusals.append(Refusal("", f"line {record.line}", "it belongs to no account (03)"))
        elif record.code == "49" and drafts:
            drafts[-1].trailer = record
    if not drafts:
        raise FileRefused("the BAI2 file holds no account (no 03 record)")
    if "99" not in codes:
        refusals.append(Refusal("", "", "the file breaks off: it has no end record (99)"))
    statements = [_statement(draft, number, refusals) for number, draft in enumerate(drafts, 1)]
    return File("BAI2", version, tuple(each for each in statements if each), tuple(refusals))


def _records(text: str, refusals: list[Refusal]) -> Iterator[Record]:
    """Yield the records with their continuations; refuse lines that are none by number."""
    current: Record | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.rstrip()
        found = _RECORD.match(line)
        if not line.strip("\x1a "):
            continue
        if not found or found[1] not in RECORDS:
            # Some banks go on in the next line without an 88.
            if current is not None and current.code == "16" and not re.match(r"\s*\d\d,", line):
                current.parts.append(line.removesuffix("/"))
            else:
                refusals.append(Refusal("", f"line {number}", f"{shown(line)} is not a BAI2 record"))
            continue
        body = found[2].removesuffix("/")
        if found[1] != "88":
            if current is not None:
                yield current
            current = Record(found[1], number, [body])
        elif current is not None:
            current.parts.append(body)
        else:
            refusals.append(Refusal("", f"line {number}", "it continues nothing (88)"))
    if current is not None:
        yield current


def _group(record: Record, refusals: list[Refusal]) -> _Group:
    fields = record.fields() + [""] * 8
    group = _Group(bank=fields[1], currency=fields[5] or HOME_CURRENCY)
    try:
        return replace(group, date=compact_date(fields[3]))
    except EntryRefused as problem:
        refusals.append(Refusal(f"group on line {record.line}", "", str(problem)))
        return group


def _statement(draft: _Draft, number: int, refusals: list[Refusal]) -> Statement | None:
    header = draft.header.fields() + ["", ""]
    label = f"account {header[0] or number}"
    try:
        currency = currency_of(header[1] or draft.group.currency)
    except EntryRefused as problem:
        reason = f"{problem}; its {len(draft.details)} entries are not read"
        refusals.append(Refusal(label, "", reason))
        return None
    iban, other = split_account(header[0])
    date = draft.group.date
    problems: list[str] = []
    sums = _sums(header[2:], currency, problems)
    entries, refused = _entries(draft, currency, label, refusals)
    problems += _sum_problems(sums, entries, currency) if not refused else []
    problems += _control_problems(draft, sums, entries, currency) if not refused else []
    return checked(
        Statement(
            account=Account(iban=iban, number=other, currency=currency),
            id=f"{draft.group.bank}/{header[0]}" if draft.group.bank else header[0],
            from_date=date,
            to_date=date,
            opening=Balance(sums[OPENING], currency, date) if OPENING in sums else None,
            closing=Balance(sums[CLOSING], currency, date) if CLOSING in sums else None,
            entries=tuple(entries),
            problems=tuple(problems),
            refused=refused,
        )
    )


def _sums(fields: list[str], currency: str, problems: list[str]) -> dict[str, Decimal]:
    """Return the sums and balances of an account by type code.

    Each is code, amount, count of items and type of funds; types S, V and D have more fields.
    """
    sums: dict[str, Decimal] = {}
    place = 0
    while place < len(fields):
        code, amount, _count, funds = (fields[place : place + 4] + [""] * 4)[:4]
        place += 4 + bai2_detail.funds_length(funds, fields[place + 4 :])
        if code and amount:
            try:
                sums[code] = minor_amount(amount, currency)
            except EntryRefused as problem:
                problems.append(f"the sum {code} cannot be read: {problem}")
    return sums


def _entries(
    draft: _Draft, currency: str, label: str, refusals: list[Refusal]
) -> tuple[list[Entry], int]:
    entries: list[Entry] = []
    refused = 0
    for number, record in enumerate(draft.details, start=1):
        try:
            entry = bai2_detail.read(record.parts, currency, draft.group.date)
            entries.append(replace(entry, position=f"entry {number}"))
        except EntryRefused as problem:
            refused += 1
            refusals.append(Refusal(label, f"entry {number} (line {record.line})", str(problem)))
    return entries, refused


def _sum_problems(sums: dict[str, Decimal], entries: list[Entry], currency: str) -> list[str]:
    credits = sum((entry.amount for entry in entries if entry.amount > 0), Decimal(0))
    debits = -sum((entry.amount for entry in entries if entry.amount < 0), Decimal(0))
    return [
        f"the bank's sum of {name} is {plain(sums[code])} {currency}, its entries give {plain(found)}"
        for code, name, found in ((CREDITS, "credits", credits), (DEBITS, "debits", debits))
        if code in sums and sums[code] != found
    ]


def _control_problems(
    draft: _Draft, sums: dict[str, Decimal], entries: list[Entry], currency: str
) -> list[str]:
    """Check the account's control total: all its amounts, of sums and entries, added up."""
    if draft.trailer is None:
        return ["the account has no end record (49): the file may be cut off"]
    try:
        said = minor_amount(draft.trailer.fields()[0], currency)
    except EntryRefused as problem:
        return [f"the control total cannot be read: {problem}"]
    found = sum(sums.values(), Decimal(0)) + sum((abs(entry.amount) for entry in entries), Decimal(0))
    if said == found:
        return []
    return [f"the control total is {plain(said)}, what was read gives {plain(found)}"]
