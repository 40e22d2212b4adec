"""Risk: a folder of samples is passed over, and nobody sees that it was not read."""

import json
import os
from pathlib import Path

import pytest

from bench import replay

from .test_replay import CHARGE, exchange
from .test_replay_bank import STATEMENT


@pytest.fixture
def samples(tmp_path):
    """A folder of folders: two kinds that are read, one that is not, and files that belong to nothing."""
    for name in ("stripe-recorded", "bank-mt940", "bank-empty", "carrier-pigeon", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / "README.md").write_text("Where these come from")
    (tmp_path / "stripe-recorded" / "one.json").write_text(json.dumps([exchange(CHARGE), exchange({"id": "x"})]))
    (tmp_path / "stripe-recorded" / "two.json").write_text("{")
    (tmp_path / "bank-mt940" / "march.sta").write_bytes(STATEMENT)
    return tmp_path


def run(folder, capsys, *words):
    assert replay.main([*words, "--folder", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    return lines[:-1], json.loads(lines[-1])


def test_every_folder_with_a_reader_is_read_and_counted(samples, capsys):
    lines, last = run(samples, capsys)
    assert last == {
        "folders": 3, "files": 3, "exchanges": 3, "read": 2, "refused": 1, "failed": 1, "not_understood": 0,
        "missing": 0, "without_reader": 0, "left_alone": ["carrier-pigeon"],
    }  # fmt: skip
    rows = [line.split() for line in lines]
    assert ["bank-mt940", "1", "1", "1", "1", "0", "0"] in rows
    assert ["stripe-recorded", "2", "2", "1", "0", "1", "0"] in rows
    assert ["bank-empty", "0", "0", "0", "0", "0", "0"] in rows
    assert "No reader: carrier-pigeon" in lines
    assert any(line.startswith("  two.json: file: is not JSON") for line in lines), "the reports are there as well"


def test_a_folder_that_is_of_one_kind_is_read_without_saying_so(samples, capsys):
    _lines, last = run(samples / "bank-mt940", capsys)
    _lines, said = run(samples / "bank-mt940", capsys, "--kind", "bank")
    assert (last["folders"], last["read"], last["refused"]) == (1, said["read"], said["refused"])


def test_a_folder_without_anything_to_read_is_an_error(tmp_path, capsys):
    (tmp_path / "carrier-pigeon").mkdir()
    assert replay.main(["--folder", str(tmp_path)]) == 2
    assert "bank, netsuite, stripe" in capsys.readouterr().err


@pytest.mark.skipif(
    not os.environ.get("AR_SYNC_SAMPLES"),
    reason="AR_SYNC_SAMPLES does not name a folder of samples",
)
def test_the_samples_at_hand():
    found, _left_alone = replay.replay_all(Path(os.environ["AR_SYNC_SAMPLES"]))
    assert {"stripe-recorded", "bank-camt", "bank-mt940", "bank-bai2"} <= set(found)
    for name, tally in found.items():
        assert tally.failures == [], name
        assert tally.fields == {}, name
        assert sum(tally.read.values()) > 0, name
