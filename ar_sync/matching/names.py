"""Names of payers: what of a name tells one payer from another.

A legal form is no name ("ApS", "GmbH & Co. KG", "S.A.R.L."); accents and the German way
to write around them do not count:

>>> name_words("Müller & Söhne GmbH & Co. KG"), name_words("MUELLER SOEHNE")
(('MULLER', 'SOHNE'), ('MULLER', 'SOHNE'))
>>> name_words("Nordic ApS"), name_words("ApS"), name_words("S.A.R.L."), name_words("")
(('NORDIC',), (), (), ())

How much a name says is counted in letters: a short one is met by chance. A name inside a
longer one, or cut off as banks do, says half of what is shared:

>>> name_bits("NORTHWIND INSTRUMENTS INC", "Northwind Instruments, Inc."), name_bits("ACME", "Acme AG")
(10.0, 4.0)
>>> name_bits("Northwind Instr", "Northwind Instruments"), name_bits("Northwind Berlin", "Northwind Instruments")
(5.0, 0.0)
>>> name_bits("GmbH", "GmbH"), name_bits("Hansen ApS", "Nordic ApS")
(0.0, 0.0)
"""

from __future__ import annotations

import unicodedata
from itertools import groupby

from .text import tokens
from .weights import NAME_BITS_MAX

#: Forms of companies and words that stand between names, as tokens, single letters joined.
LEGAL_FORMS = frozenset(
    """
    AB AD AG AKTIEBOLAG AKTIENGESELLSCHAFT AND APS AS ASA BHD BV BVBA CIE CO COMPANY CORP CORPORATION CV CVBA DAC
    DD DOO EG EHF EI EIRL EK EN EOOD ET EURL EV FZE FZCO GBR GESELLSCHAFT GK GMBH GP HAFTUNGSBESCHRANKT HF INC
    INCORPORATED IVS JSC KB KFT KG KGAA KK KS LDA LIMITADA LIMITED LLC LLLP LLP LP LTD LTDA MBH NV OE OHG OOD OOO OU
    OY OYJ PAO PBC PC PLC PRIVATE PS PTE PTY PVT RT SA SAPI SARL SAS SASU SCA SCE SCI SCS SDN SE SGPS SIA SL SLU SNC
    SP SPA SPK SRL SRO STIFTUNG UAB UG UND VOF VZW YK ZO ZOO ZRT
    """.split()
)
#: What accents leave behind where letters have a name of their own.
_LETTERS = str.maketrans({"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Æ": "A", "Œ": "O"})
#: The German way to write around an umlaut.
_AROUND = (("AE", "A"), ("OE", "O"), ("UE", "U"))
#: A cut-off last word must have this many letters.
CUT_WORD_MIN = 3


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell payers apart, in order; none for a legal form alone."""
    words: list[str] = []
    letters = [token.text for token in tokens(_plain(name))]
    for is_single, run in groupby(letters, key=lambda word: len(word) == 1):  # pylint: disable=bad-builtin-groupby
        joined = list(run)
        words += ["".join(joined)] if is_single and "".join(joined) in LEGAL_FORMS else joined
    return tuple(_around(word) for word in words if word not in LEGAL_FORMS)


def name_bits(told: str, known: str) -> float:
    """Return what it says about a payer that the source writes ``told`` and we ``known``."""
    ours, theirs = name_words(known), name_words(told)
    if not ours or not theirs:
        return 0.0
    if sorted(ours) == sorted(theirs):
        return min(NAME_BITS_MAX, float(sum(map(len, ours))))
    shorter, longer = sorted((ours, theirs), key=lambda words: sum(map(len, words)))
    *whole, last = shorter
    if not set(whole) <= set(longer):
        return 0.0
    if last in longer or (len(last) >= CUT_WORD_MIN and any(word.startswith(last) for word in longer)):
        return min(NAME_BITS_MAX, float(sum(map(len, shorter)))) / 2
    return 0.0


def _plain(name: str) -> str:
    """Return a name in upper case without accents."""
    apart = unicodedata.normalize("NFKD", name.upper().translate(_LETTERS))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _around(word: str) -> str:
    for written, letter in _AROUND:
        word = word.replace(written, letter)
    return word
