"""Risk: a promise is logged for another day than a careful person would log. One case per line of the rules."""

from datetime import date

import pytest

from ..reading import calendar_days
from ..reading.dates import find

WEDNESDAY = date(2026, 3, 11)

DAYS = [
    ("en", "on Friday", "2026-03-13"),
    ("en", "on Wednesday", "2026-03-18"),
    ("en", "this Friday", "2026-03-13"),
    ("en", "this Wednesday", "2026-03-11"),
    ("en", "this Monday", "2026-03-16"),
    ("en", "next Friday", "2026-03-20"),
    ("en", "Tuesday of next week", "2026-03-17"),
    ("en", "next week Tuesday", "2026-03-17"),
    ("en", "Friday week", "2026-03-20"),
    ("en", "a week on Friday", "2026-03-20"),
    ("en", "this week", "2026-03-13"),
    ("en", "by end of week", "2026-03-13"),
    ("en", "next week", "2026-03-20"),
    ("en", "the middle of next week", "2026-03-18"),
    ("en", "the week after next", "2026-03-27"),
    ("en", "week 15", "2026-04-10"),
    ("en", "week 2", "2027-01-15"),
    ("en", "the week commencing 8 June", "2026-06-12"),
    ("en", "w/c June 8", "2026-06-12"),
    ("en", "week of the 23rd", "2026-03-27"),
    ("en", "the end of the month", "2026-03-31"),
    ("en", "EOM", "2026-03-31"),
    ("en", "end of next month", "2026-04-30"),
    ("en", "end of February", "2027-02-28"),
    ("en", "end of February 2028", "2028-02-29"),
    ("en", "the last working day of May", "2026-05-29"),
    ("en", "the first business day of the next month", "2026-04-01"),
    ("en", "the first working day of August", "2026-08-03"),
    ("en", "the last Friday of the month", "2026-03-27"),
    ("en", "mid April", "2026-04-15"),
    ("en", "early June", "2026-06-05"),
    ("en", "beginning of the month", "2026-04-05"),
    ("en", "the first week of June", "2026-06-07"),
    ("en", "the second week of June", "2026-06-14"),
    ("en", "in June", "2026-06-30"),
    ("en", "the end of Q1", "2026-03-31"),
    ("en", "end of Q4", "2026-12-31"),
    ("en", "the end of next quarter", "2026-06-30"),
    ("en", "the start of Q1", "2027-01-05"),
    ("en", "year end", "2026-12-31"),
    ("en", "the end of next year", "2027-12-31"),
    ("en", "in 10 days", "2026-03-21"),
    ("en", "within 48 hours", "2026-03-13"),
    ("en", "within 2 hours", "2026-03-11"),
    ("en", "a week from today", "2026-03-18"),
    ("en", "in a fortnight", "2026-03-25"),
    ("en", "in 2 months", "2026-05-11"),
    ("en", "within 5 business days", "2026-03-18"),
    ("en", "tomorrow", "2026-03-12"),
    ("en", "today", "2026-03-11"),
    ("en", "tonight", "2026-03-11"),
    ("en", "the day after tomorrow", "2026-03-13"),
    ("en", "by the 15th", "2026-03-15"),
    ("en", "on the 5th", "2026-04-05"),
    ("en", "the 10th of next month", "2026-04-10"),
    ("en", "between the 20th and 25th", "2026-03-25"),
    ("en", "between Thursday and Friday", "2026-03-13"),
    ("en", "Thursday or Friday", "2026-03-13"),
    ("en", "in 2 to 3 weeks", "2026-04-01"),
    ("en", "Friday, 20 March", "2026-03-20"),
    ("en", "Wed 18", "2026-03-18"),
    ("en", "by COB Friday", "2026-03-13"),
    ("en", "Friday COB", "2026-03-13"),
    ("en", "4/15", "2026-04-15"),
    ("en", "on 15/04", "2026-04-15"),
    ("en", "2026-04-15", "2026-04-15"),
    ("en", "29 February", "2028-02-29"),
    ("en", "the weekend", None),
    ("en", "soon", None),
    ("en", "after the holidays", None),
    ("en", "30 February", None),
    ("en", "2026-02-31", None),
    ("en", "on 40/40", None),
    ("en", "in 0 days", None),
    ("en", "in 999 months", None),
    ("en", "the week", None),
    ("en", "this quarter", None),
    ("en", "the 2nd reminder", None),
    ("de", "kommenden Freitag", "2026-03-13"),
    ("de", "Dienstag nächster Woche", "2026-03-17"),
    ("de", "KW 15", "2026-04-10"),
    ("de", "in der ersten Juniwoche", "2026-06-07"),
    ("de", "am letzten Werktag des Monats", "2026-03-31"),
    ("de", "binnen 3 Werktagen", "2026-03-16"),
    ("de", "zwischen dem 28. und dem 30.", "2026-03-30"),
    ("de", "zum Ersten", "2026-04-01"),
    ("de", "zum 15. des nächsten Monats", "2026-04-15"),
    ("de", "am 15.04.", "2026-04-15"),
    ("de", "15.4.26", "2026-04-15"),
    ("de", "am Wochenende", "2026-03-15"),
    ("de", "bis zum Wochenende", "2026-03-13"),
    ("de", "Freitag in einer Woche", "2026-03-20"),
    ("de", "uebermorgen", "2026-03-13"),
    ("fr", "vendredi", "2026-03-13"),
    ("fr", "vendredi en huit", "2026-03-20"),
    ("fr", "mardi de la semaine prochaine", "2026-03-17"),
    ("fr", "d'ici fin mars", "2026-03-31"),
    ("fr", "sous 8 jours", "2026-03-19"),
    ("fr", "sous quinzaine", "2026-03-26"),
    ("fr", "le 10 du mois prochain", "2026-04-10"),
    ("fr", "le 1er avril", "2026-04-01"),
    ("fr", "le dernier jour ouvré du mois", "2026-03-31"),
    ("fr", "5/4/2026 au plus tard", "2026-04-05"),
    ("es", "el próximo viernes", "2026-03-13"),
    ("es", "el miércoles de la semana que viene", "2026-03-18"),
    ("es", "a finales del mes que viene", "2026-04-30"),
    ("es", "pasado mañana", "2026-03-13"),
    ("es", "en 5 días hábiles", "2026-03-18"),
    ("es", "entre el 12 y el 15", "2026-03-15"),
    ("es", "el día 5", "2026-04-05"),
    ("nl", "a.s. vrijdag", "2026-03-13"),
    ("nl", "volgende week donderdag", "2026-03-19"),
    ("nl", "medio april", "2026-04-15"),
    ("nl", "binnen 3 werkdagen", "2026-03-16"),
    ("nl", "op de 25e", "2026-03-25"),
    ("nl", "vrijdag over een week", "2026-03-20"),
    ("nl", "per ultimo maart", "2026-03-31"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "phrase", "day"), DAYS)
def test_a_phrase_means_its_day(language, phrase, day):
    found = find(f"x {phrase} x", (language,), WEDNESDAY)
    assert [str(one.day) for one in found] == ([day] if day else [])


def test_end_of_week_said_on_a_weekend_is_the_coming_friday():
    [found] = find("by end of week", ("en",), date(2026, 3, 14))
    assert str(found.day) == "2026-03-20"


@pytest.mark.parametrize(
    ("month_first", "day", "certain"),
    [(True, "2026-04-05", False), (False, "2026-05-04", True), (None, "2026-05-04", False)],
)
def test_a_date_in_digits_is_read_in_the_order_of_the_locale(month_first, day, certain):
    [found] = find("on 04/05/2026", ("en",), WEDNESDAY, month_first=month_first)
    assert (str(found.day), found.certain) == (day, certain)


def test_a_weekday_that_is_not_the_date_leaves_a_doubt():
    [found] = find("Friday, 21 March", ("en",), WEDNESDAY)
    assert (str(found.day), found.certain) == ("2026-03-21", False)


def test_two_dates_joined_by_and_are_two_payments():
    found = find("500 on 4 May and 500 on 1 June", ("en",), WEDNESDAY)
    assert [str(one.day) for one in found] == ["2026-05-04", "2026-06-01"]


@pytest.mark.parametrize("today", [date.max, date(9999, 12, 30), date.min, date(1, 1, 2)])
@pytest.mark.parametrize(("language", "phrase", "_day"), DAYS)
def test_the_ends_of_the_calendar_break_nothing(today, language, phrase, _day):
    find(phrase, (language,), today)


def test_a_month_past_the_end_of_the_calendar_is_none():
    assert calendar_days.months_later(date.max, 1) is None
    assert calendar_days.part_of_month(10_000, 1, "end") is None
    assert calendar_days.workdays_later(date.max, 3) is None
    assert calendar_days.numbered_week(WEDNESDAY, 53) == date(2027, 1, 1)
    assert calendar_days.numbered_week(date(2027, 6, 1), 53) is None
