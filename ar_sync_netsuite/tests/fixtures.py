"""A fresh stand-in for each test, and a client of it over each transport."""

from collections.abc import Callable, Iterator

import pytest

from odoo.addons.ar_sync_netsuite.transport import connect
from odoo.addons.ar_sync_netsuite.transport.governor import Governor, LocalSlots
from odoo.addons.ar_sync_netsuite.transport.interface import Erp, Settings, TokenCredentials

from sandbox.netsuite import schema
from sandbox.netsuite.server import NetSuiteSandbox

#: A Monday morning in Oregon.
NOW = "2026-11-02T18:00:00Z"

Connect = Callable[..., Erp]


@pytest.fixture
def sandbox() -> Iterator[NetSuiteSandbox]:
    """A company with its lists and no customer; the books' clock stands still."""
    with NetSuiteSandbox(seed=5, now=NOW) as running:
        yield running
        assert running.engine.stats.broken == []


@pytest.fixture(params=("rest", "soap"))
def transport(request: pytest.FixtureRequest) -> str:
    """Which way one talks."""
    if request.param == "soap":
        schema.required()
    return str(request.param)


@pytest.fixture
def dial(sandbox: NetSuiteSandbox, transport: str, monkeypatch: pytest.MonkeyPatch) -> Connect:
    """Makes clients of the stand-in; every SOAP request is checked against the real schema."""
    if transport == "soap":
        _check_requests(monkeypatch)

    def make(**settings: object) -> Erp:
        token = settings.pop("token", None) or sandbox.token
        slots = settings.pop("slots", None) or LocalSlots(4)
        credentials = settings.pop("credentials", None) or TokenCredentials(
            token.consumer_key, token.consumer_secret, token.token, token.secret
        )
        values = {"item": "11", "untaxed_code": "1", "refund_method": "3", "timeout_s": 120.0, **settings}
        if transport == "soap":
            values.setdefault("wsdl", str(schema.wsdl()))
        chosen = Settings(account=sandbox.account_id, transport=transport, url=sandbox.url, **values)
        governor = Governor(slots, patience_s=120, sleep=lambda seconds: None, chance=lambda: 0.0)
        return connect(chosen, credentials, slots, governor=governor)

    return make


def _check_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    from ..transport.soap_schema import Schema

    write = Schema.message

    def checked(self, address, operation, blocks, values):
        data, action = write(self, address, operation, blocks, values)
        schema.check(data)
        return data, action

    monkeypatch.setattr(Schema, "message", checked)


@pytest.fixture
def erp(dial: Connect) -> Erp:
    """A client with everything set."""
    return dial()


@pytest.fixture(scope="module")
def northwind_sandbox() -> Iterator[NetSuiteSandbox]:
    """A company of fourteen months, for tests that only read."""
    schema.required()
    with NetSuiteSandbox(seed=7, scenario="northwind", count=240, now=NOW) as running:
        yield running
        assert running.engine.stats.broken == []


@pytest.fixture(scope="module")
def northwind(northwind_sandbox: NetSuiteSandbox) -> tuple[Erp, Erp]:
    """Its ledger over REST and over SOAP."""
    token, slots = northwind_sandbox.token, LocalSlots(4)
    credentials = TokenCredentials(token.consumer_key, token.consumer_secret, token.token, token.secret)
    rest, soap = (
        connect(
            Settings(
                account=northwind_sandbox.account_id,
                transport=name,
                url=northwind_sandbox.url,
                wsdl=str(schema.wsdl()) if name == "soap" else "",
            ),
            credentials,
            slots,
        )
        for name in ("rest", "soap")
    )
    return rest, soap


@pytest.fixture(scope="module")
def northwind_books(northwind_sandbox: NetSuiteSandbox) -> dict[str, dict[str, object]]:
    """Its own bookkeeping."""
    return northwind_sandbox.books()
