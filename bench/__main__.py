"""Every benchmark, as one table: ``python -m bench [NAME …] [--quick] [--json FILE]``.

Ours and stock Odoo do the same work in the same run, each on a copy of a template database that is
dropped afterwards. The matching engine has a benchmark of its own: ``python -m bench.matching``.
"""

import argparse
import importlib
import json
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path

from workspace import config, databases
from workspace.run import say

from .common import SEED, Lab, Row, figure, hardware

NAMES = (
    "webhooks", "drain", "mirror", "invoices", "receipts", "bank", "charges", "autopay", "collections", "netsuite",
    "scale",
)  # fmt: skip
HEAD = (
    "operation", "ours/s", "ours/s wall", "stock one by one/s", "stock batch/s",
    "ratio", "goal", "SQL/record", "RSS MB",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the chosen benchmarks and print the table; the last line is one JSON object."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all by default")
    parser.add_argument("--quick", action="store_true", help="few records, one run each")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    workspace = config.prepare()
    lab = Lab(workspace, options.quick)
    rows: list[Row] = []
    failed = []
    print(_surroundings(workspace, lab), flush=True)
    try:
        for name in options.names or NAMES:
            begin = time.perf_counter()
            try:
                rows += importlib.import_module(f"bench.{name}").bench(lab)
            except Exception as error:
                failed.append(name)
                print(f"{name} failed: {error}", file=sys.stderr)
            say(f"{name}: {time.perf_counter() - begin:.0f} s")
    finally:
        lab.drop_all()
    print(table(rows))
    report = {"rows": [asdict(row) for row in rows], "failed": failed, "quick": options.quick}
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))
    print(json.dumps(report))
    return 1 if failed else 0


def _surroundings(workspace: config.Workspace, lab: Lab) -> str:
    """Say on what was measured."""
    server = databases.psql(workspace, "SHOW server_version")[0]
    return "\n".join(
        (
            hardware(),
            f"Odoo {workspace.odoo.version}; PostgreSQL {server}; Python {platform.python_version()}; seed {SEED}",
            f"{lab.runs} run(s) each, medians; rates per second of CPU (Python and its PostgreSQL backend)",
            "",
        )
    )


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table, the notes below it."""
    lines = [_line(HEAD), _line(["---"] + ["---:"] * (len(HEAD) - 1))]
    for row in rows:
        cells = [row.operation, figure(row.ours), figure(row.wall), figure(row.single), figure(row.batch)]
        lines.append(_line([*cells, row.ratio, row.goal or "–", figure(row.sql), figure(row.rss_mb)]))
    notes = [f"- {row.operation}: {row.note}" for row in rows if row.note]
    return "\n".join([*lines, "", *notes, ""])


def _line(cells) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
