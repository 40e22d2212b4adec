"""The sandbox's own time.

A clock either stands still (tests: time moves only when told) or runs with
the machine's monotonic clock from its starting point (demo). Both can be
moved forward; neither ever goes back, because objects are stored in the order
of their ``created``.
"""

from __future__ import annotations

import time
from datetime import datetime, timezone

DAY_S = 86_400


def parse_time(text: str) -> float:
    """ISO 8601 or epoch seconds to epoch seconds; a naive time is UTC.

    >>> parse_time("2026-01-02T03:04:05Z")
    1767323045.0
    >>> parse_time("1767323045")
    1767323045.0
    """
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.timestamp()


class Clock:
    """Epoch seconds that only move forward.

    :param float|None start: first moment; the machine's time when left out.
    :param bool ticking: whether time passes by itself.
    """

    def __init__(self, start: float | None = None, ticking: bool = True) -> None:
        self._base = time.time() if start is None else start
        self._ticking = ticking
        self._mark = time.monotonic()

    @property
    def ticking(self) -> bool:
        """Whether time passes by itself."""
        return self._ticking

    def time(self) -> float:
        """Seconds since the epoch, with fractions when ticking."""
        if self._ticking:
            return self._base + (time.monotonic() - self._mark)
        return self._base

    def now(self) -> int:
        """Whole seconds since the epoch, as Stripe's ``created`` has them."""
        return int(self.time())

    def advance_to(self, moment: float) -> None:
        """Move forward to *moment*; an earlier moment changes nothing."""
        ahead = moment - self.time()
        if ahead > 0:
            self._base += ahead

    def advance(self, seconds: float) -> None:
        """Move forward by *seconds* (at least 0)."""
        if seconds < 0:
            raise ValueError("time does not go back")
        self._base += seconds

    def restart(self, start: float) -> None:
        """Begin anew at *start*, standing still; only for an emptied sandbox."""
        self._base = start
        self._ticking = False

    def set_ticking(self, ticking: bool) -> None:
        """Stop or start the clock at the present moment."""
        self._base = self.time()
        self._mark = time.monotonic()
        self._ticking = ticking


def midnight(moment: float) -> int:
    """The start of the UTC day of *moment*."""
    return int(moment) // DAY_S * DAY_S


def iso(moment: float) -> str:
    """*moment* as ISO 8601 in UTC, for people and logs."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
