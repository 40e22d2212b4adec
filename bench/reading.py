"""Benchmark of the reader of replies on mails whose meaning is known.

``python -m bench.reading --file FILE [--show N] [--no-hint]``

The file has JSON lines: ``id``, ``language``, ``reference_date``, ``subject``, ``headers``, ``text``, ``intents``,
``promise_date``, ``promise_amount``, ``promise_currency``. The reader gets subject, text, headers and the reference
date as the day of receipt, and the language as the hint that a contact's language is in Odoo (``--no-hint``: nothing).
It never sees intents and promises.

What is counted, per mail:

- *precision and recall* of each label, over the sets of labels; *micro F1* over all of them together. *Macro F1* is the
  mean of F1 over the labels that occur in the truth or are predicted at least once.
- *date exact*: over the mails for which the truth or the reader has the label ``promise``. The dates must be equal;
  a date that is missing on one side and not on the other is wrong, two missing ones are right.
- *amount exact*: over the same mails; amount and currency must be equal, or both amounts missing.
- *mails per second*: one reading of every mail after one that builds the tables, by the clock on the wall.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from workspace import pure

pure.install()

from odoo.addons.ar_sync_collections.reading.mail import Mail, Reading, read  # noqa: E402
from odoo.addons.ar_sync_collections.reading.values import LABELS  # noqa: E402


class FileError(Exception):
    """A line of the file cannot be used; the text names it."""


@dataclass(frozen=True)
class Case:
    """One line of the file: what the reader gets, and the truth; of some, also the words that say each label."""

    id: str
    mail: Mail
    labels: frozenset[str]
    day: date | None
    amount: Decimal | None
    currency: str | None
    evidence: dict[str, list[str]] | None = None


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and print the tables; the last line is one JSON object."""
    parser = argparse.ArgumentParser(prog="bench.reading", description="Benchmark of the reader of replies")
    parser.add_argument("--file", type=Path, required=True, help="JSON lines of mails with their meaning")
    parser.add_argument("--show", type=int, default=0, help="print so many mails that were read wrongly")
    parser.add_argument("--no-hint", action="store_true", help="do not tell the reader the language")
    options = parser.parse_args(arguments)
    try:
        cases = list(read_file(options.file, hint=not options.no_hint))
    except (FileError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(run(cases, options.show), sort_keys=True))
    return 0


def read_file(path: Path, *, hint: bool = True) -> Iterator[Case]:
    """Yield the cases of a file; raise FileError with the line number for a line that cannot be used."""
    found = 0
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            case = _case(json.loads(line.decode("utf-8-sig")), hint)
        except (ValueError, KeyError, TypeError, InvalidOperation, AttributeError) as error:
            kind = "is missing" if isinstance(error, KeyError) else type(error).__name__
            raise FileError(f"{path}, line {number}: {error} {kind}") from error
        found += 1
        yield case
    if not found:
        raise FileError(f"{path}: no mails")


def _case(row: dict, hint: bool) -> Case:
    labels = frozenset(row["intents"])
    unknown = labels - set(LABELS)
    if unknown:
        raise ValueError(f"unknown intents {', '.join(sorted(unknown))}")
    headers = {str(name): str(value) for name, value in dict(row.get("headers") or {}).items()}
    language = row.get("language") if hint else None
    text, subject = row["text"], row.get("subject") or ""
    if not isinstance(text, str) or not isinstance(subject, str):
        raise TypeError("text and subject must be strings")
    mail = Mail(subject, text, headers, language, _day(row["reference_date"]), row.get("html"))
    amount = row.get("promise_amount")
    day = row.get("promise_date")
    return Case(
        str(row["id"]),
        mail,
        labels,
        _day(day) if day else None,
        None if amount is None else Decimal(str(amount)),
        row.get("promise_currency"),
        row.get("evidence"),
    )


def _day(text: str) -> date:
    """Return a day as it is written, with a time or without."""
    return datetime.fromisoformat(text).date()


def run(cases: list[Case], show: int = 0) -> dict[str, float | int | None]:
    """Read every mail, print the tables and return the figures."""
    read(cases[0].mail)
    for language in sorted({case.mail.language for case in cases if case.mail.language}):
        read(Mail("", "x", {}, language, date(2026, 1, 1)))
    started = time.perf_counter()
    readings = [read(case.mail) for case in cases]
    seconds = time.perf_counter() - started
    pairs = list(zip(cases, readings, strict=True))
    _print_wrong(pairs, show)
    figures = _print_labels(pairs)
    promised = [pair for pair in pairs if "promise" in pair[0].labels | pair[1].labels]
    for language in sorted({str(case.mail.language) for case in cases}):
        part = [pair for pair in promised if str(pair[0].mail.language) == language]
        print(f"promises {language:<8}{len(part):>8}   dates {_shown(_dates(part))}   amounts {_shown(_amounts(part))}")
    figures.update(
        date_exact=_dates(promised),
        amount_exact=_amounts(promised),
        promises=len(promised),
        mails=len(cases),
        mails_per_s=round(len(cases) / seconds, 1),
    )
    return figures


def _is_date_right(case: Case, reading: Reading) -> bool:
    return (reading.promise.day if reading.promise else None) == case.day


def _is_amount_right(case: Case, reading: Reading) -> bool:
    amount = reading.promise.amount if reading.promise else None
    if amount is None or case.amount is None:
        return amount is None and case.amount is None
    return amount == case.amount and reading.promise is not None and reading.promise.currency == case.currency


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None


def _dates(pairs: list[tuple[Case, Reading]]) -> float | None:
    return _share(sum(_is_date_right(*pair) for pair in pairs), len(pairs))


def _amounts(pairs: list[tuple[Case, Reading]]) -> float | None:
    return _share(sum(_is_amount_right(*pair) for pair in pairs), len(pairs))


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _f1(right: int, predicted: int, true: int) -> float:
    return 2 * right / (predicted + true) if predicted + true else 0.0


def _print_labels(pairs: list[tuple[Case, Reading]]) -> dict[str, float | int | None]:
    """Print precision and recall per label and return the two means."""
    true = Counter(label for case, _reading in pairs for label in case.labels)
    predicted = Counter(label for _case, reading in pairs for label in reading.labels)
    right = Counter(label for case, reading in pairs for label in case.labels & reading.labels)
    print(f"{'intent':<18}{'true':>6}{'found':>7}{'right':>7}{'precision':>11}{'recall':>9}{'F1':>9}")
    scores = []
    for label in LABELS:
        if not true[label] and not predicted[label]:
            continue
        scores.append(_f1(right[label], predicted[label], true[label]))
        print(
            f"{label:<18}{true[label]:>6}{predicted[label]:>7}{right[label]:>7}"
            f"{_shown(_share(right[label], predicted[label])):>11}{_shown(_share(right[label], true[label])):>9}"
            f"{scores[-1]:>9.4f}"
        )
    micro = _f1(right.total(), predicted.total(), true.total())
    return {"macro_f1": round(sum(scores) / len(scores), 5) if scores else None, "micro_f1": round(micro, 5)}


def _print_wrong(pairs: list[tuple[Case, Reading]], show: int) -> None:
    for case, reading in pairs:
        is_right = case.labels == reading.labels and _is_date_right(case, reading) and _is_amount_right(case, reading)
        if is_right or show <= 0:
            continue
        show -= 1
        promise = reading.promise
        read_as = (str(promise.day), str(promise.amount), promise.currency) if promise else None
        print(
            f"{case.id}: true {sorted(case.labels)} {case.day} {case.amount}; read {sorted(reading.labels)} {read_as}"
        )
        for intent in reading.intents:
            print(f"    {intent.label} by {intent.rule}: {intent.quote[:100]!r}")


if __name__ == "__main__":
    sys.exit(main())
