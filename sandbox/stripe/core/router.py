"""Routes: which handler answers which method and path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import unknown_url
from .params import Rule
from .versions import before

if TYPE_CHECKING:
    pass

Handler = Callable[..., Any]


@dataclass(frozen=True)
class Route:
    """One endpoint.

    :param str method: ``GET``, ``POST`` or ``DELETE``.
    :param str path: with ``:name`` for ids, which are handed to the handler.
    :param handler: ``handler(ctx, params, *ids)`` returning an object or a page.
    :param schema: the parameters it accepts (``expand`` is always accepted).
    :param str permission: what a restricted key needs.
    :param str since: oldest API version that has this endpoint.
    """

    method: str
    path: str
    handler: Handler
    schema: Mapping[str, Rule] = field(default_factory=dict)
    permission: str | None = None
    since: str = ""

    @property
    def name(self) -> str:
        """The endpoint as rate limits and counters know it."""
        return f"{self.method} {self.path}"


class Router:
    """Finds the route of a request."""

    def __init__(self, routes: list[Route]) -> None:
        self._by_shape: dict[tuple[str, int], list[tuple[list[str], Route]]] = {}
        for route in routes:
            parts = route.path.strip("/").split("/")
            self._by_shape.setdefault((route.method, len(parts)), []).append(
                (parts, route)
            )
        for group in self._by_shape.values():
            group.sort(key=lambda item: sum(p.startswith(":") for p in item[0]))

    def find(self, method: str, path: str, version: str) -> tuple[Route, list[str]]:
        """The route and the ids in the path. :raise StripeError: 404."""
        parts = path.strip("/").split("/")
        for pattern, route in self._by_shape.get((method, len(parts)), ()):
            ids = _match(pattern, parts)
            if ids is not None and not (route.since and before(version, route.since)):
                return route, ids
        raise unknown_url(method, path)


def _match(pattern: list[str], parts: list[str]) -> list[str] | None:
    ids = []
    for expected, given in zip(pattern, parts, strict=False):
        if expected.startswith(":"):
            ids.append(given)
        elif expected != given:
            return None
    return ids
