"""The sandbox as an object: start it, talk to it over HTTP, stop it.

    with StripeSandbox(seed=1, scenario="small") as sandbox:
        client = stripe.StripeClient(
            sandbox.secret_key, base_addresses={"api": sandbox.url}
        )
"""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from .control.api import Control
from .core.clock import Clock, parse_time
from .core.engine import Engine, Options
from .core.gateway import Gateway, Request, Response
from .core.http import Server, make_server
from .core.ids import derive
from .core.versions import LATEST, VERSIONS
from .pages.oauth import client_id
from .pages.site import Site
from .resources.accounts import open_account
from .scenario import SCENARIOS

#: How often a ticking sandbox looks for work that has become due.
TICK_S = 0.5


class StripeSandbox:
    """A running stand-in for the Stripe API.

    :param seed: decides ids, scenario and random faults.
    :param scenario: what the account holds to begin with, see ``SCENARIOS``.
    :param count: how much of it, for scenarios that can be scaled.
    :param now: first moment of the clock (ISO or epoch); the machine's time when
        left out. Scenarios of the past end at this moment.
    :param ticking: whether time passes by itself. Tests leave it off.
    :param state: file that keeps the state; when it holds one already, the
        sandbox continues from there and *scenario* is not run again.
    :param rate_limit: requests a second for an account and for each endpoint.
    """

    def __init__(
        self,
        seed: int = 1,
        scenario: str = "empty",
        *,
        count: int | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        now: str | float | None = None,
        ticking: bool = False,
        state: str | Path | None = None,
        api_version: str = LATEST,
        rate_limit: int | None = None,
    ) -> None:
        if scenario not in SCENARIOS:
            raise ValueError(f"no scenario {scenario!r}; there are {sorted(SCENARIOS)}")
        if api_version not in VERSIONS:
            raise ValueError(f"no API version {api_version!r}")
        self._ticking = ticking
        self._end = parse_time(str(now)) if now is not None else None
        self.engine = Engine(
            Options(
                seed=seed,
                start=SCENARIOS[scenario].begins(self._end),
                ticking=False,
                default_version=api_version,
                per_account=rate_limit,
                per_endpoint=rate_limit,
                state=state,
            )
        )
        self._prepare(scenario, count)
        self.gateway = Gateway(self.engine)
        self.control = Control(self)
        self.site = Site(self.engine)
        self._server: Server = make_server(host, port, self._answer)
        self.engine.base_url = self.url
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()

    def _prepare(self, scenario: str, count: int | None) -> None:
        engine = self.engine
        if not engine.resume():
            self._build(scenario, count)
        elif self._ticking:
            engine.advance_to(Clock().time())
        engine.commit()
        engine.clock.set_ticking(self._ticking)

    def _build(self, name: str, count: int | None) -> None:
        """The platform account with its first keys, then the scenario."""
        engine, scenario = self.engine, SCENARIOS[name]
        engine.platform_id = "acct_1" + derive(f"platform:{engine.ids.seed}", 15)
        engine.add_account(engine.platform_id)
        for livemode in (False, True):
            account = engine.account(livemode=livemode)
            open_account(engine.context(account), **scenario.settings)
            mode = "live" if livemode else "test"
            token = f"sk_{mode}_51" + derive(f"key:{mode}:{engine.ids.seed}", 40)
            engine.keys.make(engine.platform_id, livemode, token=token)
        scenario.build(engine, self._end, count)

    def reset(self, scenario: str = "empty", count: int | None = None) -> None:
        """Forget everything and play *scenario*; it ends at the present moment."""
        if scenario not in SCENARIOS:
            raise ValueError(f"no scenario {scenario!r}; there are {sorted(SCENARIOS)}")
        with self.engine.lock:
            now = self.engine.clock.time()
            self.engine.clear(SCENARIOS[scenario].begins(now))
            self._build(scenario, count)
            self.engine.commit()
            self.engine.clock.set_ticking(self._ticking)

    # -- running ------------------------------------------------------------------

    def start(self) -> StripeSandbox:
        """Begin to listen; returns at once."""
        self.engine.courier.start()
        self._spawn(self._server.serve_forever, "sandbox-http", poll_interval=0.05)
        if self._ticking:
            self._spawn(self._tick, "sandbox-clock")
        return self

    def _spawn(self, target: Any, name: str, **kwargs: Any) -> None:
        thread = threading.Thread(target=target, name=name, kwargs=kwargs, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _tick(self) -> None:
        while not self._stopped.wait(TICK_S):
            with self.engine.lock:
                if self.engine.run_due():
                    self.engine.commit()

    def stop(self) -> None:
        """Stop listening and close the state file."""
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)
        self.engine.close()

    def __enter__(self) -> StripeSandbox:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/_sandbox"):
            return self.control.handle(request)
        if request.path.startswith(("/pay/", "/oauth/")):
            return self.site.handle(request)
        return self.gateway.handle(request)

    # -- what tests need ------------------------------------------------------------

    @property
    def url(self) -> str:
        """Where the sandbox listens, without a slash at the end."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def clock(self) -> Clock:
        """The sandbox's clock; use ``advance`` to move it and run what is due."""
        return self.engine.clock

    @property
    def account_id(self) -> str:
        """The id of the platform account."""
        return self.engine.platform_id

    @property
    def client_id(self) -> str:
        """The application id of Connect's OAuth."""
        return client_id(self.engine)

    @property
    def secret_key(self) -> str:
        """The secret test key."""
        return self._first_key(livemode=False)

    @property
    def live_key(self) -> str:
        """The secret live key."""
        return self._first_key(livemode=True)

    def _first_key(self, livemode: bool) -> str:
        for key in self.engine.keys.all():
            if key["livemode"] == livemode and key["permissions"] is None:
                return str(key["id"])
        raise LookupError("no secret key")

    def restricted_key(self, *permissions: str, livemode: bool = False) -> str:
        """A new restricted key with *permissions*, such as ``rak_charge_read``."""
        with self.engine.lock:
            key = self.engine.keys.make(self.account_id, livemode, list(permissions))
            self.engine.commit()
            return str(key["id"])

    def advance(self, seconds: float) -> int:
        """Let *seconds* pass, doing everything that becomes due; how many things."""
        with self.engine.lock:
            done = self.engine.advance_to(self.engine.clock.time() + seconds)
            self.engine.commit()
            return done

    def books(self, account_id: str | None = None) -> dict[str, Any]:
        """The sandbox's own bookkeeping, see ``control.books``."""
        return self.control.books(account_id)
