"""Mails put together from phrases, to learn from beside those that people wrote: ``bench/data/phrases/<language>.txt``.

A line is the labels, a colon and a text. Of ``{this|that|}`` one is taken; ``[…]`` holds the date of the promise, if
the line makes one. Lines with ``<`` and ``>`` instead of labels stand before and after others and mean nothing. Which
of the ways is taken, which lines come together and on which day the mail was written comes from the name of the line:
the same files give the same mails.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from odoo.addons.ar_sync_collections.reading.values import Mail

#: The labels by their short names.
NAMES = {
    "pr": "promise", "doc": "document", "pd": "paid", "dis": "dispute", "ack": "acknowledgement", "q": "question",
    "red": "redirect", "ooo": "out_of_office", "rem": "remittance", "part": "partial", "plan": "plan",
    "hard": "hardship", "leg": "legal", "uns": "unsubscribe", "bou": "bounce", "oth": "other",
}  # fmt: skip
#: What a mail says together with anything else, and what it says alone.
_BESIDE = ("partial", "plan", "hardship")
_TOGETHER = ("question", "document", "redirect", "dispute", "paid", "promise", "legal", "unsubscribe", "remittance")
_SUBJECTS = {
    "en": "Re: Payment reminder|RE: Overdue invoice 30412|Re: Your account|Re: Statement|Invoice 30412",
    "de": "AW: Zahlungserinnerung|Re: Mahnung|AW: Offene Rechnung 30412|WG: Ihre Rechnung|AW: Letzte Mahnung",
    "fr": "RE: Rappel de paiement|Re: Facture impayée 30412|TR: Relance|RE: Deuxième rappel|Re: votre compte",
    "es": "RE: Recordatorio de pago|Re: Factura vencida 30412|Re: Segundo aviso|RV: Saldo pendiente|Re: su cuenta",
    "nl": "RE: Betalingsherinnering|Re: Openstaande factuur 30412|RE: Tweede herinnering|FW: Aanmaning|Re: uw factuur",
}
_CHOICE = re.compile(r"\{([^{}]*)\}")
_FIRST_DAY = date(2024, 1, 1)


class PhrasesError(Exception):
    """A line cannot be used; the text names it."""


@dataclass(frozen=True)
class Line:
    """A line of the files."""

    name: str
    labels: frozenset[str]
    text: str


@dataclass(frozen=True)
class Made:
    """A mail put together, its labels, and the words of the promise's date."""

    name: str
    mail: Mail
    labels: frozenset[str]
    promised: str


def lines(path: Path) -> dict[str, list[Line]]:
    """Return the lines of a file by what they are: said first (``<``), last (``>``) or of a meaning (nothing)."""
    found: dict[str, list[Line]] = {"<": [], ">": [], "": []}
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        names, colon, text = line.partition(":")
        kind = names if names in "<>" else ""
        labels = [] if kind else names.split("+")
        if not colon or any(name not in NAMES for name in labels) or ("pr" in labels) != ("[" in text):
            raise PhrasesError(f"{path}, line {number}: {line[:60]}")
        made = Line(f"{path.stem}-{number}", frozenset(NAMES[name] for name in labels), text.strip())
        found[kind].append(made)
    return found


def mails(path: Path, each: int = 4) -> Iterator[Made]:
    """Yield mails of a file, so many for each line of a meaning; every second one with a second meaning."""
    found = lines(path)
    language = path.stem
    for line in found[""]:
        for count in range(each):
            name = f"phrase-{line.name}-{count}"
            source = random.Random(zlib.crc32(name.encode()))
            parts = [line]
            if count % 2 and line.labels <= {*_TOGETHER, *_BESIDE}:
                parts.append(_second(found[""], line, source))
            yield _made(name, language, parts, found, source)


def _second(given: list[Line], first: Line, source: random.Random) -> Line:
    fitting = [
        line for line in given if len(line.labels) == 1 and line.labels < set(_TOGETHER) and line.labels != first.labels
    ]
    clashes = {"promise", "paid", "remittance", *_BESIDE}
    if first.labels & clashes:
        fitting = [line for line in fitting if not line.labels & clashes]
    return source.choice(fitting)


def _made(name: str, language: str, parts: list[Line], found: dict[str, list[Line]], source: random.Random) -> Made:
    texts = [_chosen(part.text, source) for part in parts]
    if source.random() < 0.4:
        texts.insert(0, _chosen(source.choice(found["<"]).text, source))
    if source.random() < 0.3:
        texts.append(_chosen(source.choice(found[">"]).text, source))
    text = source.choice((" ", "\n")).join(texts)
    promised = next(iter(re.findall(r"\[([^\]]*)\]", text)), "")
    text = text.replace("[", "").replace("]", "")
    if source.random() < 0.15:
        text = text.lower().rstrip(".")
    day = _FIRST_DAY + timedelta(days=source.randrange(1200))
    subject = source.choice(_SUBJECTS[language].split("|"))
    labels = frozenset().union(*(part.labels for part in parts))
    return Made(name, Mail(subject, text[:1].upper() + text[1:], {}, language, day), labels, promised)


def _chosen(text: str, source: random.Random) -> str:
    while match := _CHOICE.search(text):
        text = text[: match.start()] + source.choice(match[1].split("|")) + text[match.end() :]
    return re.sub(r"\s+", " ", text).strip()
