"""Misspelt numbers: one slip of the pen, or a number cut off, of a known payer.

A token may be a slip away from a number of the payer's own open items: a character
missing, added, changed or swapped with its neighbour, or a few missing at either end.
How much that says depends on how much of the number is left:

    bits = information in what is left of the number - cost of the slip

Where nothing but the slip singles out the item, the number of items it was singled
out from counts against it as well (:mod:`.step_payer`). The information is counted on
the open items themselves. Where all numbers have the same character ("INV/2026/…") it
is nothing; where they differ it is the entropy of the place. So a slip in a number of
ten random digits still says a lot, and one in a running number of five digits says next
to nothing, because the next number is also only a slip away.

>>> slip("2026-0012", "2026-0013") is None     # not normalised: tokens only
False
>>> slip("INV20260012", "INV2026012")
Slip(cost=-6.0, lost=(7, 8))
>>> slip("8645598702", "5598702")
Slip(cost=-5.0, lost=(0, 1, 2))
>>> slip("1814", "14") is None, slip("8645598702", "9999999999") is None
(True, True)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log2
from typing import NamedTuple

from .model import OpenItem
from .text import compact
from .weights import CUT_BITS, EDIT_BITS, FUZZY_BITS_MAX

#: Numbers shorter than this are not compared: too much is a slip away from them.
LENGTH_MIN = 6
#: Characters that may be missing at one end, and how many must be left.
CUT_MAX = 4
LEFT_MIN = 6
#: Tokens that are held against every number of a payer before these are indexed.
SCANS_MAX = 24


class Slip(NamedTuple):
    """How a token came from a number: its cost in bits, and the places that are lost.

    When the same token results from several places, the cost is less and only one
    of the ``lost`` places really is lost.
    """

    cost: float
    lost: tuple[int, ...]


def slip(number: str, token: str) -> Slip | None:
    """Return how the token may have come from the number, or None.

    :param number: a normalised number of an item.
    :param token: a normalised token, not equal to the number.
    """
    shared = _shared_prefix(number, token)
    tail = _shared_prefix(number[::-1], token[::-1])
    if len(token) == len(number):
        return _changed_or_swapped(number, token, shared, tail)
    if len(token) == len(number) + 1 and shared + tail >= len(number):
        return Slip(EDIT_BITS + log2(shared + tail - len(number) + 1), ())
    if len(token) == len(number) - 1 and shared + tail >= len(token):
        places = tuple(range(len(token) - tail, shared + 1))
        return Slip(EDIT_BITS + log2(len(places)), places)
    missing = len(number) - len(token)
    if 0 < missing <= CUT_MAX and len(token) >= LEFT_MIN:
        if shared == len(token):
            return Slip(CUT_BITS, tuple(range(len(token), len(number))))
        if tail == len(token):
            return Slip(CUT_BITS, tuple(range(missing)))
    return None


def _changed_or_swapped(number: str, token: str, shared: int, tail: int) -> Slip | None:
    apart = len(number) - shared - tail
    if apart == 1:
        return Slip(EDIT_BITS, (shared,))
    if apart == 2 and number[shared : shared + 2] == token[shared + 1] + token[shared]:
        return Slip(EDIT_BITS, ())
    return None


def _shared_prefix(one: str, other: str) -> int:
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


class Numbers:
    """How much each place of a number says, learned from the open items of a company.

    >>> told = Numbers(["INV00012", "INV00013", "INV00024", "INV00035"])
    >>> [round(bits, 1) for bits in told.information("INV00012")]
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.4, 2.0]
    """

    def __init__(self, numbers: Iterable[str]) -> None:
        self._groups: dict[str, list[str]] = defaultdict(list)
        for number in numbers:
            self._groups[shape(number)].append(number)
        self._bits: dict[str, list[float]] = {}

    def information(self, number: str) -> Sequence[float]:
        """Return the bits of each place; nothing is known of a form never seen."""
        form = shape(number)
        if form not in self._groups:
            return [0.0] * len(number)
        if form not in self._bits:
            group = self._groups[form]
            columns = zip(*group, strict=False)
            self._bits[form] = [_entropy(Counter(column), len(group)) for column in columns]
        return self._bits[form]

    def knows(self, token: str) -> bool:
        """Tell whether the token has the form of a number of ours."""
        return shape(token) in self._groups

    def bits(self, number: str, found: Slip) -> float:
        """Return what a slip of this number says, never less than nothing."""
        places = self.information(number)
        lost = [places[place] for place in found.lost]
        is_cut = found.cost == CUT_BITS
        gone = sum(lost) if is_cut else max(lost, default=0.0)
        return min(FUZZY_BITS_MAX, max(0.0, sum(places) - gone + found.cost))


def _entropy(counts: Counter[str], total: int) -> float:
    """Return the collision entropy of a place: -log2 of two being equal by chance."""
    return log2(total * total / sum(count * count for count in counts.values()))


_SHAPE = {ordinal: "9" for ordinal in range(ord("0"), ord("9") + 1)}
_SHAPE.update({ordinal: "A" for ordinal in range(ord("A"), ord("Z") + 1)})


def shape(value: str) -> str:
    """Return the form of a number: letters as A, digits as 9.

    >>> shape("INV00012")
    'AAA99999'
    """
    return value.translate(_SHAPE)


def forms(item: OpenItem) -> list[str]:
    """Return the written forms of an item's numbers that a slip may start from."""
    found = set()
    is_known = False
    for key in item.keys:
        if key.kind == "reference" and key.source != "ref":
            if "-" not in key.value:
                is_known = is_known or key.source == "number"
                found.add(key.value)
    if not is_known:
        found.add(compact(item.number))
    return sorted(form for form in found if len(form) >= LENGTH_MIN)


class Nearby:
    """One payer's numbers, to be asked which of them a token is a slip away from.

    A few tokens are held against every number; from then on an index by what a slip leaves of a
    number is worth making. Both find the same.
    """

    def __init__(self, items: Iterable[OpenItem], written: Callable[[OpenItem], Iterable[str]] = forms) -> None:
        self._forms = [(form, item) for item in items for form in written(item)]
        self._scans = 0
        self._first: dict[str, int] = {}
        self._further: dict[str, list[int]] = defaultdict(list)

    def find(self, token: str) -> list[tuple[OpenItem, str, Slip]]:
        """Return the items whose number is a slip away, each with its cheapest slip."""
        best: dict[int, tuple[OpenItem, str, Slip]] = {}
        for place in self._places(token):
            form, item = self._forms[place]
            found = None if form == token else slip(form, token)
            known = best.get(item.id)
            if found and (known is None or known[2].cost < found.cost):
                best[item.id] = (item, form, found)
        return sorted(best.values(), key=lambda hit: hit[0].id)

    def _places(self, token: str) -> Iterable[int]:
        """Return the places of all numbers that may be a slip away, and perhaps of some that are not."""
        if len(token) < LENGTH_MIN - 1:
            return ()
        if self._scans < SCANS_MAX:
            self._scans += 1
            return self._scanned(token)
        if not self._first:
            for place, (form, _item) in enumerate(self._forms):
                self._add(place, form)
        return self._indexed(token)

    def _scanned(self, token: str) -> list[int]:
        """Hold the token against every number: a slip touches two neighbours at most, so one half is whole."""
        size = len(token)
        half = (size - 2) // 2
        head, tail = token[:half], token[-half:]
        return [
            place
            for place, (form, _item) in enumerate(self._forms)
            if -1 <= len(form) - size <= CUT_MAX and (form.endswith(tail) or form.startswith(head))
        ]

    def _indexed(self, token: str) -> set[int]:
        found: set[int] = set()
        for trace in (token, *_traces(token)):
            place = self._first.get(trace)
            if place is not None:
                found.add(place)
                found.update(self._further.get(trace, ()))
        return found

    def _add(self, place: int, form: str) -> None:
        for trace in (form, *_traces(form), *_cuts(form)):
            if self._first.setdefault(trace, place) != place:
                self._further[trace].append(place)


def _traces(value: str) -> Iterator[str]:
    """Yield the value without each of its characters, a run of equal ones once."""
    before = ""
    for place, character in enumerate(value):
        if character != before:
            yield value[:place] + value[place + 1 :]
        before = character


def _cuts(value: str) -> Iterator[str]:
    for missing in range(2, min(CUT_MAX, len(value) - LEFT_MIN) + 1):
        yield value[missing:]
        yield value[:-missing]
