"""Everything a running stand-in consists of, without sockets."""

from __future__ import annotations

import pickle
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.stripe.core.clock import Clock

from ..ledger.errors import NsError
from ..ledger.service import Books, Done
from ..ledger.settings import Settings
from ..ledger.store import Store
from ..soap.searching import Searches
from .credentials import Credentials
from .faults import Faults
from .pool import Pool


@dataclass
class Stats:
    """What was asked, for tests and the curious."""

    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    created: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    broken: list[str] = field(default_factory=list)


class Engine:
    """Books, credentials, limits and faults of one account."""

    def __init__(self, settings: Settings, clock: Clock, seed: int, now: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.clock = clock
        self.seed = seed
        self.lock = threading.RLock()
        self.store = Store(settings, clock)
        self.books = Books(self.store)
        self.credentials = Credentials(settings, seed, now)
        self.pool = Pool(settings)
        self.faults = Faults(seed)
        self.searches = Searches(self.store)
        self.stats = Stats()
        self.requests = 0
        self.generation = 0
        self.sleep: Callable[[float], None] = time.sleep

    def request_id(self) -> str:
        """The next id of a request, in SuiteTalk's manner."""
        with self.lock:
            self.requests += 1
            return f"WEBSERVICES_{self.settings.account_id}_{self.requests:012d}"

    def strike_record(self, strikes: dict[str, dict[str, Any]]) -> None:
        """Faults that fall on one record. :raise NsError: the one a rule asks for."""
        rule = strikes.get("record_error")
        if rule:
            raise NsError(rule.get("code", "USER_ERROR"), rule.get("message", "The record was refused."))
        if "conflict" in strikes:
            raise NsError("RCRD_HAS_BEEN_CHANGED", "Record has been changed")

    def before(self, strikes: dict[str, dict[str, Any]]) -> None:
        """What happens to the books just before a request is done."""
        rule = strikes.get("close_period")
        if rule:
            period = self.store.get("accountingPeriod", rule.get("period", ""))
            self.store.write(period, {"closed": True, "closedOnDate": self.clock.time()})

    def wrote(self, done: Done) -> None:
        """Count a write."""
        if done.created:
            self.stats.created[done.record.kind] += 1

    # -- remember and go back -----------------------------------------------------

    def remember(self) -> bytes:
        """The books as they are."""
        store = self.store
        found = {name: getattr(store, name) for name in _STATE}
        return pickle.dumps({name: dict(one) if isinstance(one, dict) else one for name, one in found.items()})

    def go_back(self, remembered: bytes) -> None:
        """The books as they were."""
        state = pickle.loads(remembered)
        fresh = Store(self.settings, self.clock)
        for name in _STATE:
            value = state[name]
            current = getattr(fresh, name)
            current.update(value) if isinstance(current, dict) else setattr(fresh, name, value)
        fresh.dirty = {(kind, key) for kind, table in fresh.tables.items() for key in table}
        self._replace(fresh)

    def clear(self) -> None:
        """Empty books."""
        self._replace(Store(self.settings, self.clock))

    def _replace(self, store: Store) -> None:
        self.store.__dict__.update(store.__dict__)
        self.searches.forget()
        self.generation += 1


_STATE = ("tables", "links", "by_debit", "by_credit", "by_external", "by_number", "by_customer", "deleted", "notes",
          "next_ids", "writes")  # fmt: skip
