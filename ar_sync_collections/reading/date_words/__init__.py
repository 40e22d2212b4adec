"""The words of dates in five languages. Patterns are those of `folding`; `date_phrases` explains the codes.

Of a `Words`: ``fixed`` maps a phrase to days from today; ``parts`` to a part of a month, week, quarter or year;
``refs`` to a month, week, quarter or year; ``this``, ``coming`` and ``following`` are what stands before or after a
weekday; ``day`` finds a day of a month in ``{d}``; ``day_month`` a day and a month in ``{d}``, ``{m}`` and a year in
``{y}``; ``lead`` begins a span of time; ``units`` are its days, working days, weeks and months.
"""

from . import de, en, es, fr, nl

#: The words by language.
WORDS = {"en": en.WORDS, "de": de.WORDS, "fr": fr.WORDS, "es": es.WORDS, "nl": nl.WORDS}
