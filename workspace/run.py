"""Running other programs, saying what happens, and trying again what may fail."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

RETRY_DELAYS_S = (2.0, 6.0, 20.0)
"""Pauses between the attempts at a download: four attempts in all."""


class WorkspaceError(Exception):
    """A step failed; the message says which one and what to do about it."""


class DownloadError(WorkspaceError):
    """A download failed at every attempt; the message names it."""


def say(text: str) -> None:
    """Tell the user what happens. On standard error, so that a command's own output stays clean."""
    print(f"· {text}", file=sys.stderr, flush=True)


def run(
    args: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | str | None = None,
    log: Path | None = None,
    stdin: str | None = None,
) -> str:
    """Run a program to its end and return what it printed.

    :param log: a file that takes its output instead; its last lines are shown on failure.
    :raises WorkspaceError: when it cannot be started or ends with an error; its last lines of
        output are in the message.
    """
    words = [str(word) for word in args]
    try:
        done = subprocess.run(
            words,
            env=env,
            cwd=cwd,
            input=stdin or "",
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise WorkspaceError(f"cannot run {words[0]}: {error.strerror}") from error
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout)
    if done.returncode:
        telling = [line for line in done.stdout.strip().splitlines() if " INFO " not in line]
        tail = "\n    ".join(telling[-15:])
        where = f"\n  The whole log: {log}" if log else ""
        raise WorkspaceError(
            f"{shlex.join(words[:6])} … ended with {done.returncode}:\n    {tail}{where}"
        )
    return done.stdout


def retry(
    action: Callable[[], T],
    what: str,
    advice: str,
    *,
    delays_s: Sequence[float] = RETRY_DELAYS_S,
) -> T:
    """Do ``action``, again after each pause while it fails.

    :param what: the thing that is fetched, as a user would name it.
    :param advice: what a user can do when it cannot be had.
    :raises DownloadError: names ``what``, the last error and ``advice``.
    """
    for attempt, pause_s in enumerate((*delays_s, None), start=1):
        try:
            return action()
        except WorkspaceError as error:
            if pause_s is None:
                raise DownloadError(
                    f"could not get {what} in {attempt} attempts.\n"
                    f"  Last error: {error}\n  What to do: {advice}"
                ) from error
            say(f"{what}: attempt {attempt} failed, trying again in {pause_s:g} s")
            time.sleep(pause_s)
    raise AssertionError("the last attempt returns or raises")


def is_root() -> bool:
    """Whether this process may install system packages."""
    return os.geteuid() == 0
