"""The books in a file, so that a stand-in that was stopped comes back as it was.

The file is written when the books have changed, every few moments and at the end, in one step: a killed
stand-in loses the last moments, never the file. It is read by this program only.
"""

from __future__ import annotations

import pickle
import threading
from pathlib import Path

from .engine import Engine

#: How often a running stand-in looks whether the books have changed.
PAUSE_S = 2.0


class Keeper:
    """Keeps the books of an engine in a file."""

    def __init__(self, engine: Engine, file: str | Path) -> None:
        self._engine = engine
        self._file = Path(file)
        self._kept = -1
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="netsuite-keeper", daemon=True)

    def resume(self) -> bool:
        """Take the books from the file; False when there is none."""
        if not self._file.is_file():
            return False
        found = pickle.loads(self._file.read_bytes())
        self._engine.clock.advance_to(found["time"])
        self._engine.go_back(found["books"])
        return True

    def start(self) -> None:
        """Begin to keep."""
        self._thread.start()

    def stop(self) -> None:
        """Write for the last time."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self.keep()

    def keep(self) -> None:
        """Write the file unless nothing has changed."""
        engine = self._engine
        with engine.lock:
            if engine.store.writes == self._kept:
                return
            self._kept = engine.store.writes
            text = pickle.dumps({"time": engine.clock.time(), "books": engine.remember()})
        draft = self._file.with_name(f".{self._file.name}.draft")
        draft.write_bytes(text)
        draft.replace(self._file)

    def _run(self) -> None:
        while not self._stopped.wait(PAUSE_S):
            self.keep()
