"""Where things are: the repository, its state folder and the cache."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The repository."""

STATE = Path(os.environ.get("AR_SYNC_STATE") or ROOT / ".workspace")
"""What belongs to this checkout and may be thrown away: ``make clean`` removes it."""


def cache_dir() -> Path:
    """The folder of downloads and what is built of them, shared by all checkouts of this user."""
    chosen = os.environ.get("AR_SYNC_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "ar_sync"


def short_hash(*parts: str | bytes, length: int = 12) -> str:
    """A short name for the contents ``parts``; the same contents give the same name."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:length]


def write_if_changed(path: Path, text: str, mode: int = 0o644) -> bool:
    """Write ``text`` unless the file says so already, in one step for readers.

    True when it was written.
    """
    if path.is_file() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=mode)
    draft.write_text(text)
    draft.replace(path)
    return True


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Let one process at a time do the work called ``name`` in ``folder``; the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f".{name}.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
