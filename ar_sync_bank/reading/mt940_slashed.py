"""``:86:`` of words between slashes: ``/EREF/…/NAME/…/REMI/…/IBAN/…``.

ING has ``/CNTP/iban/bic/name/city/`` and ``/REMI/USTD//text/`` or ``/REMI/STRD/CUR/reference/``,
Rabobank ``/BENM//NAME/…`` and ``/ORDP//NAME/…``, ABN AMRO ``/TRTP/…/IBAN/…/BIC/…/NAME/…``. Only
known words part the text: an invoice number may hold slashes of its own.

>>> from decimal import Decimal
>>> import datetime
>>> entry = Entry(datetime.date(2026, 3, 1), Decimal(5), "EUR")
>>> read = with_details(entry, "/EREF/E1//CNTP/NL91ABNA0417164300/RABONL2U/Ada///REMI/USTD//INV/2026/1/")
>>> read.end_to_end_id, read.party.iban, read.party.name, read.remittance.text
('E1', 'NL91ABNA0417164300', 'Ada', 'INV/2026/1')
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest

from .fields import distinct, identifier, is_bic, split_account, words
from .values import Entry, Party, Remittance, ReturnReason

_WORDS = (
    "TRTP TRCD EREF PREF IREF RREF MARF CSID NAME IBAN BIC BENM ORDP CNTP ADDR REMI ISDT RTRN "
    "ULTD ULTB ULTC ULTM SVCL PURP NRTX SWOC ACCW EXCH CHGS OCMT"
).split()
_WORD = re.compile(rf"/({'|'.join(_WORDS)})/")
_STRUCTURED = re.compile(r"STRD/(?:[A-Z]{2,8}/)?(?P<reference>.+)")


def looks_like(content: str) -> bool:
    """Tell whether the content begins with one of the words."""
    return bool(_WORD.match(content.lstrip()))


def with_details(entry: Entry, content: str) -> Entry:
    """Return the entry with what the words say."""
    found, ultimate = _parted(content)
    text, reference = _remittance(found.get("REMI", ""))
    reason = found.get("RTRN", "")
    kind = found.get("TRTP") or found.get("TRCD") or ""
    party = _party(entry.party, found)
    ids = (identifier(found.get(word)) for word in ("PREF", "IREF", "RREF"))
    return replace(
        entry,
        end_to_end_id=identifier(found.get("EREF")),
        mandate_id=identifier(found.get("MARF")),
        other_ids=distinct([*entry.other_ids, *ids]),
        description=" / ".join(distinct([entry.description, found.get("TRTP", "")])),
        transaction_codes=distinct([*entry.transaction_codes, kind]),
        party=replace(party, ultimate_name=ultimate),
        remittance=Remittance("\n".join(distinct([entry.remittance.text, text])), distinct([reference])),
        return_reason=ReturnReason(reason.strip("/").split("/")[0], text) if reason else None,
    )


def _parted(content: str) -> tuple[dict[str, str], str]:
    """Return what follows each word, and the name of the one it was paid for.

    A word that is there twice keeps its first value. ``/ULTD//NAME/`` names another than
    ``/NAME/`` does.
    """
    places = list(_WORD.finditer(content))
    found: dict[str, str] = {}
    ultimate = ""
    before = ""
    for place, after in zip_longest(places, places[1:]):
        value = content[place.end() : after.start() if after else len(content)]
        word, value = place[1], words(value.strip("/") if place[1] != "REMI" else value)
        if word == "NAME" and before.startswith("ULT"):
            ultimate = ultimate or value
        else:
            found.setdefault(word, value)
        if word in ("ULTD", "ULTB", "ULTC", "ULTM") and value:
            ultimate = ultimate or value.removeprefix("NAME/")
        before = word
    return found, ultimate


def _remittance(said: str) -> tuple[str, str]:
    """Return free text and structured reference of ``/REMI/``."""
    plain = said.strip("/")
    if plain.startswith("USTD//"):
        return words(plain[6:]), ""
    found = _STRUCTURED.match(plain)
    if found:
        return "", identifier(found["reference"].strip("/"))
    return words(plain), ""


def _party(known: Party, found: dict[str, str]) -> Party:
    parts = found.get("CNTP", "").split("/")
    account, bic, name = (*parts, "", "", "")[:3]
    iban, number = split_account(found.get("IBAN") or account)
    code = found.get("BIC") or bic
    return Party(
        name=words(found.get("NAME") or name) or known.name,
        iban=iban or known.iban,
        account=number or known.account,
        bic=code if is_bic(code) else "",
    )
