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

from .folding import fold, phrases
from .quoting_words import (
    ATTRIBUTION_VERBS,
    DEVICE_FOOTERS,
    DISCLAIMERS,
    FORWARD_MARKS,
    HEADER_NAMES,
    OPENINGS_OF_FORWARDS,
    ORIGINAL_MARKS,
    OUR_REMINDERS,
    SIGN_OFFS,
)

CHARACTERS_MAX = 200_000
LINES_MAX = 5_000
#: A line of a head or an attribution is never longer.
_LINE_MAX = 300
#: Lines below a greeting that are taken for name, company, address and telephone.
_SIGNATURE_LINES_MAX = 14

_KIND_OF = {name: kind for kind, names in HEADER_NAMES.items() for name in names.split("|")}
_HEADER = re.compile(r"^[\s>|*_]{0,8}([a-z][a-z '-]{0,18}?)\s{0,2}\*{0,2}\s{0,2}:\*{0,2}(?:\s|$)")
_QUOTED = re.compile(r"^\s{0,4}(?:>|\|\s)")
_RULE = re.compile(r"^[\s_*=~-]{5,}$")
_SIGNATURE = re.compile(r"^\s{0,3}(?:--|__|- -)\s{0,3}$")
_RULED = re.compile(
    r"^\s{0,3}-{2,10} .{3,160} (?:wrote|schrieb|a ecrit|escribio|schreef)(?: .{0,60})? ?:?-{2,10}\s{0,3}$"
)
_PROMOTION = re.compile(
    r"^\W{0,3}(?:follow us|meet us|visit us|besuchen sie uns|folgen sie uns|suivez-nous|"
    r"retrouvez-nous|siguenos|visitenos|volg ons|bezoek ons|"
    r"b(?:u|ue)rozeiten|(?:o|oe)ffnungszeiten|office hours|opening hours|horaires|openingstijden|"
    r"horario|tel\.?[ :]|phone[ :]|ph\.? \d|"
    r"t: |m: |mobile?:|mob\.|fax)|.* \| .* \| |^[^a-z]{0,4}(?:registered in|sitz:|siren|siret|rcs|"
    r"kvk|cif:|vat (?:no|reg))|"
    r"(?:iban|bic)\W{0,3}[a-z]{2}\d\d[ \d]"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_ATTRIBUTION = phrases(ATTRIBUTION_VERBS)
_ORIGINAL = phrases(ORIGINAL_MARKS)
_FORWARD = phrases(FORWARD_MARKS)
_DEVICE = phrases(DEVICE_FOOTERS)
_DISCLAIMER = phrases(DISCLAIMERS)
_SIGN_OFF = re.compile(rf"^\W{{0,3}}(?:{phrases(SIGN_OFFS).pattern})[\s,.!*;-]{{0,6}}(.{{0,40}})$")
_OPENING = phrases(OPENINGS_OF_FORWARDS)
_REMINDER = phrases(OUR_REMINDERS)
_POSTSCRIPT = re.compile(r"^\s{0,4}(?:p\.? ?s\b|nb\b|n\.b\.)")


def strip(text: str, own: str | None = None, ours: str | None = None) -> str:
    """Return the sender's own new text.

    ``own`` is the mail domain of the sender: a forwarded mail from there is part of the message. ``ours`` is the
    domain that the mail was sent to: a forwarded mail from there is our reminder.
    """
    lines = text[:CHARACTERS_MAX].replace("\r\n", "\n").replace("\r", "\n").split("\n")[:LINES_MAX]
    body, rest = _above_quote(lines)
    kept = _without_footers(_unquoted(body))
    if rest and _is_part_of_message(kept, rest, own, ours):
        forwarded = strip("\n".join(_below_head(rest)), own, ours)
        kept = [*kept, "", *forwarded.split("\n")]
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
        if (
            _is_head(folded, index)
            or _RULED.match(folded[index])
            or _ORIGINAL.search(folded[index])
            or _FORWARD.search(folded[index])
        ):
            return body, list(lines[index:])
        length = _attribution_length(folded, index)
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


def _kind(folded_line: str) -> str | None:
    match = _HEADER.match(folded_line)
    return _KIND_OF.get(match[1].strip()) if match else None


def _is_head(folded: Sequence[str], index: int) -> bool:
    """Tell whether the head of a mail (From, Sent, To, Subject) begins in this line."""
    if _kind(folded[index]) not in ("from", "sent"):
        return False
    kinds = {_kind(line) for line in folded[index : index + 10]} - {None}
    return len(kinds) >= 3 and "from" in kinds


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
        if line.endswith(":") or (
            line.endswith(">") and length == 1 and joined.strip().startswith(("on ", "am ", "le "))
        ):
            is_dated = any(character.isdigit() or character == "@" for character in joined)
            if is_dated and len(joined) < 2 * _LINE_MAX and _ATTRIBUTION.search(joined):
                return length
            if line.endswith(":"):
                return 0
    return 0


def _unquoted(lines: Sequence[str]) -> list[str]:
    return ["" if _QUOTED.match(line) else line for line in lines]


def _without_footers(lines: Sequence[str]) -> list[str]:
    """Drop signatures, phones' footers and disclaimers; a postscript stays."""
    kept: list[str] = []
    skipping = 0
    for line in lines:
        folded = fold(line[:_LINE_MAX]).strip()
        if skipping and _POSTSCRIPT.match(folded):
            skipping = 0
        if _SIGNATURE.match(line):
            skipping = LINES_MAX
        elif _DEVICE.match(folded) or _RULE.match(line) or _PROMOTION.match(folded):
            kept.append("")
        elif _DISCLAIMER.search(folded):
            kept.append("")
            skipping = max(skipping, _SIGNATURE_LINES_MAX)
        elif skipping:
            skipping -= bool(folded)
        elif _closes(folded) and any(fold(one[:_LINE_MAX]).strip() for one in kept):
            skipping = _SIGNATURE_LINES_MAX
        else:
            kept.append(line)
    return kept


def _closes(folded: str) -> bool:
    """Tell whether the line is a closing greeting, alone or with a name after it."""
    match = _SIGN_OFF.match(folded) if len(folded) <= 90 else None
    return bool(match) and len((match[1] if match else "").split()) <= 4 and not any(map(str.isdigit, folded))


def _below_head(rest: Sequence[str]) -> list[str]:
    """Return the body of a forwarded mail: the lines below its mark and head."""
    index = 0
    for number, line in enumerate(rest[:14]):
        folded = fold(line[:_LINE_MAX])
        if _kind(folded) or (
            number == 0 and (_FORWARD.search(folded) or _ORIGINAL.search(folded) or line.strip().endswith(":"))
        ):
            index = number + 1
    return list(rest[index:])


def _is_part_of_message(kept: Sequence[str], rest: Sequence[str], own: str | None, ours: str | None) -> bool:
    """Tell whether the mail below is an answer from inside the customer's firm, not our reminder."""
    above = fold(" ".join(kept))[:400]
    head = fold("\n".join(line[:_LINE_MAX] for line in rest[:8]))
    sender = next((line for line in head.split("\n") if _kind(line) == "from" or "@" in line), "")
    domain = _ADDRESS.search(sender)
    if domain and ours and domain[1] == ours:
        return False
    words = len(above.split())
    opens = bool(_OPENING.search(above)) and words <= 40
    if domain and own and domain[1] == own:
        return opens or words <= 12
    is_forward = bool(_FORWARD.search(head))
    looks_like_ours = bool(_REMINDER.search(fold("\n".join(_below_head(rest))[:3000])))
    return (opens or (is_forward and words <= 25)) and not looks_like_ours
