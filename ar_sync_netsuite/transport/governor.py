"""How many requests at once, and how long to wait: NetSuite refuses the rest and does not say when to come back.

One account has one pool for everybody: SOAP, REST, all workers, all other integrations (5 places, or 15, and 10 more
for each SuiteCloud Plus licence). An integration can have places of its own.

>>> places(5, None), places(15, 10), places(1, None), places(None, None)
(4, 10, 1, 4)
>>> [wait_s(attempt, 0.5) for attempt in range(1, 6)]
[0.75, 1.5, 3.0, 6.0, None]

A pace learns from refusals: half as many at once after each, one more after as many went well as there are.

>>> pace = Pace(8)
>>> pace.refused(); pace.refused(); pace.allowed
2
>>> for _ in range(2): pace.went_well()
>>> pace.allowed
3
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .interface import Slots, erp_error

#: Waits after a refusal, in seconds; after the last one the caller's own ladder takes over.
BACKOFF_S = (0.5, 1.0, 2.0, 4.0)
#: Places that are left to others where the integration has none of its own.
LEFT_TO_OTHERS = 1
ACCOUNT_DEFAULT = 5
#: How long a request waits for a place of ours.
PATIENCE_S = 60.0


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


@dataclass
class Pace:
    """How many of the places are used. :param limit: how many there are."""

    limit: int
    allowed: int = 0
    _good: int = 0

    def __post_init__(self) -> None:
        self.allowed = self.allowed or self.limit

    def refused(self) -> None:
        """NetSuite had no place for a request."""
        self.allowed, self._good = max(1, self.allowed // 2), 0

    def went_well(self) -> None:
        """A request was answered."""
        self._good += 1
        if self._good >= self.allowed and self.allowed < self.limit:
            self.allowed, self._good = self.allowed + 1, 0


class LocalSlots:
    """Places within one process."""

    def __init__(self, limit: int) -> None:
        self.pace = Pace(limit)
        self.peak = 0
        self._taken: set[int] = set()
        self._free = threading.Condition()

    def acquire(self, timeout_s: float) -> int | None:
        """Take a place, as :class:`~.interface.Slots` says."""
        with self._free:
            if not self._free.wait_for(lambda: len(self._taken) < self.pace.allowed, timeout_s):
                return None
            place = next(number for number in range(self.pace.limit) if number not in self._taken)
            self._taken.add(place)
            self.peak = max(self.peak, len(self._taken))
            return place

    def release(self, place: int) -> None:
        """Give a place back."""
        with self._free:
            self._taken.discard(place)
            self._free.notify()


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

    def wait(self, attempt: int) -> bool:
        """Wait after the ``attempt``-th refusal; tell whether another attempt is worth it. No place is held."""
        pause = wait_s(attempt, self.chance())
        if pause is None:
            return False
        self.sleep(pause)
        return True
