"""Programs that stay up together: nothing is left behind, however the one that keeps them ends."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from workspace import demo
from workspace.paths import ROOT
from workspace.processes import Running, answers, stop
from workspace.run import WorkspaceError

WAIT_S = 120
FAMILY = "echo $$ > {pids}; sleep 600 & echo $! >> {pids}; trap '{trap}' TERM; wait; wait"

KEEPER = """
import sys, time
from pathlib import Path
from workspace.processes import Running
with Running() as running:
    running.start("x", ["sleep", "600"], {}, Path("/"), Path(sys.argv[1]))
    try:
        print(running.members[0][1].pid, flush=True)
        time.sleep(600)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def alive(pid):
    """Whether a process runs; one that has ended but was not waited for does not."""
    try:
        with open(f"/proc/{pid}/stat") as handle:
            return handle.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition):
    """Wait until ``condition()`` holds, two minutes at most."""
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def start_family(running, tmp_path, trap=""):
    """Start a shell with a child of its own; returns both process numbers."""
    pids = tmp_path / "pids"
    words = ["sh", "-c", FAMILY.format(pids=pids, trap=trap)]
    running.start("family", words, dict(os.environ), tmp_path, tmp_path / "log")
    wait_for(lambda: pids.is_file() and len(pids.read_text().split()) == 2)
    return [int(pid) for pid in pids.read_text().split()]


@pytest.fixture
def signals():
    """Puts the signal handlers back that a set of programs replaces."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_leaving_ends_programs_and_what_they_started(tmp_path, signals):
    with Running() as running:
        pids = start_family(running, tmp_path)
        assert all(alive(pid) for pid in pids)
    wait_for(lambda: not any(alive(pid) for pid in pids))


def test_a_program_that_ignores_a_polite_request_is_ended_by_force(tmp_path, signals):
    running = Running()
    pids = start_family(running, tmp_path, trap=":")
    stop(running.members[0][1], timeout_s=0.3)
    wait_for(lambda: not any(alive(pid) for pid in pids))


def test_a_program_that_ended_is_named_with_the_end_of_its_log(tmp_path, signals):
    with Running() as running:
        words = ["sh", "-c", "echo the reason; exit 7"]
        running.start("Odoo", words, dict(os.environ), tmp_path, tmp_path / "odoo.log")
        running.members[0][1].wait()
        with pytest.raises(WorkspaceError, match=r"Odoo ended with 7(?s:.*)the reason"):
            running.wait_for_http("http://127.0.0.1:1", 5)


def test_nothing_answering_is_said(tmp_path, signals):
    with socket.socket() as held, pytest.raises(WorkspaceError, match="nothing answered at"):
        held.bind(("127.0.0.1", 0))  # nobody else may listen there meanwhile
        Running().wait_for_http(f"http://127.0.0.1:{held.getsockname()[1]}", 0.3)


def test_an_error_status_is_an_answer(tmp_path, signals):
    words = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    log = tmp_path / "log"
    with Running() as running:
        running.start("server", words, dict(os.environ), tmp_path, log)
        wait_for(lambda: "\n" in log.read_text())
        port = log.read_text().split(" port ")[1].split()[0]
        running.wait_for_http(f"http://127.0.0.1:{port}/absent", WAIT_S)
        assert answers(f"http://127.0.0.1:{port}/absent")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_behind_however_the_keeper_ends(tmp_path, number):
    words = [sys.executable, "-c", KEEPER, str(tmp_path / "log")]
    keeper = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(keeper.stdout.readline())
    assert alive(child)
    keeper.send_signal(number)
    output, _ = keeper.communicate(timeout=WAIT_S)
    wait_for(lambda: not alive(child))
    assert ("interrupted" in output) == (number != signal.SIGKILL)


class FakeWorkspace:
    """A workspace of which only the Odoo is asked."""

    odoo = "Odoo 19.0 (test)"


def test_the_report_lines_up_and_tells_how_to_log_in():
    result = {"table": [["Received", "1 204"], ["Waiting for a person", "7"]]}
    text = demo.report(result, "http://127.0.0.1:8069", FakeWorkspace(), 12.4)
    assert "  Received              1 204" in text
    assert "  Waiting for a person  7" in text
    assert "http://127.0.0.1:8069" in text and "admin" in text and "12 s" in text


def test_an_empty_report_says_so():
    assert "Nothing was received yet" in demo.report({}, "http://x", FakeWorkspace(), 1)
