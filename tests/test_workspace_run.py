"""Running programs and trying again: the order of the attempts and the words of a failure."""

import pytest

from workspace import paths, system
from workspace.run import DownloadError, WorkspaceError, retry, run


def failing(times):
    """An action that fails so many times, then returns the number of its calls."""
    calls = []

    def action():
        calls.append(1)
        if len(calls) <= times:
            raise WorkspaceError(f"failure {len(calls)}")
        return len(calls)

    return action


@pytest.fixture
def pauses(monkeypatch):
    """The pauses that were made; none of them takes time."""
    made = []
    monkeypatch.setattr("workspace.run.time.sleep", made.append)
    return made


def test_retry_pauses_longer_each_time_and_returns_the_result(pauses):
    assert retry(failing(2), "it", "advice", delays_s=(1, 5, 9)) == 3
    assert pauses == [1, 5]


def test_retry_names_what_failed_the_last_error_and_the_advice(pauses):
    with pytest.raises(DownloadError) as caught:
        retry(failing(9), "the package x", "buy a cable", delays_s=(1, 1))
    text = str(caught.value)
    assert "the package x in 3 attempts" in text
    assert "failure 3" in text
    assert "buy a cable" in text


def test_retry_does_not_hide_a_defect(pauses):
    def broken():
        raise KeyError("defect")

    with pytest.raises(KeyError):
        retry(broken, "it", "advice")
    assert not pauses


def test_run_returns_output_and_shows_its_end_on_failure(tmp_path):
    assert run(["sh", "-c", "echo out; echo err >&2"]) == "out\nerr\n"
    log = tmp_path / "logs" / "x.log"
    with pytest.raises(WorkspaceError, match=r"ended with 3(?s:.*)the reason(?s:.*)x\.log"):
        run(["sh", "-c", "echo the reason; exit 3"], log=log)
    assert "the reason" in log.read_text()


def test_run_leaves_routine_log_lines_out_of_the_message():
    with pytest.raises(WorkspaceError) as caught:
        run(["sh", "-c", "echo '1 INFO db x: rou''tine'; echo bad; exit 1"])
    assert "bad" in str(caught.value)
    assert "routine" not in str(caught.value)


def test_run_gives_no_terminal_to_ask_on():
    assert run(["cat"]) == ""


def test_write_if_changed_writes_once_and_keeps_secrets_closed(tmp_path):
    path = tmp_path / "sub" / "secret"
    assert paths.write_if_changed(path, "a", mode=0o600)
    assert not paths.write_if_changed(path, "a", mode=0o600)
    assert paths.write_if_changed(path, "b", mode=0o600)
    assert path.read_text() == "b"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret"]


def test_the_cache_is_where_the_user_says(monkeypatch, tmp_path):
    monkeypatch.setenv("AR_SYNC_CACHE", str(tmp_path / "own"))
    assert paths.cache_dir() == tmp_path / "own"
    monkeypatch.delenv("AR_SYNC_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert paths.cache_dir() == tmp_path / "ar_sync"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.cache_dir() == tmp_path / ".cache" / "ar_sync"


def test_short_hash_keeps_parts_apart():
    assert paths.short_hash("ab", "c") != paths.short_hash("a", "bc")
    assert paths.short_hash("a", b"b") == paths.short_hash(b"a", "b")


def test_a_missing_program_is_asked_for_when_not_root(monkeypatch):
    monkeypatch.setitem(system.FINDERS, "chromium", lambda: None)
    monkeypatch.setattr(system, "is_root", lambda: False)
    with pytest.raises(WorkspaceError, match=r"as root, apt-get install chromium"):
        system.ensure("chromium")


def test_a_missing_program_is_installed_as_root_and_looked_for_again(monkeypatch):
    found, commands = [], []

    def fake_run(args, **options):
        commands.append(args)
        if "install" in args:
            found.append("chromium")
        return ""

    monkeypatch.setitem(system.FINDERS, "chromium", lambda: bool(found))
    monkeypatch.setattr(system, "is_root", lambda: True)
    monkeypatch.setattr(system.shutil, "which", lambda name: name)
    monkeypatch.setattr(system, "run", fake_run)
    system.ensure("chromium")
    assert [command[-1] for command in commands] == ["update", "chromium"]
    system.ensure("chromium")
    assert len(commands) == 2


def test_an_installation_that_brings_nothing_is_an_error(monkeypatch):
    monkeypatch.setitem(system.FINDERS, "chromium", lambda: None)
    monkeypatch.setattr(system, "is_root", lambda: True)
    monkeypatch.setattr(system.shutil, "which", lambda name: name)
    monkeypatch.setattr(system, "run", lambda args, **options: "")
    with pytest.raises(WorkspaceError, match="still not found"):
        system.ensure("chromium")
