"""``:86:`` with numbered subfields, as German banks and those that learned from them write it.

``166?00GUTSCHRIFT?20EREF+…?21SVWZ+…?30BIC?31IBAN?32Name``: code of the kind of movement
(Geschäftsvorfallcode), then subfields after one sign ("?", for Triodos ">", elsewhere "~"). 20 to
29 and 60 to 63 are one text of pieces of 27 characters; SEPA's words in it may stand anywhere,
even across two pieces. Source: Deutsche Kreditwirtschaft, DFÜ-Abkommen, annex 3, chapter 8.

>>> from decimal import Decimal
>>> import datetime
>>> entry = Entry(datetime.date(2026, 3, 1), Decimal(5), "EUR")
>>> read = with_details(entry, "166?00CREDIT?20EREF+E-1?21SVWZ+INV/2026/1?32Ada?33 Lovelace")
>>> read.end_to_end_id, read.remittance.text, read.party.name
('E-1', 'INV/2026/1', 'Ada Lovelace')
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest

from .errors import EntryRefused
from .fields import currency_of, distinct, identifier, is_bic, plain_amount, split_account, words
from .values import Charge, CounterAmount, Entry, Party, Remittance, ReturnReason

PIECE_LENGTH = 27
LINE_LENGTH = 65
PURPOSE = (*(f"{number}" for number in range(20, 30)), "60", "61", "62", "63")
READ = frozenset({*PURPOSE, "00", "10", "30", "31", "32", "33", "34"})
#: Words of SEPA that have no field of their own: creditor, original creditor, purpose, name.
UNREAD = ("CRED", "DEBT", "PURP", "ANAM")
#: Geschäftsvorfallcodes of payments that come back.
RETURN_CODES = frozenset({"108", "109", "159", "181", "183", "184"})

_BEGIN = re.compile(r"\s*(\d{3})([?>~@^|])(?=\d\d)")
_KEYS = "EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|OAMT|COAM|IBAN|BIC|RREF|PURP|SQTP|ANAM"
_KEY = re.compile(rf"({_KEYS})\+|(MTLG):")
_MONEY = re.compile(r"([A-Z]{3})?\s*(\d+[.,]?\d*)\s*([A-Z]{3})?", re.ASCII)


def looks_like(content: str) -> bool:
    """Tell whether the content has numbered subfields."""
    return bool(_BEGIN.match(content))


def with_details(entry: Entry, content: str) -> Entry:
    """Return the entry with what its numbered subfields say."""
    found = _BEGIN.match(content)
    assert found, "looks_like is asked first"
    fields = _subfields(content[found.end() - 1 :], found[2])
    code = found[1]
    purpose = _purpose(fields)
    rest = _glued([text for number, text in fields.items() if number not in READ])
    told = [*(purpose.get(key, "") for key in ("SVWZ", "", "MTLG", *UNREAD)), words(rest)]
    text = "\n".join(distinct(told))
    extension = words(fields.get("34", ""))
    return replace(
        entry,
        end_to_end_id=identifier(purpose.get("EREF")),
        mandate_id=identifier(purpose.get("MREF")),
        other_ids=distinct([*entry.other_ids, identifier(purpose.get("KREF")), identifier(purpose.get("RREF"))]),
        description=" / ".join(distinct([words(fields.get("00", "")), entry.description])),
        transaction_codes=distinct([*entry.transaction_codes, code, extension]),
        party=_party(entry.party, fields, purpose),
        remittance=Remittance("\n".join(distinct([entry.remittance.text, text]))),
        return_reason=ReturnReason(extension, text) if code in RETURN_CODES else None,
        counter_amounts=(*entry.counter_amounts, *_counter_amounts(purpose.get("OAMT", ""), entry.currency)),
        charges=(*entry.charges, *_charges(purpose.get("COAM", ""))),
    )


def _subfields(content: str, sign: str) -> dict[str, str]:
    """Return the subfields by number; one that comes twice goes on."""
    fields: dict[str, str] = {}
    for piece in _unwrapped(content, sign).split(sign):
        if re.match(r"\d\d", piece, re.ASCII):
            number, text = piece[:2], piece[2:]
        elif fields:
            # The sign itself, in a text.
            number, text = next(reversed(fields)), f"{sign}{piece}"
        else:
            continue
        fields[number] = fields.get(number, "") + text
    return fields


def _unwrapped(content: str, sign: str) -> str:
    """Return the lines as one: a line one short of full had a space at its end."""
    lines = content.strip("\n").split("\n")
    out = lines[0]
    for before, line in zip(lines, lines[1:], strict=False):
        short_by_one = len(before) == LINE_LENGTH - 1 and not line.startswith(sign)
        out += f" {line}" if short_by_one else line
    return out


def _purpose(fields: dict[str, str]) -> dict[str, str]:
    """Return the purpose by SEPA's words. 60 to 63 go on after 29, and are a text of their own else."""
    first = [fields[number] for number in PURPOSE[:10] if number in fields]
    more = [fields[number] for number in PURPOSE[10:] if number in fields]
    if "29" in fields or not more:
        return _keyed(_glued(first + more))
    found, own = _keyed(_glued(first)), _keyed(_glued(more))
    return {**own, **found, "": "\n".join(distinct([found[""], own[""]]))}


def _glued(pieces: list[str]) -> str:
    """Return pieces of 27 characters as one text: a shorter one lost the space at its end."""
    out = ""
    for piece in pieces:
        out += piece if len(piece) >= PIECE_LENGTH else f"{piece} "
    return out


def _keyed(text: str) -> dict[str, str]:
    """Return what follows each word of SEPA in a text, and under "" what is before the first.

    A word that is there twice keeps its first value: the second is part of a text.
    """
    places = list(_KEY.finditer(text))
    found = {"": words(text[: places[0].start()] if places else text)}
    for place, after in zip_longest(places, places[1:]):
        found.setdefault(place[1] or place[2], words(text[place.end() : after.start() if after else None]))
    return found


def _party(known: Party, fields: dict[str, str], purpose: dict[str, str]) -> Party:
    iban, number = split_account(fields.get("31") or purpose.get("IBAN"))
    bank = words(fields.get("30", "")) or purpose.get("BIC", "")
    if number and not is_bic(bank) and bank.isdigit():
        number = f"{bank}/{number}"
    # A name of 27 characters goes on in the second field; a shorter one ended with a space.
    name = words(_glued([fields.get("32", ""), fields.get("33", "")]))
    return Party(
        name=name or known.name,
        iban=iban or known.iban,
        account=number or known.account,
        bic=bank if is_bic(bank) else "",
        ultimate_name=purpose.get("ABWA") or purpose.get("ABWE") or "",
    )


def _money(text: str) -> tuple[str, str]:
    found = _MONEY.match(text)
    return (found[2], found[1] or found[3] or "") if found else ("", "")


def _counter_amounts(text: str, currency: str) -> list[CounterAmount]:
    amount, code = _money(text)
    try:
        return [CounterAmount("instructed", plain_amount(amount), currency_of(code or currency))] if amount else []
    except EntryRefused:
        return []


def _charges(text: str) -> list[Charge]:
    """Return the interest or fee of a return (``COAM+``)."""
    amount, code = _money(text)
    return [Charge(-plain_amount(amount), code)] if amount and code else []
