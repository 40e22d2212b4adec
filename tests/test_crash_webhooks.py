"""Webhooks twice, out of order, late and lost, to a door that is killed, while the worker is killed: the same books."""

import random

import pytest

from .crash_harness import ROUNDS, Stage

LATE_S = 700
WAIT_S = 600


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A connected database, its account at Stripe, and the port at which Stripe finds it."""
    found = Stage(tmp_path_factory.mktemp("crash"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def undisturbed(stage):
    """The books of the same story without any webhook, kill or haste."""
    stage.begin()
    stage.live(dict)
    for number, step in enumerate(stage.account.later()):
        stage.account.take(number, step)
        stage.live(dict)
    stage.account.sandbox.advance(LATE_S)
    books = stage.live(dict)
    assert all(row[3] for row in books["tie_out"].values()), books["tie_out"]
    return books


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_bad_deliveries_and_kills(stage, undisturbed, seed):
    """The import and everything after it run under fire; the door is dead for a while in the middle."""
    chance = random.Random(seed)
    steps = stage.account.later()
    dead = range(2, 4)
    courier = stage.account.engine.courier

    def death():
        if chance.random() < 0.4:
            return {}
        if chance.random() < 0.3:
            return {"strike_at": chance.randint(1, 4)}
        return {"commit": chance.randint(2, 5), "side": chance.choice(("before", "after"))}

    stage.begin()
    stage.start_server()
    stage.account.policy(paused=False, duplicate=0.5, reorder=0.5, lose=0.2)
    for number, step in enumerate(steps):
        if number == dead.start:
            stage.stop_server()
        if number == dead.stop:
            assert courier.wait_idle(WAIT_S), "who was to find nobody has found nobody"
            stage.start_server()
        stage.account.take(number, step)
        stage.live(death)
    stage.account.sandbox.advance(LATE_S)
    assert courier.wait_idle(WAIT_S)
    books = stage.live(dict)
    deliveries = courier.deliveries()
    outcomes = {row["state"] for row in deliveries}
    attempts = [len(row["attempts"]) for row in deliveries]
    assert {"delivered", "lost"} <= outcomes, "some arrived, some never did"
    assert max(attempts) > 1, "some came more than once"
    assert any(attempt["status"] is None for row in deliveries for attempt in row["attempts"]), "some found nobody"
    assert stage.kills > 0
    assert books == undisturbed
