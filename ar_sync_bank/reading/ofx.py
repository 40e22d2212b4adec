"""OFX (and Quicken's QFX): bank and credit card statements, version 1 (SGML) and 2 (XML).

``STMTTRN`` is a movement: ``TRNAMT`` has the sign, ``FITID`` is the bank's reference, unique
within the account. OFX has no opening balance, so the sums of a statement cannot be checked.
The date of ``DTPOSTED`` counts as it is written, in the zone that it names. ``CURRENCY`` says that
the amount is in another currency than the account's, ``ORIGCURRENCY`` that it was.
Source: OFX 2.3 Banking Specification, 11.4.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from . import ofx_tree
from .errors import EntryRefused, FileRefused
from .fields import (
    MINOR_DIGITS,
    compact_date,
    currency_of,
    decode,
    distinct,
    identifier,
    plain_amount,
    shown,
    split_account,
    words,
)
from .ofx_tree import Node
from .tie_out import checked
from .values import Account, Balance, CounterAmount, Entry, File, Party, Refusal, Remittance, Statement

STATEMENTS = ("STMTRS", "CCSTMTRS")
#: Types whose sign is known; a bank that writes them otherwise is told of, and believed.
INWARD = frozenset({"CREDIT", "DEP", "DIRECTDEP", "INT", "DIV"})
OUTWARD = frozenset({"DEBIT", "FEE", "SRVCHG", "CHECK", "PAYMENT", "DIRECTDEBIT", "CASH"})

_LOOKS = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:OFXHEADER\s*:|<\?OFX|<OFX\s*>)", re.IGNORECASE)
_VERSION = re.compile(r"(?:VERSION:|<\?OFX[^>]*\bVERSION=\")(\d+)")
_CHARSET = re.compile(rb"CHARSET:\s*(\d+)")
_DATE = re.compile(r"(\d{8})(?:\d{2,6}|\d{6}\.\d+)?(?:\s*\[.*\])?", re.ASCII)


def looks_like(text: str) -> bool:
    """Tell whether this is the text of an OFX file."""
    return bool(_LOOKS.match(text))


def read(data: bytes) -> File:
    """Return the file; raise `FileRefused`."""
    charset = _CHARSET.search(data[:1000])
    text = decode(data, f"cp{charset[1].decode()}" if charset else None)
    root = ofx_tree.parse(text)
    version = _VERSION.search(text[:1000])
    refusals: list[Refusal] = []
    statements = [
        _statement(node, number, refusals) for number, node in enumerate(root.all(*STATEMENTS), start=1)
    ]
    if not statements:
        raise FileRefused(_answer(root))
    return File("OFX", version[1] if version else "", tuple(statements), tuple(refusals))


def _answer(root: Node) -> str:
    """Return what the bank's server said instead of a statement."""
    said = [words(f"{node.text('CODE')} {node.text('MESSAGE')}") for node in root.all("STATUS")]
    wrong = [one for one in said if one and not one.startswith("0")]
    return "the OFX file holds no bank or credit card statement" + (f": {'; '.join(wrong)}" if wrong else "")


def _statement(node: Node, number: int, refusals: list[Refusal]) -> Statement:
    source = node.find("BANKACCTFROM") or node.find("CCACCTFROM") or Node("")
    iban, other = split_account(source.text("ACCTID"))
    account = Account(iban=iban, number=other, currency=node.text("CURDEF").upper())
    label = f"statement {number}" + (f" of {account.key}" if account.key else "")
    problems: list[str] = []
    entries: list[Entry] = []
    found = list(node.all("STMTTRN"))
    refused = 0
    for place, movement in enumerate(found, start=1):
        try:
            entries.append(_entry(movement, place, account.currency))
        except EntryRefused as problem:
            refused += 1
            fitid = movement.text("FITID")
            where = f"entry {place}" + (f" ({fitid})" if fitid else "")
            refusals.append(Refusal(label, where, str(problem)))
    listed = node.find("BANKTRANLIST") or Node("")
    return checked(
        Statement(
            account=account,
            from_date=_day(listed.text("DTSTART"), problems),
            to_date=_day(listed.text("DTEND"), problems),
            closing=_closing(node, account.currency, problems),
            entries=tuple(entries),
            problems=tuple(problems),
            refused=refused,
        )
    )


def _day(text: str, problems: list[str]) -> datetime.date | None:
    try:
        return _date(text) if text else None
    except EntryRefused as problem:
        problems.append(str(problem))
        return None


def _date(text: str) -> datetime.date:
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise EntryRefused(f"the date {shown(text)} is not an OFX date")
    return compact_date(found[1])


def _closing(node: Node, currency: str, problems: list[str]) -> Balance | None:
    balance = node.find("LEDGERBAL")
    if balance is None:
        return None
    try:
        date = _date(balance.text("DTASOF")) if balance.text("DTASOF") else None
        return Balance(plain_amount(balance.text("BALAMT")), currency_of(currency), date)
    except EntryRefused as problem:
        problems.append(f"the closing balance cannot be read: {problem}")
        return None


def _entry(node: Node, number: int, home: str) -> Entry:
    amount = plain_amount(node.text("TRNAMT"))
    kind = node.text("TRNTYPE").upper()
    currency = currency_of(node.text("CURRENCY", "CURSYM") or home)
    available = node.text("DTAVAIL")
    reason = node.text("CORRECTACTION").upper()
    problems = []
    if (amount > 0 and kind in OUTWARD) or (amount < 0 and kind in INWARD):
        problems.append(f"it is called {kind}, but its amount is {amount}: the amount counts")
    if reason:
        changed = node.text("CORRECTFITID")
        problems.append(f"the bank says that it is to {reason.lower()} the entry {changed}")
    return Entry(
        booking_date=_date(node.text("DTPOSTED")),
        value_date=_date(available) if available else None,
        amount=amount,
        currency=currency,
        position=f"entry {number}",
        bank_reference=identifier(node.text("FITID")),
        other_ids=distinct(identifier(node.text(tag)) for tag in ("CHECKNUM", "REFNUM", "SRVRTID")),
        transaction_codes=distinct([kind]),
        is_reversal=reason == "DELETE",
        counter_amounts=_counter_amounts(node, amount),
        party=_party(node),
        remittance=Remittance("\n".join(distinct([node.text("MEMO"), node.text("MEMO2")]))),
        problems=tuple(problems),
    )


def _counter_amounts(node: Node, amount: Decimal) -> tuple[CounterAmount, ...]:
    """Return the currency it was in. ``CURRATE`` is units of the account's per unit of it."""
    try:
        currency = currency_of(node.text("ORIGCURRENCY", "CURSYM"))
        rate = plain_amount(node.text("ORIGCURRENCY", "CURRATE"))
    except EntryRefused:
        return ()
    if rate <= 0:
        return ()
    unit = Decimal(1).scaleb(-MINOR_DIGITS.get(currency, 2))
    return (CounterAmount("instructed", (abs(amount) / rate).quantize(unit), currency, rate),)


def _party(node: Node) -> Party:
    other = node.find("BANKACCTTO") or node.find("CCACCTTO") or Node("")
    iban, number = split_account(other.text("ACCTID"))
    return Party(name=node.text("NAME") or node.text("PAYEE", "NAME"), iban=iban, account=number)
