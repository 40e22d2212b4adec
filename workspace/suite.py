"""``make test``: the whole suite, unit to browser, in one run of pytest over a fresh database."""

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import databases, rooms, system
from .config import Workspace
from .paths import ROOT
from .run import say

DATABASE = f"{databases.PREFIX}test"


PROCESSES_MAX = 4
"""More of them wait for one PostgreSQL, and each has an Odoo and at times a browser in memory."""

WORDS_WITH_VALUE = ("-k", "-m", "-p", "-o", "-n", "--maxfail")


def default_targets(addons: Sequence[str] = (), root: Path = ROOT) -> list[str]:
    """Everything that holds tests: ``tests/``, which takes longest, each package's ``tests``, the rooms' doctests.

    :param addons: only what belongs to these addons; everything when there are none.
    """
    folders = (root / "tests", *sorted(root.glob("*/tests")))
    found = [folder for folder in folders if any(folder.glob("test_*.py"))] + rooms.pure_rooms(root)
    names = [path.relative_to(root) for path in found]
    return [str(name) for name in names if not addons or name.parts[0] in addons]


def names_a_target(words: list[str], root: Path = ROOT) -> bool:
    """Whether the user's words name a file, a folder or a test: then only that is run."""
    for before, word in zip(["", *words], words, strict=False):
        if before not in WORDS_WITH_VALUE and (root / word.split("::")[0]).exists():
            return True
    return False


def run_tests(workspace: Workspace, arguments: str, addons: Sequence[str] = ()) -> int:
    """Run the suite and return pytest's exit code. The last line of the output is pytest's own.

    :param arguments: further words for pytest, as a shell would read them.
    :param addons: install and test only these addons; all of ours when there are none.
    """
    system.ensure("chromium")
    words = shlex.split(arguments)
    targets = [] if names_a_target(words) else [*side_by_side(words), *default_targets(addons)]
    with fresh_database(workspace, addons) as database:
        say(f"{workspace.odoo}; test database {database}")
        return pytest(workspace, database, "-ra", "--doctest-modules", *targets, *words)


def side_by_side(words: Sequence[str] = (), cpus: int | None = None) -> list[str]:
    """Words for pytest to run files in several processes, each with a copy of the database; none on one CPU."""
    count = min(PROCESSES_MAX, cpus or os.cpu_count() or 1)
    return ["-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder"] if count > 1 and "-n" not in words else []


@contextmanager
def fresh_database(workspace: Workspace, addons: Sequence[str] = ()) -> Iterator[str]:
    """A database with our addons (or only ``addons``) that is deleted at the end."""
    template = databases.suite(workspace, addons)
    drop_left_over(workspace)
    database = f"{DATABASE}_{os.getpid()}"
    databases.new(workspace, database, source=template)
    try:
        yield database
    finally:
        databases.drop(workspace, database)


def pytest(workspace: Workspace, database: str, *words: str) -> int:
    """Run pytest inside Odoo, with its HTTP server on, and return its exit code."""
    command = [str(workspace.python), "-m", "pytest", "--odoo-http"]
    command += [f"--odoo-config={workspace.conf}", f"--odoo-database={database}", *words]
    return _wait(subprocess.Popen(command, cwd=ROOT, env=workspace.env()))


def drop_left_over(workspace: Workspace) -> None:
    """Remove the databases of runs that were killed: each is named by the process that made it."""
    for name in databases.names(workspace):
        process = name.removeprefix(f"{DATABASE}_")
        if process != name and process.isdigit() and not Path(f"/proc/{process}").exists():
            databases.drop(workspace, name)


def _wait(process: "subprocess.Popen[bytes]") -> int:
    """Wait for pytest. Ctrl-C is pytest's to handle: it still says what it found."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            if process.poll() is None and os.getpgid(process.pid) != os.getpgid(0):
                process.send_signal(signal.SIGINT)
