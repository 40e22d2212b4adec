"""A movement (``16``) of a BAI2 file.

``type code, amount, funds type[, availability], bank reference, customer reference, text``

The type code has the sign: 100 to 399 came in, 400 to 699 went out; `direction` has the rest.
The text runs over commas and over ``88`` lines; in those many banks write what ISO 20022 has
fields for, as ``EREF: …``, ``DBNM: …``; and the remittance of a CTX payment as the segment
``RMR*IV*number*…*amount`` of X12 820, with a sum per invoice.

>>> entry = read(["475,10100,,B-1,C-1,Check Paid", "EREF: E-1", "CRNM: Ada"], "USD", datetime.date(2026, 3, 1))
>>> entry.amount, entry.bank_reference, entry.end_to_end_id, entry.party.name
(Decimal('-101.00'), 'B-1', 'E-1', 'Ada')
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from .errors import EntryRefused
from .fields import compact_date, distinct, identifier, is_bic, minor_amount, shown, split_account, words
from .values import Entry, PaidDocument, Party, Remittance, ReturnReason

#: Type codes of bookings that take an earlier one back.
REVERSALS = frozenset({"252", "258", "552", "558"})
#: Type codes of payments that came back.
RETURNS = frozenset({"255", "257", "261", "266", "555", "557"})
#: Funds type -> how many fields follow it.
FUNDS_FIELDS = {"S": 3, "V": 2}
DISTRIBUTIONS_MAX = 100

_KEYED = re.compile(r"([A-Z]{4}):\s?(.*)")
_KEYS = frozenset("CREF REMI EREF CRNM DBNM CACT DACT CABA DABA CBIC DBIC IDNM CHKN".split())
_REASON = re.compile(r"Reason: \"?(?P<code>[A-Z]\d\d\b)?(?P<text>[^\",]*)\"?")
_RMR = re.compile(r"RMR\*(?P<kind>[A-Z0-9]{2})\*(?P<number>[^*\\~]+)\*[^*\\~]*\*(?P<amount>-?\d*\.?\d+)", re.ASCII)


def direction(code: str) -> int:
    """Return the sign of a type code; raise `EntryRefused` where the standard gives none.

    >>> direction("165"), direction("475"), direction("722"), direction("965")
    (1, -1, 1, -1)
    """
    number = int(code) if re.fullmatch(r"\d{1,3}", code, re.ASCII) else 0
    if 100 <= number <= 399 or 720 <= number <= 729 or 920 <= number <= 959:
        return 1
    if 400 <= number <= 699 or number == 760 or 960 <= number <= 999:
        return -1
    raise EntryRefused(f"its type code {shown(code)} is neither a credit nor a debit")


def funds_length(funds: str, after: list[str]) -> int:
    """Return how many fields of availability follow a funds type."""
    if funds.upper() != "D":
        return FUNDS_FIELDS.get(funds.upper(), 0)
    count = after[0].strip() if after else ""
    if not re.fullmatch(r"\d{1,3}", count, re.ASCII) or int(count) > DISTRIBUTIONS_MAX:
        raise EntryRefused(f"its distributed availability {shown(count)} is not a count")
    return 1 + 2 * int(count)


def read(parts: list[str], currency: str, date: datetime.date | None) -> Entry:
    """Return the movement of a record and its continuations; raise `EntryRefused`."""
    fields, lines = _parted(parts)
    code, amount = fields[0], minor_amount(fields[1], currency)
    if date is None:
        raise EntryRefused("its group has no date")
    sign = direction(code)
    problems = [f"its amount has a sign of its own ({fields[1]})"] if amount < 0 else []
    funds = fields[2].upper()
    value_date = compact_date(fields[3]) if funds == "V" and fields[3] else None
    keyed, text = _keyed(lines)
    reason = _REASON.search(text)
    came_back = code in RETURNS or bool(reason)
    return Entry(
        booking_date=date,
        value_date=value_date,
        amount=sign * amount,
        currency=currency,
        bank_reference=identifier(fields[-2]),
        end_to_end_id=identifier(keyed.get("EREF")),
        other_ids=distinct(identifier(each) for each in (fields[-1], *map(keyed.get, ("CREF", "CHKN", "IDNM")))),
        transaction_codes=(code,),
        description=words(lines[0].split(",")[0]) if lines and keyed else "",
        is_reversal=code in REVERSALS,
        party=_party(keyed, inward=sign > 0),
        remittance=Remittance(text="\n".join(distinct([keyed.get("REMI", ""), text])), documents=_documents(text)),
        return_reason=_return_reason(reason, text) if came_back else None,
        problems=tuple(problems),
    )


def _parted(parts: list[str]) -> tuple[list[str], list[str]]:
    """Return the fields (the last two are the references) and the lines of text."""
    fields: list[str] = []
    lines: list[str] = []
    for part in parts:
        if lines:
            lines.append(part)
            continue
        fields += part.split(",")
        if len(fields) < 3:
            continue
        length = 5 + funds_length(fields[2].strip(), fields[3:])
        if len(fields) > length:
            lines = [",".join(fields[length:])]
            fields = fields[:length]
    if len(fields) < 2:
        raise EntryRefused("it breaks off before its amount")
    # References may be left out at the end of a record that has no text.
    wanted = 5 + (funds_length(fields[2].strip(), fields[3:]) if len(fields) > 2 else 0)
    fields += [""] * (wanted - len(fields))
    return [one.strip() for one in fields], [line.strip() for line in lines]


def _keyed(lines: list[str]) -> tuple[dict[str, str], str]:
    """Return what stands after each known word, and the rest as text."""
    keyed: dict[str, str] = {}
    rest = []
    for line in lines:
        found = _KEYED.fullmatch(line)
        if found and found[1] in _KEYS:
            keyed.setdefault(found[1], words(found[2]))
        else:
            rest.append(words(line))
    return keyed, "\n".join(distinct(rest))


def _return_reason(found: re.Match[str] | None, text: str) -> ReturnReason:
    """Return the code of the return (Nacha's "R02") and its words, else those of the movement."""
    if found is None:
        return ReturnReason("", text)
    return ReturnReason(found["code"] or "", words(found["text"]) or text)


def _party(keyed: dict[str, str], inward: bool) -> Party:
    """Return the debtor of money that came in, the creditor of money that went out."""
    side = "D" if inward else "C"
    iban, number = split_account(keyed.get(f"{side}ACT"))
    code = keyed.get(f"{side}BIC", "")
    return Party(
        name=keyed.get(f"{side}BNM" if inward else f"{side}RNM", ""),
        iban=iban,
        account=number,
        bic=code if is_bic(code) else "",
    )


def _documents(text: str) -> tuple[PaidDocument, ...]:
    """Return the invoices of an X12 820: ``CM`` is a credit memo."""
    found = []
    for each in _RMR.finditer(text.replace("\n", "")):
        amount = Decimal(each["amount"])
        if each["kind"] == "CM":
            amount = -abs(amount)
        found.append(PaidDocument(words(each["number"]), amount))
    return tuple(found)
