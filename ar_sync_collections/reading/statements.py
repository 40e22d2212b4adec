"""What each sentence of a mail holds: matches of the rules, dates and sums, and what each date is a date of.

A date belongs to the nearest words that can govern it: words of paying, of having paid, or of something else (a
delivery, an absence, an answer to come). Words in another clause are farther away than words in the same one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from . import amounts, dates
from .date_phrases import Found
from .sentences import Sentence, clause_of
from .words import rules

#: How many characters farther away a word of another clause counts.
_CLAUSE_DISTANCE = 30
#: A date without a year that is farther ahead was meant to be the last such day.
_AHEAD_DAYS = 230
#: Phrases of dates that cannot mean a day gone by.
_TO_COME = ("fixed", "span", "part", "week", "date", "month ref", "far weekday", "next weekday")
#: In a question only these words of the past tell that it was paid: "has our transfer not arrived?"
_RECEIVED = re.compile(
    r"receiv|arriv|turned up|\\bgot\\b|recu|recib|llegad|ontvang|binnen|erhalten|angekommen|"
    r"eingegangen|da\\?$|paid|bezahlt|betaald|paye|pagad"
)
#: "…, ok?" asks for nothing: what stands before it is said.
_TAG = re.compile(
    r"[,.!-]? ?(?:ok|okay|right|alright|all right|deal|fine|ja|gut|oder|gell|einverstanden|"
    r"d'accord|ca va|vale|de acuerdo|akkoord|goed|"
    r"oke|toch|c'est bon|correct|bien)(?: for you| pour vous| fur sie)? ?\?+$"
)


@dataclass(frozen=True)
class Hit:
    """A match of a rule in a sentence."""

    rule: str
    start: int
    end: int

    @property
    def label(self) -> str:
        """The label or role that the rule gives."""
        return self.rule.partition(".")[0]


@dataclass(frozen=True)
class Statement:
    """A sentence and everything found in it; places are those of the sentence."""

    sentence: Sentence
    hits: tuple[Hit, ...]
    dates: tuple[Found, ...]
    amounts: tuple[amounts.Found, ...]

    def of(self, label: str) -> list[Hit]:
        """Return the matches of a label or role."""
        return [hit for hit in self.hits if hit.label == label]

    def has(self, *names: str) -> bool:
        """Tell whether a rule, label or role matched."""
        return any(hit.rule in names or hit.label in names for hit in self.hits)

    @property
    def asks(self) -> bool:
        """Whether the sentence is a question that wants an answer."""
        return self.sentence.is_question and not _TAG.search(self.sentence.folded)

    def clause(self, place: int) -> tuple[int, int]:
        """Return where the clause around a place begins and ends."""
        return clause_of(self.sentence.folded, place)


def observe(
    sentences: Sequence[Sentence], languages: Sequence[str], today: date, month_first: bool | None
) -> list[Statement]:
    """Return what each sentence holds."""
    made = []
    for sentence in sentences:
        hits = [
            Hit(name, match.start(), match.end())
            for language in languages
            for name, expression in rules(language)
            for match in _some(expression, sentence.folded)
        ]
        found = dates.find(sentence.text, languages, today, month_first=month_first) if _may_hold_date(sentence) else []
        taken = [(one.start, one.end) for one in found if one.kind == "date"]
        sums = [
            one
            for one in amounts.find(sentence.text, bare=True)
            if not any(start < one.end and one.start < end for start, end in taken)
        ]
        hits = _without_coming(_without_unpaid(hits), sentence, found, today)
        made.append(Statement(sentence, tuple(hits), tuple(found), tuple(sums)))
    return made


def is_past(found: Found, today: date) -> bool:
    """Tell whether a date has passed. Without a year it is the next such day: nearly a year ahead is a day gone by."""
    is_yearless = found.kind in ("date", "day", "month ref", "part")
    return found.day < today or (is_yearless and (found.day - today).days > _AHEAD_DAYS)


def _without_coming(hits: list[Hit], sentence: Sentence, found: Sequence[Found], today: date) -> list[Hit]:
    """Leave out words of having paid beside a day to come, and in questions that ask for no receipt."""
    coming = [one for one in found if one.day > today and one.kind in _TO_COME and not is_past(one, today)]
    asks = sentence.is_question and not _RECEIVED.search(sentence.folded)
    kept = []
    for hit in hits:
        start, end = clause_of(sentence.folded, hit.start) if hit.label == "past" else (0, 0)
        if hit.label == "past" and (asks or any(one.start < max(end, hit.end) and one.end > start for one in coming)):
            continue
        kept.append(hit)
    return kept


def _some(expression: re.Pattern[str], folded: str) -> list[re.Match[str]]:
    """Return the matches of a rule in a sentence; the twentieth tells nothing new."""
    return [match for _count, match in zip(range(20), expression.finditer(folded), strict=False)]


def _may_hold_date(sentence: Sentence) -> bool:
    return bool(sentence.folded)


def _without_unpaid(hits: list[Hit]) -> list[Hit]:
    """Leave out words of having paid that are denied, conditional or to come."""
    denied = [hit for hit in hits if hit.label == "unpaid"]
    return [
        hit
        for hit in hits
        if hit.label != "past" or not any(one.start < hit.end and hit.start < one.end for one in denied)
    ]


def pays_beside(statement: Statement, found: Found) -> bool:
    """Tell whether words of paying or a sum stand in the clause of a date."""
    start, end = statement.clause(found.start)
    places = [(hit.start, hit.end) for hit in statement.of("pay")] + [(one.start, one.end) for one in statement.amounts]
    return any(first < end and last > start for first, last in places)


def governor(statement: Statement, found: Found) -> str:
    """Return what a date is a date of: ``pay``, ``past``, ``other``, or nothing ("")."""
    best, nearest = "", 10_000
    clause = statement.clause(found.start)
    past = statement.of("past")
    for hit in statement.hits:
        label = {"other_event": "other", "block": "other" if hit.rule == "block.inform" else ""}.get(
            hit.label, hit.label
        )
        if label not in ("pay", "past", "other") or (hit.start >= found.start and hit.end <= found.end):
            continue
        if label == "pay" and any(one.start <= hit.start and hit.end <= one.end for one in past):
            continue
        gap = max(hit.start - found.end, found.start - hit.end, 0)
        is_near = clause[0] <= hit.start < clause[1] or clause[0] < hit.end <= clause[1]
        if label == "other" and not is_near:
            continue
        distance = gap + (0 if is_near else _CLAUSE_DISTANCE)
        if distance < nearest or (distance == nearest and label == "past"):
            best, nearest = label, distance
    return best
