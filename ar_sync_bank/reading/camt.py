"""ISO 20022 camt.052, .053 and .054: reports, statements and notifications, in every version.

The versions differ in few places (``BIC`` and ``BICFI``, ``Sts`` and ``Sts/Cd``, ``Dbtr/Nm`` and
``Dbtr/Pty/Nm``, where charges stand), and banks mix them; so all shapes are looked for in each.
The message is told by its element, since the namespace is often a bank's own.

`camt_entry` reads an entry and takes batches apart, `camt_details` the payment within it.
Source: ISO 20022 message definitions, camt.052/053/054.001.02 to .13.

The balances of an account report (camt.052) are those of the moment, and a report may hold
only what is new since the last one: it is checked only where it names both ends of the day.
"""

from __future__ import annotations

import datetime
import re

from . import camt_entry, safe_xml
from .camt_details import bic_of
from .errors import EntryRefused, FileRefused
from .fields import currency_of, iso_date, plain_amount, split_account
from .safe_xml import Element, find, find_all, text
from .tie_out import checked
from .values import Account, Balance, Entry, File, Refusal, Statement

#: The element of each message, its name, and the element of a statement in it.
MESSAGES = {
    "BkToCstmrAcctRpt": ("camt.052", "Rpt"),
    "BkToCstmrStmt": ("camt.053", "Stmt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn"),
}
#: Codes of booked balances, the best first: of the day, else of the page.
OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)
INTERIM = "ITBD"

_VERSION = re.compile(rb"camt\.05[234]\.(\d{3}\.\d{2})")


def looks_like(head: bytes) -> bool:
    """Tell whether this is the beginning of an XML file."""
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain.startswith(b"<") and b"<OFX" not in plain[:2000].upper()


def read(data: bytes) -> File:
    """Return the file; raise `FileRefused` where it is no camt message."""
    root = safe_xml.parse(data)
    found = next((each for each in root.iter(*MESSAGES)), None)
    if found is None:
        raise FileRefused(
            f"the file is XML, but no camt.052, camt.053 or camt.054 message: it begins with "
            f"<{root.tag}>"
        )
    name, tag = MESSAGES[str(found.tag)]
    version = _VERSION.search(safe_xml.namespaces(data))
    made = _date(found, ("GrpHdr/CreDtTm",), [])
    refusals: list[Refusal] = []
    elements = find_all(found, tag)
    if not elements:
        raise FileRefused(f"the {name} message holds no statement (no <{tag}> element)")
    statements = [
        _statement(element, number, name, made, refusals)
        for number, element in enumerate(elements, start=1)
    ]
    return File(name, version[1].decode() if version else "", tuple(statements), tuple(refusals))


def _statement(
    element: Element,
    number: int,
    message: str,
    made: datetime.date | None,
    refusals: list[Refusal],
) -> Statement:
    label = f"statement {text(element, 'Id') or number}"
    problems: list[str] = []
    account = _account(find(element, "Acct"))
    opening, closing = _balances(element, message, problems)
    day = _date(element, ("CreDtTm",), problems) or made
    entries, refused = _entries(element, account, day, label, refusals)
    if not account.currency:
        known = opening or closing or (entries[0] if entries else None)
        account = Account(
            account.iban, account.number, known.currency if known else "", account.bic, account.owner
        )
    return checked(
        Statement(
            account=account,
            id=text(element, "Id"),
            sequence=text(element, "ElctrncSeqNb", "LglSeqNb"),
            page=text(element, "StmtPgntn/PgNb", "RptPgntn/PgNb", "NtfctnPgntn/PgNb"),
            from_date=_date(element, ("FrToDt/FrDtTm", "FrToDt/FrDt"), problems),
            to_date=_date(element, ("FrToDt/ToDtTm", "FrToDt/ToDt"), problems),
            opening=opening,
            closing=closing,
            entries=tuple(entries),
            problems=tuple(problems),
            refused=refused,
        )
    )


def _account(element: Element | None) -> Account:
    iban, number = split_account(text(element, "Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id"))
    return Account(
        iban=iban,
        number=number,
        currency=text(element, "Ccy"),
        bic=bic_of(find(element, "Svcr")),
        owner=text(element, "Ownr/Nm", "Ownr/Pty/Nm", "Nm"),
    )


def _balances(
    element: Element, message: str, problems: list[str]
) -> tuple[Balance | None, Balance | None]:
    found: dict[str, list[Balance]] = {}
    for balance in find_all(element, "Bal"):
        code = text(balance, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")
        if code in (*OPENING, *CLOSING, INTERIM):
            try:
                read_balance = _balance(balance)
            except EntryRefused as problem:
                problems.append(f"the balance {code} cannot be read: {problem}")
                continue
            found.setdefault(code, []).append(read_balance)
    first = next((found[code][0] for code in OPENING if code in found), None)
    last = next((found[code][-1] for code in CLOSING if code in found), None)
    if message == "camt.053" and INTERIM in found:
        # Pages of a statement: ITBD carries the balance over, first from and then to a page.
        carried = found[INTERIM]
        first = first or (carried[0] if last is not None or len(carried) > 1 else None)
        last = last or carried[-1]
    return first, last


def _balance(element: Element) -> Balance:
    amount = find(element, "Amt")
    value = plain_amount(text(element, "Amt"))
    indicator = text(element, "CdtDbtInd")
    if indicator not in ("CRDT", "DBIT"):
        raise EntryRefused("it is neither a credit nor a debit")
    return Balance(
        amount=-value if indicator == "DBIT" else value,
        currency=currency_of(amount.get("Ccy") if amount is not None else None),
        date=iso_date(text(element, "Dt/Dt", "Dt/DtTm")),
    )


def _date(element: Element, paths: tuple[str, ...], problems: list[str]) -> datetime.date | None:
    try:
        return iso_date(text(element, *paths))
    except EntryRefused as problem:
        problems.append(str(problem))
        return None


def _entries(
    element: Element,
    account: Account,
    day: datetime.date | None,
    label: str,
    refusals: list[Refusal],
) -> tuple[list[Entry], int]:
    """Return the entries of a statement and how many could not be read."""
    entries: list[Entry] = []
    refused = 0
    for number, found in enumerate(find_all(element, "Ntry"), start=1):
        try:
            entries += camt_entry.read(found, number, account, day)
        except EntryRefused as problem:
            refused += 1
            reference = text(found, "AcctSvcrRef", "NtryRef")
            where = f"entry {number}" + (f" ({reference})" if reference else "")
            refusals.append(Refusal(label, where, str(problem)))
    return entries, refused
