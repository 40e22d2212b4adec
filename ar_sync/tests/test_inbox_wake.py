"""Risk: a message is stored and nobody is woken for it until the next schedule.

The timer is played, so every order of storing and firing can be tried.
"""

from contextlib import contextmanager
from unittest.mock import MagicMock, patch

import psycopg2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.tools import mute_logger

from odoo.addons.ar_sync.models import ar_sync_event as inbox


class PlayedTimers:
    """Timers that fire when the test says so, and drains that note what they would find."""

    def __init__(self):
        self.timers = []
        self.stored = 0
        self.drained_up_to = 0
        self.drains = 0
        self.failure = None

    def timer(self, delay_s, function, args):
        assert 0 < delay_s <= 1, "a burst is collected for less than a second"
        played = MagicMock()
        played.start = lambda: self.timers.append(lambda: function(*args))
        return played

    def store(self):
        """A message is stored and its transaction is committed."""
        self.stored += 1
        inbox._start_wake_timer("db")

    def fire(self):
        """The oldest running timer fires."""
        if self.timers:
            self.timers.pop(0)()

    def dispatch(self, stage):
        assert stage == "drain"
        if self.failure:
            raise self.failure
        self.drains += 1
        self.drained_up_to = self.stored

    @contextmanager
    def played(self):
        env = {"ar.sync.dispatch": MagicMock(_dispatch=self.dispatch)}
        with (
            patch.object(inbox, "_wake_pending", set()),
            patch.object(inbox.threading, "Timer", self.timer),
            patch.object(inbox, "Registry", MagicMock()),
            patch.object(inbox.api, "Environment", lambda *args: env),
        ):
            yield self


@given(st.lists(st.sampled_from(["store", "fire"]), max_size=40))
def test_after_every_order_of_events_nothing_is_left_asleep(steps):
    with PlayedTimers().played() as played:
        for step in steps:
            getattr(played, step)()
            assert played.timers or played.drained_up_to == played.stored, (
                "what is stored is either drained or a timer runs for it"
            )
        while played.timers:
            played.fire()
        assert played.drained_up_to == played.stored


@given(st.integers(min_value=1, max_value=500))
def test_a_burst_is_one_wake_up(messages):
    with PlayedTimers().played() as played:
        for _message in range(messages):
            played.store()
        assert len(played.timers) == 1
        played.fire()
        assert (played.drains, played.timers) == (1, [])


@given(st.lists(st.sampled_from(["store", "fire"]), max_size=30))
def test_never_more_than_one_timer_runs_for_a_database(steps):
    with PlayedTimers().played() as played:
        for step in steps:
            getattr(played, step)()
            assert len(played.timers) <= 1


def test_a_message_stored_while_the_drain_is_asked_for_gets_its_own():
    """The drain that is being written may be too early for it."""
    with PlayedTimers().played() as played:
        dispatch = played.dispatch

        def store_meanwhile(stage):
            dispatch(stage)
            played.dispatch = dispatch
            played.store()

        played.store()
        with patch.object(played, "dispatch", store_meanwhile):
            with patch.object(
                inbox.api,
                "Environment",
                lambda *args: {"ar.sync.dispatch": MagicMock(_dispatch=store_meanwhile)},
            ):
                played.fire()
        assert len(played.timers) == 1
        played.fire()
        assert played.drained_up_to == played.stored == 2


def test_databases_do_not_share_a_timer():
    with PlayedTimers().played() as played:
        inbox._start_wake_timer("one")
        inbox._start_wake_timer("two")
        assert len(played.timers) == 2


@pytest.mark.parametrize("error", [psycopg2.OperationalError("gone"), psycopg2.InterfaceError("x")])
def test_a_wake_up_that_cannot_be_written_does_not_silence_the_next(error):
    with PlayedTimers().played() as played, mute_logger(inbox._logger.name):
        played.store()
        played.failure = error
        played.fire()
        played.failure = None
        played.store()
        played.fire()
        assert played.drained_up_to == 2


def test_a_thread_that_cannot_be_started_does_not_silence_the_next():
    with PlayedTimers().played() as played:
        failing = MagicMock()
        failing.start.side_effect = RuntimeError("can't start new thread")
        with patch.object(inbox.threading, "Timer", lambda *args, **kwargs: failing):
            played.store()
        played.store()
        played.fire()
        assert played.drained_up_to == 2


def test_the_timer_does_not_keep_a_stopping_server_alive():
    with PlayedTimers().played() as played:
        made = []
        timer = played.timer

        def keep(*args, **kwargs):
            made.append(timer(*args, **kwargs))
            return made[-1]

        with patch.object(inbox.threading, "Timer", keep):
            played.store()
        assert made[0].daemon is True
