"""State that survives: a killed process, a snapshot, a scenario played again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .conftest import NOW
from .receiver import Receiver
from .test_payments import pay
from .tour import DAY_S, client_of, take

ROOT = Path(__file__).resolve().parents[2]


def state_of(sandbox: StripeSandbox) -> dict[str, list[Any]]:
    """Everything the sandbox knows, by account and kind, in order of creation."""
    state = json.loads(sandbox.engine.snapshot())
    return {
        f"{scope} {rows[0]['object']}": rows for scope, rows in state["rows"] if rows
    }


def test_the_state_file_brings_everything_back(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    with StripeSandbox(seed=4, now=NOW, state=file) as first:
        take(first)
        before, books, key = state_of(first), first.books(), first.secret_key
    with StripeSandbox(seed=4, now=NOW, state=file) as second:
        assert state_of(second) == before
        assert second.secret_key == key
        assert second.books() == books
        made = client_of(second).v1.customers.create({"name": "new"})
        assert made.id not in json.dumps(before)


def test_scheduled_work_and_undelivered_events_go_on(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    with Receiver() as receiver:
        with StripeSandbox(seed=4, now=NOW, state=file) as first:
            client = client_of(first)
            client.v1.webhook_endpoints.create(
                {"url": receiver.url, "enabled_events": ["*"]}
            )
            first.control.call("POST", "/webhooks/policy", {"paused": True})
            intent = pay(client, "pm_usBankAccount_success")
            assert receiver.calls == []
        with StripeSandbox(seed=4, now=NOW, state=file) as second:
            second.control.call("POST", "/webhooks/wait")
            assert "payment_intent.processing" in receiver.types()
            second.advance(7 * DAY_S)
            after = client_of(second).v1.payment_intents.retrieve(intent.id)
            assert after.status == "succeeded"


def _start(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """The program, and what it prints when it is ready."""
    command = [sys.executable, "-m", "sandbox.stripe", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert process.stdout is not None
    printed = {}
    for line in process.stdout:
        name, _, value = line.strip().rpartition("  ")
        printed[name.strip()] = value.strip()
        if name.strip() == "control":
            break
    return process, printed


def _client(printed: dict[str, str]) -> stripe.StripeClient:
    return stripe.StripeClient(
        printed["test key"], base_addresses={"api": printed["address"]}, max_network_retries=0
    )


def test_a_killed_program_comes_back(tmp_path: Path) -> None:
    state = str(tmp_path / "state.sqlite")
    process, printed = _start("--state", state, "--frozen", "--now", NOW)
    try:
        made = _client(printed).v1.customers.create({"name": "survivor"})
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    process, again = _start("--state", state, "--frozen", "--now", NOW)
    try:
        assert again["test key"] == printed["test key"]
        assert _client(again).v1.customers.retrieve(made.id).name == "survivor"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=120) == 0


@pytest.mark.parametrize("arguments", [("--host", "0.0.0.0"), ("--api-version", "1999-01-01")])
def test_the_program_refuses_what_it_must_not_do(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "sandbox.stripe", "--port", "0", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "cannot start" in done.stderr


def test_snapshots_bring_an_earlier_state_back(sandbox: StripeSandbox) -> None:
    client = client_of(sandbox)
    pay(client, "pm_card_visa")
    before = sandbox.books()
    sandbox.control.call("POST", "/snapshots", {"name": "a"})
    pay(client, "pm_card_visa")
    sandbox.advance(5 * DAY_S)
    assert sandbox.books()["balance"] != before["balance"]
    sandbox.control.call("POST", "/snapshots/a/restore")
    after = sandbox.books()
    assert after["charges"] == before["charges"]
    assert client.v1.charges.list().data[0].amount == 2_000
    sandbox.advance(1)
    assert sandbox.books()["balance"]["usd"]["total"] == before["balance"]["usd"]["total"]


def test_a_restored_state_is_the_one_that_is_stored(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    with StripeSandbox(seed=4, now=NOW, state=file) as first:
        client = client_of(first)
        kept = client.v1.customers.create({"name": "kept"})
        first.control.call("POST", "/snapshots")
        gone = client.v1.customers.create({"name": "gone"})
        first.control.call("POST", "/snapshots/default/restore")
    with StripeSandbox(seed=4, now=NOW, state=file) as second:
        client = client_of(second)
        assert client.v1.customers.retrieve(kept.id).name == "kept"
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.customers.retrieve(gone.id)


def test_a_scenario_is_played_over_what_was_there(sandbox: StripeSandbox) -> None:
    client = client_of(sandbox)
    client.v1.customers.create({"name": "gone"})
    key, now = sandbox.secret_key, sandbox.clock.now()
    sandbox.control.call("POST", "/scenario", {"name": "small"})
    assert (sandbox.secret_key, sandbox.clock.now()) == (key, now)
    names = [c.name for c in client.v1.customers.list({"limit": 100}).data]
    assert len(names) == 33 and "gone" not in names
