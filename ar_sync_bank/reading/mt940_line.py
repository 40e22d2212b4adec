"""``:61:`` of an MT940 statement: one movement of the account.

``YYMMDD[MMDD](C|D|RC|RD)[funds letter]amount,TYPE reference[//bank's reference][newline details]``

``RC`` takes a credit back and so lowers the account, ``RD`` takes a debit back and raises it.
The letter after the mark is the third of the currency ("R" of EUR). The entry date has no
year: it is the one nearest to the value date. Banks give the thirtieth of February as a value
date, where interest counts thirty days a month; it is read as the last of the month.

>>> entry = read("2612310102RD12,50NTRFINV-1//B7", "EUR")
>>> entry.amount, entry.booking_date, entry.is_reversal, entry.bank_reference, entry.other_ids
(Decimal('12.50'), datetime.date(2027, 1, 2), True, 'B7', ('INV-1',))
"""

from __future__ import annotations

import calendar
import datetime
import re

from .errors import EntryRefused
from .fields import (
    compact_date,
    currency_of,
    day,
    distinct,
    identifier,
    plain_amount,
    shown,
    split_account,
    words,
)
from .values import BOOKED, PENDING, Charge, CounterAmount, Entry, Party

REFERENCE_LENGTH = 16

_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?\s*(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])?\s*"
    r"(?P<amount>\d+(?:[.,]\d*)?)\s*(?P<type>[A-Z][A-Z0-9]{3})?(?P<reference>[^\n]*)",
    re.ASCII,
)
_EXTRA_MONEY = re.compile(r"/(OCMT|CHGS)/([A-Z]{3})(\d+,?\d*)", re.ASCII)
_ACCOUNT = re.compile(r"P?\d{9,10}|[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_RABOBANK_ACCOUNT = re.compile(r"P?\d{9,10}", re.ASCII)


def read(content: str, currency: str) -> Entry:
    """Return the entry of a ``:61:``; raise `EntryRefused` where it is none."""
    found, extra = _match(content)
    problems: list[str] = []
    value_date = _value_date(found["value"], problems)
    mark = found["mark"]
    amount = plain_amount(found["amount"])
    negative = mark in ("D", "RC", "ED")
    if not found["type"]:
        problems.append("it does not say what kind of movement it is")
    reference, party, bank_reference = _references(found["reference"], extra)
    supplement = words(_EXTRA_MONEY.sub("", extra))
    return Entry(
        booking_date=_booking_date(found["entry"], value_date),
        value_date=value_date,
        amount=-amount if negative else amount,
        currency=currency,
        status=PENDING if mark.startswith("E") else BOOKED,
        is_reversal=mark.startswith("R"),
        transaction_codes=distinct([found["type"] or ""]),
        bank_reference=bank_reference,
        other_ids=distinct([reference]),
        party=party,
        description="" if party.iban or party.account else supplement,
        counter_amounts=_counter_amounts(extra),
        charges=_charges(extra),
        problems=tuple(problems),
    )


def _match(content: str) -> tuple[re.Match[str], str]:
    """Return the match of the line and what follows it; mend a line broken in the middle."""
    first, _, extra = content.strip("\n").partition("\n")
    found = _LINE.fullmatch(first.strip())
    if not found:
        found, extra = _LINE.fullmatch("".join(content.split("\n")).strip()), ""
    if not found:
        raise EntryRefused(f"{shown(words(content))} is not a statement line (:61:)")
    return found, extra


def _value_date(text: str, problems: list[str]) -> datetime.date:
    try:
        return compact_date(text)
    except EntryRefused:
        first = compact_date(f"{text[:4]}01")
        last = calendar.monthrange(first.year, first.month)[1]
        if not last < int(text[4:]) <= 31:
            raise
        problems.append(f"its value date {text[4:]}/{text[2:4]} is not in the calendar: read as {last}")
        return first.replace(day=last)


def _booking_date(text: str | None, value_date: datetime.date) -> datetime.date:
    """Return the entry date, in the year that brings it nearest to the value date."""
    if not text:
        return value_date
    found = []
    for year in (value_date.year - 1, value_date.year, value_date.year + 1):
        try:
            found.append(day(year, int(text[:2]), int(text[2:])))
        except EntryRefused:
            continue
    if not found:
        raise EntryRefused(f"the entry date {text} is not a day (MMDD)")
    return min(found, key=lambda date: abs(date - value_date))


def _references(text: str, extra: str) -> tuple[str, Party, str]:
    """Return the customer's reference, the other side if the line names it, the bank's reference.

    Rabobank fills the sixteen characters of the reference with the account of the other side,
    and its name follows; or has the account on a line of its own.
    """
    reference, parted, bank_reference = text.partition("//")
    if parted:
        return identifier(reference), Party(), identifier(bank_reference)
    account = words(extra)
    if _ACCOUNT.fullmatch(account):
        iban, number = split_account(account)
        return identifier(reference), Party(iban=iban, account=number), ""
    own, name = words(reference[:REFERENCE_LENGTH]), words(reference[REFERENCE_LENGTH:])
    if not name or len(reference) <= REFERENCE_LENGTH:
        return identifier(reference), Party(), ""
    if reference[REFERENCE_LENGTH - 1] != " ":
        return identifier(reference), Party(), ""
    is_account = _RABOBANK_ACCOUNT.fullmatch(own)
    party = Party(name=name, account=own if is_account else "")
    return "" if is_account else identifier(own), party, ""


def _counter_amounts(extra: str) -> tuple[CounterAmount, ...]:
    """Return the original amount (``/OCMT/USD12,50``)."""
    return tuple(
        CounterAmount("instructed", plain_amount(amount), currency_of(currency))
        for kind, currency, amount in _EXTRA_MONEY.findall(extra)
        if kind == "OCMT"
    )


def _charges(extra: str) -> tuple[Charge, ...]:
    """Return the charges (``/CHGS/EUR1,50``)."""
    return tuple(
        Charge(-plain_amount(amount), currency_of(currency))
        for kind, currency, amount in _EXTRA_MONEY.findall(extra)
        if kind == "CHGS" and plain_amount(amount)
    )
