"""``make demo``.

A database with the suite, the local stand-ins of Stripe and NetSuite, and Odoo, the main job done, until Ctrl-C.
"""

import json
import subprocess
import time
from pathlib import Path
from typing import Any, NoReturn

from . import config, databases, postgres
from .config import Workspace
from .paths import ROOT, STATE
from .processes import Running, tail
from .run import WorkspaceError, say

DATABASE = f"{databases.PREFIX}demo"
ODOO_PORT = 8069
SANDBOX_PORT = 12111
SANDBOX = ("-m", "sandbox.stripe", "--scenario", "year", "--seed", "7")
SANDBOX_STATE = STATE / "demo-sandbox"
NETSUITE_PORT = 12121
NETSUITE = ("-m", "sandbox.netsuite", "--scenario", "northwind", "--count", "240", "--seed", "7")
NETSUITE_STATE = STATE / "demo-netsuite"
#: What the stand-in of NetSuite tells about itself, and the field of the connection that it is for.
NETSUITE_TELLS = {
    "account": "netsuite_account",
    "consumer key": "netsuite_consumer_key",
    "consumer secret": "netsuite_consumer_secret",
    "token id": "netsuite_token",
    "token secret": "netsuite_token_secret",
}
LOGS = STATE / "logs"
SANDBOX_START_S = 120.0
ODOO_START_S = 120.0


def run_demo() -> int:
    """Set up, start, do the main job, tell what it did, and stay up."""
    found_running = postgres.users_own_server() or postgres.private_cluster().pid() is not None
    try:
        with Running() as running:
            workspace = config.prepare()
            database(workspace)
            print(start(workspace, running), flush=True)
            _stay(running)
    except KeyboardInterrupt:
        say("stopped")
        return 0
    finally:
        if not found_running:
            postgres.stop_unless_used()
    return 0


def database(workspace: Workspace) -> None:
    """The demonstration's database.

    Made once, its addons updated when their sources have changed.
    """
    key = databases.suite_key(workspace, config.addons_in())
    before = config.read_state("demo").get("suite")
    if not databases.ready(workspace, DATABASE):
        for state in (SANDBOX_STATE, NETSUITE_STATE):
            state.unlink(missing_ok=True)
        databases.new(workspace, DATABASE, source=databases.suite(workspace))
    elif before != key:
        addons = config.addons_in()
        say(f"updating {', '.join(addons)} in {DATABASE}")
        databases.install(workspace, DATABASE, addons, update=True)
    config.write_state("demo", {**config.read_state("demo"), "suite": key})


def start(workspace: Workspace, running: Running) -> str:
    """Start the stand-ins and Odoo and do the main job; returns what it did and where to log in."""
    started = time.monotonic()
    sandbox, key = start_sandbox(workspace, running, SANDBOX_STATE)
    erp, login = start_netsuite(workspace, running, NETSUITE_STATE)
    places = {"ar_sync_stripe_api_base": sandbox, "ar_sync_netsuite_url": erp}
    conf = workspace.write_conf("demo.conf", **{name: place for name, place in places.items() if place})
    url = start_odoo(workspace, running, DATABASE, conf, cron_threads=1)
    result = main_job(workspace, conf, url=url, sandbox=sandbox, key=key, netsuite=json.dumps(login))
    running.check()
    return report(result, url, workspace, time.monotonic() - started)


def _stay(running: Running) -> NoReturn:
    """Wait until something ends."""
    while True:
        running.check()
        time.sleep(0.5)


def start_odoo(workspace: Workspace, running: Running, database: str, conf: Path, *, cron_threads: int) -> str:
    """Start Odoo on ``database``; returns its address once it answers."""
    port = postgres.free_port(ODOO_PORT)
    url = f"http://127.0.0.1:{port}"
    options = ["-d", database, "--http-port", str(port), "--workers", "0"]
    options += ["--max-cron-threads", str(cron_threads)]
    command = workspace.odoo_command(*options, conf=conf)
    running.start("Odoo", command, workspace.env(), ROOT, LOGS / f"{conf.stem}-odoo.log")
    running.wait_for_http(f"{url}/web/login", ODOO_START_S)
    return url


def start_sandbox(workspace: Workspace, running: Running, state: Path) -> tuple[str, str]:
    """Start the stand-in of Stripe, which keeps its state in the file ``state``.

    :return: its address and its secret key, empty without one.
    """
    if not (ROOT / "sandbox" / "stripe" / "__main__.py").is_file():
        return "", ""
    port = postgres.free_port(SANDBOX_PORT)
    url = f"http://127.0.0.1:{port}"
    log = LOGS / f"{state.name}.log"
    command = [str(workspace.python), *SANDBOX, "--port", str(port), "--state", str(state)]
    running.start("the Stripe stand-in", command, workspace.env(), ROOT, log)
    running.wait_for_http(url, SANDBOX_START_S)
    return url, said(log, "test key")


def start_netsuite(workspace: Workspace, running: Running, state: Path) -> tuple[str, dict[str, str]]:
    """Start the stand-in of NetSuite, which keeps its books in the file ``state``.

    :return: its address, and what the connection logs in with by field; both empty without one.
    """
    if not (ROOT / "sandbox" / "netsuite" / "__main__.py").is_file():
        return "", {}
    port = postgres.free_port(NETSUITE_PORT)
    url = f"http://127.0.0.1:{port}"
    log = LOGS / f"{state.name}.log"
    command = [str(workspace.python), *NETSUITE, "--port", str(port), "--state", str(state)]
    running.start("the NetSuite stand-in", command, workspace.env(), ROOT, log)
    running.wait_for_http(url, SANDBOX_START_S)
    return url, {field: said(log, label) for label, field in NETSUITE_TELLS.items()}


def said(log: Path, label: str) -> str:
    """What a program told under ``label`` at the start of a line; empty when it did not."""
    lines = log.read_text().splitlines() if log.is_file() else []
    return next((line[len(label) :].strip() for line in lines if line.startswith(label)), "")


def main_job(workspace: Workspace, conf: Path, **options: str) -> dict[str, list[list[str]]]:
    """Call :func:`workspace.demo_job.run` inside Odoo; what it prints is shown as it comes."""
    return dict(job(workspace, conf, DATABASE, "workspace.demo_job", **options))


def job(workspace: Workspace, conf: Path, database: str, module: str, **options: str) -> Any:
    """Call ``run`` of ``module`` inside Odoo, and return what it returns; an empty dict for nothing.

    :raises WorkspaceError: it failed; the end of its log is in the message.
    """
    name = module.rpartition(".")[2].replace("_", "-")
    log, result = LOGS / f"{name}.log", STATE / f"{name}.json"
    result.unlink(missing_ok=True)
    words = [workspace.python, "-m", "workspace.in_odoo", conf, database, module]
    words += [f"{key}={value}" for key, value in options.items()]
    with open(log, "wb") as errors:
        env = workspace.env(AR_SYNC_RESULT=str(result))
        done = subprocess.run([str(word) for word in words], cwd=ROOT, env=env, stderr=errors)
    if done.returncode:
        raise WorkspaceError(f"{module} failed:\n{tail(log)}\n  The whole log: {log}")
    return json.loads(result.read_text()) if result.is_file() else {}


def report(result: dict[str, list[list[str]]], url: str, workspace: Workspace, seconds: float) -> str:
    """What the main job did, as a table, and where to log in."""
    rows = [[str(cell) for cell in row] for row in result.get("table", [])]
    width = max((len(row[0]) for row in rows), default=0)
    table = [f"  {row[0]:<{width}}  {'  '.join(row[1:])}" for row in rows]
    return "\n".join(
        [
            "",
            *table,
            "" if table else "  Nothing was received yet.",
            f"  {workspace.odoo}",
            f"  Up after {seconds:.0f} s: {url}   log in: admin / admin   (Ctrl-C ends it)",
        ]
    )
