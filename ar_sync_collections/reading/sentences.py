"""A text cut into sentences, and a sentence into clauses, without losing the places in the text.

>>> [one.text for one in split("Hi Ann,\\nwe pay on the 15. of May, e.g. by wire. Is that ok?\\n- first\\n- second")]
['Hi Ann,', 'we pay on the 15. of May, e.g. by wire.', 'Is that ok?', '- first', '- second']
>>> clause_of(fold("the copy is missing, but we pay on Friday"), 36)
(21, 41)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .folding import fold

#: A mail with more sentences is not a reply; those after them are not read.
SENTENCES_MAX = 300
#: No sentence is longer: what follows is the next one.
_LENGTH_MAX = 700
#: A shorter line was ended by its writer, not wrapped by a program.
_WRAPPED_MIN = 55

_END = re.compile(r"[.!?;…]{1,5}[\"')\]]{0,2}(?=\s|$)|\n")
_ABBREVIATIONS = re.compile(
    r"(?<!\w)(?:e\.g|i\.e|z\.b|d\.h|u\.a|s\.u|b\.v|d\.w\.z|p\.ex|p\.e|a\.s|i\.a|o\.g|t\.a\.v|"
    r"o\.v\.v|m\.b\.t|nr|no|inv|mr|mrs|ms|dr|hr|fr|fa|ca|"
    r"approx|bzw|ggf|evtl|inkl|exkl|usw|etc|abs|str|tel|vgl|lt|dhr|mevr|mw|sr|sra|srta|dpto|num|"
    r"pag|fra|fras|ref|m|mme|mlle|art|st|co|ltd|inc|"
    r"gmbh|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez|janv|fevr|avr|juil|resp|bspw|"
    r"max|min|vs|acct|dept|excl|incl|mio|tsd|sfr)$"
)
#: A word that begins a sentence also after "on the 15."
_STARTS = re.compile(
    r"\s(?:Für|Den|Die|Der|Das|Dann|Wir|Ich|Bitte|Danke|Vielen|Sie|Es|Bis|Vorher|Mit|Und|The|We|I|"
    r"Please|Thanks|Thank|Then|For|You|It|And|"
    r"Nous|Je|Le|La|Les|Pour|Merci|Vous|El|Los|Las|Para|Gracias|Por|De|Het|Wij|We|Ik|Voor|Bedankt|"
    r"Dank|Rest|Eine|Ein|Was|Könn|What|Which)\w{0,3}\s"
)
_BULLET = re.compile(r"\s{0,6}(?:[-*•–·+]|\d{1,2}[.)])\s")
_CLAUSE = re.compile(
    r"[,:;]+|\s-+\s|\b(?:and|but|und|aber|sondern|doch|mais|pero|sino|maar|however|while|whereas|"
    r"en revanche|sin embargo|echter|because|weil|"
    r"since|denn|puisque|parce que|porque|ya que|omdat|which|y|et|although|obwohl|hoewel|though)\b|"
    r"\ben (?=(?:dan|wij|we|ik|u|je|de rest|het restant|daar|krijgt|ontvangt)\b)"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence: where it stands in the text, its words, and the words folded."""

    start: int
    end: int
    text: str
    folded: str

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return "?" in self.text[-3:]


def split(text: str) -> list[Sentence]:
    """Return the sentences of the text."""
    folded = fold(text)
    made: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        if len(made) == SENTENCES_MAX:
            return made
        if match.end() - start < _LENGTH_MAX and not _is_end(text, folded, start, match):
            continue
        start = _add(made, text, folded, start, match.end())
    if len(made) < SENTENCES_MAX:
        _add(made, text, folded, start, len(text))
    return made


def _is_end(text: str, folded: str, start: int, match: re.Match[str]) -> bool:
    if match[0] == "\n":
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        following = text[match.end() : match.end() + 40]
        return (
            len(line) < _WRAPPED_MIN
            or "   " in line.strip()
            or line.rstrip().endswith(":")
            or not following.strip()
            or following[0] == "\n"
            or bool(_BULLET.match(following))
        )
    if match[0][0] != ".":
        return True
    before = folded[max(start, match.start() - 12) : match.start()]
    is_ordinal = re.search(r"(?<![\d/])\d{1,2}$", before) is not None and folded[match.end() : match.end() + 1] == " "
    if is_ordinal and _STARTS.match(text, match.end()):
        return True
    return not is_ordinal and not _ABBREVIATIONS.search(before)


def _add(made: list[Sentence], text: str, folded: str, start: int, end: int) -> int:
    """Add the sentence between two places, and return where the next one begins."""
    while end - start > _LENGTH_MAX:
        _add(made, text, folded, start, start + _LENGTH_MAX)
        start += _LENGTH_MAX
    part = text[start:end]
    first = start + len(part) - len(part.lstrip())
    last = first + len(part.strip())
    if last > first and len(made) < SENTENCES_MAX:
        made.append(Sentence(first, last, text[first:last], folded[first:last]))
    return end


def clause_of(folded: str, place: int) -> tuple[int, int]:
    """Return where the clause around a place of a sentence begins and ends."""
    start, end = 0, len(folded)
    for match in _CLAUSE.finditer(folded):
        if match.end() <= place:
            start = match.start() if match[0][0].isalpha() else match.end()
        elif match.start() >= place:
            end = match.start()
            break
    return start, end
