"""The whole state of a sandbox and what can be done with it from inside.

The gateway (HTTP), the control API, scheduled jobs and scenarios all go through
an ``Engine``; whoever touches it holds ``Engine.lock``.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import params as params_module
from . import scheduler as scheduler_module
from . import versions
from .auth import KeyRing
from .clock import Clock
from .context import Context
from .counters import Counters
from .events import EventLog
from .faults import Faults
from .idempotency import IdempotencyStore
from .ids import IdFactory
from .limits import RateLimiter
from .listing import EXPAND
from .persistence import StateFile, dump
from .router import Route, Router
from .scheduler import Scheduler
from .store import Account, Obj

#: A bound on the jobs one step of the clock may run, against endless chains.
MAX_JOBS_PER_STEP = 1_000_000


@dataclass
class Options:
    """How a sandbox is set up.

    :param seed: decides ids, scenarios and random faults.
    :param start: first moment of the clock; None is the machine's time.
    :param ticking: whether time passes by itself.
    :param default_version: the account's API version.
    :param per_account: requests a second allowed for an account; None is off.
    :param per_endpoint: requests a second allowed for one endpoint.
    :param state: file that keeps the state between runs.
    """

    seed: int = 1
    start: float | None = None
    ticking: bool = True
    default_version: str = versions.LATEST
    per_account: int | None = None
    per_endpoint: int | None = None
    state: str | Path | None = None


class Engine:
    """Accounts, keys, time, events, faults: one sandbox."""

    def __init__(self, options: Options) -> None:
        from ..resources import registry
        from ..webhooks.courier import Courier

        self.lock = threading.RLock()
        self.options = options
        self.default_version = versions.check(options.default_version)
        self.clock = Clock(options.start, options.ticking)
        self.ids = IdFactory(str(options.seed))
        self.vault = Account("_sandbox", False)
        self.accounts: dict[tuple[str, bool], Account] = {}
        self.platform_id = ""
        #: Where the sandbox's own pages are; known once it listens.
        self.base_url = "https://checkout.stripe.com"
        self.keys = KeyRing(self.vault, self.ids)
        self.idempotency = IdempotencyStore(self.vault)
        self.limits = RateLimiter(options.per_account, options.per_endpoint)
        self.faults = Faults(options.seed)
        self.counters = Counters()
        self.scheduler = Scheduler(self.vault)
        self.events = EventLog(self)
        self.courier = Courier(self, options.seed)
        self.router = Router(registry.ROUTES)
        self._schemas: dict[str, dict[str, params_module.Rule]] = {}
        self._file = StateFile(options.state) if options.state else None

    # -- accounts ---------------------------------------------------------

    def account(self, account_id: str | None = None, livemode: bool = False) -> Account:
        """An account's data in one mode. :raise KeyError: when there is none."""
        return self.accounts[account_id or self.platform_id, livemode]

    def context(self, account: Account | None = None) -> Context:
        """A context for the sandbox's own doing, in the newest version."""
        return Context(self, account or self.account(), versions.LATEST)

    def add_account(self, account_id: str) -> None:
        """Make room for an account, test and live."""
        for livemode in (False, True):
            self.accounts[account_id, livemode] = Account(account_id, livemode)

    # -- calls --------------------------------------------------------------

    def call(
        self, ctx: Context, method: str, path: str, params: dict[str, Any] | None = None
    ) -> Any:
        """Do what the API does for this call; the stored object or page comes back."""
        route, ids = self.router.find(method, path, ctx.version)
        return self.execute(ctx, route, ids, params or {})

    def execute(
        self, ctx: Context, route: Route, ids: list[str], params: dict[str, Any]
    ) -> Any:
        """Check the parameters and run the handler."""
        return route.handler(ctx, self.check(route, params), *ids)

    def check(self, route: Route, params: dict[str, Any]) -> dict[str, Any]:
        """The checked parameters. :raise StripeError: when they do not fit."""
        schema = self._schemas.get(route.name)
        if schema is None:
            schema = self._schemas[route.name] = {**route.schema, **EXPAND}
        return params_module.parse(params, schema)

    # -- time -----------------------------------------------------------------

    def run_due(self) -> int:
        """Run the jobs whose time has come; how many."""
        return self.advance_to(self.clock.time())

    def advance_to(self, moment: float) -> int:
        """Move the clock to *moment*, running each job when it is due."""
        done = 0
        while (due := self.scheduler.next_due()) is not None and due <= moment:
            if done >= MAX_JOBS_PER_STEP:
                raise RuntimeError("too many scheduled jobs in one step")
            self.clock.advance_to(due)
            self._run(self.scheduler.pop())
            done += 1
        self.clock.advance_to(moment)
        return done

    def _run(self, job: Obj) -> None:
        account = self.accounts.get((job["account"], job["livemode"]))
        if account is not None:
            scheduler_module.run(self.context(account), job)

    # -- state ------------------------------------------------------------------

    def _all(self) -> list[Account]:
        return [self.vault, *self.accounts.values()]

    def _meta(self) -> Obj:
        return {
            "seed": self.ids.seed,
            "counter": self.ids.counter,
            "time": self.clock.time(),
            "platform": self.platform_id,
            "accounts": sorted({account_id for account_id, _ in self.accounts}),
        }

    def commit(self) -> None:
        """Write what has changed to the state file, if there is one."""
        if self._file is not None:
            self._file.write(self._all(), self._meta())
        for account in self._all():
            account.dirty.clear()

    def resume(self) -> bool:
        """Load the state file; False when there is none or it is empty."""
        if self._file is None or self._file.is_empty():
            return False
        self._load(self._file.read_meta(), self._file.read_objects())
        return True

    def snapshot(self) -> str:
        """The whole state as JSON text."""
        rows = [
            (account.scope, [table.rows[i] for i in table.order if i in table.rows])
            for account in self._all()
            for table in account.tables.values()
        ]
        return dump({"meta": self._meta(), "rows": rows})

    def restore(self, text: str) -> None:
        """Go back to a snapshot. The clock alone stays where it is."""
        state = json.loads(text)
        ticking = self.clock.ticking
        self.clear(self.clock.time())
        pairs = [(scope, row) for scope, rows in state["rows"] for row in rows]
        self._load(state["meta"], pairs)
        scopes = {account.scope: account for account in self._all()}
        for scope, row in pairs:
            scopes[scope].dirty.add((row["object"], row["id"]))
        self.clock.set_ticking(ticking)
        self.commit()

    def _load(self, meta: Obj, pairs: Any) -> None:
        self.ids.seed, self.ids.counter = meta["seed"], meta["counter"]
        self.clock.advance_to(meta["time"])
        self.platform_id = meta["platform"]
        self.accounts.clear()
        self.vault.tables.clear()
        for account_id in meta["accounts"]:
            self.add_account(account_id)
        scopes = {account.scope: account for account in self._all()}
        for scope, row in pairs:
            scopes[scope].table(row["object"]).put(row)
        self.scheduler.reload()
        self.courier.reload()

    def clear(self, start: float) -> None:
        """Forget all accounts, keys and deliveries; the clock begins at *start*."""
        self.commit()
        gone = [
            (account.scope, kind, object_id)
            for account in self._all()
            for kind, table in account.tables.items()
            for object_id in table.rows
        ]
        if self._file is not None:
            self._file.forget(gone)
        self.accounts.clear()
        self.vault.tables.clear()
        self.clock.restart(start)
        self.ids.counter = 0
        self.scheduler.reload()
        self.courier.reload()

    def close(self) -> None:
        """Stop deliveries and close the state file."""
        self.courier.stop()
        if self._file is not None:
            self._file.close()
