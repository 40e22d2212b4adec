"""Risk: the demonstration reads what the stand-in of NetSuite tells about itself, and it tells it in other words."""

import subprocess
import sys

from workspace import demo


def test_the_stand_in_tells_what_the_demonstration_logs_in_with(tmp_path):
    log = tmp_path / "log"
    words = [sys.executable, "-m", "sandbox.netsuite", "--port", "0", "--scenario", "empty"]
    process = subprocess.Popen(words, cwd=demo.ROOT, stdout=subprocess.PIPE, text=True)
    try:
        told = []
        for line in process.stdout:
            told.append(line)
            if line.startswith("control"):
                break
    finally:
        process.terminate()
        process.wait(120)
        process.stdout.close()
    log.write_text("".join(told))
    login = {field: demo.said(log, label) for label, field in demo.NETSUITE_TELLS.items()}
    assert all(login.values()), login
