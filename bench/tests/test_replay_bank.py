"""Replaying statement files: each is counted as read, refused by name, or failed."""

import json

from bench import replay, replay_bank

STATEMENT = (
    b":20:A\n:25:123\n:28C:1\n:60F:C260301EUR1,00\n:61:2603010301C5,00NTRFNONREF//B1\n"
    b":86:166?00X?20EREF+E-1?21SVWZ+INV/1\n:61:broken\n:62F:C260301EUR6,00\n-"
)


def run(folder, capsys):
    assert replay.main(["--kind", "bank", "--folder", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    return "\n".join(lines[:-1]), json.loads(lines[-1])


def test_what_is_read_refused_and_odd(tmp_path, capsys):
    (tmp_path / "march.sta").write_bytes(STATEMENT)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "good.csv").write_text("Date,Amount,Currency\n2026-01-31,5.00,EUR\n")
    (tmp_path / "doubtful.csv").write_text("Date,Amount\n01/02/2026,5.00\n")
    report, last = run(tmp_path, capsys)
    assert (last["files"], last["read"], last["refused"], last["failed"]) == (4, 2, 3, 0)
    [row] = [line.split() for line in report.splitlines() if line.startswith("march.sta")]
    assert row == ["march.sta", "MT940", "1", "1", "2", "1", "1"]
    assert "march.sta: statement 1 of 123, entry 2: 'broken' is not a statement line (:61:)" in report
    assert "notes.txt: file: the format is not known" in report
    assert "march.sta: 1 of its entries could not be read" in report


def test_a_reader_that_breaks_is_a_failure_and_stops_no_other(tmp_path, capsys, monkeypatch):
    (tmp_path / "a.sta").write_bytes(STATEMENT)
    (tmp_path / "b.sta").write_bytes(STATEMENT)
    once = [replay_bank.reading.read]

    def broken(*args, **options):
        if once:
            once.pop()
            raise IndexError("nobody foresaw this")
        return whole(*args, **options)

    whole = replay_bank.reading.read
    monkeypatch.setattr(replay_bank.reading, "read", broken)
    report, last = run(tmp_path, capsys)
    assert (last["read"], last["failed"]) == (1, 1)
    assert "a.sta: file: IndexError: nobody foresaw this" in report
