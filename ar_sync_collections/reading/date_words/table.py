"""The table of one language's words of dates."""

from __future__ import annotations

from dataclasses import dataclass


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
