"""What a phrase of a date means: for each language a list of expressions, each with the function that makes the day.

A phrase is a day (fixed like *tomorrow*, of the week, of a month, written out), a span of time from today, or a
reference (this week, next month, May, Q1), whole or a part of it (end, middle, start).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from . import calendar_days as days
from .date_words import WORDS
from .date_words.table import Words, number_of
from .folding import fold, source

_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?P<y>(?:19|20)\d\d|\d\d(?!\d|[.,:]\d|\s?(?:[%€£$]|eur|usd|gbp|chf|uhr|h\b)))"
_WEEK = r"(?P<n>5[0-3]|[1-4]\d|0?[1-9])"
_DAY_PARTS = (
    r"(?:s?[ -]?(?:morning|afternoon|evening|night|fruh|morgen|vormittag|nachmittag|abend|mittag|matin|"
    r"soir|apres-midi|ochtend|middag|"
    r"avond)|s)?"
)
#: "The week" alone is none in particular: one of these words must stand in a reference without a part.
_DEICTIC = re.compile(
    r"this|next|coming|following|current|running|after|dies|laufend|aktuell|ae?chst|kommend|folge|"
    r"cette|ce(?!n)|prochain|suivant|vient|"
    r"courant|cours|apres|\bpro\b|est[ae]|proxim|viene|siguiente|entra|curso|actual|corriente|"
    r"dentro|dez|dit|volgend|komend|lopend|"
    r"huidig|hierop|daarop|daarna|erna|eerstvolgend|venir|lauf|largo|dans la|loop|erop"
)


@dataclass(frozen=True)
class Found:
    """A phrase of a date: ``kind`` is what it is made of, ``value`` the weekday that it names."""

    start: int
    end: int
    day: date
    kind: str
    precision: str = "day"
    certain: bool = True
    value: int = 0


Make = Callable[["re.Match[str]", date, "bool | None"], "Found | None"]
Expression = tuple["re.Pattern[str]", Make]


@cache
def expressions(language: str) -> tuple[Expression, ...]:
    """Return the expressions of a language."""
    words = WORDS[language]
    groups = (
        _fixed,
        _weekdays,
        _days_of_month,
        _written_out,
        _spans,
        _references,
        _parts_alone,
        _weeks_of_month,
        _numbered_weeks,
        _numeric,
    )
    return tuple(expression for group in groups for expression in group(words))


def whole_words(pattern: str, **groups: str) -> re.Pattern[str]:
    """Return an expression of whole words for a pattern of the tables, with ``{name}`` replaced by a group."""
    made = source(pattern)
    for name, group in groups.items():
        made = made.replace("{" + name + "}", group)
    return re.compile(rf"(?<!\w)(?:{made})(?!\w)")


def names_of(table: str) -> dict[str, int]:
    """Return the months or weekdays of a table by every folded spelling.

    >>> names_of("januar;märz mrz")
    {'januar': 0, 'marz': 1, 'mrz': 1, 'maerz': 1}
    """
    names: dict[str, int] = {}
    for spelt in (str, lambda name: name.replace("ä", "ae")):
        for index, line in enumerate(table.split(";")):
            names.update({fold(spelt(name)): index for name in line.split()})
    return names


def group_of(name: str, spellings: list[str]) -> str:
    """Return a named group of spellings, the longest first."""
    return rf"(?P<{name}>{'|'.join(sorted(spellings, key=len, reverse=True))})"


def found_at(
    match: re.Match[str],
    day: date | None,
    kind: str,
    today: date,
    precision: str = "day",
    certain: bool = True,
    value: int = 0,
) -> Found | None:
    """Return a phrase that means a day, unless no mail of today can mean it."""
    if day is None or not days.is_sane(day, today):
        return None
    return Found(match.start(), match.end(), day, kind, precision, certain, value)


def _fixed(words: Words) -> Iterator[Expression]:
    for pattern, offset in {**words.fixed, **words.days_from}.items():

        def make(match: re.Match[str], today: date, _first: bool | None, offset: int = offset) -> Found | None:
            if offset == -5:
                return found_at(match, days.friday_of_this_week(today), "part", today, "week")
            if offset == -7:
                return found_at(match, days.weekday_in_week(today, 6, 0), "part", today, "week")
            is_hour = offset == 0 and match[0] not in ("today", "heute", "vandaag", "hoy", "aujourd'hui", "tonight")
            return found_at(match, days.shifted(today, offset), "end of day" if is_hour else "fixed", today)

        yield whole_words(pattern), make


def _weekdays(words: Words) -> Iterator[Expression]:
    names = names_of(words.weekdays)
    long = group_of("w", [name for name in names if len(name) > 3]) + _DAY_PARTS
    short = group_of("w", list(names)) + _DAY_PARTS + r"\.?"

    def weekday(ahead: Callable[[date, int], date | None], kind: str, certain: bool = True) -> Make:
        def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
            value = names[match["w"]]
            return found_at(match, ahead(today, value), kind, today, certain=certain, value=value)

        return make

    def this(today: date, value: int) -> date | None:
        day = days.weekday_in_week(today, value, 0)
        return days.weekday_after(today, value) if day and day < today else day

    def far(today: date, value: int) -> date | None:
        day = days.weekday_after(today, value)
        return days.shifted(day, 7) if day else None

    yield re.compile(rf"(?<!\w){long}(?!\w)"), weekday(days.weekday_after, "weekday")
    yield whole_words(f"({words.coming}) (the )?{{w}}", w=short), weekday(days.weekday_after, "weekday")
    yield (
        whole_words("{w} (prochain|proximo|que viene|que entra|qui vient|aanstaande|as)", w=long),
        weekday(days.weekday_after, "weekday"),
    )
    yield whole_words(f"({words.this}) {{w}}", w=long), weekday(this, "this weekday")
    if words.following:
        following = weekday(lambda today, value: days.weekday_in_week(today, value, 1), "next weekday", False)
        yield whole_words(f"({words.following}) {{w}}", w=short), following
    for way in words.week_on.split("|"):
        yield whole_words(way, w=long), weekday(far, "far weekday")


def _days_of_month(words: Words) -> Iterator[Expression]:
    def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        number = int(match.groupdict().get("d") or 1)
        found = found_at(match, days.next_day_of_month(today, number), "day", today)
        return replace(found, start=match.start("d")) if found and "d" in match.groupdict() else found

    def make_after_weekday(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        return found_at(match, days.next_day_of_month(today, int(match["d"])), "day", today)

    for pattern in words.day:
        yield whole_words(pattern, d=_DAY), make
    weekday = rf"(?:{'|'.join(names_of(words.weekdays))})\.?"
    months = "|".join(names_of(words.months))
    after = r"(?:st|nd|rd|th|er|e|de|\.)?(?! ?(?:h|uhr|uur|am|pm|-[a-z]|[.:/'-]?\d|o'clock|%|€|eur))"
    after += rf"(?!\.?[ -]?(?:of |de |van )?(?:{months})\b)"
    yield whole_words("{w},? (the |le |den |dem |el |de )?{d}", w=weekday, d=_DAY + after), make_after_weekday


def _written_out(words: Words) -> Iterator[Expression]:
    names = names_of(words.months)

    def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        year = int(match["y"]) if match["y"] else None
        return found_at(match, days.day_and_month(today, int(match["d"]), names[match["m"]] + 1, year), "date", today)

    for pattern in words.day_month:
        yield whole_words(pattern, d=_DAY, m=group_of("m", list(names)), y=_YEAR), make


def _numeric(words: Words) -> Iterator[Expression]:
    """Yield dates in digits: 2026-03-13, 13.03.2026, 3/13/26, and without a year where a word stands before."""
    is_english = words is WORDS["en"]

    def iso(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        return found_at(match, days.made(int(match["y"]), int(match["b"]), int(match["a"])), "date", today)

    def either(match: re.Match[str], today: date, first: bool | None) -> Found | None:
        year = int(match["y"]) if match["y"] else None
        order = first if is_english else False
        day, is_certain = days.in_either_order(today, int(match["a"]), int(match["b"]), year, order)
        return found_at(match, day, "date", today, certain=is_certain)

    number = r"(?P<a>3[01]|[12]\d|0?[1-9])"
    yield (
        re.compile(
            r"(?<![\w./-])(?P<y>20\d\d)[-/.](?P<b>1[0-2]|0[1-9])[-/.](?P<a>3[01]|[12]\d|0[1-9])(?![\w/-]|"
            r"\.\d)"
        ),
        iso,
    )
    for mark in ("[.] ?", "[/]", "[-]"):
        second = number.replace("<a>", "<b>")
        yield (
            re.compile(rf"(?<![\w./,-]){number}{mark}{second}{mark}{_YEAR.replace('<y>', '<y>')}(?![\w/-]|\.\d)"),
            either,
        )
    before = source(f"({words.short_date})")
    ends = r"(?P<y>)(?![\w/%€$£-]|[.,]\d| ?(?:eur|usd|gbp|chf|uhr|h\b))"
    yield (
        re.compile(rf"(?<!\w)(?:{before})[ :,]{{1,2}}(?P<whole>{number}[./]{number.replace('<a>', '<b>')}\.?){ends}"),
        either,
    )
    if words is WORDS["de"]:
        yield re.compile(rf"(?<![\w./,-])(?P<whole>{number}\. ?(?P<b>1[0-2]|0?[1-9])\.){ends}"), either
    elif is_english:
        american = r"(?<![\w./,-])(?P<whole>(?P<a>1[0-2]|0?[1-9])/(?P<b>3[01]|2\d|1[3-9]))"
        yield re.compile(rf"{american}{ends}"), either
    else:
        bare = r"(?<![\w./,-])(?P<whole>(?P<a>3[01]|[12]\d|0[1-9])/(?P<b>3[01]|[12]\d|0[1-9]))"
        yield re.compile(rf"{bare}{ends}"), either
    yield re.compile(rf"(?<!\w)(?:{before})[ ](?P<whole>{number}-{number.replace('<a>', '<b>')}){ends}"), either


def _spans(words: Words) -> Iterator[Expression]:
    """Yield "in 10 days", "within 2 to 3 weeks", "48 hours"."""
    numbers = dict(pair.split("=") for pair in words.numbers.split())
    count = rf"(?:\d{{1,3}}|(?:{'|'.join(sorted(map(source, numbers), key=len, reverse=True))})(?=[ -]))"
    second = rf"(?:(?: ?(?:-|to|or|bis|oder|a|ou|o|of|tot|/) ?)(?P<c2>{count}))?"
    for pattern, unit in words.units.items():

        def make(match: re.Match[str], today: date, _first: bool | None, unit: str = unit) -> Found | None:
            amount = number_of(match["c2"] or match["c"], words)
            return found_at(match, later(today, amount, unit), "span", today) if amount else None

        spelt = rf"(?P<c>{count}){second}[ -]?(?:full |ganzen? |volle |gute )?{{u}}(?:'s?)?(?: {{t}})?"
        span = f"({words.lead}) (the |les |los |las |de |den )?{{s}}"
        made = spelt.replace("{u}", f"(?:{source(pattern)})").replace("{t}", f"(?:{source(words.trail)})")
        yield whole_words(span, s=made), make
        digits = made.replace(count, r"\d{1,3}", 1)
        bare = whole_words(
            "(?<!net\\s)(?<!terms\\s){s}"
            "(?! (ago|late|overdue|net|terms|fin|after|zahlungsziel|netto|vor|de retard|geleden))",
            s=digits,
        )
        yield bare, _bare(make)
        trailing = spelt.replace("(?: {t})?", " {t}").replace("{u}", f"(?:{source(pattern)})")
        yield whole_words("{s}", s=trailing.replace("{t}", f"(?:{source(words.trail)})")), make


def _bare(make: Make) -> Make:
    """Return the maker of a span without a word before it: "10 days and it is with you"."""

    def made(match: re.Match[str], today: date, first: bool | None) -> Found | None:
        found = make(match, today, first)
        return replace(found, kind="bare span") if found else None

    return made


def later(today: date, amount: int, unit: str) -> date | None:
    """Return the day so many units later."""
    if unit == "workday":
        return days.workdays_later(today, amount)
    if unit == "month":
        return days.months_later(today, amount)
    if unit == "hour":
        return days.shifted(today, -(-amount // 24)) if amount >= 12 else today
    return days.shifted(today, amount * {"day": 1, "week": 7, "fortnight": 14, "quinzaine": 15}[unit])


def _references(words: Words) -> Iterator[Expression]:
    """Yield "next week", "end of May 2026", "mid next month", "the last working day of the quarter"."""
    months = names_of(words.months)
    long = [name for name in months if len(name) > 2]
    month = rf"{group_of('m', long)}\.?(?: (?:de )?(?:del )?(?P<y>20\d\d))?"
    refs = {f"r{index}": code for index, code in enumerate(words.refs.values())}
    parts = {f"p{index}": code for index, code in enumerate(words.parts.values())}
    farthest = sorted(enumerate(words.refs.items()), key=lambda each: each[1][1][-1], reverse=True)
    ref = "|".join(rf"(?P<r{index}>{source(pattern)})" for index, (pattern, _code) in farthest)
    part = "|".join(rf"(?P<p{index}>{source(pattern)})" for index, pattern in enumerate(words.parts))

    def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        groups = match.groupdict()
        chosen = next((code for name, code in parts.items() if groups.get(name)), "")
        named = next((code for name, code in refs.items() if groups.get(name)), "")
        if named and (chosen or _DEICTIC.search(match[0])):
            return _of_reference(match, today, named, chosen)
        if not groups.get("m"):
            return None
        return _of_month(match, today, months[groups["m"]] + 1, chosen, int(groups["y"] or 0))

    of = source(f"({words.of})")
    yield re.compile(rf"(?<!\w)(?:{part})(?:[ -]?(?:{of})?[ -]?)(?:{ref}|{month})(?!\w)"), make
    yield re.compile(rf"(?<!\w)(?:{ref})(?!\w)"), make
    yield re.compile(rf"(?<!\w)(?:{source(words.bare_month)}) {month}(?!\w| ?\d)"), make


def _parts_alone(words: Words) -> Iterator[Expression]:
    """Yield parts of the current month, quarter, year or week that are one word: "EOM", "Jahresende"."""
    references = {"end": ("month0", "end"), "mid": ("month0", "mid"), "year": ("year0", "end")}
    references |= {"quarter": ("quarter0", "end"), "week": ("week0", "end")}
    for name, (reference, part) in references.items():

        def make(
            match: re.Match[str], today: date, _first: bool | None, reference: str = reference, part: str = part
        ) -> Found | None:
            return _of_reference(match, today, reference, part)

        yield whole_words(words.month_words[name]), make


def _weeks_of_month(words: Words) -> Iterator[Expression]:
    """Yield "in der ersten Juniwoche"."""
    months = names_of(words.months)
    name = group_of("m", [name for name in months if len(name) > 2])

    def make(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        return _of_month(match, today, months[match["m"]] + 1, words.first_weeks[match["k"]], 0)

    if words.first_weeks:
        number = group_of("k", list(words.first_weeks))
        yield re.compile(rf"(?<!\w)(?:in |der |die |den )*{number}[nrm]? {name}-?woche(?!\w)"), make


def _of_reference(match: re.Match[str], today: date, reference: str, part: str) -> Found | None:
    name, number = (reference[:-1], int(reference[-1]))
    if name == "week":
        if part and part not in ("end", "start", "mid", "lastwork"):
            return None
        kind = "week" if not part else "part"
        return found_at(match, days.part_of_week(today, number, part), kind, today, "week", certain=part != "start")
    if name == "month":
        first = days.months_later(today.replace(day=1), number)
        day = days.part_of_month(first.year, first.month, part or "end") if first else None
        if day and first and day < today and part:
            following = days.months_later(first, 1)
            day = days.part_of_month(following.year, following.month, part) if following else None
        return found_at(match, day, "part" if part else "month ref", today, "month")
    if name == "year":
        return (
            found_at(match, days.made(today.year + number, 12, 31), "part", today, "month")
            if part in ("end", "lastwork")
            else None
        )
    quarter = number if name == "q" else (today.month - 1) // 3 + 1 + number
    if not part:
        return None
    month = {"start": quarter * 3 - 2, "mid": quarter * 3 - 1}.get(part, quarter * 3)
    year = today.year + (month - 1) // 12
    day = days.part_of_month(year, (month - 1) % 12 + 1, part)
    if name == "q" and day and day < today:
        day = days.part_of_month(year + 1, (month - 1) % 12 + 1, part)
    return found_at(match, day, "part", today, "month")


def _of_month(match: re.Match[str], today: date, month: int, part: str, year: int) -> Found | None:
    day = days.part_of_month(year, month, part or "end") if year else days.month_ahead(today, month, part or "end")
    return found_at(match, day, "part" if part else "month ref", today, "month")


def _numbered_weeks(words: Words) -> Iterator[Expression]:
    """Yield "KW 23", "week 23", and "the week commencing 8 June"."""
    names = names_of(words.months)

    def numbered(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        return found_at(match, days.numbered_week(today, int(match["n"])), "week", today, "week")

    def week_of(match: re.Match[str], today: date, _first: bool | None) -> Found | None:
        groups = match.groupdict()
        month = names.get(groups["m"] or "", int(groups["b"] or 0) - 1) + 1
        if not month:
            day = days.next_day_of_month(today - timedelta(days=min(6, today.toordinal() - 1)), int(groups["d"]))
        else:
            day = days.day_and_month(
                today - timedelta(days=min(6, today.toordinal() - 1)), int(groups["d"]), month, None
            )
        return found_at(match, days.weekday_in_week(day, 4, 0) if day else None, "week", today, "week")

    for way in words.week_number.split(";"):
        yield whole_words(way, n=_WEEK), numbered
    month = group_of("m", list(names))
    date_part = rf"{_DAY}(?:st|nd|rd|th|er|e|\.)?(?: ?(?:of |de |van )?{month}\.?|[./](?P<b>1[0-2]|0?[1-9])\.?)?"
    yield whole_words(f"({words.week_of}) {{d}}", d=date_part), week_of
    if words is WORDS["en"]:
        reversed_part = rf"{group_of('m', list(names))} {_DAY}(?:st|nd|rd|th)?(?P<b>)"
        yield whole_words(f"({words.week_of}) {{d}}", d=reversed_part), week_of
