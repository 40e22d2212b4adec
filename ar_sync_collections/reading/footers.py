"""What stands below a sender's words: closing greetings, signatures, phones' footers, disclaimers.

>>> without(["We pay on Friday.", "Kind regards", "Ann Example", "Accounts"])
['We pay on Friday.']
>>> without(["It is paid.", "Ann Example", "Accounts"], sender="Ann Example")
['It is paid.']
>>> without(["Hi,", "Thanks, paid yesterday."])
['Hi,', 'Thanks, paid yesterday.']

Each line is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .folding import fold, phrases
from .quoting_words import (
    DEVICE_FOOTERS,
    DISCLAIMER_TITLES,
    DISCLAIMERS,
    GREETINGS,
    REGISTER_NAMES,
    SIGN_OFFS,
    THANKS,
    THANKS_GO_ON,
)

#: Of a line no more is looked at.
_LINE_MAX = 300
#: Lines below a greeting that are taken for name, company, address and telephone.
_SIGNATURE_LINES_MAX = 14
_TO_THE_END = 1_000_000

_RULE = re.compile(r"^[\s_*=~-]{5,}$")
_SIGNATURE = re.compile(r"^\s{0,3}(?:--|__|- -)\s{0,3}$")
_POSTSCRIPT = re.compile(r"^\s{0,4}(?:p\.? ?s\b|nb\b|n\.b\.)")
_PROMOTION = re.compile(
    r"^\W{0,3}(?:follow us|meet us|visit us|besuchen sie uns|folgen sie uns|suivez-nous|"
    r"retrouvez-nous|siguenos|visitenos|volg ons|bezoek ons|"
    r"b(?:u|ue)rozeiten|(?:o|oe)ffnungszeiten|office hours|opening hours|horaires|openingstijden|"
    r"horario|t: |m: |mobile?:|mob\.|fax[:.]|"
    r"(?:tel|phone|ph|mobile?|mob|fax|t|m|ld|cell?|gsm|direct(?: line)?|direkt)\b[ .:]{0,3}[+(\d])|"
    r"^[^a-z]{0,4}(?:registered in|sitz:|siren|siret|rcs|kvk|cif:|vat (?:no|reg))|"
    r"^(?:iban|bic)\W{0,3}[a-z]{2}\d\d[ \d]"
)
#: Name | office | firm; a line of a table with a sum is none.
_FIELDS = re.compile(r"^(?!.{0,300}\d[.,]\d\d(?!\d))[^|]{0,50}(?: \| [^|]{0,50}){2,6}$")
_DEVICE = phrases(DEVICE_FOOTERS)
_DISCLAIMER = phrases(DISCLAIMERS)
_TITLE = re.compile(rf"^\W{{0,3}}(?:{phrases(DISCLAIMER_TITLES).pattern})(?:\s{{0,2}}[:.-]|$)")
_REGISTER = re.compile(rf"(?:^|[|,;·-])\s{{0,3}}{phrases(REGISTER_NAMES).pattern}\s{{0,3}}:")
_SIGN_OFF = re.compile(rf"^\W{{0,3}}(?:{phrases(SIGN_OFFS).pattern})[\s,.!*;-]{{0,6}}(.{{0,40}})$")
_THANKS = re.compile(rf"^\W{{0,3}}(?:{phrases(THANKS).pattern})[\s,.!*;-]{{0,6}}(.{{0,60}})$")
_GOES_ON = re.compile(rf"^(?:{phrases(THANKS_GO_ON).pattern})")
_GREETING = re.compile(
    rf"^\W{{0,3}}(?:(?:{phrases(GREETINGS).pattern})(?:[ .]{{1,2}}[^\s,:!?]{{1,30}}){{0,5}}[ ,:!.]{{0,4}}){{1,3}}$"
)
_NAME = re.compile(r"^(?:[A-ZÀ-ÖØ-Þ][\w.'’-]{0,30}|van|von|de|der|den|du|la|zu|y|&)$")
_WORD = re.compile(r"[^\W\d_]+")
#: A comma, and more than a name after it.
_CLAUSE = re.compile(r"[,;.:] [a-zà-öø-ÿ]{2,30} ?[^\s|]")
_SUM = re.compile(r"[€$£]|\b(?:eur|usd|gbp|chf)\b")
_PLACE = re.compile(r"@|www\.|\||https?:")


def without(lines: Sequence[str], sender: str = "") -> list[str]:
    """Return the lines without footers; a postscript stays. ``sender`` is the name that the mail is sent under."""
    names = _words(sender)
    kept: list[str] = []
    skipping, is_sure, is_said = 0, False, False
    for number, line in enumerate(lines):
        folded = fold(line[:_LINE_MAX]).strip()
        above = lines[number - 1].strip() if number else ""
        if skipping and (_POSTSCRIPT.match(folded) or not (is_sure or above) and _is_sentence(line)):
            skipping = 0
        if _SIGNATURE.match(line):
            skipping, is_sure = _TO_THE_END, True
        elif is_furniture(folded) or (is_said and _FIELDS.match(folded)):
            kept.append("")
            is_sure = is_sure or bool(skipping and folded.strip("-_=* "))
        elif _is_disclaimer(folded):
            kept.append("")
            skipping, is_sure = max(skipping, _SIGNATURE_LINES_MAX), True
        elif skipping:
            skipping -= bool(folded)
            is_sure = is_sure or _closes(folded, line)
        elif is_said and _closes(folded, line):
            skipping, is_sure = _SIGNATURE_LINES_MAX, True
        elif is_said and (_thanks(line, folded, lines[number + 1 : number + 4]) or _is_signed(line, names)):
            skipping, is_sure = _SIGNATURE_LINES_MAX, False
        else:
            kept.append(line)
            is_said = is_said or bool(folded and not _GREETING.match(folded))
    return kept


def is_furniture(folded: str) -> bool:
    """Tell whether a folded line is a rule, a telephone's footer, or one of a firm's lines."""
    return bool(_RULE.match(folded) or _DEVICE.match(folded) or _PROMOTION.match(folded))


def _is_disclaimer(folded: str) -> bool:
    return bool(_DISCLAIMER.search(folded) or _TITLE.match(folded) or _REGISTER.search(folded))


def _closes(folded: str, line: str) -> bool:
    """Tell whether the line is a closing greeting, alone or with a name after it."""
    match = _SIGN_OFF.match(folded) if len(folded) <= 90 else None
    if not match or any(map(str.isdigit, folded)):
        return False
    return len(match[1].split()) <= 4 and not _CLAUSE.search(_end(line, match[1]))


def _end(line: str, rest: str) -> str:
    """Return the end of a line whose folded end is given."""
    return line.strip()[-len(rest) :] if rest else ""


def _thanks(line: str, folded: str, below: Sequence[str]) -> bool:
    """Tell whether the line only thanks, at the end of what is said."""
    match = _THANKS.match(folded) if len(folded) <= 90 else None
    if not match or any(map(str.isdigit, folded)) or any(_is_said(one) for one in below):
        return False
    rest = match[1].split()
    if not rest:
        return True
    if _GOES_ON.match(match[1]):
        return len(rest) <= 6 and not _CLAUSE.search(_end(line, match[1]))
    named = line.strip().split()[-len(rest) :]
    return len(rest) <= 4 and all(_NAME.match(word.strip("*_,")) for word in named) and line.strip()[-1] not in "!?"


def _is_said(line: str) -> bool:
    """Tell whether a line below thanks says something: a sentence, or some words without a name among them."""
    words = line.strip()[:_LINE_MAX].split()
    if len(words) < 3 or is_furniture(fold(line[:_LINE_MAX]).strip()):
        return False
    return _is_sentence(line) or all(word.islower() for word in words)


def _is_sentence(line: str) -> bool:
    """Tell whether a line below a name says something: a sentence, or a sum."""
    line = line.strip()[:_LINE_MAX]
    if _SUM.search(line.lower()) and any(map(str.isdigit, line)) and "capital" not in line.lower():
        return True
    if len(line.split()) < 5 or line[-1] not in ".?!" or _PLACE.search(line):
        return False
    folded = fold(line)
    if sum(word.islower() for word in line.split()) < 3:
        return False
    return not (is_furniture(folded) or _FIELDS.match(folded) or _is_disclaimer(folded) or _closes(folded, line))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text[:_LINE_MAX].split("<")[0]))


def _is_signed(line: str, names: Sequence[str]) -> bool:
    """Tell whether the line is the sender's name, or begins with it before an office or a firm."""
    folded = fold(line[:_LINE_MAX]).strip()
    if len(folded) > 90 or folded.endswith((":", "?", "!")) or _is_sentence(line):
        return False
    found = list(_WORD.finditer(folded))
    words = [one[0] for one in found]
    if not names or not words or folded[:1].isdigit():
        return False
    if len(words) == 1:
        return words[0] == names[0] and len(names[0]) > 2 and len(folded) <= len(names[0]) + 4
    if len(names) < 2 or sorted(words[: len(names)]) != sorted(names):
        return False
    after = folded[found[len(names) - 1].end() :].strip(" *_.)")
    if len(words) - len(names) <= 2 and all(_NAME.match(word) for word in line.split()):
        return True
    return not after or after[0] in ",|/-(\u00b7"


__all__ = ["is_furniture", "without"]
