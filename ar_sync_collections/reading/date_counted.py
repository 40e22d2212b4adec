"""Days that are counted or named by a word: "the first Monday of June", "the twentieth of March", "Fri.", "ten days".

They stand beside the phrases of `date_phrases` and are made in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from . import calendar_days as days
from .date_phrases import Expression, Found, Make, found_at, group_of, later, names_of, whole_words
from .date_words import WORDS, counted
from .date_words.table import Words, number_of
from .folding import source

_YEAR = r"(?P<y>20\d\d)"
_ENDS = r"(?=\s*(?:[.,;:!?)]|$|and\b|but\b|und\b|aber\b|et\b|mais\b|y\b|pero\b|en\b|maar\b))"
#: Numbers that in words are an article or too vague.
_VAGUE = 1


@cache
def expressions(language: str) -> tuple[Expression, ...]:
    """Return the expressions of a language."""
    words = WORDS[language]
    groups = (_in_words, _nth_weekdays, _short_weekdays, _bare_spans, _ends_of_month)
    return tuple(expression for group in groups for expression in group(language, words))


def _in_words(language: str, words: Words) -> Iterator[Expression]:
    """Yield "the twentieth of March", "le premier avril", "by the fifteenth"."""
    months = names_of(words.months)
    spelt = counted.ORDINALS[language].split("|") if language != "es" and language != "nl" else None
    spelt = spelt or re.split(r"\|(?![^(]*\))", counted.ORDINALS[language])
    numbers = [f"(?P<o{index}>{source(one)})" for index, one in enumerate(spelt, start=1)]
    numbers.sort(key=len, reverse=True)
    ordinal = f"(?:{'|'.join(numbers)})"
    month = group_of("m", [name for name in months if len(name) > 2])
    of = source("( |of |of the |de |del |van )")

    def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        groups = match.groupdict()
        number = next(int(name[1:]) for name, value in groups.items() if name[0] == "o" and value)
        year = int(groups["y"]) if groups.get("y") else None
        if groups.get("m"):
            return found_at(match, days.day_and_month(today, number, months[groups["m"]] + 1, year), "date", today)
        return found_at(match, days.next_day_of_month(today, number), "day", today)

    yield re.compile(rf"(?<!\w){ordinal}(?: {of}|{of})?\s?{month}\b(?:,? {_YEAR})?"), make
    if language == "en":
        yield re.compile(rf"(?<!\w){month} (?:the )?{ordinal}\b"), make
    before = source(f"({counted.BEFORE[language]})")
    yield re.compile(rf"(?<!\w)(?:{before}) {ordinal}{_ENDS}"), make


def _nth_weekdays(language: str, words: Words) -> Iterator[Expression]:
    """Yield "the first Monday of June", "am zweiten Dienstag des nächsten Monats"."""
    weekdays = {name: value for name, value in names_of(words.weekdays).items() if len(name) > 3}
    months = names_of(words.months)
    nth = {f"n{value}": pattern for pattern, value in counted.NTH[language].items()}
    number = "|".join(rf"(?P<{name}>{source(pattern)})" for name, pattern in nth.items())
    refs = {code: source(pattern) for pattern, code in words.refs.items() if code in ("month0", "month1")}
    refs["month0"] += "|monats?|mois|mes|maand|month"
    ref = "|".join(rf"(?P<{code}>{pattern})" for code, pattern in sorted(refs.items(), reverse=True))
    of = source(f"({words.of})")
    month = group_of("m", [name for name in months if len(name) > 2])

    def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        groups = match.groupdict()
        count = next(int(name[1:]) for name in nth if groups[name])
        if groups["m"]:
            first = days.month_ahead(today, months[groups["m"]] + 1, "end")
        else:
            first = days.months_later(today.replace(day=1), 1 if groups.get("month1") else 0)
        day = days.nth_weekday(first, weekdays[groups["w"]], count) if first else None
        return found_at(match, day, "date", today)

    yield (
        re.compile(rf"(?<!\w)(?:{number}) {group_of('w', list(weekdays))}[ ](?:(?:{of})[ ]?)?(?:{ref}|{month})(?!\w)"),
        make,
    )


def _short_weekdays(language: str, words: Words) -> Iterator[Expression]:
    """Yield short names of weekdays where nothing else is meant: alone, at an end, before a stop."""
    names = {
        name: value
        for value, line in enumerate(counted.SHORT[language].split())
        for name in line.split("|")
        if name != "-"
    }

    def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        value = names[match["w"]]
        return found_at(match, days.weekday_after(today, value), "weekday", today, value=value)

    short = group_of("w", list(names))
    early = source("(früh|morgen|vormittag|mittag|nachmittag|abend|am|pm|matin|soir|ochtend|middag)")
    yield re.compile(rf"^{short}(?:\. ?|[,;!:]| (?:{early})(?!\w)|(?=\s*$))"), make
    yield re.compile(rf"(?<=[\s(]){short}(?:\.(?=\s|$)|(?=\s*[,;!?)]|\s*$))"), make
    if language == "en":
        yield re.compile(r"(?<!\w)(?P<w>fri|tue|tues|thu|thur|thurs|weds)(?!\w)"), make
    coming = source("(prochain|proximo|as|aanstaande)")
    yield re.compile(rf"(?<!\w){short}\.? {coming}(?!\w)"), make
    dated = r"(?=,? ?(?:[12]\d|3[01]|0?[1-9])[./-](?:1[0-2]|0?[1-9])(?!\d))"
    yield re.compile(rf"(?<!\w){short}\.?{dated}"), make


def _bare_spans(language: str, words: Words) -> Iterator[Expression]:
    """Yield spans in words without a word before them: "five working days and you have it"."""
    numbers = {source(word): int(value) for word, _mark, value in (one.partition("=") for one in words.numbers.split())}
    count = "|".join(sorted((word for word, value in numbers.items() if value > _VAGUE), key=len, reverse=True))
    after = source(f"( ?({counted.BARE_AFTER[language]}))")
    before = re.compile(rf"(?:{source(counted.BARE_BEFORE[language])}) (?:the |den |les |las |los |de )?$")
    for pattern, unit in words.units.items():

        def make(match: re.Match[str], today: date, _first: bool | None, unit: str = unit) -> Found | None:
            amount = number_of(match["c"], words)
            if not amount or before.search(match.string[max(0, match.start() - 24) : match.start()]):
                return None
            return found_at(match, later(today, amount, unit), "bare span", today)

        yield re.compile(rf"(?<!\w)(?P<c>{count})[ -](?:{source(pattern)})(?!\w)(?! {after})"), make


def _ends_of_month(_language: str, words: Words) -> Iterator[Expression]:
    """Yield the last working day and the like of this month where no month is named."""

    def maker(part: str) -> Make:
        def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
            return found_at(match, days.part_of_month(today.year, today.month, part), "part", today, "month")

        return make

    for pattern, part in words.parts.items():
        if part == "lastwork":
            yield whole_words(pattern), maker(part)
    if words.month_start:
        yield whole_words(words.month_start), _first_of_month


def _first_of_month(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
    return found_at(match, days.next_day_of_month(today, 1), "day", today)
