"""How many requests at once, and how long to wait: NetSuite refuses the rest and does not say when to come back.

One account has one pool for everybody: SOAP, REST, all workers, all other integrations (5 places, or 15, and 10 more
for each SuiteCloud Plus licence). An integration can have places of its own.

>>> places(5, None), places(15, 10), places(1, None), places(None, None)
(4, 10, 1, 4)
>>> [wait_s(attempt, 0.5) for attempt in range(1, 6)]
[0.75, 1.5, 3.0, 6.0, None]

A pace is what is known of refusals, shared by all workers: each moment of refusals halves what is used at once, and one
more is used again every few seconds. Refusals of the same moment count once: those who are refused together are one
storm.

>>> pace = Pace().refused(8, now_s=100.0)
>>> pace.allowed(8, 100.0), pace.refused(8, 100.4).allowed(8, 101.0), pace.refused(8, 102.0).allowed(8, 102.0)
(4, 4, 2)
>>> [pace.allowed(8, 100.0 + REGAIN_S * steps) for steps in (1, 3, 4, 1000)]
[5, 7, 8, 8]

Where NetSuite says when to come back, nobody asks before; a wait that is too long to be meant is cut.

>>> pace = Pace().refused(8, now_s=100.0, retry_after_s=30.0)
>>> pace.allowed(8, 110.0), pace.allowed(8, 130.0) > 0, Pace().refused(8, 0.0, 9e9).resumes_at_s
(0, True, 60.0)
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from .interface import Slots, erp_error

#: Waits after a refusal, in seconds; after the last one the caller's own ladder takes over.
BACKOFF_S = (0.5, 1.0, 2.0, 4.0)
#: Places that are left to others where the integration has none of its own.
LEFT_TO_OTHERS = 1
ACCOUNT_DEFAULT = 5
#: How long a request waits for a place of ours.
PATIENCE_S = 60.0
#: Between two looks for a free place.
PAUSE_S = 0.1
#: One more at once after each of these without a refusal.
REGAIN_S = 5.0
#: Refusals within this time are one storm.
SAME_STORM_S = 1.0
#: Nobody waits longer than this because an answer says so.
RETRY_AFTER_MAX_S = 60.0


def places(account: int | None, own: int | None) -> int:
    """Return how many requests we make at once.

    :param account: the account's limit; ``None`` where NetSuite does not say.
    :param own: the integration's own share, if it has one.
    """
    if own:
        return own
    return max(1, (account or ACCOUNT_DEFAULT) - LEFT_TO_OTHERS)


def wait_s(attempt: int, chance: float) -> float | None:
    """Return how long to wait after the ``attempt``-th refusal, or ``None`` when it is enough.

    :param chance: from 0 to 1, so that those who were refused together do not come back together.
    """
    if attempt > len(BACKOFF_S):
        return None
    return BACKOFF_S[attempt - 1] * (1 + chance)


@dataclass(frozen=True)
class Pace:
    """What the last refusal left of the places, and when it was; times are seconds of any one clock.

    :param left: how many requests at once it left; zero: there was none.
    """

    left: int = 0
    refused_at_s: float = 0.0
    resumes_at_s: float = 0.0

    def allowed(self, limit: int, now_s: float) -> int:
        """Return how many of ``limit`` places are used now; none while NetSuite wants to be left alone."""
        if not self.left:
            return limit
        if now_s < self.resumes_at_s:
            return 0
        regained = max(0.0, now_s - self.refused_at_s) // REGAIN_S
        return int(min(limit, self.left + regained))

    def refused(self, limit: int, now_s: float, retry_after_s: float = 0.0) -> "Pace":
        """Return the pace after NetSuite had no place for a request."""
        resumes_at_s = self.resumes_at_s
        if retry_after_s > 0:
            resumes_at_s = max(resumes_at_s, now_s + min(retry_after_s, RETRY_AFTER_MAX_S))
        if self.left and 0 <= now_s - self.refused_at_s < SAME_STORM_S:
            return replace(self, resumes_at_s=resumes_at_s)
        before = replace(self, resumes_at_s=0.0).allowed(limit, now_s)
        return Pace(max(1, before // 2), now_s, resumes_at_s)


class LocalSlots:
    """Places within one process."""

    def __init__(self, limit: int, now_s: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self.pace = Pace()
        self.peak = 0
        self._now_s = now_s
        self._taken: set[int] = set()
        self._free = threading.Condition()

    def acquire(self, timeout_s: float) -> int | None:
        """Take a place, as :class:`~.interface.Slots` says."""
        end = time.monotonic() + timeout_s
        with self._free:
            while len(self._taken) >= self.pace.allowed(self.limit, self._now_s()):
                rest = end - time.monotonic()
                if rest <= 0:
                    return None
                self._free.wait(min(rest, PAUSE_S))
            place = next(number for number in range(self.limit) if number not in self._taken)
            self._taken.add(place)
            self.peak = max(self.peak, len(self._taken))
            return place

    def release(self, place: int) -> None:
        """Give a place back."""
        with self._free:
            self._taken.discard(place)
            self._free.notify()

    def refused(self, retry_after_s: float = 0.0) -> None:
        """Note that NetSuite had no place."""
        with self._free:
            self.pace = self.pace.refused(self.limit, self._now_s(), retry_after_s)


@dataclass
class Governor:
    """Lets requests through one by one as there are places, and says how long to wait after a refusal."""

    slots: Slots
    patience_s: float = PATIENCE_S
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = field(default=random.random)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for one request. :raise ErpError: ``busy``, none became free."""
        place = self.slots.acquire(self.patience_s)
        if place is None:
            raise erp_error("busy", detail=f"none of our own places became free in {self.patience_s:g} s")
        try:
            yield
        finally:
            self.slots.release(place)

    def wait(self, attempt: int, retry_after_s: float = 0.0) -> bool:
        """Note the ``attempt``-th refusal for all workers, and wait; tell whether another attempt is worth it.

        No place is held meanwhile.

        :param retry_after_s: where the refusal says when to come back.
        """
        self.slots.refused(retry_after_s)
        pause = wait_s(attempt, self.chance())
        if pause is None:
            return False
        self.sleep(pause)
        return True
