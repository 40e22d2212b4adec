"""Numbers of documents that a text mentions.

>>> find("Rechnung RE-2026-0331 und INV/2026/00417 vom 12.03.2026 über 1.340,00 EUR, sowie invoice 104882")
('RE-2026-0331', 'INV/2026/00417', '104882')
>>> find("call me on 555-0142, we pay 2026-03-13")
()
"""

from __future__ import annotations

import re

_CODE = re.compile(
    r"(?<![\w@./-])(?=[A-Z]{1,6}[-/ ]?\d|[A-Z]{1,4}\d|\d{2,4}[-/]\d{3,})[A-Z]{0,6}[-/ "
    r"]?\d[\dA-Z]{0,11}(?:[-/.]\d[\dA-Z]{0,11}){0,3}(?![\w@])"
)
_NAMED = re.compile(
    r"(?:invoices?|inv\.?|rechnung(?:en)?s?(?:nr|nummer)?|rg\.?|re\.?-?nr|facturas?|fras?\.?|"
    r"factures?|fact\.?|facturen|factuur(?:nummer)?|bill|"
    r"beleg(?:nr)?|number|no\.?|nr\.?|n°|nº|#)[ "
    r":.#°º]{0,4}(?P<code>[A-Za-z]{0,6}[-/]?\d[\w]{2,14}(?:[-/]\d{1,10}){0,3})(?![\w@])",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-](?:\d\d|\d{4})|\d{1,4}|(?:19|20)\d\d")
_NOT_CODES = frozenset("EUR USD GBP CHF KW Q S W T WK CW IBAN PO TEL EXT".split())
_FOUND_MAX = 50


def find(text: str) -> tuple[str, ...]:
    """Return the numbers in the order of the text, each once."""
    found: dict[int, str] = {}
    for match in _CODE.finditer(text):
        if _is_number(match[0]):
            found[match.start()] = match[0]
    for match in _NAMED.finditer(text):
        start = match.start("code")
        inside = any(at <= start < at + len(code) for at, code in found.items())
        if not inside and _is_number(match["code"]):
            found[start] = match["code"]
    return tuple(dict.fromkeys(found[at] for at in sorted(found)))[:_FOUND_MAX]


def _is_number(code: str) -> bool:
    letters = re.match(r"[A-Za-z]*", code)
    if letters and letters[0].upper() in _NOT_CODES:
        return False
    digits = sum(character.isdigit() for character in code)
    if not letters or not letters[0]:
        has_mark = re.search(r"[-/]", code) is not None
        is_of_year = re.match(r"(?:20)?\d\d[-/]\d{3,}", code) is not None
        return not _DATE.fullmatch(code) and (is_of_year if has_mark else digits >= 5)
    return digits >= 3
