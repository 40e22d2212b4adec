"""The table of one language's words of dates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..folding import fold


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    months: str
    weekdays: str
    numbers: str
    fixed: dict[str, int]
    parts: dict[str, str]
    refs: dict[str, str]
    of: str
    bare_month: str
    this: str
    coming: str
    following: str
    week_on: str
    day: tuple[str, ...]
    day_month: tuple[str, ...]
    lead: str
    trail: str
    units: dict[str, str]
    days_from: dict[str, int]
    short_date: str
    week_of: str
    ranges: str
    joins: str
    week_number: str
    month_words: dict[str, str]
    first_weeks: dict[str, str]
    month_start: str = ""


def number_of(word: str, words: Words) -> int:
    """Return the number that digits or a word name; 0 for none."""
    return int(word) if word.isdigit() else _numbers(words.numbers).get(word, 0)


@cache
def _numbers(table: str) -> dict[str, int]:
    return {fold(word): int(value) for word, value in (pair.split("=") for pair in table.split())}
