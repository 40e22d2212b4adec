"""``make test``: the whole suite, unit to browser, in one run of pytest over a fresh database."""

import os
import shlex
import signal
import subprocess
from pathlib import Path

from . import databases, rooms, system
from .config import Workspace
from .paths import ROOT, STATE
from .run import say

DATABASE = f"{databases.PREFIX}test"


def default_targets(root: Path = ROOT) -> list[str]:
    """Everything that holds tests.

    Each package's ``tests`` folder, the whole-system tests and the rooms' doctests.
    """
    folders = [
        path
        for path in (*sorted(root.glob("*/tests")), root / "tests")
        if any(path.glob("test_*.py"))
    ]
    return [str(path.relative_to(root)) for path in (*rooms.pure_rooms(root), *folders)]


def names_a_target(words: list[str], root: Path = ROOT) -> bool:
    """Whether the user's words name a file or folder (or a test in one): then only that is run."""
    return any(not word.startswith("-") and (root / word.split("::")[0]).exists() for word in words)


def pytest_words(workspace: Workspace, conf: Path, database: str, words: list[str]) -> list[str]:
    """The command line of pytest for ``words`` that the user gave."""
    targets = [] if names_a_target(words) else default_targets()
    return [
        str(workspace.python),
        "-m",
        "pytest",
        "-ra",
        "--doctest-modules",
        "--odoo-http",
        f"--odoo-config={conf}",
        f"--odoo-database={database}",
        *targets,
        *words,
    ]


def run_tests(workspace: Workspace, arguments: str) -> int:
    """Run the suite and return pytest's exit code. Its closing line is the last line of the output.

    :param arguments: further words for pytest, as a shell would read them.
    """
    system.ensure("chromium")
    template = databases.suite(workspace)
    drop_left_over(workspace)
    database = f"{DATABASE}_{os.getpid()}"
    say(f"{workspace.odoo}; test database {database}")
    databases.new(workspace, database, source=template)
    conf = workspace.write_conf("test.conf", log_level="warn")
    env = workspace.env(AR_SYNC_CHROMIUM=system.chromium() or "", AR_SYNC_STATE=str(STATE))
    command = pytest_words(workspace, conf, database, shlex.split(arguments))
    try:
        return _wait(subprocess.Popen(command, cwd=ROOT, env=env))
    finally:
        databases.drop(workspace, database)


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
