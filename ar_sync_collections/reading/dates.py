"""Phrases of dates in a text: where they stand, which day they mean, and how exact they are.

The words are in `date_words`, their meaning in `date_phrases`. Phrases beside each other are put together: a weekday
and the date it falls on, a weekday and its week, the two ends of a range (its last day counts).

>>> friday = date(2026, 3, 13)
>>> def days(text, language="en"):
...     return [(str(found.day), found.precision) for found in find(text, (language,), friday)]
>>> days("We pay between the 20th and 25th, the rest end of next month")
[('2026-03-25', 'day'), ('2026-04-30', 'month')]
>>> days("Zahlung erfolgt Mitte nächster Woche bzw. am Freitag, den 27.3.", "de")
[('2026-03-18', 'week'), ('2026-03-27', 'day')]
>>> days("virement dans 2 à 3 semaines", "fr"), days("el 5 del mes que viene", "es")
([('2026-04-03', 'day')], [('2026-04-05', 'day')])
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from . import calendar_days as days
from . import date_counted
from .date_phrases import Found, expressions
from .date_words import WORDS
from .folding import fold, source

#: No more phrases of one mail are looked at.
_FOUND_MAX = 60
#: Between the two ends of a range, or a weekday and its date, stands no more than this.
_GAP_MAX = 24
_BETWEEN = re.compile(r"(?:between|zwischen|entre|tussen)(?: \w{1,8}){0,2} ?$")
_ABSOLUTE = ("date", "day", "fixed")
_WEEKDAYS = ("weekday", "this weekday", "next weekday")


def find(text: str, languages: Sequence[str], today: date, *, month_first: bool | None = None) -> list[Found]:
    """Return the phrases of dates in the order of the text. ``month_first`` tells how 04/05 is read, None: unknown."""
    folded = fold(text)
    found: list[Found] = []
    for language in languages:
        for expression, make in (*expressions(language), *date_counted.expressions(language)):
            for match in expression.finditer(folded):
                one = make(match, today, month_first)
                if one is not None:
                    found.append(one)
    return _combined(folded, _longest(found), languages, today)


def _longest(found: list[Found]) -> list[Found]:
    """Return the phrases that no longer one covers."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if len(kept) < _FOUND_MAX and all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda each: each.start)


@cache
def _connectors(languages: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what may stand within a range, and between two phrases of the same day."""
    ranges = "|".join(source(WORDS[language].ranges) for language in languages)
    joins = "|".join(source(WORDS[language].joins) for language in languages)
    return re.compile(rf" ?(?:{ranges}|, or) ?"), re.compile(rf"[ ,(.-]{{0,3}}(?:(?:{joins})[ ,]{{0,2}}){{0,2}}[(]?")


def _combined(folded: str, found: list[Found], languages: Sequence[str], today: date) -> list[Found]:
    """Return the phrases with neighbours put together."""
    ranges, joins = _connectors(tuple(languages))
    made: list[Found] = []
    for one in found:
        before = made[-1] if made else None
        gap = folded[before.end : one.start] if before else ""
        joined = None
        if before and len(gap) <= _GAP_MAX:
            if joins.fullmatch(gap):
                joined = _same_day(before, one, today)
            if joined is None and ranges.fullmatch(gap) and _is_range(gap, folded[: before.start], before, one):
                joined = replace(
                    one, start=before.start, day=one.day if one.kind == "day" else max(before.day, one.day)
                )
        if joined is not None:
            made[-1] = joined
        else:
            made.append(one)
    return made


def _is_range(gap: str, ahead: str, first: Found, last: Found) -> bool:
    """Tell whether two phrases are the ends of one range; "and" alone makes two payments."""
    if gap.strip().split()[:1] in (["and"], ["und"], ["et"], ["y"], ["en"]):
        return bool(_BETWEEN.search(ahead[-40:]))
    return last.day >= first.day or last.kind == "day"


def _same_day(first: Found, last: Found, today: date) -> Found | None:
    """Return one phrase for two that say the same thing in two ways, or None."""
    kinds = (first.kind, last.kind)
    start, end = first.start, last.end
    weekday = next((each for each in (first, last) if each.kind in _WEEKDAYS), None)
    week = next((each for each in (first, last) if each.kind == "week"), None)
    if weekday and week:
        day = days.weekday_in_week(week.day, weekday.value, 0)
        return replace(weekday, day=day, kind="date", certain=True, start=start, end=end) if day else None
    if weekday and any(kind in _ABSOLUTE for kind in kinds):
        other = last if weekday is first else first
        return replace(other, certain=other.certain and other.day.weekday() == weekday.value, start=start, end=end)
    if first.kind == "day" and last.kind == "month ref":
        day = days.next_day_of_month(last.day, first.day.day, 0)
        return replace(first, day=day, kind="date", start=start, end=end) if day else None
    if first.kind == "end of day":
        return replace(last, start=start, end=end)
    if last.kind == "end of day":
        return replace(first, start=start, end=end)
    if first.kind in ("part", "week", "month ref") and last.kind == "date" and abs((last.day - first.day).days) <= 31:
        return replace(last, start=start, end=end)
    return None
