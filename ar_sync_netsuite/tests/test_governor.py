"""Places are shared, given back after failures, and never more than there are."""

import threading

import pytest

from odoo.addons.ar_sync.protocol.erp_errors import ErpError
from odoo.addons.ar_sync_netsuite.transport.governor import BACKOFF_S, Governor, LocalSlots, Pace, places, wait_s


def test_never_more_at_once_than_places():
    slots, gate = LocalSlots(3), threading.Barrier(3, timeout=5)
    governor = Governor(slots, patience_s=5)

    def work():
        with governor.place():
            gate.wait()

    threads = [threading.Thread(target=work) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
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
    pace = Pace(10)
    for _ in range(5):
        pace.refused()
    assert pace.allowed == 1
    for _ in range(1 + 2 + 3):
        pace.went_well()
    assert pace.allowed == 4
    for _ in range(200):
        pace.went_well()
    assert pace.allowed == 10


def test_something_is_left_to_others():
    assert [places(5, None), places(15, None), places(15, 6), places(None, None), places(0, 0)] == [4, 14, 6, 4, 4]
