"""Letters made comparable, and the small language in which the tables of words are written.

A text is folded character by character, so that a place in the folded text is the same place in the text:

>>> fold("Überweisung “Größe” — l’été")
'uberweisung "grose" - l\\'ete'

In a table, ``~`` stands for up to five words, ``*`` for the rest of a word (after a group: up to four
times), a space for white space, and
``(a|b)``, ``?`` mean what they mean in regular expressions. Umlauts are found however they were typed:

>>> [bool(phrase("wir überweis* ~ Größe").search(fold(text))) for text in (
...     "Wir überweisen die Größe", "wir ueberweisen mal eben die Groesse", "wir uberweisen die grose")]
[True, True, True]
>>> phrase("paid|not ~ owed").search("unpaid") is None
True
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_PUNCTUATION = {
    **dict.fromkeys("‘’‚‛´`′＇ʼ", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\t\n\r\f\v\u200b\u200c\ufeff\u2028\u2029\x85", " "),
    "：": ":",
    "ß": "s",
    "œ": "o",
    "Œ": "o",
    "æ": "a",
    "Æ": "a",
    "ø": "o",
    "Ø": "o",
    "º": "º",
    "ª": "ª",
}


def _folded(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 else character


_TABLE = {code: _folded(chr(code)) for code in range(0x20, 0x250)} | {
    ord(character): plain for character, plain in _PUNCTUATION.items()
}

_GROUP = re.compile(r"(?<!\\)\((?!\?)")
#: How a letter of a table may stand in a folded text.
_SPELLINGS = {
    "ä": "ae?",
    "ö": "oe?",
    "ü": "ue?",
    "ß": "ss?",
    "œ": "oe?",
    " ": "[ ]+",
    "\0": "[ ]{0,3}",
    "\1": r"(?:[^\s]{1,40}[ ]+){0,10}?",
    "~": r"(?:[^\s]{1,40}[ ]+){0,5}?",
    "*": r"\w{0,25}",
}


def fold(text: str) -> str:
    """Return the text in lower case without accents, with plain punctuation and the same length."""
    return text.translate(_TABLE)


def source(pattern: str) -> str:
    """Return the regular expression of a pattern of the tables."""
    made: list[str] = []
    is_class = is_escaped = False
    for character in pattern.replace(" ~ ~ ", " \1").replace(" ~ ", " ~").replace(" ?", "\0"):
        is_class = character != "]" and (is_class or character == "[")
        if is_class or is_escaped:
            made.append(character)
        elif character == "*" and made and made[-1] == ")":
            made.append("{0,4}")
        elif character in _SPELLINGS:
            made.append(f"(?:{_SPELLINGS[character]})" if character in "äöüßœ" else _SPELLINGS[character])
        else:
            made.append(fold(character))
        is_escaped = character == "\\" and not is_escaped
    return _GROUP.sub("(?:", "".join(made))


@cache
def phrase(pattern: str) -> re.Pattern[str]:
    """Return the expression that finds the pattern as whole words in a folded text."""
    return re.compile(rf"(?<!\w)(?:{source(pattern)})(?![\w@])")


def phrases(lines: str) -> re.Pattern[str]:
    """Return one expression for a table of patterns, one per line; an indented line goes on with the one above it.

    >>> phrases('''
    ... credit note
    ... wrong
    ...    (amount*|sum)
    ... ''').findall("a credit note for wrong amounts")
    ['credit note', 'wrong amounts']
    """
    given: list[str] = []
    for line in lines.splitlines():
        if line.startswith("  ") and given:
            given[-1] += line[2:]
        elif line:
            given.append(line)
    return phrase("|".join(f"(?:{line})" for line in given))
