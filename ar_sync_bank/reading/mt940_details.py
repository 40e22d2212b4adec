"""``:86:`` of an MT940 statement: what the movement is for, in the dialect of the bank.

- German (also Polish, Czech, Triodos): a code of three digits and numbered subfields;
  `mt940_numbered`.
- Dutch (ING, Rabobank, ABN AMRO) and SWIFT's own: words between slashes; `mt940_slashed`.
- Anything else is free text. So are the rests of both.
- ``:NS:``, older than SEPA: numbered lines.

Lines are wrapped at 65 characters, in the middle of words: a line of that length goes on
without a space.
"""

from __future__ import annotations

import re
from dataclasses import replace

from . import mt940_numbered, mt940_slashed
from .fields import distinct, words
from .values import Entry, Party, Remittance

WRAP_LENGTH = 65

_NS_LINE = re.compile(r"(\d\d)(.*)")


def with_details(entry: Entry, tags: list[tuple[str, str]]) -> Entry:
    """Return the entry with what the ``:86:`` and ``:NS:`` after it say."""
    told = [content for tag, content in tags if tag == "86"]
    structured = [content for tag, content in tags if tag == "NS"]
    if structured:
        entry = _with_lines(entry, "\n".join(structured))
    if not told:
        return entry
    whole = "\n".join(told)
    if mt940_numbered.looks_like(whole):
        return mt940_numbered.with_details(entry, whole)
    if mt940_slashed.looks_like(whole):
        return mt940_slashed.with_details(entry, joined(whole))
    text = "\n".join(words(joined(one)) for one in told)
    return replace(entry, remittance=replace(entry.remittance, text=_added(entry, text)))


def joined(content: str) -> str:
    """Return wrapped lines as one text: a full line goes on without a space.

    >>> joined("two\\nwords"), len(joined("x" * 65 + "\\n" + "x"))
    ('two words', 66)
    """
    out = ""
    last = 0
    for line in content.strip("\n").split("\n"):
        out += line if not out or last == WRAP_LENGTH else f" {line}"
        last = len(line)
    return out


def _added(entry: Entry, text: str) -> str:
    return "\n".join(distinct([entry.remittance.text, text]))


def _with_lines(entry: Entry, content: str) -> Entry:
    """Read ``:NS:``: 01 to 14 purpose, 15 and 16 the other side, 17 the kind of movement."""
    lines: dict[str, str] = {}
    for line in content.split("\n"):
        found = _NS_LINE.match(line)
        if found:
            lines[found[1]] = words(found[2])
    purpose = distinct(lines.get(f"{number:02}", "") for number in range(1, 15))
    name = words(f"{lines.get('15', '')} {lines.get('16', '')}")
    return replace(
        entry,
        description=" / ".join(distinct([entry.description, lines.get("17", "")])),
        remittance=Remittance("\n".join(purpose)),
        party=Party(name=name) if name else entry.party,
    )
