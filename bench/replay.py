"""Reads a folder of recorded exchanges with a provider through the readers the sync uses.

``python -m bench.replay --kind stripe --folder FOLDER``

With ``--kind bank``: a folder of statement files, see `replay_bank`. With ``--kind netsuite``: a folder of SuiteTalk
replies, see `replay_netsuite`. With ``--kind all``: a folder of such
folders, each of the kind that its name begins with (``stripe-recorded``, ``bank-camt``), in one report with a
row for each; folders of which no reader is known are named and left alone.

Prints, per type of object and API version, how many were read; every field that matters
to money and was missing or not understood, with an example; and what could not be read
at all, by file. The last line is one JSON object: ``read``, ``refused``, ``failed`` and
``not_understood`` (which holds the ``missing`` ones too) count objects, things that could
not be read, and fields. A recording that cannot be read is a finding and not an error:
the exit code is 0 whenever there is a report.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import replay_bank, replay_netsuite, replay_stripe
from .replay_tally import Tally, report, table

# Each kind reads one file into the tally and never raises for what is in it.
KINDS: dict[str, Callable[[Path, str, Tally], None]] = {
    "bank": replay_bank.replay_file,
    "netsuite": replay_netsuite.replay_file,
    "stripe": replay_stripe.replay_file,
}
ALL = "all"
COLUMNS = ("files", "exchanges", "read", "refused", "failed", "not_understood")


def replay(kind: str, folder: Path) -> Tally:
    """Read every file of a folder, and of those within it, but for hidden ones."""
    tally = Tally()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            tally.files += 1
            KINDS[kind](path, str(name), tally)
    return tally


def replay_all(folder: Path) -> tuple[dict[str, Tally], list[str]]:
    """Read every folder within a folder, or the folder itself where its own name says what it holds.

    Return name -> what was found, and the names that no kind reads.
    """
    found: dict[str, Tally] = {}
    left_alone = []
    within = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    for path in [folder] if folder.name.partition("-")[0] in KINDS else within:
        kind = path.name.partition("-")[0]
        if kind in KINDS:
            found[path.name] = replay(kind, path)
        else:
            left_alone.append(path.name)
    return found, left_alone


def report_all(found: dict[str, Tally], left_alone: list[str]) -> tuple[list[str], dict[str, Any]]:
    """Return the lines of the report of several folders, and their figures added up."""
    total: Counter[str] = Counter()
    lines, rows = [], []
    for name, tally in found.items():
        lines += [f"=== {name} ===", *report(tally), ""]
        figures = tally.summary()
        total.update(figures)
        rows.append((name, *(str(figures[column]) for column in COLUMNS)))
    lines += table(("folder", *COLUMNS), rows)
    if left_alone:
        lines += ["", f"No reader: {', '.join(left_alone)}"]
    figures = {column: total[column] for column in (*COLUMNS, "missing", "without_reader")}
    return lines, {"folders": len(found), **figures, "left_alone": left_alone}


def main(arguments: list[str] | None = None) -> int:
    """Replay a folder and print the report; the last line is one JSON object."""
    parser = argparse.ArgumentParser(prog="bench.replay", description="Replay recorded exchanges")
    kinds = [*sorted(KINDS), ALL]
    parser.add_argument("--kind", choices=kinds, default=ALL, help="whose recordings; all: by the folders' names")
    parser.add_argument("--folder", type=Path, required=True, help="the folder to read")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"{options.folder} is not a folder", file=sys.stderr)
        return 2
    if options.kind == ALL:
        found, left_alone = replay_all(options.folder.resolve())
        if not found:
            print(f"No folder in {options.folder} has the name of a kind: {', '.join(sorted(KINDS))}", file=sys.stderr)
            return 2
        lines, figures = report_all(found, left_alone)
    else:
        tally = replay(options.kind, options.folder)
        lines, figures = report(tally), tally.summary()
    print("\n".join(lines))
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
