"""Programs that stay up together and end together.

Each runs in a process group of its own, so that Ctrl-C reaches only the one that keeps the group,
which then ends the others in order. Should that one be killed, the kernel ends its children (Linux'
parent-death signal): none is left behind.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from .run import WorkspaceError

PR_SET_PDEATHSIG = 1
STOP_TIMEOUT_S = 10.0


def _die_with_parent() -> None:
    """Runs in the child before the program starts."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def tail(path: Path, lines: int = 12) -> str:
    """The last lines of a log, indented."""
    text = path.read_text(errors="replace") if path.is_file() else ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


class Running:
    """A set of running programs; leaving the ``with`` block ends them all, the last one first."""

    def __init__(self) -> None:
        self.members: list[tuple[str, subprocess.Popen[bytes], Path]] = []

    def __enter__(self) -> "Running":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        return self

    def __exit__(self, *error: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for _, process, _ in reversed(self.members):
            stop(process)

    def start(
        self, name: str, words: Sequence[str], env: Mapping[str, str], cwd: Path, log: Path
    ) -> None:
        """Start a program; what it says goes to ``log``."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as output:
            process = subprocess.Popen(
                words,
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.members.append((name, process, log))

    def check(self) -> None:
        """Look after all programs.

        :raises WorkspaceError: one has ended; the end of its log is in the message.
        """
        for name, process, log in self.members:
            if process.poll() is not None:
                raise WorkspaceError(
                    f"{name} ended with {process.returncode}:\n{tail(log)}\n  The whole log: {log}"
                )

    def wait_for_http(self, url: str, timeout_s: float) -> None:
        """Wait until something answers at ``url``, whatever it answers.

        :raises WorkspaceError: a program has ended, or nothing answered in time.
        """
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            self.check()
            if answers(url):
                return
            time.sleep(0.2)
        raise WorkspaceError(f"nothing answered at {url} within {timeout_s:g} s")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def answers(url: str) -> bool:
    """Whether an HTTP server answers at ``url``; an error status is an answer."""
    try:
        build_opener(ProxyHandler({})).open(url, timeout=5).close()
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True


def stop(process: "subprocess.Popen[bytes]", timeout_s: float = STOP_TIMEOUT_S) -> None:
    """End a program and all it started: politely, then by force."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
