"""Places are shared, given back after failures, and never more than there are."""

import threading

import pytest

from odoo.addons.ar_sync.protocol.erp_errors import ErpError
from odoo.addons.ar_sync_netsuite.transport.door import Answer, retry_after_s
from odoo.addons.ar_sync_netsuite.transport.governor import (
    BACKOFF_S,
    REGAIN_S,
    Governor,
    LocalSlots,
    Pace,
    places,
    wait_s,
)

WAIT_S = 120


def test_never_more_at_once_than_places():
    slots, gate = LocalSlots(3), threading.Barrier(3, timeout=WAIT_S)
    governor = Governor(slots, patience_s=WAIT_S)

    def work():
        with governor.place():
            gate.wait()

    threads = [threading.Thread(target=work) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert slots.peak == 3


def test_a_place_is_given_back_whatever_happens():
    slots = LocalSlots(1)
    governor = Governor(slots, patience_s=0)
    with pytest.raises(ZeroDivisionError), governor.place():
        raise ZeroDivisionError
    with governor.place(), pytest.raises(ErpError) as busy, governor.place():
        raise AssertionError
    assert busy.value.code == "busy"


def test_waits_grow_differ_and_end():
    slept = []
    governor = Governor(LocalSlots(1), sleep=slept.append, chance=iter([0.0, 1.0, 0.5, 0.25, 0.0]).__next__)
    assert [governor.wait(attempt) for attempt in range(1, 6)] == [True, True, True, True, False]
    assert slept == [0.5, 2.0, 3.0, 5.0]
    assert wait_s(len(BACKOFF_S) + 1, 0) is None


def test_a_pace_goes_down_fast_and_up_slowly():
    pace = Pace()
    for storm in range(5):
        pace = pace.refused(10, 1000.0 + 2 * storm)
    at_s = pace.refused_at_s
    assert pace.allowed(10, at_s) == 1
    assert [pace.allowed(10, at_s + REGAIN_S * steps) for steps in (0.9, 1, 3, 8.9, 9, 500)] == [1, 2, 4, 9, 10, 10]
    assert pace.allowed(10, at_s - 60) == 1, "a clock that was set back does no harm"


def test_who_is_refused_is_noted_and_nobody_asks_before_it_is_time():
    now = [50.0]
    slots = LocalSlots(8, now_s=lambda: now[0])
    governor = Governor(slots, patience_s=0, sleep=lambda _seconds: None)
    governor.wait(1, retry_after_s=30.0)
    with pytest.raises(ErpError), governor.place():
        raise AssertionError
    now[0] += 30.0
    with governor.place():
        pass
    assert slots.pace.allowed(8, now[0]) == 8
    governor.wait(1)
    assert slots.pace.allowed(8, now[0]) == 4
    assert retry_after_s(Answer(429, {"Retry-After": "7"}, b"")) == 7
    assert [retry_after_s(Answer(429, {"Retry-After": said}, b"")) for said in ("", "-1", "soon", "²")] == [0] * 4


def test_something_is_left_to_others():
    assert [places(5, None), places(15, None), places(15, 6), places(None, None), places(0, 0)] == [4, 14, 6, 4, 4]
