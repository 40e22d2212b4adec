"""What the learned reader looks at: the words of a mail and of the surroundings of a date, as short strings.

The words are made comparable: a date is only one to come, one gone by or one that could be both; sums, numbers,
addresses and links are no more than that. What the rules found is among the strings too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .concepts import of_word
from .date_phrases import Found
from .statements import Statement, governor, is_past, pays_beside

#: Of a sentence no more words are looked at.
WORDS_MAX = 80
#: Meanings so far apart in a sentence are looked at together.
MEANINGS_APART = 3
#: So many words before and after a date belong to its surroundings.
BESIDE_MAX = 6
_TOKEN = re.compile(
    r"(?P<link>https?://\S{1,200}|www\.\S{1,200})|(?P<address>\S{1,60}@[\w.-]{3,60})|(?P<mark>[?!%])"
    r"|(?P<number>[\w/-]*\d[\w/.,-]*)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
)
#: Phrases that name a day gone by as well as one to come.
_EITHER_WAY = ("weekday", "day", "this weekday")
_CHARACTERS = (3, 4, 5)


#: The words of a sentence with their places.
Line = list[tuple[int, str]]


@dataclass(frozen=True)
class Place:
    """A date of a mail: in which sentence it stands, and how many dates stand before it."""

    number: int
    order: int
    found: Found


def places(statements: Sequence[Statement]) -> list[Place]:
    """Return the dates of a mail in the order of the text."""
    found = [(number, one) for number, statement in enumerate(statements) for one in statement.dates]
    return [Place(number, order, one) for order, (number, one) in enumerate(found)]


def line_of(statement: Statement, today: date) -> Line:
    """Return the words of a sentence with their places; dates and sums are one word each."""
    spans = [(one.start, one.end, _of_date(one, today)) for one in statement.dates]
    taken = [(start, end) for start, end, _word in spans]
    spans += [
        (one.start, one.end, "<sum>")
        for one in statement.amounts
        if not any(start < one.end and one.start < end for start, end in taken)
    ]
    spans.sort()
    folded = statement.sentence.folded
    made: Line = []
    place = 0
    for start, end, word in [*spans, (len(folded), len(folded), "")]:
        if start < place:
            continue
        made += [(match.start(), _plain(match)) for match in _TOKEN.finditer(folded, place, start)]
        if word:
            made.append((start, word))
        place = end
    return made[:WORDS_MAX]


def _plain(match: re.Match[str]) -> str:
    if match.lastgroup in ("word", "mark"):
        return match[0][:24]
    return f"<{match.lastgroup}>"


def _of_date(found: Found, today: date) -> str:
    if found.kind in _EITHER_WAY:
        return "<either>"
    if found.kind in ("month ref", "week"):
        return "<gone>" if is_past(found, today) else "<month>"
    if is_past(found, today):
        return "<gone>"
    return "<today>" if found.day == today else "<to come>"


def of_sentence(statement: Statement, line: Line, language: str) -> Iterator[str]:
    """Yield what a sentence is described by."""
    words = [word for _place, word in line]
    whole = ["^", *words, "$"]
    for word in words:
        yield f"1{word}"
    for first, second in pairwise(whole):
        yield f"2{first} {second}"
    for first, second, third in zip(whole, whole[1:], whole[2:], strict=False):
        yield f"3{first} {second} {third}"
    for word in set(words):
        if word[0] != "<":
            yield from parts(word)
    for hit in statement.hits:
        yield f"h{hit.rule}"
    yield from _meanings(meanings(line, language), "m")


def of_surroundings(
    statements: Sequence[Statement], lines: Sequence[Line], number: int, language: str
) -> Iterator[str]:
    """Yield what stands around a sentence: the ones before and after it, its place, and what the rules found."""
    for other, sign in ((number - 1, "N<"), (number + 1, "N>")):
        if not 0 <= other < len(lines):
            yield f"{sign}$"
            continue
        for _place, word in lines[other]:
            yield f"{sign}1{word}"
        for name in meanings(lines[other], language):
            yield f"{sign}m{name}"
        for hit in statements[other].hits:
            yield f"{sign}h{hit.rule}"
    for other, statement in enumerate(statements):
        if other != number:
            yield from (f"NOh{hit.label}" for hit in statement.hits)
    yield f"Np{min(number, 3)}"
    yield f"Nl{min(len(statements), 5)}"
    yield f"Ng{language}"
    if statements[number].asks:
        yield "Nq"


def meanings(line: Line, language: str) -> list[str]:
    """Return what the words of a sentence mean, in their order; words without a meaning are left out."""
    found: list[str] = []
    for _place, word in line:
        named = (word,) if word[0] in "<?" else of_word(word, language)
        found += [name for name in named if found[-1:] != [name]]
    return found


def _meanings(found: Sequence[str], sign: str) -> Iterator[str]:
    for first, name in enumerate(found):
        yield f"{sign}{name}"
        for distance, other in enumerate(found[first + 1 : first + 1 + MEANINGS_APART]):
            yield f"{sign}{name} {other}"
            if not distance:
                yield f"{sign}{name}+{other}"


def parts(word: str) -> Iterator[str]:
    """Yield the parts of a word: what other forms and compounds of it share."""
    whole = f"^{word}$"
    for size in _CHARACTERS:
        for place in range(len(whole) - size + 1):
            yield f"c{whole[place : place + size]}"


def of_subject(lines: Sequence[Line]) -> Iterator[str]:
    """Yield what a subject is described by."""
    for line in lines[:3]:
        words = [word for _place, word in line][:20]
        for word in words:
            yield f"s{word}"
        for first, second in pairwise(words):
            yield f"t{first} {second}"


def of_mail(statements: Sequence[Statement], language: str) -> Iterator[str]:
    """Yield what a mail as a whole is described by: its length and its language."""
    words = sum(len(one.sentence.folded.split()) for one in statements)
    yield f"l{min(6, words // 10)}"
    yield f"n{min(5, len(statements))}"
    yield f"g{language}"
    if statements and statements[-1].asks:
        yield "q$"
    if any(one.asks for one in statements):
        yield "q"


def of_date(
    statements: Sequence[Statement], lines: Sequence[Line], place: Place, today: date, language: str
) -> Iterator[str]:
    """Yield what a date in a sentence of a mail is described by."""
    found, number = place.found, place.number
    statement = statements[number]
    ahead = (found.day - today).days
    yield f"k{found.kind}"
    yield f"o{min(place.order, 4)}"
    yield f"d{sum(ahead >= bound for bound in (0, 1, 4, 40, 100))}"
    yield f"v{governor(statement, found)}{pays_beside(statement, found)}"
    if is_past(found, today):
        yield "p"
    if statement.asks:
        yield "q"
    before = [word for start, word in lines[number] if start < found.start][-BESIDE_MAX:]
    after = [word for start, word in lines[number] if start >= found.end][:BESIDE_MAX]
    yield f"x{before[-1] if before else '^'} {after[0] if after else '$'}"
    yield from _of_side("b", ["^", *before][::-1])
    yield from _of_side("a", [*after, "$"])
    yield from _around_date(statement, found)
    yield from _meanings(meanings(lines[number], language), "ms")
    for side, line in (
        ("mb", [(start, word) for start, word in lines[number] if start < found.start][-BESIDE_MAX:]),
        ("ma", [(start, word) for start, word in lines[number] if start >= found.end][:BESIDE_MAX]),
    ):
        yield from _meanings(meanings(line, language), side)
    for other, one in enumerate(statements):
        where = "e" if other < number else "f" if other > number else "w"
        if abs(other - number) <= 2:
            yield from (f"{where}{word}" for _start, word in lines[other])
        yield from (f"h{where}{hit.rule}" for hit in one.hits)


def _of_side(side: str, words: Sequence[str]) -> Iterator[str]:
    for distance, word in enumerate(words):
        yield f"{side}{min(distance, 2)}{word}"
        yield f"{side}{word}"
        if word[0] not in "<^$":
            yield from (f"{side}{part}" for part in parts(word))
    for first, second in pairwise(words):
        yield f"{side}{first} {second}"


def _around_date(statement: Statement, found: Found) -> Iterator[str]:
    start, end = statement.clause(found.start)
    for hit in statement.hits:
        if hit.start < end and hit.end > start:
            yield f"hc{hit.rule}"
        side = "b" if hit.end <= found.start else "a"
        yield f"h{side}{hit.rule}"
    others = [one for one in statement.dates if one is not found]
    if any(one.start < found.start for one in others):
        yield "ob"
    if any(one.start > found.start for one in others):
        yield "oa"
    if any(start <= one.start < end for one in statement.amounts):
        yield "sum"
