"""Replays statement files of banks: what is in each, which references, and what was refused.

A CSV file is read with the mapping that is proposed for it, if that has no doubts; a person would
confirm it. What is refused by name is no failure; an error that no reader foresaw is one.
"""

from __future__ import annotations

from pathlib import Path

from workspace import pure

from .replay_tally import Tally

pure.install()

from odoo.addons.ar_sync_bank import reading  # noqa: E402

HEAD = ("file", "format", "statements", "entries", "references", "problems", "refused")
CSV_SUFFIX = ".csv"


def replay_file(path: Path, name: str, tally: Tally) -> None:
    """Read one statement file into the tally."""
    tally.head = HEAD
    try:
        data = path.read_bytes()
        file = reading.read(data, name, mapping=_mapping(path, data))
    except reading.FileRefused as problem:
        tally.refuse(name, "file", str(problem).removeprefix(f"{name}: "))
        tally.rows.append((name, "(refused)", "0", "0", "0", "0", "1"))
        return
    except Exception as problem:  # a replay names the file whose reader broke, and goes on
        tally.fail(name, "file", f"{type(problem).__name__}: {problem}")
        return
    entries = [entry for statement in file.statements for entry in statement.entries]
    problems = [one for statement in file.statements for one in statement.problems]
    problems += [one for entry in entries for one in entry.problems]
    tally.exchanges += len(file.statements)
    tally.read[file.format, file.version] += len(entries)
    for refusal in file.refusals:
        where = ", ".join(part for part in (refusal.statement, refusal.entry) if part)
        tally.refuse(name, where or "file", refusal.reason)
    figures = (len(file.statements), len(entries), sum(map(references, entries)), len(problems), len(file.refusals))
    tally.rows.append((name, f"{file.format} {file.version}".strip(), *map(str, figures)))
    tally.problems += [f"{name}: {one}" for one in problems]


def references(entry: reading.Entry) -> int:
    """Return how many references an entry has: identifiers, structured ones, and invoices."""
    single = (entry.bank_reference, entry.end_to_end_id, entry.mandate_id)
    remittance = entry.remittance
    several = (entry.other_ids, remittance.references, remittance.documents)
    return sum(map(bool, single)) + sum(map(len, several))


def _mapping(path: Path, data: bytes) -> reading.CsvMapping | None:
    if path.suffix.lower() != CSV_SUFFIX:
        return None
    proposal = reading.propose(data)
    return None if proposal.doubts else proposal.mapping
