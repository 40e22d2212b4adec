"""Which sentences of a mail say a label: the words that were marked, found in the sentences that the reader makes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

#: Signs at the ends of marked words that do not count.
_EDGES = " .,;:!?\"'()"
_PIECES = re.compile(r"[.!?;:,\n]\s*")
#: Words that are shorter may stand anywhere.
_PIECE_MIN, _ONCE_MIN = 8, 13


def labels_of(sentences: Sequence[str], evidence: Mapping[str, Collection[str]]) -> list[frozenset[str]]:
    """Return for each sentence the labels whose words it holds.

    >>> texts = ["We paid half on 3 May.", "The rest", "goes out on Friday."]
    >>> marked = {"paid": ["paid half"], "promise": ["The rest goes out on Friday"]}
    >>> [sorted(one) for one in labels_of(texts, marked)]
    [['paid'], ['promise'], ['promise']]
    """
    plain = [_plain(sentence) for sentence in sentences]
    made: list[set[str]] = [set() for _sentence in sentences]
    for label, marked in evidence.items():
        for words in marked:
            for number in _where(plain, _plain(words).strip(_EDGES)):
                made[number].add(label)
    return [frozenset(one) for one in made]


def _where(sentences: Sequence[str], words: str) -> list[int]:
    """Return the sentences that hold words; the first where long words are said twice; the parts if they are cut."""
    if not words:
        return []
    found = [number for number, sentence in enumerate(sentences) if words in sentence]
    if found:
        return found[:1] if len(words) >= _ONCE_MIN else found
    bare = [sentence.strip(_EDGES) for sentence in sentences]
    pieces = [piece for piece in _PIECES.split(words) if len(piece) >= _PIECE_MIN]
    return [
        number
        for number, sentence in enumerate(bare)
        if (len(sentence) > 2 and sentence in words) or any(piece in sentence for piece in pieces)
    ]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
