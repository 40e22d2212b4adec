"""What words mean, beyond languages: "geliefert" and "livraison" are both of *deliver*.

What the weights learn from mails in one language so helps with the others. The table is ``words/concepts.txt``.

>>> of_word("geliefert", "de"), of_word("livraison", "fr"), of_word("zahlungsbeleg", "de"), of_word("pear", "en")
(('deliver',), ('deliver',), ('pay', 'paper'), ())
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from .values import LANGUAGES

#: The table.
PATH = Path(__file__).with_name("words") / "concepts.txt"
_ORDER = ("en", "de", "fr", "es", "nl")


@cache
def _table(language: str) -> tuple[dict[str, list[str]], dict[str, list[str]], list[tuple[str, str]]]:
    """Return whole words, beginnings and parts of words of a language with the names of what they mean."""
    whole: dict[str, list[str]] = {}
    starts: dict[str, list[str]] = {}
    parts: list[tuple[str, str]] = []
    for line in PATH.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, *columns = (column.strip() for column in line.split("|"))
        for word in columns[_ORDER.index(language)].split():
            if word.endswith("."):
                whole.setdefault(word[:-1], []).append(name)
            elif word.startswith("+"):
                parts.append((word[1:], name))
            else:
                starts.setdefault(word, []).append(name)
    return whole, starts, parts


@lru_cache(maxsize=20_000)
def of_word(word: str, language: str) -> tuple[str, ...]:
    """Return the names of what a folded word means; none for most words."""
    if language not in LANGUAGES:
        return ()
    whole, starts, parts = _table(language)
    found = list(whole.get(word, ()))
    for size in range(len(word), 1, -1):
        if size > 2 or word == word[:size]:
            found += starts.get(word[:size], ())
    found += [name for part, name in parts if part in word]
    return tuple(dict.fromkeys(found))
