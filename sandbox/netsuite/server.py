"""The stand-in as an object: start it, talk to it over HTTP, stop it.

with NetSuiteSandbox(seed=1, scenario="northwind") as sandbox:
    sandbox.soap_url, sandbox.rest_url, sandbox.token
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from sandbox.stripe.core.clock import Clock, parse_time

from .control.api import Control
from .core.credentials import Token
from .core.engine import Engine
from .core.http import Request, Response, make_server
from .core.keeping import Keeper
from .ledger.settings import Settings
from .rest.gateway import Gateway as RestGateway
from .scenario import SCENARIOS
from .soap import wsdl
from .soap.gateway import Gateway as SoapGateway
from .soap.gateway import is_soap

#: The endpoint a new connection uses: the last there will be.
DEFAULT_VERSION = "2025_2"


class NetSuiteSandbox:
    """A running stand-in for NetSuite.

    :param seed: decides tokens, scenario and random faults.
    :param scenario: what the account holds to begin with, see ``SCENARIOS``.
    :param count: how much of it, for scenarios that can be scaled.
    :param now: first moment of the books' clock (ISO or epoch); the machine's time when left out.
    :param ticking: whether the books' time passes by itself. Tests leave it off.
    :param login_clock: the time that timestamps of logins are judged by; the machine's by default.
    :param state: file that keeps the books; when it holds some already, *scenario* is not played again.
    :param settings: features and preferences, by the names of :class:`Settings`.
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
        login_clock: Callable[[], float] = time.time,
        state: str | Path | None = None,
        **settings: Any,
    ) -> None:
        if scenario not in SCENARIOS:
            raise ValueError(f"no scenario {scenario!r}; there are {sorted(SCENARIOS)}")
        chosen = Settings()
        chosen.change(**settings)
        start = parse_time(str(now)) if now is not None else None
        self.engine = Engine(chosen, Clock(start, ticking=False), seed, login_clock)
        self._keeper = Keeper(self.engine, state) if state else None
        if self._keeper is None or not self._keeper.resume():
            SCENARIOS[scenario](self.engine, count)
        self.engine.clock.set_ticking(ticking)
        self.soap = SoapGateway(self.engine)
        self.rest = RestGateway(self.engine)
        self.control = Control(self)
        self._server = make_server(host, port, self._answer)
        self.rest.base_url = self.url
        self._thread: threading.Thread | None = None

    def reset(self, scenario: str = "empty", count: int | None = None) -> None:
        """Forget everything and play *scenario*."""
        if scenario not in SCENARIOS:
            raise ValueError(f"no scenario {scenario!r}; there are {sorted(SCENARIOS)}")
        with self.engine.lock:
            self.engine.clear()
            SCENARIOS[scenario](self.engine, count)

    # -- running ------------------------------------------------------------------

    def start(self) -> NetSuiteSandbox:
        """Begin to listen; returns at once."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="netsuite-http", daemon=True
        )
        self._thread.start()
        if self._keeper is not None:
            self._keeper.start()
        return self

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        if self._thread is not None:
            self._thread.join(timeout=5)
        if self._keeper is not None:
            self._keeper.stop()

    def __enter__(self) -> NetSuiteSandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/_sandbox"):
            return self.control.handle(request)
        if is_soap(request.path):
            return self.soap.handle(request)
        if wsdl.is_wsdl(request.path):
            return wsdl.answer(request, self.url)
        return self.rest.handle(request)

    # -- what callers need --------------------------------------------------------

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def account_id(self) -> str:
        """The account as passports and realms spell it."""
        return self.engine.settings.account_id

    @property
    def token(self) -> Token:
        """Key, token and secrets of the first integration."""
        return self.engine.credentials.tokens[0]

    def soap_url(self, version: str = DEFAULT_VERSION) -> str:
        """The address of SuiteTalk's port."""
        return f"{self.url}/services/NetSuitePort_{version}"

    def wsdl_url(self, version: str = DEFAULT_VERSION) -> str:
        """The address of the WSDL, where the schema can be had."""
        return f"{self.url}/wsdl/v{version}_0/netsuite.wsdl"

    @property
    def rest_url(self) -> str:
        """The address of the REST services."""
        return f"{self.url}/services/rest"

    def advance(self, seconds: float) -> None:
        """Let the books' time pass."""
        with self.engine.lock:
            self.engine.clock.advance(seconds)

    def fault(self, **rule: Any) -> dict[str, Any]:
        """Put a fault in force, see ``core.faults``."""
        with self.engine.lock:
            return self.engine.faults.add(rule)

    def books(self) -> dict[str, Any]:
        """The stand-in's own bookkeeping: the truth a test compares with."""
        return self.control.call("GET", "/books")  # type: ignore[no-any-return]
