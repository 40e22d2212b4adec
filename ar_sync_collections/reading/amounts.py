"""Sums of money in a text, in the number formats of the five languages.

>>> def sums(text):
...     return [(str(found.value), found.currency) for found in find(text)]
>>> sums("1.234,56 € or 1,234.56 USD or 1 234,56 EUR or CHF 1'234.50 or £5k")
[('1234.56', 'EUR'), ('1234.56', 'USD'), ('1234.56', 'EUR'), ('1234.50', 'CHF'), ('5000', 'GBP')]
>>> sums("2.150 EUR, 1,500 USD, CHF 2'300.-, 3 mil euros, EUR 1.2m, 12,5 T€")
[('2150', 'EUR'), ('1500', 'USD'), ('2300', 'CHF'), ('3000', 'EUR'), ('1200000', 'EUR'), ('12500', 'EUR')]
>>> sums("invoice 104882 of 12.03.2026, 3 days, 50 %, tel. +49 30 1234")
[]
>>> [(str(found.value), found.currency) for found in find("we will transfer 1.250,00 and 300", bare=True)]
[('1250.00', None)]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from .folding import fold

_CODES = (
    "eur usd gbp chf sek nok dkk pln czk huf cad aud nzd jpy cny inr brl mxn zar ron bgn try aed sgd hkd ars clp cop "
    "pen uyu"
).split()
_WORDS = {
    "€": "EUR",
    "$": "USD",
    "us$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "fr": "CHF",
    "sfr": "CHF",
    "fr.": "CHF",
    "sfr.": "CHF",
    "franken": "CHF",
    "euro": "EUR",
    "euros": "EUR",
    "teur": "EUR",
    "t€": "EUR",
    "dollar": "USD",
    "dollars": "USD",
    "dolares": "USD",
    "bucks": "USD",
    "quid": "GBP",
    "pound": "GBP",
    "pounds": "GBP",
    "livres": "GBP",
    "libras": "GBP",
    "stg": "GBP",
    "ca$": "CAD",
    "c$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    **{code: code.upper() for code in _CODES},
}
_BEFORE = "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True) if word not in ("bucks", "quid"))
_AFTER = "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))
_NUMBER = (
    r"\d{1,3}(?:[ ]\d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)|\d{1,3}(?:[.,']\d{3}){1,3}(?:[.,]\d{1,3})?(?!\d)|"
    r"\d{1,9}(?:[.,]\d{1,3})?(?!\d)"
)
_SCALE = r"(?: ?(?P<scale>k|tsd\.?|tausend|mille|mil|m|mio\.?|million(?:en|es|s)?|duizend|thousand|grand)(?![\w²³]))?"
_DASHES = r"(?:[.,] ?(?:-{1,2}|—))?"
_SUM = re.compile(
    rf"(?<![\w.,/+-])(?:(?P<before>{_BEFORE}) {{0,12}})?(?P<number>{_NUMBER}){_DASHES}"
    rf"{_SCALE}(?: ?(?P<after>{_AFTER})(?![a-z]))?"
)
_SCALES = {"k": 1_000, "t": 1_000, "d": 1_000, "g": 1_000, "m": 1_000_000}
_BARE_NEXT = re.compile(r"(?: ?(?:%|/|-\d|:\d|days?|tage|jours|dias|dagen|h\b|uhr|stuck|pcs|weeks?|wochen|items?|x\b))")
#: No more sums of one mail are looked at.
FOUND_MAX = 60


@dataclass(frozen=True)
class Found:
    """A sum and where it stands; ``currency`` is None where the text names none."""

    start: int
    end: int
    value: Decimal
    currency: str | None


def find(text: str, *, bare: bool = False) -> list[Found]:
    """Return the sums in the order of the text; ``bare`` also those that have no currency but look like money."""
    folded = fold(text)
    found: list[Found] = []
    for match in _SUM.finditer(folded):
        currency = _currency(match)
        if currency is None and not (bare and _looks_like_money(match, folded)):
            continue
        value = _value(match["number"], match["scale"] or "", match["before"] or "", match["after"] or "")
        if value > 0:
            found.append(Found(match.start(), match.end(), value, currency))
        if len(found) == FOUND_MAX:
            break
    return found


def _currency(match: re.Match[str]) -> str | None:
    word = match["after"] or match["before"]
    return _WORDS[word] if word else None


def _looks_like_money(match: re.Match[str], folded: str) -> bool:
    """Tell whether a number without a currency has the cents or the thousands of a sum."""
    number = match["number"]
    has_cents = re.search(r"[.,]\d\d$", number) is not None
    has_thousands = re.search(r"\d[.,']\d{3}(?!\d)", number) is not None
    if _BARE_NEXT.match(folded, match.end()) or folded[match.end() : match.end() + 1] in ("/", "-", "%"):
        return False
    if re.match(r"[.,]\d", folded[match.end() : match.end() + 2]):
        return False
    is_clock = has_cents and re.fullmatch(r"(?:[01]?\d|2[0-4])\.[0-5]\d", number) is not None
    return (has_cents and not is_clock) or has_thousands or match["scale"] in ("k", "grand")


def _value(number: str, scale: str, before: str, after: str) -> Decimal:
    """Return the value of a number in whatever format it is written."""
    plain = number.replace(" ", "").replace("'", "")
    marks = [mark for mark in plain if mark in ".,"]
    if len(set(marks)) == 2:
        plain = plain.replace("," if plain.rindex(".") > plain.rindex(",") else ".", "").replace(",", ".")
    elif marks:
        tail = len(plain) - plain.rindex(marks[0]) - 1
        is_thousands = len(marks) > 1 or (tail == 3 and not plain.startswith("0") and not scale)
        plain = plain.replace(marks[0], "" if is_thousands else ".")
    value = Decimal(plain)
    kind = "m" if scale.startswith(("mio", "million")) or scale == "m" else "k" if scale else ""
    if {before, after} & {"teur", "t€"}:
        kind = "k"
    scaled = value * _SCALES[kind] if kind else value
    return scaled.quantize(Decimal(1)) if kind and scaled == scaled.to_integral_value() else scaled
