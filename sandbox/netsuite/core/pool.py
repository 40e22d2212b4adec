"""One concurrency pool for the whole account: SOAP and REST draw from the same places."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..ledger.settings import Settings


class Busy(Exception):
    """All places are taken."""


class Pool:
    """Counts requests under way; what is over the limit is refused, never queued."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self.active = 0
        self.held = 0
        self.peak = 0
        self.refused = 0

    @property
    def limit(self) -> int:
        """The integration's own share, or the account's limit."""
        own = self._settings.integration_limit
        return own if own is not None else self._settings.concurrency_limit

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for the time of a request. :raise Busy: none is free."""
        with self._lock:
            if self.active + self.held >= self.limit:
                self.refused += 1
                raise Busy
            self.active += 1
            self.peak = max(self.peak, self.active)
        try:
            yield
        finally:
            with self._lock:
                self.active -= 1

    def hold(self, places: int) -> None:
        """Places other integrations of the account take: a storm from elsewhere."""
        with self._lock:
            self.held = places
