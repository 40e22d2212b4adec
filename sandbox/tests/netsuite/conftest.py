"""Fixtures: a fresh stand-in for each test, a filled one for tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.netsuite import schema
from sandbox.netsuite.server import NetSuiteSandbox

#: A Monday morning in Oregon; nothing in the tests depends on the machine's clock.
NOW = "2026-11-02T18:00:00Z"


@pytest.fixture
def sandbox() -> Iterator[NetSuiteSandbox]:
    """A company with its lists; the books' clock stands still."""
    with NetSuiteSandbox(seed=5, now=NOW) as running:
        yield running
        assert running.engine.stats.broken == []


@pytest.fixture
def soap(sandbox: NetSuiteSandbox):  # type: ignore[no-untyped-def]
    """SuiteTalk by zeep, checked against the real schema."""
    schema.required()
    from .soap_client import Soap

    return Soap(sandbox)


@pytest.fixture
def rest(sandbox: NetSuiteSandbox):  # type: ignore[no-untyped-def]
    """REST by requests."""
    from .rest_client import Rest

    return Rest(sandbox)
