"""SWIFT MT940 statements (and MT942 reports), in the dialects that banks make of them.

The tags are SWIFT's (Standards MT, category 9): ``:20:`` begins a statement, ``:25:`` is its
account, ``:28C:`` its number and page, ``:60F:`` and ``:62F:`` its balances (``M`` for those of
a page), ``:61:`` an entry and the ``:86:`` after it what it is for. What is not a known tag is a
continuation: banks wrap lines anywhere, and a time of day may begin one with ``:12:``.

Why a reader of our own: the library ``mt-940`` 5.1 gives one balance and one account for all
statements of a file, refuses the file for one damaged ``:61:``, gives the reversal of a credit
(``RC``) the sign of a credit, and leaves the Dutch ``/NAME/`` and ``>20`` dialects as text.

`mt940_line` reads ``:61:``, `mt940_details` reads ``:86:``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from . import mt940_details, mt940_line
from .errors import EntryRefused, FileRefused
from .fields import (
    compact_date,
    currency_of,
    decode,
    identifier,
    plain_amount,
    shown,
    split_account,
    words,
)
from .tie_out import checked
from .values import Account, Balance, Entry, File, Refusal, Statement

TAGS = "20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86|NS|13D?|34F|90[CD]"
#: Tags that are there once per statement: another one is the next statement.
ONCE = frozenset({"20", "25", "28", "60"})

_TAG = re.compile(rf":({TAGS}):")
_LOOKS = re.compile(r"^:(?:20|25P?|28C?|60[FM]|61|62[FM]|940):", re.MULTILINE)
_BALANCE = re.compile(
    r"(?P<mark>[CD])(?P<date>\d{6})(?P<currency>[A-Z]{3})?(?P<amount>[\d.,]+)", re.ASCII
)
_NUMBER = re.compile(r"0*(\d*)(?:/0*(\d*))?")
_SPLIT_TAG = re.compile(r"\n:\n(?=\d\d[A-Z]?:)")
_BRACES = re.compile(r"^\{.*?\{4:[ \t]*\n?|^-\}.*$|^\{[^\n]*\}$", re.MULTILINE)


@dataclass
class _Draft:
    """A statement while its tags are read."""

    number: int
    tags: set[str] = field(default_factory=set)
    reference: str = ""
    account: Account = field(default_factory=Account)
    sequence: str = ""
    page: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    lines: list[list[tuple[str, str]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ended: bool = False

    @property
    def label(self) -> str:
        """Return how the statement is named in a refusal."""
        return f"statement {self.sequence or self.number}" + (
            f" of {self.account.key}" if self.account.key else ""
        )


def looks_like(text: str) -> bool:
    """Tell whether this is the text of an MT940 file."""
    return bool(_LOOKS.search(text))


def read(data: bytes, *, currency: str = "") -> File:
    """Return the file; raise `FileRefused` where there is no statement in it.

    :param currency: of an account whose file has no balance, and so does not name one.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    text = _BRACES.sub("", _SPLIT_TAG.sub("\n:", text))
    drafts: list[_Draft] = []
    intraday = False
    for tag, content in _tags(text):
        intraday = intraday or tag == "34F"
        name = tag.rstrip("CFMDP")
        draft = drafts[-1] if drafts else None
        if draft is None or name == "20" or (name in ONCE and name in draft.tags):
            draft = _Draft(len(drafts) + 1)
            drafts.append(draft)
        draft.tags.add(name)
        _take(draft, tag, name, content)
    if not any(draft.tags - {"20", "21"} for draft in drafts):
        raise FileRefused("the MT940 file holds no statement: neither account, balance nor entry")
    refusals: list[Refusal] = []
    statements = [_statement(draft, currency, refusals) for draft in drafts]
    return File("MT942" if intraday else "MT940", "", tuple(statements), tuple(refusals))


def _tags(text: str) -> Iterator[tuple[str, str]]:
    """Yield each tag with its content, continuation lines included."""
    tag, lines = "", [""]
    for line in text.split("\n"):
        line = line.strip("\x00\x01\x03\x04\x1a")
        found = _TAG.match(line)
        if found or line.rstrip() == "-" or line.startswith(("-XXX", ":940:")):
            if tag:
                yield tag, "\n".join(lines)
            tag, lines = (found[1], [line[found.end() :]]) if found else ("", [])
        else:
            lines.append(line)
    if tag:
        yield tag, "\n".join(lines)


def _take(draft: _Draft, tag: str, name: str, content: str) -> None:
    """Put the content of a tag where it belongs."""
    if name == "61":
        draft.lines.append([(tag, content)])
        draft.ended = False
    elif name in ("86", "NS"):
        # After the closing balance ``:86:`` speaks of the statement, and before the first entry.
        if draft.lines and not draft.ended:
            draft.lines[-1].append((tag, content))
    elif name == "20":
        draft.reference = words(content)
    elif name == "25":
        draft.account = _account(content)
    elif name == "28":
        found = _NUMBER.match(words(content))
        draft.sequence, draft.page = (found[1] or "", found[2] or "") if found else ("", "")
    elif name in ("60", "62"):
        _take_balance(draft, name, content)
    elif name == "34" and not draft.account.currency:
        draft.account = replace(draft.account, currency=content[:3])


def _take_balance(draft: _Draft, name: str, content: str) -> None:
    kind = "opening" if name == "60" else "closing"
    draft.ended = draft.ended or name == "62"
    known = draft.account.currency or (draft.opening.currency if draft.opening else "")
    try:
        balance = _balance(content, known)
    except EntryRefused as problem:
        draft.problems.append(f"the {kind} balance cannot be read: {problem}")
        return
    if name == "60":
        draft.opening = balance
    else:
        draft.closing = balance


def _balance(content: str, currency: str) -> Balance:
    found = _BALANCE.fullmatch("".join(content.split()))
    if not found:
        raise EntryRefused(f"{shown(words(content))} is not a balance")
    amount = plain_amount(found["amount"])
    return Balance(
        amount=-amount if found["mark"] == "D" else amount,
        currency=currency_of(found["currency"] or currency),
        date=compact_date(found["date"]),
    )


def _account(content: str) -> Account:
    """Return the account of ``:25:``: an IBAN, or bank code, slash and number, and a currency.

    >>> found = _account("51210600/9223382012EUR")
    >>> found.number, found.currency, _account("NL91ABNA0417164300 EUR").iban
    ('51210600/9223382012', 'EUR', 'NL91ABNA0417164300')
    """
    said = "".join(content.split())
    found = re.fullmatch(r"(.*\d)([A-Z]{3})", said)
    number, currency = (found[1], found[2]) if found else (said, "")
    iban, other = split_account(said)
    if not iban and found:
        iban, other = split_account(number)
    elif iban:
        currency = ""
    return Account(iban=iban, number=other, currency=currency)


def _statement(draft: _Draft, currency: str, refusals: list[Refusal]) -> Statement:
    known = draft.opening or draft.closing
    account = draft.account
    home = (known.currency if known else "") or account.currency or currency
    entries: list[Entry] = []
    refused = 0
    for number, tags in enumerate(draft.lines, start=1):
        try:
            entries.append(_entry(tags, number, home))
        except EntryRefused as problem:
            refused += 1
            refusals.append(Refusal(draft.label, f"entry {number}", str(problem)))
    problems = list(draft.problems)
    if draft.opening is None:
        problems.append("it has no opening balance: its sums cannot be checked")
    if draft.closing is None:
        problems.append("it has no closing balance: the file may be cut off")
    return checked(
        Statement(
            account=replace(account, currency=home),
            id=identifier(draft.reference),
            sequence=draft.sequence,
            page=draft.page,
            from_date=draft.opening.date if draft.opening else None,
            to_date=draft.closing.date if draft.closing else None,
            opening=draft.opening,
            closing=draft.closing,
            entries=tuple(entries),
            problems=tuple(problems),
            refused=refused,
        )
    )


def _entry(tags: list[tuple[str, str]], number: int, currency: str) -> Entry:
    if not currency:
        raise EntryRefused(
            "its currency is not known: the statement has no balance, and the file was read "
            "without one"
        )
    entry = mt940_line.read(tags[0][1], currency)
    entry = replace(entry, position=f"entry {number}")
    return mt940_details.with_details(entry, tags[1:])
