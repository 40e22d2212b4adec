"""What a scenario is, and the means it has."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..core.clock import Clock
from ..core.engine import Engine
from ..core.errors import StripeError
from ..core.store import Obj

Build = Callable[[Engine, "float | None", "int | None"], None]


@dataclass(frozen=True)
class Scenario:
    """A company to begin with.

    :param build: fills the account; is given the engine, the moment at which the
        scenario shall end (None: now) and how much of it there shall be.
    :param days: how long it takes on the clock.
    :param settings: of the account, see ``accounts.DEFAULT_SETTINGS``.
    """

    build: Build
    days: int = 0
    settings: dict[str, Any] = field(default_factory=dict)

    def begins(self, end: float | None) -> float:
        """First moment of the clock, so that the scenario ends at *end*."""
        return (Clock().time() if end is None else end) - self.days * 86_400


class Stage:
    """Lets a scenario act at its own pace: things to do, in the order of time.

    :param engine: the sandbox.
    :param seed_text: makes this scenario's random numbers its own.
    """

    def __init__(self, engine: Engine, seed_text: str) -> None:
        self.engine = engine
        self.random = random.Random(f"{engine.ids.seed}:{seed_text}")
        self.ctx = engine.context()
        self._plan: list[tuple[float, int, Callable[[], Any]]] = []
        self._count = 0

    def post(self, path: str, /, **params: Any) -> Obj:
        """``POST`` as an API client would, without the HTTP."""
        result: Obj = self.engine.call(self.ctx, "POST", "/v1/" + path, params)
        return result

    def attempt(self, path: str, /, **params: Any) -> Obj | None:
        """The same where a refusal is part of the story: None then."""
        try:
            return self.post(path, **params)
        except StripeError as error:
            if error.status != 402:
                raise
            return None

    def at(self, moment: float, action: Callable[[], Any]) -> None:
        """Plan *action* for *moment*."""
        self._count += 1
        heapq.heappush(self._plan, (moment, self._count, action))

    def play(self, until: float) -> None:
        """Do what is planned up to *until*; what lies later is left undone."""
        while self._plan and self._plan[0][0] <= until:
            moment, _, action = heapq.heappop(self._plan)
            self.engine.advance_to(moment)
            action()
        self._plan.clear()
        self.engine.advance_to(until)
