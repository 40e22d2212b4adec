"""Marks in a text: where what the evidence names stands in what the payer wrote.

>>> marked("Inv. INV/2026/00012, thanks", {"INV202600012"})
[('Inv. ', False), ('INV/2026/00012', True), (', thanks', False)]
>>> marked("Thank you", {"INV202600012"}), marked("", {"A1001"})
([('Thank you', False)], [])
"""

from __future__ import annotations

import re
from collections.abc import Collection

from .keys import keys_of_receipt
from .text import tokens

_TOKEN = re.compile(r"[^\W_]+")


def marked(text: str, values: Collection[str]) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is one of the key ``values`` (keys as evidence states them).

    A text whose tokens are not those of its normal form has no marks: better none than a wrong one.
    """
    spans = {key.span for key in keys_of_receipt([text], ()) if key.span and key.value in values}
    found = sorted(spans, key=lambda span: (span[0], -span[1]))
    places = [match.span() for match in _TOKEN.finditer(text)]
    if len(places) != len(tokens(text)):
        found = []
    parts: list[tuple[str, bool]] = []
    end = 0
    for first, last in found:
        start, stop = places[first][0], places[last - 1][1]
        if start >= end:
            parts += [(text[end:start], False), (text[start:stop], True)]
            end = stop
    return [(part, hit) for part, hit in (*parts, (text[end:], False)) if part]
