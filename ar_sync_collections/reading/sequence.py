"""A mail as a row of words, each with what it is described by: what the learned network looks at.

Each word is described by itself, its parts, its meanings and the rules that matched there; a date also by what kind it
is of. The subject comes first, and before it and before each sentence stands a word that only says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zlib import crc32

from . import wording
from .concepts import of_word
from .statements import Statement, governor, is_past

#: Of a mail no more sentences and words are looked at, of its subject no more words.
SENTENCES_MAX, WORDS_MAX, SUBJECT_MAX = 60, 420, 15
#: From so many days ahead on, a date is one of the next kind.
_AHEAD = (0, 1, 4, 40, 100)


@dataclass(frozen=True)
class Words:
    """The words of a mail, as the check sums of what describes them.

    ``starts`` tells where the subject and each sentence begin, ``dates`` the word of each date, or nothing where it
    stands behind what is looked at.
    """

    keys: tuple[tuple[int, ...], ...]
    starts: tuple[int, ...]
    dates: tuple[int | None, ...]

    def sentence_of(self, word: int) -> int:
        """Return in which part a word stands: 0 for the subject, else the number of the sentence from 1 on."""
        return sum(start <= word for start in self.starts) - 1


def words_of(
    statements: Sequence[Statement],
    subject: Sequence[Statement],
    places: Sequence[wording.Place],
    today: date,
    language: str,
) -> Words:
    """Return the words of a mail.

    :param places: its dates, whose words are told.
    """
    keys = [_keys(("<subject>",))]
    starts = [0]
    for statement in subject[:1]:
        line = wording.line_of(statement, today)[:SUBJECT_MAX]
        keys += [(*_of_word(word, language), *_keys(("in subject",))) for _place, word in line]
    wanted = {(place.number, place.found.start): order for order, place in enumerate(places)}
    found: dict[int, int] = {}
    for number, statement in enumerate(statements[:SENTENCES_MAX]):
        line = wording.line_of(statement, today)
        if len(keys) + len(line) >= WORDS_MAX:
            break
        starts.append(len(keys))
        keys.append(_keys(("<sentence>", "asks") if statement.asks else ("<sentence>",)))
        for start, word in line:
            order = wanted.get((number, start)) if word[0] == "<" else None
            more = {f"h{hit.rule}" for hit in statement.hits if hit.start <= start < hit.end}
            if order is not None:
                more.update(_of_date(statement, places[order], today))
                found[order] = len(keys)
            keys.append((*_of_word(word, language), *_keys(sorted(more))))
    return Words(tuple(keys), tuple(starts), tuple(found.get(order) for order in range(len(places))))


def _of_date(statement: Statement, place: wording.Place, today: date) -> Iterator[str]:
    """Yield what a date is described by, beside its words."""
    ahead = (place.found.day - today).days
    yield "date"
    yield f"k{place.found.kind}"
    yield f"d{sum(ahead >= bound for bound in _AHEAD)}"
    yield f"v{governor(statement, place.found)}"
    if is_past(place.found, today):
        yield "past"


@lru_cache(maxsize=20_000)
def _of_word(word: str, language: str) -> tuple[int, ...]:
    """Return the check sums of what a word is described by wherever it stands."""
    made = [f"1{word}"]
    if word[0] != "<":
        made += wording.parts(word)
        made += [f"m{name}" for name in of_word(word, language)]
    return _keys(dict.fromkeys(made))


def _keys(descriptions: Iterable[str]) -> tuple[int, ...]:
    return tuple(crc32(one.encode()) for one in descriptions)
