"""A small network that reads the words of a mail in their order: what each label and each date is told by.

Words are vectors: the sum of those of their descriptions, so that unknown words are read by their parts. Two layers
look at each word with its neighbours, a third at each sentence with those beside it (Kim, "Convolutional Neural
Networks for Sentence Classification", 2014). Of a sentence, and of the mail, the largest number of each place counts.
From these come the odds of each label, for the mail and for each sentence, and those of each date to be that of the
first payment. It is learned by ``bench/network.py``; reading takes sums and products only.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import add, itemgetter, mul

from .sequence import Words

#: Layers look at so many words, and sentences, at once.
WORDS_SEEN, AROUND_SEEN, SENTENCES_SEEN = 3, 5, 3
#: The odds of what was not looked at.
UNSEEN = -8.0
#: Below this share of numbers other than zero it is faster to look at those alone.
_SPARSE = 0.6
#: So many words are remembered with what the first layer makes of them.
_REMEMBERED = 20_000

Vector = Sequence[float]


def _by_hand(first: Vector, second: Vector) -> float:
    return float(sum(map(mul, first, second)))


#: The sum of products; Python has had one of its own since 3.12.
_product: Callable[[Vector, Vector], float] = getattr(math, "sumprod", _by_hand)


@dataclass(frozen=True)
class Layer:
    """One layer: for each number that comes out, how much the numbers that go in count, and an offset."""

    weights: tuple[Vector, ...]
    offsets: Vector

    def of(self, numbers: Vector) -> list[float]:
        """Return what comes out. Of numbers that are zero for the most part only the others are looked at."""
        places = [place for place, number in enumerate(numbers) if number]
        if 1 < len(places) < len(numbers) * _SPARSE:
            pick = itemgetter(*places)
            numbers = pick(numbers)
            pairs = zip(map(pick, self.weights), self.offsets, strict=True)
            return [_product(numbers, row) + offset for row, offset in pairs]
        return [_product(numbers, row) + offset for row, offset in zip(self.weights, self.offsets, strict=True)]

    def lit(self, numbers: Vector) -> list[float]:
        """Return what comes out, but nothing below zero."""
        return [one if one > 0 else 0.0 for one in self.of(numbers)]


@dataclass(frozen=True)
class Said:
    """The logarithms of the odds: of each label for the mail and for each sentence, and of each date."""

    labels: tuple[float, ...]
    lines: tuple[tuple[float, ...], ...]
    dates: tuple[float, ...]


@dataclass(frozen=True)
class Network:
    """The learned numbers: ``rows`` tells where the vector of a check sum begins in ``numbers``."""

    rows: dict[int, int]
    numbers: array[int]
    scales: tuple[float, ...]
    layers: dict[str, Layer]
    _seen: dict[tuple[int, ...], list[list[float]]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def width(self) -> int:
        """How many numbers the layers give for a word."""
        return len(self.layers["words"].offsets)

    def read(self, words: Words) -> Said:
        """Return what is told of a mail."""
        seen = self._around(self._words(words))
        ends = [*words.starts[1:], len(words.keys)]
        parts = [_largest(seen[start:end]) for start, end in zip(words.starts, ends, strict=True)]
        beside = _beside(parts, SENTENCES_SEEN, self.width)
        lines = [
            list(map(add, part, self.layers["sentences"].lit(row))) for part, row in zip(parts, beside, strict=True)
        ]
        mail = _largest(lines)
        return Said(
            tuple(self.layers["mail labels"].of([*mail, *_largest(parts)])),
            tuple(tuple(self.layers["labels"].of([*line, *mail])) for line in lines[1:]),
            tuple(
                UNSEEN if word is None else self._date([*seen[word], *lines[words.sentence_of(word)], *mail])
                for word in words.dates
            ),
        )

    def _date(self, numbers: Vector) -> float:
        return self.layers["date"].of(self.layers["date beside"].lit(numbers))[0]

    def _words(self, words: Words) -> list[list[float]]:
        """Return what the first layer makes of each word with the one before and the one behind it."""
        made = [self._alone(keys) for keys in words.keys]
        nothing = [0.0] * self.width
        offsets = self.layers["words"].offsets
        before = [nothing, *(one[0] for one in made[:-1])]
        behind = [*(one[2] for one in made[1:]), nothing]
        return [
            [max(0.0, sum(four)) for four in zip(first, one[1], last, offsets, strict=True)]
            for first, one, last in zip(before, made, behind, strict=True)
        ]

    def _alone(self, keys: tuple[int, ...]) -> list[list[float]]:
        """Return what a word adds to the one behind it, to itself and to the one before it."""
        known = self._seen.get(keys)
        if known is None:
            size, vector = len(self.scales), self._vector(keys)
            known = [
                [_product(vector, row[part * size : (part + 1) * size]) for row in self.layers["words"].weights]
                for part in range(WORDS_SEEN)
            ]
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[keys] = known
        return known

    def _vector(self, keys: Iterable[int]) -> list[float]:
        size = len(self.scales)
        total, count = [0] * size, 0
        for start in map(self.rows.get, keys):
            if start is not None:
                total = list(map(add, total, self.numbers[start : start + size]))
                count += 1
        length = math.sqrt(count or 1)
        return [number * scale / length for number, scale in zip(total, self.scales, strict=True)]

    def _around(self, seen: list[list[float]]) -> list[list[float]]:
        """Return each word with what the second layer makes of it and of two words on both sides."""
        rows = _beside(seen, AROUND_SEEN, self.width)
        return [list(map(add, one, self.layers["around"].lit(row))) for one, row in zip(seen, rows, strict=True)]


def _beside(rows: Sequence[list[float]], seen: int, width: int) -> list[list[float]]:
    """Return each row between those beside it, ``seen`` in all, and zeros at the ends."""
    edge = [[0.0] * width] * (seen // 2)
    padded = [*edge, *rows, *edge]
    return [[number for row in padded[place : place + seen] for number in row] for place in range(len(rows))]


def _largest(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return the largest number of each place."""
    return list(map(max, zip(*rows, strict=True)))
