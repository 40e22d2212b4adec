"""Which customers a connection synchronises, and how a pasted list of them is read. Pure.

A scope is a mode and a list. *all* has everybody, *only* who is on the list, *except* who is not.
Payments without a customer follow a setting of their own:

>>> is_in("only", listed=True), is_in("except", listed=True), is_in("all", listed=False)
(True, False, True)
>>> is_in("only", listed=None, guests=True), is_in("all", listed=None, guests=False)
(True, False)

A pasted list names customers by id, e-mail address or name, one a line or with commas between:

>>> [(entry.number, entry.text) for entry in split("cus_1, ada@example.com\\n\\nAcme, Inc.", {"acme, inc."})]
[(1, 'cus_1'), (1, 'ada@example.com'), (3, 'Acme, Inc.')]

Each entry is taken or refused, with the reason:

>>> book = Directory({"cus_1"}, {"ada@example.com": {"cus_1"}, "shop@example.com": {"cus_2", "cus_3"}}, {})
>>> result = resolve(split("ADA@example.com\\nshop@example.com\\ncus_1\\nBob"), book)
>>> sorted(result.taken), [(refused.text, refused.reason) for refused in result.refused]
... # doctest: +NORMALIZE_WHITESPACE
(['cus_1'], [('shop@example.com', 'several'), ('cus_1', 'twice'), ('Bob', 'unknown')])
"""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

MODES = ("all", "only", "except")
LINES_MAX = 100_000
TEXT_MAX = 300
_SEPARATORS = re.compile(r"[,;\t]")


def is_in(mode: str, listed: bool | None, guests: bool = True) -> bool:
    """Tell whether a customer is in the scope.

    :param listed: whether the customer is on the list; ``None`` where a payment has no customer.
    :param guests: whether payments without a customer are in.
    """
    if listed is None:
        return guests
    return {"all": True, "only": listed, "except": not listed}[mode]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a person pasted, and the number of its line, from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that was not taken. ``reason``: unknown, several, twice, long or many; ``ids`` are those it fits."""

    number: int
    text: str
    reason: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is known at the provider: ids, and ids by e-mail address and by name as :func:`folded` gives them."""

    ids: Set[str]
    by_email: Mapping[str, Set[str]]
    by_name: Mapping[str, Set[str]]


@dataclass(slots=True)
class Result:
    """``taken``: id -> the entry that named it; everything else is in ``refused``."""

    taken: dict[str, Entry] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)


def folded(text: str) -> str:
    """Return a name or address as it is compared: case and spaces do not count.

    >>> folded("  ACME   Inc. ")
    'acme inc.'
    """
    return " ".join(text.casefold().split())


def split(text: str, names: Set[str] = frozenset()) -> list[Entry]:
    """Return the entries of a pasted text, in order.

    :param names: known names, folded: a line that is one of them is not split at its commas.
    """
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        whole = line.strip().strip('"')
        parts: Iterable[str] = [whole] if folded(whole) in names else _SEPARATORS.split(line)
        entries += [Entry(number, part.strip().strip('"')) for part in parts if part.strip().strip('"')]
    return entries


def resolve(entries: Iterable[Entry], directory: Directory) -> Result:
    """Find the customer of each entry."""
    result = Result()
    for count, entry in enumerate(entries, 1):
        reason, found = _find(entry.text, directory)
        if count > LINES_MAX:
            reason = "many"
        elif not reason and found[0] in result.taken:
            reason = "twice"
        if reason:
            result.refused.append(Refused(entry.number, entry.text[:TEXT_MAX], reason, found))
        else:
            result.taken[found[0]] = entry
    return result


def _find(text: str, directory: Directory) -> tuple[str, tuple[str, ...]]:
    """Return (why it is refused or "", ids it fits)."""
    if len(text) > TEXT_MAX:
        return "long", ()
    if text in directory.ids:
        return "", (text,)
    key = folded(text)
    found = tuple(sorted(directory.by_email.get(key) or directory.by_name.get(key) or ()))
    if not found:
        return "unknown", ()
    return ("several" if len(found) > 1 else ""), found
