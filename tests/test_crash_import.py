"""Kill the process at any moment of the import and of the work after it: the books end as in an undisturbed run."""

import random

import pytest

from .crash_harness import ROUNDS, Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A connected database and what an undisturbed run makes of it."""
    found = Stage(tmp_path_factory.mktemp("crash"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def undisturbed(stage):
    """The books of a run in which nothing happens."""
    stage.begin()
    books = stage.live(dict)
    assert books["imported"]
    assert len(books["invoices"]) == 7
    assert all(row[3] for row in books["tie_out"].values()), books["tie_out"]
    assert books["operations"] == ["webhook_endpoint.create done"]
    assert books["may_check_signatures"]
    return books


def test_kill_before_every_commit(stage, undisturbed):
    """Each life commits once and dies with its next transaction undone: each one is lost once, then repeated."""
    stage.begin()
    assert stage.live(lambda: {"commit": 2, "side": "before"}) == undisturbed
    assert stage.kills > 20, "there were that many moments to die at"
    assert stage.account.endpoints() == 1, "what was sent and not noted is asked for, not sent again"


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_kill_around_commits_and_requests(stage, undisturbed, seed):
    """Seeded deaths: before or after a commit, or while Stripe is being asked."""
    chance = random.Random(seed)

    def death():
        if chance.random() < 0.5:
            return {"strike_at": chance.randint(1, 6)}
        return {"commit": chance.randint(2, 6), "side": chance.choice(("before", "after"))}

    stage.begin()
    assert stage.live(death) == undisturbed
    assert stage.kills > 2
    assert stage.account.endpoints() == 1
