"""Reads a folder of recorded exchanges with a provider through the readers the sync uses.

``python -m bench.replay --kind stripe --folder FOLDER``

With ``--kind bank``: a folder of statement files, see `replay_bank`.

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
from collections.abc import Callable
from pathlib import Path

from . import replay_bank, replay_stripe
from .replay_tally import Tally, report

# Each kind reads one file into the tally and never raises for what is in it.
KINDS: dict[str, Callable[[Path, str, Tally], None]] = {
    "bank": replay_bank.replay_file,
    "stripe": replay_stripe.replay_file,
}


def replay(kind: str, folder: Path) -> Tally:
    """Read every file of a folder, and of those within it, but for hidden ones."""
    tally = Tally()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            tally.files += 1
            KINDS[kind](path, str(name), tally)
    return tally


def main(arguments: list[str] | None = None) -> int:
    """Replay a folder and print the report; the last line is one JSON object."""
    parser = argparse.ArgumentParser(prog="bench.replay", description="Replay recorded exchanges")
    parser.add_argument("--kind", choices=sorted(KINDS), required=True, help="whose recordings")
    parser.add_argument("--folder", type=Path, required=True, help="the folder to read")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"{options.folder} is not a folder", file=sys.stderr)
        return 2
    tally = replay(options.kind, options.folder)
    print("\n".join(report(tally)))
    print(json.dumps(tally.summary()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
