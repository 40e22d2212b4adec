"""Replaying recorded exchanges: what is counted, named and never a traceback."""

import json
import os
from pathlib import Path

import pytest

from bench import replay

CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "amount": 1050,
    "amount_captured": 1050,
    "amount_refunded": 0,
    "currency": "eur",
    "created": 1_760_000_000,
    "status": "succeeded",
}
INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "amount": 1050,
    "amount_received": 1050,
    "currency": "eur",
    "created": 1_760_000_000,
    "status": "succeeded",
    "latest_charge": CHARGE,
}


def exchange(response, status=200, version="2020-08-27"):
    return {
        "method": "GET",
        "path": "/v1/things",
        "query": [],
        "form": [],
        "status": status,
        "stripe_version": version,
        "response": response,
    }


@pytest.fixture
def run(tmp_path, capsys):
    """Return a function that replays the given files and gives the report and its last line."""

    def replay_files(**files):
        for name, content in files.items():
            path = tmp_path / f"{name}.json"
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(json.dumps(content))
        assert replay.main(["--kind", "stripe", "--folder", str(tmp_path)]) == 0
        lines = capsys.readouterr().out.splitlines()
        return "\n".join(lines[:-1]), json.loads(lines[-1])

    return replay_files


def test_objects_are_counted_by_type_and_version(run):
    report, last = run(one=[exchange(CHARGE), exchange(CHARGE, version="2026-03-25.dahlia")])
    assert (last["files"], last["exchanges"], last["read"]) == (1, 2, 2)
    assert (last["failed"], last["not_understood"], last["missing"]) == (0, 0, 0)
    assert ["charge", "2020-08-27", "1"] in [line.split() for line in report.splitlines()]
    assert ["charge", "2026-03-25.dahlia", "1"] in [line.split() for line in report.splitlines()]


def test_nested_objects_are_read_and_their_fields_counted_once(run):
    spoilt = {**INTENT, "latest_charge": {**CHARGE, "amount_captured": None}}
    page = {"object": "list", "data": [spoilt, INTENT], "has_more": False, "url": "/v1/x"}
    report, last = run(one=[exchange(page)])
    assert (last["read"], last["failed"], last["not_understood"]) == (5, 0, 1)
    (row,) = [line.split() for line in report.splitlines() if "amount_captured" in line]
    assert row[:6] == ["charge", "amount_captured", "missing", "1", "2020-08-27", "one.json"]


def test_the_object_of_an_event_is_of_the_events_version(run):
    event = {"id": "evt_1", "object": "event", "type": "charge.succeeded", "created": 1}
    event |= {"api_version": "2022-11-15", "data": {"object": CHARGE}}
    report, last = run(one=[exchange(event), exchange({**event, "api_version": None})])
    assert last["read"] == 4
    rows = [line.split() for line in report.splitlines()]
    assert ["charge", "2022-11-15", "1"] in rows
    assert ["charge", "(none)", "1"] in rows
    assert ["event", "2020-08-27", "2"] in rows


def test_masked_text_is_put_back_together(run):
    text = json.dumps(CHARGE).replace("1050", "<VENDOR_ID>050").replace("ch_1", "ch_<VENDOR_ID>")
    _report, last = run(one=[exchange(text)])
    assert (last["read"], last["failed"]) == (1, 0)


def test_money_that_is_missing_fails_and_is_named(run):
    report, last = run(one=[exchange({**CHARGE, "amount": None}), exchange(CHARGE)])
    assert (last["read"], last["failed"], last["not_understood"]) == (1, 1, 1)
    assert "one.json: exchange 1 (GET /v1/things): charge ch_1: amount is missing" in report


def test_a_nested_object_that_fails_does_not_count_its_field_twice(run):
    lines = {"object": "list", "has_more": False, "data": [{"id": "il_1", "object": "line_item"}]}
    invoice = {"id": "in_1", "object": "invoice", "currency": "eur", "created": 1, "lines": lines}
    report, last = run(one=[exchange(invoice)])
    assert last["failed"] == 2
    assert last["not_understood"] == 1
    assert "counted there as well" in report


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"id": 1', "is not JSON"),
        ({"id": "ch_1"}, "is not a list of exchanges"),
        ([5], "is not an exchange with a response"),
        ([{"status": 200}], "is not an exchange with a response"),
        ([exchange('{"id": <UNKNOWN_MASK>}')], "the response is not JSON"),
    ],
)
def test_broken_recordings_are_named_and_counted(run, content, problem):
    report, last = run(broken=content, good=[exchange(CHARGE)])
    assert (last["read"], last["failed"]) == (1, 1)
    assert "broken.json" in report and problem in report


def test_a_file_that_is_no_recording_is_named(run, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / ".hidden").write_text("hello")
    report, last = run(good=[exchange(CHARGE)])
    assert (last["files"], last["failed"]) == (2, 1)
    assert "notes.txt" in report and ".hidden" not in report


def test_errors_are_read_as_errors(run):
    declined = {"error": {"type": "card_error", "code": "card_declined"}}
    _report, last = run(
        one=[
            exchange(declined, 402),
            exchange("<html>Bad gateway</html>", 502),
            exchange({"error": "invalid_grant"}, 400),
            exchange(None, 500),
        ]
    )
    assert (last["read"], last["failed"]) == (4, 0)


def test_an_error_of_a_shape_that_is_not_known_is_noted(run):
    report, last = run(one=[exchange({"error": {"type": 5}}, 400)])
    assert (last["read"], last["not_understood"]) == (1, 1)
    assert "not a text: 5" in report


def test_objects_without_a_reader_are_left_alone(run):
    report, last = run(one=[exchange({"id": "x_1", "object": "brand_new"}), exchange(None)])
    assert (last["read"], last["failed"], last["without_reader"]) == (0, 0, 1)
    assert "brand_new: 1" in report


def test_no_folder_and_no_kind():
    with pytest.raises(SystemExit) as stopped:
        replay.main(["--kind", "carrier-pigeon", "--folder", "."])
    assert stopped.value.code == 2
    assert replay.main(["--kind", "stripe", "--folder", "/no/such/folder"]) == 2


def test_a_long_report_is_cut(run):
    report, last = run(many=[exchange({**CHARGE, "amount": number}) for number in ["x"] * 150])
    assert last["failed"] == 150
    assert "… and 50 more" in report


@pytest.mark.skipif(
    not os.environ.get("AR_SYNC_SAMPLES"),
    reason="AR_SYNC_SAMPLES does not name a folder of recorded exchanges",
)
def test_the_recordings_at_hand():
    tally = replay.replay("stripe", Path(os.environ["AR_SYNC_SAMPLES"]) / "stripe-recorded")
    assert tally.failures == []
    assert tally.fields == {}
    assert sum(tally.read.values()) > 0
