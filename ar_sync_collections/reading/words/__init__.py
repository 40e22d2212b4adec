"""What replies say, as tables: for each language the rules by name, each a list of `folding` patterns, one per line.

The part of a name before the dot is the label that a match gives, or one of these roles:

- ``pay``: words of paying and of settling, in any tense; a date beside them is one of payment;
- ``past``: it has been paid; ``unpaid``: words of the past that say it has not;
- ``other``: something that is not a payment; a date beside it is no promise;
- ``block``: makes what is said no promise: a condition, a doubt, "not before", "I will tell you by";
- ``consent``: asks for agreement: a date or a sum in that sentence is a proposal;
- ``commit``: words of paying in which a sum alone is a promise;
- ``part``, ``rest``: a part of the sum, and what remains of it;
- ``topic``: words of bills and payments: a mail without any is about something else.
"""

from __future__ import annotations

import re
from functools import lru_cache, cache

from ..folding import phrases
from . import de, en, es, fr, nl

_TABLES = {"en": en.RULES, "de": de.RULES, "fr": fr.RULES, "es": es.RULES, "nl": nl.RULES}


@cache
def rules(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the rules of a language: their names and the expressions that find them in a folded text."""
    return tuple((name, phrases(lines)) for name, lines in _TABLES[language].items())
