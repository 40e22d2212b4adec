"""Scenarios by name."""

from __future__ import annotations

from collections.abc import Callable

from ..core.engine import Engine
from . import bulk, company, northwind

Build = Callable[[Engine, int | None], None]


def empty(engine: Engine, count: int | None) -> None:
    """A company with its lists and no customer."""
    company.found(engine.store)


SCENARIOS: dict[str, Build] = {"empty": empty, "northwind": northwind.build, "bulk": bulk.build}
