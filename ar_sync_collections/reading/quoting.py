"""What of a plain text the sender wrote: quotes, attribution lines, forwarded heads, signatures and phones' footers go.

>>> strip("We pay on Friday.\\n\\nOn Mon, 4 May 2026 at 10:12, AR <ar@us.example> wrote:\\n> Please pay.")
'We pay on Friday.'
>>> strip("> When will you pay?\\nOn Friday.\\n> And the rest?\\nIn June.")
'On Friday.\\n\\nIn June.'
>>> head = "Von: Eva <eva@kunde.example>\\nGesendet: Montag\\nAn: Max\\nBetreff: Rechnung"
>>> strip(f"siehe unten\\n\\n{head}\\n\\nWird bezahlt.", own="kunde.example")
'siehe unten\\n\\nWird bezahlt.'

Every pass looks at each line once; lines beyond `LINES_MAX` and characters beyond `CHARACTERS_MAX` are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import footers
from .folding import fold, phrases
from .quoting_words import (
    ATTRIBUTION_VERBS,
    FORWARD_MARKS,
    HEADER_NAMES,
    OPENINGS_OF_FORWARDS,
    ORIGINAL_MARKS,
    OUR_REMINDERS,
)

CHARACTERS_MAX = 200_000
LINES_MAX = 5_000
#: A line of a head or an attribution is never longer.
_LINE_MAX = 300
#: A forwarded mail in a forwarded mail is followed so often.
_LEVELS_MAX = 4
_HEAD_LINES_MAX = 14
#: So many lines of a forwarded mail tell whose it is.
_FORWARDED_LINES_MAX = 60

_KIND_OF = {name: kind for kind, names in HEADER_NAMES.items() for name in names.split("|")}
_HEADER = re.compile(r"^[\s>|*_]{0,8}([a-z][a-z '-]{0,18}?)\s{0,2}\*{0,2}\s{0,2}:\*{0,2}(?:\s|$)")
#: Any other line of a head, between two that are known.
_FIELD = re.compile(
    r"^\s{0,3}\*?(?:attachments?|anlagen?|anhange?|pieces? jointes?|adjuntos?|bijlagen?|importance|"
    r"prioritat|wichtigkeit|importancia|urgentie|reply to|antwort an)\s{0,2}:"
)
_QUOTED = re.compile(r"^\s{0,4}(?:>|\|\s)")
_RULED = re.compile(
    r"^\s{0,3}-{2,10} .{3,160} (?:wrote|schrieb|a ecrit|escribio|schreef)(?: .{0,60})? ?:?-{2,10}\s{0,3}$"
)
#: The line above a quote as GroupWise writes it.
_GROUPWISE = re.compile(r"^\s{0,3}>{3} [^>]{2,120}(?:<[^<>]{3,100}>)?[^>]{0,60} >{3}\s{0,3}$")
_DIGIT = re.compile(r"\d")
#: A day with its year, or a time of day.
_DATED = re.compile(r"(?<!\d)(?:\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}(?:[:h]| h )\d{2})(?!\d)")
_BEGINNING = re.compile(r"^\s{0,4}(?:on|am|le|el|op) ")
#: 29/11/2026 9:49, Example Ltd: - Message of 29/11/2026 from ...:
_DATED_BEGINNING = re.compile(
    r"^\s{0,4}(?:(?:message|courriel) du |mensaje del? |nachricht vom |bericht van |message of )?"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:,? \d{1,2}[:.h]\d{2}\b|(?= (?:de|von|van|from) \S{1,64}@)).{1,200}:$"
)
#: "He has written to you" is no attribution.
_ABOUT_US = re.compile(
    r"(?:^|\s)(?:vous|nous|lui|leur|m'|t'|te|me|le|les|nos|se|ihnen|uns|mir|ihm|u|ons|you|us)\s{0,2}$"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_ATTRIBUTION = phrases(ATTRIBUTION_VERBS)
_ORIGINAL = phrases(ORIGINAL_MARKS)
_FORWARD = phrases(FORWARD_MARKS)
_OPENING = phrases(OPENINGS_OF_FORWARDS)
_REMINDER = phrases(OUR_REMINDERS)


@dataclass(frozen=True)
class _Sides:
    """The mail domains of the sender and of us, and the names that both write under."""

    own: str | None
    ours: str | None
    sender: str
    receiver: str

    def is_ours(self, folded: str) -> bool:
        """Tell whether a line of a head names us."""
        return _names(self.receiver, folded) or bool(self.ours and f"@{self.ours}" in folded)

    def is_sender(self, folded: str) -> bool:
        """Tell whether a line of a head names the sender."""
        return _names(self.sender, folded)


def _names(name: str, folded: str) -> bool:
    name = fold(name[:_LINE_MAX]).strip(' "')
    return len(name) > 4 and name in folded


def strip(text: str, own: str | None = None, ours: str | None = None, *, sender: str = "", receiver: str = "") -> str:
    """Return the sender's own new text.

    ``own`` is the mail domain of the sender: a forwarded mail from there is part of the message. ``ours`` is the
    domain that the mail was sent to: a forwarded mail from there is our reminder. ``sender`` and ``receiver`` are the
    names beside the two addresses: the one begins a signature, a mail below by the other is ours.
    """
    lines = text[:CHARACTERS_MAX].replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES_MAX]
    sides = _Sides(own, ours, sender, receiver)
    kept: list[str] = []
    for _level in range(_LEVELS_MAX):
        body, rest = _above_quote(lines)
        part = footers.without(_unquoted(body), sender)
        kept.extend(part)
        if not rest or not _is_part_of_message(part, rest, sides):
            break
        kept.append("")
        lines = _below_head(rest)
    return _joined(kept)


def points_below(text: str) -> bool:
    """Tell whether a short text says that the mail below it is the message."""
    return len(text.split()) <= 25 and bool(_OPENING.search(fold(text)))


def _joined(lines: Sequence[str]) -> str:
    made: list[str] = []
    for line in lines:
        if line.strip() or (made and made[-1]):
            made.append(line.rstrip() if line.strip() else "")
    return "\n".join(made).strip()


def _above_quote(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines above the first quote that lasts to the end, and the quote."""
    folded = [fold(line[:_LINE_MAX]) for line in lines]
    index = 0
    body: list[str] = []
    while index < len(lines):
        length = _head_length(folded, index) or _attribution_length(folded, index)
        if length:
            after = next((line for line in lines[index + length :] if line.strip()), "")
            if not _QUOTED.match(after):
                return body, list(lines[index:])
            body.append("")
            index += length
            continue
        body.append(lines[index])
        index += 1
    return body, []


def _head_length(folded: Sequence[str], index: int) -> int:
    """Return how many lines the head of a mail or the mark above one has from here; 0 if none begins here."""
    line = folded[index]
    if not line.strip() or (_QUOTED.match(line) and not _GROUPWISE.match(line)):
        return 0
    joined = f"{line.rstrip()} {folded[index + 1].strip()}" if index + 1 < len(folded) else line
    if _RULED.match(joined) and not _RULED.match(line):
        return 2
    is_mark = _GROUPWISE.match(line) or _RULED.match(line) or _ORIGINAL.search(line) or _FORWARD.search(line)
    if not (is_mark or _is_head(folded, index)):
        return 0
    return len(folded[index : index + _HEAD_LINES_MAX]) - len(_below_head(folded[index : index + _HEAD_LINES_MAX])) or 1


def _kind(folded_line: str) -> str | None:
    match = _HEADER.match(folded_line)
    return _KIND_OF.get(match[1].strip()) if match else None


def _is_head(folded: Sequence[str], index: int) -> bool:
    """Tell whether the head of a mail (From, Sent, To, Subject) begins in this line."""
    if _kind(folded[index]) not in ("from", "sent"):
        return False
    kinds = {_kind(line) for line in folded[index : index + 10]} - {None}
    if len(kinds) >= 3 and "from" in kinds:
        return True
    two = folded[index : index + 2]
    return {_kind(line) for line in two} == {"from", "sent"} and any(
        _kind(line) == "sent" and _DATED.search(line) for line in two
    )


def _attribution_length(folded: Sequence[str], index: int) -> int:
    """Return how many lines from here are a "On Monday, Ann wrote:"; 0 if none."""
    if not folded[index].strip() or _QUOTED.match(folded[index]):
        return 0
    joined = ""
    for length in (1, 2, 3):
        if index + length > len(folded):
            break
        line = folded[index + length - 1].strip()
        if not line:
            break
        joined = f"{joined} {line}"
        if line.endswith(":") or (line.endswith(">") and length == 1 and _BEGINNING.match(joined)):
            if len(joined) < 2 * _LINE_MAX and _is_attribution(joined, folded[index + length : index + length + 2]):
                return length
            if line.endswith(":"):
                return 0
    return 0


def _is_attribution(joined: str, below: Sequence[str]) -> bool:
    """Tell whether a sentence up to a colon names who wrote the mail below, and when."""
    is_dated = "@" in joined or _DATED.search(joined) or (_BEGINNING.match(joined) and _DIGIT.search(joined))
    if not is_dated:
        return False
    if _DATED_BEGINNING.match(joined):
        return True
    match = _ATTRIBUTION.search(joined)
    if match:
        return len(joined[match.end() :].split()) <= 14 and not _ABOUT_US.search(joined[: match.start()])
    is_quoted = any(_QUOTED.match(line) for line in below)
    return is_quoted and "@" in joined and bool(_DATED.search(joined))


def _unquoted(lines: Sequence[str]) -> list[str]:
    return ["" if _QUOTED.match(line) else line for line in lines]


def _below_head(rest: Sequence[str]) -> list[str]:
    """Return the body of a forwarded mail: the lines below its mark and head."""
    index = 0
    for number, line in enumerate(rest[:_HEAD_LINES_MAX]):
        folded = fold(line[:_LINE_MAX])
        is_mark = not number and (
            _FORWARD.search(folded)
            or _ORIGINAL.search(folded)
            or _RULED.match(folded)
            or _GROUPWISE.match(folded)
            or folded.strip().endswith(":")
        )
        if is_mark or _kind(folded) or _FIELD.match(folded):
            index = number + 1
        elif folded.strip() and not folded.startswith((" ", "\t")):
            break
    return list(rest[index:])


def _is_part_of_message(kept: Sequence[str], rest: Sequence[str], sides: _Sides) -> bool:
    """Tell whether the mail below is an answer from inside the customer's firm, not our reminder."""
    above = fold(" ".join(kept))[:400]
    head = [fold(line[:_LINE_MAX]) for line in rest[:8]]
    author = next((line for line in head if _kind(line) == "from"), "") or next((one for one in head if "@" in one), "")
    domain = _ADDRESS.search(author)
    if sides.is_ours(author) or (domain and domain[1] == sides.ours):
        return False
    if sides.is_sender(author) and not any(sides.is_ours(line) for line in head):
        return False
    words = len(above.split())
    opens = bool(_OPENING.search(above)) and words <= 40
    if domain and domain[1] == sides.own:
        return opens or words <= 12
    is_forward = any(_FORWARD.search(line) for line in head)
    below = _above_quote(_below_head(rest)[:_FORWARDED_LINES_MAX])[0]
    looks_like_ours = bool(_REMINDER.search(fold(" ".join(below)[:3000])))
    return (opens or (is_forward and words <= 25)) and not looks_like_ours
