"""Text as the matcher sees it: tokens, what stands between them, and foldings.

A token is a longest run of letters and digits after NFKC and upper-casing, so a
short number inside a longer one is never a token ("14" is not in "1814"). What
stands between two tokens decides whether they may be one number: nothing but
separators (``INV/2026-12``) is *tight*, white space (``INV 2026 12``) is *loose*,
and a list sign (``,`` ``;`` ``&`` ``+`` or a line break) is a *break*.

>>> [(t.text, t.gap) for t in tokens("inv/2026 00012, Ｎo. 7")]
[('INV', 3), ('2026', 1), ('00012', 2), ('NO', 3), ('7', 2)]
>>> fold("INV2O26OOL2")
'1NV20260012'
>>> digits_of("RE-0012345")
'12345'
>>> segments_of("INV/2026/00012"), segments_of("INV2026-12")
('INV-2026-12', 'INV-2026-12')
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

TIGHT, LOOSE, BREAK = 1, 2, 3

_TOKEN = re.compile(r"[^\W_]+")
_SEGMENT = re.compile(r"\d+|[^\W\d_]+")
_BREAK = re.compile(r"[,;&+|\n\r()\[\]{}<>\"]")
_DIGIT = re.compile(r"\d")
_NOT_DIGIT = re.compile(r"\D")
_FOLD = str.maketrans("OQDILSBZG", "000115826")


class Token(NamedTuple):
    """A run of letters and digits and the kind of gap before it."""

    text: str
    gap: int


def normalise(text: str) -> str:
    """Return the text in NFKC, upper case, with every decimal digit in ASCII."""
    if text.isascii():
        return text.upper()
    upper = unicodedata.normalize("NFKC", text).upper()
    if upper.isascii():
        return upper
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in upper
    )


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text in order."""
    found = []
    end = 0
    shown = normalise(text)
    for match in _TOKEN.finditer(shown):
        found.append(Token(match.group(), _gap(shown[end : match.start()], bool(end))))
        end = match.end()
    return found


def _gap(between: str, inside: bool) -> int:
    if not inside or _BREAK.search(between):
        return BREAK
    return LOOSE if " " in between or "\t" in between else TIGHT


def compact(text: str) -> str:
    """Return only the letters and digits of a text, normalised.

    >>> compact(" +++010/8068/17183+++ ")
    '010806817183'
    """
    return "".join(_TOKEN.findall(normalise(text)))


def digits_of(value: str) -> str:
    """Return the digits of a value without leading zeros ("" when there are none)."""
    if value.isdecimal():
        return value.lstrip("0")
    return _NOT_DIGIT.sub("", value).lstrip("0")


def fold(value: str) -> str:
    """Return the value with look-alike letters turned into the digits they resemble."""
    return value.translate(_FOLD)


def segments_of(value: str) -> str:
    """Return runs of letters and of digits, zeros in front removed, joined by "-"."""
    return "-".join(
        [
            (segment.lstrip("0") or "0") if segment[0] == "0" else segment
            for segment in _SEGMENT.findall(normalise(value))
        ]
    )


def has_digit(value: str) -> bool:
    """Tell whether a value of letters and digits has at least one decimal digit."""
    if value.isascii():
        return bool(value) and not value.isalpha()
    return _DIGIT.search(value) is not None
